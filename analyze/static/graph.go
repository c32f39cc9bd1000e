package static

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Graph is which file of a source tree needs which. Paths are slash-separated and relative to the root.
type Graph struct {
	Files    []string            // every regular file of the tree that was not passed over, sorted
	Imports  map[string][]Import // by importing file, in the order of lines; a file that needs none is not in it
	Unparsed []Unparsed          // sorted by file

	// Unresolved are relative and aliased specifiers that name no file, by file and line; their To is empty.
	// Packages are not in it, nor is what exists outside of the tree or was passed over.
	Unresolved []Import
}

// Import is one place in a file that needs another file of the tree.
type Import struct {
	From, To string
	Kind     string // as a reader would write it: import, import type, dynamic import, @import, <script src>, …
	Line     int
	Spec     string // as written, * for what is known only at run time
}

// Unparsed is a file whose imports the parser could not read. What its text seems to import is in the
// graph all the same, comments included, unless the file was not read at all: then the reason says so.
type Unparsed struct {
	File   string
	Line   int // 0 when the reason is none of a line
	Reason string
}

// maxImports bounds the memory of a graph; only patterns that match everything everywhere get there.
const maxImports = 1 << 20

// ReadGraph reads which file below root needs which, out of scripts, style sheets, pages and components.
// Root, flagged and ignore are those of [ReadSources], and the same files are passed over, but a dist, build
// or coverage directory that a source imports from is read. Nothing is run, and no import is followed out of
// the tree. It returns early with the error of ctx when that is done.
func ReadGraph(ctx context.Context, root string, flagged, ignore []string) (*Graph, error) {
	g, err := readGraph(ctx, root, flagged, ignore)
	if err != nil {
		return nil, fmt.Errorf("read imports below %s: %w", root, err)
	}
	return g, nil
}

func readGraph(ctx context.Context, root string, flagged, ignore []string) (*Graph, error) {
	t, err := newGraphTree(root, flagged, ignore)
	if err != nil {
		return nil, err
	}
	if err := t.walk(ctx, "."); err != nil {
		return nil, err
	}
	b := graphBuilder{tree: t, graph: &Graph{Imports: map[string][]Import{}}}
	// Resolving may find that a directory passed over is source after all.
	for len(t.pending) > 0 {
		if err := b.round(ctx); err != nil {
			return nil, err
		}
	}
	return b.finish(), nil
}

// graphBuilder turns files into edges.
type graphBuilder struct {
	tree  *graphTree
	graph *Graph
	edges int
}

// round reads the files that are pending and resolves what they name.
func (b *graphBuilder) round(ctx context.Context) error {
	refs := map[string][]fileRef{}
	for len(b.tree.pending) > 0 {
		batch, err := b.tree.load()
		if err != nil {
			return err
		}
		if err := b.read(ctx, batch, refs); err != nil {
			return err
		}
	}
	r, err := newGraphResolver(b.tree)
	if err != nil {
		return err
	}
	if err := r.ask(ctx, refs); err != nil {
		return err
	}
	for _, from := range slices.Sorted(maps.Keys(refs)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.connect(r, from, refs[from]); err != nil {
			return err
		}
	}
	return nil
}

// read collects what the files of a batch name.
func (b *graphBuilder) read(ctx context.Context, batch []sourceText, refs map[string][]fileRef) error {
	readings := make([]reading, len(batch))
	for i, src := range batch {
		readings[i] = readImports(src)
	}
	parsed, err := parseImports(ctx, batch, readings)
	if err != nil {
		return err
	}
	for i, src := range batch {
		if failure := parsed[i].failure; failure != nil {
			b.graph.Unparsed = append(b.graph.Unparsed, *failure)
		}
		if found := readings[i].with(parsed[i], src.text); len(found) > 0 {
			refs[src.name] = found
		}
	}
	return nil
}

// connect adds an edge for each file that a reference of the importing file names.
func (b *graphBuilder) connect(r *graphResolver, from string, refs []fileRef) error {
	var edges []Import
	seen := map[Import]bool{}
	for _, ref := range refs {
		edge := Import{From: from, Kind: ref.kind, Line: ref.line, Spec: strings.ReplaceAll(ref.spec, unknownPart, "*")}
		targets, ours := r.resolve(from, ref)
		if len(targets) == 0 && ours && !ref.optional {
			b.graph.Unresolved = append(b.graph.Unresolved, edge)
		}
		for _, to := range targets {
			edge.To = to
			if to != from && !seen[edge] {
				seen[edge] = true
				edges = append(edges, edge)
			}
		}
		if b.edges+len(edges) > maxImports {
			return fmt.Errorf("more than %d imports", maxImports)
		}
	}
	if len(edges) > 0 {
		b.edges += len(edges)
		slices.SortFunc(edges, byLine)
		b.graph.Imports[from] = edges
	}
	return nil
}

// finish puts everything into its final order.
func (b *graphBuilder) finish() *Graph {
	g := b.graph
	g.Files = slices.Sorted(maps.Keys(b.tree.files))
	g.Unparsed = append(g.Unparsed, b.tree.unread...)
	slices.SortFunc(g.Unparsed, func(a, b Unparsed) int { return strings.Compare(a.File, b.File) })
	slices.SortFunc(g.Unresolved, byLine)
	return g
}

// byLine orders imports by file and line, and completely.
func byLine(a, b Import) int {
	return cmp.Or(strings.Compare(a.From, b.From), cmp.Compare(a.Line, b.Line), strings.Compare(a.To, b.To),
		strings.Compare(a.Kind, b.Kind), strings.Compare(a.Spec, b.Spec))
}
