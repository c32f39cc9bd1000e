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
	Funnel   verdict.Funnel          `json:"funnel"`
	Mapping  verdict.Mapping         `json:"mapping"`
	Files    []fileJSON              `json:"files"`
	Counts   map[verdict.Verdict]int `json:"counts"`
	Modules  []moduleJSON            `json:"handler_modules"`
	Edits    []editJSON              `json:"edits"`
	Judged   []judgedJSON            `json:"endpoints"`
	Warnings []string                `json:"warnings"`
}

// judgedJSON is the verdict of an endpoint, by which two runs are compared.
type judgedJSON struct {
	Service  string          `json:"service,omitempty"`
	Endpoint string          `json:"endpoint"`
	Verdict  verdict.Verdict `json:"verdict"`
}

type fileJSON struct {
	Path     string          `json:"path"`
	Verdict  verdict.Verdict `json:"verdict"`
	Reasons  []string        `json:"reasons"`
	Evidence []edgeJSON      `json:"evidence"`
	UsedBy   []useJSON       `json:"used_by"`    // statically unused files that need it
	Tests    []string        `json:"companions"` // its tests and stories
}

type useJSON struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	How  string `json:"how"`
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
		Funnel:   r.Funnel(), Mapping: r.Mapping,
		Files: []fileJSON{}, Counts: fileCounts(r), Modules: modulesOf(r), Edits: editsOf(r), Judged: []judgedJSON{}, Warnings: list(r.Warnings),
	}
	for _, s := range r.Services {
		for _, e := range s.Endpoints {
			doc.Judged = append(doc.Judged, judgedJSON{s.Name, e.Key, e.Verdict})
		}
	}
	for _, f := range r.Files {
		file := fileJSON{Path: f.Path, Verdict: f.Verdict, Reasons: f.Words(), Evidence: []edgeJSON{}, UsedBy: []useJSON{}, Tests: list(f.Companions)}
		for _, u := range f.UsedBy {
			file.UsedBy = append(file.UsedBy, useJSON(u))
		}
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
	fmt.Fprintf(w, "%s%s\n", plural(int64(len(r.Files)), "statically unused file"), countsText(r))
	fmt.Fprintf(w, "%s\n\n", funnelText(r))
	if err := (Table{Columns: crossrefColumns, Rows: crossrefRows(r)}).Write(w, Text); err != nil {
		return err
	}
	return backendText(w, r)
}

// funnelText leads from flagged files to safe ones, and says how far edges reach.
func funnelText(r *verdict.Result) string {
	f, m := r.Funnel(), r.Mapping
	return fmt.Sprintf("%d flagged, %d with an edge to production, %d of them with zero use, %d on enough evidence, %d safe; source files reach %d of %s",
		f.Flagged, f.Tied, f.Zero, f.Enough, f.Safe, m.EndpointsMapped, plural(int64(m.Endpoints), "endpoint"))
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
