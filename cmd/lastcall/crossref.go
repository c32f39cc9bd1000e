package main

import (
	"io"
	"os"

	"lastcall/analyze/verdict"
	"lastcall/report"
)

func crossrefCommand() *command {
	c := newCommand("crossref", "", "judge the files Knip calls unused by what production shows of them")
	v := &view{judges: true, static: true, render: report.Crossref}
	v.windowFlags(c.flags)
	v.staticFlags(c.flags)
	c.flags.StringVar(&v.since, "since", "", "show only what changed since `FILE`, the JSON of an earlier crossref")
	v.failOnFlag(c.flags, verdict.InUse, verdict.Safe, verdict.Review, verdict.StaticOnly, verdict.Insufficient, verdict.TooNew, verdict.Kept)
	v.out = outputFlags(c.flags, report.Text, report.JSON, report.CSV, report.Markdown)
	c.run = v.run
	return c
}

// changes writes what changed since an earlier crossref.
func changes(w io.Writer, earlier string, r *verdict.Result, f report.Format) error {
	file, err := os.Open(earlier)
	if err != nil {
		return err
	}
	defer file.Close()
	previous, err := report.ReadPrevious(file)
	if err != nil {
		return usage(earlier+": "+err.Error(), "give what lastcall crossref --format json wrote, or <out>/crossref.json of an earlier run")
	}
	return report.Changes(w, report.Since(previous, r), f)
}
