package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lastcall/analyze/catalogue"
	"lastcall/analyze/verdict"
	"lastcall/report"
)

const acmeSource = "../../testdata/acme"

// TestAcme does the whole job for the sample project, twice.
func TestAcme(t *testing.T) {
	dir := copyAcme(t)
	stdout := runAcme(t, dir)
	// By hand: the edge logs 5019 requests of api, 2042 of web and 54 of admin; api itself logs 6679, which are these without 20
	// answered at the edge and one given up, and 336 private calls, 1344 health checks and a look for the port. Each service says
	// 343 times that it is alive, and Render twice that one is live.
	if want := "= 13794 requests + 1031 other + 0 rejected + "; !strings.Contains(stdout, want) {
		t.Errorf("the first run prints %q, want %q in it", stdout, want)
	}
	first := outputs(t, dir)
	t.Run("endpoints", func(t *testing.T) { acmeEndpointVerdicts(t, readAcme(t, first)) })
	t.Run("traffic", func(t *testing.T) { acmeTraffic(t, readAcme(t, first)) })
	t.Run("files", func(t *testing.T) { acmeFileVerdicts(t, readAcme(t, first)) })

	stdout = runAcme(t, dir)
	if want := "3 sources (3 known already): 0 records"; !strings.Contains(stdout, want) {
		t.Errorf("the second run prints %q, want %q in it", stdout, want)
	}
	for name, text := range outputs(t, dir) {
		if !bytes.Equal(text, first[name]) {
			t.Errorf("the second run writes another %s", name)
		}
	}
}

// copyAcme copies the sample, without what running it left behind.
func copyAcme(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(acmeSource)); err != nil {
		t.Fatal(err)
	}
	for _, left := range []string{"data", "out"} {
		if err := os.RemoveAll(filepath.Join(dir, left)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// runAcme runs the job some hours after the newest line and returns what it printed.
func runAcme(t *testing.T, dir string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	e := &env{
		stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr,
		now: func() time.Time { return time.Date(2025, 10, 22, 6, 0, 0, 0, time.UTC) },
	}
	if code := run(t.Context(), e, []string{"run", "-v", "--config", filepath.Join(dir, configName)}); code != exitDone {
		t.Fatalf("exit code %d, want %d:\n%s%s", code, exitDone, &stdout, &stderr)
	}
	return stdout.String()
}

func outputs(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	texts := map[string][]byte{}
	for _, name := range []string{"production-usage.json", "unused.json", "crossref.json"} {
		text, err := os.ReadFile(filepath.Join(dir, "out", name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = text
	}
	return texts
}

// acmeOutput is what the written documents say, as far as it is looked at.
type acmeOutput struct {
	usage struct {
		Services map[string]struct {
			Stats      map[string]acmeStats
			Unmatched  []verdict.Unmatched
			Preflights []verdict.Preflight
			Evidence   struct {
				ClientRequests int64 `json:"client_requests"`
			}
			Window struct{ Since, Until time.Time }
		}
	}
	unused struct {
		Services map[string]struct {
			Endpoints []struct {
				Endpoint  string
				Verdict   verdict.Verdict
				Calls     int64
				Synthetic map[verdict.Class]int64
			}
			Shadowed []verdict.Shadowed
		}
	}
	crossref struct {
		Files []struct {
			Path    string
			Verdict verdict.Verdict
			Reasons []string
		}
	}
}

type acmeStats struct {
	Calls     int64
	First     time.Time `json:"first_used"`
	Last      time.Time `json:"last_used"`
	Synthetic map[verdict.Class]int64
}

func readAcme(t *testing.T, texts map[string][]byte) (o acmeOutput) {
	t.Helper()
	for name, document := range map[string]any{"production-usage.json": &o.usage, "unused.json": &o.unused, "crossref.json": &o.crossref} {
		if err := json.Unmarshal(texts[name], document); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return o
}

// acmeEndpointVerdicts: what stats lists is used, unless unused judges it otherwise.
func acmeEndpointVerdicts(t *testing.T, o acmeOutput) {
	occurring := map[verdict.Verdict]bool{}
	for service, want := range acmeEndpoints {
		got := map[string]wantEndpoint{}
		synthetic := map[string]map[verdict.Class]int64{}
		for key, s := range o.usage.Services[service].Stats {
			got[key], synthetic[key] = wantEndpoint{verdict: verdict.Used, calls: s.Calls}, s.Synthetic
		}
		for _, e := range o.unused.Services[service].Endpoints {
			got[e.Endpoint], synthetic[e.Endpoint] = wantEndpoint{verdict: e.Verdict, calls: e.Calls}, e.Synthetic
		}
		for _, key := range bothKeys(want, got) {
			g, w := got[key], want[key]
			occurring[g.verdict] = true
			if g.verdict != w.verdict || g.calls != w.calls {
				t.Errorf("%s %s is %q with %d calls, want %q with %d: %s", service, key, g.verdict, g.calls, w.verdict, w.calls, w.why)
			}
			if w := acmeSynthetic[service][key]; !maps.Equal(synthetic[key], w) {
				t.Errorf("%s %s has traffic that is no use %v, want %v", service, key, synthetic[key], w)
			}
		}
	}
	for _, v := range []verdict.Verdict{
		verdict.Used, verdict.ErrorsOnly, verdict.SyntheticOnly, verdict.Unused, verdict.Kept, verdict.TooNew, verdict.Insufficient,
	} {
		if !occurring[v] {
			t.Errorf("no endpoint is %s", v)
		}
	}
}

// bothKeys are the keys of either map, sorted.
func bothKeys[W, G any](want map[string]W, got map[string]G) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(want)), maps.Keys(got))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// acmeTraffic looks at what the documents say beside verdicts.
func acmeTraffic(t *testing.T, o acmeOutput) {
	api, web := o.usage.Services["api"], o.usage.Services["web"]
	same := func(what string, got, want any) {
		t.Helper()
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	day := func(d int) time.Time { return time.Date(2025, 10, d, 0, 0, 0, 0, time.UTC) }
	same("the window", api.Window, struct{ Since, Until time.Time }{day(8), day(22)})
	for service, requests := range acmeRequests {
		same("client requests of "+service, o.usage.Services[service].Evidence.ClientRequests, requests)
	}
	removed := api.Stats["DELETE:/api/v1/cart/{cart_id}/items/{item_id}"]
	same("first call of DELETE", removed.First, time.Date(2025, 10, 9, 11, 2, 31, 0, time.UTC))
	same("last call of DELETE", removed.Last, time.Date(2025, 10, 20, 8, 30, 54, 0, time.UTC))
	same("preflights", api.Preflights, []verdict.Preflight{{Path: "/api/v1/cart/{cart_id}/items", Requests: 120}})

	unmatched := func(all []verdict.Unmatched) (texts []string) {
		for _, u := range all {
			texts = append(texts, fmt.Sprintf("%s: %d, %d answered", u.Template, u.Calls, u.OK))
		}
		return texts
	}
	same("what api has no route for", unmatched(api.Unmatched), []string{"GET /favicon.ico: 40, 0 answered"})
	same("what web has no route for", unmatched(web.Unmatched), []string{"GET /feeds/products.xml: 42, 42 answered"})

	var shadowed []string
	for _, s := range o.unused.Services["api"].Shadowed {
		shadowed = append(shadowed, fmt.Sprintf("%s in %s", s.Endpoint, s.File))
	}
	same("the routes that never serve", shadowed, []string{
		"GET:/api/v1/products/featured in backend/shop/products.py", "GET:/api/v1/account/me in backend/shop/legacy.py",
	})
}

func acmeFileVerdicts(t *testing.T, o acmeOutput) {
	got := map[string]verdict.Verdict{}
	reasons := map[string][]string{}
	occurring := map[verdict.Verdict]bool{}
	for _, f := range o.crossref.Files {
		got[f.Path], reasons[f.Path], occurring[f.Verdict] = f.Verdict, f.Reasons, true
	}
	for _, path := range bothKeys(acmeFiles, got) {
		if want := acmeFiles[path]; got[path] != want.verdict {
			t.Errorf("%s is %q (%q), want %q: %s", path, got[path], reasons[path], want.verdict, want.why)
		}
		if _, err := os.Stat(filepath.Join(acmeSource, "frontend", path)); err != nil {
			t.Error(err)
		}
	}
	for _, v := range []verdict.Verdict{
		verdict.InUse, verdict.Safe, verdict.Review, verdict.StaticOnly, verdict.Kept, verdict.TooNew, verdict.Insufficient,
	} {
		if !occurring[v] {
			t.Errorf("no file is %s", v)
		}
	}
}

// TestAcmeRoutes: each route stands where its list says.
func TestAcmeRoutes(t *testing.T) {
	for list, root := range map[string]string{"api": "", "web": "frontend", "admin": "frontend"} {
		f, err := catalogue.Load(filepath.Join(acmeSource, "routes", list+".json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range f.Routes {
			text, err := os.ReadFile(filepath.Join(acmeSource, root, r.File))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(text), "\n")
			if r.Line < 1 || r.Line > len(lines) {
				t.Errorf("%s: %s has no line %d", r.Endpoint(), r.File, r.Line)
				continue
			}
			line := lines[r.Line-1]
			if !strings.Contains(line, "def "+r.Name+"(") && !strings.HasPrefix(line, "function "+r.Name+"(") {
				t.Errorf("%s: line %d of %s is %q, not %s", r.Endpoint(), r.Line, r.File, report.Printable(line), r.Name)
			}
		}
	}
}
