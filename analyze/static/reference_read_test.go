package static

import (
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestReadReferences(t *testing.T) {
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"src/config.ts":          "export const API = '/api/v1'\nexport default { host: 'https://api.example.com' }\nexport const build = (path: string) => `${API}${path}`\n",
		"src/api/endpoints.ts":   "import { API } from '../config'\nexport const ENDPOINTS = { list: `${API}/items`, one: (id: string) => `${API}/items/${id}` }\n",
		"src/api/index.ts":       "export * from './endpoints'\nexport { http as client } from './http.js'\n",
		"src/api/http.ts":        "import axios from 'axios'\nimport { API } from '@/config'\nexport const http = axios.create({ baseURL: API })\nexport async function send(path: string, init?: RequestInit) { return fetch(API + path, init) }\n",
		"src/pages/List.tsx":     "import { ENDPOINTS, client as api } from '../api'\napi.get('/things')\nfetch(ENDPOINTS.list)\nload(ENDPOINTS.one(id))\n",
		"src/pages/Aliased.tsx":  "import { ENDPOINTS as E } from '@/api/endpoints'\nimport { send } from '~/api/http'\nsend('/a', { method: 'PUT' })\nfetch(E.one(id))\n",
		"src/pages/ByName.tsx":   "import { ENDPOINTS } from '#shared'\nimport { API } from 'elsewhere'\nfetch(ENDPOINTS.list)\nfetch(`${API}/x`)\n",
		"src/pages/Default.tsx":  "import config, { build } from '../config'\nimport * as all from '../config'\nfetch(config.host + '/x')\nfetch(build('/y'))\nfetch(all.API + '/z')\n",
		"src/pages/Unknown.tsx":  "import { NOTHING } from '../nowhere'\nfetch(NOTHING.list + '/x')\n",
		"src/pages/Required.cjs": "const { API } = require('../legacy')\nfetch(API + '/x')\n",
		"src/legacy.cjs":         "module.exports = { API: '/legacy' }\n",
		"src/loop/a.ts":          "import { b } from './b'\nexport const a = b + '/a'\nfetch(a)\n",
		"src/loop/b.ts":          "import { a } from './a'\nexport const b = a + '/b'\n",
		"src/none.ts":            "export const x = 1\n",
		"lib/paths.ts":           "export const A = '/file'\n",
		"lib/paths/index.ts":     "export const A = '/index'\n",
		"lib/deep/index.mts":     "export const D = '/deep'\n",
		"lib/use.ts":             "import { A } from './paths'\nimport { A as B } from './paths/index.js'\nimport { D } from './deep'\nfetch(A)\nfetch(B)\nfetch(D)\n",
		"lib/lazy.ts":            "const { D } = await import('./deep')\nfetch(D + '/x')\n",
		"src/binary.ts":          "fetch('/x')\x00",
		"src/huge.ts":            "fetch('/x')" + strings.Repeat(" ", maxSource),
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	fsys["src/link.ts"] = &fstest.MapFile{Data: []byte("none.ts"), Mode: fs.ModeSymlink}
	files := []string{"src/missing.ts", "../outside.ts", "src"}
	for name := range fsys {
		files = append(files, name, name)
	}
	read, err := ReadReferences(fsys, files)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for name, references := range read {
		got[name] = shownAll(references)
	}
	want := map[string][]string{
		"src/config.ts":          {"* /api/v1", "* /api/v1{}"},
		"src/api/endpoints.ts":   {"* /api/v1/items", "* /api/v1/items/{}"},
		"src/api/index.ts":       nil,
		"src/api/http.ts":        {"* /api/v1", "* /api/v1{}"},
		"src/pages/List.tsx":     {"GET /api/v1/things", "GET /api/v1/items", "* /api/v1/items/{}"},
		"src/pages/Aliased.tsx":  {"PUT /api/v1/a", "GET /api/v1/items/{}"},
		"src/pages/ByName.tsx":   {"GET /api/v1/items", "GET /api/v1/x"},
		"src/pages/Default.tsx":  {"GET api.example.com/x", "GET /api/v1/y", "GET /api/v1/z"},
		"src/pages/Unknown.tsx":  {"GET ?/x"},
		"src/pages/Required.cjs": {"GET /legacy/x"},
		"src/legacy.cjs":         {"* /legacy"},
		"src/loop/a.ts":          {"* ?/b/a", "GET ?/b/a"},
		"src/loop/b.ts":          {"* ?/a/b"},
		"src/none.ts":            nil,
		"lib/paths.ts":           {"* /file"},
		"lib/paths/index.ts":     {"* /index"},
		"lib/deep/index.mts":     {"* /deep"},
		"lib/use.ts":             {"GET /file", "GET /index", "GET /deep"},
		"lib/lazy.ts":            {"GET /deep/x"},
	}
	for name := range want {
		if !slices.Equal(got[name], want[name]) {
			t.Errorf("%s: got %q, want %q", name, got[name], want[name])
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s was read", name)
		}
	}
	if _, err := ReadReferences(os.DirFS(t.TempDir()+"/none"), nil); err == nil {
		t.Error("a tree that is not there was read")
	}
}

func TestReadReferencesResolved(t *testing.T) {
	fsys := fstest.MapFS{
		"a/config.ts": {Data: []byte("export const API = '/a'")},
		"b/config.ts": {Data: []byte("export const API = '/b'")},
		"app.ts":      {Data: []byte("import { API } from '$config'\nfetch(API + '/x')")},
	}
	files := []string{"a/config.ts", "b/config.ts", "app.ts"}
	resolve := func(file, specifier string) string {
		if file == "app.ts" && specifier == "$config" {
			return "b/config.ts"
		}
		return ""
	}
	for _, tt := range []struct {
		resolve Resolver
		want    string
	}{{nil, "GET ?/x"}, {resolve, "GET /b/x"}} {
		read, err := ReadReferencesResolved(fsys, files, tt.resolve)
		if err != nil || len(read["app.ts"]) != 1 || shown(read["app.ts"][0]) != tt.want {
			t.Errorf("got %v, %v, want %s", read["app.ts"], err, tt.want)
		}
	}
}

// The frontend of the sample project, as read by a person.
func TestReferencesAcme(t *testing.T) {
	fsys := os.DirFS("../../testdata/acme/frontend")
	var files []string
	err := fs.WalkDir(fsys, "src", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, name)
		}
		return err
	})
	if err != nil || len(files) < 20 {
		t.Fatal(files, err)
	}
	read, err := ReadReferences(fsys, files)
	if err != nil || len(read) != len(files) {
		t.Fatalf("read %d of %d files, %v", len(read), len(files), err)
	}
	got := map[string][]string{}
	for name, references := range read {
		for _, r := range references {
			got[name] = append(got[name], fmt.Sprint(r.Line, " ", shown(r)))
		}
	}
	want := map[string][]string{
		"src/App.tsx": {"6 * /checkout"},
		"src/api.ts": {
			"10 * api.acme.example?{}",
			"15 GET api.acme.example/api/v1/products",
			"16 GET api.acme.example/api/v1/products/search",
			"17 POST api.acme.example/api/v1/cart/{}/items",
			"18 DELETE api.acme.example/api/v1/cart/{}/items/{}",
			"19 GET api.acme.example/api/v1/cart/{}",
			"20 POST api.acme.example/api/v1/orders",
		},
		"src/blocks/NewsletterPopup.tsx": {"5 POST /newsletter"},
		"src/cms/campaigns.ts":           {"12 GET content.acme.example/blocks"},
		"src/server/main.ts":             {"8 * /feeds/"},
		"src/server/routes/product.ts":   {"4 * /internal/prices", "8 GET /internal/prices"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
