package analyze

import (
	"cmp"
	"fmt"
	"slices"

	"lastcall/analyze/catalogue"
	"lastcall/analyze/static"
	"lastcall/analyze/verdict"
)

// place names a route by its endpoint and where it stands.
func place(r catalogue.Route) string {
	if r.File == "" {
		return r.Endpoint()
	}
	return fmt.Sprintf("%s at %s:%d", r.Endpoint(), r.File, r.Line)
}

// judgeFiles joins the statically unused files with what production shows of them, contradictions first.
func (s *Session) judgeFiles(r *verdict.Result) []verdict.File {
	files := []verdict.File{}
	named := map[string][]verdict.Mention{}
	for _, path := range s.options.Static.Report.Files {
		e := s.fileEvidence(path, r)
		files = append(files, verdict.File{Path: path, Evidence: edges(path, e), Finding: verdict.JudgeFile(e)})
		named[path] = slices.DeleteFunc(slices.Clone(e.Mentions), func(m verdict.Mention) bool { return !m.Flagged })
	}
	verdict.Settle(files, named)
	slices.SortFunc(files, func(a, b verdict.File) int {
		return cmp.Or(verdict.CompareFiles(a.Verdict, b.Verdict), cmp.Compare(a.Path, b.Path))
	})
	return files
}

func (s *Session) fileEvidence(path string, r *verdict.Result) verdict.FileEvidence {
	facts := s.options.Static
	e := verdict.FileEvidence{
		Handlers: handlersIn(path, r), AgeAsked: facts.AgesAsked, Added: facts.Ages[path], Keep: s.keep(path),
		Sufficient: r.Sufficient, Window: s.window, Policy: s.options.Policy,
	}
	var source *static.Source
	if facts.Sources != nil {
		source = facts.Sources.Files[path]
	}
	e.Components = s.components(path, source)
	if source != nil {
		e.Readable = source.Read
		e.Mentions = s.mentions(source)
	}
	return e
}

// mentions lists the places that name a file, and whether Knip flags these too.
func (s *Session) mentions(source *static.Source) []verdict.Mention {
	var mentions []verdict.Mention
	for _, m := range source.Mentions {
		_, flagged := s.options.Static.Sources.Files[m.File]
		mentions = append(mentions, verdict.Mention{File: m.File, Line: m.Line, Text: m.Text, Flagged: flagged})
	}
	return mentions
}

// handlersIn lists the endpoints whose handlers stand in the file.
func handlersIn(path string, r *verdict.Result) []verdict.HandlerEdge {
	var handlers []verdict.HandlerEdge
	for _, service := range r.Services {
		for _, e := range service.Endpoints {
			if e.File == path {
				handlers = append(handlers, verdict.HandlerEdge{Service: service.Name, Endpoint: e})
			}
		}
	}
	return handlers
}

// components lists the components of the file: those it declares where its source can be read, otherwise the
// one it is named for, if a browser reported it.
func (s *Session) components(path string, source *static.Source) []verdict.ComponentEdge {
	facts := s.options.Static
	var declared, tracked []static.Name
	if source != nil && source.Read {
		declared, tracked = source.Components, source.Tracked
	} else if name := static.ComponentName(path); name != "" {
		declared = []static.Name{{Name: name}}
	}
	var found []verdict.ComponentEdge
	for _, name := range mergeNames(declared, tracked) {
		c := verdict.ComponentEdge{Name: name.Name, Line: name.Line}
		c.Tracked = slices.ContainsFunc(tracked, func(t static.Name) bool { return t.Name == name.Name })
		if facts.Components != nil {
			if use, ok := facts.Components.Use(name.Name); ok {
				c.Count, c.First, c.Last = use.Count, use.First, use.Last
			}
			c.Covering = facts.Components.Covering(s.window.Since, s.window.Until)
		}
		if facts.Sources != nil {
			c.Ambiguous = slices.DeleteFunc(slices.Clone(facts.Sources.Declared[name.Name]), func(f string) bool { return f == path })
		}
		if c.Count > 0 || len(tracked) > 0 {
			found = append(found, c)
		}
	}
	return found
}

// mergeNames joins the names a file declares with those it hands to the tracker.
func mergeNames(declared, tracked []static.Name) []static.Name {
	names := slices.Clone(declared)
	for _, t := range tracked {
		if !slices.ContainsFunc(names, func(n static.Name) bool { return n.Name == t.Name }) {
			names = append(names, t)
		}
	}
	return names
}

// edges lists the evidence of a file as it is shown.
func edges(path string, e verdict.FileEvidence) []verdict.Edge {
	shown := []verdict.Edge{}
	for _, h := range e.Handlers {
		shown = append(shown, verdict.Edge{
			Kind: "handler", Target: h.Endpoint.Key, Calls: h.Endpoint.Calls, LastUsed: h.Endpoint.Last,
			File: h.Endpoint.File, Line: h.Endpoint.Line,
		})
	}
	for _, c := range e.Components {
		shown = append(shown, verdict.Edge{Kind: "component", Target: c.Name, Calls: c.Count, LastUsed: c.Last, File: path, Line: c.Line})
	}
	for _, m := range e.Mentions {
		shown = append(shown, verdict.Edge{Kind: "mention", Target: m.Text, File: m.File, Line: m.Line})
	}
	return shown
}
