package static

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestKnipPlace(t *testing.T) {
	const (
		inWeb       = `{"files":["src/dead.ts","vite.old.ts"],"issues":[{"file":"src/live.ts","exports":[{"name":"x"}]}]}`
		inWebBeyond = `{"files":["../lib/src/index.ts","src/dead.ts"],"issues":[{"file":"../lib/src/q.ts","exports":[{"name":"x"}]},{"file":"src/live.ts","exports":[{"name":"y"}]}]}`
		inAll       = `{"files":["packages/api/dead.ts","packages/web/src/dead.ts","packages/web-old/x.ts","packages/web.ts"],` +
			`"issues":[{"file":"package.json","dependencies":["x"]},{"file":"packages/web/src/live.ts","exports":[{"name":"x"}]}]}`
	)
	root := filepath.FromSlash("/srv/repo/packages/web")
	tests := map[string]struct {
		report     string
		base, root string
		files      []string
		issues     []string // their files
		warning    string   // the start of the only one
	}{
		"Knip ran at the root":          {inWeb, ".", "", []string{"src/dead.ts", "vite.old.ts"}, []string{"src/live.ts"}, ""},
		"no base":                       {inWeb, "", root, []string{"src/dead.ts", "vite.old.ts"}, []string{"src/live.ts"}, ""},
		"in a package":                  {inWeb, "packages/web", "", []string{"packages/web/src/dead.ts", "packages/web/vite.old.ts"}, []string{"packages/web/src/live.ts"}, ""},
		"not clean":                     {inWeb, "./packages//web/", "", []string{"packages/web/src/dead.ts", "packages/web/vite.old.ts"}, []string{"packages/web/src/live.ts"}, ""},
		"up and down to the root":       {inWeb, "../web", root, []string{"src/dead.ts", "vite.old.ts"}, []string{"src/live.ts"}, ""},
		"a package beside the root":     {inWeb, "../lib", root, nil, nil, "2 of 2 unused files and 1 of 1 other findings are left out"},
		"files of another package":      {inWebBeyond, "packages/web", "", []string{"packages/web/src/dead.ts"}, []string{"packages/web/src/live.ts"}, "1 of 2 unused files and 1 of 2 other findings are left out"},
		"above the root":                {inWebBeyond, ".", "", []string{"src/dead.ts"}, []string{"src/live.ts"}, "1 of 2 unused files and 1 of 2 other findings are left out"},
		"in the repository":             {inAll, "../..", root, []string{"src/dead.ts"}, []string{"src/live.ts"}, `3 of 4 unused files and 1 of 2 other findings are left out: they lie outside the source tree or outside the directory Knip ran in, the first is "packages/api/dead.ts"`},
		"in the directory of packages":  {strings.ReplaceAll(inAll, "packages/", ""), "..", root, []string{"src/dead.ts"}, []string{"src/live.ts"}, "3 of 4 unused files and 1 of 2 other"},
		"nothing of the package unused": {`{"files":["packages/api/dead.ts"],"issues":[]}`, "../..", root, nil, nil, "1 of 1 unused files and 0 of 0"},
		"nothing at all":                {`{"files":[],"issues":[]}`, "packages/web", "", nil, nil, "Knip flags no file"},
		"path with spaces":              {`{"files":["größe [x]/a b.ts"],"issues":[]}`, "pakete/größe 1", "", []string{"pakete/größe 1/größe [x]/a b.ts"}, nil, ""},
		"name that begins with dots":    {`{"files":["..a/b.ts"],"issues":[]}`, "..web", "", []string{"..web/..a/b.ts"}, nil, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := KnipOptions{ExitCode: -1, Base: test.base, Root: test.root}.read([]byte(test.report))
			if err != nil {
				t.Fatal(err)
			}
			var issues []string
			for _, issue := range r.Issues {
				issues = append(issues, issue.File)
			}
			if !slices.Equal(r.Files, test.files) || !slices.Equal(issues, test.issues) {
				t.Errorf("files %q, want %q; issues in %q, want %q", r.Files, test.files, issues, test.issues)
			}
			if test.warning == "" && len(r.Warnings) == 0 {
				return
			}
			if test.warning == "" || len(r.Warnings) != 1 || !strings.HasPrefix(r.Warnings[0], test.warning) {
				t.Errorf("warnings %q, want %q", r.Warnings, test.warning)
			}
		})
	}
}

// The root may be given as it stands in a configuration, relative to the working directory.
func TestKnipPlaceRelativeRoot(t *testing.T) {
	t.Chdir(t.TempDir())
	r, err := KnipOptions{ExitCode: -1, Base: "../..", Root: "packages/web"}.read([]byte(`{"files":["packages/web/a.ts"],"issues":[]}`))
	if err != nil || !slices.Equal(r.Files, []string{"a.ts"}) {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestKnipPlaceRefuses(t *testing.T) {
	tests := map[string]struct{ base, root, reason string }{
		"absolute":              {"/srv/web", "", "not a relative path"},
		"drive":                 {"C:/web", "", "not a relative path"},
		"backslashes":           {`packages\web`, "", "not a relative path"},
		"line end":              {"packages/web\n", "", "not a relative path"},
		"not UTF-8":             {"gr\xf6sse", "", "not a relative path"},
		"unnamed root":          {"../..", "", "whose own name is not known"},
		"above the file system": {"../../..", "/srv/web", "leads above the file system"},
		"root of all":           {"..", "/", "leads above the file system"},
		"up by detour":          {"a/../..", "", "whose own name is not known"},
	}
	for name, test := range tests {
		_, err := KnipOptions{ExitCode: -1, Base: test.base, Root: test.root}.read([]byte(report3))
		fe, ok := err.(*FormatError)
		if !ok || !strings.Contains(fe.Reason, test.reason) || !strings.Contains(fe.Hint, "packages/web") {
			t.Errorf("%s: got %+v, want %q", name, err, test.reason)
		}
	}
}

// A base that is too deep or too short cannot make a path of another file: what Knip flagged is only
// ever prefixed, or cut at the names of the root.
func TestKnipPlaceNeverClimbs(t *testing.T) {
	for _, base := range []string{"..", "../..", "../../..", "../web/../.."} {
		r, err := KnipOptions{ExitCode: -1, Base: base, Root: "/srv/repo/web"}.read([]byte(`{"files":["../web/a.ts","../../a.ts","web/../x.ts"],"issues":[]}`))
		if err == nil {
			t.Errorf("%s: accepted a path that is not clean: %+v", base, r)
		}
		r, err = KnipOptions{ExitCode: -1, Base: base, Root: "/srv/repo/web"}.read([]byte(`{"files":["../web/a.ts","../../a.ts"],"issues":[]}`))
		if err != nil || len(r.Files) != 0 || len(r.Warnings) != 1 {
			t.Errorf("%s: got %+v, %v", base, r, err)
		}
	}
}
