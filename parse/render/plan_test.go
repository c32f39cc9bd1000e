package render

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"lastcall/parse/render/rendertest"
)

func TestPlanWindow(t *testing.T) {
	day := func(days int, clock string) time.Time { return at(clock).AddDate(0, 0, days) }
	for _, test := range []struct {
		name         string
		since, until time.Time
		retention    int
		from, to     time.Time
		missing      int
		gone, open   int
	}{
		{"whole hours", at("08:00:00"), at("11:00:00"), 0, at("08:00:00"), at("11:00:00"), 3, 0, 0},
		{"parts of hours", at("08:59:59"), at("10:00:00.001"), 0, at("08:00:00"), at("11:00:00"), 3, 0, 0},
		{"to now", at("09:00:00"), time.Time{}, 0, at("09:00:00"), at("11:00:00"), 2, 0, 1},
		{"beyond now", at("09:00:00"), day(9, "00:00:00"), 0, at("09:00:00"), at("11:00:00"), 2, 0, 1},
		{"only now", at("11:10:00"), at("11:20:00"), 0, at("11:00:00"), at("11:00:00"), 0, 0, 1},
		{"two weeks of a plan that keeps two", day(-14, "11:30:00"), now, 14, day(-14, "11:00:00"), at("11:00:00"), 14*24 - 1, 1, 1},
		{"two weeks of a plan that keeps one", day(-14, "11:00:00"), now, 7, day(-14, "11:00:00"), at("11:00:00"), 7*24 - 1, 7*24 + 1, 1},
		{"more than any plan keeps", day(-40, "00:00:00"), now, 0, day(-40, "00:00:00"), at("11:00:00"), 30*24 - 1, 10*24 + 12, 1},
		{"other zones", at("08:00:00").In(time.FixedZone("", 5*3600+1800)), at("10:00:00").In(time.FixedZone("", -3600)), 0, at("08:00:00"), at("10:00:00"), 2, 0, 0},
	} {
		c := &Client{Now: func() time.Time { return now }}
		r := Request{Owner: rendertest.Owner, Resources: []string{api}, Since: test.since, Until: test.until, Retention: test.retention}
		p, err := c.Plan(t.TempDir(), r)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if !p.From.Equal(test.from) || !p.To.Equal(test.to) || len(p.Missing) != test.missing || len(p.Gone) != test.gone || p.Open != test.open || p.Present != 0 {
			t.Errorf("%s: from %v to %v, %d missing, %d gone, %d open", test.name, p.From, p.To, len(p.Missing), len(p.Gone), p.Open)
		}
		if n := len(p.Missing); n > 0 && p.Missing[n-1].end() != test.to {
			t.Errorf("%s: the last hour is %v", test.name, p.Missing[n-1])
		}
	}
}

func TestPlanRefuses(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Request)
		want   string
	}{
		{"no owner", func(r *Request) { r.Owner = "" }, "no id of a workspace"},
		{"no service", func(r *Request) { r.Resources = nil }, "no service is named"},
		{"a way out", func(r *Request) { r.Resources = []string{api, "../etc"} }, "no id of a service"},
		{"dots", func(r *Request) { r.Resources = []string{".."} }, "no id of a service"},
		{"hidden", func(r *Request) { r.Resources = []string{".git"} }, "no id of a service"},
		{"long", func(r *Request) { r.Resources = []string{strings.Repeat("a", 101)} }, "no id of a service"},
		{"a line break", func(r *Request) { r.Resources = []string{"srv-a\n"} }, "no id of a service"},
		{"a type", func(r *Request) { r.Types = []string{"request", "apps"} }, `"apps" is no type`},
		{"no window", func(r *Request) { r.Since = time.Time{} }, "window is empty"},
		{"no time in it", func(r *Request) { r.Until = r.Since }, "window is empty"},
		{"the future", func(r *Request) { r.Since = now.Add(time.Hour); r.Until = now.Add(2 * time.Hour) }, "window is empty"},
		{"an age", func(r *Request) { r.Since = time.Unix(0, 0) }, "five years"},
		{"page size", func(r *Request) { r.PageSize = 1001 }, "page of 1001"},
		{"negative page size", func(r *Request) { r.PageSize = -1 }, "page of -1"},
		{"retention", func(r *Request) { r.Retention = 31 }, "for 31 days"},
	} {
		c := &Client{Now: func() time.Time { return now }}
		r := morning(api)
		test.change(&r)
		if _, err := c.Plan(t.TempDir(), r); kindOfError(err) != BadRequest || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// hourly is a request in the middle of every hour of some days before now.
func hourly(resource string, days int) []rendertest.Log {
	var logs []rendertest.Log
	for i := range days * 24 {
		logs = append(logs, rendertest.Request(resource, now.Add(-time.Duration(i)*time.Hour), i))
	}
	return logs
}

// TestOldestFirst plans to ask for the oldest hours of all services first, for a day at a time at the most.
func TestOldestFirst(t *testing.T) {
	c := &Client{Now: func() time.Time { return now }}
	r := morning(worker, api)
	r.Since = r.Until.AddDate(0, 0, -2).Add(-time.Hour)
	p, err := c.Plan(t.TempDir(), r)
	if err != nil {
		t.Fatal(err)
	}
	var runs []string
	for _, run := range p.runs {
		runs = append(runs, fmt.Sprint(run.resource, run.start.Format(" 02T15 "), run.end.Sub(run.start)))
	}
	want := []string{
		api + " 13T10 24h0m0s", worker + " 13T10 24h0m0s", api + " 14T10 24h0m0s", worker + " 14T10 24h0m0s",
		api + " 15T10 1h0m0s", worker + " 15T10 1h0m0s",
	}
	if !slices.Equal(runs, want) {
		t.Errorf("runs %q, want %q", runs, want)
	}
}

// TestRetention asks for three weeks of a plan that keeps two.
func TestRetention(t *testing.T) {
	logs := hourly(api, 25)
	r := Request{Owner: rendertest.Owner, Resources: []string{api}, Since: now.AddDate(0, 0, -21)}
	start := func(days int) (*rendertest.Server, *clock) {
		s, clock := newServer(t, logs...)
		s.Retention = time.Duration(days) * 24 * time.Hour
		return s, clock
	}

	t.Run("known", func(t *testing.T) {
		s, clock := start(14)
		r.Retention = 14
		dir := t.TempDir()
		outcome := pullAll(t, newClient(s, clock), dir, r)
		if len(outcome.Plan.Gone) != 7*24+1 || len(outcome.Files) != 14*24-1 || len(outcome.Gaps) != 0 || outcome.Keeps() != 0 {
			t.Errorf("%d gone, %d files, gaps %v, keeps %d", len(outcome.Plan.Gone), len(outcome.Files), outcome.Gaps, outcome.Keeps())
		}
		// A week later, what was pulled in time is there.
		clock.t = now.AddDate(0, 0, 7)
		r.Since = r.Since.AddDate(0, 0, 8)
		plan, err := newClient(s, clock).Plan(dir, r)
		if err != nil || plan.Present != 13*24 || len(plan.Gone) != 0 || len(plan.Missing) != 7*24 {
			t.Errorf("%v, %d present, %d gone, %d missing", err, plan.Present, len(plan.Gone), len(plan.Missing))
		}
	})
	r.Since, r.Retention = now.AddDate(0, 0, -21), 0
	for _, days := range []int{7, 14} {
		t.Run(fmt.Sprint("unknown ", days), func(t *testing.T) {
			s, clock := start(days)
			outcome := pullAll(t, newClient(s, clock), t.TempDir(), r)
			if outcome.Keeps() != days || len(outcome.Plan.Gone) != 0 || len(outcome.Gaps) != (21-days)*24+1 {
				t.Errorf("keeps %d days, %d gone, %d gaps", outcome.Keeps(), len(outcome.Plan.Gone), len(outcome.Gaps))
			}
		})
	}
	t.Run("nothing tells", func(t *testing.T) {
		s, clock := start(10)
		if outcome := pullAll(t, newClient(s, clock), t.TempDir(), r); outcome.Keeps() != 0 {
			t.Errorf("keeps %d days", outcome.Keeps())
		}
	})
	t.Run("a month is the most", func(t *testing.T) {
		s, clock := start(0)
		r := r
		r.Since = now.AddDate(0, 0, -35)
		outcome := pullAll(t, newClient(s, clock), t.TempDir(), r)
		if len(outcome.Plan.Gone) != 5*24+1 || len(outcome.Files) != 25*24-1 {
			t.Errorf("%d gone, %d files", len(outcome.Plan.Gone), len(outcome.Files))
		}
	})
	t.Run("all of it", func(t *testing.T) {
		s, clock := start(7)
		r := r
		r.Retention, r.Until = 7, now.AddDate(0, 0, -8)
		_, err := newClient(s, clock).Pull(t.Context(), t.TempDir(), r, nil)
		if kindOfError(err) != Expired || !strings.Contains(err.Error(), "the window ends before 2027-01-08T12:00:00Z, and Render keeps logs for 7 days") || len(s.Calls()) > 0 {
			t.Error(err)
		}
	})
}

// TestExpiresMeanwhile pulls so slowly that hours of the second service are gone, in whole or in part, when their turn comes.
func TestExpiresMeanwhile(t *testing.T) {
	s, clock := newServer(t, slices.Concat(hourly(api, 8), hourly(worker, 8))...)
	s.Retention = 7 * 24 * time.Hour
	s.Intercept = func(n int, r *http.Request) rendertest.Answer {
		if n == 1 {
			clock.Sleep(r.Context(), 150*time.Minute)
		}
		return nil
	}
	r := Request{Owner: rendertest.Owner, Resources: []string{api, worker}, Since: now.AddDate(0, 0, -7).Add(30 * time.Minute), Until: now.AddDate(0, 0, -6), Retention: 7}
	outcome := pullAll(t, newClient(s, clock), t.TempDir(), r)
	var gone []string
	for _, h := range outcome.Plan.Gone {
		gone = append(gone, h.Resource+" "+h.Start.Format("02T15"))
	}
	// The window begins at 12:00. When the worker is asked for, what is older than 14:00 and some seconds is gone.
	if want := []string{worker + " 08T12", worker + " 08T13", worker + " 08T14"}; !slices.Equal(gone, want) {
		t.Errorf("gone: %q, want %q", gone, want)
	}
	if outcome.Services[1].Hours+len(gone) != 24 {
		t.Errorf("outcome %+v", outcome.Services)
	}
}
