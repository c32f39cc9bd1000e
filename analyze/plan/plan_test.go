package plan

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lastcall/analyze/verdict"
)

const bound = "zero calls exclude, at 95 %, more than 0.22 calls a day"

// file returns a file of the verdict; needs are "user" or "user:line".
func file(path string, v verdict.Verdict, usedBy ...string) verdict.File {
	f := verdict.File{Path: path, Finding: verdict.Finding{Verdict: v, Reasons: []string{"because " + path}}}
	if v == verdict.Safe {
		f.Bound = bound
	}
	for _, by := range usedBy {
		f.UsedBy = append(f.UsedBy, verdict.Use{File: by, Line: 3, How: "import"})
	}
	return f
}

// with gives a file its tests and stories.
func with(f verdict.File, companions ...string) verdict.File {
	f.Companions = companions
	return f
}

func result(files ...verdict.File) *verdict.Result {
	until := time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)
	return &verdict.Result{
		GeneratedAt: until.Add(time.Hour), Sufficient: true, Files: append([]verdict.File{}, files...),
		Window: verdict.Window{Since: until.AddDate(0, 0, -14), Until: until, Days: 14, LastLine: until.Add(-time.Second)},
	}
}

func mustMake(t *testing.T, r *verdict.Result, o Options) *Plan {
	t.Helper()
	p, err := Make(r, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// outline writes batches as "a b | c".
func outline(p *Plan) string {
	var batches []string
	for _, b := range p.Batches {
		var paths []string
		for _, f := range b.Files {
			paths = append(paths, f.Path)
		}
		batches = append(batches, strings.Join(paths, " "))
	}
	return strings.Join(batches, " | ")
}

var both = []verdict.Verdict{verdict.Safe, verdict.StaticOnly}

// TestMake reads as the rules of the order. What no case asks for is the default, but for batches of two.
func TestMake(t *testing.T) {
	const safe, static, review = verdict.Safe, verdict.StaticOnly, verdict.Review
	tests := []struct {
		rule    string
		files   []verdict.File
		options Options
		want    string
		left    map[string]string // path -> beginning of the reason
	}{
		{"no files, no batches", nil, Options{}, "", nil},
		{"by path", []verdict.File{file("c", safe), file("a", safe), file("b", safe)}, Options{}, "a b | c", nil},
		{"importers first", []verdict.File{file("a", safe, "b"), file("b", safe, "c"), file("c", safe)}, Options{}, "c b | a", nil},
		{"importers first, in one batch", []verdict.File{file("a", safe, "b"), file("b", safe)}, Options{}, "b a", nil},
		{"a diamond", []verdict.File{file("a", safe, "b", "c"), file("b", safe, "d"), file("c", safe, "d"), file("d", safe)}, Options{}, "d b | c a", nil},
		{"only safe is included", []verdict.File{file("a", static), file("b", safe)}, Options{}, "b", map[string]string{"a": "plan.include does not name static-only; because a"}},
		{"only static-only is included", []verdict.File{file("a", static), file("b", safe)}, Options{Include: []verdict.Verdict{static}}, "a",
			map[string]string{"b": "plan.include does not name safe; because b; " + bound}},
		{"safe before static-only", []verdict.File{file("a", static), file("b", safe)}, Options{Include: both}, "b a", nil},
		{"but importers before all", []verdict.File{file("a", safe, "b"), file("b", static)}, Options{Include: both}, "b a", nil},
		{"nothing else ever enters", []verdict.File{file("a", review), file("b", verdict.InUse), file("c", verdict.Kept), file("d", verdict.Insufficient), file("e", verdict.TooNew), file("f", "new")},
			Options{Include: both}, "", map[string]string{"a": "because a", "b": "because b", "c": "because c", "d": "because d", "e": "because e", "f": "because f"}},

		{"what a staying file needs stays", []verdict.File{file("a", review), file("b", safe, "a"), file("c", safe, "b"), file("d", safe)}, Options{}, "d",
			map[string]string{"a": "because a", "b": "imported by a:3 (import), which stays (review); because b; " + bound, "c": "imported by b:3 (import), which stays; because c; " + bound}},
		{"what only a staying file does not need may go", []verdict.File{file("a", review, "b"), file("b", safe)}, Options{}, "b", map[string]string{"a": "because a"}},
		{"what is not asked for holds what it needs", []verdict.File{file("a", static), file("b", static, "a"), file("c", safe, "b")}, Options{}, "",
			map[string]string{"a": "plan.include", "b": "plan.include", "c": "imported by b:3 (import), which stays; "}},
		{"a user that nobody judged stays", []verdict.File{file("a", safe, "main.ts")}, Options{}, "", map[string]string{"a": "imported by main.ts:3 (import), which stays; "}},
		{"a file that only a staying one names", []verdict.File{{Path: "a", UsedBy: []verdict.Use{{File: "b", How: "mention"}}, Finding: verdict.Finding{Verdict: safe}}, file("b", review)}, Options{}, "",
			map[string]string{"a": "named in b, which stays (review)", "b": "because b"}},
		{"a file that needs itself", []verdict.File{file("a", safe, "a")}, Options{}, "a", nil},

		{"a circle goes together", []verdict.File{file("b", safe), file("a", safe, "c"), file("c", safe, "a")}, Options{}, "a c | b", nil},
		{"a circle that does not fit in what is left", []verdict.File{file("a", safe), file("b", safe, "c"), file("c", safe, "b"), file("d", safe)}, Options{}, "a d | b c", nil},
		{"a circle that is too large", []verdict.File{file("a", safe, "c"), file("b", safe, "a"), file("c", safe, "b"), file("d", safe, "b"), file("e", safe)}, Options{}, "e",
			map[string]string{
				"a": "one of 3 files that only go together, by imports in a circle or common tests and stories, while a batch takes 2: a, b, c; because a",
				"b": "one of 3 files", "c": "one of 3 files", "d": "imported by b:3 (import), which stays; because d",
			}},
		{"a circle that something holds", []verdict.File{file("a", safe, "b", "c"), file("b", safe, "a"), file("c", review)}, Options{}, "",
			map[string]string{"a": "imported by c:3", "b": "imported by a:3", "c": "because c"}},

		{"tests go with their file, before it", []verdict.File{with(file("x.ts", safe), "x.test.ts")}, Options{}, "x.test.ts x.ts", nil},
		{"they count", []verdict.File{file("a", safe), with(file("x.ts", safe), "x.test.ts"), file("z", safe)}, Options{}, "a z | x.test.ts x.ts", nil},
		{"too many of them", []verdict.File{with(file("x.ts", safe), "x.test.ts", "x.stories.ts")}, Options{}, "", map[string]string{"x.ts": "one of 3 files that only go together"}},
		{"no test of what stays", []verdict.File{with(file("x.ts", review), "x.test.ts")}, Options{}, "", map[string]string{"x.ts": "because"}},
		{"a common test ties its files", []verdict.File{with(file("a", safe), "t"), file("b", safe), with(file("c", safe), "t")}, Options{MaxFiles: 3}, "t a c | b", nil},
		{"a common test of what stays", []verdict.File{with(file("a", safe), "t"), with(file("b", review), "t")}, Options{}, "",
			map[string]string{"a": "it has a test t, which stays; because a", "b": "because b"}},
		{"a flagged test is listed once", []verdict.File{with(file("a", safe), "t"), file("t", safe)}, Options{}, "t a", nil},
		{"a test that logs say nothing about follows", []verdict.File{with(file("a", safe), "t"), file("t", static)}, Options{}, "t a", nil},
		{"and is left out with it", []verdict.File{with(file("a", review), "t"), file("t", static)}, Options{}, "", map[string]string{"a": "because", "t": "plan.include does not name static-only; "}},
		{"even when it may go by itself", []verdict.File{with(file("a", review), "t"), file("t", safe)}, Options{}, "", map[string]string{"a": "because", "t": "test of a, which stays (review); because t"}},
		{"a test that must stay holds its file", []verdict.File{with(file("a", safe), "t"), file("t", verdict.Kept)}, Options{}, "",
			map[string]string{"a": "it has a test t, which stays (kept); because a", "t": "because t"}},
		{"a test that something staying needs holds its file", []verdict.File{with(file("a", safe), "t"), file("t", static, "r"), file("r", review)}, Options{}, "",
			map[string]string{"a": "it has a test t, which stays; because a", "r": "because r", "t": "imported by r:3 (import), which stays (review); because t"}},
		{"a test of a test", []verdict.File{with(file("a", safe), "t"), with(file("t", static), "u")}, Options{MaxFiles: 3}, "t u a", nil},
		{"tests of each other, which nothing safe has", []verdict.File{with(file("t", static), "u"), with(file("u", static), "t")}, Options{}, "",
			map[string]string{"t": "plan.include", "u": "plan.include"}},
		{"a file that is its own test", []verdict.File{with(file("a", safe), "a")}, Options{}, "a", nil},
		{"a test that its file imports", []verdict.File{with(file("a", safe), "t"), file("t", safe, "a")}, Options{}, "a t", nil},
		{"a file of the group imports another", []verdict.File{with(file("a", safe, "c"), "t"), with(file("c", safe), "t")}, Options{MaxFiles: 3}, "t c a", nil},
		{"a group across a file that is needed in between", []verdict.File{with(file("a", safe, "b"), "t"), file("b", safe, "c"), with(file("c", safe), "t")}, Options{MaxFiles: 4}, "t c b a", nil},

		{"insufficient evidence", []verdict.File{file("a", safe), file("b", static)}, Options{Include: both, Root: "insufficient"}, "",
			map[string]string{"a": "no service has enough evidence; because a", "b": "no service has enough evidence; because b"}},
		{"protected in the repository", []verdict.File{file("src/a", safe), file("src/b", safe)}, Options{Root: "web", Protected: []string{"web/src/a", "src/b"}}, "src/b",
			map[string]string{"src/a": `protected by "web/src/a"; because`}},
		{"a protected test holds its file", []verdict.File{with(file("a", safe), "e2e/t")}, Options{Protected: []string{"e2e/**"}}, "", map[string]string{"a": "it has a test e2e/t, which stays; "}},
		{"paths outside", []verdict.File{file("../a", safe), file("/a", safe), file("a/../b", safe), file("a//b", safe), file(".", safe), file("", safe), file("a\x00", safe), file("\xff", safe), file("-ok", safe)}, Options{}, "-ok",
			map[string]string{"../a": "its path is no", "/a": "its path is no", "a/../b": "its path is no", "a//b": "its path is no", ".": "its path is no", "": "its path is no", "a\x00": "its path is no", "\xff": "its path is no"}},
		{"a test outside holds its file", []verdict.File{with(file("a", safe), "../t")}, Options{}, "", map[string]string{"a": "it has a test ../t, which stays"}},
	}
	for _, tt := range tests {
		r := result(tt.files...)
		if tt.options.Root == "insufficient" {
			r.Sufficient, tt.options.Root = false, ""
		}
		tt.options.MaxFiles = orDefault(tt.options.MaxFiles, 2)
		p := mustMake(t, r, tt.options)
		if got := outline(p); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.rule, got, tt.want)
		}
		if len(p.LeftOut) != len(tt.left) {
			t.Errorf("%s: left out %+v, want %v", tt.rule, p.LeftOut, tt.left)
		}
		for _, l := range p.LeftOut {
			if want, ok := tt.left[l.Path]; !ok || !strings.HasPrefix(l.Reason, want) {
				t.Errorf("%s: %q is left out for %q, want %q", tt.rule, l.Path, l.Reason, want)
			}
		}
		check(t, tt.rule, r, tt.options, p)
	}
}

// TestReasons: what a batch shows of its files; a test that follows has the verdict and the bound of its file.
func TestReasons(t *testing.T) {
	x := with(file("src/x.ts", verdict.Safe), "src/x.test.ts", "src/x.stories.tsx")
	x.Reasons = []string{"statically unused", "it handles GET:/x: no request\nin 14 days"}
	y := with(file("src/y.ts", verdict.StaticOnly), "src/both.test.ts")
	z := with(file("src/z.ts", verdict.Safe), "src/both.test.ts", "src/z.test.ts")
	p := mustMake(t, result(x, y, z, file("src/z.test.ts", verdict.Safe), file("src/x.test.ts", verdict.StaticOnly)), Options{Include: both, First: 7})
	want := []Batch{
		{7, []Planned{
			{Path: "src/x.stories.tsx", Verdict: verdict.Safe, Reason: "story of src/x.ts; " + bound, With: "src/x.ts"},
			{Path: "src/x.test.ts", Verdict: verdict.StaticOnly, Reason: "test of src/x.ts; because src/x.test.ts", With: "src/x.ts"},
			{Path: "src/x.ts", Verdict: verdict.Safe, Reason: "statically unused; it handles GET:/x: no request in 14 days; " + bound},
		}},
		{8, []Planned{
			{Path: "src/z.test.ts", Verdict: verdict.Safe, Reason: "test of src/z.ts; because src/z.test.ts; " + bound, With: "src/z.ts"},
			{Path: "src/both.test.ts", Verdict: verdict.StaticOnly, Reason: "test of src/y.ts", With: "src/y.ts"},
			{Path: "src/z.ts", Verdict: verdict.Safe, Reason: "because src/z.ts; " + bound},
			{Path: "src/y.ts", Verdict: verdict.StaticOnly, Reason: "because src/y.ts"},
		}},
	}
	if !reflect.DeepEqual(p.Batches, want) {
		t.Errorf("got\n%+v\nwant\n%+v", p.Batches, want)
	}
}

// TestHead: the head of a plan comes from the Result and the options.
func TestHead(t *testing.T) {
	r := result(file("a", verdict.StaticOnly), file("b", verdict.StaticOnly), file("c", verdict.Safe))
	r.Warnings = []string{"a doubt"}
	p := mustMake(t, r, Options{Root: "web/app", TagPrefix: "clean/", MaxFiles: 20, First: 3, Include: []verdict.Verdict{verdict.Safe, verdict.Safe}})
	got := *p
	got.Batches, got.LeftOut = nil, nil
	want := Plan{
		GeneratedAt: r.GeneratedAt, Root: "web/app", Sufficient: true, Unmet: []string{}, Include: []verdict.Verdict{verdict.Safe}, MaxFiles: 20, TagPrefix: "clean/",
		Window:            Window{r.Window.Since, r.Window.Until, 14, r.Window.LastLine},
		StaticOnlyLeftOut: 2, Warnings: []string{"a doubt"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	p = mustMake(t, result(), Options{})
	if p.Root != "." || p.MaxFiles != 5 || p.TagPrefix != "cleanup-batch-" || !slices.Equal(p.Include, []verdict.Verdict{verdict.Safe}) || p.Batches == nil || p.LeftOut == nil || p.Warnings == nil || p.Unmet == nil {
		t.Errorf("the defaults are %+v", p)
	}

	r = result(file("a", verdict.StaticOnly))
	r.Sufficient = false
	unmet := []verdict.Check{{Name: "days", Text: "window of 7 days, 14 needed"}, {Name: "requests", Met: true, Text: "enough"}}
	r.Services = []verdict.Service{{Checks: unmet}, {Name: "api", Checks: unmet}}
	p = mustMake(t, r, Options{})
	if want := []string{"window of 7 days, 14 needed", "api: window of 7 days, 14 needed"}; !slices.Equal(p.Unmet, want) || p.StaticOnlyLeftOut != 0 || p.Sufficient {
		t.Errorf("without evidence: %+v", p)
	}
}

// TestJSON: the keys that scripts read, and a plan comes back as it was.
func TestJSON(t *testing.T) {
	p := mustMake(t, result(with(file("src/a.ts", verdict.Safe), "src/a.test.ts"), file("src/b.ts", verdict.Review)), Options{})
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"generated_at":"2026-01-15T01:00:00Z","root":".","window":{"since":"2026-01-01T00:00:00Z","until":"2026-01-15T00:00:00Z","days":14,"last_line":"2026-01-14T23:59:59Z"},` +
		`"sufficient":true,"unmet":[],"include":["safe"],"max_files":5,"tag_prefix":"cleanup-batch-",` +
		`"batches":[{"batch":1,"files":[{"path":"src/a.test.ts","verdict":"safe","reason":"test of src/a.ts; ` + bound + `","sha256":"","with":"src/a.ts"},` +
		`{"path":"src/a.ts","verdict":"safe","reason":"because src/a.ts; ` + bound + `","sha256":""}]}],` +
		`"left_out":[{"path":"src/b.ts","verdict":"review","reason":"because src/b.ts"}],"static_only_left_out":0,"warnings":[]}`
	if string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	var back Plan
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(&back, p) {
		t.Errorf("came back as %+v, %v", back, err)
	}
}

func TestRefusals(t *testing.T) {
	one := result(file("a", verdict.Safe))
	tests := []struct {
		result  *verdict.Result
		options Options
		want    string
	}{
		{&verdict.Result{Sufficient: true}, Options{}, "plan deletions: the result judges no files, as no Knip report was given"},
		{result(file("a", verdict.Safe), file("a", verdict.Review)), Options{}, `plan deletions: the result names "a" twice`},
		{one, Options{Include: []verdict.Verdict{verdict.Safe, verdict.Review}}, `plan deletions: "review" cannot be included, only safe and static-only`},
		{one, Options{Include: []verdict.Verdict{""}}, `plan deletions: "" cannot be included, only safe and static-only`},
		{one, Options{MaxFiles: 21}, "plan deletions: a batch of 21 files is not possible, only of 1 to 20"},
		{one, Options{MaxFiles: -1}, "plan deletions: a batch of -1 files is not possible, only of 1 to 20"},
		{one, Options{First: -2}, "plan deletions: a first batch -2 is not possible, numbers begin at 1"},
		{one, Options{Root: "../web"}, `plan deletions: the root "../web" is no path inside the repository`},
		{one, Options{Root: "/web"}, `plan deletions: the root "/web" is no path inside the repository`},
		{one, Options{TagPrefix: "a b"}, `plan deletions: "a b" cannot begin a git tag`},
		{one, Options{Protected: []string{"a", "[b"}}, `plan deletions: "[b" is no glob of protected files`},
	}
	for _, tt := range tests {
		if p, err := Make(tt.result, tt.options); p != nil || err == nil || err.Error() != tt.want {
			t.Errorf("got %v, %v, want %s", p, err, tt.want)
		}
	}
}

func TestValidTagPrefix(t *testing.T) {
	for prefix, want := range map[string]bool{
		"cleanup-batch-": true, "x": true, "team/cleanup-": true, "v1.": true, "_": true, "a.locker/": true,
		"": false, "-x": false, "/x": false, ".x": false, "a b": false, "a..b": false, "a//b": false, "a/.b": false, "a.lock/": false, "a./": false,
		"a~": false, "a^": false, "a:": false, "a?": false, "a*": false, "a[": false, `a\`: false, "a@{": false, "a\n": false, "a'": false, "$(x)": false, "ä": false,
	} {
		if got := ValidTagPrefix(prefix); got != want {
			t.Errorf("%q: got %v, want %v", prefix, got, want)
		}
	}
}

// TestNames: at most five members of a group that fits nowhere are named.
func TestNames(t *testing.T) {
	var files []verdict.File
	for i := range 8 {
		files = append(files, file(fmt.Sprintf("f%d", i), verdict.Safe, fmt.Sprintf("f%d", (i+1)%8)))
	}
	p := mustMake(t, result(files...), Options{})
	want := "one of 8 files that only go together, by imports in a circle or common tests and stories, while a batch takes 5: f0, f1, f2, f3, f4 and 3 more; because f7; " + bound
	if len(p.LeftOut) != 8 || p.LeftOut[7].Reason != want {
		t.Errorf("got %+v, want %s", p.LeftOut, want)
	}
}
