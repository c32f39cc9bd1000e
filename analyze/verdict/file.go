package verdict

import (
	"fmt"
	"strings"
	"time"
)

// FileEvidence is everything the verdict of a statically unused file rests on.
type FileEvidence struct {
	Imported   []Import // how a file that is not statically unused reaches this one; empty when none does
	Endpoints  []EndpointEdge
	Components []ComponentEdge
	Assets     []AssetEdge
	Unlisted   []Unlisted
	Blind      []Place   // requests of the file of which no part of the path is known
	Mentions   []Mention // outside the statically unused files; for those see File.UsedBy
	Readable   bool      // the source was found and read; without it nothing can be safe
	Lost       string    // why a source tree that was given does not have it as text; empty when it has, or none was given
	AgeAsked   bool
	Added      time.Time // when the file came into the repository; zero when unknown
	Keep       *Keep     // nil when no entry of the keep-list matches
	Sufficient bool      // at least one service has enough evidence
	Window     Window
	Policy     Policy
}

// Import is one step of a chain of imports.
type Import struct {
	From, To string
	Line     int
	How      string // import, import type, dynamic import, @import, …
}

// AssetEdge is a built chunk that the file is part of.
type AssetEdge struct {
	Chunk string    // the path it is served under
	Loads int64     // client requests for it in the window
	Last  time.Time // zero when there were none
	From  string    // the manifest or source map that says so
}

// Unlisted is a request of the file that production answers although no route explains it.
type Unlisted struct {
	Line     int
	Template string    // METHOD /inferred/{}
	OK       int64     // answers with 2xx in the window
	Last     time.Time // the last client request
}

// Mention is a place that names the file.
type Mention struct {
	File string
	Line int
	Text string
}

// JudgeFile is the policy for statically unused files. Use contradicts the static analysis; any doubt makes
// the file a case for review; safe needs an edge that can show zero, every edge at zero, and sufficient evidence.
func JudgeFile(e FileEvidence) Finding {
	if reasons := e.contradictions(); len(reasons) > 0 {
		return Finding{Verdict: InUse, Reasons: reasons}
	}
	if e.Keep != nil {
		return Finding{Verdict: Kept, Reasons: []string{e.Keep.text()}}
	}
	if reasons := e.tooNew(); len(reasons) > 0 {
		return Finding{Verdict: TooNew, Reasons: reasons}
	}
	if reasons := e.doubts(); len(reasons) > 0 {
		return Finding{Verdict: Review, Reasons: reasons}
	}
	if reasons := e.gaps(); len(reasons) > 0 {
		return Finding{Verdict: Insufficient, Reasons: reasons}
	}
	zeros := e.zeros()
	switch {
	case len(zeros) == 0 && !e.Readable:
		return Finding{Verdict: StaticOnly, Reasons: []string{"statically unused; its source was not read, and nothing else ties it to production, so logs can say nothing about it"}}
	case len(zeros) == 0:
		return Finding{Verdict: StaticOnly, Reasons: []string{"statically unused; nothing ties the file to production, so logs can say nothing about it"}}
	case !e.Readable:
		return Finding{Verdict: Review, Reasons: append(zeros, "its source was not read, so nothing is known of what refers to it: give the frontend's root")}
	}
	if blind := e.blind(); len(blind) > 0 {
		return Finding{Verdict: Review, Reasons: append(zeros, blind...)}
	}
	return Finding{Verdict: Safe, Reasons: append([]string{"statically unused"}, zeros...), Bound: boundText(e.Window)}
}

// contradictions lists the ways in which the static analysis is wrong.
func (e FileEvidence) contradictions() []string {
	var reasons []string
	if len(e.Imported) > 0 {
		reasons = append(reasons, chainText(e.Imported))
	}
	for _, edge := range e.Endpoints {
		if edge.proves() {
			reasons = append(reasons, edge.contradiction())
		}
	}
	for _, c := range e.Components {
		if c.rendered(e.Window) {
			reasons = append(reasons, fmt.Sprintf("its component %s was rendered %s, last %s", c.Name, times(c.Count), stamp(c.Last)))
		}
	}
	for _, a := range e.Assets {
		if a.Loads > 0 {
			reasons = append(reasons, fmt.Sprintf("it is part of %s (%s), which was loaded %s, last %s", a.Chunk, a.From, times(a.Loads), stamp(a.Last)))
		}
	}
	return reasons
}

// chainText tells a chain of imports: a.ts:3 imports b.ts, which imports c.ts on line 1.
func chainText(chain []Import) string {
	first := chain[0]
	var b strings.Builder
	fmt.Fprintf(&b, "%s, which is not statically unused, reaches it: %s", Place{first.From, first.Line}, first.step())
	for _, next := range chain[1:] {
		fmt.Fprintf(&b, ", %s: %s", Place{next.From, next.Line}, next.step())
	}
	return b.String()
}

func (i Import) step() string { return i.How + " of " + i.To }

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func (e FileEvidence) tooNew() []string {
	if e.Added.After(e.Window.Since) {
		return []string{fmt.Sprintf("added %s, after the window began (%s)", day(e.Added), day(e.Window.Since))}
	}
	for _, edge := range e.Endpoints {
		if edge.Endpoint.Verdict == TooNew {
			return []string{fmt.Sprintf("%s: %s", edge.says(), edge.Endpoint.Reasons[0])}
		}
	}
	return nil
}

// doubts lists what only a person can settle.
func (e FileEvidence) doubts() []string {
	var reasons []string
	for _, edge := range e.Endpoints {
		if doubt := edge.doubt(); doubt != "" {
			reasons = append(reasons, doubt)
		}
	}
	for _, c := range e.Components {
		if doubt := c.doubt(e.Window); doubt != "" {
			reasons = append(reasons, doubt)
		}
	}
	for _, a := range e.Assets {
		if a.Loads == 0 {
			reasons = append(reasons, fmt.Sprintf("it is part of the built chunk %s (%s); that nobody loaded it from here proves nothing", a.Chunk, a.From))
		}
	}
	for _, m := range e.Mentions {
		reasons = append(reasons, fmt.Sprintf("named in %s: %s", Place{m.File, m.Line}, m.Text))
	}
	for _, u := range e.Unlisted {
		reasons = append(reasons, fmt.Sprintf("line %d requests %s, which no route explains and production answered %s, last %s", u.Line, u.Template, times(u.OK), stamp(u.Last)))
	}
	if len(e.Blind) > 0 {
		reasons = append(reasons, fmt.Sprintf("line %d requests what only the running program knows", e.Blind[0].Line))
	}
	if e.Lost != "" {
		reasons = append(reasons, e.Lost)
	}
	if e.AgeAsked && e.Added.IsZero() {
		reasons = append(reasons, "its age is asked for and unknown: the repository does not track it")
	}
	return reasons
}

// blind lists the components whose rendering nobody counts, in a file whose other components are counted: zero
// for those says nothing of these.
func (e FileEvidence) blind() []string {
	var reasons []string
	for _, c := range e.Components {
		if c.Count == 0 && !c.Tracked {
			reasons = append(reasons, fmt.Sprintf("its component %s does not call the tracker, so nobody knows whether it was rendered", c.Name))
		}
	}
	return reasons
}

// gaps lists where the evidence falls short.
func (e FileEvidence) gaps() []string {
	var reasons []string
	for _, edge := range e.Endpoints {
		if edge.Endpoint.Verdict == Insufficient {
			for _, r := range edge.Endpoint.Reasons {
				reasons = append(reasons, fmt.Sprintf("%s: %s", edge.says(), r))
			}
		}
	}
	for _, c := range e.Components {
		if c.Tracked && c.Count == 0 && !c.showsZero(e.Policy) {
			reasons = append(reasons, fmt.Sprintf("its component %s calls the tracker, but %s the window, %d needed", c.Name, covering(c.Covering), e.Policy.browsers()))
		}
	}
	if len(reasons) == 0 && !e.Sufficient {
		reasons = append(reasons, "no service has enough evidence")
	}
	return reasons
}

// zeros lists the edges that show no use.
func (e FileEvidence) zeros() []string {
	var reasons []string
	for _, edge := range e.Endpoints {
		if edge.Endpoint.Verdict == Unused {
			reasons = append(reasons, fmt.Sprintf("%s: %s", edge.says(), edge.Endpoint.Reasons[0]))
		}
	}
	for _, c := range e.Components {
		if c.showsZero(e.Policy) {
			reasons = append(reasons, fmt.Sprintf("its component %s calls the tracker and was rendered in none of %d browsers that cover the window", c.Name, c.Covering))
		}
	}
	return reasons
}
