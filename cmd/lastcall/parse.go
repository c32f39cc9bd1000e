package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/pflag"

	"lastcall/parse"
	"lastcall/parse/dataset"
	"lastcall/report"
)

// parseSummary is what a parse did: Records = Requests + Other + Rejected + Duplicates.
type parseSummary struct {
	Sources int `json:"sources"` // sources given
	dataset.Counts
	Skipped int        `json:"skipped_sources"` // sources whose content had been parsed before
	First   *time.Time `json:"first"`           // time of the earliest line of the new sources; null when there is none
	Last    *time.Time `json:"last"`
	Bytes   int64      `json:"bytes"` // of text in the new sources, decompressed
	Seconds float64    `json:"seconds"`
	dataset.Unknown
	Grown int `json:"grown_sources"` // sources whose beginning had been parsed before; only what follows it is counted here
}

func parseCommand() *command {
	c := newCommand("parse", "[SOURCE...]", "read exported logs into the dataset, exactly once")
	var p project
	p.dataFlags(c.flags)
	out := outputFlags(c.flags, report.Text, report.JSON)
	quiet := c.flags.Bool("no-progress", false, "show no progress bar")
	explain := c.flags.Bool("explain-format", false, "read nothing into the dataset; say which format the first records have, and why no other")
	var input inputFlags
	input.add(c.flags)
	privacy := privacyFlags(c.flags)
	maxRejects := c.flags.Float64("max-rejects", 100, "exit 1 when more than `PERCENT` of the records could not be read")
	c.run = func(ctx context.Context, e *env, args []string) error {
		format, err := out.chosen()
		if err != nil {
			return err
		}
		options, err := input.options()
		if err != nil {
			return err
		}
		if *maxRejects < 0 || *maxRejects > 100 {
			return usage(fmt.Sprintf("--max-rejects %v is no percentage", *maxRejects), "give a number from 0 to 100")
		}
		if err := p.load(); err != nil {
			return err
		}
		sources, err := p.sources(args)
		if err != nil {
			return err
		}
		if err := out.refuseInputs(p.config.Data, names(sources)...); err != nil {
			return err
		}
		if *explain {
			return explainFormats(e, out, format, options, sources)
		}
		summary, err := parseSources(ctx, e, &p, sources, reading{options, *privacy, !*quiet})
		if err != nil {
			return err
		}
		if err := out.write(e, func(w io.Writer) error { return summary.write(w, format) }); err != nil {
			return err
		}
		return summary.tooManyRejects(*maxRejects)
	}
	return c
}

// tooManyRejects is the error of a parse in which more than the given percentage of the records could not be read.
func (s *parseSummary) tooManyRejects(percent float64) error {
	if float64(s.Rejected)*100 <= percent*float64(s.Records) {
		return nil
	}
	return &problem{exitFailed, fmt.Sprintf("%d of %d records could not be read, more than %v %%", s.Rejected, s.Records, percent),
		"the rejects directory of the dataset has each with its place and reason"}
}

// reading says how sources are read.
type reading struct {
	options  parse.Options
	privacy  dataset.Privacy
	progress bool
}

func privacyFlags(flags *pflag.FlagSet) *dataset.Privacy {
	var p dataset.Privacy
	flags.BoolVar(&p.AnonymizeIP, "anonymize-ip", false, "keep the network of client addresses only: /24 of IPv4, /48 of IPv6")
	flags.BoolVar(&p.KeepQuery, "keep-query", false, "keep the queries of paths, without the values of secret-looking parameters")
	return &p
}

// sources lists the given sources, or else those of the config.
func (p *project) sources(args []string) ([]source, error) {
	if len(args) == 0 {
		args = p.config.Sources
		if len(args) == 0 && p.config.Pull.Owner != "" {
			args = []string{p.config.Pull.Dir}
		}
	}
	if len(args) == 0 {
		return nil, usage("no source is given", "name exported log files, or list them as sources in "+configName)
	}
	return listSources(args, p.config.Data)
}

func names(sources []source) []string {
	var names []string
	for _, s := range sources {
		names = append(names, s.name)
	}
	return names
}

// parseMemory is where the garbage collector begins to work harder. Left alone, it lets a source of many long and different
// texts take twice as much as is in use.
const parseMemory = 200 << 20

// parseSources reads sources into the dataset. Every source is committed by itself: one that cannot be used leaves the
// others in place, and is the error.
func parseSources(ctx context.Context, e *env, p *project, sources []source, how reading) (*parseSummary, error) {
	// A negative limit sets none and returns the one in force: GOMEMLIMIT may ask for less.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(min(parseMemory, debug.SetMemoryLimit(-1))))
	d, err := dataset.Open(ctx, p.config.Data, func() { warn(e, "another lastcall is writing to "+p.config.Data+"; waiting for it") })
	if err != nil {
		return nil, err
	}
	defer d.Close()
	d.Options, d.Privacy = how.options, how.privacy
	run := &parseRun{env: e, dataset: d, started: e.now(), summary: parseSummary{Sources: len(sources)}}
	if how.progress && e.terminal {
		run.bar = newBar(e.stderr, sources)
	}
	return run.all(ctx, sources)
}

// stdinName stands for standard input.
const stdinName = "-"

// source is a file to be parsed, or standard input.
type source struct {
	name   string
	walked bool // found in a directory, not named by the user
}

// listSources expands directories and globs. Every name is looked at before anything is read. The dataset is passed over,
// which may lie in a directory of logs.
func listSources(args []string, data string) ([]source, error) {
	var sources []source
	seen := map[string]bool{}
	for _, arg := range args {
		found, err := sourcesOf(arg, data)
		if err != nil {
			return nil, err
		}
		for _, s := range found {
			if clean := cleanName(s.name); !seen[clean] {
				seen[clean] = true
				sources = append(sources, s)
			}
		}
	}
	return sources, nil
}

// cleanName is the same for every spelling of a name. A file may be called as standard input is.
func cleanName(name string) string {
	if clean, err := filepath.Abs(name); err == nil && name != stdinName {
		return clean
	}
	return name
}

// sourcesOf lists the sources that one argument stands for.
func sourcesOf(arg, data string) ([]source, error) {
	if arg == stdinName {
		return []source{{name: arg}}, nil
	}
	names, err := match(arg)
	if err != nil {
		return nil, err
	}
	var sources []source
	for _, name := range names {
		files, walked := []string{name}, isDir(name)
		if walked {
			files, err = filesBelow(name, data)
		}
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if file == stdinName {
				file = "." + string(filepath.Separator) + file
			}
			sources = append(sources, source{file, walked})
		}
	}
	return sources, nil
}

// newBar shows bytes, rate and remaining time; the total is unknown when standard input is read.
func newBar(w io.Writer, sources []source) *progressbar.ProgressBar {
	var total int64
	for _, s := range sources {
		info, err := os.Stat(s.name)
		if err != nil {
			total = -1
			break
		}
		total += info.Size()
	}
	return progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("parse"), progressbar.OptionShowBytes(true), progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
	)
}

// parseRun is one parse of several sources.
type parseRun struct {
	env     *env
	dataset *dataset.Dataset
	bar     *progressbar.ProgressBar // nil without progress
	started time.Time
	summary parseSummary
}

// all reads every source. What lies in a directory beside logs and is none is passed over, unless there is
// nothing else.
func (r *parseRun) all(ctx context.Context, sources []source) (*parseSummary, error) {
	var failed, foreign []error
	for _, s := range sources {
		outcome, err := r.read(ctx, s.name)
		var unusable *dataset.UnusableError
		switch {
		case err == nil:
			r.add(outcome)
		case errors.As(err, &unusable) && unusable.Foreign && s.walked:
			foreign = append(foreign, err)
		case errors.As(err, &unusable):
			failed = append(failed, err)
		default:
			return nil, err
		}
	}
	if r.bar != nil {
		r.bar.Finish()
	}
	r.summary.Seconds = r.env.now().Sub(r.started).Seconds()
	r.summary.Sources -= len(foreign)
	if len(foreign) == len(sources) {
		return nil, foreign[0]
	}
	if len(foreign) > 0 {
		warn(r.env, fmt.Sprintf("%d files are no logs and were passed over, the first is %v", len(foreign), foreign[0]))
	}
	return r.outcome(len(sources), failed)
}

// outcome is the summary, or the first error; the others are told as warnings.
func (r *parseRun) outcome(sources int, failed []error) (*parseSummary, error) {
	if len(failed) == 0 {
		return &r.summary, nil
	}
	for _, err := range failed[1:] {
		warn(r.env, err.Error())
	}
	if parsed := sources - len(failed); parsed > 0 {
		warn(r.env, fmt.Sprintf("%d of %d sources are in the dataset; the others could not be used", parsed, sources))
	}
	return nil, failed[0]
}

// read reads one file, or standard input. A file of a name that is known is compared first, which
// is cheaper than parsing it again. What can be read only once, such as a pipe, is not.
func (r *parseRun) read(ctx context.Context, name string) (*dataset.Outcome, error) {
	if name == stdinName {
		return r.dataset.Ingest(ctx, name, r.source(ctx, r.env.stdin))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	label, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	source := r.source(ctx, f)
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && r.dataset.Knows(label) {
		outcome, err := r.dataset.Skip(label, source)
		if outcome != nil || err != nil {
			return outcome, err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		source = interruptible{ctx, f}
	}
	return r.dataset.Ingest(ctx, label, source)
}

// source reads a file while the bar shows how far it is, until ctx is cancelled.
func (r *parseRun) source(ctx context.Context, from io.Reader) io.Reader {
	if r.bar != nil {
		from = io.TeeReader(from, r.bar)
	}
	return interruptible{ctx, from}
}

// interruptible fails when ctx is cancelled: within one record a file may be endless.
type interruptible struct {
	ctx  context.Context
	from io.Reader
}

func (i interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.from.Read(p)
}

func (r *parseRun) add(o *dataset.Outcome) {
	s := &r.summary
	if o.Skipped {
		s.Skipped++
		return
	}
	if o.Source.Grown != "" {
		s.Grown++
	}
	s.Counts.Add(o.Source.Counts)
	s.Unknown.Add(o.Source.Unknown)
	r.warnOfPaths(o.Source)
	s.Bytes += o.Source.Bytes
	if first := o.Source.First; first != nil && (s.First == nil || first.Before(*s.First)) {
		s.First = first
	}
	if last := o.Source.Last; last != nil && (s.Last == nil || last.After(*s.Last)) {
		s.Last = last
	}
}

// warnOfPaths says so when an export has lost what endpoints are told by.
func (r *parseRun) warnOfPaths(s *dataset.Source) {
	if s.Paths*2 > s.Requests {
		warn(r.env, fmt.Sprintf("%s: %d of %d requests have no path, so they count for no endpoint: this export has lost it. "+
			"The API (/v1/logs), `render logs -o json` or -o yaml, and the MCP tool list_logs keep it", s.Names[0], s.Paths, s.Requests))
	}
}

func (s *parseSummary) write(w io.Writer, f report.Format) error {
	if f == report.JSON {
		text, err := json.Marshal(s)
		if err != nil {
			return err
		}
		_, err = w.Write(append(text, '\n'))
		return err
	}
	_, err := fmt.Fprintln(w, s.text())
	return err
}

func (s *parseSummary) text() string {
	text := fmt.Sprintf("%d sources", s.Sources)
	if s.Sources == 1 {
		text = "1 source"
	}
	var known []string
	if s.Skipped > 0 {
		known = append(known, fmt.Sprintf("%d known already", s.Skipped))
	}
	if s.Grown > 0 {
		known = append(known, fmt.Sprintf("%d grown", s.Grown))
	}
	if len(known) > 0 {
		text += " (" + strings.Join(known, ", ") + ")"
	}
	text += fmt.Sprintf(": %d records = %d requests + %d other + %d rejected + %d duplicates",
		s.Records, s.Requests, s.Other, s.Rejected, s.Duplicates)
	if s.Paths > 0 || s.Statuses > 0 {
		text += fmt.Sprintf("\nunknown: the path of %d requests, the status of %d", s.Paths, s.Statuses)
	}
	if s.First != nil {
		text += fmt.Sprintf("\nfrom %s to %s", s.First.Format(time.RFC3339), s.Last.Format(time.RFC3339))
	}
	return text
}
