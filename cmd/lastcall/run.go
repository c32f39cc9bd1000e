package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lastcall/analyze/verdict"
	"lastcall/report"
)

func runCommand() *command {
	c := newCommand("run", "", "do the whole job of a config: parse, export, unused, crossref")
	v := &view{judges: true, out: &output{}}
	v.windowFlags(c.flags)
	v.staticFlags(c.flags)
	c.flags.StringVar(&v.project.out, "out", "", "write results to `DIR` (default from the config, else ./out)")
	privacy := privacyFlags(c.flags)
	quiet := c.flags.Bool("no-progress", false, "show no progress bar")
	c.run = func(ctx context.Context, e *env, args []string) error {
		if len(args) > 0 {
			return usage(fmt.Sprintf("unexpected argument %q", args[0]), "sources are listed in "+configName)
		}
		return runJob(ctx, e, v, reading{privacy: *privacy, progress: !*quiet})
	}
	return c
}

// runJob parses what is new, analyses once and writes the views into the output directory.
func runJob(ctx context.Context, e *env, v *view, how reading) error {
	if err := v.load(); err != nil {
		return err
	}
	for _, name := range []string{usageName, unusedName, crossrefName} {
		name = filepath.Join(v.config.Out, name)
		if err := refuseOverwrite("the result "+name, name, v.inputs()); err != nil {
			return err
		}
	}
	sources, err := v.sources(nil)
	if err != nil {
		return err
	}
	parsed, err := parseSources(ctx, e, &v.project, sources, how)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "parse     %s\n", strings.ReplaceAll(parsed.text(), "\n", "\n          "))
	v.static = len(v.config.Frontend.Knip) > 0
	r, err := v.analyse(ctx, e)
	if err != nil {
		return err
	}
	if err := refuseEmpty(r); err != nil {
		return err
	}
	for _, w := range r.Warnings {
		warn(e, w)
	}
	if err := writeViews(e, v, r); err != nil {
		return err
	}
	return tooLittle(r)
}

// The files that the job writes.
const (
	usageName    = "production-usage.json"
	unusedName   = "unused.json"
	crossrefName = "crossref.json"
)

// writeViews writes every view the config allows.
func writeViews(e *env, v *view, r *verdict.Result) error {
	out := v.config.Out
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	write := func(step, name, summary string, render func(io.Writer) error) error {
		name = filepath.Join(out, name)
		if err := writeFile(name, render); err != nil {
			return err
		}
		_, err := fmt.Fprintf(e.stdout, "%-9s %s: %s\n", step, relative(name), summary)
		return err
	}
	err := write("export", usageName, usedText(r), func(w io.Writer) error { return exportUsage(w, r) })
	if err != nil {
		return err
	}
	if err := refuseUnlisted(r); err != nil {
		fmt.Fprintf(e.stdout, "unused    skipped: %v\n", err)
	} else {
		summary := verdictsText(endpointVerdicts(r), verdict.CompareEndpoints)
		err := write("unused", unusedName, summary, func(w io.Writer) error { return report.Unused(w, r, report.JSON) })
		if err != nil {
			return err
		}
	}
	if !v.static {
		fmt.Fprintln(e.stdout, "crossref  skipped: no Knip report is configured")
		return nil
	}
	summary := verdictsText(fileVerdicts(r), verdict.CompareFiles)
	return write("crossref", crossrefName, summary, func(w io.Writer) error { return report.Crossref(w, r, report.JSON) })
}

func usedText(r *verdict.Result) string {
	used, all := 0, 0
	for _, s := range r.Services {
		all += len(s.Endpoints)
		for _, e := range s.Endpoints {
			if e.Calls > 0 {
				used++
			}
		}
	}
	return fmt.Sprintf("%d of %d endpoints were called in %d days", used, all, r.Window.Days)
}

// verdictsText lists counts in the order in which verdicts are shown.
func verdictsText(counts map[verdict.Verdict]int, order func(a, b verdict.Verdict) int) string {
	var parts []string
	for _, v := range slices.SortedFunc(maps.Keys(counts), order) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[v], v))
	}
	return strings.Join(parts, ", ")
}

// relative is the path from the working directory where that is shorter.
func relative(name string) string {
	wd, err := os.Getwd()
	if err != nil {
		return name
	}
	if rel, err := filepath.Rel(wd, name); err == nil && len(rel) < len(name) {
		return rel
	}
	return name
}
