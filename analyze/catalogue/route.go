package catalogue

import (
	"fmt"
	"time"
)

const (
	// websocketMethod stands in Route.Method for WebSocket routes, which have no method of their own.
	websocketMethod = "WS"
	// anyMethod stands in Route.Method for mounted applications whose routes are unknown.
	anyMethod = "*"
)

// Route is one registered route.
type Route struct {
	Method string    // upper case; "WS" for WebSocket routes; "*" for an opaque mount that answers any method
	Path   string    // template as registered, convertors kept: /files/{name:path}
	Name   string    // handler name or operationId; may be empty
	Tags   []string  // OpenAPI tags or the dump's "tags"; may be nil
	File   string    // source file, slash-separated; empty when unknown
	Line   int       // line of the handler in File; 0 when unknown
	Added  time.Time // when the route was added to the code; zero when unknown
	Source string    // the routes file it came from
}

// Endpoint returns the key under which calls are counted: "GET:/users/{id}", "WS:/ws/{id}".
func (r Route) Endpoint() string {
	return r.Method + ":" + r.Path
}

// Order says which of several matching routes of one file serves.
type Order int

const (
	// Registered is the order of a route dump: the first route that matches serves, as in Starlette.
	Registered Order = iota
	// Specific is the order of OpenAPI: constants come before parameters, whatever the order in the document.
	Specific
)

// File holds the routes of one routes file, in the file's order.
type File struct {
	Path   string
	Order  Order
	Routes []Route
}

// FormatError says that a routes file was read but cannot be used.
type FormatError struct {
	Path   string // the routes file
	Reason string // what is wrong with it: "row 3 has no path"
	Hint   string // what to do about it
}

// Error returns one sentence without the hint.
func (e *FormatError) Error() string {
	return fmt.Sprintf("cannot take routes from %s: %s", e.Path, e.Reason)
}
