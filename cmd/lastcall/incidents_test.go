package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"lastcall/analyze/verdict"
)

// incidentTraffic is two weeks of a service in which GET /api/live is called five times an hour and POST /api/alone once
// a day; nothing else ever is.
func incidentTraffic(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	entry := func(at time.Time, method, path string) {
		fmt.Fprintf(&b, `{"id":"%d","timestamp":%q,"message":"clientIP=\"203.0.113.7\" requestID=\"a0000001-1001-4001\" responseTimeMS=6 responseBytes=118 userAgent=\"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\"","labels":[{"name":"type","value":"request"},{"name":"method","value":%q},{"name":"statusCode","value":"200"},{"name":"path","value":%q}]}`+"\n",
			at.UnixMilli(), at.Format(time.RFC3339Nano), method, path)
	}
	for hour := range 14 * 24 {
		at := start.Add(time.Duration(hour) * time.Hour)
		for i := range 5 {
			entry(at.Add(time.Duration(i)*10*time.Minute), "GET", "/api/live")
		}
		if hour%24 == 12 {
			entry(at.Add(55*time.Minute), "POST", "/api/alone")
		}
	}
	fmt.Fprintf(&b, `{"id":"last","timestamp":"2026-01-14T23:59:59Z","message":"done","labels":[{"name":"type","value":"app"}]}`+"\n")
	name := filepath.Join(t.TempDir(), "logs.ndjson")
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// runLine runs one command line and returns its standard output.
func runLine(t *testing.T, wantExit int, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	now := func() time.Time { return time.Date(2026, 1, 15, 6, 0, 0, 0, time.UTC) }
	if got := run(t.Context(), &env{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, now: now}, args); got != wantExit {
		t.Fatalf("lastcall %s: exit %d, want %d\n%s", strings.Join(args, " "), got, wantExit, &stderr)
	}
	return stdout.String()
}

// TestIncidents replays deletions that took something down: the verdicts that lastcall gives today, and that no plan has
// the files.
func TestIncidents(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	runLine(t, 0, "parse", "--data", data, incidentTraffic(t))
	incidents, err := filepath.Glob("../../testdata/incidents/*.txtar")
	if err != nil || len(incidents) == 0 {
		t.Fatalf("no incidents: %v", err)
	}
	for _, name := range incidents {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { replayIncident(t, name, data) })
	}
}

func replayIncident(t *testing.T, name, data string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var want []string
	for _, f := range archive.Files {
		if f.Name == "want" {
			want = strings.Split(strings.TrimSpace(string(f.Data)), "\n")
			continue
		}
		file := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	config := fmt.Sprintf("data: %s\nservices: [{name: api, routes: routes.json}]\nfrontend: {root: frontend, knip: frontend/knip.json, ages: none}\ndeletion: {repo: .}\n", data)
	if err := os.WriteFile(filepath.Join(dir, "lastcall.yaml"), []byte(config), 0o666); err != nil {
		t.Fatal(err)
	}
	configFile := filepath.Join(dir, "lastcall.yaml")
	var result struct {
		Files   []incidentFile `json:"files"`
		Modules []incidentFile `json:"handler_modules"`
	}
	if err := json.Unmarshal([]byte(runLine(t, 0, "crossref", "--config", configFile, "--format", "json")), &result); err != nil {
		t.Fatal(err)
	}
	planned := runLine(t, 0, "plan", "--config", configFile, "--include", "safe,static-only", "--format", "csv")
	for _, line := range want {
		checkIncident(t, line, result.Files, result.Modules, planned)
	}
}

type incidentFile struct {
	Path    string          `json:"path"`
	Verdict verdict.Verdict `json:"verdict"`
	Reasons []string        `json:"reasons"`
}

// checkIncident checks one line: "FILE VERDICT REASON", "module FILE" for a backend module to review, or "none FILE" for
// a file that is not flagged.
func checkIncident(t *testing.T, line string, files, modules []incidentFile, planned string) {
	t.Helper()
	words := append(strings.SplitN(line, " ", 3), "")
	list, path, want, reason := files, words[0], verdict.Verdict(words[1]), words[2]
	switch words[0] {
	case "module":
		list, path, want, reason = modules, words[1], verdict.Review, ""
	case "none":
		path, want, reason = words[1], "", ""
	}
	i := slices.IndexFunc(list, func(f incidentFile) bool { return f.Path == path })
	var got incidentFile
	if i >= 0 {
		got = list[i]
	}
	if got.Verdict != want || !strings.Contains(strings.Join(got.Reasons, "; "), reason) {
		t.Errorf("%s is %q for %q, want %q for %q", path, got.Verdict, got.Reasons, want, reason)
	}
	mayGo := want == verdict.Safe || want == verdict.StaticOnly
	for row := range strings.Lines(planned) {
		if inBatch := strings.Contains(row, ","+path+",") && !strings.HasPrefix(row, ","); inBatch && !mayGo {
			t.Errorf("%s is planned: %s", path, row)
		}
	}
}
