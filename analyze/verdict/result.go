package verdict

import "time"

// Result is everything an analysis found. All views (stats, unused, crossref, export) show parts of it.
type Result struct {
	GeneratedAt time.Time
	Window      Window
	Services    []Service // in the order of the config; one without a name when there is none
	Files       []File    // statically unused files, contradictions first; nil when no Knip report was given
	Mapping     Mapping   // zero when no Knip report was given
	Modules     []Module  // backend modules none of whose routes is used, by file
	Edits       []Edit    // unused routes in modules that stay, by file and line
	Sufficient  bool      // at least one service has enough evidence to judge what was not seen
	Warnings    []string  // doubts that stop nothing but should be read
}

// Window is the time the analysis looks at: [Since, Until).
type Window struct {
	Since    time.Time
	Until    time.Time
	Days     int
	LastLine time.Time     // newest line of the dataset, zero when there is none
	Age      time.Duration // time between the newest line and the analysis
}

// Bound is the rate, in calls per day, that zero sightings in the window exclude with 95 % confidence
// where calls come at random: the rule of three, 3 / days.
func (w Window) Bound() float64 {
	return 3 / float64(w.Days)
}

// Service is what was found about one service.
type Service struct {
	Name       string // empty without config
	Inventory  Inventory
	Coverage   map[string]Coverage // by channel: edge, app; a channel without any line is absent
	Checks     []Check             // is the evidence enough to judge what was not seen?
	Requests   int64               // rows of the window, both channels
	Calls      int64               // client calls, matched to a route or not
	Pathless   int64               // client calls whose path the export lost; not among Calls
	Classes    []ClassTotal        // what the classification made of the requests
	Endpoints  []Endpoint          // sorted by key
	Unmatched  []Unmatched         // client traffic that no route explains
	Preflights []Preflight         // OPTIONS requests of browsers, by path
	Shadowed   []Shadowed          // routes that can never serve
}

// Sufficient reports whether the evidence allows verdicts that rest on absence. Evidence nobody checked does not.
func (s Service) Sufficient() bool {
	return len(s.Checks) > 0 && len(Unmet(s.Checks)) == 0
}

// Endpoint returns the endpoint with the given key, nil when there is none.
func (s Service) Endpoint(key string) *Endpoint {
	for i := range s.Endpoints {
		if s.Endpoints[i].Key == key {
			return &s.Endpoints[i]
		}
	}
	return nil
}

// Inventory says where the list of endpoints comes from.
type Inventory string

const (
	// Catalogue is a list of routes: what was never called is known.
	Catalogue Inventory = "catalogue"
	// Inferred is traffic alone: what was never called cannot be known.
	Inferred Inventory = "inferred"
)

// Coverage says how much of the window a channel of a service covers.
type Coverage struct {
	Hours   int     `json:"hours"`   // hours that the window touches
	Covered int     `json:"covered"` // hours in which a source that carries the channel has a line
	Share   float64 `json:"share"`   // Covered / Hours
	Gaps    []Gap   `json:"gaps"`
}

// Gap is a run of hours without any line: [Since, Until).
type Gap struct {
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
	Hours int       `json:"hours"`
}

// Check is one threshold of the evidence.
type Check struct {
	Name string `json:"name"` // days, coverage, requests, paths or routes
	Met  bool   `json:"met"`
	Text string `json:"text"` // both numbers in words
}

// ClassTotal counts the requests of one channel and class.
type ClassTotal struct {
	Channel  string `json:"channel"`
	Class    Class  `json:"class"`
	Requests int64  `json:"requests"`
}

// Usage is what was observed of one endpoint.
type Usage struct {
	Calls        int64            // client calls: what the edge saw and what only the application saw
	First, Last  time.Time        // zero when Calls is 0
	OK           int64            // status below 400
	ClientErrors int64            // 4xx but 499
	ServerErrors int64            // 5xx
	Aborted      int64            // 499: the client gave up
	Unknown      int64            // no status in the log
	Daily        map[string]int64 // calls per day (YYYY-MM-DD); days without calls are absent
	P50, P95     *int64           // milliseconds; nil when no call has a duration
	Synthetic    map[Class]int64  // requests that are no use, by class; classes without requests are absent
	Unaccounted  int64            // application lines that neither the edge log nor the private network explains
}

// ErrorsOnly reports whether every call was a client error; calls of which no outcome is noted were not.
func (u Usage) ErrorsOnly() bool {
	return u.ClientErrors > 0 && u.OK+u.ServerErrors+u.Aborted+u.Unknown == 0
}

// Endpoint is one endpoint with its usage and verdict.
type Endpoint struct {
	Key  string // METHOD:/template, or WS:/template
	Name string // of the handler; may be empty
	File string // where the handler is; empty when unknown
	Line int    // 0 when unknown
	Tags []string

	Callers []Place // lines of source files that call it, by file and line; empty without a source tree
	Usage
	Finding
}

// Finding is a verdict with its reasons, in words and numbers.
type Finding struct {
	Verdict Verdict
	Reasons []string
	Bound   string // what zero calls exclude; empty where the verdict does not rest on zero calls
}

// Words returns the reasons with the bound behind them, so that no verdict of zero calls is told without it.
// It is never nil.
func (f Finding) Words() []string {
	words := append([]string{}, f.Reasons...)
	if f.Bound != "" {
		words = append(words, f.Bound)
	}
	return words
}

// Unmatched is client traffic that no route explains.
type Unmatched struct {
	Template  string    `json:"template"` // METHOD /inferred/{}
	Calls     int64     `json:"calls"`
	OK        int64     `json:"ok"` // answered with 2xx: the catalogue lacks a route
	FirstUsed time.Time `json:"first_used"`
	LastUsed  time.Time `json:"last_used"`
}

// Preflight counts the OPTIONS requests on a path whose route does not answer them itself.
type Preflight struct {
	Path     string `json:"path"`
	Requests int64  `json:"requests"`
}

// Shadowed is a route that never serves, because another one does first.
type Shadowed struct {
	Endpoint string `json:"endpoint"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	By       string `json:"by"` // the route that serves, with its place
	Reason   string `json:"reason"`
}

// File is a statically unused file with its verdict.
type File struct {
	Path       string
	Evidence   []Edge    // what ties it to production; empty when nothing does
	UsedBy     []Use     // statically unused files that import or name it, by path and line; empty when none does
	Companions []string  // its tests and stories, which go with it; sorted, empty when it has none
	Stage      Stage     // how far its evidence leads
	Added      time.Time // when it came into the repository; zero when unknown or not asked for
	Finding
}

// Use is a place in a statically unused file that imports or names another one.
type Use struct {
	File string
	Line int    // 0 when unknown
	How  string // import, import type, dynamic import, @import, … or mention
}

// Edge ties a file to something that production would show.
type Edge struct {
	Kind     string    // import, handler, api, config, component, asset or mention
	Service  string    // of an endpoint; empty where there is one service without a name
	Target   string    // endpoint key, component name, chunk, or what is written at the place
	Calls    int64     // calls, renders or loads; 0 also where nothing could be counted
	LastUsed time.Time // zero when never seen
	File     string    // where the edge is written down
	Line     int       // 0 when unknown
}

// Module is a source file of a backend, all of whose routes are unused. It is at most a case for review: what imports it
// is not known.
type Module struct {
	File      string
	Services  []string // sorted
	Endpoints []string // keys, sorted
	Finding
}

// Edit is an unused route in a module that has others in use: a change of the file, never its deletion.
type Edit struct {
	File     string
	Line     int // 0 when unknown
	Service  string
	Endpoint string
	Reason   string
	Callers  []Place // source files that call it all the same
}
