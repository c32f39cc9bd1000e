package world

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed routes.txt
var routesText string

// Route is one row of the service's route dump.
type Route struct {
	Method string // GET for WebSocket routes, as the dump has it
	Path   string // template: {x} is one segment, {x:path} the rest
	Name   string
	File   string // empty for the framework's own routes
	Line   int    // 0 if File is empty
	Kind   string // "http" or "websocket"
}

// Key names the endpoint of the route: "GET:/users/{id}", "WS:/ws". Rows with equal keys are one endpoint.
func (r Route) Key() string {
	if r.Kind == "websocket" {
		return "WS:" + r.Path
	}
	return r.Method + ":" + r.Path
}

func parseRoutes(text string) []Route {
	var routes []Route
	for _, row := range tableRows(text) {
		routes = append(routes, parseRoute(row))
	}
	return routes
}

func parseRoute(row string) Route {
	f := strings.Fields(row)
	r := Route{Method: f[0], Path: f[1], Name: f[2], Kind: "http"}
	if r.Method == "WS" {
		r.Method, r.Kind = "GET", "websocket"
	}
	if file, line, ok := strings.Cut(f[3], ":"); ok {
		r.File, r.Line = file, number(line)
	}
	return r
}

// tableRows returns the lines of an embedded table without comments and blank lines.
func tableRows(text string) []string {
	var rows []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			rows = append(rows, line)
		}
	}
	return rows
}

// number reads a number of an embedded table; a typo there is a programmer's mistake.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}
