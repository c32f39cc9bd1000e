package static

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var scriptSeeds = []string{
	"import a from './a'\nexport * from \"./b\"\nimport type { C } from './c'",
	"const x = `a${require('./a')}b`; import(`./x/${y}.ts`)", "import.meta.glob(['./*.ts', '!./a.ts'], { base: './b' })",
	"require.context('./a', false, /\\.ts$/)", "vi.mock<typeof import('./a')>('./a')", "new URL('a', import.meta.url)",
	"/// <reference path=\"a.d.ts\" />\n/** @type {import('./a').B} */", "a = b / c; d = /[/'\"]/g", "<p>it's `</p>", "import x = require('./x')",
	"'\\", "\"\\\n", "`${`${`", "/*", "import {", "import(", "\xff\xfe", "}`", "const s = '\\'', t = \"import './x'\"",
}

// checkRefs holds what is true of all references: they stand on a line of the text and say what they name.
func checkRefs(t *testing.T, text string, refs []fileRef) {
	t.Helper()
	for _, r := range refs {
		if r.line < 1 || r.line > 1+strings.Count(text, "\n") {
			t.Errorf("%s %q on line %d", r.kind, r.spec, r.line)
		}
		if r.kind == "" || r.spec == "" || strings.ContainsAny(r.spec, "\r\n") {
			t.Errorf("%q names %q", r.kind, r.spec)
		}
	}
}

// FuzzScanScript: whatever follows an import, it is found, and so is one that stands before nothing that
// could hide it; nothing is found outside of the text.
func FuzzScanScript(f *testing.F) {
	for _, seed := range scriptSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = "import './known'\n" + text
		s := scanScript("x.tsx", text)
		checkRefs(t, text, s.refs)
		if len(s.refs) == 0 || s.refs[0].spec != "./known" || s.refs[0].kind != "import" || s.refs[0].line != 1 {
			t.Errorf("found %v", s.refs)
		}
		checkRefs(t, text, scanLoosely(text))
	})
}

// FuzzScanMarkup covers pages and style sheets, which hold each other.
func FuzzScanMarkup(f *testing.F) {
	for _, seed := range append([]string{
		"<script src=a.js></script><style>@import 'b';</style><!-- <img src=x> -->", "---\nimport a from 'b'\n---\n<A {b} c={d > e}/>",
		"<template><img :src=\"require('./a')\"></template>", "@import url(a) screen, 'b'; .c { d: url( 'e' ) }", "```\nimport 'a'\n```",
		"<script", "<style><!--", "<a b='", "@import (reference) \"a\"", "/* ", "url(", ".a{composes:b from 'c'}",
	}, scriptSeeds...) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"x.html", "x.vue", "x.astro"} {
			checkRefs(t, text, scanMarkup(name, text).refs)
		}
		checkRefs(t, text, scanStyle(text, false).refs)
		checkRefs(t, text, scanStyle(text, true).refs)
		checkRefs(t, text, scanMDX(text).refs)
	})
}

// FuzzParseImports: a file that cannot be parsed takes nothing from the one beside it, and all that the
// parser reports is in what is found.
func FuzzParseImports(f *testing.F) {
	for _, seed := range scriptSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		batch := []sourceText{{name: "bad.tsx", text: text}, {name: "good.ts", text: "import './known'"}, {name: "bad.css", text: text}}
		var readings []reading
		for _, src := range batch {
			readings = append(readings, readImports(src))
		}
		parsed, err := parseImports(t.Context(), batch, readings)
		if err != nil {
			t.Fatal(err)
		}
		good := readings[1].with(parsed[1], batch[1].text)
		if want := []fileRef{{kind: "import", spec: "./known", line: 1}}; parsed[1].failure != nil || !reflect.DeepEqual(good, want) {
			t.Errorf("the file beside holds %v, failure %v", good, parsed[1].failure)
		}
		found := readings[0].with(parsed[0], text)
		for _, p := range parsed[0].refs {
			if !slices.ContainsFunc(found, func(r fileRef) bool { return r.spec == p.spec && parserKind(r.kind) == p.kind }) {
				t.Errorf("%s %q is lost", p.kind, p.spec)
			}
		}
	})
}

// FuzzResolve: whatever a specifier says, it leads to files of the tree or nowhere.
func FuzzResolve(f *testing.F) {
	root := f.TempDir()
	for name, text := range map[string]string{
		"tsconfig.json": `{"compilerOptions":{"baseUrl":".","paths":{"@/*":["src/*"],"*":["types/*"]}}}`,
		"package.json":  `{"name":"root","imports":{"#x/*":"./src/*"}}`, "vite.config.ts": "export default { resolve: { alias: { '~': '/src' } } }",
		"src/a/b.ts": "", "src/a/index.ts": "", "src/c.css": "", "src/_d.scss": "", "public/e.js": "", "types/f.d.ts": "",
		"pkg/package.json": `{"name":"@p/q","exports":{"./*":"./lib/*.js"}}`, "pkg/lib/g.js": "",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			f.Fatal(err)
		}
	}
	tree, err := newGraphTree(root, nil, nil)
	if err == nil {
		err = tree.walk(f.Context(), ".")
	}
	if err != nil {
		f.Fatal(err)
	}
	r, err := newGraphResolver(tree)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"./b", "../c.css?x", "@/a", "~/a", "#x/a/b", "@p/q/g", "/e.js", "src/a", "../../../x", "./\x00.ts", "@/\x00", "**/*", "./{a,b}*", "./[", "", ".", "d", "/..", "@/../../..", "root/src/a", "!x!./b"} {
		for naming := range byDir + 1 {
			f.Add(seed, byte(naming))
		}
	}
	f.Fuzz(func(t *testing.T, spec string, way byte) {
		ref := fileRef{kind: "import", spec: spec, line: 1, naming: naming(way) % (byDir + 1), except: []string{spec}, filters: []string{spec}}
		targets, _ := r.resolve("src/a/index.ts", ref)
		if !slices.IsSorted(targets) {
			t.Errorf("%q in the wrong order", targets)
		}
		for _, target := range targets {
			if !tree.files[target] {
				t.Errorf("%q leads to %q", spec, target)
			}
		}
	})
}

// FuzzWithoutComments: JSON without comments stays what it is, lines stay where they are.
func FuzzWithoutComments(f *testing.F) {
	for _, seed := range []string{`{"a": "// no", "b": ["/* */", ",]"]}`, "{\"a\": 1, // x\n}", "[1,/*\n*/]", `"\\"`, `"\"//"`, "[1,\n]", "/", "//", "/*", `"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out := withoutComments([]byte(text))
		if len(out) != len(text) {
			t.Fatalf("%d bytes of %d", len(out), len(text))
		}
		var before, after any
		if json.Unmarshal([]byte(text), &before) == nil {
			if err := json.Unmarshal(out, &after); err != nil || !reflect.DeepEqual(before, after) {
				t.Errorf("%q became %q: %v", text, out, err)
			}
		}
	})
}

func TestWithoutComments(t *testing.T) {
	for text, want := range map[string]string{
		"{\"a\": 1, // x\n}":                 `{"a":1}`,
		"/* x */ [1, 2, /* y */ ] // z":      `[1,2]`,
		`{"a": "b // c /* d */ , }", }`:      `{"a":"b // c /* d */ , }"}`,
		"[\n  \"a\\\"\", // \"\n  \"b\",\n]": `["a\"","b"]`,
		`{"@/*": ["*/x"] /**/}`:              `{"@/*":["*/x"]}`,
	} {
		var v any
		if err := json.Unmarshal(withoutComments([]byte(text)), &v); err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got, err := json.Marshal(v); err != nil || string(got) != want {
			t.Errorf("%q is read as %s, want %s", text, got, want)
		}
	}
}
