package config

import (
	"path/filepath"
	"reflect"
	"regexp"
	"testing"
	"time"

	"lastcall/analyze/verdict"
)

func TestTemplateIsDefault(t *testing.T) {
	got, dir, err := load(t, string(Template()))
	if err != nil {
		t.Fatal(err)
	}
	if want := defaults(dir); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestTemplateUncommented(t *testing.T) {
	// Explanations have one space after the "#"; keys have none and list entries two.
	optional := regexp.MustCompile(`(?m)^#(\S|  )`)
	got, dir, err := load(t, optional.ReplaceAllString(string(Template()), "$1"))
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	want := defaults(dir)
	want.Sources = []string{at("logs/**/*.json.gz")}
	want.Monitoring = Monitoring{Start: day(2026, 1, 5), Days: 14}
	want.Services = []Service{
		{Name: "api", Resource: "srv-abc123", Routes: []string{at("openapi.json")}, StripPrefix: "/backend", HealthPath: "/healthz"},
		{Name: "jobs", Resource: "srv-def456"},
	}
	want.Frontend = Frontend{Root: at("frontend"), Knip: []string{at("knip.json")}, Components: []string{at("components")}, Ages: "git",
		KnipBase: "web", Assets: []string{at("dist")},
		Edges: []Edge{{File: "src/pay/**", Endpoint: "POST:/api/v1/pay"}, {File: "src/Hero.tsx", Component: "Hero"}},
	}
	want.Keep = []verdict.Keep{
		{Match: "POST:/api/webhooks/**", Owner: "payments team", Reason: "called once a quarter", Until: day(2026, 12, 31)},
		{Match: "src/legacy/**"},
	}
	want.Pull = Pull{Owner: "tea-abc123", Dir: at("logs"), KeyFile: at("render.key"), Types: []string{"request", "app"}, PageSize: 100, API: "https://api.render.com/v1", Keeps: 336 * time.Hour}
	want.Deletion.Repo, want.Deletion.Test, want.Deletion.DeployedRef = dir, "npm test", "origin/production"
	want.Deletion.Protected = []string{"infra/**"}
	for i := range got.Frontend.Edges {
		got.Frontend.Edges[i].Line = 0
	}
	for i := range got.Services {
		got.Services[i].Line = 0
	}
	for i := range got.Keep {
		got.Keep[i].Line = 0
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
