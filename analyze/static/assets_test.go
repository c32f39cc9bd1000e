package static

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// sources of a small shop; what builds name besides these is nobody's source.
var shopSources = map[string]string{
	"index.html": "", "vite.config.ts": "", "src/main.tsx": "", "src/main.css": "", "src/OrderCard.tsx": "", "src/Cart.tsx": "",
	"src/old page.tsx": "", "src/hero.png": "", "node_modules/react/index.js": "", "client/src/main.tsx": "", "src/index.ts": "",
}

// readBuild plants files beside the shop's sources and reads assets out of those that are named.
func readBuild(t *testing.T, files map[string]string, names ...string) (*Assets, error) {
	t.Helper()
	root := plant(t, shopSources)
	for name, text := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range names {
		names[i] = filepath.Join(root, name)
	}
	a, err := ReadAssets(root, names)
	if a != nil {
		for i, c := range a.Chunks {
			rel, err := filepath.Rel(root, c.From)
			if err != nil {
				t.Fatal(err)
			}
			a.Chunks[i].From = filepath.ToSlash(rel)
		}
	}
	return a, err
}

// A chunk that several entries share has no source in a manifest: that it was loaded shows nothing of theirs.
const viteManifest = `{
	"src/main.tsx": {"file": "assets/main-4889e940.js", "src": "src/main.tsx", "isEntry": true, "imports": ["_vendor-83069a53.js"],
		"dynamicImports": ["src/OrderCard.tsx"], "css": ["assets/main-b82dbe22.css"], "assets": ["assets/hero-0ab0f9cd.png"]},
	"src/OrderCard.tsx": {"file": "assets/OrderCard-869aea0d.js", "name": "OrderCard", "src": "src/OrderCard.tsx", "isDynamicEntry": true,
		"imports": ["_vendor-83069a53.js", "src/main.tsx"]},
	"_vendor-83069a53.js": {"file": "assets/vendor-83069a53.js", "css": ["assets/vendor-00000000.css"]},
	"src/hero.png": {"file": "assets/hero-0ab0f9cd.png", "src": "src/hero.png"}
}`

var viteChunks = []Chunk{
	{File: "/assets/OrderCard-869aea0d.js", Sources: []string{"src/OrderCard.tsx"}},
	{File: "/assets/hero-0ab0f9cd.png", Sources: []string{"src/hero.png", "src/main.tsx"}},
	{File: "/assets/main-4889e940.js", Sources: []string{"src/main.tsx"}},
	{File: "/assets/main-b82dbe22.css", Sources: []string{"src/main.tsx"}},
}

func from(chunks []Chunk, name string) []Chunk {
	chunks = slices.Clone(chunks)
	for i := range chunks {
		chunks[i].From = name
	}
	return chunks
}

func TestReadAssetsManifest(t *testing.T) {
	one := func(file, source string) []Chunk { return []Chunk{{File: file, Sources: []string{source}}} }
	tests := map[string]struct {
		name, text string
		chunks     []Chunk
		elsewhere  int
	}{
		"Vite 5 and later":    {"dist/.vite/manifest.json", viteManifest, viteChunks, 0},
		"Vite 2 to 4":         {"dist/manifest.json", viteManifest, viteChunks, 0},
		"byte order mark":     {"dist/manifest.json", "\ufeff" + viteManifest, viteChunks, 0},
		"no src":              {"dist/manifest.json", `{"src/Cart.tsx":{"file":"assets/Cart.js"}}`, one("/assets/Cart.js", "src/Cart.tsx"), 0},
		"style sheet":         {"dist/manifest.json", `{"src/main.css":{"file":"assets/main.css","src":"src/main.css"}}`, one("/assets/main.css", "src/main.css"), 0},
		"page":                {"dist/manifest.json", `{"index.html":{"file":"assets/index-1.js","src":"index.html","isEntry":true}}`, one("/assets/index-1.js", "index.html"), 0},
		"legacy plugin":       {"dist/manifest.json", `{"src/main-legacy.tsx":{"file":"assets/main-legacy-1.js","src":"src/main-legacy.tsx"}}`, one("/assets/main-legacy-1.js", "src/main.tsx"), 0},
		"query":               {"dist/manifest.json", `{"src/Cart.tsx?x":{"file":"assets/Cart.js","src":"src/Cart.tsx?x"}}`, one("/assets/Cart.js", "src/Cart.tsx"), 0},
		"root of its own":     {"client/dist/.vite/manifest.json", `{"src/main.tsx":{"file":"assets/m.js","src":"src/main.tsx"}}`, one("/assets/m.js", "client/src/main.tsx"), 0},
		"built into the root": {"dist/client/manifest.json", `{"src/main.tsx":{"file":"assets/m.js","src":"src/main.tsx"}}`, one("/assets/m.js", "src/main.tsx"), 0},
		"other sources":       {"dist/manifest.json", `{"../ui/a.ts":{"file":"assets/a.js","src":"../ui/a.ts"},"src/gone.ts":{"file":"assets/g.js","src":"src/gone.ts"}}`, nil, 2},
		"package":             {"dist/manifest.json", `{"node_modules/react/index.js":{"file":"assets/r.js","src":"node_modules/react/index.js"}}`, nil, 0},
		"out of the base":     {"dist/manifest.json", `{"src/Cart.tsx":{"file":"../../etc/Cart.js"}}`, one("/etc/Cart.js", "src/Cart.tsx"), 0},
		"SSR":                 {"dist/.vite/ssr-manifest.json", `{"src/Cart.tsx":["/shop/assets/Cart-1.js"],"src/main.tsx":[],"\u0000virtual":["/shop/assets/v.js"]}`, one("/shop/assets/Cart-1.js", "src/Cart.tsx"), 0},
		"SSR on a CDN":        {"dist/.vite/ssr-manifest.json", `{"src/Cart.tsx":["https://cdn.example.com/assets/Cart-1.js"]}`, one("/assets/Cart-1.js", "src/Cart.tsx"), 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a, err := readBuild(t, map[string]string{test.name: test.text}, test.name)
			if err != nil {
				t.Fatal(err)
			}
			want := &Assets{Chunks: from(test.chunks, test.name), Elsewhere: test.elsewhere}
			if !reflect.DeepEqual(a, want) {
				t.Errorf("got  %+v\nwant %+v", a, want)
			}
		})
	}
}

func sourceMapOf(t *testing.T, sourceRoot string, sources ...string) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{
		"version": 3, "file": "x.js", "sourceRoot": sourceRoot, "sources": sources, "sourcesContent": []string{"secret"}, "names": []string{}, "mappings": "AAAA",
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Each map lies at dist/assets/Order-1.js.map of the shop.
func TestReadAssetsSourceMap(t *testing.T) {
	tests := map[string]struct {
		sourceRoot string
		sources    []string
		want       []string
		elsewhere  int
	}{
		"Vite":                 {"", []string{"../../src/OrderCard.tsx", "../../node_modules/react/index.js", "../../src/Cart.tsx"}, []string{"src/Cart.tsx", "src/OrderCard.tsx"}, 0},
		"virtual":              {"", []string{"\x00vite/preload-helper.js", "../../src/Cart.tsx"}, []string{"src/Cart.tsx"}, 0},
		"sourceRoot":           {"../../src", []string{"Cart.tsx"}, []string{"src/Cart.tsx"}, 0},
		"sourceRoot, slash":    {"../../src/", []string{"./Cart.tsx"}, []string{"src/Cart.tsx"}, 0},
		"webpack":              {"", []string{"webpack:///./src/Cart.tsx?1a2b", "webpack:///webpack/bootstrap"}, []string{"src/Cart.tsx"}, 1},
		"webpack, named":       {"", []string{"webpack://shop/./src/Cart.tsx", "webpack://shop/src/OrderCard.tsx"}, []string{"src/Cart.tsx", "src/OrderCard.tsx"}, 0},
		"webpack, encoded":     {"", []string{"webpack://shop/./src/old%20page.tsx"}, []string{"src/old page.tsx"}, 0},
		"webpack's sourceRoot": {"webpack:///", []string{"src/Cart.tsx"}, []string{"src/Cart.tsx"}, 0},
		"turbopack":            {"", []string{"turbopack:///[project]/src/Cart.tsx"}, []string{"src/Cart.tsx"}, 0},
		"development server":   {"", []string{"http://localhost:5173/src/Cart.tsx"}, []string{"src/Cart.tsx"}, 0},
		"other machine":        {"", []string{"/@fs/srv/build/shop/src/Cart.tsx", "/srv/build/shop/src/OrderCard.tsx"}, []string{"src/Cart.tsx", "src/OrderCard.tsx"}, 0},
		"file URL":             {"", []string{"file:///srv/build/shop/src/Cart.tsx"}, []string{"src/Cart.tsx"}, 0},
		"Windows":              {"", []string{`..\..\src\Cart.tsx`, `C:\build\shop\src\OrderCard.tsx`}, []string{"src/Cart.tsx", "src/OrderCard.tsx"}, 0},
		"below the root":       {"", []string{"/src/Cart.tsx"}, []string{"src/Cart.tsx"}, 0},

		// The map lies where it was written: what is beside the root is another project's.
		"beside the root":      {"", []string{"../../../ui/src/index.ts", "../../src/Cart.tsx"}, []string{"src/Cart.tsx"}, 1},
		"only beside the root": {"", []string{"../../../ui/src/index.ts"}, nil, 1},
		"far outside":          {"", []string{"../../../../../../../../../../../../etc/passwd"}, nil, 1},
		"name alone":           {"", []string{"webpack:///lib/vite.config.ts"}, nil, 1},
		"gone":                 {"", []string{"../../src/Gone.tsx"}, nil, 1},
		"empty":                {"", []string{}, nil, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			const file = "dist/assets/Order-1.js.map"
			a, err := readBuild(t, map[string]string{file: sourceMapOf(t, test.sourceRoot, test.sources...), "dist/index.html": ""}, file)
			if err != nil {
				t.Fatal(err)
			}
			want := &Assets{Elsewhere: test.elsewhere}
			if test.want != nil {
				want.Chunks = []Chunk{{File: "/assets/Order-1.js", Sources: test.want, From: file}}
			}
			if !reflect.DeepEqual(a, want) {
				t.Errorf("got  %+v\nwant %+v", a, want)
			}
		})
	}
}

func TestReadAssetsSections(t *testing.T) {
	text := ")]}'\n" + `{"version":3,"sections":[
		{"offset":{"line":0,"column":0},"map":{"version":3,"sources":["a.js",null],"sourceRoot":"/x","mappings":""}},
		{"offset":{"line":9,"column":0},"map":{"version":3,"sections":[{"map":{"version":3,"sources":["../src/Cart.tsx"]}}]}},
		{"offset":{"line":12,"column":0},"url":"other.js.map"}]}`
	a, err := readBuild(t, map[string]string{"dist/app.js.map": text}, "dist/app.js.map")
	want := &Assets{Chunks: []Chunk{{File: "/app.js", Sources: []string{"src/Cart.tsx"}, From: "dist/app.js.map"}}, Elsewhere: 1}
	if err != nil || !reflect.DeepEqual(a, want) {
		t.Errorf("got %+v, %v, want %+v", a, err, want)
	}
}

// A build that was fetched from where it was made does not lie beside its sources any more.
func TestReadAssetsMoved(t *testing.T) {
	root := plant(t, shopSources)
	build := plant(t, map[string]string{
		"index.html":             "",
		"assets/Order-1.js.map":  sourceMapOf(t, "", "../../src/OrderCard.tsx", "../../../ui/Button.tsx"),
		"assets/Order-1.css.map": sourceMapOf(t, "", "../../src/main.css"),
		"types/order.d.ts.map":   sourceMapOf(t, "", "../../src/Cart.tsx"),
		".vite/manifest.json":    viteManifest,
		"manifest.json":          `{"name":"Shop","icons":[{"src":"/icon.png"}],"start_url":"/"}`,
		"node_modules/x/x.map":   "no JSON",
	})
	a, err := ReadAssets(root, []string{build})
	if err != nil {
		t.Fatal(err)
	}
	want := append(from(viteChunks, filepath.Join(build, ".vite", "manifest.json")),
		Chunk{"/assets/Order-1.css", []string{"src/main.css"}, filepath.Join(build, "assets", "Order-1.css.map")},
		Chunk{"/assets/Order-1.js", []string{"src/OrderCard.tsx"}, filepath.Join(build, "assets", "Order-1.js.map")})
	slices.SortFunc(want, func(a, b Chunk) int { return strings.Compare(a.File, b.File) })
	if !reflect.DeepEqual(a, &Assets{Chunks: want, Elsewhere: 1}) {
		t.Errorf("got  %+v\nwant %+v", a, want)
	}
	of := a.ChunksOf("src/OrderCard.tsx")
	if len(of) != 2 || of[0].File != "/assets/Order-1.js" || of[1].File != "/assets/OrderCard-869aea0d.js" {
		t.Errorf("ChunksOf: got %+v", of)
	}
	if of := a.ChunksOf("src/Gone.tsx"); of != nil {
		t.Errorf("ChunksOf a file in none: got %+v", of)
	}
	// A map by itself does not say where its directory is served.
	a, err = ReadAssets(root, []string{filepath.Join(build, "assets", "Order-1.js.map")})
	if err != nil || len(a.Chunks) != 1 || a.Chunks[0].File != "/Order-1.js" {
		t.Errorf("one map: got %+v, %v", a, err)
	}
}

func TestReadAssetsSymlinks(t *testing.T) {
	root := plant(t, map[string]string{"src/a.ts": "", "dist/x.js.map": sourceMapOf(t, "", "../src/b.ts", "../link/c.ts", "../src/a.ts")})
	outside := plant(t, map[string]string{"c.ts": "", "y.js.map": "no JSON"})
	for link, target := range map[string]string{"src/b.ts": "a.ts", "link": outside, "dist/y.js.map": filepath.Join(outside, "y.js.map"), "built": "dist"} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	for _, dir := range []string{"dist", "built"} {
		a, err := ReadAssets(root, []string{filepath.Join(root, dir)})
		if err != nil || len(a.Chunks) != 1 || !slices.Equal(a.Chunks[0].Sources, []string{"src/a.ts"}) || a.Elsewhere != 2 {
			t.Errorf("%s: got %+v, %v", dir, a, err)
		}
	}
}

func TestReadAssetsRefuses(t *testing.T) {
	tests := map[string]struct{ name, text, reason string }{
		"empty":                {"manifest.json", "", "not JSON"},
		"breaks off":           {"manifest.json", viteManifest[:200], "breaks off"},
		"web app":              {"manifest.json", `{"name":"Shop","icons":[]}`, "no manifest"},
		"no entry":             {"manifest.json", `{}`, "no manifest"},
		"list":                 {"manifest.json", `[]`, "no manifest"},
		"null":                 {"manifest.json", `null`, "no manifest"},
		"entry without file":   {"manifest.json", `{"src/main.tsx":{"src":"src/main.tsx"}}`, "no manifest"},
		"entry null":           {"manifest.json", `{"src/main.tsx":null}`, "no manifest"},
		"css of another shape": {"manifest.json", `{"src/main.tsx":{"file":"a.js","css":"a.css"}}`, "no manifest"},
		"Knip's report":        {"manifest.json", `{"files":["src/main.tsx"],"issues":[]}`, "no manifest"},
		"map: empty":           {"a.js.map", "", "not JSON"},
		"map: breaks off":      {"a.js.map", `{"version":3,"sources":["a`, "breaks off"},
		"map: version 2":       {"a.js.map", `{"version":2,"sources":[]}`, "version 3"},
		"map: no sources":      {"a.js.map", `{"version":3,"mappings":""}`, "version 3"},
		"map: sources a text":  {"a.js.map", `{"version":3,"sources":"a"}`, "no source map"},
		"map: list":            {"a.js.map", `[]`, "no source map"},
		"map: too many":        {"a.js.map", `{"version":3,"sources":["a"` + strings.Repeat(`,"a"`, maxMapSources) + `]}`, "50000"},
		"empty directory":      {"dist/index.html", "", "neither"},
		"broken in directory":  {"dist/assets/a.js.map", "{", "not JSON"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			asked := test.name
			if strings.HasPrefix(asked, "dist/") {
				asked = "dist"
			}
			a, err := readBuild(t, map[string]string{test.name: test.text}, asked)
			var fe *FormatError
			if !errors.As(err, &fe) {
				t.Fatalf("got %+v, %v, want a *FormatError", a, err)
			}
			if !strings.Contains(fe.Reason, test.reason) || fe.Hint == "" || !strings.Contains(filepath.ToSlash(fe.Path), asked) {
				t.Errorf("got %+v, want a reason with %q", fe, test.reason)
			}
		})
	}
	if _, err := readBuild(t, nil, "none.json"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: got %v", err)
	}
	for _, root := range []string{"", filepath.Join(t.TempDir(), "none")} {
		if _, err := ReadAssets(root, nil); err == nil {
			t.Errorf("root %q: got no error", root)
		}
	}
}

// Whatever a build writes: the answer is a FormatError, or chunks below the base with sources below the root.
func FuzzReadAssets(f *testing.F) {
	f.Add("manifest.json", []byte(viteManifest))
	f.Add("ssr-manifest.json", []byte(`{"src/Cart.tsx":["/assets/Cart-1.js"]}`))
	f.Add("a.js.map", []byte(`{"version":3,"sourceRoot":"webpack:///","sources":["./src/Cart.tsx?1","/@fs/a/src/main.tsx","../../src/Cart.tsx",null]}`))
	f.Add("a.css.map", []byte(`{"version":"3","sections":[{"map":{"sources":["%2e%2e/src/Cart.tsx","C:\\src\\main.tsx","file:///","a://"]}}]}`))
	root := f.TempDir()
	for name := range shopSources {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		suffix := ".json"
		if strings.HasSuffix(name, ".map") {
			suffix = ".map"
		}
		dir, err := os.MkdirTemp(root, "dist")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		file := filepath.Join(dir, "x"+suffix)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := ReadAssets(root, []string{file})
		var fe *FormatError
		if err != nil && !errors.As(err, &fe) {
			t.Fatalf("got %v, want a *FormatError", err)
		}
		if err != nil {
			return
		}
		for _, c := range a.Chunks {
			if !strings.HasPrefix(c.File, "/") || path.Clean(c.File) != c.File || c.From != file || !slices.IsSorted(c.Sources) || len(c.Sources) == 0 {
				t.Errorf("got %+v", c)
			}
			for _, s := range c.Sources {
				_, ok := shopSources[s]
				if ok = ok || path.Dir(s) == filepath.Base(dir); !ok || strings.Contains(s, "node_modules") {
					t.Errorf("%q is no source of the shop", s)
				}
			}
		}
		again, err := ReadAssets(root, []string{file})
		if err != nil || fmt.Sprint(a) != fmt.Sprint(again) {
			t.Errorf("got %+v, then %+v, %v", a, again, err)
		}
	})
}
