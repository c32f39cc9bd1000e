package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lastcall/analyze/verdict"
)

// graph holds the flagged files and their tests and stories, by path: a smaller index is a smaller path.
type graph struct {
	Options
	nodes []node
}

// node is a flagged file, or a test or story of one that is not flagged itself.
type node struct {
	path       string
	file       *verdict.File // nil when it is not flagged
	users      []verdict.Use // places in other files that need it, by path and line
	uses       []int         // files it imports or names
	companions []int         // its tests and stories
	of         []int         // files whose test or story it is
	lead       int           // the file whose verdict it enters by: itself, or one it goes with; -1 when it cannot enter
	with       int           // the file it goes with; -1 for none
	stays      bool
	why        string // what makes it stay; empty while it may go, and where its verdict says all
}

// newGraph fails when a file is listed twice: which of its verdicts holds is not known.
func newGraph(files []verdict.File, o Options) (*graph, error) {
	g := &graph{Options: o}
	byPath := map[string]*verdict.File{}
	for i := range files {
		f := &files[i]
		if byPath[f.Path] != nil {
			return nil, fmt.Errorf("the result names %q twice", f.Path)
		}
		byPath[f.Path] = f
	}
	index := map[string]int{}
	for _, path := range paths(files) {
		index[path] = len(g.nodes)
		g.nodes = append(g.nodes, node{path: path, file: byPath[path], lead: -1, with: -1})
	}
	for i := range g.nodes {
		g.connect(i, index)
	}
	for i := range g.nodes {
		n := &g.nodes[i]
		n.uses, n.of = distinct(n.uses), distinct(n.of)
	}
	return g, nil
}

// paths lists the files with their companions, sorted, each once.
func paths(files []verdict.File) []string {
	var all []string
	for _, f := range files {
		all = append(append(all, f.Path), f.Companions...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// connect enters what the Result says of one file into both ends of each edge. A file that needs itself is no edge.
func (g *graph) connect(i int, index map[string]int) {
	n := &g.nodes[i]
	if n.file == nil {
		return
	}
	for _, use := range n.file.UsedBy {
		if use.File == n.path {
			continue
		}
		n.users = append(n.users, use)
		if by, known := index[use.File]; known {
			g.nodes[by].uses = append(g.nodes[by].uses, i)
		}
	}
	slices.SortFunc(n.users, func(a, b verdict.Use) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.How, b.How))
	})
	for _, path := range n.file.Companions {
		if c := index[path]; c != i {
			n.companions = append(n.companions, c)
			g.nodes[c].of = append(g.nodes[c].of, i)
		}
	}
	n.companions = distinct(n.companions)
}

func distinct(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

// enters tells whether the file enters by its own verdict.
func (g *graph) enters(n node) bool {
	return n.file != nil && slices.Contains(g.Include, n.file.Verdict)
}

// attach gives every file that can enter the one whose verdict it enters by. A test or story that does not enter by
// itself follows a file that does; of several verdicts it takes the weaker.
func (g *graph) attach() {
	for _, v := range slices.Backward(g.Include) {
		for i, n := range g.nodes {
			if g.enters(n) && n.file.Verdict == v {
				g.follow(i)
			}
		}
	}
	for i := range g.nodes {
		if n := &g.nodes[i]; n.with < 0 && len(n.of) > 0 {
			n.with = n.of[0]
		}
	}
}

func (g *graph) follow(lead int) {
	g.nodes[lead].lead = lead
	for queue := []int{lead}; len(queue) > 0; queue = queue[1:] {
		for _, c := range g.nodes[queue[0]].companions {
			if n := &g.nodes[c]; n.lead < 0 && !g.enters(*n) {
				n.lead, n.with = lead, queue[0]
				queue = append(queue, c)
			}
		}
	}
}

// kind says what a companion is, by its name.
func kind(path string) string {
	base := path[strings.LastIndexByte(path, '/')+1:]
	if strings.Contains(base, ".stories.") || strings.Contains(base, ".story.") {
		return "story"
	}
	return "test"
}

// planned is the file as a batch shows it.
func (g *graph) planned(i int) Planned {
	n := g.nodes[i]
	lead := g.nodes[n.lead].file
	p := Planned{Path: n.path, Verdict: lead.Verdict}
	var reasons []string
	if n.with >= 0 {
		p.With = g.nodes[n.with].path
		reasons = append(reasons, kind(n.path)+" of "+p.With)
	}
	switch {
	case n.lead == i:
		reasons = append(reasons, lead.Words()...)
		p.Traces = traces(lead)
	case lead.Bound != "":
		reasons = append(reasons, lead.Bound)
	}
	p.Reason = oneLine(reasons)
	return p
}

// traces lists what production would show of a file, each once.
func traces(f *verdict.File) []Trace {
	var found []Trace
	for _, e := range f.Evidence {
		switch e.Kind {
		case verdict.Handles, verdict.Calls, verdict.Told, "component":
			if t := (Trace{e.Kind, e.Service, e.Target}); !slices.Contains(found, t) {
				found = append(found, t)
			}
		}
	}
	return found
}

// oneLine joins reasons; names of files may hold line breaks.
func oneLine(reasons []string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.Join(reasons, "; "))
}
