package static

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Reference is a place where a source builds the URL of a request, or holds a text that may be one.
//
// The same place may have several: one for each URL that it may build.
type Reference struct {
	Line   int
	Method string // upper case; "" when the source does not say; "WS" for a WebSocket
	Path   string // "/users/{}/posts": "{}" is what is not constant; without query and fragment. "{}" alone: a request of which no part of the path is known
	Based  bool   // something unknown may stand before the path: `${base}/users`, api.get('/users'), 'users/1'
	Host   string // of an absolute URL: "api.example.com:8080"; empty without one, or where it is not constant
	Text   string // the trimmed source line, at most 200 bytes
}

// ReadReferences looks for the URL paths that sources may request, for each file by line. Files are slash-separated
// paths below the root of fsys; those that cannot be read, are no regular files, are binary or over 2 MiB are left
// out, all others are in the result, even without references.
//
// Names are followed within these files: constants, endpoint objects, functions that build URLs and clients made
// with a base. Imports are resolved by relative path, by the end of a path behind an alias ("@/lib/api"), or by name
// where only one of the files exports it. What stays unknown becomes a "{}" or an unknown base.
//
// It finds more than requests, because any constant that looks like a path is a reference: links, routes of pages
// and of servers, keys of a map. Only what matches an endpoint means something. Comments, regular expressions, the
// text of elements, types and the names of imported files are none.
func ReadReferences(fsys fs.FS, files []string) (map[string][]Reference, error) {
	return ReadReferencesResolved(fsys, files, nil)
}

// ReadReferencesResolved is ReadReferences with imports resolved by resolve first, such as by an import graph that
// knows the aliases of a project.
func ReadReferencesResolved(fsys fs.FS, files []string, resolve Resolver) (map[string][]Reference, error) {
	if _, err := fs.Stat(fsys, "."); err != nil {
		return nil, fmt.Errorf("read references: %w", err)
	}
	var modules []*scriptModule
	for _, name := range slices.Compact(slices.Sorted(slices.Values(files))) {
		if src, ok := readSource(fsys, name); ok {
			modules = append(modules, newModule(name, src))
		}
	}
	e := newEvaluator(newModules(modules, resolve))
	found := make(map[string][]Reference, len(modules))
	for _, m := range modules {
		found[m.name] = e.references(m)
	}
	return found, nil
}

func readSource(fsys fs.FS, name string) (string, bool) {
	info, err := fs.Lstat(fsys, name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
		return "", false
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil || len(data) > maxSource || bytes.IndexByte(data[:min(len(data), 8<<10)], 0) >= 0 {
		return "", false
	}
	return string(data), true
}

// referencesIn returns the references of one source, whose imports lead nowhere.
func referencesIn(name, text string) []Reference {
	m := newModule(name, text)
	return newEvaluator(newModules([]*scriptModule{m}, nil)).references(m)
}

// references returns the references of one module, by line.
func (e *evaluator) references(m *scriptModule) []Reference {
	if strings.HasSuffix(m.name, ".d.ts") {
		return nil // nothing of it is there when the program runs
	}
	e.begin(m)
	c := collector{evaluator: e, m: m, taken: map[int]bool{}}
	c.collect()
	slices.SortFunc(c.found, func(a, b Reference) int {
		return cmp.Or(
			cmp.Compare(a.Line, b.Line), strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method),
			strings.Compare(a.Host, b.Host), cmp.Compare(fmt.Sprint(a.Based), fmt.Sprint(b.Based)),
		)
	})
	return slices.Compact(c.found)
}
