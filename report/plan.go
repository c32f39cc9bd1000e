package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"lastcall/analyze/plan"
	"lastcall/analyze/verdict"
)

// Plan writes a deletion plan. JSON is the plan itself; CSV has a row for every file, with an empty batch where it is
// left out; Markdown is a document for review, with a checklist for each batch.
func Plan(w io.Writer, p *plan.Plan, f Format) error {
	switch f {
	case JSON:
		return writeJSON(w, planOf(p))
	case CSV:
		return planTable(p).Write(w, CSV)
	case Markdown:
		return atOnce(w, func(w io.Writer) error { return planMarkdown(w, p) })
	case Text:
		return atOnce(w, func(w io.Writer) error { return planText(w, p) })
	}
	return fmt.Errorf("no plan in format %q", f)
}

// planOf is the plan with empty lists for missing ones.
func planOf(p *plan.Plan) plan.Plan {
	doc := *p
	doc.Unmet, doc.Include, doc.Warnings = list(p.Unmet), list(p.Include), list(p.Warnings)
	doc.Batches, doc.LeftOut = slices.Clone(list(p.Batches)), list(p.LeftOut)
	for i := range doc.Batches {
		doc.Batches[i].Files = list(doc.Batches[i].Files)
	}
	return doc
}

func planTable(p *plan.Plan) Table {
	t := Table{Columns: []Column{{"batch", true}, {"verdict", false}, {"file", false}, {"reason", false}, {"with", false}, {"sha256", false}}}
	for _, b := range p.Batches {
		for _, f := range b.Files {
			t.Rows = append(t.Rows, []string{strconv.Itoa(b.Number), string(f.Verdict), f.Path, f.Reason, f.With, f.SHA256})
		}
	}
	for _, l := range p.LeftOut {
		t.Rows = append(t.Rows, []string{"", string(l.Verdict), l.Path, l.Reason, "", ""})
	}
	return t
}

func planText(w io.Writer, p *plan.Plan) error {
	fmt.Fprintln(w, planWindow(p))
	for _, unmet := range p.Unmet {
		fmt.Fprintln(w, "insufficient: "+Printable(unmet))
	}
	fmt.Fprintln(w, planCounts(p))
	for _, b := range p.Batches {
		fmt.Fprintf(w, "\nbatch %d: %s\n", b.Number, plural(int64(len(b.Files)), "file"))
		if err := plannedTable(b).Write(w, Text); err != nil {
			return err
		}
	}
	if len(p.LeftOut) > 0 {
		fmt.Fprintf(w, "\nleft out: %s\n", leftOutCounts(p))
		if err := leftOutTable(p).Write(w, Text); err != nil {
			return err
		}
	}
	if note := staticOnlyNote(p); note != "" {
		fmt.Fprintf(w, "\n%s\n", note)
	}
	return nil
}

// planWindow says what time the evidence covers and how old it was.
func planWindow(p *plan.Plan) string {
	newest := "no line"
	if last := p.Window.LastLine; !last.IsZero() {
		newest = fmt.Sprintf("newest line %s, %s old when the plan was made", moment(last), age(p.GeneratedAt.Sub(last)))
	}
	return fmt.Sprintf("%s to %s (%d days), %s", minute(p.Window.Since), minute(p.Window.Until), p.Window.Days, newest)
}

// planCounts says how many files go and stay.
func planCounts(p *plan.Plan) string {
	if !p.Sufficient {
		return fmt.Sprintf("no service has enough evidence, so nothing may go; %s left out", plural(int64(len(p.LeftOut)), "flagged file"))
	}
	files := 0
	for _, b := range p.Batches {
		files += len(b.Files)
	}
	batches := "1 batch"
	if len(p.Batches) != 1 {
		batches = fmt.Sprintf("%d batches", len(p.Batches))
	}
	return fmt.Sprintf("%s in %s of at most %d, %s left out; the plan includes %s",
		plural(int64(files), "file"), batches, p.MaxFiles, plural(int64(len(p.LeftOut)), "flagged file"), verdicts(p.Include, " and "))
}

func verdicts(list []verdict.Verdict, between string) string {
	names := make([]string, len(list))
	for i, v := range list {
		names[i] = Printable(string(v))
	}
	return strings.Join(names, between)
}

// leftOutCounts lists the verdicts of the files that stay with their counts.
func leftOutCounts(p *plan.Plan) string {
	counts := map[verdict.Verdict]int{}
	for _, l := range p.LeftOut {
		counts[l.Verdict]++
	}
	var parts []string
	for _, v := range slices.SortedFunc(maps.Keys(counts), compareFiles) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[v], Printable(string(v))))
	}
	return strings.Join(parts, ", ")
}

// compareFiles orders verdicts as they are shown, those of an unknown kind by name.
func compareFiles(a, b verdict.Verdict) int {
	return cmp.Or(verdict.CompareFiles(a, b), cmp.Compare(a, b))
}

// staticOnlyNote says how static-only files come into the plan; empty when none is kept out for that.
func staticOnlyNote(p *plan.Plan) string {
	if p.StaticOnlyLeftOut == 0 {
		return ""
	}
	include := append(slices.Clone(p.Include), verdict.StaticOnly)
	return fmt.Sprintf("%s left out; include them with plan.include: [%s]", plural(int64(p.StaticOnlyLeftOut), "static-only file"), verdicts(include, ", "))
}

func plannedTable(b plan.Batch) Table {
	t := Table{Columns: crossrefColumns}
	for _, f := range b.Files {
		t.Rows = append(t.Rows, []string{string(f.Verdict), f.Path, f.Reason})
	}
	return t
}

func leftOutTable(p *plan.Plan) Table {
	t := Table{Columns: crossrefColumns}
	for _, l := range p.LeftOut {
		t.Rows = append(t.Rows, []string{string(l.Verdict), l.Path, l.Reason})
	}
	return t
}
