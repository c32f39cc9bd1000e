package main

import (
	"lastcall/analyze/verdict"
	"lastcall/report"
)

func unusedCommand() *command {
	c := newCommand("unused", "", "list the endpoints production does not use, with a verdict and its reason each")
	v := &view{judges: true, render: report.Unused, check: refuseUnlisted}
	v.windowFlags(c.flags)
	v.serviceFlag(c.flags)
	v.failOnFlag(c.flags, verdict.Unused, verdict.ErrorsOnly, verdict.SyntheticOnly, verdict.Insufficient, verdict.TooNew, verdict.Kept, verdict.Used)
	v.out = outputFlags(c.flags, report.Text, report.JSON, report.CSV, report.Markdown)
	c.run = v.run
	return c
}
