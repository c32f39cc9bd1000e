package catalogue_test

import (
	"fmt"
	"testing"

	"lastcall/analyze/catalogue"
)

// benchCatalogue has 300 routes in the shape of a real service: a common prefix, resources, parameters, one mount.
func benchCatalogue() *catalogue.Catalogue {
	f := &catalogue.File{}
	add := func(method, path string) { f.Routes = append(f.Routes, catalogue.Route{Method: method, Path: path}) }
	for i := range 37 {
		base := fmt.Sprintf("/api/v1/resource-%d", i)
		add("GET", base)
		add("POST", base)
		add("GET", base+"/summary")
		add("GET", base+"/{id}")
		add("PUT", base+"/{id}")
		add("DELETE", base+"/{id}")
		add("GET", base+"/{id}/items/{item}")
		add("GET", base+"/{id:int}/report.{format}")
	}
	add("GET", "/")
	add("GET", "/health")
	add("GET", "/api/v1/files/{name:path}")
	add("*", "/static/{path:path}")
	return catalogue.New(f)
}

// benchRequests mixes what logs hold: hits early and late in the list, redirects, preflights, scanners.
var benchRequests = []struct{ method, path string }{
	{"GET", "/api/v1/resource-3/summary"},
	{"GET", "/api/v1/resource-36/4711"},
	{"POST", "/api/v1/resource-20"},
	{"GET", "/api/v1/resource-12/4711/items/99"},
	{"GET", "/api/v1/resource-12/4711/report.pdf"},
	{"GET", "/api/v1/files/2025/10/21/receipt.png"},
	{"GET", "/static/assets/index-4f3a2b1c.js"},
	{"GET", "/health/"},
	{"HEAD", "/"},
	{"OPTIONS", "/api/v1/resource-9/17"},
	{"GET", "/wp-admin/setup-config.php"},
	{"PROPFIND", "/api/v1/resource-5"},
}

func BenchmarkMatch(b *testing.B) {
	c := benchCatalogue()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r := benchRequests[i%len(benchRequests)]
		c.Match(r.method, r.path, false)
	}
}

func TestMatchDoesNotAllocate(t *testing.T) {
	c := benchCatalogue()
	for _, r := range benchRequests {
		if n := testing.AllocsPerRun(100, func() { c.Match(r.method, r.path, false) }); n != 0 {
			t.Errorf("%s %s: %v allocations, want none", r.method, r.path, n)
		}
	}
}
