package report_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lastcall/analyze/verdict"
	"lastcall/report"
)

// largeVerdicts are the verdicts of a large service's endpoints, in turn.
var largeVerdicts = []verdict.Verdict{verdict.Used, verdict.Unused, verdict.Used, verdict.ErrorsOnly, verdict.SyntheticOnly, verdict.Insufficient}

// largeResult is a service of 300 endpoints, 50 of each entry of largeVerdicts, of which 150 have calls.
func largeResult() *verdict.Result {
	since := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	until := since.AddDate(0, 0, 14)
	s := verdict.Service{
		Inventory: verdict.Catalogue, Calls: 30000, Requests: 31000,
		Coverage: map[string]verdict.Coverage{"edge": {Hours: 336, Covered: 336, Share: 1, Gaps: []verdict.Gap{}}},
		Checks:   []verdict.Check{{Name: "days", Met: true, Text: "window of 14 days, 14 needed"}},
	}
	for i := range 300 {
		e := verdict.Endpoint{Key: fmt.Sprintf("GET:/resources/%03d/{id}", i), File: "app/resources.py", Line: i + 1}
		e.Verdict, e.Reasons = largeVerdicts[i%len(largeVerdicts)], []string{"because"}
		switch e.Verdict {
		case verdict.Used:
			e.Calls, e.OK = int64(i+1), int64(i+1)
		case verdict.ErrorsOnly:
			e.Calls, e.ClientErrors = int64(i+1), int64(i+1)
		case verdict.SyntheticOnly:
			e.Synthetic = map[verdict.Class]int64{verdict.ClassBot: 2, verdict.ClassMonitor: 3, verdict.ClassRedirect: 4}
		}
		if e.Calls > 0 {
			e.First, e.Last = since.Add(time.Duration(i)*time.Minute), until.Add(-time.Duration(i)*time.Minute)
			e.Daily = map[string]int64{"2026-01-01": 1, "2026-01-14": e.Calls}
		}
		s.Endpoints = append(s.Endpoints, e)
	}
	for i := range 30 {
		s.Unmatched = append(s.Unmatched, verdict.Unmatched{Template: fmt.Sprintf("GET /other/%d", i), Calls: 1, FirstUsed: since, LastUsed: since})
	}
	return &verdict.Result{
		GeneratedAt: until, Sufficient: true, Services: []verdict.Service{s},
		Window: verdict.Window{Since: since, Until: until, Days: 14, LastLine: until.Add(-time.Second), Age: time.Second},
	}
}

func TestLarge(t *testing.T) {
	r := largeResult()
	for view := range views {
		for _, format := range formats {
			once := rendered(t, view, r, format)
			for range 3 {
				if rendered(t, view, r, format) != once {
					t.Errorf("%s as %s is not always the same", view, format)
				}
			}
		}
	}
	t.Run("stats", func(t *testing.T) { largeStats(t, r) })
	t.Run("unused", func(t *testing.T) { largeUnused(t, r) })
}

// largeStats: stats holds exactly the endpoints with calls, in every format.
func largeStats(t *testing.T, r *verdict.Result) {
	var doc struct {
		EndpointsUsed int `json:"endpoints_used"`
		Stats         map[string]struct {
			Calls int64 `json:"calls"`
		} `json:"stats"`
	}
	if err := json.Unmarshal([]byte(rendered(t, "stats", r, report.JSON)), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.EndpointsUsed != 150 || len(doc.Stats) != 150 {
		t.Errorf("endpoints_used %d of %d in stats, want 150", doc.EndpointsUsed, len(doc.Stats))
	}
	for _, e := range r.Services[0].Endpoints {
		if got, ok := doc.Stats[e.Key]; ok != (e.Calls > 0) || got.Calls != e.Calls {
			t.Errorf("%s: %d calls, %v; want %d", e.Key, got.Calls, ok, e.Calls)
		}
	}
	text := rendered(t, "stats", r, report.Text)
	for _, want := range []string{"150 of 300 endpoints used", "  and 20 more (--format json shows all)\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q", want)
		}
	}
	for format, head := range map[report.Format]int{report.CSV: 1, report.Markdown: 2} {
		if n := strings.Count(rendered(t, "stats", r, format), "\n"); n != head+150 {
			t.Errorf("%s has %d lines, want %d", format, n, head+150)
		}
	}
	aligned(t, text, "ENDPOINT", "LAST USED", "FIRST USED")
}

// largeUnused: what is not used comes by verdict, then by key.
func largeUnused(t *testing.T, r *verdict.Result) {
	var doc struct {
		Endpoints []struct {
			Endpoint string          `json:"endpoint"`
			Verdict  verdict.Verdict `json:"verdict"`
		} `json:"endpoints"`
		Counts map[verdict.Verdict]int `json:"counts"`
	}
	if err := json.Unmarshal([]byte(rendered(t, "unused", r, report.JSON)), &doc); err != nil {
		t.Fatal(err)
	}
	order := []verdict.Verdict{verdict.Unused, verdict.ErrorsOnly, verdict.SyntheticOnly, verdict.Insufficient}
	if len(doc.Endpoints) != 200 || len(doc.Counts) != len(order) {
		t.Fatalf("%d endpoints of %v, want 200 of %v", len(doc.Endpoints), doc.Counts, order)
	}
	for i, group := range order {
		keys := []string{}
		for _, e := range doc.Endpoints[50*i : 50*(i+1)] {
			if e.Verdict != group {
				t.Errorf("%s is %s, want %s", e.Endpoint, e.Verdict, group)
			}
			keys = append(keys, e.Endpoint)
		}
		if !slices.IsSorted(keys) || doc.Counts[group] != 50 {
			t.Errorf("%s: %d, want 50 by key: %v", group, doc.Counts[group], keys)
		}
	}
	aligned(t, rendered(t, "unused", r, report.Text), "VERDICT", "ENDPOINT", "WHERE", "REASON")
}

// aligned checks that in every row below the head a cell begins where its column's name does.
func aligned(t *testing.T, text string, columns ...string) {
	t.Helper()
	_, table, _ := strings.Cut(text, "\n\n")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := strings.Split(strings.TrimSuffix(table, "\n"), "\n")
	if len(rows) < 150 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, column := range columns {
		at := strings.Index(rows[0], column)
		for _, row := range rows {
			if at < 0 || len(row) <= at || row[at] == ' ' || at > 0 && row[at-1] != ' ' {
				t.Errorf("column %s is not at %d in %q", column, at, row)
			}
		}
	}
}
