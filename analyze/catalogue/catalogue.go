package catalogue

import (
	"slices"
	"strings"
)

// Catalogue is the list of a service's endpoints and decides which of them a request belongs to. It does not change
// and may be used by several goroutines at once.
type Catalogue struct {
	endpoints []Route
	ranked    []rankedRoute // by rank: the lowest that matches serves

	methods   map[string]*node // the routes that serve a method, by rank; opaque mounts are in each
	opaque    *node            // the routes that serve every other method
	http      *node            // all HTTP routes, to find those of another method
	websocket *node
}

// rankedRoute is a route ready for matching.
type rankedRoute struct {
	Route
	tokens   []token
	endpoint int // index into the list of endpoints
}

// New builds a catalogue from the routes files of one service. Routes of an earlier file come before those of a later one.
func New(files ...*File) *Catalogue {
	c := &Catalogue{}
	index := map[string]int{}
	for _, f := range files {
		routes := make([]rankedRoute, 0, len(f.Routes))
		for _, r := range f.Routes {
			i, seen := index[r.Endpoint()]
			if !seen {
				i = len(c.endpoints)
				index[r.Endpoint()] = i
				c.endpoints = append(c.endpoints, r)
			}
			routes = append(routes, rankedRoute{r, tokenize(r.Path), i})
		}
		if f.Order == Specific {
			slices.SortStableFunc(routes, func(a, b rankedRoute) int {
				return strings.Compare(specificity(a.Path), specificity(b.Path))
			})
		}
		c.ranked = append(c.ranked, routes...)
	}
	c.buildTries()
	return c
}

func (c *Catalogue) buildTries() {
	isHTTP := func(r Route) bool { return r.Method != websocketMethod }
	c.http = c.trie(isHTTP)
	c.websocket = c.trie(func(r Route) bool { return r.Method == websocketMethod })
	c.opaque = c.trie(func(r Route) bool { return r.Method == anyMethod })
	c.methods = map[string]*node{}
	for _, route := range c.ranked {
		if c.methods[route.Method] == nil && isHTTP(route.Route) {
			c.methods[route.Method] = c.trie(func(r Route) bool { return r.Method == route.Method || r.Method == anyMethod })
		}
	}
}

// trie holds the routes that include selects.
func (c *Catalogue) trie(include func(Route) bool) *node {
	root := newNode(noRoute)
	for rank, r := range c.ranked {
		if include(r.Route) {
			root.add(r.Path, rank)
		}
	}
	return root
}

// Endpoints returns one route per distinct endpoint key, in the order of registration: the first registered, which
// serves. The list belongs to the catalogue and must not be changed.
func (c *Catalogue) Endpoints() []Route {
	return c.endpoints
}
