package main

import (
	"lastcall/analyze/verdict"
	"lastcall/report"
)

func crossrefCommand() *command {
	c := newCommand("crossref", "", "judge the files Knip calls unused by what production shows of them")
	v := &view{judges: true, static: true, render: report.Crossref}
	v.windowFlags(c.flags)
	v.staticFlags(c.flags)
	v.failOnFlag(c.flags, verdict.InUse, verdict.Safe, verdict.Review, verdict.StaticOnly, verdict.Insufficient, verdict.TooNew, verdict.Kept)
	v.out = outputFlags(c.flags, report.Text, report.JSON, report.CSV, report.Markdown)
	c.run = v.run
	return c
}
