package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"lastcall/analyze/verdict"
)

// load writes src to a lastcall.yaml in a directory of its own and loads it.
func load(t *testing.T, src string) (*Config, string, error) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "lastcall.yaml")
	if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path)
	return c, dir, err
}

// defaults is what a file in dir that says nothing means.
func defaults(dir string) *Config {
	return &Config{
		Path:   filepath.Join(dir, "lastcall.yaml"),
		Data:   filepath.Join(dir, "data"),
		Out:    filepath.Join(dir, "out"),
		Window: Window{Days: 14},
		Policy: verdict.Policy{MinDays: 14, MinCoverage: 0.95, MinRequests: 1000, MinBrowsers: 3},

		Frontend: Frontend{KnipBase: "."},
		Pull:     Pull{Dir: filepath.Join(dir, "logs")},
		Health:   Health{MaxAge: 48 * time.Hour},
		Plan:     Plan{Include: []verdict.Verdict{verdict.Safe}},
		Deletion: Deletion{MaxFiles: 5, TagPrefix: "cleanup-batch-", MaxEvidenceAge: 336 * time.Hour},
	}
}

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func TestLoad(t *testing.T) {
	tests := []struct {
		name string
		src  string
		want func(c *Config, dir string)
	}{
		{"empty", "", func(*Config, string) {}},
		{"comment only", "# later\n", func(*Config, string) {}},
		{"null", "null\n", func(*Config, string) {}},
		{"empty mapping", "{}\n", func(*Config, string) {}},
		{"document marks", "%YAML 1.2\n---\nwindow: {days: 7}\n---\n", func(c *Config, _ string) { c.Window.Days = 7 }},
		{"byte order mark", "\ufeffwindow: {days: 7}\n", func(c *Config, _ string) { c.Window.Days = 7 }},
		{"carriage returns", "window:\r\n  days: 7\r\n", func(c *Config, _ string) { c.Window.Days = 7 }},
		{"keys without values", "data:\nservices:\nkeep: ~\nwindow:\n  days:\npolicy:\n", func(*Config, string) {}},
		{"relative paths", "data: d\nout: ../o\nsources: logs/**/*.gz\n", func(c *Config, dir string) {
			c.Data = filepath.Join(dir, "d")
			c.Out = filepath.Join(filepath.Dir(dir), "o")
			c.Sources = []string{filepath.Join(dir, "logs/**/*.gz")}
		}},
		{"absolute paths and a tilde", "data: /srv/d/\nsources: [/var/log/a.json, ~/b]\n", func(c *Config, dir string) {
			c.Data = "/srv/d"
			c.Sources = []string{"/var/log/a.json", filepath.Join(dir, "~/b")}
		}},
		{"monitoring by day", "monitoring: {start: 2026-01-05, days: 21}\n", func(c *Config, _ string) {
			c.Monitoring = Monitoring{Start: day(2026, 1, 5), Days: 21}
		}},
		{"monitoring by time", "monitoring:\n  start: 2026-01-05T09:00:00+02:00\n  days: 400\n", func(c *Config, _ string) {
			c.Monitoring = Monitoring{Start: day(2026, 1, 5).Add(7 * time.Hour), Days: 400}
		}},
		{"one service without resource", "services:\n  - name: api\n    routes: r.json\n", func(c *Config, dir string) {
			c.Services = []Service{{Name: "api", Routes: []string{filepath.Join(dir, "r.json")}, Line: 2}}
		}},
		{"plan", "plan: {include: [static-only, safe]}\n", func(c *Config, _ string) {
			c.Plan.Include = []verdict.Verdict{verdict.StaticOnly, verdict.Safe}
		}},
		{"health", "health: {max-age: 3d}\n", func(c *Config, _ string) { c.Health.MaxAge = 72 * time.Hour }},
		{"health off", "health: {max-age: off}\n", func(c *Config, _ string) { c.Health.MaxAge = 0 }},
		{"deletion", "deletion: {repo: .., max-files: 20, test: make test, tag-prefix: clean/x-, protected: ['*.sql'], max-evidence-age: 36h, deployed-ref: origin/main~1}\n", func(c *Config, dir string) {
			c.Deletion = Deletion{
				Repo: filepath.Dir(dir), MaxFiles: 20, Test: "make test", TagPrefix: "clean/x-", Protected: []string{"*.sql"},
				MaxEvidenceAge: 36 * time.Hour, DeployedRef: "origin/main~1",
			}
		}},
		{"two services", `services:
  - name: api
    resource: srv-1
    routes: [a.json, /b.json]
    strip-prefix: /backend
    health-path: /healthz
  - {name: web_2.0-x, resource: srv-2}
`, func(c *Config, dir string) {
			c.Services = []Service{
				{Name: "api", Resource: "srv-1", Routes: []string{filepath.Join(dir, "a.json"), "/b.json"},
					StripPrefix: "/backend", HealthPath: "/healthz", Line: 2},
				{Name: "web_2.0-x", Resource: "srv-2", Line: 7},
			}
		}},
		{"frontend", "frontend: {root: fe, knip: k.json, components: [c1, c2], ages: git}\n", func(c *Config, dir string) {
			c.Frontend = Frontend{
				KnipBase:   ".",
				Root:       filepath.Join(dir, "fe"),
				Knip:       []string{filepath.Join(dir, "k.json")},
				Components: []string{filepath.Join(dir, "c1"), filepath.Join(dir, "c2")},
				Ages:       "git",
			}
		}},
		{"ages none", "frontend: {ages: none}\n", func(c *Config, _ string) { c.Frontend.Ages = "none" }},
		{"keep", `keep:
  - match: "POST:/api/webhooks/**"
    owner: payments
    reason: >
      called once
      a quarter
    until: 2026-12-31
  - match: GET:/items/{id}
    until: 2026-12-31T18:00:00Z
  - match: 'src/app/\[id\]/**'
`, func(c *Config, _ string) {
			c.Keep = []verdict.Keep{
				{Match: "POST:/api/webhooks/**", Owner: "payments", Reason: "called once a quarter", Until: day(2026, 12, 31), Line: 2},
				{Match: "GET:/items/{id}", Until: day(2026, 12, 31).Add(18 * time.Hour), Line: 8},
				{Match: `src/app/\[id\]/**`, Line: 10},
			}
		}},
		{"policy", "policy: {min-days: 1, min-coverage: 1, min-requests: 0, min-browsers: 1}\n", func(c *Config, _ string) {
			c.Policy = verdict.Policy{MinDays: 1, MinCoverage: 1, MinRequests: 0, MinBrowsers: 1}
		}},
		{"coverage as a fraction", "policy: {min-coverage: .5}\n", func(c *Config, _ string) { c.Policy.MinCoverage = 0.5 }},
		{"coverage as a percentage", "policy: {min-coverage: 97.5%}\n", func(c *Config, _ string) { c.Policy.MinCoverage = 0.975 }},
		{"coverage as quoted percentage", "policy: {min-coverage: \"95%\"}\n", func(c *Config, _ string) { c.Policy.MinCoverage = 0.95 }},
		{"no coverage asked for", "policy: {min-coverage: 0}\n", func(c *Config, _ string) { c.Policy.MinCoverage = 0 }},
		{"a value by its anchor", "window:\n  days: &n 30\npolicy:\n  min-days: *n\n", func(c *Config, _ string) {
			c.Window.Days, c.Policy.MinDays = 30, 30
		}},
		{"a merged entry", `services:
  - &api
    name: api
    resource: srv-1
    health-path: /healthz
  - resource: srv-2
    <<: *api
    name: jobs
`, func(c *Config, _ string) {
			c.Services = []Service{
				{Name: "api", Resource: "srv-1", HealthPath: "/healthz", Line: 2},
				{Name: "jobs", Resource: "srv-2", HealthPath: "/healthz", Line: 6},
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, dir, err := load(t, tt.src)
			if err != nil {
				t.Fatal(err)
			}
			want := defaults(dir)
			tt.want(want, dir)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestLoadRelativePath(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if err := os.WriteFile("lastcall.yaml", []byte("sources: logs\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := Load("lastcall.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := defaults(dir)
	want.Sources = []string{filepath.Join(dir, "logs")}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestLoadMissing(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "lastcall.yaml"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
}

func TestDefault(t *testing.T) {
	want := defaults("")
	want.Path, want.Data, want.Out = "", "./data", "./out"
	want.Pull.Dir = "./logs"
	want.Pull.Dir = "./logs"
	if got := Default(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
