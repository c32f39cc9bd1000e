package verdict

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// SetModules fills Modules and Edits, which follow from the endpoints. It sorts the unused routes by the file that handles them. A file all of whose routes are unused, in every
// service, is a module for review; in any other an unused route is an edit. Statically unused files are left out: they
// have a verdict of their own. Routes without a file belong to neither.
func (r *Result) SetModules() {
	flagged := map[string]bool{}
	for _, f := range r.Files {
		flagged[f.Path] = true
	}
	byFile := map[string][]Edit{}
	alive := map[string]bool{}
	for _, s := range r.Services {
		for _, e := range s.Endpoints {
			switch {
			case e.File == "" || flagged[e.File]:
			case e.Verdict == Unused && followsOther(e.Key):
			case e.Verdict == Unused:
				byFile[e.File] = append(byFile[e.File], Edit{File: e.File, Line: e.Line, Service: s.Name, Endpoint: e.Key, Reason: e.Reasons[0], Callers: e.Callers})
			default:
				alive[e.File] = true
			}
		}
	}
	r.Modules, r.Edits = nil, nil
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		if alive[file] {
			r.Edits = append(r.Edits, byFile[file]...)
			continue
		}
		r.Modules = append(r.Modules, moduleOf(file, byFile[file], r.Window))
	}
	slices.SortStableFunc(r.Edits, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Endpoint, b.Endpoint))
	})
}

// followsOther tells the methods that frameworks add to the route of another one.
func followsOther(key string) bool {
	return strings.HasPrefix(key, "HEAD:") || strings.HasPrefix(key, "OPTIONS:")
}

func moduleOf(file string, routes []Edit, w Window) Module {
	m := Module{File: file}
	for _, e := range routes {
		m.Services = append(m.Services, e.Service)
		m.Endpoints = append(m.Endpoints, e.Endpoint)
	}
	slices.Sort(m.Services)
	m.Services = slices.Compact(m.Services)
	slices.Sort(m.Endpoints)
	m.Endpoints = slices.Compact(m.Endpoints)
	m.Finding = Finding{Verdict: Review, Bound: boundText(w), Reasons: []string{
		fmt.Sprintf("%s in %d days", routesText(len(m.Endpoints)), w.Days),
		"what else the module defines, and what imports it, the logs do not show",
	}}
	return m
}

func routesText(n int) string {
	if n == 1 {
		return "its one route had no request"
	}
	return fmt.Sprintf("none of its %d routes had a request", n)
}
