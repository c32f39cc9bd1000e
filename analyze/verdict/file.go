package verdict

import (
	"fmt"
	"time"
)

// FileEvidence is everything the verdict of a statically unused file rests on.
type FileEvidence struct {
	Handlers   []HandlerEdge
	Components []ComponentEdge
	Mentions   []Mention
	Readable   bool // the source was found and read; without it nothing can be safe
	AgeAsked   bool
	Added      time.Time // when the file came into the repository; zero when unknown
	Keep       *Keep     // nil when no entry of the keep-list matches
	Sufficient bool      // at least one service has enough evidence
	Window     Window
	Policy     Policy
}

// HandlerEdge is an endpoint whose handler stands in the file.
type HandlerEdge struct {
	Service  string
	Endpoint Endpoint
}

// ComponentEdge is a component that the file defines, with what browsers reported of it.
type ComponentEdge struct {
	Name        string
	Line        int
	Count       int64
	First, Last time.Time // zero when never rendered
	Tracked     bool      // the file itself calls the tracker, so zero means not rendered
	Covering    int       // browser exports that cover the window
	Ambiguous   []string  // other files that declare a component of this name
	Source      string    // a browser export that names it; empty when none does
}

// Mention is a place in another file that names the file.
type Mention struct {
	File    string
	Line    int
	Text    string
	Flagged bool // that file is statically unused itself, so it may go as well
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

// contradictions lists the ways in which production uses the file.
func (e FileEvidence) contradictions() []string {
	var reasons []string
	for _, h := range e.Handlers {
		if h.Endpoint.Verdict == Used {
			reasons = append(reasons, fmt.Sprintf("it handles %s: %s", h.Endpoint.Key, callsText(h.Endpoint.Usage)))
		}
	}
	for _, c := range e.Components {
		if c.Count > 0 && len(c.Ambiguous) == 0 && !c.Last.Before(e.Window.Since) {
			reasons = append(reasons, fmt.Sprintf("its component %s was rendered %s, last %s", c.Name, times(c.Count), stamp(c.Last)))
		}
	}
	return reasons
}

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
	for _, h := range e.Handlers {
		if h.Endpoint.Verdict == TooNew {
			return []string{fmt.Sprintf("it handles %s: %s", h.Endpoint.Key, h.Endpoint.Reasons[0])}
		}
	}
	return nil
}

// doubts lists what only a person can settle.
func (e FileEvidence) doubts() []string {
	var reasons []string
	for _, h := range e.Handlers {
		switch h.Endpoint.Verdict {
		case ErrorsOnly, SyntheticOnly, Kept:
			reasons = append(reasons, fmt.Sprintf("it handles %s, which is %s: %s", h.Endpoint.Key, h.Endpoint.Verdict, h.Endpoint.Reasons[0]))
		case Used, Unused, TooNew, Insufficient: // each has its own place in the order
		default:
			reasons = append(reasons, fmt.Sprintf("it handles %s, which was not judged", h.Endpoint.Key))
		}
	}
	for _, c := range e.Components {
		if doubt := c.doubt(e.Window); doubt != "" {
			reasons = append(reasons, doubt)
		}
	}
	for _, m := range e.Mentions {
		if m.Flagged {
			continue // whether that file stays is not known yet, see Settle
		}
		reasons = append(reasons, fmt.Sprintf("named in %s:%d: %s", m.File, m.Line, m.Text))
	}
	if e.AgeAsked && e.Added.IsZero() {
		reasons = append(reasons, "its age is asked for and unknown: the repository does not track it")
	}
	return reasons
}

// doubt says why the counts of a component settle nothing; empty when they do.
func (c ComponentEdge) doubt(w Window) string {
	switch {
	case c.Count > 0 && len(c.Ambiguous) > 0:
		return fmt.Sprintf("a component %s was rendered, and %s declares one of that name too", c.Name, c.Ambiguous[0])
	case c.Count > 0 && c.Last.IsZero():
		return fmt.Sprintf("its component %s was rendered %s, at a time that no browser gives", c.Name, times(c.Count))
	case c.Count > 0 && c.Last.Before(w.Since):
		return fmt.Sprintf("its component %s was rendered before the window, last %s", c.Name, stamp(c.Last))
	case c.Count == 0 && !(c.First.IsZero() && c.Last.IsZero()):
		return fmt.Sprintf("browsers count no rendering of its component %s, yet give a time for one", c.Name)
	}
	return ""
}

// showsZero tells whether the file calls the tracker for the component and enough browsers saw none of it.
func (c ComponentEdge) showsZero(p Policy) bool {
	return c.Tracked && c.Count == 0 && c.Covering >= p.browsers()
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
	for _, h := range e.Handlers {
		if h.Endpoint.Verdict == Insufficient {
			for _, r := range h.Endpoint.Reasons {
				reasons = append(reasons, fmt.Sprintf("it handles %s: %s", h.Endpoint.Key, r))
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

func covering(browsers int) string {
	if browsers == 1 {
		return "1 browser export covers"
	}
	return fmt.Sprintf("%d browser exports cover", browsers)
}

// zeros lists the edges that show no use.
func (e FileEvidence) zeros() []string {
	var reasons []string
	for _, h := range e.Handlers {
		if h.Endpoint.Verdict == Unused {
			reasons = append(reasons, fmt.Sprintf("it handles %s: %s", h.Endpoint.Key, h.Endpoint.Reasons[0]))
		}
	}
	for _, c := range e.Components {
		if c.showsZero(e.Policy) {
			reasons = append(reasons, fmt.Sprintf("its component %s calls the tracker and was rendered in none of %d browsers that cover the window", c.Name, c.Covering))
		}
	}
	return reasons
}

// Settle makes files stay that a staying file names: what is safe stays unless everything that names it is safe
// too, what is static-only unless it may go as well. named holds, by path, where other statically unused files
// name a file.
func Settle(files []File, named map[string][]Mention) {
	verdicts := map[string]Verdict{}
	for _, f := range files {
		verdicts[f.Path] = f.Verdict
	}
	for changed := true; changed; {
		changed = false
		for i := range files {
			f := &files[i]
			for _, m := range named[f.Path] {
				by := verdicts[m.File]
				if f.Verdict == Safe && by != Safe || f.Verdict == StaticOnly && by != Safe && by != StaticOnly {
					reason := fmt.Sprintf("named in %s:%d, which stays (%s): %s", m.File, m.Line, by, m.Text)
					f.Finding = Finding{Verdict: Review, Reasons: append(f.Reasons, reason)}
					verdicts[f.Path] = Review
					changed = true
				}
			}
		}
	}
}
