package static

import (
	"maps"
	"slices"
)

// Importers returns the imports that lead to each file, by file and line.
func (g *Graph) Importers() map[string][]Import {
	importers := map[string][]Import{}
	for _, from := range slices.Sorted(maps.Keys(g.Imports)) {
		for _, edge := range g.Imports[from] {
			importers[edge.To] = append(importers[edge.To], edge)
		}
	}
	return importers
}

// Reach returns, for each flagged file that some file outside of the flagged set needs, a shortest chain of
// imports to it: the first starts at a file that is neither flagged nor excluded, the others at flagged
// files, and the last leads to the file. Among chains of equal length the first by file and line is taken.
// A flagged file that is not in the result is needed by flagged and excluded files at most.
func (g *Graph) Reach(flagged, excluded map[string]bool) map[string][]Import {
	chains := map[string][]Import{}
	var reached []string
	importers := g.Importers()
	for _, file := range slices.Sorted(maps.Keys(flagged)) {
		for _, edge := range importers[file] {
			if flagged[file] && !flagged[edge.From] && !excluded[edge.From] {
				chains[file] = []Import{edge}
				reached = append(reached, file)
				break
			}
		}
	}
	for len(reached) > 0 {
		from := reached[0]
		reached = reached[1:]
		for _, edge := range g.Imports[from] {
			if flagged[edge.To] && chains[edge.To] == nil {
				chains[edge.To] = append(slices.Clone(chains[from]), edge)
				reached = append(reached, edge.To)
			}
		}
	}
	return chains
}
