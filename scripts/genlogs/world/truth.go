package world

import (
	"slices"
	"time"
)

// Expected is the exact answer to a world. Everything but the four counts of records is about the window alone.
type Expected struct {
	Records    int `json:"records"`  // log entries in the files, repeated ones each time
	Requests   int `json:"requests"` // distinct entries that show a request, in either log
	Other      int `json:"other"`    // distinct entries that show none
	Duplicates int `json:"duplicates"`
	Rejected   int `json:"rejected"` // always 0

	Endpoints     map[string]Endpoint `json:"endpoints"`      // every key of the routes
	EndpointsUsed int                 `json:"endpoints_used"` // those with calls
	Unmatched     map[string]int      `json:"unmatched"`      // calls by "METHOD template", where no route answers
	ClassesEdge   map[Class]int       `json:"classes_edge"`   // request log entries by class
}

// Endpoint is the truth about one endpoint.
type Endpoint struct {
	Calls     int       `json:"calls"`
	FirstUsed time.Time `json:"first_used,omitzero"` // zero without calls
	LastUsed  time.Time `json:"last_used,omitzero"`  // zero without calls
	Verdict   string    `json:"verdict"`             // on the assumption that window and number of requests suffice

	OK           int `json:"ok"`
	ClientErrors int `json:"client_errors"` // without 499
	ServerErrors int `json:"server_errors"`
	Aborted      int `json:"aborted"` // 499
	Unknown      int `json:"unknown"` // no status logged

	DaysActive int            `json:"days_active"`
	Daily      map[string]int `json:"daily"`     // by UTC date, days with calls only
	Synthetic  map[Class]int  `json:"synthetic"` // classes seen only
}

// tally gathers what was seen of one endpoint, or of one template that no route answers.
type tally struct {
	edge, app []sighting // of class client
	// The edge requests that should have left a line of class client in the app log: without user agents, and with them.
	echoes, clientEchoes int
	edgeOther, appOther  map[Class]int
}

// regime says how the two logs of this world complete each other.
type regime struct {
	traits
	edgeSeen bool // there is a request log entry in the window
}

func (b *builder) judge(routes []Route) Expected {
	x := Expected{Endpoints: map[string]Endpoint{}, Unmatched: map[string]int{}, ClassesEdge: map[Class]int{}}
	r := regime{traits: b.traits}
	tallies := map[string]*tally{}
	for _, s := range b.sightings {
		if s.at.Before(b.Start) || !s.at.Before(b.until) {
			continue
		}
		if s.edge {
			r.edgeSeen = true
			x.ClassesEdge[s.class]++
		}
		name := s.target.name()
		if tallies[name] == nil {
			tallies[name] = &tally{edgeOther: map[Class]int{}, appOther: map[Class]int{}}
		}
		tallies[name].add(s)
	}
	x.judgeEndpoints(routes, tallies, r)
	for name, t := range tallies {
		if calls, _ := r.calls(t); calls > 0 {
			x.Unmatched[name] = calls
		}
	}
	return x
}

// judgeEndpoints takes the tallies of the endpoints out of the map; what stays belongs to no route.
func (x *Expected) judgeEndpoints(routes []Route, tallies map[string]*tally, r regime) {
	for _, route := range routes {
		key := route.Key()
		if _, done := x.Endpoints[key]; done {
			continue
		}
		t := tallies[key]
		if t == nil {
			t = &tally{}
		}
		delete(tallies, key)
		e := r.endpoint(t)
		e.Verdict = r.verdict(e, t, route.Kind == "websocket")
		if e.Calls > 0 {
			x.EndpointsUsed++
		}
		x.Endpoints[key] = e
	}
}

func (t *tally) add(s sighting) {
	if s.edge && s.reached && s.class != Redirect && s.class != Preflight {
		t.echoes++
		if s.class == Client {
			t.clientEchoes++
		}
	}
	switch {
	case s.class == Client && s.edge:
		t.edge = append(t.edge, s)
	case s.class == Client:
		t.app = append(t.app, s)
	case s.edge:
		t.edgeOther[s.class]++
	default:
		t.appOther[s.class]++
	}
}

// calls is the number of times something was called, and the sightings that tell when and how. The same request is usually in
// both logs, so the app log only adds what the edge cannot have seen.
func (r regime) calls(t *tally) (int, []sighting) {
	if !r.edgeSeen {
		return len(t.app), t.app
	}
	if r.visitors == peerPublic {
		seen := slices.Clone(t.edge)
		for _, s := range t.app {
			if s.peer == peerPrivate {
				seen = append(seen, s)
			}
		}
		return len(seen), seen
	}
	surplus := len(t.app) - r.expected(t, t.clientEchoes)
	if surplus <= 0 {
		return len(t.edge), t.edge
	}
	return len(t.edge) + surplus, slices.Concat(t.edge, t.app)
}

// expected is the number of app lines of class client that the edge accounts for; withAgents is that number where the app log
// can tell a crawler from a client.
func (r regime) expected(t *tally, withAgents int) int {
	if r.agents {
		return withAgents
	}
	return t.echoes
}

func (r regime) endpoint(t *tally) Endpoint {
	calls, seen := r.calls(t)
	e := Endpoint{Calls: calls, Daily: map[string]int{}, Synthetic: map[Class]int{}}
	for _, s := range seen {
		e.see(s)
	}
	e.DaysActive = len(e.Daily)
	for _, class := range []Class{Redirect, Platform, Monitor, Bot} {
		if n := max(t.edgeOther[class], t.appOther[class]); n > 0 {
			e.Synthetic[class] = n
		}
	}
	return e
}

func (e *Endpoint) see(s sighting) {
	if e.FirstUsed.IsZero() || s.at.Before(e.FirstUsed) {
		e.FirstUsed = s.at
	}
	if s.at.After(e.LastUsed) {
		e.LastUsed = s.at
	}
	e.Daily[s.at.UTC().Format(time.DateOnly)]++
	switch {
	case s.status == 0:
		e.Unknown++
	case s.status == statusAborted:
		e.Aborted++
	case s.status < 400:
		e.OK++
	case s.status < 500:
		e.ClientErrors++
	default:
		e.ServerErrors++
	}
}

func (r regime) verdict(e Endpoint, t *tally, socket bool) string {
	answered := e.OK + e.ServerErrors + e.Aborted + e.Unknown
	switch {
	case e.Calls > 0 && answered == 0:
		return "errors-only"
	case e.Calls > 0:
		return "used"
	case socket && !r.app:
		return "insufficient"
	case len(t.app) > r.expected(t, len(t.edge)):
		return "insufficient"
	case len(e.Synthetic) > 0:
		return "synthetic-only"
	}
	return "unused"
}
