package static

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	testName  = regexp.MustCompile(`^(.+)\.(?:test|spec|cy|stories|story)\.(?:[cm]?[jt]sx?|mdx|svelte|vue)$`)
	otherTest = regexp.MustCompile(`\.(?:e2e|e2e-spec|bench|test-d)\.[cm]?[jt]sx?$|\.snap$`)
)

// IsTest tells by its name whether a file is a test, a story, a benchmark or a snapshot of one:
// x.test.ts, x.spec.tsx, x.cy.ts, x.stories.tsx, x.e2e.ts, x.snap, anything below __tests__.
func IsTest(file string) bool {
	base := path.Base(file)
	return testName.MatchString(base) || otherTest.MatchString(base) || slices.Contains(strings.Split(path.Dir(file), "/"), "__tests__")
}

// Companions returns, by flagged file, the tests and stories that exist for its sake and go with it, with
// their snapshots, sorted; files without any are not in it. A companion
//
//   - bears the name of the file: x.test.ts, x.spec.tsx, x.cy.ts, x.stories.tsx for x.ts or x.tsx,
//   - stands beside it or in __tests__ beside it,
//   - imports it,
//   - is not flagged itself, and
//   - is imported by nothing but the file and its other companions.
//
// What else it imports does not matter. Where a file that stays has the same name but for its extension,
// nobody can say whose test it is: it is the companion of neither. Any other test that imports a flagged
// file is an importer like all others.
func (g *Graph) Companions(flagged map[string]bool) map[string][]string {
	staying := g.subjects(flagged)
	files := map[string]bool{}
	for _, file := range g.Files {
		files[file] = true
	}
	candidates := map[string]map[string]bool{}
	for test, edges := range g.Imports {
		subject := subjectOf(test)
		if subject == "" || flagged[test] || staying[subject] {
			continue
		}
		for _, edge := range edges {
			if flagged[edge.To] && withoutExtension(edge.To) == subject {
				if candidates[edge.To] == nil {
					candidates[edge.To] = map[string]bool{}
				}
				candidates[edge.To][test] = true
			}
		}
	}
	importers := g.Importers()
	companions := map[string][]string{}
	for file, tests := range candidates {
		dropImported(tests, file, importers)
		for test := range tests {
			companions[file] = append(companions[file], test)
			if snapshot := path.Join(path.Dir(test), "__snapshots__", path.Base(test)+".snap"); files[snapshot] {
				companions[file] = append(companions[file], snapshot)
			}
		}
		slices.Sort(companions[file])
	}
	return companions
}

// subjects returns the names, without extension, of the source files that stay.
func (g *Graph) subjects(flagged map[string]bool) map[string]bool {
	staying := map[string]bool{}
	add := func(file string) {
		if !flagged[file] && languageOf(file) != langNone && !IsTest(file) {
			staying[withoutExtension(file)] = true
		}
	}
	for _, file := range g.Files {
		add(file)
	}
	for from, edges := range g.Imports {
		add(from)
		for _, edge := range edges {
			add(edge.To)
		}
	}
	return staying
}

// subjectOf returns the path, without extension, of the file whose test or story a file is by its name and
// place; "" for a file that is none.
func subjectOf(test string) string {
	m := testName.FindStringSubmatch(path.Base(test))
	if m == nil {
		return ""
	}
	dir := path.Dir(test)
	if path.Base(dir) == "__tests__" {
		dir = path.Dir(dir)
	}
	return path.Join(dir, m[1])
}

func withoutExtension(file string) string { return strings.TrimSuffix(file, path.Ext(file)) }

// dropImported removes tests that something else needs, and so what only these need no more than that.
func dropImported(tests map[string]bool, file string, importers map[string][]Import) {
	for changed := true; changed; {
		changed = false
		for _, test := range slices.Sorted(maps.Keys(tests)) {
			needed := slices.ContainsFunc(importers[test], func(e Import) bool { return e.From != file && !tests[e.From] })
			if needed {
				delete(tests, test)
				changed = true
			}
		}
	}
}
