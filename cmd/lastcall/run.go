package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lastcall/analyze/verdict"
	"lastcall/cmd/lastcall/internal/nightly"
	"lastcall/report"
)

// Files in the output directory, beside the plan.
const (
	usageName    = "production-usage.json"
	unusedName   = "unused.json"
	crossrefName = "crossref.json"
	runName      = "run.json"
)

func runCommand() *command {
	c := newCommand("run", "", "do the whole job of a config: pull, parse, export, unused, crossref, plan")
	v := &view{judges: true}
	v.windowFlags(c.flags)
	v.staticFlags(c.flags)
	v.outFlag(c.flags)
	privacy := privacyFlags(c.flags)
	quiet := c.flags.Bool("no-progress", false, "show no progress bar")
	verbose := c.flags.BoolP("verbose", "v", false, "tell what each step did, also where standard output is no terminal")
	v.out = outputFlags(c.flags, report.Text, report.JSON)
	c.run = func(ctx context.Context, e *env, args []string) error {
		if len(args) > 0 {
			return usage(fmt.Sprintf("unexpected argument %q", args[0]), "sources are listed in "+configName)
		}
		format, err := v.out.chosen()
		if err != nil {
			return err
		}
		j := &job{view: v, env: e, how: reading{privacy: *privacy, progress: !*quiet}, report: jobReport{Started: e.now().UTC()}}
		j.tell = format == report.Text && (*verbose || e.interactive)
		err = j.run(ctx)
		if format == report.JSON {
			err = errors.Join(err, v.out.write(e, j.report.write))
		}
		return err
	}
	return c
}

// job is one run of all steps. What it writes appears as a whole when the last step is done.
type job struct {
	*view
	env    *env
	how    reading
	tell   bool // each step is told as it is done
	report jobReport
	staged *nightly.Job
	result *verdict.Result
}

// jobReport is run.json: what became of each step.
type jobReport struct {
	Started  time.Time    `json:"started"`
	Finished *time.Time   `json:"finished"` // null while it runs, and for good where it was killed
	ExitCode *int         `json:"exit_code"`
	Steps    []stepReport `json:"steps"`
}

type stepReport struct {
	Name     string         `json:"name"`
	Status   string         `json:"status"` // ok, skipped or failed
	Seconds  float64        `json:"seconds"`
	Summary  string         `json:"summary"`
	Counts   map[string]int `json:"counts"`
	Warnings []string       `json:"warnings"`
}

func (r *jobReport) write(w io.Writer) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// done is what a step did.
type done struct {
	summary string
	counts  map[string]int
	skipped bool
}

func skipped(why string) (done, error) { return done{summary: why, skipped: true}, nil }

// run does the steps under one lock. Results of the run before stay where a step fails.
func (j *job) run(ctx context.Context) error {
	if err := j.load(); err != nil {
		return err
	}
	for _, name := range []string{usageName, unusedName, crossrefName, planName, runName} {
		name = filepath.Join(j.config.Out, name)
		if err := refuseOverwrite("the result "+name, name, j.inputs()); err != nil {
			return err
		}
	}
	staged, err := nightly.Start(j.config.Out)
	if errors.Is(err, nightly.ErrBusy) {
		return &problem{exitFailed, "another run is writing to " + j.config.Out, "wait until it has finished"}
	}
	if err != nil {
		return err
	}
	defer staged.Close()
	j.staged = staged
	err = j.steps(ctx)
	if err == nil {
		if err = staged.Publish(j.report.Started); err == nil {
			err = tooLittle(j.result)
		}
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return j.finish(err)
}

// finish notes the outcome of the run beside the results, whatever it was.
func (j *job) finish(err error) error {
	now, code := j.env.now().UTC(), exitDone
	if err != nil {
		code = diagnose(err).code
	}
	j.report.Finished, j.report.ExitCode = &now, &code
	return errors.Join(err, j.note())
}

func (j *job) note() error {
	return writeFile(filepath.Join(j.config.Out, runName), j.report.write)
}

func (j *job) steps(ctx context.Context) error {
	for _, s := range []struct {
		name string
		do   func(context.Context) (done, error)
	}{
		{"pull", j.pull}, {"parse", j.parse}, {"analyse", j.analyseAll}, {"export", j.export}, {"unused", j.unused}, {"crossref", j.crossref}, {"plan", j.plan},
	} {
		if err := j.step(ctx, s.name, s.do); err != nil {
			return err
		}
	}
	return nil
}

// step does one step and notes what became of it, in run.json before the next one begins.
func (j *job) step(ctx context.Context, name string, do func(context.Context) (done, error)) error {
	started := j.env.now()
	s := stepReport{Name: name, Status: "ok", Warnings: []string{}}
	j.env.warnings = &s.Warnings
	o, err := do(ctx)
	j.env.warnings = nil
	s.Seconds, s.Summary, s.Counts = j.env.now().Sub(started).Seconds(), o.summary, o.counts
	switch {
	case err != nil:
		s.Status, s.Summary = "failed", err.Error()
	case o.skipped:
		s.Status = "skipped"
	}
	if s.Counts == nil {
		s.Counts = map[string]int{}
	}
	j.report.Steps = append(j.report.Steps, s)
	if err == nil {
		err = j.note()
	}
	if j.tell && err == nil {
		j.show(s)
	}
	return err
}

func (j *job) show(s stepReport) {
	for _, w := range s.Warnings {
		warn(j.env, w)
	}
	switch {
	case s.Status == "skipped" && s.Summary == "":
	case s.Status == "skipped":
		fmt.Fprintf(j.env.stdout, "%-9s skipped: %s\n", s.Name, s.Summary)
	case s.Summary != "":
		fmt.Fprintf(j.env.stdout, "%-9s %s\n", s.Name, strings.ReplaceAll(s.Summary, "\n", "\n          "))
	}
}

// pull downloads what is new, where the config says so.
func (j *job) pull(ctx context.Context) (done, error) {
	if j.config.Pull.Owner == "" {
		return skipped("")
	}
	p := pulling{project: j.project, progress: j.how.progress}
	o, err := p.pull(ctx, j.env)
	if err != nil {
		return done{}, err
	}
	hours, entries := 0, 0
	for _, s := range o.Services {
		hours, entries = hours+s.Hours, entries+s.Entries
	}
	return done{
		summary: fmt.Sprintf("%d hours, %d entries; %d hours gave nothing", hours, entries, len(o.Gaps)),
		counts:  map[string]int{"hours": hours, "entries": entries, "gaps": len(o.Gaps), "pages": o.Pages},
	}, nil
}

func (j *job) parse(ctx context.Context) (done, error) {
	sources, err := j.sources(nil)
	if err != nil {
		return done{}, err
	}
	p, err := parseSources(ctx, j.env, &j.project, sources, j.how)
	if err != nil {
		return done{}, err
	}
	return done{summary: p.text(), counts: map[string]int{
		"records": int(p.Records), "requests": int(p.Requests), "other": int(p.Other), "rejected": int(p.Rejected), "duplicates": int(p.Duplicates),
	}}, nil
}

// analyseAll computes the Result that all views after it show.
func (j *job) analyseAll(ctx context.Context) (done, error) {
	j.view.static = len(j.config.Frontend.Knip) > 0
	r, err := j.analyse(ctx, j.env)
	if err != nil {
		return done{}, err
	}
	j.result = r
	if err := refuseEmpty(r); err != nil {
		return done{}, err
	}
	for _, w := range r.Warnings {
		warn(j.env, w)
	}
	return done{}, nil
}

func (j *job) export(context.Context) (done, error) {
	used, all := usedCounts(j.result)
	err := j.file(usageName, func(w io.Writer) error { return exportUsage(w, j.result) })
	return done{
		summary: j.named(usageName) + fmt.Sprintf("%d of %d endpoints were called in %d days", used, all, j.result.Window.Days),
		counts:  map[string]int{"endpoints": all, "endpoints_used": used},
	}, err
}

func (j *job) unused(context.Context) (done, error) {
	if err := refuseUnlisted(j.result); err != nil {
		return skipped(err.Error())
	}
	counts := endpointVerdicts(j.result)
	err := j.file(unusedName, func(w io.Writer) error { return report.Unused(w, j.result, report.JSON) })
	return done{j.named(unusedName) + verdictsText(counts, verdict.CompareEndpoints), byName(counts), false}, err
}

func (j *job) crossref(context.Context) (done, error) {
	if !j.view.static {
		return skipped("no Knip report is configured")
	}
	counts := fileVerdicts(j.result)
	err := j.file(crossrefName, func(w io.Writer) error { return report.Crossref(w, j.result, report.JSON) })
	return done{j.named(crossrefName) + verdictsText(counts, verdict.CompareFiles), byName(counts), false}, err
}

func (j *job) plan(ctx context.Context) (done, error) {
	switch {
	case !j.view.static:
		return skipped("no Knip report is configured")
	case j.config.Frontend.Root == "":
		return skipped("no source tree is configured")
	}
	p, err := j.makePlan(ctx, j.env, j.result)
	if err != nil {
		return done{}, err
	}
	files := 0
	for _, b := range p.Batches {
		files += len(b.Files)
	}
	return done{
		summary: j.named(planName) + fmt.Sprintf("%s in batches of at most %d, %d left out", filesText(files), p.MaxFiles, len(p.LeftOut)),
		counts:  map[string]int{"files": files, "batches": len(p.Batches), "left_out": len(p.LeftOut)},
	}, writePlan(j.staged.Dir(), p)
}

// file writes a result where it waits to be published.
func (j *job) file(name string, render func(io.Writer) error) error {
	return writeFile(filepath.Join(j.staged.Dir(), name), render)
}

// named is how a summary begins: where the result will be.
func (j *job) named(name string) string {
	return relative(filepath.Join(j.config.Out, name)) + ": "
}

func usedCounts(r *verdict.Result) (used, all int) {
	for _, s := range r.Services {
		all += len(s.Endpoints)
		for _, e := range s.Endpoints {
			if e.Calls > 0 {
				used++
			}
		}
	}
	return used, all
}

func byName(counts map[verdict.Verdict]int) map[string]int {
	named := map[string]int{}
	for v, n := range counts {
		named[string(v)] = n
	}
	return named
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
