package verdict

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// The window of all tests here: the first two weeks of 2026.
var window = Window{Since: date(2026, 1, 1), Until: date(2026, 1, 15), Days: 14, LastLine: date(2026, 1, 15)}

const below95 = 0.95 - 1e-9

func TestChecks(t *testing.T) {
	full := map[string]Coverage{"edge": {Share: 1}}
	tests := []struct {
		rule            string
		days            int
		coverage        map[string]Coverage
		calls, pathless int64
		unmet           []string // names and parts of the texts
	}{
		{"enough of everything", 30, full, 5000, 0, nil},
		{"exactly enough of everything", 14, map[string]Coverage{"edge": {Share: 0.95}}, 1000, 0, nil},

		{"a day too few", 13, full, 1000, 0, []string{"days: window of 13 days, 14 needed"}},
		{"a request too few", 14, full, 999, 0, []string{"requests: 999 client requests, 1000 needed"}},
		{"no request", 14, full, 0, 0, []string{"requests: 0 client requests, 1000 needed"}},
		{"coverage just below", 14, map[string]Coverage{"edge": {Share: below95}}, 1000, 0, []string{"coverage: edge log covers 94.9 % of the hours, 95.0 % needed"}},
		{"319 of 336 hours", 14, map[string]Coverage{"edge": {Share: 319.0 / 336}}, 1000, 0, []string{"coverage: edge log covers 94.9 % of the hours, 95.0 % needed"}},
		{"320 of 336 hours", 14, map[string]Coverage{"edge": {Share: 320.0 / 336}}, 1000, 0, nil},
		{"no log at all", 14, nil, 1000, 0, []string{"coverage: app log covers 0.0 %"}},

		{"the edge counts, however well the application's log covers", 14, map[string]Coverage{"edge": {Share: 0.5}, "app": {Share: 1}}, 1000, 0, []string{"coverage: edge log covers 50.0 %"}},
		{"the edge counts, however badly the application's log covers", 14, map[string]Coverage{"edge": {Share: 1}, "app": {Share: 0.1}}, 1000, 0, nil},
		{"without edge lines the application's log counts", 14, map[string]Coverage{"app": {Share: 1}}, 1000, 0, nil},
		{"and has to cover as much", 14, map[string]Coverage{"app": {Share: 0.94}}, 1000, 0, []string{"coverage: app log covers 94.0 %"}},

		{"95 of 100 requests have a path", 14, full, 1900, 100, nil},
		{"one more does not", 14, full, 1900, 101, []string{"paths: 94.9 % of the client requests have a path, 95.0 % needed"}},
		{"no request has a path", 14, full, 0, 5000, []string{"requests: 0 client requests", "paths: 0.0 % of the client requests"}},

		{"everything at once", 1, nil, 1, 1, []string{"days: ", "coverage: ", "requests: ", "paths: 50.0 %"}},
	}
	for _, tt := range tests {
		var unmet []string
		for _, c := range DefaultPolicy().Checks(Window{Days: tt.days}, tt.coverage, Seen{Calls: tt.calls, Pathless: tt.pathless}) {
			if !c.Met {
				unmet = append(unmet, c.Name+": "+c.Text)
			}
		}
		if !slices.EqualFunc(unmet, tt.unmet, strings.Contains) {
			t.Errorf("%s: unmet %q, want %q", tt.rule, unmet, tt.unmet)
		}
	}
}

// A list of routes that explains little of the traffic is another service's, or lacks a prefix.
func TestChecksRoutes(t *testing.T) {
	full := map[string]Coverage{"edge": {Share: 1}}
	for _, tt := range []struct {
		explained, unmatched int64
		met                  bool
	}{{1000, 0, true}, {0, 0, true}, {500, 500, true}, {499, 501, false}, {0, 1, false}} {
		checks := DefaultPolicy().Checks(Window{Days: 14}, full, Seen{Calls: 2000, Explained: tt.explained, Unmatched: tt.unmatched})
		i := slices.IndexFunc(checks, func(c Check) bool { return c.Name == "routes" })
		if checks[i].Met != tt.met {
			t.Errorf("%d explained, %d not: met is %v", tt.explained, tt.unmatched, checks[i].Met)
		}
	}
}

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{
		0: "0.0 %", 1: "100.0 %", 0.5: "50.0 %", 0.123: "12.3 %", 0.29: "29.0 %", 0.57: "57.0 %",
		0.95: "95.0 %", below95: "94.9 %", math.Nextafter(0.95, 0): "94.9 %", 0.9499: "94.9 %", 0.94999999: "94.9 %",
		0.9999: "99.9 %", math.Nextafter(1, 0): "99.9 %",
	} {
		if got := Percent(share); got != want {
			t.Errorf("%v: got %s, want %s", share, got, want)
		}
	}
}

func TestServiceSufficient(t *testing.T) {
	met, unmet := Check{Met: true}, Check{Met: false}
	tests := []struct {
		checks []Check
		want   bool
	}{
		{[]Check{met, met}, true},
		{[]Check{met, unmet}, false},
		{nil, false}, // nobody looked
	}
	for _, tt := range tests {
		if got := (Service{Checks: tt.checks}).Sufficient(); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.checks, got, tt.want)
		}
	}
}

// idle is the evidence of an HTTP endpoint to which nothing came, in logs that would have shown it.
func idle() EndpointEvidence {
	return EndpointEvidence{
		Window: window, Policy: DefaultPolicy(),
		Checks: []Check{{Name: "days", Met: true, Text: "window of 14 days, 14 needed"}, {Name: "coverage", Met: true}},
	}
}

// TestJudgeEndpoint reads as the policy: each case changes one or two things about an endpoint that nothing ever called.
func TestJudgeEndpoint(t *testing.T) {
	last := time.Date(2026, 1, 14, 23, 59, 58, 0, time.UTC)
	type evidence = EndpointEvidence
	calls := func(n int64, u Usage) func(*evidence) {
		return func(e *evidence) { e.Usage = u; e.Calls, e.First, e.Last = n, window.Since, last }
	}
	synthetic := func(e *evidence) { e.Synthetic = map[Class]int64{ClassMonitor: 3, ClassBot: 12} }
	keep := func(e *evidence) {
		e.Keep = &Keep{Match: "GET:/x", Reason: "yearly report", Owner: "billing", Until: date(2026, 6, 30)}
	}
	added := func(at time.Time) func(*evidence) { return func(e *evidence) { e.Added = at } }
	websocket := func(appShare float64) func(*evidence) {
		return func(e *evidence) { e.WebSocket, e.AppCoverage.Share = true, appShare }
	}
	unmet := func(e *evidence) {
		e.Checks[0] = Check{Name: "days", Text: "window of 7 days, 14 needed"}
		e.Checks[1] = Check{Name: "coverage", Text: "edge log covers 80.0 % of the hours, 95.0 % needed"}
	}
	unaccounted := func(n int64) func(*evidence) { return func(e *evidence) { e.Unaccounted = n } }
	failed := calls(4, Usage{ClientErrors: 4})
	const bound = "zero calls exclude, at 95 %, more than 0.22 calls a day" // 3 / 14

	tests := []struct {
		rule    string
		changes []func(*evidence)
		want    Verdict
		reasons []string
		bound   string
	}{
		{"nothing came", nil, Unused, []string{"no request in 14 days"}, bound},
		{"nothing came, and nothing could", []func(*evidence){func(e *evidence) { e.Shadow = "the router never reaches it" }},
			Unused, []string{"no request in 14 days", "the router never reaches it"}, bound},

		// one sighting proves use, whatever the evidence
		{"one good call", []func(*evidence){calls(1, Usage{OK: 1})}, Used, []string{"1 call, last 2026-01-14 23:59:58"}, ""},
		{"one server error", []func(*evidence){calls(1, Usage{ServerErrors: 1})}, Used, []string{"1 call, last 2026-01-14 23:59:58"}, ""},
		{"one server error among client errors", []func(*evidence){calls(100, Usage{ServerErrors: 1, ClientErrors: 99})}, Used, nil, ""},
		{"one call among them that the client gave up", []func(*evidence){calls(100, Usage{Aborted: 1, ClientErrors: 99})}, Used, nil, ""},
		{"one call among them of unknown outcome", []func(*evidence){calls(100, Usage{Unknown: 1, ClientErrors: 99})}, Used, nil, ""},
		{"calls of which no outcome is noted", []func(*evidence){calls(7, Usage{})}, Used, nil, ""},
		{"one good call among client errors", []func(*evidence){calls(100, Usage{OK: 1, ClientErrors: 99})}, Used, []string{"100 calls, last 2026-01-14 23:59:58"}, ""},
		{"used beats too little evidence", []func(*evidence){calls(1, Usage{OK: 1}), unmet}, Used, nil, ""},
		{"used beats the keep-list", []func(*evidence){calls(1, Usage{OK: 1}), keep}, Used, nil, ""},
		{"used beats its age", []func(*evidence){calls(1, Usage{OK: 1}), added(window.Until)}, Used, nil, ""},
		{"used beats synthetic traffic", []func(*evidence){calls(1, Usage{OK: 1}), synthetic}, Used, nil, ""},
		{"a WebSocket that opened", []func(*evidence){calls(1, Usage{OK: 1}), websocket(0)}, Used, nil, ""},

		{"every call a client error", []func(*evidence){failed}, ErrorsOnly, []string{"all 4 calls were client errors, last 2026-01-14 23:59:58"}, ""},
		{"the only call a client error", []func(*evidence){calls(1, Usage{ClientErrors: 1})}, ErrorsOnly, []string{"the only call was a client error, at 2026-01-14 23:59:58"}, ""},
		{"errors beat synthetic traffic", []func(*evidence){failed, synthetic}, ErrorsOnly, nil, ""},
		{"only traffic that is no use", []func(*evidence){synthetic}, SyntheticOnly, []string{"no client call, only 12 bot, 3 monitor"}, bound},

		// kept, too new
		{"on the keep-list", []func(*evidence){keep}, Kept, []string{`on the keep-list as "GET:/x": yearly report (billing), until 2026-06-30`}, ""},
		{"kept beats errors", []func(*evidence){keep, failed}, Kept, nil, ""},
		{"kept beats synthetic traffic", []func(*evidence){keep, synthetic}, Kept, nil, ""},
		{"kept beats its age", []func(*evidence){keep, added(window.Until)}, Kept, nil, ""},
		{"kept beats too little evidence", []func(*evidence){keep, unmet}, Kept, nil, ""},
		{"younger than the window", []func(*evidence){added(date(2026, 1, 2))}, TooNew, []string{"added 2026-01-02, after the window began (2026-01-01)"}, ""},
		{"just younger than the window", []func(*evidence){added(window.Since.Add(1))}, TooNew, nil, ""},
		{"as old as the window", []func(*evidence){added(window.Since)}, Unused, nil, bound},
		{"too new beats errors", []func(*evidence){added(window.Until), failed}, TooNew, nil, ""},
		{"too new beats synthetic traffic", []func(*evidence){added(window.Until), synthetic}, TooNew, nil, ""},
		{"too new beats too little evidence", []func(*evidence){added(window.Until), unmet}, TooNew, nil, ""},

		// insufficient: each doubt alone takes away every verdict that rests on absence
		{"too little evidence", []func(*evidence){unmet}, Insufficient, []string{"window of 7 days, 14 needed", "edge log covers 80.0 % of the hours, 95.0 % needed"}, ""},
		{"too little evidence beats errors", []func(*evidence){unmet, failed}, Insufficient, nil, ""},
		{"too little evidence beats synthetic traffic", []func(*evidence){unmet, synthetic}, Insufficient, nil, ""},
		{"evidence that nobody checked", []func(*evidence){func(e *evidence) { e.Checks = nil }}, Insufficient, []string{"the evidence was not checked"}, ""},
		{"a WebSocket without access lines", []func(*evidence){websocket(0)}, Insufficient,
			[]string{"edge logs cannot prove a WebSocket idle, and access lines of the application cover 0.0 % of the hours"}, ""},
		{"even if no coverage is asked for", []func(*evidence){websocket(0), func(e *evidence) { e.Policy.MinCoverage = 0 }}, Insufficient, nil, ""},
		{"a WebSocket with too few of them", []func(*evidence){websocket(below95)}, Insufficient,
			[]string{"edge logs cannot prove a WebSocket idle, and access lines of the application cover 94.9 % of the hours"}, ""},
		{"a WebSocket with just enough of them", []func(*evidence){websocket(0.95)}, Unused, nil, bound},
		{"application lines that nothing explains", []func(*evidence){unaccounted(3)}, Insufficient, []string{"the application logged 3 requests that the edge log does not have"}, ""},
		{"one such line", []func(*evidence){unaccounted(1)}, Insufficient, []string{"the application logged 1 request that the edge log does not have"}, ""},
		{"such lines beside synthetic traffic", []func(*evidence){unaccounted(3), synthetic}, Insufficient, nil, ""},
		{"such lines beside errors: they may have gone well", []func(*evidence){failed, unaccounted(3)}, Insufficient, nil, ""},
		{"all doubts are told", []func(*evidence){unmet, websocket(0), unaccounted(3)}, Insufficient, []string{"window of 7", "edge log covers", "cannot prove a WebSocket", "the application logged"}, ""},
	}
	for _, tt := range tests {
		e := idle()
		for _, change := range tt.changes {
			change(&e)
		}
		got := JudgeEndpoint(e)
		if got.Verdict != tt.want || got.Bound != tt.bound {
			t.Errorf("%s: got %s with bound %q, want %s with %q\n%q", tt.rule, got.Verdict, got.Bound, tt.want, tt.bound, got.Reasons)
		}
		if len(got.Reasons) == 0 || tt.reasons != nil && !slices.EqualFunc(got.Reasons, tt.reasons, strings.Contains) {
			t.Errorf("%s: reasons %q, want %q", tt.rule, got.Reasons, tt.reasons)
		}
	}
}

// TestCompare: what needs a look first is shown first.
func TestCompare(t *testing.T) {
	endpoints := []Verdict{Used, Kept, TooNew, Insufficient, SyntheticOnly, ErrorsOnly, Unused}
	slices.SortFunc(endpoints, CompareEndpoints)
	if want := []Verdict{Unused, ErrorsOnly, SyntheticOnly, Insufficient, TooNew, Kept, Used}; !slices.Equal(endpoints, want) {
		t.Errorf("endpoints are shown as %v, want %v", endpoints, want)
	}
	files := []Verdict{Kept, TooNew, Insufficient, StaticOnly, Review, Safe, InUse}
	slices.SortFunc(files, CompareFiles)
	if want := []Verdict{InUse, Safe, Review, StaticOnly, Insufficient, TooNew, Kept}; !slices.Equal(files, want) {
		t.Errorf("files are shown as %v, want %v", files, want)
	}
}
