package report_test

import (
	"reflect"
	"strings"
	"testing"

	"lastcall/analyze/verdict"
	"lastcall/report"
)

// TestSince compares two runs by identity, whatever the order.
func TestSince(t *testing.T) {
	file := func(path string, v verdict.Verdict) verdict.File {
		return verdict.File{Path: path, Finding: verdict.Finding{Verdict: v, Reasons: []string{"now"}}}
	}
	endpoint := func(key string, v verdict.Verdict) verdict.Endpoint {
		return verdict.Endpoint{Key: key, Finding: verdict.Finding{Verdict: v, Reasons: []string{"now"}}}
	}
	before := &verdict.Result{
		Files: []verdict.File{file("same", verdict.Safe), file("fixed", verdict.Review), file("alive", verdict.StaticOnly), file("riper", verdict.Insufficient)},
		Services: []verdict.Service{
			{Name: "a", Endpoints: []verdict.Endpoint{endpoint("GET:/dead", verdict.Used), endpoint("GET:/back", verdict.Unused), endpoint("GET:/old", verdict.Unused), endpoint("GET:/x", verdict.Used)}},
			{Name: "b", Endpoints: []verdict.Endpoint{endpoint("GET:/x", verdict.Insufficient)}},
		},
	}
	now := &verdict.Result{
		Files: []verdict.File{file("riper", verdict.Safe), file("new", verdict.StaticOnly), file("alive", verdict.InUse), file("same", verdict.Safe)},
		Services: []verdict.Service{
			{Name: "b", Endpoints: []verdict.Endpoint{endpoint("GET:/x", verdict.TooNew)}},
			{Name: "a", Endpoints: []verdict.Endpoint{endpoint("GET:/x", verdict.Used), endpoint("GET:/back", verdict.Used), endpoint("GET:/dead", verdict.Unused), endpoint("GET:/more", verdict.Used)}},
		},
	}
	var stored strings.Builder
	if err := report.Crossref(&stored, before, report.JSON); err != nil {
		t.Fatal(err)
	}
	p, err := report.ReadPrevious(strings.NewReader(stored.String()))
	if err != nil {
		t.Fatal(err)
	}
	want := []report.Change{
		{Kind: "endpoint", Name: "GET:/back", In: "a", What: "revived", From: "unused", To: "used", Why: "now"},
		{Kind: "file", Name: "alive", What: "revived", From: "static-only", To: "in-use", Why: "now"},
		{Kind: "endpoint", Name: "GET:/dead", In: "a", What: "newly unused", From: "used", To: "unused", Why: "now"},
		{Kind: "file", Name: "new", What: "newly flagged", To: "static-only", Why: "now"},
		{Kind: "file", Name: "fixed", What: "no longer flagged", From: "review"},
		{Kind: "endpoint", Name: "GET:/x", In: "b", What: "changed", From: "insufficient", To: "too-new", Why: "now"},
		{Kind: "file", Name: "riper", What: "changed", From: "insufficient", To: "safe", Why: "now"},
		{Kind: "endpoint", Name: "GET:/more", In: "a", What: "new", To: "used", Why: "now"},
		{Kind: "endpoint", Name: "GET:/old", In: "a", What: "gone", From: "unused"},
	}
	if got := report.Since(p, now); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if got := report.Since(p, before); len(got) != 0 {
		t.Errorf("compared with itself: %+v", got)
	}
	for _, f := range []report.Format{report.Text, report.Markdown} {
		var b strings.Builder
		if err := report.Changes(&b, nil, f); err != nil || b.Len() > 0 {
			t.Errorf("nothing changed, and %s says %q", f, b.String())
		}
	}
}

// TestReadPrevious refuses what crossref does not write.
func TestReadPrevious(t *testing.T) {
	for _, text := range []string{"", "[]", "{}", `{"files":[]}`, `{"window":{},"endpoints":[]}`, `{"files":[{"path":1}],"endpoints":[]}`} {
		if _, err := report.ReadPrevious(strings.NewReader(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
