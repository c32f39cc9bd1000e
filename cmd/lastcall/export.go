package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"lastcall/analyze/verdict"
	"lastcall/report"
)

func exportCommand() *command {
	c := newCommand("export", "", "write production-usage.json: the answer of stats for other programs")
	v := &view{check: refuseEmpty, out: &output{format: string(report.JSON), allowed: []report.Format{report.JSON}}}
	v.windowFlags(c.flags)
	v.serviceFlag(c.flags)
	c.flags.StringVarP(&v.out.file, "output", "o", "", "write to `FILE`, whole or not at all, instead of standard output")
	v.render = func(w io.Writer, r *verdict.Result, _ report.Format) error { return exportUsage(w, r) }
	c.run = func(ctx context.Context, e *env, args []string) error { return v.run(ctx, e, args) }
	return c
}

// exportUsage writes the document after it was checked against its schema, so that no reader ever gets one that breaks it.
func exportUsage(w io.Writer, r *verdict.Result) error {
	var document bytes.Buffer
	if err := report.UsageJSON(&document, r); err != nil {
		return err
	}
	if err := report.ValidateUsage(document.Bytes()); err != nil {
		return fmt.Errorf("check production-usage.json against its schema: %w", err)
	}
	_, err := w.Write(document.Bytes())
	return err
}
