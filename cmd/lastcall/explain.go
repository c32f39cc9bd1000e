package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"lastcall/analyze/verdict"
	"lastcall/report"
)

func explainCommand() *command {
	c := newCommand("explain", "ENDPOINT|FILE", "show every number, rule, line and threshold behind a verdict")
	v := &view{}
	v.windowFlags(c.flags)
	v.staticFlags(c.flags)
	v.serviceFlag(c.flags)
	v.out = outputFlags(c.flags, report.Text, report.JSON)
	c.run = func(ctx context.Context, e *env, args []string) error {
		if len(args) != 1 {
			return usage("explain takes one endpoint or file", "write an endpoint as METHOD:/template, a file as crossref lists it")
		}
		return v.explain(ctx, e, args[0])
	}
	return c
}

// explain analyses and shows what is behind one verdict. Static facts are read where they are configured: they say which
// source lines call an endpoint.
func (v *view) explain(ctx context.Context, e *env, name string) error {
	format, err := v.out.chosen()
	if err != nil {
		return err
	}
	if err := v.load(); err != nil {
		return err
	}
	v.static = len(v.config.Frontend.Knip) > 0
	r, err := v.analyse(ctx, e)
	if err != nil {
		return err
	}
	found := report.Explain(r, name)
	if len(found) == 0 {
		return unknownTarget(r, name)
	}
	return v.out.write(e, func(w io.Writer) error { return report.Explanations(w, found, format) })
}

// unknownTarget says what was probably meant: an endpoint with another method, or a file of the same name.
func unknownTarget(r *verdict.Result, name string) error {
	hint := "lastcall stats, unused and crossref list endpoints and files"
	_, path, _ := strings.Cut(name, ":")
	base := name[strings.LastIndexByte(name, '/')+1:]
	for _, s := range r.Services {
		for _, e := range s.Endpoints {
			if _, other, _ := strings.Cut(e.Key, ":"); other == path || other == name {
				return usage(fmt.Sprintf("there is no endpoint or flagged file %q", name), "did you mean "+e.Key+"?")
			}
		}
	}
	for _, f := range r.Files {
		if f.Path == base || strings.HasSuffix(f.Path, "/"+base) {
			return usage(fmt.Sprintf("there is no endpoint or flagged file %q", name), "did you mean "+f.Path+"?")
		}
	}
	return usage(fmt.Sprintf("there is no endpoint or flagged file %q", name), hint)
}
