package static

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// graphOf makes a graph of lines "FROM TO"; a third word is the kind, and the line number that of the line.
func graphOf(lines string) *Graph {
	g := &Graph{Imports: map[string][]Import{}}
	files := map[string]bool{}
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		words := append(strings.Fields(line), "import")
		if len(words) < 3 {
			files[words[0]] = true
			continue
		}
		g.Imports[words[0]] = append(g.Imports[words[0]], Import{From: words[0], To: words[1], Kind: words[2], Line: i + 1})
		files[words[0]], files[words[1]] = true, true
	}
	g.Files = slices.Sorted(maps.Keys(files))
	return g
}

func setOf(names string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(names) {
		set[name] = true
	}
	return set
}

func TestReach(t *testing.T) {
	tests := []struct {
		name, graph, flagged, excluded string
		want                           []string
	}{
		{"nothing needs it", "dead other", "dead", "", nil},
		{"a file that stays", "live dead", "dead", "", []string{"dead: live>dead"}},
		{"only flagged ones do", "a b\nb a", "a b", "", nil},
		{"through flagged ones", "live a\na b\nb c", "a b c", "", []string{"a: live>a", "b: live>a a>b", "c: live>a a>b b>c"}},
		{"the shortest", "live a\na b\nb c\nlive c", "a b c", "", []string{"a: live>a", "b: live>a a>b", "c: live>c"}},
		{"the first of equals", "z dead\nb dead\nb dead", "dead", "", []string{"dead: b>dead"}},
		{"a cycle that is reached", "a b\nb c\nc a\nlive b", "a b c", "", []string{"a: live>b b>c c>a", "b: live>b", "c: live>b b>c"}},
		{"excluded files start nothing", "x.test dead\nlive x.test", "dead", "x.test", nil},
		{"but pass on where they are flagged", "live x.test\nx.test dead", "dead x.test", "x.test", []string{"dead: live>x.test x.test>dead", "x.test: live>x.test"}},
		{"types count", "live dead type", "dead", "", []string{"dead: live>dead"}},
		{"flagged files that are not there", "live a", "b", "", nil},
	}
	for _, test := range tests {
		chains := graphOf(test.graph).Reach(setOf(test.flagged), setOf(test.excluded))
		var got []string
		for _, file := range slices.Sorted(maps.Keys(chains)) {
			text := file + ":"
			for _, e := range chains[file] {
				text += " " + e.From + ">" + e.To
			}
			got = append(got, text)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: reached %q, want %q", test.name, got, test.want)
		}
	}
	if len((&Graph{}).Reach(setOf("a"), nil)) > 0 {
		t.Error("an empty graph reaches a file")
	}
}

func TestImporters(t *testing.T) {
	importers := graphOf("b x\na x\nb x\nx y").Importers()
	var got []string
	for _, file := range slices.Sorted(maps.Keys(importers)) {
		for _, e := range importers[file] {
			got = append(got, fmt.Sprintf("%s: %s:%d", file, e.From, e.Line))
		}
	}
	if want := []string{"x: a:2", "x: b:1", "x: b:3", "y: x:4"}; !slices.Equal(got, want) {
		t.Errorf("importers %q, want %q", got, want)
	}
}

func TestCompanions(t *testing.T) {
	tests := []struct {
		name, graph, flagged string
		want                 []string
	}{
		{"beside it", "src/x.test.ts src/x.ts\nsrc/x.spec.tsx src/x.ts\nsrc/x.stories.tsx src/x.ts\nsrc/x.cy.ts src/x.ts", "src/x.ts",
			[]string{"src/x.ts: src/x.cy.ts src/x.spec.tsx src/x.stories.tsx src/x.test.ts"}},
		{"in __tests__", "src/__tests__/x.test.ts src/x.ts", "src/x.ts", []string{"src/x.ts: src/__tests__/x.test.ts"}},
		{"with snapshots", "src/x.test.ts src/x.ts\nsrc/__tests__/x.spec.ts src/x.ts\nsrc/__snapshots__/x.test.ts.snap\nsrc/__tests__/__snapshots__/x.spec.ts.snap\nsrc/__snapshots__/y.test.ts.snap", "src/x.ts",
			[]string{"src/x.ts: src/__snapshots__/x.test.ts.snap src/__tests__/__snapshots__/x.spec.ts.snap src/__tests__/x.spec.ts src/x.test.ts"}},
		{"whatever else it imports", "src/x.test.ts src/x.ts\nsrc/x.test.ts src/live.ts\nsrc/x.test.ts test/setup.ts", "src/x.ts", []string{"src/x.ts: src/x.test.ts"}},
		{"another name", "src/all.test.ts src/x.ts\nsrc/x.unit.test.ts src/x.ts\nsrc/X.test.ts src/x.ts", "src/x.ts", nil},
		{"another place", "test/x.test.ts src/x.ts\nsrc/__tests__/deep/x.test.ts src/x.ts\nx.test.ts src/x.ts", "src/x.ts", nil},
		{"no test name", "src/__tests__/x.ts src/x.ts\nsrc/x.helper.ts src/x.ts", "src/x.ts", nil},
		{"it does not import the file", "src/x.test.ts src/y.ts\nsrc/x.ts src/y.ts", "src/x.ts", nil},
		{"a file that stays has the name", "src/x.test.tsx src/x.css\nsrc/x.test.tsx src/x.tsx", "src/x.css", nil},
		{"both go", "src/x.test.tsx src/x.css\nsrc/x.test.tsx src/x.tsx", "src/x.css src/x.tsx", []string{"src/x.css: src/x.test.tsx", "src/x.tsx: src/x.test.tsx"}},
		{"something else needs it", "src/x.test.ts src/x.ts\nsrc/live.ts src/x.test.ts", "src/x.ts", nil},
		{"a test without the name needs it", "src/x.stories.ts src/x.ts\nsrc/visual.test.ts src/x.stories.ts", "src/x.ts", nil},
		{"its companion needs it", "src/x.stories.ts src/x.ts\nsrc/x.test.ts src/x.stories.ts\nsrc/x.test.ts src/x.ts", "src/x.ts", []string{"src/x.ts: src/x.stories.ts src/x.test.ts"}},
		{"its companion is none", "src/x.stories.ts src/x.ts\nsrc/x.test.ts src/x.stories.ts\nsrc/x.test.ts src/x.ts\nlive.ts src/x.test.ts", "src/x.ts", nil},
		{"flagged by itself", "src/x.test.ts src/x.ts", "src/x.ts src/x.test.ts", nil},
		{"names with dots", "src/user.service.spec.ts src/user.service.ts", "src/user.service.ts", []string{"src/user.service.ts: src/user.service.spec.ts"}},
		{"an image of the same name stays", "src/x.test.ts src/x.ts\nsrc/x.png", "src/x.ts", []string{"src/x.ts: src/x.test.ts"}},
	}
	for _, test := range tests {
		companions := graphOf(test.graph).Companions(setOf(test.flagged))
		var got []string
		for _, file := range slices.Sorted(maps.Keys(companions)) {
			got = append(got, file+": "+strings.Join(companions[file], " "))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestIsTest(t *testing.T) {
	for name, want := range map[string]bool{
		"x.test.ts": true, "src/x.spec.tsx": true, "x.stories.tsx": true, "x.story.js": true, "x.stories.mdx": true, "x.cy.ts": true,
		"x.e2e.ts": true, "x.bench.ts": true, "x.test-d.ts": true, "src/__tests__/helper.ts": true, "a/__snapshots__/x.test.ts.snap": true,
		"x.test.mts": true, "x.spec.cjs": true,
		"x.ts": false, "test.ts": false, "spec.ts": false, "latest.ts": false, "x.test.json": false, "tests/x.ts": false, "__tests__.ts": false,
		"x.testing.ts": false, "stories/x.ts": false, ".test.ts": false,
	} {
		if got := IsTest(name); got != want {
			t.Errorf("IsTest(%q) = %v", name, got)
		}
	}
}

// TestReachIncidents reads trees in which deleting a file that Knip flags broke something.
func TestReachIncidents(t *testing.T) {
	tests := []struct {
		name, flagged, chain string
		files                map[string]string
	}{
		{"a CSS @import", "src/theme/print.css", "src/main.tsx:1 import > src/index.css:2 @import", map[string]string{
			"src/main.tsx": "import './index.css'", "src/index.css": "@charset 'utf-8';\n@import url('./theme/print.css') print;", "src/theme/print.css": "",
		}},
		{"lazy(() => import())", "src/pages/Admin.tsx", "src/routes.tsx:2 dynamic import", map[string]string{
			"src/routes.tsx":      "import { lazy } from 'react'\nexport const routes = [{ path: '/admin', element: lazy(() => import('@/pages/Admin')) }]",
			"src/pages/Admin.tsx": "export default () => null", "tsconfig.json": `{"references":[{"path":"./tsconfig.app.json"}]}`,
			"tsconfig.app.json": `{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}`,
		}},
		{"an alias that only Vite knows", "src/legacy.ts", "src/main.ts:1 import", map[string]string{
			"src/main.ts": "import 'old/legacy'", "src/legacy.ts": "", "vite.config.ts": "export default { resolve: { alias: { old: '/src' } } }",
		}},
		{"an image in a style sheet", "src/img/bg.svg", "src/a.css:1 url()", map[string]string{"src/a.css": "a { background: url(img/bg.svg) }", "src/img/bg.svg": ""}},
		{"a type", "src/types.ts", "src/a.ts:1 import type", map[string]string{"src/a.ts": "import type { T } from './types'", "src/types.ts": ""}},
		{"a worker", "src/w.ts", "src/a.ts:1 new URL", map[string]string{"src/a.ts": "new Worker(new URL('./w', import.meta.url))", "src/w.ts": ""}},
		{"a page", "src/embed.ts", "embed.html:1 <script src>", map[string]string{"embed.html": "<script type=module src=/src/embed.ts></script>", "src/embed.ts": ""}},
		{"a file beside that cannot be parsed", "src/b.ts", "src/a.ts:2 import", map[string]string{"src/a.ts": "const = 1\nimport './b'", "src/b.ts": ""}},
		{"JavaScript beside TypeScript of the same name", "src/util.js", "src/a.ts:1 import", map[string]string{"src/a.ts": "import './util'", "src/util.ts": "", "src/util.js": ""}},
	}
	for _, test := range tests {
		g, err := ReadGraph(t.Context(), plant(t, test.files), []string{test.flagged}, nil)
		if err != nil {
			t.Fatal(err)
		}
		flagged := map[string]bool{test.flagged: true}
		if strings.HasSuffix(test.flagged, "print.css") {
			flagged["src/index.css"] = true // the chain goes through another flagged file
		}
		var steps []string
		for _, e := range g.Reach(flagged, nil)[test.flagged] {
			steps = append(steps, fmt.Sprintf("%s:%d %s", e.From, e.Line, e.Kind))
		}
		if got := strings.Join(steps, " > "); got != test.chain {
			t.Errorf("%s: reached by %q, want %q", test.name, got, test.chain)
		}
	}
}
