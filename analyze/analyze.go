package analyze

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"lastcall/analyze/catalogue"
	"lastcall/analyze/verdict"
)

// Run opens a session, computes the Result and closes the session. Errors are those of [Open], of reading the
// dataset, and the cancellation of ctx.
func Run(ctx context.Context, o Options) (*verdict.Result, error) {
	s, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return s.Result(ctx)
}

// Result computes the Result. It may be called once.
func (s *Session) Result(ctx context.Context) (*verdict.Result, error) {
	if err := s.count(ctx); err != nil {
		return nil, err
	}
	found, err := s.collect(ctx)
	if err != nil {
		return nil, err
	}
	r := &verdict.Result{GeneratedAt: s.options.Now.UTC(), Window: s.window}
	for _, service := range s.options.Services {
		judged := s.judgeService(service, found[service.Name])
		r.Sufficient = r.Sufficient || judged.Sufficient()
		r.Services = append(r.Services, judged)
	}
	if s.options.Static != nil {
		if err := s.judgeSources(ctx, r); err != nil {
			return nil, err
		}
	}
	s.checkKeepList(r)
	r.Warnings = s.warnings
	return r, nil
}

// judgeSources judges the statically unused files, and what follows for the backends.
func (s *Session) judgeSources(ctx context.Context, r *verdict.Result) error {
	loads, err := s.loads(ctx)
	if err != nil {
		return err
	}
	t := s.tie(r)
	t.loads = loads
	for i := range r.Services {
		for j := range r.Services[i].Endpoints {
			e := &r.Services[i].Endpoints[j]
			e.Callers = t.callers[endpointID{r.Services[i].Name, e.Key}]
		}
	}
	r.Files = s.judgeFiles(r, t)
	r.Mapping = mapping(r, s.options.Static.Graph)
	r.SetModules()
	s.checkEdges(r)
	return nil
}

// traffic is what the queries say of one service.
type traffic struct {
	requests   int64
	usage      map[string]*verdict.Usage // by endpoint key
	calls      int64                     // with a known path
	pathless   int64
	covered    map[string][]time.Time // hours by channel, ascending
	classes    []verdict.ClassTotal
	unmatched  []verdict.Unmatched
	preflights []verdict.Preflight
}

func (t *traffic) endpoint(key string) *verdict.Usage {
	u, ok := t.usage[key]
	if !ok {
		u = &verdict.Usage{Daily: map[string]int64{}, Synthetic: map[verdict.Class]int64{}}
		t.usage[key] = u
	}
	return u
}

// seen counts the client requests by what is known of them.
func (t *traffic) seen() verdict.Seen {
	seen := verdict.Seen{Calls: t.calls, Pathless: t.pathless}
	for _, u := range t.usage {
		seen.Explained += u.OK
	}
	for _, u := range t.unmatched {
		seen.Unmatched += u.OK
	}
	return seen
}

// preflightsFor returns the number of preflights for the path of an endpoint.
func (t *traffic) preflightsFor(r catalogue.Route) int64 {
	for _, p := range t.preflights {
		if p.Path == r.Path {
			return p.Requests
		}
	}
	return 0
}

// has reports whether the channel holds any request of the window.
func (t *traffic) has(channel string) bool {
	return slices.ContainsFunc(t.classes, func(c verdict.ClassTotal) bool { return c.Channel == channel })
}

// collect reads the answers of all queries, by service.
func (s *Session) collect(ctx context.Context) (map[string]*traffic, error) {
	found := map[string]*traffic{}
	for _, service := range s.options.Services {
		found[service.Name] = &traffic{usage: map[string]*verdict.Usage{}, covered: map[string][]time.Time{}}
	}
	queries := []struct {
		name string
		scan func(*sql.Rows) error
	}{
		{"requests_by_service", func(rows *sql.Rows) error { return scanRequests(rows, found) }},
		{"tallies", func(rows *sql.Rows) error { return scanTally(rows, found) }},
		{"usage_times", func(rows *sql.Rows) error { return scanTimes(rows, found) }},
		{"usage_daily", func(rows *sql.Rows) error { return scanDaily(rows, found) }},
		{"usage_latency", func(rows *sql.Rows) error { return scanLatency(rows, found) }},
		{"synthetic", func(rows *sql.Rows) error { return scanSynthetic(rows, found) }},
		{"totals", func(rows *sql.Rows) error { return scanTotals(rows, found) }},
		{"unmatched", func(rows *sql.Rows) error { return scanUnmatched(rows, found) }},
		{"preflights", func(rows *sql.Rows) error { return scanPreflight(rows, found) }},
		{"coverage", func(rows *sql.Rows) error { return scanCoverage(rows, found) }},
	}
	for _, q := range queries {
		if err := s.each(ctx, q.name, q.scan); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// judgeService puts together what was found about a service and judges its endpoints.
func (s *Session) judgeService(service Service, t *traffic) verdict.Service {
	coverage := map[string]verdict.Coverage{}
	for channel, hours := range t.covered {
		coverage[channel] = coverageOf(hours, s.window)
	}
	v := verdict.Service{
		Name: service.Name, Inventory: verdict.Catalogue, Coverage: coverage,
		Checks:   s.options.Policy.Checks(s.window, coverage, t.seen()),
		Requests: t.requests, Calls: t.calls, Pathless: t.pathless,
		Classes: t.classes, Unmatched: t.unmatched, Preflights: t.preflights,
	}
	appCoverage := coverage["app"]
	if !t.has("app") {
		appCoverage = verdict.Coverage{} // chatter alone: the application writes no access lines
	}
	endpoints := endpointsOf(service, t, &v)
	shadows := coveredBy(service.Catalogue)
	if n := len(v.Shadowed); n > 0 {
		s.warn("%d routes%s never serve, because another one is registered before them (lastcall unused lists them)", n, ofService(service))
	}
	for _, e := range endpoints {
		e.Finding = verdict.JudgeEndpoint(verdict.EndpointEvidence{
			Usage: e.Usage, WebSocket: e.route.Method == "WS", AppCoverage: appCoverage, Added: e.route.Added, Shadow: shadows[e.Key], Preflights: t.preflightsFor(e.route),
			Keep: s.keep(e.Key), Window: s.window, Checks: v.Checks, Policy: s.options.Policy,
		})
		v.Endpoints = append(v.Endpoints, e.Endpoint)
	}
	return v
}

func ofService(service Service) string {
	if service.Name == "" {
		return ""
	}
	return " of " + service.Name
}

// coveredBy says of each endpoint that the router never reaches which route takes its requests. An endpoint
// that is merely registered twice is reached.
func coveredBy(c *catalogue.Catalogue) map[string]string {
	covered := map[string]string{}
	if c == nil {
		return covered
	}
	for _, shadow := range c.Shadowed() {
		if key := shadow.Route.Endpoint(); key != shadow.By.Endpoint() {
			covered[key] = "the router never reaches it: " + place(shadow.By) + " takes its requests"
		}
	}
	return covered
}

// listed is an endpoint of the catalogue, or one inferred from traffic, before it is judged.
type listed struct {
	verdict.Endpoint
	route catalogue.Route
}

// endpointsOf lists the endpoints of a service by key, with their usage, and notes in v where the list comes from.
func endpointsOf(service Service, t *traffic, v *verdict.Service) []listed {
	var endpoints []listed
	if service.Catalogue == nil {
		v.Inventory = verdict.Inferred
		for key, usage := range t.usage {
			endpoints = append(endpoints, listed{Endpoint: verdict.Endpoint{Key: key, Usage: *usage}})
		}
	} else {
		for _, r := range service.Catalogue.Endpoints() {
			e := verdict.Endpoint{Key: r.Endpoint(), Name: r.Name, File: r.File, Line: r.Line, Tags: r.Tags}
			e.Usage = *t.endpoint(e.Key)
			endpoints = append(endpoints, listed{e, r})
		}
		for _, shadow := range service.Catalogue.Shadowed() {
			v.Shadowed = append(v.Shadowed, verdict.Shadowed{
				Endpoint: shadow.Route.Endpoint(), File: shadow.Route.File, Line: shadow.Route.Line,
				By: place(shadow.By), Reason: shadow.Reason,
			})
		}
	}
	slices.SortFunc(endpoints, func(a, b listed) int { return cmp.Compare(a.Key, b.Key) })
	return endpoints
}

// coverageOf counts the covered hours of the window and lists the gaps between them.
func coverageOf(hours []time.Time, w verdict.Window) verdict.Coverage {
	c := verdict.Coverage{Gaps: []verdict.Gap{}}
	covered := map[time.Time]bool{}
	for _, h := range hours {
		covered[h.UTC()] = true
	}
	for hour := w.Since.Truncate(time.Hour); hour.Before(w.Until); hour = hour.Add(time.Hour) {
		c.Hours++
		if covered[hour] {
			c.Covered++
			continue
		}
		last := len(c.Gaps) - 1
		if last < 0 || !c.Gaps[last].Until.Equal(hour) {
			c.Gaps = append(c.Gaps, verdict.Gap{Since: hour})
			last++
		}
		c.Gaps[last].Until = hour.Add(time.Hour)
		c.Gaps[last].Hours++
	}
	c.Share = float64(c.Covered) / float64(max(1, c.Hours))
	return c
}

// keep returns the first entry of the keep-list that holds and matches, nil when none does.
func (s *Session) keep(name string) *verdict.Keep {
	for i := range s.options.Keep {
		k := &s.options.Keep[i]
		if !k.Expired(s.options.Now) && k.Matches(name) {
			return k
		}
	}
	return nil
}

// checkKeepList warns of entries that have expired or match nothing.
func (s *Session) checkKeepList(r *verdict.Result) {
	for _, k := range s.options.Keep {
		switch {
		case k.Expired(s.options.Now):
			s.warn("keep-list entry %q expired on %s", k.Match, k.Until.Format(time.DateOnly))
		case s.options.Static == nil && !strings.Contains(k.Match, ":"):
			// A file; which files there are is not known.
		case !matchesAny(k, r):
			s.warn("keep-list entry %q matches no endpoint and no statically unused file", k.Match)
		}
	}
}

func matchesAny(k verdict.Keep, r *verdict.Result) bool {
	for _, service := range r.Services {
		for _, e := range service.Endpoints {
			if k.Matches(e.Key) {
				return true
			}
		}
	}
	return slices.ContainsFunc(r.Files, func(f verdict.File) bool { return k.Matches(f.Path) })
}
