package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"lastcall/analyze/verdict"
)

type crossrefJSON struct {
	Window   windowJSON              `json:"window"`
	Coverage any                     `json:"coverage"`
	Files    []fileJSON              `json:"files"`
	Counts   map[verdict.Verdict]int `json:"counts"`
	Warnings []string                `json:"warnings"`
}

type fileJSON struct {
	Path     string          `json:"path"`
	Verdict  verdict.Verdict `json:"verdict"`
	Reasons  []string        `json:"reasons"`
	Evidence []edgeJSON      `json:"evidence"`
}

type edgeJSON struct {
	Kind     string     `json:"kind"`
	Target   string     `json:"target"`
	Calls    int64      `json:"calls"`
	LastUsed *time.Time `json:"last_used"` // null when never seen
	File     string     `json:"file,omitempty"`
	Line     int        `json:"line,omitempty"`
}

// Crossref writes the statically unused files with their verdicts, contradictions first.
func Crossref(w io.Writer, r *verdict.Result, f Format) error {
	switch f {
	case JSON:
		return writeJSON(w, crossrefOf(r))
	case Text:
		return atOnce(w, func(w io.Writer) error { return crossrefText(w, r) })
	}
	return Table{Columns: crossrefColumns, Rows: crossrefRows(r)}.Write(w, f)
}

func crossrefOf(r *verdict.Result) crossrefJSON {
	doc := crossrefJSON{
		Window:   windowOf(r),
		Coverage: perService(r, func(s verdict.Service) map[string]verdict.Coverage { return object(s.Coverage) }),
		Files:    []fileJSON{}, Counts: fileCounts(r), Warnings: list(r.Warnings),
	}
	for _, f := range r.Files {
		file := fileJSON{Path: f.Path, Verdict: f.Verdict, Reasons: f.Words(), Evidence: []edgeJSON{}}
		for _, e := range f.Evidence {
			edge := edgeJSON{Kind: e.Kind, Target: e.Target, Calls: e.Calls, File: e.File, Line: e.Line}
			if !e.LastUsed.IsZero() {
				edge.LastUsed = &e.LastUsed
			}
			file.Evidence = append(file.Evidence, edge)
		}
		doc.Files = append(doc.Files, file)
	}
	return doc
}

func fileCounts(r *verdict.Result) map[verdict.Verdict]int {
	counts := map[verdict.Verdict]int{}
	for _, f := range r.Files {
		counts[f.Verdict]++
	}
	return counts
}

var crossrefColumns = []Column{{"verdict", false}, {"file", false}, {"reason", false}}

func crossrefRows(r *verdict.Result) [][]string {
	var rows [][]string
	for _, f := range r.Files {
		rows = append(rows, []string{string(f.Verdict), f.Path, fullReason(f.Finding)})
	}
	return rows
}

func crossrefText(w io.Writer, r *verdict.Result) error {
	for _, s := range r.Services {
		fmt.Fprint(w, header(r, s))
	}
	fmt.Fprintf(w, "%s%s\n\n", plural(int64(len(r.Files)), "statically unused file"), countsText(r))
	return Table{Columns: crossrefColumns, Rows: crossrefRows(r)}.Write(w, Text)
}

// countsText lists the verdicts of the files with their counts, in the order of the files; empty without files.
func countsText(r *verdict.Result) string {
	counts := fileCounts(r)
	var parts []string
	for i, f := range r.Files {
		if i == 0 || r.Files[i-1].Verdict != f.Verdict {
			parts = append(parts, fmt.Sprintf("%d %s", counts[f.Verdict], f.Verdict))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, ", ")
}
