package plan

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"lastcall/analyze/verdict"
)

// randomResult invents up to most files: mostly such as may go, with imports that are dense or sparse, forward only or
// in circles, and tests, some of them common to several files, some flagged themselves.
func randomResult(r *rand.Rand, most int) *verdict.Result {
	n := r.IntN(most + 1)
	doubt := r.IntN(3) * r.IntN(10) // percent of the files that must stay by themselves
	density := r.Float64() * 2
	back := r.IntN(3) == 0
	files := []verdict.File{}
	for i := range n {
		v := verdict.Safe
		switch x := r.IntN(100); {
		case x < doubt:
			v = []verdict.Verdict{verdict.Review, verdict.InUse, verdict.Kept, verdict.TooNew, verdict.Insufficient}[r.IntN(5)]
		case x < doubt+40:
			v = verdict.StaticOnly
		}
		f := verdict.File{Path: fmt.Sprintf("f%03d", (i*7919)%1000), Finding: verdict.Finding{Verdict: v, Reasons: []string{fmt.Sprint("reason ", i)}}}
		if v == verdict.Safe {
			f.Bound = bound
		}
		files = append(files, f)
	}
	for i := range files {
		f := &files[i]
		for range r.IntN(int(density*2) + 1) {
			by := r.IntN(n)
			if !back && by > i {
				by = i
			}
			f.UsedBy = append(f.UsedBy, verdict.Use{File: files[by].Path, Line: r.IntN(3), How: []string{"import", "import type", "mention"}[r.IntN(3)]})
		}
		if r.IntN(60) == 0 {
			f.UsedBy = append(f.UsedBy, verdict.Use{File: "main.ts", Line: 1, How: "import"})
		}
		for range max(0, r.IntN(5)-2) {
			switch r.IntN(4) {
			case 0:
				f.Companions = append(f.Companions, files[r.IntN(n)].Path)
			case 1:
				f.Companions = append(f.Companions, fmt.Sprintf("common%d.test.ts", r.IntN(n)))
			default:
				f.Companions = append(f.Companions, fmt.Sprintf("%s.%d.stories.ts", f.Path, r.IntN(9)))
			}
		}
	}
	return result(files...)
}

func randomOptions(r *rand.Rand) Options {
	o := Options{MaxFiles: r.IntN(8), First: r.IntN(3)}
	o.Include = [][]verdict.Verdict{nil, both, both, {verdict.StaticOnly}}[r.IntN(4)]
	if r.IntN(5) == 0 {
		o.Protected = []string{"f00*", "**/*5.test.ts"}
	}
	return o
}

// shuffled is the same Result with every list in another order.
func shuffled(r *rand.Rand, old *verdict.Result) *verdict.Result {
	other := *old
	other.Files = slices.Clone(old.Files)
	r.Shuffle(len(other.Files), func(i, j int) { other.Files[i], other.Files[j] = other.Files[j], other.Files[i] })
	for i := range other.Files {
		f := &other.Files[i]
		f.UsedBy, f.Companions = slices.Clone(f.UsedBy), slices.Clone(f.Companions)
		r.Shuffle(len(f.UsedBy), func(i, j int) { f.UsedBy[i], f.UsedBy[j] = f.UsedBy[j], f.UsedBy[i] })
		r.Shuffle(len(f.Companions), func(i, j int) { f.Companions[i], f.Companions[j] = f.Companions[j], f.Companions[i] })
	}
	return &other
}

// checkRandom holds the plan of a random Result against the rules, and against the plan of the same in another order.
func checkRandom(t *testing.T, seed uint64, most int) *Plan {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	old, o := randomResult(r, most), randomOptions(r)
	before := shuffled(rand.New(rand.NewPCG(seed, 8)), old)
	p := mustMake(t, old, o)
	check(t, fmt.Sprintf("seed %d of %d files", seed, most), old, o, p)
	if !reflect.DeepEqual(before, shuffled(rand.New(rand.NewPCG(seed, 8)), old)) {
		t.Errorf("seed %d: the Result was changed", seed)
	}
	want, _ := json.Marshal(p)
	if got, _ := json.Marshal(mustMake(t, before, o)); string(got) != string(want) {
		t.Errorf("seed %d: the order of the Result changes the plan\n%s\n%s", seed, want, got)
	}
	return p
}

// TestRandom: whatever the graph, every rule holds; and the graphs are such that the rules matter.
func TestRandom(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(3000) {
		p := checkRandom(t, seed, 4+int(seed%40))
		for _, b := range p.Batches {
			for _, f := range b.Files {
				seen["planned"]++
				if f.With != "" {
					seen["companion"]++
				}
			}
		}
		for _, l := range p.LeftOut {
			for _, beginning := range []string{"imported by", "named in", "one of", "plan.include", "it has", "test of", "protected"} {
				if len(l.Reason) > len(beginning) && l.Reason[:len(beginning)] == beginning {
					seen[beginning]++
				}
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	for _, what := range []string{"planned", "companion", "imported by", "named in", "one of", "plan.include", "it has", "test of", "protected"} {
		if seen[what] < 100 {
			t.Errorf("only %d cases of %q in all plans: the random graphs show too little", seen[what], what)
		}
	}
	t.Log(seen)
}

func FuzzMake(f *testing.F) {
	f.Add(uint64(1), uint8(10))
	f.Fuzz(func(t *testing.T, seed uint64, most uint8) { checkRandom(t, seed, int(most%60)) })
}

// largeResult is the size of a big repository: chains, a circle here and there, tests.
func largeResult(n int) *verdict.Result {
	r := rand.New(rand.NewPCG(1, 2))
	files := []verdict.File{}
	for i := range n {
		v := both[i%2]
		f := verdict.File{Path: fmt.Sprintf("src/part%d/file%05d.ts", i%37, i), Finding: verdict.Finding{Verdict: v, Reasons: []string{"statically unused"}, Bound: bound}}
		for range r.IntN(4) {
			if i > 0 {
				f.UsedBy = append(f.UsedBy, verdict.Use{File: files[r.IntN(i)].Path, Line: 1 + r.IntN(50), How: "import"})
			}
		}
		if i%3 == 0 {
			f.Companions = []string{f.Path + ".test.ts"}
		}
		if i%10 == 9 {
			files[i-1].UsedBy = append(files[i-1].UsedBy, verdict.Use{File: f.Path, Line: 1, How: "import"})
		}
		files = append(files, f)
	}
	return result(files...)
}

// TestLarge: a chain of imports as long as a repository neither overflows nor repeats itself.
func TestLarge(t *testing.T) {
	const n = 20000
	var files []verdict.File
	for i := range n {
		f := file(fmt.Sprintf("f%05d", i), verdict.Safe)
		if i > 0 {
			f.UsedBy = []verdict.Use{{File: fmt.Sprintf("f%05d", i-1), Line: 1}}
		}
		files = append(files, f)
	}
	p := mustMake(t, result(files...), Options{})
	if len(p.Batches) != n/5 || p.Batches[n/5-1].Files[4].Path != "f19999" {
		t.Errorf("%d batches", len(p.Batches))
	}
	files[0].UsedBy = []verdict.Use{{File: "f19999", Line: 2}}
	p = mustMake(t, result(files...), Options{})
	if len(p.Batches) != 0 || len(p.LeftOut) != n {
		t.Errorf("a circle of %d files: %d batches, %d left out", n, len(p.Batches), len(p.LeftOut))
	}
}

func BenchmarkMake(b *testing.B) {
	r := largeResult(5000)
	for b.Loop() {
		if _, err := Make(r, Options{Include: both}); err != nil {
			b.Fatal(err)
		}
	}
}
