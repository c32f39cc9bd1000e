package verdict

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// fileDoubts are the ways in which a file that could go may have to stay. Each is one flag of the evidence; those that
// need a handler or a component of their own bring it along.
var fileDoubts = map[string]func(*rand.Rand, *FileEvidence){
	"used endpoint":           handlerOf(Used),
	"errors-only endpoint":    handlerOf(ErrorsOnly),
	"synthetic-only endpoint": handlerOf(SyntheticOnly),
	"kept endpoint":           handlerOf(Kept),
	"too new endpoint":        handlerOf(TooNew),
	"insufficient endpoint":   handlerOf(Insufficient),
	"endpoint not judged":     handlerOf(""),
	"endpoint of a new kind":  handlerOf("another"),

	"component rendered": componentWith(func(r *rand.Rand, c *ComponentEdge, w Window) {
		c.Count, c.Last = 1+r.Int64N(5), w.Since.Add(time.Duration(r.Int64N(int64(w.Until.Sub(w.Since)))))
	}),
	"component rendered long ago": componentWith(func(r *rand.Rand, c *ComponentEdge, w Window) {
		c.Count, c.Last = 1+r.Int64N(5), w.Since.AddDate(0, 0, -1-r.IntN(500))
	}),
	"component rendered some time": componentWith(func(r *rand.Rand, c *ComponentEdge, _ Window) { c.Count = 1 + r.Int64N(5) }),
	"component rendered, ambiguous": componentWith(func(r *rand.Rand, c *ComponentEdge, w Window) {
		c.Count, c.Last, c.Ambiguous = 1, w.Since, []string{"src/b.tsx"}
	}),
	"component with a time only": componentWith(func(_ *rand.Rand, c *ComponentEdge, w Window) { c.First = w.Since }),
	"component not tracked":      componentWith(func(_ *rand.Rand, c *ComponentEdge, _ Window) { c.Tracked = false }),
	"too few browsers":           componentWith(func(r *rand.Rand, c *ComponentEdge, _ Window) { c.Tracked, c.Covering = true, 0 }),

	"mention":           func(_ *rand.Rand, e *FileEvidence) { e.Mentions = []Mention{{File: "index.html", Line: 1}} },
	"source not read":   func(_ *rand.Rand, e *FileEvidence) { e.Readable = false },
	"age unknown":       func(_ *rand.Rand, e *FileEvidence) { e.AgeAsked, e.Added = true, time.Time{} },
	"younger":           func(_ *rand.Rand, e *FileEvidence) { e.Added = e.Window.Since.Add(1) },
	"keep-list":         func(_ *rand.Rand, e *FileEvidence) { e.Keep = &Keep{Match: "**"} },
	"no service enough": func(_ *rand.Rand, e *FileEvidence) { e.Sufficient = false },
	"nothing at zero": func(_ *rand.Rand, e *FileEvidence) {
		e.Endpoints = nil
		for i := range e.Components {
			e.Components[i].Tracked = false
		}
	},

	"imported by a live file": func(_ *rand.Rand, e *FileEvidence) { e.Imported = []Import{{"a.ts", "b.ts", 1, "import"}} },
	"unknown request":         func(_ *rand.Rand, e *FileEvidence) { e.Blind = []Place{{"a.ts", 1}} },
	"unlisted request":        func(_ *rand.Rand, e *FileEvidence) { e.Unlisted = []Unlisted{{Line: 1, Template: "GET /x", OK: 1}} },
	"file lost":               func(_ *rand.Rand, e *FileEvidence) { e.Lost = "no such file" },
	"loaded chunk":            func(r *rand.Rand, e *FileEvidence) { e.Assets = []AssetEdge{{Chunk: "/c.js", Loads: 1 + r.Int64N(3)}} },
	"chunk nobody loaded":     func(_ *rand.Rand, e *FileEvidence) { e.Assets = []AssetEdge{{Chunk: "/c.js"}} },
	"calls a used endpoint alone": func(_ *rand.Rand, e *FileEvidence) {
		edge := handler(Used)
		edge.How = Calls
		e.Endpoints = append(e.Endpoints, edge)
	},
	"may call a used endpoint": func(_ *rand.Rand, e *FileEvidence) {
		edge := handler(Used)
		edge.How, edge.Vague, edge.Live = Calls, "suffix", []Place{{"a.ts", 1}}
		e.Endpoints = append(e.Endpoints, edge)
	},
	"counted component, ambiguous": componentWith(func(_ *rand.Rand, c *ComponentEdge, _ Window) { c.Tracked, c.Ambiguous = true, []string{"src/b.tsx"} }),
}

func handlerOf(v Verdict) func(*rand.Rand, *FileEvidence) {
	return func(r *rand.Rand, e *FileEvidence) {
		if n := len(e.Endpoints); n > 0 && r.IntN(2) == 0 {
			e.Endpoints[r.IntN(n)] = handler(v)
			return
		}
		e.Endpoints = append(e.Endpoints, handler(v))
	}
}

func componentWith(change func(*rand.Rand, *ComponentEdge, Window)) func(*rand.Rand, *FileEvidence) {
	return func(r *rand.Rand, e *FileEvidence) {
		i := len(e.Components)
		if i > 0 && r.IntN(2) == 0 {
			i = r.IntN(i)
		} else {
			e.Components = append(e.Components, ComponentEdge{Name: "Extra", Tracked: r.IntN(2) == 0, Covering: e.Policy.MinBrowsers})
		}
		change(r, &e.Components[i], e.Window)
	}
}

// randomSafe invents evidence that leaves no doubt.
func randomSafe(r *rand.Rand) FileEvidence {
	days := 14 + r.IntN(80)
	w := Window{Since: window.Until.AddDate(0, 0, -days), Until: window.Until, Days: days}
	e := FileEvidence{Readable: true, Sufficient: true, Window: w, Policy: Policy{MinBrowsers: 1 + r.IntN(5)}, AgeAsked: r.IntN(2) == 0}
	if e.AgeAsked || r.IntN(2) == 0 {
		e.Added = w.Since.Add(-time.Duration(r.Int64N(int64(10000 * time.Hour))))
	}
	for range r.IntN(4) {
		edge := handler(Unused)
		edge.How = []string{Handles, Calls, Told}[r.IntN(3)]
		e.Endpoints = append(e.Endpoints, edge)
	}
	for range r.IntN(4) {
		c := ComponentEdge{Name: "Card", Covering: e.Policy.MinBrowsers + r.IntN(4), Tracked: true}
		e.Components = append(e.Components, c)
	}
	if len(e.Endpoints) == 0 {
		e.Components = append(e.Components, ComponentEdge{Name: "Last", Tracked: true, Covering: e.Policy.MinBrowsers})
	}
	return e
}

// TestSafe: without doubt a file is safe; with any one doubt, or several, it never is.
func TestSafe(t *testing.T) {
	names := slices.Sorted(maps.Keys(fileDoubts)) // in order, so that a seed repeats
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 1))
		if got := JudgeFile(randomSafe(r)); got.Verdict != Safe || got.Bound == "" {
			t.Fatalf("seed %d: without doubt: %+v", seed, got)
		}
		for _, name := range names {
			doubt := fileDoubts[name]
			r := rand.New(rand.NewPCG(seed, 1))
			e := randomSafe(r)
			doubt(r, &e)
			if got := JudgeFile(e); got.Verdict == Safe || got.Bound != "" || len(got.Reasons) == 0 {
				t.Errorf("seed %d: %s: %+v\nfrom %+v", seed, name, got, e)
			}
			for _, more := range names {
				if r.IntN(8) == 0 {
					fileDoubts[more](r, &e)
				}
			}
			doubt(r, &e) // another may have taken it back
			if got := JudgeFile(e); got.Verdict == Safe {
				t.Errorf("seed %d: %s and more: %+v\nfrom %+v", seed, name, got, e)
			}
		}
	}
}

// TestUnused: an endpoint is unused only where not a single flag of its evidence speaks against it.
func TestUnused(t *testing.T) {
	doubts := map[string]func(*EndpointEvidence){
		"call":               func(e *EndpointEvidence) { e.Calls, e.OK = 1, 1 },
		"client error":       func(e *EndpointEvidence) { e.Calls, e.ClientErrors = 1, 1 },
		"call of no outcome": func(e *EndpointEvidence) { e.Calls = 1 },
		"redirect":           func(e *EndpointEvidence) { e.Synthetic = map[Class]int64{ClassRedirect: 1} },
		"bot":                func(e *EndpointEvidence) { e.Synthetic = map[Class]int64{ClassBot: 1} },
		"unaccounted line":   func(e *EndpointEvidence) { e.Unaccounted = 1 },
		"keep-list":          func(e *EndpointEvidence) { e.Keep = &Keep{} },
		"younger":            func(e *EndpointEvidence) { e.Added = e.Window.Since.Add(1) },
		"unmet check":        func(e *EndpointEvidence) { e.Checks = append(e.Checks, Check{Text: "too little"}) },
		"no checks":          func(e *EndpointEvidence) { e.Checks = nil },
		"WebSocket":          func(e *EndpointEvidence) { e.WebSocket = true },
	}
	if got := JudgeEndpoint(idle()); got.Verdict != Unused {
		t.Fatalf("without doubt: %+v", got)
	}
	for a, first := range doubts {
		for b, second := range doubts {
			e := idle()
			first(&e)
			second(&e)
			if got := JudgeEndpoint(e); got.Verdict == Unused {
				t.Errorf("%s and %s: %+v", a, b, got)
			}
		}
	}
}
