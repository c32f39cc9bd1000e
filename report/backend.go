package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"lastcall/analyze/verdict"
)

// moduleJSON is a backend module all of whose routes are unused.
type moduleJSON struct {
	Path      string          `json:"path"`
	Services  []string        `json:"services"`
	Verdict   verdict.Verdict `json:"verdict"` // review, always
	Reasons   []string        `json:"reasons"`
	Endpoints []string        `json:"endpoints"`
}

// editJSON is an unused route in a module that stays.
type editJSON struct {
	Path     string      `json:"path"`
	Line     int         `json:"line,omitempty"`
	Service  string      `json:"service,omitempty"`
	Endpoint string      `json:"endpoint"`
	Reason   string      `json:"reason"`
	Callers  []placeJSON `json:"callers"`
}

type placeJSON struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
}

func modulesOf(r *verdict.Result) []moduleJSON {
	modules := []moduleJSON{}
	for _, m := range r.Modules {
		modules = append(modules, moduleJSON{m.File, withNames(m.Services), m.Verdict, m.Words(), list(m.Endpoints)})
	}
	return modules
}

// withNames leaves out the one service that has no name.
func withNames(services []string) []string {
	return slices.DeleteFunc(append([]string{}, services...), func(s string) bool { return s == "" })
}

func editsOf(r *verdict.Result) []editJSON {
	edits := []editJSON{}
	for _, e := range r.Edits {
		edit := editJSON{Path: e.File, Line: e.Line, Service: e.Service, Endpoint: e.Endpoint, Reason: e.Reason, Callers: []placeJSON{}}
		for _, c := range e.Callers {
			edit.Callers = append(edit.Callers, placeJSON(c))
		}
		edits = append(edits, edit)
	}
	return edits
}

// backendText lists what is unused in the backends, which no plan deletes.
func backendText(w io.Writer, r *verdict.Result) error {
	var b strings.Builder
	if len(r.Modules) > 0 {
		b.WriteString("\nbackend modules to review, none of whose routes is used:\n")
	}
	for _, m := range r.Modules {
		fmt.Fprintf(&b, "  %s: %s\n", Printable(m.File), Printable(strings.Join(m.Endpoints, ", ")))
	}
	if len(r.Edits) > 0 {
		b.WriteString("\nunused routes in modules that stay, to edit:\n")
	}
	for _, e := range r.Edits {
		fmt.Fprintf(&b, "  %s: %s%s\n", Printable(verdict.Place{File: e.File, Line: e.Line}.String()), Printable(e.Endpoint), callersText(e.Callers))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func callersText(callers []verdict.Place) string {
	if len(callers) == 0 {
		return ""
	}
	text := ", called by " + Printable(callers[0].String())
	if n := len(callers) - 1; n > 0 {
		text += fmt.Sprintf(" and %s more", plural(int64(n), "place"))
	}
	return text
}
