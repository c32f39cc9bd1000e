package report_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"lastcall/report"
)

func TestValidateUsageAccepts(t *testing.T) {
	cases := readCases(t)
	cases["large"] = largeResult()
	cases["hostile"] = resultOf(hostile)
	for name, result := range cases {
		if err := report.ValidateUsage([]byte(rendered(t, "stats", result, report.JSON))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestValidateUsageRejects breaks a good document in one place at a time.
func TestValidateUsageRejects(t *testing.T) {
	type object = map[string]any
	at := func(doc object, path ...string) object {
		for _, key := range path {
			doc = doc[key].(object)
		}
		return doc
	}
	const key = "GET:/orders/{id}"
	set := func(value any, path ...string) func(object) {
		return func(doc object) { at(doc, path[:len(path)-1]...)[path[len(path)-1]] = value }
	}
	broken := map[string]func(object){
		"a time of another zone":            set("2026-01-15T01:00:00+01:00", "generated_at"),
		"a time without a zone":             set("2026-01-14T23:59:59", "stats", key, "last_used"),
		"a time in milliseconds":            set(1768435199000, "stats", key, "first_used"),
		"a window in local time":            set("2026-01-01T00:00:00-08:00", "window", "since"),
		"a window of no days":               set(0, "window", "days"),
		"a period of no days":               set(0, "period_days"),
		"a negative number of endpoints":    set(-1, "endpoints_used"),
		"an endpoint that was never called": set(0, "stats", key, "calls"),
		"a negative count":                  set(-1, "stats", key, "ok"),
		"half a call":                       set(1.5, "stats", key, "calls"),
		"a count in words":                  set("7", "stats", key, "client_errors"),
		"a negative latency":                set(-1, "stats", key, "p50_ms"),
		"no active day":                     set(0, "stats", key, "days_active"),
		"an unknown class":                  set(1, "stats", key, "synthetic", "robot"),
		"use that counts as none":           set(1, "stats", key, "synthetic", "client"),
		"a class without requests":          set(0, "stats", key, "synthetic", "bot"),
		"synthetic traffic of null":         set(nil, "stats", key, "synthetic"),
		"a day that is none":                set(1, "stats", key, "daily", "yesterday"),
		"a day without calls":               set(0, "stats", key, "daily", "2026-01-01"),
		"an extra key in an endpoint":       set(1, "stats", key, "hits"),
		"an endpoint without a method":      set(object{}, "stats", "/orders"),
		"an endpoint that is a number":      set(7, "stats", key),
		"stats of null":                     set(nil, "stats"),
		"a channel that does not exist":     set(object{"hours": 1, "covered": 1, "share": 1, "gaps": []any{}}, "coverage", "cdn"),
		"more coverage than all":            set(1.01, "coverage", "edge", "share"),
		"gaps of null":                      set(nil, "coverage", "edge", "gaps"),
		"a gap of no hours":                 set([]any{object{"since": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z", "hours": 0}}, "coverage", "edge", "gaps"),
		"checks of null":                    set(nil, "evidence", "checks"),
		"a check without an outcome":        set([]any{object{"name": "days", "text": "14"}}, "evidence", "checks"),
		"a bound of zero":                   set(0, "evidence", "bound_per_day"),
		"an unknown inventory":              set("guessed", "inventory"),
		"a warning that is none":            set([]any{7}, "warnings"),
	}
	good := rendered(t, "stats", readCases(t)["one"], report.JSON)
	parse := func() (doc object) {
		if err := json.Unmarshal([]byte(good), &doc); err != nil {
			t.Fatal(err)
		}
		return doc
	}
	for _, path := range [][]string{nil, {"window"}, {"coverage", "edge"}, {"evidence"}, {"stats", key}} {
		for name := range at(parse(), path...) {
			if optional := []string{"classes", "unmatched", "preflights", "shadowed", "warnings", "pathless_requests"}; slices.Contains(optional, name) {
				continue
			}
			broken["no "+strings.Join(append(path, name), ".")] = func(doc object) { delete(at(doc, path...), name) }
		}
	}
	for _, name := range slices.Sorted(maps.Keys(broken)) {
		doc := parse()
		broken[name](doc)
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		if err := report.ValidateUsage(text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for _, text := range []string{"", "null", "[]", "7", "{}", `{"services":{}}`, `{"services":{"api":{}}}`, good + good, good[:len(good)/2]} {
		if err := report.ValidateUsage([]byte(text)); err == nil {
			t.Errorf("accepted %.60q", text)
		}
	}
}
