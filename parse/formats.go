package parse

import (
	"errors"
	"slices"
	"strings"
)

// Format is one shape in which entries leave Render. Its entries are JSON objects or lines of text.
type Format struct {
	Name string
	Doc  string // one line: what writes it
	sign string // what an entry must have to be taken for one of this format, behind "lacks"

	// unwrap fills e from a JSON object, or says why the object is not of this format.
	unwrap func(c *cursor, e *Entry) error
	// unwrapLine does so from a line of text, without its line break. A format that tells the time of day
	// only, or none at all, asks the calendar for the rest.
	unwrapLine func(line []byte, day *calendar, e *Entry) error
	objects    bool // a line may be a JSON object as well
}

// Formats lists the wrapper formats in the order in which they are tried. A new one is a file with its
// unwrap function and a line here.
var Formats = []Format{
	{
		Name: "api", sign: "labels", unwrap: unwrapAPI,
		Doc: "entries of /v1/logs, `render logs -o json` and the WebSocket: labels as a list or an object",
	},
	{
		Name: "flat", sign: "Render's labels beside the message", unwrap: unwrapFlat,
		Doc: "entries flattened by jq: labels beside timestamp and message",
	},
	{
		Name: "graphql", sign: "text with labels", unwrap: unwrapGraphQL,
		Doc: "the dashboard's own GraphQL answers: label for name, text for message",
	},
	{
		Name: "mcp", sign: "result.content with a text", unwrap: unwrapMCP,
		Doc: "results of the MCP tool list_logs: a page of the API inside a string",
	},
	{
		Name: "har", sign: "startedDateTime and a response", unwrap: unwrapHAR,
		Doc: "what a browser recorded while the dashboard was open: pages of the API or of GraphQL inside",
	},
	{
		Name: "loggly", sign: "render_service", unwrap: unwrapLoggly,
		Doc: "the log stream over HTTPS: render_service and log",
	},
	{
		Name: "yaml", sign: "id: and labels: on two lines", unwrapLine: unwrapYAML,
		Doc: "`render logs -o yaml`",
	},
	{
		Name: "syslog", sign: "`<PRI>1 ` and a time", unwrapLine: unwrapSyslog,
		Doc: "the log stream over syslog (RFC 5424), one message a line or octet-counted",
	},
	{
		Name: "rfc3339", sign: "an RFC 3339 time in front", unwrapLine: unwrapRFC3339,
		Doc: "the dashboard's copy of all lines, and other text with an RFC 3339 time in front",
	},
	{
		Name: "bracketed", sign: "an RFC 3339 time in brackets in front", unwrapLine: unwrapBracketed,
		Doc: "downloads with the RFC 3339 time in brackets",
	},
	{
		Name: "cli-text", sign: "YYYY-MM-DD HH:MM:SS and two spaces in front", unwrapLine: unwrapCLIText,
		Doc: "`render logs -o text`, and what `render logs` writes into a file",
	},
	{
		Name: "clock", sign: "a time of day in front", unwrapLine: unwrapClock,
		Doc: "text selected in the dashboard with the time of day in front; needs a date",
	},
	{
		Name: "selection", sign: "a method in brackets with a request behind it", unwrapLine: unwrapSelection,
		Doc: "text selected in the dashboard without times; needs a date",
	},
	{
		Name: "raw", sign: "an access line of an application", unwrapLine: unwrapRaw, objects: true,
		Doc: "what an application printed, without any export around it; needs a date where its lines have none",
	},
}

// rawFormat is the index of the format raw, which knows the least of its lines and so comes last.
var rawFormat = len(Formats) - 1

// apiFormat is the index of the format api, which most streams are of.
const apiFormat = 0

// dated reports whether every entry of the format gives day and year.
func (f *Format) dated() bool { return f.Name != "clock" && f.Name != "selection" }

// formatNamed returns the index of a format in [Formats], -1 when there is none of that name.
func formatNamed(name string) int {
	return slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
}

// NoDate is the reason of rejects for which a date has to be given, see [Options].
const NoDate = "no date: give --date"

// IsFormat reports whether [Formats] has a format of that name.
func IsFormat(name string) bool { return formatNamed(name) >= 0 }

// Sentinels end the search for a format where they are no refusal.
var (
	errNoTime     = errors.New("no timestamp and message")
	errForeign    = errors.New("not of this shape")
	errEmptyPage  = errors.New("page without entries")      // no record at all
	errPageInside = errors.New("a page inside the message") // to be read as a stream of its own
	errNoDate     = errors.New(NoDate)
	errNoLineTime = errors.New("no time: neither the log stream nor the application's line gives one")
)

// unwrap tries the format that read the last record first. Where all refuse, the error is of type [refusals].
func (r *Reader) unwrap(p piece) error {
	clear(r.refused)
	if p.read {
		return nil // the scanner has filled the entry
	}
	value := p.data
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
		case errJSON, errEmptyPage, errNoLineTime, errNoLogs:
			return err
		}
		if r.refused == nil {
			r.refused = make(refusals, len(Formats))
		}
		r.refused[i] = err
	}
	return r.refused
}

// try reads an object as one format.
func (r *Reader) try(i int, value []byte) error {
	r.cursor = cursor{b: value, text: r.cursor.text[:0]}
	r.entry = Entry{}
	return Formats[i].unwrap(&r.cursor, &r.entry)
}

// refusals say why an object is of no format, in the order of [Formats]. Those to which nothing in it points are left out.
type refusals []error

func (r refusals) Error() string {
	var text []string
	untold := true
	for i, err := range r {
		if err == nil || err == errForeign {
			continue
		}
		untold = untold && err == errNoTime
		text = append(text, Formats[i].Name+": "+err.Error())
	}
	if untold {
		return "no log entry: " + errNoTime.Error()
	}
	return "no log entry (" + strings.Join(text, "; ") + ")"
}
