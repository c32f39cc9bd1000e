package catalogue_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"lastcall/analyze/catalogue"
)

func TestLoad(t *testing.T) {
	day := func(d, hour int) time.Time { return time.Date(2025, 10, d, hour, 0, 0, 0, time.UTC) }
	tests := []struct {
		path  string
		order catalogue.Order
		want  []catalogue.Route
	}{
		{"testdata/openapi.json", catalogue.Specific, []catalogue.Route{
			{Method: "GET", Path: "/orders/{id}", Name: "read_order", Tags: []string{"orders", "public"}, Added: time.Date(2025, 9, 30, 10, 0, 0, 0, time.UTC)},
			{Method: "DELETE", Path: "/orders/{id}", Name: "delete_order", Added: day(1, 0)},
			{Method: "GET", Path: "/orders/latest"},
			{Method: "GET", Path: "/carts", Name: "list_carts"},
			{Method: "HEAD", Path: "/"},
			{Method: "OPTIONS", Path: "/"},
			{Method: "TRACE", Path: "/"},
			{Method: "PUT", Path: "/"},
			{Method: "PATCH", Path: "/"},
			{Method: "POST", Path: "/"},
		}},
		{"testdata/openapi.yaml", catalogue.Specific, []catalogue.Route{
			{Method: "GET", Path: "/zoo/{id}", Name: "read_zoo", Tags: []string{"shop"}, Added: day(1, 0)},
			{Method: "DELETE", Path: "/zoo/{id}"},
			{Method: "POST", Path: "/ants", Tags: []string{"shop"}},
		}},
		{"testdata/dump.json", catalogue.Registered, []catalogue.Route{
			{Method: "GET", Path: "/openapi.json", Name: "openapi"},
			{Method: "POST", Path: "/users/{user_id:int}", Name: "update_user", File: "app/api/users.py", Line: 12, Tags: []string{"users"}, Added: day(1, 8)},
			{Method: "WS", Path: "/ws/{room}", Name: "room", File: "app/ws.py", Line: 7},
			{Method: "GET", Path: "/static/{path:path}", Name: "static"},
			{Method: "*", Path: "/admin/{path:path}"},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			f, err := catalogue.Load(tt.path)
			if err != nil {
				t.Fatal(err)
			}
			if f.Path != tt.path || f.Order != tt.order {
				t.Errorf("path %q, order %d; want %q, %d", f.Path, f.Order, tt.path, tt.order)
			}
			for i := range tt.want {
				tt.want[i].Source = tt.path
			}
			compareRoutes(t, f.Routes, tt.want)
		})
	}
}

func compareRoutes(t *testing.T, got, want []catalogue.Route) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("route %d is missing: %+v", i, want[i])
		case i >= len(want):
			t.Errorf("route %d is too many: %+v", i, got[i])
		case !reflect.DeepEqual(got[i], want[i]):
			t.Errorf("route %d:\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

// write stores a routes file for one test.
func write(t testing.TB, content string) string {
	path := filepath.Join(t.TempDir(), "routes")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadShapes(t *testing.T) {
	tests := map[string]string{
		"a bare list of rows":    `[{"method":"GET","path":"/a"}]`,
		"white space and a mark": "\ufeff\r\n [{\"method\":\"GET\",\"path\":\"/a\",\"kind\":\"http\"}]\n",
		"a dump as YAML":         "routes:\n- {method: GET, path: /a}\n",
		"OpenAPI in one line":    `{"paths":{"/a":{"get":{}}},"openapi":"3.0.3"}`,
		"YAML with a separator":  "---\nopenapi: '3.1.1'\npaths: {/a: {get: {}}}\n",
	}
	for name, content := range tests {
		f, err := catalogue.Load(write(t, content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(f.Routes) != 1 || f.Routes[0].Endpoint() != "GET:/a" {
			t.Errorf("%s: got %+v, want GET:/a", name, f.Routes)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct{ content, reason string }{
		{"", "it is empty"},
		{" \n", "it is empty"},
		{"# nothing\n", "neither an OpenAPI document nor a route dump"},
		{"a story", "neither an OpenAPI document nor a route dump"},
		{"a: [", "neither JSON nor YAML"},
		{`{"openapi": "3.1.0", "paths": {`, "not valid JSON"},
		{`{"hello": "world"}`, "neither an OpenAPI document nor a route dump"},
		{`{"swagger": "2.0", "paths": {"/a": {"get": {}}}}`, "Swagger 2.0"},
		{"swagger: 2.0\npaths: {}\n", "Swagger 2"},
		{`{"openapi": "4.0.0", "paths": {"/a": {"get": {}}}}`, "OpenAPI 4.0.0"},
		{`{"openapi": "31", "paths": {"/a": {"get": {}}}}`, "OpenAPI 31"},
		{`{"openapi": "3.1.0"}`, "it has no paths"},
		{`{"openapi": "3.1.0", "paths": {}}`, "it has no paths"},
		{`{"openapi": "3.1.0", "paths": null}`, "it has no paths"},
		{`{"openapi": "3.1.0", "paths": {"/a": {"summary": "nothing"}}}`, "it has no paths"},
		{`{"openapi": "3.1.0", "paths": []}`, "not an object"},
		{`{"openapi": "3.1.0", "paths": {"a": {"get": {}}}}`, `path "a" has the path "a", which does not start with /`},
		{`{"openapi": "3.1.0", "paths": {"/a": []}}`, `path "/a" has a wrong item`},
		{`{"openapi": "3.1.0", "paths": {"/a": {"get": []}}}`, `path "/a" has a wrong get operation`},
		{`{"openapi": "3.1.0", "paths": {"/a": {"get": {"x-added": "yesterday"}}}}`, `path "/a" has the time "yesterday"`},
		{`{"openapi": "3.1.0", "paths": {"/a": {"$ref": "other.json#/a"}}}`, `the reference "other.json#/a", which leads nowhere`},
		{`{"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/components/pathItems/a"}}}`, "which leads nowhere"},
		{`{"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}`, "lead in a circle"},
		{`[]`, "it has no routes"},
		{`{"routes": []}`, "it has no routes"},
		{`{"routes": {}}`, "not a list"},
		{`[{"method":"GET","path":"/a"}, 7]`, "row 2 has a wrong shape"},
		{`[{"method":"GET","path":"/a","line":"x"}]`, "row 1 has a wrong shape"},
		{`[{"method":"GET"}]`, "row 1 has no path"},
		{`[{"method":"GET","path":"a"}]`, `row 1 has the path "a", which does not start with /`},
		{`[{"path":"/a"}]`, "row 1 has no method"},
		{`[{"method":"GET","path":"/a","kind":"teapot"}]`, `row 1 has the unknown kind "teapot"`},
		{`[{"method":"GET","path":"/a","added":"2025-13-01"}]`, `row 1 has the time "2025-13-01"`},
	}
	for _, tt := range tests {
		path := write(t, tt.content)
		_, err := catalogue.Load(path)
		var format *catalogue.FormatError
		if !errors.As(err, &format) {
			t.Errorf("%s: got error %v, want a FormatError", tt.content, err)
			continue
		}
		if !strings.Contains(format.Reason, tt.reason) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got error %q, want one that names the file and says %q", tt.content, err, tt.reason)
		}
		if format.Hint == "" || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got hint %q and error %q, want a hint and one line", tt.content, format.Hint, err)
		}
	}
}

func TestLoadMissingFile(t *testing.T) {
	_, err := catalogue.Load(filepath.Join(t.TempDir(), "none.json"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want an error that wraps fs.ErrNotExist", err)
	}
}

func FuzzLoad(f *testing.F) {
	for _, name := range []string{"openapi.json", "openapi.yaml", "dump.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, content string) {
		file, err := catalogue.Load(write(t, content))
		var format *catalogue.FormatError
		if err != nil {
			if !errors.As(err, &format) {
				t.Errorf("got error %v, want a FormatError", err)
			}
			return
		}
		if len(file.Routes) == 0 {
			t.Error("no routes and no error")
		}
		catalogue.New(file).Match("GET", "/", false)
	})
}
