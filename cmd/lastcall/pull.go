package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"lastcall/cmd/lastcall/internal/config"
	"lastcall/parse/render"
	"lastcall/report"
)

// pulling is a pull as flags and config say.
type pulling struct {
	project
	settings  config.Pull
	resources []string
	since     string
	progress  bool
}

func pullCommand() *command {
	c := newCommand("pull", "", "download logs from Render's API, closed hours only; what is there is not asked for again")
	var p pulling
	p.dataFlags(c.flags)
	c.flags.StringVar(&p.settings.Owner, "owner", "", "the workspace, such as `tea-abc123` (default from the config)")
	c.flags.StringSliceVar(&p.resources, "resource", nil, "a service, such as `srv-abc123`; may be repeated (default: those of the config)")
	c.flags.StringSliceVar(&p.settings.Types, "type", nil, "request, app or build `TYPE`; may be repeated (default request and app)")
	c.flags.StringVar(&p.settings.Dir, "dir", "", "write to `DIR` (default from the config, else ./logs)")
	c.flags.StringVar(&p.settings.KeyFile, "key-file", "", "read the API key from `FILE` where "+render.KeyVariable+" is not set")
	c.flags.IntVar(&p.settings.PageSize, "page-size", 0, "ask for pages of `N` entries (default 100)")
	c.flags.IntVar(&p.days, "days", 0, "pull the last `N` days (default from the config, else 14)")
	c.flags.StringVar(&p.since, "since", "", "begin at `TIME` instead, RFC 3339 or YYYY-MM-DD")
	c.flags.StringVar(&p.until, "until", "", "end at `TIME` (default now)")
	c.flags.StringVar(&p.settings.API, "api", "", "ask the API at `URL` (default Render's)")
	quiet := c.flags.Bool("no-progress", false, "show no progress bar")
	out := outputFlags(c.flags, report.Text, report.JSON)
	c.run = func(ctx context.Context, e *env, args []string) error {
		if len(args) > 0 {
			return usage(fmt.Sprintf("unexpected argument %q", args[0]), "services are named with --resource, or in "+configName)
		}
		format, err := out.chosen()
		if err != nil {
			return err
		}
		if err := p.load(); err != nil {
			return err
		}
		p.progress = !*quiet
		o, err := p.pull(ctx, e)
		if o != nil {
			if writeErr := out.write(e, func(w io.Writer) error { return writePulled(w, o, format) }); err == nil {
				err = writeErr
			}
		}
		return err
	}
	return c
}

// pull downloads what is missing. The outcome is there as far as the pull came, also beside an error.
func (p *pulling) pull(ctx context.Context, e *env) (*render.Outcome, error) {
	r, err := p.request(e)
	if err != nil {
		return nil, err
	}
	key, err := render.ReadKey(p.settings.KeyFile, os.Getenv)
	if err != nil {
		return nil, err
	}
	client := &render.Client{Key: key, BaseURL: cmp.Or(p.settings.API, render.DefaultBaseURL), Now: e.now}
	client.Waiting = func(reason string, wait time.Duration) {
		warn(e, fmt.Sprintf("%s; waiting %s", reason, wait.Round(time.Second)))
	}
	plan, err := client.Plan(p.settings.Dir, r)
	if err != nil {
		return nil, err
	}
	if n := len(plan.Gone); n > 0 {
		warn(e, fmt.Sprintf("%d hours of the window are older than Render keeps logs, the first is %s", n, plan.Gone[0].Start.Format(time.RFC3339)))
	}
	var progress func(render.Progress)
	if p.progress && e.terminal {
		bar := progressbar.NewOptions(len(plan.Missing), progressbar.OptionSetWriter(e.stderr), progressbar.OptionClearOnFinish(), progressbar.OptionShowCount())
		defer bar.Finish()
		progress = func(at render.Progress) {
			bar.Describe(fmt.Sprintf("pull %s, %d entries, %s left", at.At.Start.Format("2006-01-02 15h"), at.Entries, at.Left.Round(time.Second)))
			bar.Set(at.Done)
		}
	}
	o, err := client.Pull(ctx, p.settings.Dir, r, progress)
	if o != nil {
		warnOfGaps(e, o)
	}
	return o, err
}

// warnOfGaps says where the logs have holes: they are not evidence of silence.
func warnOfGaps(e *env, o *render.Outcome) {
	if n := len(o.Gaps); n > 0 {
		warn(e, fmt.Sprintf("Render gave nothing at all for %d hours, the first is %s of %s: they stay gaps", n, o.Gaps[0].Start.Format(time.RFC3339), o.Gaps[0].Resource))
	}
	if days := o.Keeps(); days > 0 {
		warn(e, fmt.Sprintf("the plan seems to keep logs for %d days only: pull at least that often, and set pull.keeps to %dd", days, days))
	}
}

// request puts flags and config together; flags win.
func (p *pulling) request(e *env) (render.Request, error) {
	c, s := p.config.Pull, &p.settings
	c.Owner, c.Dir, c.KeyFile = cmp.Or(s.Owner, c.Owner), cmp.Or(s.Dir, c.Dir), cmp.Or(s.KeyFile, c.KeyFile)
	c.PageSize, c.API = cmp.Or(s.PageSize, c.PageSize), cmp.Or(s.API, c.API)
	if len(s.Types) > 0 {
		c.Types = s.Types
	}
	*s = c
	if s.Owner == "" {
		return render.Request{}, usage("no workspace is given", "name it with --owner, or as pull.owner in "+configName)
	}
	r := render.Request{Owner: s.Owner, Resources: p.resources, Types: s.Types, PageSize: s.PageSize, Retention: int(s.Keeps.Hours() / 24)}
	if len(r.Resources) == 0 {
		for _, service := range p.config.Services {
			if service.Resource != "" {
				r.Resources = append(r.Resources, service.Resource)
			}
		}
	}
	if len(r.Resources) == 0 {
		return r, usage("no service is given", "name it with --resource, or as the resource of a service in "+configName)
	}
	var err error
	if r.Until, err = parseTime(p.until); err != nil {
		return r, err
	}
	if r.Since, err = parseTime(p.since); err != nil {
		return r, err
	}
	if r.Since.IsZero() {
		end := r.Until
		if end.IsZero() {
			end = e.now()
		}
		r.Since = end.AddDate(0, 0, -p.config.Window.Days)
	}
	return r, nil
}

func writePulled(w io.Writer, o *render.Outcome, f report.Format) error {
	if f == report.JSON {
		return json.NewEncoder(w).Encode(o)
	}
	var b strings.Builder
	for _, s := range o.Services {
		fmt.Fprintf(&b, "%s: %d hours, %d entries\n", s.Resource, s.Hours, s.Entries)
	}
	fmt.Fprintf(&b, "%d hours were there already, %d are not over yet, %d had no entry; %d pages, %d retries\n",
		o.Plan.Present, o.Plan.Open+len(o.Open), len(o.Gaps), o.Pages, o.Retries)
	_, err := io.WriteString(w, b.String())
	return err
}

// pullProblem is the problem of a pull that failed.
func pullProblem(err *render.Error) *problem {
	switch err.Kind {
	case render.Unavailable, render.Unexpected, render.Incomplete, render.Busy:
		return &problem{exitFailed, err.Error(), err.Hint}
	}
	return &problem{exitUsage, err.Error(), err.Hint}
}
