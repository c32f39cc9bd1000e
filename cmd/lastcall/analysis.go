package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"lastcall/analyze"
	"lastcall/analyze/verdict"
	"lastcall/report"
)

// view is a command that analyses and shows one view of the Result.
type view struct {
	project
	out    *output
	since  string // the JSON of an earlier crossref, of which only the differences are shown; empty for all
	failOn []string
	known  []verdict.Verdict // what --fail-on may name
	judges bool              // the view rests on what was not seen, so too little evidence is an error
	static bool              // the view needs the static facts
	render func(io.Writer, *verdict.Result, report.Format) error
	check  func(*verdict.Result) error // may refuse the Result; nil for never
}

func (v *view) failOnFlag(flags *pflag.FlagSet, known ...verdict.Verdict) {
	v.known = known
	flags.StringSliceVar(&v.failOn, "fail-on", nil, "exit 3 when a `VERDICT` occurs: "+verdictNames(known))
}

func verdictNames(verdicts []verdict.Verdict) string {
	var names []string
	for _, v := range verdicts {
		names = append(names, string(v))
	}
	return strings.Join(names, ", ")
}

// checkFailOn refuses a verdict that does not exist: it would never occur, and the check never fail.
func (v *view) checkFailOn() error {
	for _, name := range v.failOn {
		if !slices.Contains(v.known, verdict.Verdict(name)) {
			return usage(fmt.Sprintf("--fail-on %q is no verdict", name), "the verdicts here are "+verdictNames(v.known))
		}
	}
	return nil
}

func (v *view) run(ctx context.Context, e *env, args []string) error {
	if len(args) > 0 {
		return usage(fmt.Sprintf("unexpected argument %q", args[0]), "logs are read by lastcall parse")
	}
	format, err := v.out.chosen()
	if err != nil {
		return err
	}
	if err := v.checkFailOn(); err != nil {
		return err
	}
	r, err := v.analyse(ctx, e)
	if err != nil {
		return err
	}
	if v.check != nil {
		if err := v.check(r); err != nil {
			return err
		}
	}
	for _, w := range r.Warnings {
		warn(e, w)
	}
	if err := v.out.write(e, func(w io.Writer) error { return v.show(w, r, format) }); err != nil {
		return err
	}
	return v.outcome(r)
}

// show writes the view, or only what changed in it.
func (v *view) show(w io.Writer, r *verdict.Result, f report.Format) error {
	if v.since != "" {
		return changes(w, v.since, r, f)
	}
	return v.render(w, r, f)
}

// analyse computes the Result, of one service where --service is given.
func (v *view) analyse(ctx context.Context, e *env) (*verdict.Result, error) {
	if err := v.load(); err != nil {
		return nil, err
	}
	if err := v.out.refuseInputs(v.config.Data, append(v.inputs(), v.since)...); err != nil {
		return nil, err
	}
	v.listed = []string{v.since, v.out.file}
	o, err := v.options(ctx, e, v.static)
	if err != nil {
		return nil, err
	}
	r, err := analyze.Run(ctx, o)
	if err != nil {
		return nil, datasetHint(err, o.Data)
	}
	if v.service != "" {
		r.Services = slices.DeleteFunc(r.Services, func(s verdict.Service) bool { return s.Name != v.service })
		r.Sufficient = r.Services[0].Sufficient()
	}
	return r, nil
}

// outcome turns verdicts into the exit code: what was asked to fail fails first, then a lack of evidence.
func (v *view) outcome(r *verdict.Result) error {
	occurring := endpointVerdicts(r)
	if v.static {
		occurring = fileVerdicts(r)
	}
	for _, name := range v.failOn {
		if n := occurring[verdict.Verdict(name)]; n > 0 {
			return &problem{exitMatched, fmt.Sprintf("%d of verdict %s", n, name), "--fail-on asked for this exit code"}
		}
	}
	if !v.judges {
		return nil
	}
	return tooLittle(r)
}

func endpointVerdicts(r *verdict.Result) map[verdict.Verdict]int {
	counts := map[verdict.Verdict]int{}
	for _, s := range r.Services {
		for _, e := range s.Endpoints {
			counts[e.Verdict]++
		}
	}
	return counts
}

func fileVerdicts(r *verdict.Result) map[verdict.Verdict]int {
	counts := map[verdict.Verdict]int{}
	for _, f := range r.Files {
		counts[f.Verdict]++
	}
	return counts
}

// tooLittle is the error of a Result in which no service has enough evidence.
func tooLittle(r *verdict.Result) error {
	if r.Sufficient {
		return nil
	}
	var doubts []string
	for _, s := range r.Services {
		for _, d := range verdict.Unmet(s.Checks) {
			if s.Name != "" {
				d = s.Name + ": " + d
			}
			doubts = append(doubts, d)
		}
	}
	return insufficient("too little evidence to judge what was not seen: "+strings.Join(doubts, "; "),
		"parse more logs, or lower the thresholds under policy in "+configName+" and answer for it")
}

// refuseUnlisted: what was never called cannot be known without a list of what exists.
func refuseUnlisted(r *verdict.Result) error {
	for _, s := range r.Services {
		if s.Inventory == verdict.Inferred {
			name := "there are no routes"
			if s.Name != "" {
				name = "service " + s.Name + " has no routes"
			}
			return usage(name+", so what was never called cannot be known",
				"give --routes FILE: an OpenAPI document, or what scripts/export_fastapi_routes.py writes")
		}
	}
	return nil
}

// refuseEmpty: an answer of zero everywhere would read as "unused".
func refuseEmpty(r *verdict.Result) error {
	for _, s := range r.Services {
		if len(s.Coverage) > 0 {
			return nil
		}
	}
	return insufficient(fmt.Sprintf("the dataset has no log line between %s and %s", r.Window.Since.Format("2006-01-02 15:04"), r.Window.Until.Format("2006-01-02 15:04")),
		"parse logs of that time, or move the window with --until")
}

func datasetHint(err error, dir string) error {
	p := diagnose(err)
	if p.hint == "check the path" {
		return usage(fmt.Sprintf("there is no dataset in %s", dir), "parse logs first (lastcall parse SOURCE...), or name the dataset with --data")
	}
	return err
}
