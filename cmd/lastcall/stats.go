package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"lastcall/analyze"
	"lastcall/report"
)

func statsCommand() *command {
	c := newCommand("stats", "", "show the endpoints in use: calls, first and last use, errors, latency")
	v := &view{render: report.Stats, check: refuseEmpty}
	v.windowFlags(c.flags)
	v.serviceFlag(c.flags)
	endpoint := c.flags.String("timestamps", "", "list the time of each call of `ENDPOINT` (METHOD:/template) instead")
	v.out = outputFlags(c.flags, report.Text, report.JSON, report.CSV, report.Markdown)
	c.run = func(ctx context.Context, e *env, args []string) error {
		if !c.flags.Changed("timestamps") {
			return v.run(ctx, e, args)
		}
		return v.timestamps(ctx, e, *endpoint)
	}
	return c
}

// timestamps lists the calls of one endpoint, a line each, oldest first.
func (v *view) timestamps(ctx context.Context, e *env, endpoint string) error {
	format, err := v.out.chosen()
	if err != nil {
		return err
	}
	if err := v.load(); err != nil {
		return err
	}
	if err := v.out.refuseInputs(v.config.Data, v.inputs()...); err != nil {
		return err
	}
	o, err := v.options(ctx, e, false)
	if err != nil {
		return err
	}
	times, err := analyze.Timestamps(ctx, o, v.service, endpoint)
	if errors.Is(err, analyze.ErrUnknownEndpoint) {
		return usage(fmt.Sprintf("there is no endpoint %q", endpoint), "write it as lastcall stats and lastcall unused do: METHOD:/template")
	}
	if err != nil {
		return datasetHint(err, o.Data)
	}
	return v.out.write(e, func(w io.Writer) error { return writeTimes(w, endpoint, times, format) })
}

func writeTimes(w io.Writer, endpoint string, times []time.Time, f report.Format) error {
	if f == report.JSON {
		return report.TimestampsJSON(w, endpoint, times)
	}
	if f != report.Text {
		t := report.Table{Columns: []report.Column{{Name: "timestamp"}}}
		for _, at := range times {
			t.Rows = append(t.Rows, []string{at.Format(time.RFC3339Nano)})
		}
		return t.Write(w, f)
	}
	for _, at := range times {
		if _, err := fmt.Fprintln(w, at.Format(time.RFC3339Nano)); err != nil {
			return err
		}
	}
	return nil
}
