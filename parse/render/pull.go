package render

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"
)

// margin is how far beyond its hours a run asks, and how long an hour stays open for entries that come out of order: lines of
// one second are known to come in another order than their times say.
const margin = 10 * time.Second

// pull is a pull under way.
type pull struct {
	client   *Client
	dir      string
	plan     *Plan
	outcome  *Outcome
	services map[string]*Service
	progress func(Progress)
	entries  int
	past     time.Duration // of the runs that are done

	run  run
	next time.Time               // start of the first hour of the run that is not closed
	open map[time.Time]*hourFile // hours of the run that are not closed, by their start
}

// Pull downloads the missing hours of a request into a directory, which it creates where there is none, in files
// <dir>/<service>/<YYYY-MM-DD>/<HH>.ndjson.zst with one entry a line. progress, which may be nil, is called after each page.
// A service that cannot be asked for does not keep the others from being pulled; the first such error is returned in the end.
// The outcome is nil only when there is no plan.
func (c *Client) Pull(ctx context.Context, dir string, r Request, progress func(Progress)) (*Outcome, error) {
	if err := c.Key.check(); err != nil {
		err.Message = "the API key cannot be used: " + err.Message
		return nil, err
	}
	if _, err := c.Plan(dir, r); err != nil {
		return nil, err
	}
	unlock, err := lock(dir)
	if err != nil {
		return nil, err
	}
	defer unlock()
	plan, err := c.Plan(dir, r) // another process may have pulled since
	if err != nil {
		return nil, err
	}
	if progress == nil {
		progress = func(Progress) {}
	}
	p := &pull{client: c, dir: dir, plan: plan, outcome: &Outcome{Plan: plan}, services: map[string]*Service{}, progress: progress}
	for _, resource := range plan.request.Resources {
		p.services[resource] = &Service{Resource: resource, Types: map[string]int{}}
		if err := cleanUp(dir, resource); err != nil {
			return p.finish(), err
		}
	}
	c.pages, c.retries = 0, 0
	if err = p.runs(ctx); err == nil && len(p.outcome.Losses) > 0 {
		err = incomplete(p.outcome.Losses)
	}
	return p.finish(), err
}

// finish completes the outcome.
func (p *pull) finish() *Outcome {
	o := p.outcome
	for _, resource := range slices.Sorted(maps.Keys(p.services)) {
		o.Services = append(o.Services, *p.services[resource])
	}
	o.Pages, o.Retries = p.client.pages, p.client.retries
	o.Skew = p.client.skew
	return o
}

func (p *pull) runs(ctx context.Context) error {
	failed := map[string]bool{}
	var first error
	for _, r := range p.plan.runs {
		if failed[r.resource] {
			continue
		}
		err := p.pullRun(ctx, r)
		var refused *Error
		switch {
		case err == nil:
		case errors.As(err, &refused) && (refused.Kind == NotFound || refused.Kind == BadRequest || refused.Kind == Unexpected):
			failed[r.resource] = true
			if first == nil {
				first = refused.of(r.resource)
			}
		default:
			return err
		}
		p.past += r.end.Sub(r.start)
	}
	return first
}

// of names the service in an error.
func (e *Error) of(resource string) *Error {
	named := *e
	named.Message = resource + ": " + e.Message
	return &named
}

// pullRun pulls the hours of a run. Those that are complete when it fails stay.
func (p *pull) pullRun(ctx context.Context, r run) error {
	// A long pull may come too late for hours that were there when it began. An hour that is gone in part must not look whole.
	for oldest := p.plan.request.oldest(p.client.now()); r.start.Before(oldest); r.start = r.start.Add(time.Hour) {
		if !r.start.Before(r.end) {
			return nil
		}
		p.plan.Gone = append(p.plan.Gone, Hour{r.resource, r.start})
	}
	p.run, p.next, p.open = r, r.start, map[time.Time]*hourFile{}
	defer func() {
		for _, f := range p.open {
			f.discard()
		}
	}()
	request := p.plan.request
	q := query{
		owner: request.Owner, resource: r.resource, types: request.Types, limit: request.PageSize,
		from: r.start.Add(-margin), to: r.end.Add(margin),
	}
	s := &sweep{client: p.client, take: p.take, moved: p.moved, lost: p.lost}
	if err := s.run(ctx, q); err != nil {
		return err
	}
	err := p.close(r.end)
	p.report(r.end)
	return err
}

// take adds an entry to its hour. Entries of the margin belong to hours that are asked for by themselves.
func (p *pull) take(e entry) (fresh bool, err error) {
	f := p.file(e.at)
	if f == nil {
		if e.at.Before(p.run.start.Add(-margin)) || e.at.After(p.run.end.Add(margin)) || !e.at.Before(p.run.start) && e.at.Before(p.next) {
			p.outcome.Strays++
		}
		return false, nil
	}
	if fresh = f.add(e); fresh {
		p.entries++
	}
	return fresh, nil
}

// file returns the open hour of a time, nil when there is none.
func (p *pull) file(at time.Time) *hourFile {
	start := at.Truncate(time.Hour)
	if start.Before(p.next) || !start.Before(p.run.end) {
		return nil
	}
	if p.open[start] == nil {
		p.open[start] = newHourFile(p.client, p.dir, Hour{p.run.resource, start})
	}
	return p.open[start]
}

func (p *pull) lost(from, to time.Time, why string) {
	for _, at := range []time.Time{from, to.Add(-1)} {
		f := p.file(at)
		if f == nil {
			continue // an hour that is asked for by itself
		}
		f.incomplete = true
		loss := Loss{Hour: f.hour, From: from, To: to, Why: why}
		if n := len(p.outcome.Losses); n == 0 || p.outcome.Losses[n-1] != loss {
			p.outcome.Losses = append(p.outcome.Losses, loss)
		}
	}
}

// moved writes what is final, and closes the hours that are.
func (p *pull) moved(until time.Time) error {
	final := until.Add(-margin)
	for _, f := range p.open {
		if err := f.write(final); err != nil {
			return err
		}
	}
	err := p.close(final)
	p.report(until)
	return err
}

// close closes the hours that end by a time.
func (p *pull) close(by time.Time) error {
	for ; !p.next.Add(time.Hour).After(by) && p.next.Before(p.run.end); p.next = p.next.Add(time.Hour) {
		h := Hour{p.run.resource, p.next}
		f := p.open[p.next]
		switch {
		case !p.client.over(h.end()):
			p.outcome.Open = append(p.outcome.Open, h)
			continue // pullRun discards its file
		case f == nil || f.entries == 0:
			p.outcome.Gaps = append(p.outcome.Gaps, h)
		default:
			if err := p.commit(f); err != nil {
				return err
			}
		}
		delete(p.open, p.next)
	}
	return nil
}

// over reports whether the log of an hour is complete, by the clock here and by the API's.
func (c *Client) over(end time.Time) bool {
	settled := end.Add(c.settle())
	return !settled.After(c.now()) && (c.serverNow.IsZero() || !settled.After(c.serverNow))
}

func (p *pull) commit(f *hourFile) error {
	if err := p.client.writeRecord(p.dir, f.hour.Resource, p.plan.request.Types); err != nil {
		return fmt.Errorf("write logs: %w", err)
	}
	if err := f.commit(); err != nil {
		return err
	}
	p.outcome.Files = append(p.outcome.Files, filepath.ToSlash(f.hour.path(f.incomplete)))
	s := p.services[f.hour.Resource]
	s.Hours++
	s.Entries += f.entries
	for kind, n := range f.kinds {
		s.Types[kind] += n
	}
	if s.First.IsZero() || f.first.Before(s.First) {
		s.First = f.first
	}
	if f.last.After(s.Last) {
		s.Last = f.last
	}
	return nil
}

func (p *pull) report(until time.Time) {
	if until.After(p.run.end) {
		until = p.run.end
	}
	total := len(p.plan.Missing)
	covered := p.past + max(0, until.Sub(p.run.start))
	left := time.Duration(total)*time.Hour - covered
	pages := p.client.pages
	if covered > 0 {
		pages = int(float64(pages) * float64(left) / float64(covered))
	}
	p.progress(Progress{
		Pages: p.client.pages, Entries: p.entries, Done: int(covered / time.Hour), Total: total,
		At: Hour{p.run.resource, until.Truncate(time.Hour)}, Left: time.Duration(pages) * p.client.interval(),
	})
}
