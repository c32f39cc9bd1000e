package render

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"
)

// Request says which logs to pull.
type Request struct {
	Owner        string    // the workspace, such as tea-abc123
	Resources    []string  // services of it, such as srv-abc123; at least one
	Types        []string  // request, app, build; empty means request and app
	Since, Until time.Time // every hour that the window touches is pulled whole, if it is over; a zero Until means now
	PageSize     int       // entries a page; 0 means 100
	Retention    int       // days that the plan keeps logs: 7, 14 or 30; 0 when unknown
}

const (
	defaultPageSize = 100
	maxRetention    = 30 // days; the API refuses earlier times
	defaultSettle   = 5 * time.Minute
	maxWindow       = 5 * 366 * 24 * time.Hour
	maxRun          = 24 // hours that are asked for together
)

var (
	validID    = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}$`)
	validTypes = []string{"app", "build", "request"}
)

// Plan is what a pull would do, as far as the clock and the directory tell. All times are UTC.
type Plan struct {
	From, To time.Time // the whole hours of the window that are over
	Present  int       // hours that were pulled before, each service's counted
	Missing  []Hour    // to be pulled, ordered by time and service
	Gone     []Hour    // never pulled, and older than the plan keeps logs; ordered in the same way
	Open     int       // hours of the window that are not over, or not long enough for their log to be complete

	made    time.Time
	request Request // with its defaults
	runs    []run
}

// run is a number of hours of one service without a gap between them.
type run struct {
	resource   string
	start, end time.Time
}

// Plan finds out which hours are missing in the directory, which need not exist. It asks the API nothing. The error is of type
// [*Error] where the request makes no sense, with [Expired] when the whole window is gone and nothing of it was pulled before.
func (c *Client) Plan(dir string, r Request) (*Plan, error) {
	r, err := r.complete(c.now())
	if err != nil {
		return nil, err
	}
	if _, err := c.base(); err != nil {
		return nil, err
	}
	p := &Plan{request: r, made: c.now()}
	oldest := p.window(c.now().UTC(), c.settle())
	for _, resource := range r.Resources {
		if err := p.look(dir, resource, oldest); err != nil {
			return nil, err
		}
	}
	if len(p.Gone) > 0 && len(p.Missing) == 0 && p.Present == 0 {
		return nil, &Error{
			Kind: Expired, Message: fmt.Sprintf("the window ends before %s, and Render keeps logs for %d days", oldest.Format(time.RFC3339), r.retentionDays()),
			Hint: "ask for a later window; logs that are gone cannot be had from Render any more",
		}
	}
	byTime := func(a, b Hour) int { return a.Start.Compare(b.Start) }
	slices.SortStableFunc(p.Missing, byTime)
	slices.SortStableFunc(p.Gone, byTime)
	// What is oldest is gone first.
	slices.SortStableFunc(p.runs, func(a, b run) int { return a.start.Compare(b.start) })
	return p, nil
}

// look finds out which hours of a service have no file.
func (p *Plan) look(dir, resource string, oldest time.Time) error {
	if err := checkTypes(dir, resource, p.request.Types); err != nil {
		return err
	}
	absent, err := absentHours(dir, resource, p.From, p.To)
	if err != nil {
		return err
	}
	kept, _ := slices.BinarySearchFunc(absent, oldest, func(h Hour, t time.Time) int { return h.Start.Compare(t) })
	p.Gone = append(p.Gone, absent[:kept]...)
	p.Missing = append(p.Missing, absent[kept:]...)
	p.runs = append(p.runs, runsOf(absent[kept:])...)
	p.Present += int(p.To.Sub(p.From)/time.Hour) - len(absent)
	return nil
}

func (c *Client) settle() time.Duration {
	if c.Settle > 0 {
		return c.Settle
	}
	return defaultSettle
}

// complete checks a request and fills in its defaults.
func (r Request) complete(now time.Time) (Request, error) {
	refuse := func(what, hint string) (Request, error) {
		return r, &Error{Kind: BadRequest, Message: what, Hint: hint}
	}
	if !validID.MatchString(r.Owner) {
		return refuse(fmt.Sprintf("%q is no id of a workspace", r.Owner), "it looks like tea-abc123 or usr-abc123; Render's dashboard shows it in the workspace's settings")
	}
	if len(r.Resources) == 0 {
		return refuse("no service is named", "name services by Render's ids, such as srv-abc123")
	}
	for _, resource := range r.Resources {
		if !validID.MatchString(resource) {
			return refuse(fmt.Sprintf("%q is no id of a service", resource), "it looks like srv-abc123; Render's dashboard shows it in the service's address")
		}
	}
	for _, t := range r.Types {
		if !slices.Contains(validTypes, t) {
			return refuse(fmt.Sprintf("%q is no type of logs", t), "the types are request, app and build")
		}
	}
	if len(r.Types) == 0 {
		r.Types = []string{"app", "request"}
	}
	if r.Until.IsZero() || r.Until.After(now) {
		r.Until = now
	}
	if r.PageSize == 0 {
		r.PageSize = defaultPageSize
	}
	switch {
	case r.Since.IsZero() || !r.Since.Before(r.Until):
		return refuse("the window is empty", "it must begin before it ends, and in the past")
	case r.Until.Sub(r.Since) > maxWindow:
		return refuse("the window is longer than five years", "Render keeps logs for 30 days at most")
	case r.PageSize < 1 || r.PageSize > bigPage:
		return refuse(fmt.Sprintf("a page of %d entries cannot be asked for", r.PageSize), "the API gives pages of 1 to 100 entries, at times up to 1000")
	case r.Retention < 0 || r.Retention > maxRetention:
		return refuse(fmt.Sprintf("no plan keeps logs for %d days", r.Retention), "plans keep them for 7, 14 or 30 days")
	}
	r.Resources, r.Types = sorted(r.Resources), sorted(r.Types)
	return r, nil
}

func sorted(list []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// window finds the hours in question, and returns the start of the oldest one that the plan still keeps whole.
func (p *Plan) window(now time.Time, settle time.Duration) (oldest time.Time) {
	p.From, p.To = p.request.Since.UTC().Truncate(time.Hour), ceil(p.request.Until.UTC())
	closed := now.Add(-settle).Truncate(time.Hour)
	if closed.Before(p.From) {
		closed = p.From
	}
	if p.To.After(closed) {
		p.Open = int(p.To.Sub(closed) / time.Hour)
		p.To = closed
	}
	return p.request.oldest(now)
}

// oldest is the start of the oldest hour that the plan keeps whole, and will still keep after all attempts to ask for it: times
// that are too old are refused.
func (r Request) oldest(now time.Time) time.Time {
	return ceil(now.UTC().Add(5*time.Minute).AddDate(0, 0, -r.retentionDays()))
}

// retentionDays is how long logs are kept at most.
func (r Request) retentionDays() int {
	if r.Retention > 0 {
		return r.Retention
	}
	return maxRetention
}

func ceil(t time.Time) time.Time {
	if hour := t.Truncate(time.Hour); hour.Before(t) {
		return hour.Add(time.Hour)
	}
	return t
}

// absentHours lists the hours without a file.
func absentHours(dir, resource string, from, to time.Time) ([]Hour, error) {
	var absent []Hour
	for start := from; start.Before(to); start = start.Add(time.Hour) {
		h := Hour{resource, start}
		_, err := os.Stat(filepath.Join(dir, h.path(false)))
		if errors.Is(err, fs.ErrNotExist) {
			absent = append(absent, h)
		} else if err != nil {
			return nil, fmt.Errorf("read pulled logs: %w", err)
		}
	}
	return absent, nil
}

// runsOf joins hours of one service that follow each other, so that a quiet service costs few requests.
func runsOf(hours []Hour) []run {
	var runs []run
	for _, h := range hours {
		if n := len(runs); n > 0 && runs[n-1].end.Equal(h.Start) && h.end().Sub(runs[n-1].start) <= maxRun*time.Hour {
			runs[n-1].end = h.end()
			continue
		}
		runs = append(runs, run{h.Resource, h.Start, h.end()})
	}
	return runs
}
