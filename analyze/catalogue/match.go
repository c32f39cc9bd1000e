package catalogue

import "strings"

// MatchKind says how a request found its endpoint.
type MatchKind int

const (
	None      MatchKind = iota // no route explains the request
	Exact                      // a route of the method matches
	HeadAsGet                  // a HEAD request that a GET route answers
	Slash                      // a route matches once a trailing slash is added or removed: the router redirects
	Preflight                  // OPTIONS where only a route of another method matches
)

// Match is the answer to which endpoint serves a request.
type Match struct {
	Endpoint int // index into Endpoints; -1 when Kind is None or Preflight
	Kind     MatchKind
	Template string // of the route whose path a Preflight asks for; otherwise empty
}

// stackPath is the longest path, in bytes, that is matched without allocating.
const stackPath = 512

// Match finds the endpoint of a request by method and path as logged, without query. A WebSocket upgrade
// (websocket true, whatever the method) finds WebSocket routes only, any other request HTTP routes only.
//
// Attempts are made in this order, and in each the route first in rank wins: the method's routes exactly, HEAD as
// GET, then both with one trailing slash added or removed, then another method's route for OPTIONS.
func (c *Catalogue) Match(method, path string, websocket bool) Match {
	var buf [stackPath]byte
	p := appendPath(buf[:0], path)
	if p[0] != '/' {
		return Match{Endpoint: -1}
	}
	var own, head *node
	switch method = strings.ToUpper(method); {
	case websocket:
		own = c.websocket
	case method == "HEAD":
		own, head = c.routesOf("HEAD"), c.routesOf("GET")
	default:
		own = c.routesOf(method)
	}
	if m := c.find(own, p, Exact); m.Kind != None {
		return m
	}
	if m := c.find(head, p, HeadAsGet); m.Kind != None {
		return m
	}
	if m := c.findSlash(own, head, p); m.Kind != None {
		return m
	}
	if method == "OPTIONS" && !websocket {
		return c.findPreflight(p)
	}
	return Match{Endpoint: -1}
}

// routesOf returns the routes that serve a method.
func (c *Catalogue) routesOf(method string) *node {
	if routes := c.methods[method]; routes != nil {
		return routes
	}
	return c.opaque
}

// find looks for p among routes, which may be nil.
func (c *Catalogue) find(routes *node, p []byte, kind MatchKind) Match {
	if routes == nil {
		return Match{Endpoint: -1}
	}
	rank := routes.lowest(p, 1, noRoute)
	if rank == noRoute {
		return Match{Endpoint: -1}
	}
	return Match{Endpoint: c.ranked[rank].endpoint, Kind: kind}
}

// findSlash looks for p with one trailing slash added or removed. The root has no such variant.
func (c *Catalogue) findSlash(own, head *node, p []byte) Match {
	if len(p) == 1 {
		return Match{Endpoint: -1}
	}
	if last := len(p) - 1; p[last] == '/' {
		p = p[:last]
	} else {
		p = append(p, '/')
	}
	if m := c.find(own, p, Slash); m.Kind != None {
		return m
	}
	return c.find(head, p, Slash)
}

// findPreflight looks for a route of any method.
func (c *Catalogue) findPreflight(p []byte) Match {
	rank := c.http.lowest(p, 1, noRoute)
	if rank == noRoute {
		return Match{Endpoint: -1}
	}
	return Match{Endpoint: -1, Kind: Preflight, Template: c.ranked[rank].Path}
}
