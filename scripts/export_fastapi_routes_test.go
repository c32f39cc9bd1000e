package scripts_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"lastcall/analyze/catalogue"
)

// interpreter is the first Python that has FastAPI, or "".
var interpreter = sync.OnceValue(func() string {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import fastapi").Run() == nil {
			return name
		}
	}
	return ""
})

// export runs the script in a directory.
func export(t *testing.T, dir string, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	if interpreter() == "" {
		t.Skip("no python3 here has FastAPI (Debian: apt-get install python3-fastapi)")
	}
	script, err := filepath.Abs("export_fastapi_routes.py")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(interpreter(), append([]string{script}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1"), env...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
}

// decode reads a dump as plain values, so that members too many or missing are seen.
func decode(t *testing.T, text string) (dump struct {
	Framework string
	Routes    []map[string]any
}) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &dump); err != nil {
		t.Fatalf("the dump is not JSON: %v\n%s", err, text)
	}
	return dump
}

func TestExportFastAPI(t *testing.T) {
	stdout, stderr, code := export(t, "testdata/fastapi_app", nil, "main:app")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	if !strings.Contains(stderr, "starting: this line") {
		t.Errorf("what the application prints is not on standard error: %q", stderr)
	}
	want, err := os.ReadFile("testdata/fastapi_app.json")
	if err != nil {
		t.Fatal(err)
	}
	compareDumps(t, stdout, string(want))
}

func compareDumps(t *testing.T, got, want string) {
	t.Helper()
	g, w := decode(t, got), decode(t, want)
	if g.Framework != w.Framework {
		t.Errorf("framework %q, want %q", g.Framework, w.Framework)
	}
	if len(g.Routes) != len(w.Routes) {
		t.Errorf("%d rows, want %d", len(g.Routes), len(w.Routes))
	}
	for i := range min(len(g.Routes), len(w.Routes)) {
		if !reflect.DeepEqual(g.Routes[i], w.Routes[i]) {
			t.Errorf("row %d:\n got %v\nwant %v", i+1, g.Routes[i], w.Routes[i])
		}
	}
}

func TestExportedDumpLoads(t *testing.T) {
	f, err := catalogue.Load("testdata/fastapi_app.json")
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue.New(f)
	// One of the 23 rows repeats GET /api/v1/users/{user_id}.
	if len(f.Routes) != 23 || len(c.Endpoints()) != 22 {
		t.Errorf("%d routes, %d endpoints; want 23, 22", len(f.Routes), len(c.Endpoints()))
	}
	shadowed := c.Shadowed()
	if len(shadowed) != 1 || shadowed[0].Route.Name != "read_user_again" || shadowed[0].By.Name != "read_user" {
		t.Errorf("shadowed: %+v, want read_user_again by read_user", shadowed)
	}
}

func TestExportStarlette(t *testing.T) {
	stdout, stderr, code := export(t, "testdata/starlette_app", nil, "service:app", "--root", "..")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	compareDumps(t, stdout, `{"framework": "starlette", "routes": [
		{"method": "POST", "path": "/items", "name": "items", "file": "starlette_app/service.py", "line": 12, "kind": "http", "in_schema": true},
		{"method": "*", "path": "/any", "name": "Handlers", "file": "starlette_app/service.py", "line": 14, "kind": "http", "in_schema": true},
		{"method": "GET", "path": "/outer/shop/items/{id}", "name": "item", "file": "starlette_app/service.py", "line": 17, "kind": "http", "in_schema": false},
		{"method": "GET", "path": "/outer/shop/feed", "name": "feed", "file": "starlette_app/service.py", "line": 20, "kind": "websocket", "in_schema": true},
		{"method": "*", "path": "/outer/shop/files/{path:path}", "name": "", "file": null, "line": null, "kind": "mount", "in_schema": false},
		{"method": "PUT", "path": "/outer/inner/deep", "name": "item", "file": "starlette_app/service.py", "line": 17, "kind": "http", "in_schema": true},
		{"method": "PATCH", "path": "/status", "name": "item", "file": "starlette_app/service.py", "line": 17, "kind": "http", "in_schema": true}
	]}`)
}

func TestExportRefuses(t *testing.T) {
	tests := []struct {
		app    string
		env    []string
		reason string
	}{
		{"service", nil, "MODULE:APP"},
		{"nomodule:app", nil, "cannot import nomodule:app: ModuleNotFoundError"},
		{"service:nothing", nil, "has no attribute 'nothing'"},
		{"service:item", nil, "not a FastAPI or Starlette application but of type function"},
		{"service:broken.app", nil, "RuntimeError: two lines"},
		{"service:app", []string{"STOP=1"}, "SystemExit: DATABASE_URL is not set"},
		{"service:unknown", nil, "cannot read a route of type SimpleNamespace"},
	}
	for _, tt := range tests {
		output := filepath.Join(t.TempDir(), "routes.json")
		stdout, stderr, code := export(t, "testdata/starlette_app", tt.env, tt.app, "-o", output)
		if code != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, tt.reason) {
			t.Errorf("%s: exit code %d, output %q, error %q; want 2, nothing, one line with %q", tt.app, code, stdout, stderr, tt.reason)
		}
		if _, err := os.Stat(output); err == nil {
			t.Errorf("%s: left an output file", tt.app)
		}
	}
}

func TestExportAdded(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/fastapi_app")); err != nil {
		t.Fatal(err)
	}
	commit := func(when string, files ...string) {
		git(t, dir, when, append([]string{"add"}, files...)...)
		git(t, dir, when, "commit", "--quiet", "--message", "change")
	}
	git(t, dir, "", "init", "--quiet")
	commit("2025-09-01T10:00:00+02:00", "users.py")
	users := filepath.Join(dir, "users.py")
	text, err := os.ReadFile(users)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("def read_user("), []byte("async def read_user("), 1)
	if err := os.WriteFile(users, text, 0o600); err != nil {
		t.Fatal(err)
	}
	commit("2025-10-01T00:00:00Z", "users.py")

	output := filepath.Join(dir, "routes.json")
	if _, stderr, code := export(t, dir, nil, "main:app", "--added", "-o", output); code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	dump, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]any{}
	for _, row := range decode(t, string(dump)).Routes {
		got[row["name"].(string)] = row["added"]
	}
	want := map[string]any{
		"list_users": "2025-09-01T08:00:00Z",
		"read_user":  "2025-10-01T00:00:00Z",
		"store_file": "2025-09-01T08:00:00Z",
		"root":       nil, // main.py was never committed
		"openapi":    nil,
	}
	for name, added := range want {
		if got[name] != added {
			t.Errorf("%s was added %v, want %v", name, got[name], added)
		}
	}
	if _, err := catalogue.Load(output); err != nil {
		t.Error(err)
	}
}

// git runs git in a directory as if at a certain time.
func git(t *testing.T, dir, when string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git here")
	}
	identity := []string{"-c", "user.name=Example", "-c", "user.email=dev@example.com", "-c", "commit.gpgsign=false"}
	cmd := exec.Command("git", slices.Concat(identity, args)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE="+when, "GIT_AUTHOR_DATE="+when, "GIT_CONFIG_GLOBAL="+os.DevNull)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", args[0], err, out)
	}
}
