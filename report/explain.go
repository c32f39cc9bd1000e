package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"lastcall/analyze/verdict"
)

// Explanation is everything behind one verdict.
type Explanation struct {
	Target  string          `json:"target"`
	Service string          `json:"service,omitempty"`
	Verdict verdict.Verdict `json:"verdict"`
	Rule    string          `json:"rule"`    // when anything has this verdict
	Reasons []string        `json:"reasons"` // why this has
	Facts   []Fact          `json:"facts"`   // what was looked at
}

// Fact is one number, threshold or place.
type Fact struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Explain returns what is behind the verdicts of an endpoint, in every service that has it, or of a statically unused
// file. It is empty when the Result has neither.
func Explain(r *verdict.Result, name string) []Explanation {
	var found []Explanation
	for _, s := range r.Services {
		if e := s.Endpoint(name); e != nil {
			found = append(found, ExplainEndpoint(r, s, *e))
		}
	}
	for _, f := range r.Files {
		if f.Path == name {
			found = append(found, ExplainFile(r, f))
		}
	}
	return found
}

// facts is a list of facts that leaves out empty ones.
type facts []Fact

func (f *facts) add(name, text string) {
	if text != "" {
		*f = append(*f, Fact{name, text})
	}
}

// ExplainEndpoint returns what is behind the verdict of an endpoint of a service.
func ExplainEndpoint(r *verdict.Result, s verdict.Service, e verdict.Endpoint) Explanation {
	var f facts
	f.add("handler", strings.TrimSpace(place(e.File, e.Line)+" "+e.Name))
	f.add("calls", callFact(e.Usage))
	f.add("first used", moment(e.First))
	f.add("last used", moment(e.Last))
	f.add("latency", latencyFact(e.Usage))
	for _, day := range slices.Sorted(maps.Keys(e.Daily)) {
		f.add("calls on "+day, fmt.Sprint(e.Daily[day]))
	}
	for _, class := range slices.Sorted(maps.Keys(e.Synthetic)) {
		f.add("no use", fmt.Sprintf("%d %s", e.Synthetic[class], class))
	}
	if e.Unaccounted > 0 {
		f.add("unaccounted", fmt.Sprintf("%d lines of the application that neither the edge log nor the private network explains", e.Unaccounted))
	}
	for _, c := range e.Callers {
		f.add("called by", c.String())
	}
	for _, shadow := range s.Shadowed {
		if shadow.Endpoint == e.Key {
			f.add("never serves", fmt.Sprintf("%s: %s", place(shadow.File, shadow.Line), shadow.By))
		}
	}
	f.evidence(r, s)
	return Explanation{e.Key, s.Name, e.Verdict, verdict.EndpointRule(e.Verdict), e.Words(), f}
}

// ExplainFile returns what is behind the verdict of a statically unused file.
func ExplainFile(r *verdict.Result, file verdict.File) Explanation {
	var f facts
	f.add("leads to", stageText(file))
	for _, e := range file.Evidence {
		f.add(e.Kind, edgeFact(e))
	}
	for _, u := range file.UsedBy {
		f.add("used by", u.String())
	}
	for _, c := range file.Companions {
		f.add("goes with it", c)
	}
	if !file.Added.IsZero() {
		f.add("added", moment(file.Added))
	}
	for _, s := range r.Services {
		f.evidence(r, s)
	}
	return Explanation{file.Path, "", file.Verdict, verdict.FileRule(file.Verdict), file.Words(), f}
}

// evidence adds the window and every threshold of a service.
func (f *facts) evidence(r *verdict.Result, s verdict.Service) {
	name := "window"
	if s.Name != "" {
		name += " of " + s.Name
	}
	f.add(name, fmt.Sprintf("%s to %s (%d days), newest line %s old", minute(r.Window.Since), minute(r.Window.Until), r.Window.Days, age(r.Window.Age)))
	for _, c := range s.Checks {
		met := "met"
		if !c.Met {
			met = "not met"
		}
		f.add(c.Name+" "+met, c.Text)
	}
	for _, channel := range slices.Sorted(maps.Keys(s.Coverage)) {
		for _, gap := range s.Coverage[channel].Gaps {
			f.add("gap of the "+channel+" log", fmt.Sprintf("%s to %s, %s", minute(gap.Since), minute(gap.Until), plural(int64(gap.Hours), "hour")))
		}
	}
}

func place(file string, line int) string { return verdict.Place{File: file, Line: line}.String() }

func callFact(u verdict.Usage) string {
	return fmt.Sprintf("%d = %d ok + %d client errors + %d server errors + %d aborted + %d of unknown status",
		u.Calls, u.OK, u.ClientErrors, u.ServerErrors, u.Aborted, u.Unknown)
}

func latencyFact(u verdict.Usage) string {
	if u.P50 == nil || u.P95 == nil {
		return ""
	}
	return fmt.Sprintf("median %d ms, 95 %% within %d ms", *u.P50, *u.P95)
}

func edgeFact(e verdict.Edge) string {
	text := e.Target
	if at := place(e.File, e.Line); at != "" {
		text += " at " + at
	}
	switch e.Kind {
	case "mention", "import":
		return text
	}
	text += fmt.Sprintf(": %d seen", e.Calls)
	if !e.LastUsed.IsZero() {
		text += ", last " + moment(e.LastUsed)
	}
	return text
}

// stageText is the way to safe, as far as the file went.
func stageText(f verdict.File) string {
	steps := []string{"flagged", "an edge to production", "zero use", "enough evidence"}[:f.Stage+1]
	if f.Verdict == verdict.Safe {
		steps = append(steps, "safe")
	}
	return strings.Join(steps, ", ")
}

// Explanations writes explanations as text or JSON.
func Explanations(w io.Writer, all []Explanation, f Format) error {
	if f == JSON {
		return writeJSON(w, all)
	}
	var b strings.Builder
	for i, x := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		x.text(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (x Explanation) text(b *strings.Builder) {
	title := x.Target
	if x.Service != "" {
		title += " of " + x.Service
	}
	fmt.Fprintf(b, "%s: %s\n", Printable(title), x.Verdict)
	for _, reason := range x.Reasons {
		fmt.Fprintf(b, "  because %s\n", Printable(reason))
	}
	fmt.Fprintf(b, "  rule: %s\n\n", x.Rule)
	width := 0
	for _, f := range x.Facts {
		width = max(width, len(f.Name))
	}
	for _, f := range x.Facts {
		fmt.Fprintf(b, "  %-*s  %s\n", width, f.Name, Printable(f.Text))
	}
}
