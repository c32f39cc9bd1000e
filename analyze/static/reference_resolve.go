package static

import (
	"path"
	"slices"
	"strings"
)

// Resolver returns which file an import leads to, "" when it knows none: the file that imports and the specifier as
// it is written there.
type Resolver func(file, specifier string) string

// scriptModules are the sources among which names are followed.
type scriptModules struct {
	byName    map[string]*scriptModule
	byBase    map[string][]*scriptModule // last segment of the name without its ending, that of the directory for an index
	exporters map[string][]*scriptModule // exported name -> modules
	resolve   Resolver
}

func newModules(modules []*scriptModule, resolve Resolver) *scriptModules {
	set := &scriptModules{
		byName: map[string]*scriptModule{}, byBase: map[string][]*scriptModule{},
		exporters: map[string][]*scriptModule{}, resolve: resolve,
	}
	for _, m := range modules {
		set.byName[m.name] = m
		base := path.Base(importName(m.name))
		set.byBase[base] = append(set.byBase[base], m)
		for name := range m.exports {
			set.exporters[name] = append(set.exporters[name], m)
		}
	}
	return set
}

// sourceEndings are what imports leave out, in the order in which bundlers try them.
var sourceEndings = []string{".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte", ".astro"}

// importName returns a file's name as imports write it: without the ending, and without "index".
func importName(file string) string {
	if ending := path.Ext(file); slices.Contains(sourceEndings, ending) {
		file = strings.TrimSuffix(file, ending)
	}
	return strings.TrimSuffix(file, "/index")
}

// module returns the module that a specifier leads to, nil when none or several may be meant. What is not relative
// starts with an alias ("@/lib/api", "~/lib/api", "src/lib/api"): all of it, or all but its first segment, must be
// the end of the name of one file only.
func (set *scriptModules) module(from, specifier string) *scriptModule {
	if set.resolve != nil {
		if m := set.byName[set.resolve(from, specifier)]; m != nil {
			return m
		}
	}
	specifier, _, _ = strings.Cut(specifier, "?")
	if strings.HasPrefix(specifier, ".") {
		return set.file(path.Join(path.Dir(from), specifier))
	}
	_, rest, aliased := strings.Cut(specifier, "/")
	if m := set.ending(specifier); m != nil || !aliased {
		return m
	}
	return set.ending(rest)
}

// file returns the module that a bundler takes for a path.
func (set *scriptModules) file(name string) *scriptModule {
	if m := set.byName[name]; m != nil {
		return m
	}
	starts := []string{name, name + "/index"}
	if ending := path.Ext(name); slices.Contains([]string{".js", ".jsx", ".mjs", ".cjs"}, ending) {
		starts = []string{strings.TrimSuffix(name, ending)} // what TypeScript is compiled to
	}
	for _, start := range starts {
		for _, ending := range sourceEndings {
			if m := set.byName[start+ending]; m != nil {
				return m
			}
		}
	}
	return nil
}

// ending returns the only module whose name ends with whole segments.
func (set *scriptModules) ending(end string) *scriptModule {
	end = importName(end)
	var found *scriptModule
	for _, m := range set.byBase[path.Base(end)] {
		if name := importName(m.name); name == end || strings.HasSuffix(name, "/"+end) {
			if found != nil {
				return nil
			}
			found = m
		}
	}
	return found
}

// imported follows a name that a module imports. Where the specifier leads to no known file, the only one that
// exports the name is taken.
func (e *evaluator) imported(m *scriptModule, imp scriptImport) (scriptSpan, bool) {
	target := e.set.module(m.name, imp.specifier)
	if by := e.set.exporters[imp.name]; target == nil && imp.name != "default" && len(by) == 1 {
		target = by[0]
	}
	switch {
	case target == nil:
		return scriptSpan{}, false
	case imp.name == "*":
		return scriptSpan{m: target, whole: true}, true
	}
	return e.export(target, imp.name)
}

// export follows a name that a module exports.
func (e *evaluator) export(m *scriptModule, name string) (scriptSpan, bool) {
	defer e.leave()
	if !e.enter(scriptRange{}) {
		return scriptSpan{}, false
	}
	if x, ok := m.exports[name]; ok {
		switch {
		case !x.value.empty():
			return e.find(scriptSpan{m: m, r: x.value})
		case x.from.specifier != "":
			return e.imported(m, x.from)
		}
		return e.local(m, x.local)
	}
	for _, specifier := range m.stars {
		if target := e.set.module(m.name, specifier); target != nil && target != m {
			if found, ok := e.export(target, name); ok {
				return found, true
			}
		}
	}
	if x, ok := m.exports["="]; ok {
		if found, ok := e.find(scriptSpan{m: m, r: x.value}); ok && name != "default" {
			return e.member(found, name)
		} else if ok {
			return found, true
		}
	}
	return scriptSpan{}, false
}

// local follows a name that a whole module sees.
func (e *evaluator) local(m *scriptModule, name string) (scriptSpan, bool) {
	if d := m.lookup(name, -1); d != nil {
		return e.declared(m, d, nil)
	}
	if imp, ok := m.imports[name]; ok {
		return e.imported(m, imp)
	}
	return scriptSpan{}, false
}
