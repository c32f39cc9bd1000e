package analyze_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"lastcall/analyze"
	"lastcall/analyze/verdict"
	"lastcall/parse/dataset"
	"lastcall/scripts/genlogs/world"
)

// TestTruth lets the generator invent services and compares every number with what it knows to be true.
func TestTruth(t *testing.T) {
	seeds := []int64{1, 2, 3, 4}
	if testing.Short() {
		seeds = seeds[:1]
	}
	for _, shape := range world.Shapes {
		for _, seed := range seeds {
			t.Run(fmt.Sprintf("%s/seed=%d", shape, seed), func(t *testing.T) {
				t.Parallel()
				compareWorld(t, world.Generate(world.Options{Seed: seed, Shape: shape, Requests: 3000}))
			})
		}
	}
}

func compareWorld(t *testing.T, w *world.World) {
	dir := t.TempDir()
	if err := w.Write(dir); err != nil {
		t.Fatal(err)
	}
	data, counts := parsed(t, filepath.Join(dir, "logs"))
	x := w.Expected
	want := dataset.Counts{Records: int64(x.Records), Requests: int64(x.Requests), Other: int64(x.Other), Duplicates: int64(x.Duplicates), Rejected: int64(x.Rejected)}
	if counts != want {
		t.Errorf("parsed %+v, want %+v", counts, want)
	}
	service := analyze.Service{HealthPath: w.HealthPath, Catalogue: routes(t, filepath.Join(dir, "routes.json"))}
	s := analysed(t, data, service, w.Until).Services[0]
	if !s.Sufficient() {
		t.Fatalf("evidence falls short: %v", verdict.Unmet(s.Checks))
	}
	compareEndpoints(t, s, x)
	unmatched := map[string]int{}
	for _, u := range s.Unmatched {
		unmatched[u.Template] = int(u.Calls)
	}
	if !maps.Equal(unmatched, x.Unmatched) {
		t.Errorf("unmatched %v\nwant %v", unmatched, x.Unmatched)
	}
	edge := map[world.Class]int{}
	for _, c := range s.Classes {
		if c.Channel == "edge" {
			edge[world.Class(c.Class)] = int(c.Requests)
		}
	}
	if !maps.Equal(edge, x.ClassesEdge) {
		t.Errorf("edge classes %v, want %v", edge, x.ClassesEdge)
	}
}

func compareEndpoints(t *testing.T, s verdict.Service, x world.Expected) {
	t.Helper()
	called := 0
	for _, e := range s.Endpoints {
		if e.Calls > 0 {
			called++
		}
		want, ok := x.Endpoints[e.Key]
		if !ok {
			t.Errorf("%s is not expected", e.Key)
			continue
		}
		if got := truthOf(e); !equalTruth(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v\n(%v)", e.Key, got, want, e.Reasons)
		}
	}
	if len(s.Endpoints) != len(x.Endpoints) || called != x.EndpointsUsed {
		t.Errorf("%d endpoints, %d called; want %d and %d", len(s.Endpoints), called, len(x.Endpoints), x.EndpointsUsed)
	}
}

// truthOf writes an endpoint as the generator does.
func truthOf(e verdict.Endpoint) world.Endpoint {
	got := world.Endpoint{
		Calls: int(e.Calls), FirstUsed: e.First, LastUsed: e.Last, Verdict: string(e.Verdict),
		OK: int(e.OK), ClientErrors: int(e.ClientErrors), ServerErrors: int(e.ServerErrors), Aborted: int(e.Aborted), Unknown: int(e.Unknown),
		DaysActive: len(e.Daily), Daily: map[string]int{}, Synthetic: map[world.Class]int{},
	}
	for day, n := range e.Daily {
		got.Daily[day] = int(n)
	}
	for class, n := range e.Synthetic {
		got.Synthetic[world.Class(class)] = int(n)
	}
	return got
}

func equalTruth(a, b world.Endpoint) bool {
	scalars := func(e world.Endpoint) []any {
		return []any{
			e.Calls, e.FirstUsed.UnixMicro(), e.LastUsed.UnixMicro(), e.Verdict,
			e.OK, e.ClientErrors, e.ServerErrors, e.Aborted, e.Unknown, e.DaysActive,
		}
	}
	return slices.Equal(scalars(a), scalars(b)) && maps.Equal(a.Daily, b.Daily) && maps.Equal(a.Synthetic, b.Synthetic)
}
