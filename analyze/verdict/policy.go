package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Verdict is the judgement of an endpoint or a file.
type Verdict string

// Verdicts of endpoints.
const (
	Used          Verdict = "used"           // called, and not only in error
	ErrorsOnly    Verdict = "errors-only"    // called, every call a client error
	SyntheticOnly Verdict = "synthetic-only" // never called; redirects, platform, monitors or bots came by
	Unused        Verdict = "unused"         // nothing at all
)

// Verdicts of endpoints and files.
const (
	Kept         Verdict = "kept"         // on the keep-list
	TooNew       Verdict = "too-new"      // known to be younger than the window
	Insufficient Verdict = "insufficient" // the evidence does not allow a judgement
)

// Verdicts of statically unused files.
const (
	InUse      Verdict = "in-use"      // production uses it: the static analysis is wrong
	Review     Verdict = "review"      // some doubt that a person must settle
	StaticOnly Verdict = "static-only" // nothing ties it to production: logs can say nothing
	Safe       Verdict = "safe"        // every edge to production shows zero, and the evidence suffices
)

// endpointOrder and fileOrder are the orders in which verdicts are shown.
var (
	endpointOrder = []Verdict{Unused, ErrorsOnly, SyntheticOnly, Insufficient, TooNew, Kept, Used}
	fileOrder     = []Verdict{InUse, Safe, Review, StaticOnly, Insufficient, TooNew, Kept}
)

// CompareEndpoints orders endpoints by verdict, unused first.
func CompareEndpoints(a, b Verdict) int {
	return cmp.Compare(slices.Index(endpointOrder, a), slices.Index(endpointOrder, b))
}

// CompareFiles orders files by verdict, contradictions first.
func CompareFiles(a, b Verdict) int {
	return cmp.Compare(slices.Index(fileOrder, a), slices.Index(fileOrder, b))
}

// Policy holds the thresholds below which what was not seen proves nothing.
type Policy struct {
	MinDays     int     // length of the window
	MinCoverage float64 // share of the window's hours that the logs cover, 0 to 1
	MinRequests int64   // client requests of the service
	MinBrowsers int     // browser exports that cover the window, for components
}

// DefaultPolicy is the policy without config.
func DefaultPolicy() Policy {
	return Policy{MinDays: 14, MinCoverage: 0.95, MinRequests: 1000, MinBrowsers: 3}
}

// browsers is never zero, which would let a component that nobody measured pass for one that nobody rendered.
func (p Policy) browsers() int { return max(1, p.MinBrowsers) }

// minExplained is the share of successful client requests that routes must explain. With less, the list of routes is
// another service's, or lacks a prefix, and every route of it would look unused.
const minExplained = 0.5

// Seen counts the client requests of a service.
type Seen struct {
	Calls     int64 // with a path
	Pathless  int64 // whose path the export lost: they may have gone anywhere
	Explained int64 // successful ones that a route explains
	Unmatched int64 // successful ones that no route explains; 0 without routes
}

// Checks holds the evidence of a service against the policy. What counts is the coverage of the edge; a
// service whose logs hold no edge requests is judged by its application lines.
func (p Policy) Checks(w Window, coverage map[string]Coverage, seen Seen) []Check {
	channel := "edge"
	if _, ok := coverage["edge"]; !ok {
		channel = "app"
	}
	covered := coverage[channel].Share
	known := share(seen.Calls, seen.Pathless)
	explained := share(seen.Explained, seen.Unmatched)
	return []Check{
		{"days", w.Days >= p.MinDays, fmt.Sprintf("window of %d days, %d needed", w.Days, p.MinDays)},
		{"coverage", covered >= p.MinCoverage, fmt.Sprintf("%s log covers %s of the hours, %s needed", channel, Percent(covered), Percent(p.MinCoverage))},
		{"requests", seen.Calls >= p.MinRequests, fmt.Sprintf("%d client requests, %d needed", seen.Calls, p.MinRequests)},
		{"paths", known >= p.MinCoverage, fmt.Sprintf("%s of the client requests have a path, %s needed", Percent(known), Percent(p.MinCoverage))},
		{"routes", explained >= minExplained, fmt.Sprintf("routes explain %s of the successful client requests, %s needed", Percent(explained), Percent(minExplained))},
	}
}

// share is a / (a + b), and 1 where there is nothing to share.
func share(a, b int64) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(a+b)
}

// Percent writes a share with one decimal, rounded down so that 94.99 % never reads as 95 %.
func Percent(share float64) string {
	return fmt.Sprintf("%.1f %%", float64(int(share*1000))/10)
}

// EndpointEvidence is everything the verdict of an endpoint rests on.
type EndpointEvidence struct {
	Usage
	WebSocket   bool
	AppCoverage Coverage  // zero when the logs hold no access lines of the application
	Added       time.Time // zero when the age is unknown
	Shadow      string    // why the router never reaches the route; empty when it can
	Preflights  int64     // OPTIONS requests of browsers for its path
	Keep        *Keep     // nil when no entry of the keep-list matches
	Window      Window
	Checks      []Check
	Policy      Policy
}

// JudgeEndpoint is the policy for endpoints. One sighting proves use; everything else rests on absence and
// needs sufficient evidence.
func JudgeEndpoint(e EndpointEvidence) Finding {
	switch {
	case e.Calls > 0 && !e.ErrorsOnly():
		return Finding{Verdict: Used, Reasons: []string{callsText(e.Usage)}}
	case e.Keep != nil:
		return Finding{Verdict: Kept, Reasons: []string{e.Keep.text()}}
	case e.Added.After(e.Window.Since):
		return Finding{Verdict: TooNew, Reasons: []string{fmt.Sprintf("added %s, after the window began (%s)", day(e.Added), day(e.Window.Since))}}
	}
	if doubts := e.doubts(); len(doubts) > 0 {
		return Finding{Verdict: Insufficient, Reasons: doubts}
	}
	switch {
	case e.Calls > 0:
		return Finding{Verdict: ErrorsOnly, Reasons: []string{errorsText(e.Usage)}}
	case len(e.Synthetic) > 0:
		return Finding{Verdict: SyntheticOnly, Reasons: []string{"no client call, only " + syntheticText(e.Synthetic)}, Bound: boundText(e.Window)}
	}
	reasons := []string{fmt.Sprintf("no request in %d days", e.Window.Days)}
	if e.Shadow != "" {
		reasons = append(reasons, e.Shadow)
	}
	if e.Preflights > 0 {
		reasons = append(reasons, "yet browsers sent "+plural(e.Preflights, "preflight")+" for its path")
	}
	return Finding{Verdict: Unused, Reasons: reasons, Bound: boundText(e.Window)}
}

// doubts lists why absence proves nothing about the endpoint.
func (e EndpointEvidence) doubts() []string {
	doubts := Unmet(e.Checks)
	if len(e.Checks) == 0 {
		doubts = append(doubts, "the evidence was not checked")
	}
	if e.WebSocket && (e.AppCoverage.Share == 0 || e.AppCoverage.Share < e.Policy.MinCoverage) {
		doubts = append(doubts, fmt.Sprintf("edge logs cannot prove a WebSocket idle, and access lines of the application cover %s of the hours", Percent(e.AppCoverage.Share)))
	}
	if e.Unaccounted > 0 {
		doubts = append(doubts, fmt.Sprintf("the application logged %s that the edge log does not have", plural(e.Unaccounted, "request")))
	}
	return doubts
}

// Unmet returns the texts of the checks that failed.
func Unmet(checks []Check) []string {
	var texts []string
	for _, c := range checks {
		if !c.Met {
			texts = append(texts, c.Text)
		}
	}
	return texts
}
