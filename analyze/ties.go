package analyze

import (
	"cmp"
	"fmt"
	"slices"

	"lastcall/analyze/catalogue"
	"lastcall/analyze/static"
	"lastcall/analyze/verdict"
)

// ties are what connects files to each other and to endpoints, found once for all files.
type ties struct {
	reach      map[string][]static.Import // how live files reach flagged ones
	importers  map[string][]static.Import
	companions map[string][]string
	calls      map[string][]verdict.EndpointEdge // by calling file; one edge for each endpoint
	callers    map[endpointID][]verdict.Place    // by endpoint, tests left out
	loads      map[string]load                   // by chunk
	unlisted   []unlisted                        // by service that has a list of routes
}

type endpointID struct{ service, key string }

// tie reads the import graph and matches the requests of all sources to endpoints.
func (s *Session) tie(r *verdict.Result) *ties {
	facts := s.options.Static
	t := &ties{calls: map[string][]verdict.EndpointEdge{}, callers: map[endpointID][]verdict.Place{}}
	if facts.Graph != nil {
		flagged, excluded := map[string]bool{}, map[string]bool{}
		for _, path := range facts.Report.Files {
			flagged[path] = true
		}
		t.companions = facts.Graph.Companions(flagged)
		for _, tests := range t.companions {
			for _, test := range tests {
				excluded[test] = true
			}
		}
		t.importers = facts.Graph.Importers()
		t.reach = facts.Graph.Reach(flagged, excluded)
	}
	for _, service := range s.options.Services {
		if service.Catalogue != nil {
			t.match(service, r, facts.References)
			t.unlisted = append(t.unlisted, unlistedOf(service, serviceOf(r, service.Name).Unmatched))
		}
	}
	for _, places := range t.callers {
		slices.SortFunc(places, func(a, b verdict.Place) int {
			return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
		})
	}
	return t
}

// match finds the endpoints of a service that sources request. The requests of tests show nothing.
func (t *ties) match(service Service, r *verdict.Result, references map[string][]static.Reference) {
	judged := serviceOf(r, service.Name)
	for file, refs := range references {
		if static.IsTest(file) {
			continue
		}
		for _, ref := range refs {
			if known(ref) == "" {
				continue
			}
			path := catalogue.StripPrefix(ref.Path, service.StripPrefix)
			for _, m := range service.Catalogue.Refer(ref.Method, path, ref.Based) {
				if e := judged.Endpoint(m.Route.Endpoint()); e != nil {
					t.add(file, service.Name, *e, ref, m.How)
				}
			}
		}
	}
}

func serviceOf(r *verdict.Result, name string) verdict.Service {
	i := slices.IndexFunc(r.Services, func(s verdict.Service) bool { return s.Name == name })
	return r.Services[i]
}

// add notes that a file requests an endpoint, by its first and its most certain line.
func (t *ties) add(file, service string, e verdict.Endpoint, ref static.Reference, how string) {
	id := endpointID{service, e.Key}
	place := verdict.Place{File: file, Line: ref.Line}
	if !slices.Contains(t.callers[id], place) {
		t.callers[id] = append(t.callers[id], place)
	}
	edge := verdict.EndpointEdge{How: verdict.Calls, Service: service, Endpoint: e, File: file, Line: ref.Line, Vague: vague(ref, how)}
	known := t.calls[file]
	i := slices.IndexFunc(known, func(k verdict.EndpointEdge) bool { return k.Service == service && k.Endpoint.Key == e.Key })
	switch {
	case i < 0:
		t.calls[file] = append(known, edge)
	case known[i].Vague != "" && edge.Vague == "":
		known[i] = edge
	}
}

// vague says why a reference need not mean the endpoint; empty when it does.
func vague(ref static.Reference, how string) string {
	switch {
	case how != catalogue.ReferExact:
		return how
	case ref.Method == "":
		return "a path, no request"
	case ref.Host != "":
		return "of the host " + ref.Host
	}
	return ""
}

// endpointEdges lists the endpoints that a file handles, calls, or is told to use.
func (s *Session) endpointEdges(path string, r *verdict.Result, t *ties) []verdict.EndpointEdge {
	edges := handlersIn(path, r)
	edges = append(edges, s.toldEdges(path, r)...)
	known := map[endpointID]bool{}
	for _, e := range edges {
		known[endpointID{e.Service, e.Endpoint.Key}] = true
	}
	calls := slices.Clone(t.calls[path])
	slices.SortFunc(calls, func(a, b verdict.EndpointEdge) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Endpoint.Key, b.Endpoint.Key))
	})
	for _, e := range calls {
		id := endpointID{e.Service, e.Endpoint.Key}
		if known[id] {
			continue // where a route is registered, it is not requested
		}
		for _, caller := range t.callers[id] {
			switch {
			case caller.File == path:
			case s.options.Static.flagged(caller.File):
				e.Flagged = append(e.Flagged, caller)
			default:
				e.Live = append(e.Live, caller)
			}
		}
		edges = append(edges, e)
	}
	return edges
}

// toldEdges lists the endpoints that the config ties a file to.
func (s *Session) toldEdges(path string, r *verdict.Result) []verdict.EndpointEdge {
	var edges []verdict.EndpointEdge
	for _, told := range s.options.Static.Edges {
		if told.Endpoint == "" || !told.matches(path) {
			continue
		}
		for _, service := range r.Services {
			if e := service.Endpoint(told.Endpoint); e != nil {
				edges = append(edges, verdict.EndpointEdge{How: verdict.Told, Service: service.Name, Endpoint: *e, File: told.Source, Line: told.Line})
			}
		}
	}
	return edges
}

// checkEdges warns of edges in the config that lead nowhere.
func (s *Session) checkEdges(r *verdict.Result) {
	for _, told := range s.options.Static.Edges {
		if told.Endpoint != "" && !slices.ContainsFunc(r.Services, func(v verdict.Service) bool { return v.Endpoint(told.Endpoint) != nil }) {
			s.warn("%s:%d: there is no endpoint %s", told.Source, told.Line, told.Endpoint)
		}
		if !slices.ContainsFunc(s.options.Static.Report.Files, told.matches) {
			s.warn("%s:%d: the edge matches no statically unused file: %s", told.Source, told.Line, told.File)
		}
	}
}

// imported turns a chain of imports into what the verdict tells.
func imported(chain []static.Import) []verdict.Import {
	var steps []verdict.Import
	for _, i := range chain {
		steps = append(steps, verdict.Import{From: i.From, To: i.To, Line: i.Line, How: i.Kind})
	}
	return steps
}

// usedBy lists the places in other flagged files that import or name a file.
func (s *Session) usedBy(path string, t *ties) []verdict.Use {
	facts := s.options.Static
	var uses []verdict.Use
	add := func(u verdict.Use) {
		if u.File != path && facts.flagged(u.File) && !slices.Contains(uses, u) {
			uses = append(uses, u)
		}
	}
	for _, i := range t.importers[path] {
		add(verdict.Use{File: i.From, Line: i.Line, How: i.Kind})
	}
	for _, m := range s.unexplained(path, t) {
		add(verdict.Use{File: m.File, Line: m.Line, How: "mention"})
	}
	slices.SortFunc(uses, func(a, b verdict.Use) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.How, b.How))
	})
	return uses
}

// unexplained lists the mentions of a file that are no import of it, nor in a test that goes with it.
func (s *Session) unexplained(path string, t *ties) []static.Mention {
	source := s.options.Static.source(path)
	if source == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(source.Mentions), func(m static.Mention) bool {
		isImport := func(i static.Import) bool { return i.From == m.File && i.Line == m.Line }
		return slices.Contains(t.companions[path], m.File) || m.Kind == static.MentionPath && slices.ContainsFunc(t.importers[path], isImport)
	})
}

// mapping counts the endpoints and files that have an edge.
func mapping(r *verdict.Result, graph *static.Graph) verdict.Mapping {
	m := verdict.Mapping{Files: len(r.Files)}
	for _, s := range r.Services {
		for _, e := range s.Endpoints {
			m.Endpoints++
			if len(e.Callers) > 0 || graph != nil && slices.Contains(graph.Files, e.File) {
				m.EndpointsMapped++
			}
		}
	}
	for _, f := range r.Files {
		if f.Stage >= verdict.Tied {
			m.FilesMapped++
		}
	}
	return m
}

// Edge is what the config says a file uses.
type Edge struct {
	File      string // glob
	Endpoint  string // METHOD:/template; empty when a component is given
	Component string
	Source    string // the config
	Line      int
}

func (e Edge) matches(path string) bool { return verdict.Keep{Match: e.File}.Matches(path) }

func (e Edge) String() string { return fmt.Sprintf("%s:%d", e.Source, e.Line) }
