package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lastcall/parse/render/rendertest"
)

// TestPull downloads from a server that behaves as Render's API does, and parses what came.
func TestPull(t *testing.T) {
	start := time.Date(2026, 1, 15, 2, 0, 0, 0, time.UTC)
	var logs []rendertest.Log
	for n := range 30 {
		logs = append(logs, rendertest.Request("srv-api", start.Add(time.Duration(n)*5*time.Minute), n), rendertest.App("srv-api", start.Add(time.Duration(n)*5*time.Minute), n, "a message"))
	}
	now := func() time.Time { return start.Add(4 * time.Hour) }
	server := rendertest.New(t, logs...)
	server.Now = now
	t.Setenv("RENDER_API_KEY", server.Key)
	dir := t.TempDir()
	config := "data: data\nsources: logs\npull: {owner: " + rendertest.Owner + ", dir: logs}\nservices: [{name: api, resource: srv-api}]\n"
	if err := os.WriteFile(filepath.Join(dir, configName), []byte(config), 0o666); err != nil {
		t.Fatal(err)
	}
	pull := func(wantExit int, args ...string) (stdout, stderr string) {
		t.Helper()
		var out, errs bytes.Buffer
		e := &env{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, now: now}
		args = append(args, "--config", filepath.Join(dir, configName))
		if got := run(t.Context(), e, args); got != wantExit {
			t.Fatalf("lastcall %s: exit %d, want %d\n%s%s", strings.Join(args, " "), got, wantExit, &out, &errs)
		}
		if strings.Contains(out.String()+errs.String(), server.Key) {
			t.Fatalf("the key is printed:\n%s%s", &out, &errs)
		}
		return out.String(), errs.String()
	}
	from := []string{"pull", "--api", server.URL, "--since", "2026-01-15T02:00:00Z", "--until", "2026-01-15T05:00:00Z"}
	stdout, _ := pull(0, from...)
	if want := "srv-api: 3 hours, 60 entries\n"; !strings.HasPrefix(stdout, want) {
		t.Errorf("pull prints %q, want %q first", stdout, want)
	}
	stdout, _ = pull(0, from...)
	if want := "3 hours were there already"; !strings.Contains(stdout, want) {
		t.Errorf("the second pull prints %q, want %q", stdout, want)
	}
	stdout, _ = pull(0, "parse")
	if want := "3 sources: 60 records = 30 requests + 30 other"; !strings.HasPrefix(stdout, want) {
		t.Errorf("parse prints %q, want %q", stdout, want)
	}

	// The nightly job pulls first; the key is in no file that it writes.
	text := config + "window: {days: 1}\n"
	text = strings.Replace(text, "dir: logs", "dir: night, api: "+server.URL, 1)
	if err := os.WriteFile(filepath.Join(dir, configName), []byte(strings.Replace(text, "sources: logs\n", "", 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	stdout, _ = pull(4, "run", "-v", "--out", filepath.Join(dir, "out"))
	if want := "pull      3 hours, 60 entries; "; !strings.HasPrefix(stdout, want) {
		t.Errorf("run prints %q, want %q first", stdout, want)
	}
	note, err := os.ReadFile(filepath.Join(dir, "out", runName))
	if err != nil || !strings.Contains(string(note), `"name": "pull"`) || strings.Contains(string(note), server.Key) {
		t.Errorf("run.json: %v\n%s", err, note)
	}
	for _, refused := range []struct {
		args []string
		want string
	}{
		{[]string{"pull", "--owner", "", "--api", server.URL}, "--owner is empty"},
		{[]string{"pull", "--api", "http://render.example"}, "http"},
		{[]string{"pull", "extra"}, "unexpected argument"},
		{[]string{"pull", "--api", server.URL, "--since", "2020-01-01", "--until", "2020-01-02"}, "Render keeps logs"},
	} {
		if _, stderr := pull(2, refused.args...); !strings.Contains(stderr, refused.want) {
			t.Errorf("%v: %q, want %q in it", refused.args, stderr, refused.want)
		}
	}
	t.Setenv("RENDER_API_KEY", "")
	if _, stderr := pull(2, from...); !strings.Contains(stderr, "there is no API key") {
		t.Errorf("without a key: %q", stderr)
	}
}
