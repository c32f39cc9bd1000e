package parse

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Format is one shape in which entries leave Render. Its entries are JSON objects or lines of text.
type Format struct {
	Name string
	Doc  string // one line: what writes it

	// unwrap fills e from a JSON object, or says why the object is not of this format.
	unwrap func(c *cursor, e *Entry) error
	// unwrapLine does so from a line of text, without its line break. A format that tells the time of day
	// only, or none at all, asks the calendar for the rest.
	unwrapLine func(line []byte, day *calendar, e *Entry) error
}

// Formats lists the wrapper formats in the order in which they are tried. A new one is a file with its
// unwrap function and a line here.
var Formats = []Format{
	{Name: "api", Doc: "entries of /v1/logs, `render logs -o json` and the WebSocket: labels as a list or an object", unwrap: unwrapAPI},
	{Name: "flat", Doc: "entries flattened by jq: labels beside timestamp and message", unwrap: unwrapFlat},
	{Name: "graphql", Doc: "the dashboard's own GraphQL answers: label for name, text for message", unwrap: unwrapGraphQL},
	{Name: "mcp", Doc: "results of the MCP tool list_logs: a page of the API inside a string", unwrap: unwrapMCP},
	{Name: "loggly", Doc: "the log stream over HTTPS: render_service and log", unwrap: unwrapLoggly},
	{Name: "yaml", Doc: "`render logs -o yaml`", unwrapLine: unwrapYAML},
	{Name: "syslog", Doc: "the log stream over syslog (RFC 5424), one message a line or octet-counted", unwrapLine: unwrapSyslog},
	{Name: "rfc3339", Doc: "the dashboard's copy of all lines, and other text with an RFC 3339 time in front", unwrapLine: unwrapRFC3339},
	{Name: "bracketed", Doc: "downloads with the RFC 3339 time in brackets", unwrapLine: unwrapBracketed},
	{Name: "cli-text", Doc: "`render logs -o text`, and what `render logs` writes into a file", unwrapLine: unwrapCLIText},
	{Name: "clock", Doc: "text selected in the dashboard with the time of day in front; needs a date", unwrapLine: unwrapClock},
	{Name: "selection", Doc: "text selected in the dashboard without times; needs a date", unwrapLine: unwrapSelection},
}

// dated reports whether every entry of the format gives day and year.
func (f *Format) dated() bool { return f.Name != "clock" && f.Name != "selection" }

// formatNamed returns the index of a format in [Formats], -1 when there is none of that name.
func formatNamed(name string) int {
	return slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
}

// Sentinels end the search for a format where they are no refusal.
var (
	errNoTime     = errors.New("no timestamp and message")
	errForeign    = errors.New("not of this shape")
	errEmptyPage  = errors.New("page without entries")      // no record at all
	errPageInside = errors.New("a page inside the message") // to be read as a stream of its own
	errNoDate     = errors.New("no date: give --date")
	errNoLineTime = errors.New("no time: neither the log stream nor the application's line gives one")
)

// unwrap tries the format that read the last record first. The error says why each format refused.
func (r *Reader) unwrap(value []byte) error {
	var refusals []error
	for n := range Formats {
		i := (r.last + n) % len(Formats)
		if Formats[i].unwrap == nil || !r.allows(i) {
			continue
		}
		err := r.try(i, value)
		switch err {
		case nil, errPageInside:
			r.last = i
			return err
		case errJSON, errEmptyPage, errNoLineTime:
			return err
		}
		if refusals == nil {
			refusals = make([]error, len(Formats))
		}
		refusals[i] = err
	}
	return refused(refusals)
}

// try reads an object as one format.
func (r *Reader) try(i int, value []byte) error {
	r.cursor = cursor{b: value, text: r.cursor.text[:0]}
	r.entry = Entry{}
	return Formats[i].unwrap(&r.cursor, &r.entry)
}

// refused joins what the formats say, in the order of [Formats]. Those to which nothing in the object points are left out.
func refused(reasons []error) error {
	var text []string
	untold := true
	for i, err := range reasons {
		if err == nil || err == errForeign {
			continue
		}
		untold = untold && err == errNoTime
		text = append(text, Formats[i].Name+": "+err.Error())
	}
	if untold {
		return fmt.Errorf("no log entry: %w", errNoTime)
	}
	return errors.New("no log entry (" + strings.Join(text, "; ") + ")")
}
