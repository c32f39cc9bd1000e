package verdict

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// dead is the evidence of a file that nothing ties to production and nothing speaks for.
func dead() FileEvidence {
	return FileEvidence{Readable: true, Sufficient: true, Window: window, Policy: DefaultPolicy()}
}

// handler is an endpoint that the file handles, judged as given.
func handler(v Verdict, reasons ...string) EndpointEdge {
	if len(reasons) == 0 {
		reasons = []string{"because"}
	}
	return EndpointEdge{How: Handles, Endpoint: Endpoint{Key: "GET:/x", Finding: Finding{Verdict: v, Reasons: reasons}}}
}

// TestJudgeFile reads as the policy: each case adds to a file that Knip calls unused and nothing ties to production.
func TestJudgeFile(t *testing.T) {
	type evidence = FileEvidence
	handles := func(edges ...EndpointEdge) func(*evidence) {
		return func(e *evidence) { e.Endpoints = append(e.Endpoints, edges...) }
	}
	// calls is a request in line 4 of the file, as the changes make it.
	calls := func(edge EndpointEdge, changes ...func(*EndpointEdge)) func(*evidence) {
		edge.How, edge.File, edge.Line = Calls, "src/card.tsx", 4
		for _, change := range changes {
			change(&edge)
		}
		return handles(edge)
	}
	told := func(edge EndpointEdge) func(*evidence) {
		edge.How, edge.File, edge.Line = Told, "lastcall.yaml", 9
		return handles(edge)
	}
	vague := func(e *EndpointEdge) { e.Vague = "wildcard" }
	live := func(e *EndpointEdge) { e.Live = []Place{{"src/api.ts", 8}} }
	flagged := func(e *EndpointEdge) { e.Flagged = []Place{{"src/old.ts", 2}} }
	imported := func(e *evidence) {
		e.Imported = []Import{{"src/main.ts", "src/list.ts", 2, "import"}, {"src/list.ts", "src/card.tsx", 5, "dynamic import"}}
	}
	asset := func(loads int64) func(*evidence) {
		a := AssetEdge{Chunk: "/assets/card-1a2b.js", Loads: loads, From: "manifest.json"}
		if loads > 0 {
			a.Last = date(2026, 1, 14)
		}
		return func(e *evidence) { e.Assets = append(e.Assets, a) }
	}
	component := func(c ComponentEdge) func(*evidence) {
		c.Name = "Card"
		return func(e *evidence) { e.Components = append(e.Components, c) }
	}
	unused := handles(handler(Unused, "no request in 14 days"))
	busy := EndpointEdge{How: Handles, Endpoint: Endpoint{
		Key: "GET:/x", Usage: Usage{Calls: 3, Last: date(2026, 1, 14)}, Finding: Finding{Verdict: Used, Reasons: []string{"3 calls"}},
	}}
	idle := handler(Unused, "no request in 14 days")
	used := handles(busy)
	tracked := ComponentEdge{Tracked: true, Covering: 3}
	rendered := ComponentEdge{Count: 2, First: date(2025, 12, 1), Last: date(2026, 1, 14)}
	with := func(c ComponentEdge, change func(*ComponentEdge)) func(*evidence) {
		change(&c)
		return component(c)
	}
	keep := func(e *evidence) { e.Keep = &Keep{Match: "src/legacy/**", Reason: "sold with the old plan"} }
	added := func(at time.Time) func(*evidence) { return func(e *evidence) { e.Added = at } }
	ageAsked := func(e *evidence) { e.AgeAsked = true }
	mentioned := func(e *evidence) {
		e.Mentions = append(e.Mentions, Mention{File: "src/app.ts", Line: 7, Text: `lazy("./card")`})
	}
	unread := func(e *evidence) { e.Readable = false }
	insufficient := func(e *evidence) { e.Sufficient = false }
	const bound = "zero calls exclude, at 95 %, more than 0.22 calls a day"

	tests := []struct {
		rule    string
		changes []func(*evidence)
		want    Verdict
		reasons []string // parts of the reasons, in order
	}{
		// safe: an edge that can show zero, every such edge at zero, sufficient evidence
		{"its endpoint is unused", []func(*evidence){unused}, Safe, []string{"statically unused", "it handles GET:/x: no request in 14 days"}},
		{"all its endpoints are unused", []func(*evidence){unused, unused}, Safe, []string{"statically unused", "GET:/x", "GET:/x"}},
		{"its tracked component was never rendered", []func(*evidence){component(tracked)}, Safe,
			[]string{"statically unused", "its component Card calls the tracker and was rendered in none of 3 browsers that cover the window"}},
		{"both", []func(*evidence){unused, component(tracked)}, Safe, []string{"statically unused", "GET:/x", "Card"}},
		{"the endpoint it calls is unused", []func(*evidence){calls(idle)}, Safe, []string{"statically unused", "line 4 calls GET:/x: no request in 14 days"}},
		{"all that it may call is unused", []func(*evidence){calls(idle, vague), calls(idle, vague)}, Safe, []string{"statically unused", "line 4 may call GET:/x (wildcard)", "GET:/x"}},
		{"live files call the unused endpoint, too", []func(*evidence){calls(idle, live)}, Safe, nil},
		{"the endpoint that the config ties it to is unused", []func(*evidence){told(idle)}, Safe, []string{"statically unused", "lastcall.yaml:9 says that it uses GET:/x: no request in 14 days"}},
		{"as old as the window", []func(*evidence){unused, ageAsked, added(window.Since)}, Safe, nil},
		{"of unknown age, which nobody asks for", []func(*evidence){unused}, Safe, nil},

		// static-only: the logs can say nothing
		{"nothing ties it to production", nil, StaticOnly, []string{"nothing ties the file to production, so logs can say nothing about it"}},
		{"a component that does not call the tracker shows no zero", []func(*evidence){component(ComponentEdge{Covering: 100})}, StaticOnly, nil},
		{"nor does one when no browser covers the window", []func(*evidence){component(ComponentEdge{})}, StaticOnly, nil},

		// in-use: production contradicts the static analysis
		{"its endpoint is used", []func(*evidence){used}, InUse, []string{"it handles GET:/x: 3 calls, last 2026-01-14 00:00:00"}},
		{"one of its endpoints is used", []func(*evidence){unused, used}, InUse, nil},
		{"its component was rendered", []func(*evidence){component(rendered)}, InUse, []string{"its component Card was rendered 2 times, last 2026-01-14 00:00:00"}},
		{"its component was rendered once", []func(*evidence){with(rendered, func(c *ComponentEdge) { c.Count = 1 })}, InUse, []string{"was rendered once, last"}},
		{"at the first moment of the window", []func(*evidence){with(rendered, func(c *ComponentEdge) { c.Last = window.Since })}, InUse, nil},
		{"after the window", []func(*evidence){with(rendered, func(c *ComponentEdge) { c.Last = window.Until.Add(time.Hour) })}, InUse, nil},
		{"one of its components was rendered", []func(*evidence){component(tracked), component(rendered)}, InUse, nil},
		{"all contradictions are told", []func(*evidence){used, component(rendered)}, InUse, []string{"GET:/x", "Card"}},
		{"a live file reaches it by imports", []func(*evidence){imported}, InUse,
			[]string{"src/main.ts:2, which is not statically unused, reaches it: import of src/list.ts, src/list.ts:5: dynamic import of src/card.tsx"}},
		{"it alone calls a used endpoint", []func(*evidence){calls(busy)}, InUse,
			[]string{"line 4 calls GET:/x: 3 calls, last 2026-01-14 00:00:00, and no other source file calls it"}},
		{"the config ties it to a used endpoint", []func(*evidence){told(busy)}, InUse, []string{"lastcall.yaml:9 says that it uses GET:/x: 3 calls"}},
		{"its chunk was loaded", []func(*evidence){asset(7)}, InUse, []string{"it is part of /assets/card-1a2b.js (manifest.json), which was loaded 7 times, last 2026-01-14 00:00:00"}},
		{"one of its chunks was", []func(*evidence){asset(0), asset(1)}, InUse, nil},
		{"imports beat all doubts", []func(*evidence){imported, mentioned, insufficient, keep}, InUse, nil},
		{"in-use beats the keep-list", []func(*evidence){used, keep}, InUse, nil},
		{"in-use beats its age", []func(*evidence){used, added(window.Until)}, InUse, nil},
		{"in-use beats a mention", []func(*evidence){used, mentioned}, InUse, nil},
		{"in-use beats too little evidence", []func(*evidence){used, insufficient}, InUse, nil},
		{"in-use beats an unread source", []func(*evidence){component(rendered), unread}, InUse, nil},

		// kept
		{"on the keep-list", []func(*evidence){keep}, Kept, []string{`on the keep-list as "src/legacy/**": sold with the old plan`}},
		{"kept beats its age", []func(*evidence){keep, added(window.Until)}, Kept, nil},
		{"kept beats review", []func(*evidence){keep, mentioned}, Kept, nil},
		{"kept beats too little evidence", []func(*evidence){keep, insufficient}, Kept, nil},
		{"kept beats safe", []func(*evidence){keep, unused}, Kept, nil},

		// too new
		{"younger than the window", []func(*evidence){added(date(2026, 1, 2))}, TooNew, []string{"added 2026-01-02, after the window began (2026-01-01)"}},
		{"just younger", []func(*evidence){unused, added(window.Since.Add(1))}, TooNew, nil},
		{"its endpoint is", []func(*evidence){handles(handler(TooNew, "added 2026-01-02"))}, TooNew, []string{"it handles GET:/x: added 2026-01-02"}},
		{"one of its endpoints is", []func(*evidence){unused, handles(handler(TooNew))}, TooNew, nil},
		{"too new beats review", []func(*evidence){added(window.Until), mentioned}, TooNew, nil},
		{"too new beats too little evidence", []func(*evidence){added(window.Until), insufficient}, TooNew, nil},

		// review: each doubt alone, beside an edge that would make the file safe
		{"its endpoint only fails", []func(*evidence){handles(handler(ErrorsOnly, "all 4 calls"))}, Review, []string{"it handles GET:/x, which is errors-only: all 4 calls"}},
		{"its endpoint has only synthetic traffic", []func(*evidence){handles(handler(SyntheticOnly, "only 3 bot"))}, Review, []string{"it handles GET:/x, which is synthetic-only: only 3 bot"}},
		{"its endpoint is kept", []func(*evidence){handles(handler(Kept, "on the keep-list"))}, Review, []string{"it handles GET:/x, which is kept: on the keep-list"}},
		{"live files call its used endpoint, too", []func(*evidence){calls(busy, live)}, Review, []string{"line 4 calls GET:/x, which is used (3 calls, last 2026-01-14 00:00:00); src/api.ts:8 calls it too"}},
		{"of its used endpoint every caller is statically unused", []func(*evidence){calls(busy, flagged)}, Review,
			[]string{"of the other callers, all are statically unused as well, src/old.ts:2 first"}},
		{"it may call a used endpoint", []func(*evidence){calls(busy, vague)}, Review, []string{"line 4 may call GET:/x (wildcard), which is used (3 calls, last 2026-01-14 00:00:00); the request may mean another endpoint"}},
		{"it calls an unused endpoint and shares a used one", []func(*evidence){calls(idle), calls(busy, live)}, Review, nil},
		{"the endpoint it calls only fails", []func(*evidence){calls(handler(ErrorsOnly, "all 4 calls"))}, Review, []string{"line 4 calls GET:/x, which is errors-only: all 4 calls"}},
		{"it is built into a chunk", []func(*evidence){unused, asset(0)}, Review, []string{"it is part of the built chunk /assets/card-1a2b.js (manifest.json)"}},
		{"its counted component shares its name", []func(*evidence){with(tracked, func(c *ComponentEdge) { c.Ambiguous = []string{"src/b.tsx"} })}, Review,
			[]string{"its component Card is counted by its name, and src/b.tsx declares one of that name too"}},
		{"one endpoint of several is in doubt", []func(*evidence){unused, handles(handler(ErrorsOnly)), unused}, Review, nil},
		{"its endpoint was not judged", []func(*evidence){unused, handles(handler(""))}, Review, []string{"it handles GET:/x, which was not judged"}},
		{"a component of its name was rendered, but whose", []func(*evidence){unused, with(rendered, func(c *ComponentEdge) { c.Ambiguous = []string{"src/b.tsx"} })}, Review,
			[]string{"a component Card was rendered, and src/b.tsx declares one of that name too"}},
		{"its component was rendered before the window", []func(*evidence){unused, with(rendered, func(c *ComponentEdge) { c.Last = window.Since.Add(-1) })}, Review,
			[]string{"its component Card was rendered before the window, last 2025-12-31 23:59:59"}},
		{"its component was rendered, nobody knows when", []func(*evidence){unused, component(ComponentEdge{Count: 2})}, Review,
			[]string{"its component Card was rendered 2 times, at a time that no browser gives"}},
		{"a last rendering that no browser counts", []func(*evidence){with(tracked, func(c *ComponentEdge) { c.Last = date(2026, 1, 14) })}, Review,
			[]string{"browsers count no rendering of its component Card, yet give a time for one"}},
		{"a file that stays names it", []func(*evidence){unused, mentioned}, Review, []string{`named in src/app.ts:7: lazy("./card")`}},
		{"its age is asked for and unknown", []func(*evidence){unused, ageAsked}, Review, []string{"its age is asked for and unknown"}},
		{"it requests nobody knows what", []func(*evidence){unused, func(e *evidence) { e.Blind = []Place{{"src/card.tsx", 6}} }}, Review, []string{"line 6 requests what only the running program knows"}},
		{"it requests what no route explains, and production answers", []func(*evidence){unused, func(e *evidence) {
			e.Unlisted = []Unlisted{{Line: 6, Template: "POST /graphql", OK: 4, Last: date(2026, 1, 14)}}
		}}, Review, []string{"line 6 requests POST /graphql, which no route explains and production answered 4 times, last 2026-01-14 00:00:00"}},
		{"the source tree does not have it", []func(*evidence){unread, func(e *evidence) { e.Lost = "there is no such file" }}, Review, []string{"there is no such file"}},
		{"its source was not read", []func(*evidence){unused, unread}, Review, []string{"GET:/x", "its source was not read"}},
		{"a component that nobody counts beside one that is counted", []func(*evidence){unused, component(tracked), component(ComponentEdge{})}, Review,
			[]string{"GET:/x", "Card", "its component Card does not call the tracker, so nobody knows whether it was rendered"}},
		{"all doubts are told", []func(*evidence){handles(handler(ErrorsOnly)), component(ComponentEdge{Count: 2}), mentioned, mentioned, ageAsked}, Review,
			[]string{"GET:/x", "Card", "src/app.ts:7", "src/app.ts:7", "its age"}},
		{"a doubt without any edge", []func(*evidence){mentioned}, Review, nil},
		{"review beats too little evidence", []func(*evidence){mentioned, insufficient}, Review, nil},

		// insufficient
		{"no service has enough evidence", []func(*evidence){insufficient}, Insufficient, []string{"no service has enough evidence"}},
		{"nor for a component", []func(*evidence){component(tracked), insufficient}, Insufficient, nil},
		{"its endpoint's service has not", []func(*evidence){handles(handler(Insufficient, "window of 7 days", "edge log covers 80 %"))}, Insufficient,
			[]string{"it handles GET:/x: window of 7 days", "it handles GET:/x: edge log covers 80 %"}},
		{"the service of the endpoint it calls has not", []func(*evidence){calls(handler(Insufficient, "window of 7 days"))}, Insufficient, []string{"line 4 calls GET:/x: window of 7 days"}},
		{"one endpoint of several has not", []func(*evidence){unused, handles(handler(Insufficient))}, Insufficient, nil},
		{"a browser too few covers the window", []func(*evidence){with(tracked, func(c *ComponentEdge) { c.Covering = 2 })}, Insufficient,
			[]string{"its component Card calls the tracker, but 2 browser exports cover the window, 3 needed"}},
		{"one browser", []func(*evidence){with(tracked, func(c *ComponentEdge) { c.Covering = 1 })}, Insufficient, []string{"but 1 browser export covers the window, 3 needed"}},
		{"a browser too few, beside an unused endpoint", []func(*evidence){unused, with(tracked, func(c *ComponentEdge) { c.Covering = 2 })}, Insufficient, nil},
		{"no browser is never enough", []func(*evidence){with(tracked, func(c *ComponentEdge) { c.Covering = 0 }), func(e *evidence) { e.Policy.MinBrowsers = 0 }}, Insufficient,
			[]string{"but 0 browser exports cover the window, 1 needed"}},
	}
	for _, tt := range tests {
		e := dead()
		for _, change := range tt.changes {
			change(&e)
		}
		got := JudgeFile(e)
		if got.Verdict != tt.want {
			t.Errorf("%s: got %s, want %s: %q", tt.rule, got.Verdict, tt.want, got.Reasons)
		}
		if len(got.Reasons) == 0 || tt.reasons != nil && !slices.EqualFunc(got.Reasons, tt.reasons, strings.Contains) {
			t.Errorf("%s: reasons %q, want %q", tt.rule, got.Reasons, tt.reasons)
		}
		// Safe is never told without its strength, and nothing else claims one.
		wantBound := ""
		if tt.want == Safe {
			wantBound = bound
		}
		if got.Bound != wantBound {
			t.Errorf("%s: bound %q, want %q", tt.rule, got.Bound, wantBound)
		}
	}
}
