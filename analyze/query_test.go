package analyze_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lastcall/analyze"
)

func TestNamedQueriesAreWellFormed(t *testing.T) {
	v := views(t, orders(t))
	queries := analyze.NamedQueries()
	if len(queries) < 9 {
		t.Errorf("only %d named queries", len(queries))
	}
	for _, q := range queries {
		head := fmt.Sprintf("-- %s: %s\n", q.Name, q.Question)
		if !strings.HasPrefix(q.SQL, head) || !strings.Contains(q.Question, "?") {
			t.Errorf("%s does not begin with its name and question", q.Name)
		}
		if text, ok := analyze.Statement(q.Name); !ok || text != q.SQL {
			t.Errorf("%s is not found by its name", q.Name)
		}
		if !strings.Contains(q.SQL, "order by") {
			t.Errorf("%s has no order", q.Name)
		}
		if _, err := ask(t.Context(), v, q.SQL); err != nil {
			t.Errorf("%s does not run without variables: %v", q.Name, err)
		}
	}
	if text, ok := analyze.Statement("tallies"); !ok || !strings.HasPrefix(text, "-- tallies: ") {
		t.Errorf("the step tallies is not shown: %q", text)
	}
	for _, name := range []string{"", "nosuch", "queries/busiest", "../analyze"} {
		if _, ok := analyze.Statement(name); ok {
			t.Errorf("there is a statement %q", name)
		}
	}
}

// TestNamedQueries runs each over threeDays.
func TestNamedQueries(t *testing.T) {
	tests := []struct {
		name, columns string
		set           map[string]string
		want          []string
	}{
		{"views", "view, columns[:11]", nil, []string{
			"requests|ts, start_t", "lines|source, hou", "sources|fingerprint", "routes|service, en", "endpoint_calls|ts, service",
			"usage|service, en", "unmatched|service, te", "knip_files|path, verdi",
		}},
		{"sources", "records, requests, other, rejected, duplicates, conserved, first, last", nil, []string{
			"6|6|0|0|0|true|2025-10-06T10:00:00Z|2025-10-08T09:00:01Z",
		}},
		{"busiest", "endpoint, calls, share, days_active", nil, []string{"GET:/orders/{id}|3|0.75|2", "DELETE:/orders/{id}|1|0.25|1"}},
		{"busiest", "endpoint", map[string]string{"top": "1"}, []string{"GET:/orders/{id}"}},
		{"errors", "endpoint, calls, client_errors, server_errors, error_share", nil, []string{"DELETE:/orders/{id}|1|0|1|1", "GET:/orders/{id}|3|1|0|0.3333"}},
		{"errors", "endpoint", map[string]string{"min_calls": "2"}, []string{"GET:/orders/{id}"}},
		{"silent", "endpoint, calls, last_used", nil, []string{"POST:/orders|0|"}},
		{"silent", "endpoint, calls, last_used", map[string]string{"since": "2025-10-08"}, []string{"POST:/orders|0|", "DELETE:/orders/{id}|1|2025-10-07T11:00:00Z"}},
		{"hourly", "*", map[string]string{"since": "2025-10-07", "until": "2025-10-08T09:00:01Z"}, []string{
			"2025-10-07T11:00:00Z|edge|2|1|20", "2025-10-08T09:00:00Z|edge|1|0|20",
		}},
		{"classes", "channel, class, requests, counted", nil, []string{"edge|bot|1|0", "edge|client|5|5"}},
		{"callers", "user_agent, class, requests, counted, first_seen, last_seen", map[string]string{"endpoint": "GET:/orders/{id}"}, []string{
			"curl/8.6.0|client|2|2|2025-10-06T10:00:00Z|2025-10-06T10:30:00.25Z",
			"Googlebot/2.1|bot|1|0|2025-10-07T11:59:59Z|2025-10-07T11:59:59Z",
			"okhttp/4|client|1|1|2025-10-08T09:00:00Z|2025-10-08T09:00:00Z",
		}},
		{"gaps", "*", map[string]string{"since": "2025-10-06T09:30:00Z"}, []string{
			"srv-a|edge|2025-10-06T09:00:00Z|2025-10-06T10:00:00Z|1",
			"srv-a|edge|2025-10-06T11:00:00Z|2025-10-07T11:00:00Z|24",
			"srv-a|edge|2025-10-07T12:00:00Z|2025-10-08T09:00:00Z|21",
		}},
		{"first_seen", "day, endpoint, calls", nil, []string{"2025-10-06|GET:/orders/{id}|3", "2025-10-07|DELETE:/orders/{id}|1"}},
	}
	o := orders(t)
	tested := map[string]bool{}
	for _, tt := range tests {
		tested[tt.name] = true
		v := views(t, o)
		for name, value := range tt.set {
			if err := v.Set(t.Context(), name, value); err != nil {
				t.Fatal(err)
			}
		}
		text, _ := analyze.Statement(tt.name)
		got := asked(t, v, "select "+tt.columns+" from ("+text+")")
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s with %v:\n got %q\nwant %q", tt.name, tt.set, got, tt.want)
		}
	}
	for _, q := range analyze.NamedQueries() {
		if !tested[q.Name] {
			t.Errorf("%s has no test", q.Name)
		}
	}
}

func TestSet(t *testing.T) {
	v := views(t, orders(t))
	tests := []struct{ value, typ, text string }{
		{"7", "INTEGER", "7"}, {"-0.50", "DECIMAL(3,2)", "-0.50"}, {"123456789012345678", "BIGINT", "123456789012345678"},
		{"2025-10-08", "DATE", "2025-10-08"}, {"2025-10-08T09:00:00+02:00", "TIMESTAMP", "2025-10-08T07:00:00Z"}, {"2025-10-08 09:00", "TIMESTAMP", "2025-10-08T09:00:00Z"},
		{"GET:/orders/{id}", "VARCHAR", "GET:/orders/{id}"}, {"it's", "VARCHAR", "it's"}, {"", "VARCHAR", ""}, {"007", "VARCHAR", "007"}, {"1e3", "VARCHAR", "1e3"},
		{"1234567890123456789012345678901234567890", "VARCHAR", "1234567890123456789012345678901234567890"}, {"'); drop table usage; --", "VARCHAR", "'); drop table usage; --"},
		{"2025-13-01", "VARCHAR", "2025-13-01"}, {"null", "VARCHAR", "null"},
	}
	for _, tt := range tests {
		if err := v.Set(t.Context(), "x", tt.value); err != nil {
			t.Errorf("%q: %v", tt.value, err)
			continue
		}
		expect(t, v, "select typeof(getvariable('x')), getvariable('x')", tt.typ+"|"+tt.text)
	}
	for _, name := range []string{"", "X", "a b", "a1", `a" = 1; drop table usage; --`, "é"} {
		var refused *analyze.StatementError
		if err := v.Set(t.Context(), name, "1"); !errors.As(err, &refused) {
			t.Errorf("the name %q is taken: %v", name, err)
		}
	}
	if err := v.Set(t.Context(), "limit", "3"); err != nil {
		t.Errorf("a keyword is no name: %v", err)
	}
	var refused *analyze.StatementError
	if err := v.Set(t.Context(), "x", "a\x00b"); !errors.As(err, &refused) {
		t.Errorf("a zero byte is taken: %v", err)
	}
}

// TestSetLeavesTheWindow: views answer for the window that was analysed, whatever a variable says.
func TestSetLeavesTheWindow(t *testing.T) {
	v := views(t, orders(t))
	for name, value := range map[string]string{"since": "2025-10-08", "until": "2025-10-08", "days": "1"} {
		if err := v.Set(context.Background(), name, value); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, v, "select getvariable('since'), getvariable('until'), getvariable('days')", "2025-10-08|2025-10-08|1")
	expect(t, v, "select count(*), min(ts) from endpoint_calls", "6|2025-10-06T10:00:00Z")
}
