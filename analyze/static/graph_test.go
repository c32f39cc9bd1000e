package static

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestReadGraph reads the trees of testdata/graph. Each has an expectation in its file "want", written by hand:
//
//	FILE:LINE KIND SPEC -> FILE       an edge
//	unresolved FILE:LINE KIND SPEC    a specifier that should name a file and does not
//	unparsed FILE:LINE                a file that the parser failed on
func TestReadGraph(t *testing.T) {
	archives, err := filepath.Glob("testdata/graph/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no trees to read")
	}
	for _, archive := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(archive), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(archive)
			if err != nil {
				t.Fatal(err)
			}
			files := map[string]string{}
			for _, f := range a.Files {
				files[f.Name] = string(f.Data)
			}
			want, flagged := strings.Split(strings.TrimSpace(files["want"]), "\n"), strings.Fields(files["flagged"])
			delete(files, "want")
			delete(files, "flagged")
			g, err := ReadGraph(t.Context(), plant(t, files), flagged, nil)
			if err != nil {
				t.Fatal(err)
			}
			compareLines(t, describe(g), want)
		})
	}
}

func compareLines(t *testing.T, got, want []string) {
	t.Helper()
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Error("unexpected:", line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Error("missing:   ", line)
		}
	}
	if !t.Failed() && !slices.Equal(got, want) {
		t.Errorf("in the wrong order:\n%s", strings.Join(got, "\n"))
	}
}

// describe writes a graph in the form of the expectations.
func describe(g *Graph) []string {
	var lines []string
	for _, from := range slices.Sorted(maps.Keys(g.Imports)) {
		for _, e := range g.Imports[from] {
			lines = append(lines, fmt.Sprintf("%s:%d %s %s -> %s", e.From, e.Line, e.Kind, e.Spec, e.To))
		}
	}
	for _, u := range g.Unparsed {
		lines = append(lines, fmt.Sprintf("unparsed %s:%d", u.File, u.Line))
	}
	for _, e := range g.Unresolved {
		lines = append(lines, fmt.Sprintf("unresolved %s:%d %s %s", e.From, e.Line, e.Kind, e.Spec))
	}
	return lines
}

// TestReadGraphTwice holds that nothing depends on the order in which maps are walked or goroutines end.
func TestReadGraphTwice(t *testing.T) {
	files := map[string]string{"tsconfig.json": `{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}`, "src/broken.ts": "import ="}
	for i := range 60 {
		files[fmt.Sprintf("src/f%d.ts", i)] = fmt.Sprintf("import '@/f%d'\nimport './gone%d'\nimport type { X } from './f%d'\nconst g = import.meta.glob('./f1*.ts')\n", (i+1)%60, i, (i+2)%60)
	}
	root := plant(t, files)
	first, err := ReadGraph(t.Context(), root, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := ReadGraph(t.Context(), root, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(first, again) {
			t.Fatal("two readings of the same tree differ")
		}
	}
}

func TestReadGraphLinks(t *testing.T) {
	root := plant(t, map[string]string{
		"src/main.ts": "import './file'\nimport './dir/x'\nimport './away'\nimport './far/y'\nimport './loop/main'\nimport './none'\n",
		"lib/real.ts": "", "lib/x.ts": "",
	})
	other := plant(t, map[string]string{"y.ts": "import './z'", "z.ts": ""})
	for link, target := range map[string]string{
		"src/file.ts": "../lib/real.ts", "src/dir": "../lib", "src/loop": ".", "src/none.ts": "./none.ts",
		"src/away.ts": filepath.Join(other, "y.ts"), "src/far": other,
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	g, err := ReadGraph(t.Context(), root, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	compareLines(t, describe(g), []string{
		"src/main.ts:1 import ./file -> lib/real.ts",
		"src/main.ts:2 import ./dir/x -> lib/x.ts",
		"unresolved src/main.ts:6 import ./none",
	})
	if want := []string{"lib/real.ts", "lib/x.ts", "src/main.ts"}; !slices.Equal(g.Files, want) {
		t.Errorf("files %q, want %q", g.Files, want)
	}
}

// TestReadGraphAbove reads a tree whose imports and configuration lead out of it.
func TestReadGraphAbove(t *testing.T) {
	root := plant(t, map[string]string{
		"tsconfig.base.json":     `{"compilerOptions":{"paths":{"@/*":["./web/src/*"],"shared/*":["./shared/*"]}}}`,
		"shared/x.ts":            "",
		"web/tsconfig.json":      `{"references":[{"path":"./tsconfig.app.json"}]}`,
		"web/tsconfig.app.json":  `{"extends":"../tsconfig.base.json"}`,
		"web/lib/tsconfig.json":  `{"extends":"../../tsconfig.base.json"}`,
		"web/src/main.ts":        "import '../../shared/x'\nimport 'shared/x'\nimport '@/a'\nimport '/../../shared/x'\nimport.meta.glob('../../**/*')\n",
		"web/src/a.ts":           "",
		"web/lib/main.ts":        "import '@/a'",
		"web/src/very/deep/b.ts": "import(`../../../../../../../../../../../../../${x}`)",
	})
	g, err := ReadGraph(t.Context(), filepath.Join(root, "web"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	compareLines(t, describe(g), []string{
		"lib/main.ts:1 import @/a -> src/a.ts",
		"src/main.ts:3 import @/a -> src/a.ts",
		"unresolved src/main.ts:4 import /../../shared/x",
	})
}

// TestReadGraphRefuses lists configurations that would keep a reader waiting or fill the memory.
func TestReadGraphRefuses(t *testing.T) {
	tests := map[string]func(root string) error{
		"pipe":   func(root string) error { return syscall.Mkfifo(filepath.Join(root, "src/tsconfig.json"), 0o600) },
		"device": func(root string) error { return os.Symlink("/dev/zero", filepath.Join(root, "package.json")) },
		"extends device": func(root string) error {
			return os.WriteFile(filepath.Join(root, "tsconfig.json"), []byte(`{"extends":"/dev/zero"}`), 0o600)
		},
		"extends pipe": func(root string) error {
			if err := os.WriteFile(filepath.Join(root, "jsconfig.json"), []byte(`{"extends":["./pipe"]}`), 0o600); err != nil {
				return err
			}
			return syscall.Mkfifo(filepath.Join(root, "pipe.json"), 0o600)
		},
		"huge": func(root string) error {
			return os.WriteFile(filepath.Join(root, "tsconfig.json"), make([]byte, maxSource+1), 0o600)
		},
	}
	for name, make := range tests {
		root := plant(t, map[string]string{"src/main.ts": "import '@/x'"})
		if err := make(root); err != nil {
			t.Fatal(err)
		}
		if g, err := ReadGraph(t.Context(), root, nil, nil); err == nil {
			t.Errorf("%s: read as %q", name, describe(g))
		}
	}
}

// TestReadGraphNames gives files names that mean something to one of the tools on the way.
func TestReadGraphNames(t *testing.T) {
	names := []string{"a*b", "**", "a?b", "a#b", "a b", "a\nb", "a\\b", "\xff", "..", "-x", "[id]", "(group)", "{a,b}", "last", "0", "a:b", "$x", "%41", "é"}
	files := map[string]string{"src/x.ts": ""}
	for _, name := range names {
		files["src/"+name+".ts"] = "import './x'"
	}
	g, err := ReadGraph(t.Context(), plant(t, files), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		want := []Import{{From: "src/" + name + ".ts", To: "src/x.ts", Kind: "import", Line: 1, Spec: "./x"}}
		if got := g.Imports["src/"+name+".ts"]; !slices.Equal(got, want) {
			t.Errorf("%q imports %v", name, got)
		}
	}
	if len(g.Unparsed) > 0 || len(g.Unresolved) > 0 {
		t.Errorf("unparsed %v, unresolved %v", g.Unparsed, g.Unresolved)
	}
}

// TestReadGraphUnread holds that a file which is not read, or not parsed, is named with the reason.
func TestReadGraphUnread(t *testing.T) {
	deep := 3 * maxDepth
	root := plant(t, map[string]string{
		"binary.ts":    "import './a'\x00",
		"data.png":     "\x00",
		"large.ts":     "import './a'\n" + strings.Repeat(" ", maxSource),
		"brackets.ts":  "import './a'\nx = " + strings.Repeat("[", deep) + strings.Repeat("]", deep),
		"not.ts":       "import './a'\nx = " + strings.Repeat("!", deep) + "y",
		"tags.tsx":     "import './a'\nx = " + strings.Repeat("<a>,", deep),
		"else.js":      "import './a'\n" + strings.Repeat("if (a) b; else ", deep) + "c",
		"template.ts":  "import './a'\nx = " + strings.Repeat("`${", deep),
		"style.css":    "@import './b.css';\n" + strings.Repeat("a{b:(", deep),
		"utf16.ts":     "\xff\xfei\x00m\x00p\x00o\x00r\x00t\x00'\x00.\x00/\x00a\x00'\x00",
		"wide.ts":      "import './a'\nx = [" + strings.Repeat("f(1),\n", deep) + "]",
		"bom.ts":       "\ufeffimport './a'",
		"empty.ts":     "",
		"statement.ts": strings.Repeat("import './a';", deep),
		"a.ts":         "", "b.css": "",
	})
	g, err := ReadGraph(t.Context(), root, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	unparsed := map[string]string{}
	for _, u := range g.Unparsed {
		unparsed[u.File] = u.Reason
	}
	tooDeep := "nested too deeply to be parsed"
	want := map[string]string{
		"binary.ts": "not read: binary", "large.ts": "not read: more than 2 MiB",
		"brackets.ts": tooDeep, "not.ts": tooDeep, "tags.tsx": tooDeep, "else.js": tooDeep, "template.ts": tooDeep, "style.css": tooDeep,
	}
	if !maps.Equal(unparsed, want) {
		t.Errorf("unparsed %q, want %q", unparsed, want)
	}
	for _, file := range []string{"brackets.ts", "not.ts", "tags.tsx", "else.js", "template.ts", "utf16.ts", "wide.ts", "bom.ts", "statement.ts"} {
		if edges := g.Imports[file]; len(edges) != 1 || edges[0].To != "a.ts" || edges[0].Line != 1 {
			t.Errorf("%s imports %v", file, edges)
		}
	}
	if edges := g.Imports["style.css"]; len(edges) != 1 || edges[0].To != "b.css" {
		t.Errorf("style.css imports %v", edges)
	}
}

// TestReadGraphLost puts what the textual reading takes for the start of a string, a template literal or a
// comment before an import that only it can see.
func TestReadGraphLost(t *testing.T) {
	for _, text := range []string{
		"const p = <p>a ` b</p>\n%s\n", "const p = <p>*/* </p>\n%s\n", "const p = <p>/* </p>\n%s\n", "const p = <p>it's</p>\n%s\n",
		"const p = <p>a \" b</p>\n%s\n", "const p = <p>a / b</p>\n%s\n", "const r = /[`'\"/]/\n%s\n", "const r = a++ / 2 + `${`${b}`}`\n%s // /\n",
		"const r = x ? /`/ : /'/g\n%s\n", "#!/usr/bin/env node `\n%s\n", "const q = `\\``\n%s\n", "const q = '\\\\'\n%s\n", "const q = '\\''\r\n%s\r\n",
		"const r = { a: /\\/`/ }\n%s", "if (a) /`/.test(b)\n%s", "const d = <b>`</b>\n%s\nconst e = `x`",
	} {
		root := plant(t, map[string]string{"main.tsx": fmt.Sprintf(text, "let x: import('./a').T"), "a.ts": ""})
		g, err := ReadGraph(t.Context(), root, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if edges := g.Imports["main.tsx"]; len(edges) != 1 || edges[0].To != "a.ts" || edges[0].Line != 2 {
			t.Errorf("%q imports %v", text, edges)
		}
	}
}

func TestReadGraphIgnores(t *testing.T) {
	root := plant(t, map[string]string{"main.ts": "import './out/report'\nimport './out'", "out/report.ts": "import '../main'", "out/index.ts": "", "result.js": "import './main'"})
	g, err := ReadGraph(t.Context(), root, nil, []string{filepath.Join(root, "out"), filepath.Join(root, "result.js"), filepath.Join(root, "absent")})
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Imports) > 0 || !slices.Equal(g.Files, []string{"main.ts"}) {
		t.Errorf("imports %v of %q", g.Imports, g.Files)
	}
}

func TestReadGraphStops(t *testing.T) {
	root := plant(t, map[string]string{"main.ts": "import './a'", "a.ts": ""})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ReadGraph(ctx, root, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	if _, err := ReadGraph(t.Context(), filepath.Join(root, "absent"), nil, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want that the root does not exist", err)
	}
}
