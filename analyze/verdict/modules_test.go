package verdict

import (
	"reflect"
	"testing"
)

// TestModules: only a file whose every route is unused is a module for review; a route beside others is an edit.
func TestModules(t *testing.T) {
	route := func(key, file string, line int, v Verdict) Endpoint {
		return Endpoint{Key: key, File: file, Line: line, Finding: Finding{Verdict: v, Reasons: []string{"because"}}}
	}
	r := &Result{
		Window: window,
		Services: []Service{
			{Name: "api", Endpoints: []Endpoint{
				route("GET:/dead", "dead.py", 9, Unused), route("PUT:/dead", "dead.py", 3, Unused),
				route("GET:/half", "half.py", 8, Unused), route("GET:/half/x", "half.py", 2, Used),
				route("GET:/shared", "shared.py", 1, Unused),
				route("HEAD:/half", "half.py", 8, Unused), route("OPTIONS:/dead", "dead.py", 9, Unused),
				route("GET:/nowhere", "", 0, Unused),
				route("GET:/flagged", "src/flagged.ts", 1, Unused),
				route("GET:/fails", "fails.py", 1, Unused), route("GET:/fails/x", "fails.py", 2, ErrorsOnly),
				route("GET:/few", "few.py", 1, Insufficient),
			}},
			{Name: "jobs", Endpoints: []Endpoint{route("GET:/run", "shared.py", 4, Used), route("GET:/dead", "dead.py", 9, Unused)}},
		},
		Files: []File{{Path: "src/flagged.ts"}},
	}
	r.Services[0].Endpoints[2].Callers = []Place{{"src/api.ts", 7}}
	r.SetModules()
	wantModules := []Module{{File: "dead.py", Services: []string{"api", "jobs"}, Endpoints: []string{"GET:/dead", "PUT:/dead"}, Finding: Finding{
		Verdict: Review, Bound: "zero calls exclude, at 95 %, more than 0.22 calls a day",
		Reasons: []string{"none of its 2 routes had a request in 14 days", "what else the module defines, and what imports it, the logs do not show"},
	}}}
	if !reflect.DeepEqual(r.Modules, wantModules) {
		t.Errorf("modules\n got %+v\nwant %+v", r.Modules, wantModules)
	}
	wantEdits := []Edit{
		{File: "fails.py", Line: 1, Service: "api", Endpoint: "GET:/fails", Reason: "because"},
		{File: "half.py", Line: 8, Service: "api", Endpoint: "GET:/half", Reason: "because", Callers: []Place{{"src/api.ts", 7}}},
		{File: "shared.py", Line: 1, Service: "api", Endpoint: "GET:/shared", Reason: "because"},
	}
	if !reflect.DeepEqual(r.Edits, wantEdits) {
		t.Errorf("edits\n got %+v\nwant %+v", r.Edits, wantEdits)
	}
}
