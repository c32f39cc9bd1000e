package static

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
)

// packages are the packages that a tree itself consists of, whether or not they are installed.
type packages struct {
	at     map[string]*manifest   // by directory
	byName map[string][]*manifest // sorted by directory
}

// manifest is a package.json. Fields of a wrong type count as absent.
type manifest struct {
	dir     string
	Name    string
	Main    any
	Module  any
	Source  any
	Types   any
	Typings any
	Browser any
	Svelte  any
	Exports any
	Imports any
}

// readPackages reads every package.json of the tree; one that is no JSON declares nothing.
func (r *graphResolver) readPackages() error {
	r.packages = packages{at: map[string]*manifest{}, byName: map[string][]*manifest{}}
	for _, dir := range slices.Sorted(maps.Keys(r.tree.configs)) {
		file := path.Join(dir, "package.json")
		if !slices.Contains(r.tree.configs[dir], file) {
			continue
		}
		data, err := readConfig(r.tree.abs(file))
		if err != nil {
			return err
		}
		p := &manifest{dir: dir}
		if json.Unmarshal(data, p) != nil {
			continue
		}
		r.packages.at[dir] = p
		if p.Name != "" {
			r.packages.byName[p.Name] = append(r.packages.byName[p.Name], p)
		}
	}
	return nil
}

// named returns the packages of the tree that a specifier belongs to.
func (p packages) named(spec string) []*manifest {
	parts := strings.SplitN(spec, "/", 3)
	if strings.HasPrefix(spec, "@") && len(parts) > 1 {
		return p.byName[parts[0]+"/"+parts[1]]
	}
	return p.byName[parts[0]]
}

// inPackages looks a specifier up in the packages of the tree: by their names, and where it starts with #
// in the imports of the package that it stands in.
func (r *graphResolver) inPackages(dir, spec string, hits func(string) []string) (found []string, ours bool) {
	if strings.HasPrefix(spec, "#") {
		return r.internal(dir, spec, hits)
	}
	for _, p := range r.packages.named(spec) {
		ours = true
		sub := strings.TrimPrefix(spec, p.Name)
		for _, target := range exportTargets(p.Exports, "."+sub) {
			found = append(found, r.built(path.Join(p.dir, target), p.dir, hits)...)
		}
		if sub == "" {
			found = append(found, r.entries(p)...)
		}
		for _, source := range []string{"", "src"} {
			if len(found) == 0 {
				found = hits(path.Join(p.dir, source, sub))
			}
		}
	}
	return found, ours
}

// internal follows the imports of the nearest package.json upwards.
func (r *graphResolver) internal(dir, spec string, hits func(string) []string) (found []string, ours bool) {
	for r.packages.at[dir] == nil {
		if dir == "." {
			return nil, false
		}
		dir = path.Dir(dir)
	}
	for _, target := range exportTargets(r.packages.at[dir].Imports, spec) {
		ours = true
		found = append(found, r.built(path.Join(dir, target), dir, hits)...)
	}
	return found, ours
}

// entries returns the files that a package names as what it consists of.
func (r *graphResolver) entries(p *manifest) []string {
	var found []string
	for _, field := range []any{p.Source, p.Main, p.Module, p.Types, p.Typings, p.Browser, p.Svelte} {
		if name, ok := field.(string); ok {
			found = append(found, r.built(path.Join(p.dir, name), p.dir, r.modules)...)
		}
	}
	return found
}

// built returns the files of a place that a package.json names. Where it names what a build makes, these
// are the sources that it is made of, as far as their names tell.
func (r *graphResolver) built(place, dir string, hits func(string) []string) []string {
	if outside(place) {
		return nil
	}
	if found := hits(place); len(found) > 0 {
		return found
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(place, dir), "/")
	first, rest, _ := strings.Cut(rest, "/")
	switch first {
	case "dist", "build", "lib", "out", "es", "esm", "cjs", "output":
	default:
		return nil
	}
	rest = strings.TrimSuffix(strings.TrimSuffix(rest, path.Ext(rest)), ".d")
	for ; rest != ""; _, rest, _ = strings.Cut(rest, "/") {
		for _, source := range []string{"src", ""} {
			if found := hits(path.Join(dir, source, rest)); len(found) > 0 {
				return found
			}
		}
	}
	return nil
}

// exportTargets returns the files that exports or imports of a package.json have for a path, below its
// directory and of all conditions.
func exportTargets(field any, spec string) []string {
	table, ok := field.(map[string]any)
	if !ok || !hasPaths(table) {
		table = map[string]any{".": field}
	}
	var a aliases
	for _, pattern := range slices.Sorted(maps.Keys(table)) {
		files := slices.DeleteFunc(leaves(table[pattern]), func(target string) bool { return !isRelative(target) })
		a.mappings = append(a.mappings, newMapping(pattern, files))
	}
	places, _ := a.places(spec)
	slices.Sort(places)
	return slices.Compact(places)
}

// hasPaths tells a table of paths from one of conditions.
func hasPaths(table map[string]any) bool {
	for key := range table {
		if strings.HasPrefix(key, ".") || strings.HasPrefix(key, "#") {
			return true
		}
	}
	return false
}

// leaves returns all strings in a piece of JSON, lists in their order, tables in that of their keys.
func leaves(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var found []string
		for _, item := range v {
			found = append(found, leaves(item)...)
		}
		return found
	case map[string]any:
		var found []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			found = append(found, leaves(v[key])...)
		}
		return found
	}
	return nil
}
