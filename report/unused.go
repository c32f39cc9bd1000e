package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"lastcall/analyze/verdict"
)

type unusedJSON struct {
	Window    windowJSON                  `json:"window"`
	Coverage  map[string]verdict.Coverage `json:"coverage"`
	Evidence  evidenceJSON                `json:"evidence"`
	Endpoints []unusedEndpointJSON        `json:"endpoints"`
	Counts    map[verdict.Verdict]int     `json:"counts"`
	Shadowed  []verdict.Shadowed          `json:"shadowed"`
	Warnings  []string                    `json:"warnings"`
}

type unusedEndpointJSON struct {
	Endpoint  string                  `json:"endpoint"`
	Verdict   verdict.Verdict         `json:"verdict"`
	Calls     int64                   `json:"calls"`
	Synthetic map[verdict.Class]int64 `json:"synthetic"`
	Reason    string                  `json:"reason"`
	File      string                  `json:"file,omitempty"`
	Line      int                     `json:"line,omitempty"`
}

// Unused writes the endpoints that are not used, unused first.
func Unused(w io.Writer, r *verdict.Result, f Format) error {
	switch f {
	case JSON:
		return writeJSON(w, perService(r, func(s verdict.Service) unusedJSON { return unusedOf(r, s) }))
	case Text:
		return atOnce(w, func(w io.Writer) error { return unusedText(w, r) })
	}
	t := Table{Columns: withService(r, unusedColumns)}
	for _, s := range r.Services {
		for _, e := range NotUsed(s) {
			t.Rows = append(t.Rows, withServiceCell(r, s, unusedRow(e, fullReason(e.Finding))))
		}
	}
	return t.Write(w, f)
}

// NotUsed returns the endpoints whose verdict is not used, by verdict and key.
func NotUsed(s verdict.Service) []verdict.Endpoint {
	var endpoints []verdict.Endpoint
	for _, e := range s.Endpoints {
		if e.Verdict != verdict.Used {
			endpoints = append(endpoints, e)
		}
	}
	slices.SortStableFunc(endpoints, func(a, b verdict.Endpoint) int { return verdict.CompareEndpoints(a.Verdict, b.Verdict) })
	return endpoints
}

func unusedOf(r *verdict.Result, s verdict.Service) unusedJSON {
	doc := unusedJSON{
		Window: windowOf(r), Coverage: object(s.Coverage), Evidence: evidenceOf(r, s),
		Endpoints: []unusedEndpointJSON{}, Counts: map[verdict.Verdict]int{},
		Shadowed: list(s.Shadowed), Warnings: list(r.Warnings),
	}
	for _, e := range NotUsed(s) {
		doc.Endpoints = append(doc.Endpoints, unusedEndpointJSON{
			Endpoint: e.Key, Verdict: e.Verdict, Calls: e.Calls, Synthetic: object(e.Synthetic),
			Reason: fullReason(e.Finding), File: e.File, Line: e.Line,
		})
		doc.Counts[e.Verdict]++
	}
	return doc
}

func reason(f verdict.Finding) string { return strings.Join(f.Reasons, "; ") }

// fullReason ends in the bound, which the head of the text says once for all.
func fullReason(f verdict.Finding) string {
	return strings.Join(f.Words(), "; ")
}

var unusedColumns = []Column{{"verdict", false}, {"endpoint", false}, {"calls", true}, {"where", false}, {"reason", false}}

func unusedRow(e verdict.Endpoint, reason string) []string {
	return []string{string(e.Verdict), e.Key, number(e.Calls), where(e.File, e.Line), reason}
}

func where(file string, line int) string {
	if line == 0 {
		return file
	}
	return file + ":" + strconv.Itoa(line)
}

func unusedText(w io.Writer, r *verdict.Result) error {
	for i, s := range r.Services {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprint(w, header(r, s))
		endpoints := NotUsed(s)
		fmt.Fprintf(w, "%d of %d endpoints not used\n\n", len(endpoints), len(s.Endpoints))
		t := Table{Columns: unusedColumns}
		folded := map[verdict.Verdict]int{}
		for _, e := range endpoints {
			if isFolded(e) {
				folded[e.Verdict]++
				continue
			}
			t.Rows = append(t.Rows, unusedRow(e, reason(e.Finding)))
		}
		if err := t.Write(w, Text); err != nil {
			return err
		}
		foldedText(w, folded)
		shadowedText(w, s)
	}
	return nil
}

// isFolded: frameworks register OPTIONS and HEAD beside the methods people write.
func isFolded(e verdict.Endpoint) bool {
	return strings.HasPrefix(e.Key, "OPTIONS:") || strings.HasPrefix(e.Key, "HEAD:")
}

func foldedText(w io.Writer, folded map[verdict.Verdict]int) {
	var parts []string
	for v, n := range folded {
		parts = append(parts, fmt.Sprintf("%d %s", n, v))
	}
	if len(parts) == 0 {
		return
	}
	slices.Sort(parts)
	fmt.Fprintf(w, "and OPTIONS and HEAD endpoints: %s (--format json shows them)\n", strings.Join(parts, ", "))
}

// shadowedText lists routes that never serve. Deleting the one that does, because it looks like the copy, is an outage.
func shadowedText(w io.Writer, s verdict.Service) {
	if len(s.Shadowed) == 0 {
		return
	}
	fmt.Fprintf(w, "\nroutes that never serve:\n")
	for _, sh := range s.Shadowed {
		fmt.Fprintf(w, "  %s %s: %s serves\n", Printable(sh.Endpoint), Printable(where(sh.File, sh.Line)), Printable(sh.By))
	}
}
