package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"lastcall/analyze"
	"lastcall/analyze/verdict"
	"lastcall/report"
)

func healthCommand() *command {
	c := newCommand("health", "", "say whether the evidence can be trusted today: 0 healthy, 3 degraded, 4 no data")
	v := &view{}
	v.windowFlags(c.flags)
	v.out = outputFlags(c.flags, report.Text, report.JSON, report.CSV, report.Markdown)
	c.run = func(ctx context.Context, e *env, args []string) error {
		if len(args) > 0 {
			return usage(fmt.Sprintf("unexpected argument %q", args[0]), "health takes no arguments")
		}
		return v.health(ctx, e)
	}
	return c
}

func (v *view) health(ctx context.Context, e *env) error {
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
	x, err := analyze.Examine(ctx, o)
	if errors.Is(err, fs.ErrNotExist) {
		return insufficient(fmt.Sprintf("there is no dataset in %s", o.Data), "parse logs first: lastcall parse SOURCE...")
	}
	if err != nil {
		return datasetHint(err, o.Data)
	}
	if err := refuseEmpty(x.Result); err != nil {
		return err
	}
	h := verdict.Examine(x.Result, x.Vitals, v.config.Health.MaxAge)
	if err := v.out.write(e, func(w io.Writer) error { return report.Health(w, h, format) }); err != nil {
		return err
	}
	return degraded(h)
}

// degraded is the error of evidence that is not healthy: the first check that is not met.
func degraded(h verdict.Health) error {
	for _, c := range h.Checks {
		if !c.Met {
			where := c.Name
			if c.Service != "" {
				where += " of " + c.Service
			}
			return &problem{exitMatched, "degraded: " + where + ": " + c.Text, "lastcall health lists all checks"}
		}
	}
	return nil
}
