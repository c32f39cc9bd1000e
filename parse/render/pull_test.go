package render

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lastcall/parse"
	"lastcall/parse/render/rendertest"
)

func TestPull(t *testing.T) {
	logs := traffic()
	s, clock := newServer(t, logs...)
	dir := filepath.Join(t.TempDir(), "new", "logs")
	var last Progress
	outcome, err := newClient(s, clock).Pull(t.Context(), dir, morning(worker, api, worker), func(p Progress) { last = p })
	if err != nil {
		t.Fatal(err)
	}
	want := wanted(logs, at("08:00:00"), at("11:00:00"))
	got := logsIn(t, dir)
	sameLogs(t, got, want)

	entries := 0
	for _, name := range outcome.Files {
		if want[name] == nil {
			t.Errorf("the outcome names %s", name)
		}
		entries += len(want[name])
	}
	if len(outcome.Files) != 6 || len(outcome.Gaps)+len(outcome.Open)+len(outcome.Losses)+outcome.Strays+outcome.Retries != 0 || outcome.Keeps() != 0 {
		t.Errorf("outcome %+v", outcome)
	}
	busy, quiet := outcome.Services[0], outcome.Services[1]
	if busy.Resource != api || busy.Hours != 3 || busy.Types["request"]+busy.Types["app"] != busy.Entries || busy.Types["app"] == 0 {
		t.Errorf("service %+v", busy)
	}
	if quiet.Resource != worker || quiet.Entries != 6 || !quiet.First.Equal(at("08:00:00")) || !quiet.Last.Equal(at("10:00:00")) {
		t.Errorf("service %+v", quiet)
	}
	if busy.Entries+quiet.Entries != entries || last.Entries != entries || last.Pages != outcome.Pages || last.Done != 6 || last.Total != 6 || last.Left != 0 {
		t.Errorf("%d entries, last progress %+v, outcome %+v", entries, last, outcome)
	}
	for _, call := range s.Calls() {
		if call.Query.Get("direction") != "forward" || call.Query.Get("limit") != "100" || call.Query.Get("ownerId") != rendertest.Owner || len(call.Query["resource"]) != 1 {
			t.Errorf("asked for %v", call.Query)
		}
	}
	// The clock moves by the interval between requests only: so the rate was kept.
	if n := len(s.Calls()); clock.Now().Sub(now) != time.Duration(n-1)*2*time.Second {
		t.Errorf("%d requests in %v", n, clock.Now().Sub(now))
	}
}

// TestPullAgain pulls what is there already, and then one hour more.
func TestPullAgain(t *testing.T) {
	logs := traffic()
	s, clock := newServer(t, logs...)
	dir := t.TempDir()
	pullAll(t, newClient(s, clock), dir, morning(api, worker))
	before, calls := tree(t, dir), len(s.Calls())
	outcome := pullAll(t, newClient(s, clock), dir, morning(api, worker))
	if len(s.Calls()) != calls || len(outcome.Files) != 0 || outcome.Plan.Present != 6 {
		t.Errorf("%d requests, outcome %+v", len(s.Calls())-calls, outcome)
	}
	sameTree(t, "pulled twice", tree(t, dir), before)

	earlier := morning(api)
	earlier.Since = at("07:10:00") // in the middle of an hour, which is pulled whole
	outcome = pullAll(t, newClient(s, clock), dir, earlier)
	if want := []string{api + "/2027-01-15/07" + suffix}; !slices.Equal(outcome.Files, want) {
		t.Errorf("wrote %q, want %q", outcome.Files, want)
	}
	sameLogs(t, logsIn(t, dir), wanted(slices.DeleteFunc(logs, func(l rendertest.Log) bool {
		return l.Labels[0].Value == worker && l.Timestamp.Before(at("08:00:00"))
	}), at("07:00:00"), at("11:00:00")))
}

// TestVariants pulls from servers that page in every way that was seen or is likely: the files are the same, byte for byte.
func TestVariants(t *testing.T) {
	logs := traffic()
	s, clock := newServer(t, logs...)
	undisturbed := t.TempDir()
	pullAll(t, newClient(s, clock), undisturbed, morning(api, worker))
	want := tree(t, undisturbed)
	for _, test := range []struct {
		name string
		set  func(*rendertest.Server, *Client, *Request)
	}{
		{"the last page is empty", func(s *rendertest.Server, c *Client, r *Request) { s.FullMeansMore = true }},
		{"next is after the last stamp", func(s *rendertest.Server, c *Client, r *Request) { s.NextAfter = true }},
		{"next is zero", func(s *rendertest.Server, c *Client, r *Request) { s.ZeroNext = true }},
		{"newest first within a page", func(s *rendertest.Server, c *Client, r *Request) { s.NewestFirst = true }},
		{"all at once", func(s *rendertest.Server, c *Client, r *Request) {
			s.FullMeansMore, s.NextAfter, s.NewestFirst = true, true, true
		}},
		{"small pages", func(s *rendertest.Server, c *Client, r *Request) { r.PageSize = 7 }},
		{"large pages", func(s *rendertest.Server, c *Client, r *Request) { s.MaxLimit, r.PageSize = 1000, 1000 }},
		{"base URL with a slash", func(s *rendertest.Server, c *Client, r *Request) { c.BaseURL += "/" }},
		{"hasMore is wrong once", func(s *rendertest.Server, c *Client, r *Request) {
			s.Intercept = func(n int, _ *http.Request) rendertest.Answer {
				if n == 4 {
					return rendertest.Edit(func(body string) string { return strings.Replace(body, `"hasMore":true`, `"hasMore":false`, 1) })
				}
				return nil
			}
		}},
		{"more of nothing, now and then", func(s *rendertest.Server, c *Client, r *Request) {
			s.Intercept = func(n int, _ *http.Request) rendertest.Answer {
				if n%3 == 0 {
					return rendertest.Status(200, `{"hasMore":true,"logs":[]}`)
				}
				return nil
			}
		}},
		{"null for an empty list", func(s *rendertest.Server, c *Client, r *Request) {
			s.Intercept = func(int, *http.Request) rendertest.Answer {
				return rendertest.Edit(func(body string) string { return strings.Replace(body, `"logs":[]`, `"logs":null`, 1) })
			}
		}},
		{"offsets instead of Z", func(s *rendertest.Server, c *Client, r *Request) {
			s.Intercept = func(int, *http.Request) rendertest.Answer {
				return rendertest.Edit(func(body string) string {
					head, logs, _ := strings.Cut(body, `"logs"`)
					return offsets(head) + `"logs"` + logs
				})
			}
		}},
		{"pretty", func(s *rendertest.Server, c *Client, r *Request) {
			s.Intercept = func(int, *http.Request) rendertest.Answer { return rendertest.Edit(pretty) }
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, clock := newServer(t, logs...)
			c, r, dir := newClient(s, clock), morning(api, worker), t.TempDir()
			test.set(s, c, &r)
			outcome := pullAll(t, c, dir, r)
			if outcome.Retries+outcome.Strays+len(outcome.Losses) > 0 {
				t.Errorf("outcome %+v", outcome)
			}
			sameTree(t, test.name, tree(t, dir), want)
		})
	}
}

// TestDisorder pulls from a server that orders entries by when it got them, seconds before or after the time they state.
func TestDisorder(t *testing.T) {
	logs := traffic()
	for n := range 400 { // dense around the ends of two hours
		logs = append(logs, rendertest.Request(api, at([]string{"08:59:40", "09:59:40"}[n%2]).Add(time.Duration(n)*100*time.Millisecond), 5000+n))
	}
	s, clock := newServer(t, logs...)
	undisturbed := t.TempDir()
	pullAll(t, newClient(s, clock), undisturbed, morning(api, worker))
	for _, most := range []time.Duration{time.Second, 9 * time.Second} {
		for _, size := range []int{100, 5} {
			s, clock := newServer(t, logs...)
			s.Received = func(l rendertest.Log) time.Time {
				n := int64(len(l.Message)*7919) + l.Timestamp.UnixNano()/1000
				return l.Timestamp.Add(time.Duration(n%(2*int64(most))) - most)
			}
			r, dir := morning(api, worker), t.TempDir()
			r.PageSize = size
			pullAll(t, newClient(s, clock), dir, r)
			sameTree(t, fmt.Sprint("up to ", most, ", pages of ", size), tree(t, dir), tree(t, undisturbed))
		}
	}
}

// TestParse reads the files with the parser they are made for.
func TestParse(t *testing.T) {
	logs := traffic()
	s, clock := newServer(t, logs...)
	dir := t.TempDir()
	outcome := pullAll(t, newClient(s, clock), dir, morning(api, worker))
	requests, others := 0, 0
	for _, name := range outcome.Files {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		text, err := parse.Decompress(f)
		if err != nil {
			t.Fatal(err)
		}
		for rec, err := range records(parse.NewReader(text)) {
			switch {
			case err != nil:
				t.Fatalf("%s: %v", name, err)
			case rec.Kind == parse.Request:
				requests++
			default:
				others++
			}
		}
	}
	want := outcome.Services[0].Types["request"] + outcome.Services[1].Types["request"]
	if requests != want || others != outcome.Services[0].Types["app"] {
		t.Errorf("%d requests and %d other lines, outcome %+v", requests, others, outcome.Services)
	}
}

// TestGaps pulls a service that says nothing for hours: they get no file, and are asked for again.
func TestGaps(t *testing.T) {
	logs := []rendertest.Log{
		rendertest.Request(api, at("03:59:58"), 1), // in the margin of a run, and in none of its hours
		rendertest.Request(api, at("05:10:00"), 2),
		rendertest.Request(api, at("05:10:00"), 3),
		rendertest.Request(api, at("09:00:00"), 4),
	}
	s, clock := newServer(t, logs...)
	dir := t.TempDir()
	r := morning(api)
	r.Since = at("04:00:00")
	outcome := pullAll(t, newClient(s, clock), dir, r)
	sameLogs(t, logsIn(t, dir), wanted(logs, at("04:00:00"), at("11:00:00")))
	var gaps []string
	for _, h := range outcome.Gaps {
		gaps = append(gaps, h.Start.Format("15"))
	}
	if want := []string{"04", "06", "07", "08", "10"}; !slices.Equal(gaps, want) {
		t.Errorf("gaps %q, want %q", gaps, want)
	}
	if len(s.Calls()) > 2 {
		t.Errorf("%d requests for a quiet service", len(s.Calls()))
	}
	s.Logs = append(s.Logs, rendertest.Request(api, at("07:30:00"), 5))
	if outcome = pullAll(t, newClient(s, clock), dir, r); !slices.Equal(outcome.Files, []string{api + "/2027-01-15/07" + suffix}) {
		t.Errorf("the second pull wrote %q", outcome.Files)
	}

	s.Logs, s.Services = nil, []string{api}
	empty := t.TempDir()
	outcome = pullAll(t, newClient(s, clock), empty, r)
	if len(outcome.Gaps) != 7 || len(tree(t, empty)) != 0 {
		t.Errorf("gaps %v, files %v", outcome.Gaps, tree(t, empty))
	}
}

// TestOpenHours leaves an hour alone until it is over for long enough, by both clocks.
func TestOpenHours(t *testing.T) {
	logs := traffic()
	for _, test := range []struct {
		name          string
		here, there   string
		settle        time.Duration
		written, open int
	}{
		{"over", "11:05:00", "11:05:00", 0, 3, 0},
		{"over, not settled here", "11:04:59", "11:30:00", 0, 2, 0},
		{"over, not settled there", "11:30:00", "11:04:00", 0, 2, 1},
		{"the clock here is an hour ahead", "11:06:00", "10:06:00", 0, 2, 1},
		{"settles at once", "11:00:00", "11:00:00", time.Nanosecond, 2, 0},
		{"settles slowly", "11:14:00", "11:14:00", 15 * time.Minute, 2, 0},
	} {
		s, clock := newServer(t, logs...)
		clock.t = at(test.here)
		ahead := at(test.there).Sub(at(test.here))
		s.Now = func() time.Time { return clock.Now().Add(ahead) }
		c, dir := newClient(s, clock), t.TempDir()
		c.Settle = test.settle
		r := morning(api)
		r.Until = time.Time{}
		outcome := pullAll(t, c, dir, r)
		if len(outcome.Files) != test.written || len(outcome.Open) != test.open || len(logsIn(t, dir)) != test.written {
			t.Errorf("%s: files %q, open %v", test.name, outcome.Files, outcome.Open)
		}
		if outcome.Skew.Round(time.Minute) != -ahead.Round(time.Minute) {
			t.Errorf("%s: skew %v", test.name, outcome.Skew)
		}
	}
}

// TestStrays pulls pages with entries that do not belong on them.
func TestStrays(t *testing.T) {
	logs := traffic()
	s, clock := newServer(t, logs...)
	stray := `{"id":"STRAY%d","timestamp":"%s","message":"x","labels":[]},`
	s.Intercept = func(n int, _ *http.Request) rendertest.Answer {
		return rendertest.Edit(func(body string) string {
			return strings.Replace(body, `"logs":[{`, `"logs":[`+fmt.Sprintf(stray, n, "2027-01-14T00:00:00Z")+fmt.Sprintf(stray, -n, "2099-01-01T00:00:00Z")+`{`, 1)
		})
	}
	dir := t.TempDir()
	outcome := pullAll(t, newClient(s, clock), dir, morning(api))
	sameLogs(t, logsIn(t, dir), wanted(slices.DeleteFunc(logs, func(l rendertest.Log) bool { return l.Labels[0].Value == worker }), at("08:00:00"), at("11:00:00")))
	if outcome.Strays != 2*outcome.Pages {
		t.Errorf("%d strays on %d pages", outcome.Strays, outcome.Pages)
	}
}

// TestOddEntries keeps entries that are not as described, beside those that are.
func TestOddEntries(t *testing.T) {
	s, clock := newServer(t)
	s.Services = []string{api}
	s.Intercept = func(int, *http.Request) rendertest.Answer {
		return rendertest.Status(200, `{"hasMore":false,"logs":[
			{"id":"A","timestamp":"2027-01-15T08:00:01Z","message":"first","labels":null},
			{"id":"B","message":"no time", "labels":[]},
			{"timestamp":"2027-01-15T08:00:02Z","message":"no id","labels":[]},
			{"timestamp":"2027-01-15T08:00:02Z","message":"no id","labels":[]},
			{"id":"","timestamp":"2027-01-15T08:00:02.5+00:00","message":"\u00e9\u0000","labels":{"type":"app"}},
			{"id":"","timestamp":"2027-01-15T08:00:02.5+00:00","message":"another","labels":{"type":"app"}},
			{"id":null,"timestamp":"2027-01-15T08:00:02.5+00:00","message":"a third","labels":{"type":"app"}},
			{"id":"A","timestamp":"2027-01-15T08:00:01Z","message":"first","labels":null},
			null, "text"
		]}`)
	}
	dir := t.TempDir()
	pullAll(t, newClient(s, clock), dir, morning(api))
	got := logsIn(t, dir)[api+"/2027-01-15/08"+suffix]
	want := []string{
		`{"id":"A","timestamp":"2027-01-15T08:00:01Z","message":"first","labels":null}`,
		`{"id":"B","message":"no time","labels":[]}`,
		`{"timestamp":"2027-01-15T08:00:02Z","message":"no id","labels":[]}`,
		`{"timestamp":"2027-01-15T08:00:02Z","message":"no id","labels":[]}`,
		`{"id":"","timestamp":"2027-01-15T08:00:02.5+00:00","message":"\u00e9\u0000","labels":{"type":"app"}}`,
		`{"id":"","timestamp":"2027-01-15T08:00:02.5+00:00","message":"another","labels":{"type":"app"}}`,
		`{"id":null,"timestamp":"2027-01-15T08:00:02.5+00:00","message":"a third","labels":{"type":"app"}}`,
		`null`, `"text"`,
	}
	if g, w := slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want)); !slices.Equal(g, w) {
		t.Errorf("lines %q, want %q", g, w)
	}
}

// TestCancel stops after every request in turn, and goes on.
func TestCancel(t *testing.T) {
	logs := traffic()
	s, clock := newServer(t, logs...)
	undisturbed := t.TempDir()
	pullAll(t, newClient(s, clock), undisturbed, morning(api, worker))
	want, requests := tree(t, undisturbed), len(s.Calls())
	for stop := 1; stop <= requests; stop++ {
		s, clock := newServer(t, logs...)
		ctx, cancel := context.WithCancel(t.Context())
		s.Intercept = func(n int, _ *http.Request) rendertest.Answer {
			if n == stop {
				cancel()
			}
			return nil
		}
		dir := t.TempDir()
		outcome, err := newClient(s, clock).Pull(ctx, dir, morning(api, worker), nil)
		if err != context.Canceled && stop < requests || outcome == nil {
			t.Fatalf("stopped at request %d: %v", stop, err)
		}
		for name := range tree(t, dir) {
			if strings.HasSuffix(name, ".tmp") {
				t.Errorf("stopped at request %d: %s is left", stop, name)
			}
		}
		if n := len(logsIn(t, dir)); n != len(outcome.Files) {
			t.Errorf("stopped at request %d: %d files, outcome %+v", stop, n, outcome)
		}
		pullAll(t, newClient(s, clock), dir, morning(api, worker))
		sameTree(t, fmt.Sprint("stopped at request ", stop), tree(t, dir), want)
	}
}
