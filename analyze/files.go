package analyze

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

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
func (s *Session) judgeFiles(r *verdict.Result, t *ties) []verdict.File {
	files := []verdict.File{}
	for _, path := range s.options.Static.Report.Files {
		e := s.fileEvidence(path, r, t)
		files = append(files, verdict.File{
			Path: path, Evidence: edges(path, e), UsedBy: s.usedBy(path, t), Companions: t.companions[path],
			Stage: e.Stage(), Added: e.Added, Finding: verdict.JudgeFile(e),
		})
	}
	verdict.Settle(files)
	slices.SortFunc(files, func(a, b verdict.File) int {
		return cmp.Or(verdict.CompareFiles(a.Verdict, b.Verdict), cmp.Compare(a.Path, b.Path))
	})
	return files
}

func (s *Session) fileEvidence(path string, r *verdict.Result, t *ties) verdict.FileEvidence {
	facts := s.options.Static
	e := verdict.FileEvidence{
		Imported: imported(t.reach[path]), Endpoints: s.endpointEdges(path, r, t), Assets: s.assets(path, t),
		AgeAsked: facts.AgesAsked, Added: facts.Ages[path], Keep: s.keep(path),
		Sufficient: r.Sufficient, Window: s.window, Policy: s.options.Policy,
	}
	for _, ref := range facts.References[path] {
		if blind(ref) {
			e.Blind = append(e.Blind, verdict.Place{File: path, Line: ref.Line})
		}
	}
	for _, x := range t.unlisted {
		e.Unlisted = append(e.Unlisted, x.requestedBy(facts.References[path])...)
	}
	source := facts.source(path)
	e.Components = s.components(path, source)
	if source != nil {
		e.Readable = source.Read
		e.Lost = lost(source)
	}
	for _, m := range s.unexplained(path, t) {
		if !facts.flagged(m.File) {
			e.Mentions = append(e.Mentions, verdict.Mention{File: m.File, Line: m.Line, Text: m.Text})
		}
	}
	return e
}

// blind tells requests of whose path nothing is constant. Other texts without any, such as dates, say nothing.
func blind(ref static.Reference) bool {
	return ref.Path == "{}" || ref.Method != "" && strings.Contains(ref.Path, "{}") && strings.Trim(ref.Path, "{}/") == ""
}

// assets lists the chunks that a file went into.
func (s *Session) assets(path string, t *ties) []verdict.AssetEdge {
	if s.options.Static.Assets == nil {
		return nil
	}
	var found []verdict.AssetEdge
	for _, c := range s.options.Static.Assets.ChunksOf(path) {
		l := t.loads[c.File]
		found = append(found, verdict.AssetEdge{Chunk: c.File, Loads: l.count, Last: l.last, From: filepath.Base(c.From)})
	}
	return found
}

// lost says why a tree does not have a file as text, empty when it does.
func lost(source *static.Source) string {
	switch {
	case !source.Exists:
		return "the source tree has no such file: Knip's report is older, or Knip ran in another directory"
	case !source.Read:
		return "its source is not text, or longer than 2 MiB, so nothing is known of what it does"
	}
	return ""
}

// handlersIn lists the endpoints whose handlers stand in the file.
func handlersIn(path string, r *verdict.Result) []verdict.EndpointEdge {
	var handlers []verdict.EndpointEdge
	for _, service := range r.Services {
		for _, e := range service.Endpoints {
			if e.File == path {
				handlers = append(handlers, verdict.EndpointEdge{How: verdict.Handles, Service: service.Name, Endpoint: e, File: e.File, Line: e.Line})
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
	for _, told := range facts.Edges {
		if told.Component != "" && told.matches(path) {
			declared = mergeNames(declared, []static.Name{{Name: told.Component}})
		}
	}
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
	for _, i := range e.Imported {
		shown = append(shown, verdict.Edge{Kind: "import", Target: i.To, File: i.From, Line: i.Line})
	}
	for _, edge := range e.Endpoints {
		shown = append(shown, verdict.Edge{
			Kind: edge.How, Service: edge.Service, Target: edge.Endpoint.Key, Calls: edge.Endpoint.Calls, LastUsed: edge.Endpoint.Last, File: edge.File, Line: edge.Line,
		})
	}
	for _, c := range e.Components {
		shown = append(shown, verdict.Edge{Kind: "component", Target: c.Name, Calls: c.Count, LastUsed: c.Last, File: path, Line: c.Line})
	}
	for _, a := range e.Assets {
		shown = append(shown, verdict.Edge{Kind: "asset", Target: a.Chunk, Calls: a.Loads, LastUsed: a.Last, File: a.From})
	}
	for _, m := range e.Mentions {
		shown = append(shown, verdict.Edge{Kind: "mention", Target: m.Text, File: m.File, Line: m.Line})
	}
	return shown
}
