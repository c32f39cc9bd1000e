package report

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"lastcall/analyze/verdict"
)

// usageJSON is production-usage.json: the answer of the middleware's /stats, and more.
type usageJSON struct {
	PeriodDays    int                         `json:"period_days"`
	EndpointsUsed int                         `json:"endpoints_used"`
	Stats         map[string]endpointJSON     `json:"stats"`
	GeneratedAt   time.Time                   `json:"generated_at"`
	Window        windowJSON                  `json:"window"`
	Coverage      map[string]verdict.Coverage `json:"coverage"`
	Evidence      evidenceJSON                `json:"evidence"`
	Inventory     verdict.Inventory           `json:"inventory"`
	Classes       []verdict.ClassTotal        `json:"classes"`
	Unmatched     []verdict.Unmatched         `json:"unmatched"`
	Preflights    []verdict.Preflight         `json:"preflights"`
	Shadowed      []verdict.Shadowed          `json:"shadowed"`
	Warnings      []string                    `json:"warnings"`
}

// endpointJSON is one entry of stats. Latencies are null where no call has a duration.
type endpointJSON struct {
	Calls        int64                   `json:"calls"`
	LastUsed     time.Time               `json:"last_used"`
	FirstUsed    time.Time               `json:"first_used"`
	OK           int64                   `json:"ok"`
	ClientErrors int64                   `json:"client_errors"`
	ServerErrors int64                   `json:"server_errors"`
	Aborted      int64                   `json:"aborted"`
	Unknown      int64                   `json:"unknown_status"`
	DaysActive   int                     `json:"days_active"`
	P50          *int64                  `json:"p50_ms"`
	P95          *int64                  `json:"p95_ms"`
	Synthetic    map[verdict.Class]int64 `json:"synthetic"`
	Daily        map[string]int64        `json:"daily"`
}

// UsageJSON writes production-usage.json. The stats of a service hold exactly its endpoints with calls.
func UsageJSON(w io.Writer, r *verdict.Result) error {
	return writeJSON(w, perService(r, func(s verdict.Service) usageJSON { return usageOf(r, s) }))
}

func usageOf(r *verdict.Result, s verdict.Service) usageJSON {
	doc := usageJSON{
		PeriodDays: r.Window.Days, Stats: map[string]endpointJSON{}, GeneratedAt: r.GeneratedAt,
		Window: windowOf(r), Coverage: object(s.Coverage), Evidence: evidenceOf(r, s), Inventory: s.Inventory,
		Classes: list(s.Classes), Unmatched: list(s.Unmatched), Preflights: list(s.Preflights), Shadowed: list(s.Shadowed),
		Warnings: list(r.Warnings),
	}
	for _, e := range used(s) {
		doc.Stats[e.Key] = endpointJSON{
			Calls: e.Calls, LastUsed: e.Last, FirstUsed: e.First,
			OK: e.OK, ClientErrors: e.ClientErrors, ServerErrors: e.ServerErrors, Aborted: e.Aborted, Unknown: e.Unknown,
			DaysActive: len(e.Daily), P50: e.P50, P95: e.P95, Synthetic: object(e.Synthetic), Daily: object(e.Daily),
		}
	}
	doc.EndpointsUsed = len(doc.Stats)
	return doc
}

// list makes an empty list of a nil one, so that JSON shows [] and not null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// object makes an empty map of a nil one, so that JSON shows {} and not null.
func object[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}

// used returns the endpoints with calls.
func used(s verdict.Service) []verdict.Endpoint {
	var endpoints []verdict.Endpoint
	for _, e := range s.Endpoints {
		if e.Calls > 0 {
			endpoints = append(endpoints, e)
		}
	}
	return endpoints
}

// Stats writes the endpoints with calls.
func Stats(w io.Writer, r *verdict.Result, f Format) error {
	if f == JSON {
		return UsageJSON(w, r)
	}
	if f == Text {
		return atOnce(w, func(w io.Writer) error { return statsText(w, r) })
	}
	t := Table{Columns: withService(r, statsColumns)}
	for _, s := range r.Services {
		for _, row := range statsRows(s) {
			t.Rows = append(t.Rows, withServiceCell(r, s, row))
		}
	}
	return t.Write(w, f)
}

var statsColumns = []Column{
	{"endpoint", false}, {"calls", true}, {"last used", false}, {"first used", false}, {"ok", true}, {"4xx", true}, {"5xx", true},
	{"499", true}, {"days", true}, {"p50 ms", true}, {"p95 ms", true}, {"not use", true},
}

func statsRows(s verdict.Service) [][]string {
	var rows [][]string
	for _, e := range used(s) {
		var synthetic int64
		for _, n := range e.Synthetic {
			synthetic += n
		}
		rows = append(rows, []string{
			e.Key, number(e.Calls), moment(e.Last), moment(e.First), number(e.OK), number(e.ClientErrors), number(e.ServerErrors),
			number(e.Aborted), strconv.Itoa(len(e.Daily)), milliseconds(e.P50), milliseconds(e.P95), number(synthetic),
		})
	}
	return rows
}

func statsText(w io.Writer, r *verdict.Result) error {
	for i, s := range r.Services {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprint(w, header(r, s))
		rows := statsRows(s)
		fmt.Fprintf(w, "%d of %d endpoints used%s\n\n", len(rows), len(s.Endpoints), inferredNote(s))
		if err := (Table{Columns: statsColumns, Rows: rows}).Write(w, Text); err != nil {
			return err
		}
		unmatchedText(w, s)
	}
	return nil
}

func inferredNote(s verdict.Service) string {
	if s.Inventory == verdict.Inferred {
		return " (inferred from traffic: no routes were given, so what was never called is not known)"
	}
	return ""
}

// unmatchedText lists client traffic that no route explains: a 2xx among it means the catalogue lacks a route.
func unmatchedText(w io.Writer, s verdict.Service) {
	const shown = 10
	if s.Inventory == verdict.Inferred || len(s.Unmatched) == 0 {
		return
	}
	fmt.Fprintf(w, "\nclient traffic that no route explains:\n")
	for i, u := range s.Unmatched {
		if i == shown {
			fmt.Fprintf(w, "  and %d more (--format json shows all)\n", len(s.Unmatched)-shown)
			return
		}
		note := ""
		if u.OK > 0 {
			note = fmt.Sprintf(", %d answered with 2xx: the catalogue lacks a route", u.OK)
		}
		fmt.Fprintf(w, "  %s: %s%s\n", Printable(u.Template), plural(u.Calls, "call"), note)
	}
}

func withService(r *verdict.Result, columns []Column) []Column {
	if len(r.Services) == 1 {
		return columns
	}
	return append([]Column{{"service", false}}, columns...)
}

func withServiceCell(r *verdict.Result, s verdict.Service, row []string) []string {
	if len(r.Services) == 1 {
		return row
	}
	return append([]string{s.Name}, row...)
}

func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func milliseconds(ms *int64) string {
	if ms == nil {
		return ""
	}
	return number(*ms)
}

// atOnce writes what render yields in one go, so that no failed write in the middle is overlooked.
func atOnce(w io.Writer, render func(io.Writer) error) error {
	var text bytes.Buffer
	if err := render(&text); err != nil {
		return err
	}
	_, err := w.Write(text.Bytes())
	return err
}

// writeJSON writes indented JSON. Text from logs means what it is; what JSON must escape and what a terminal obeys is escaped.
func writeJSON(w io.Writer, v any) error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(JSONSafe(text), '\n'))
	return err
}

//go:embed production-usage.schema.json
var usageSchema []byte

// ValidateUsage checks a production-usage.json against its JSON Schema.
func ValidateUsage(document []byte) error {
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(usageSchema))
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return err
	}
	c := jsonschema.NewCompiler()
	const name = "production-usage.schema.json"
	if err := c.AddResource(name, schema); err != nil {
		return err
	}
	compiled, err := c.Compile(name)
	if err != nil {
		return err
	}
	return compiled.Validate(value)
}
