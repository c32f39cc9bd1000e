package static

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// graphResolver finds the files that specifiers stand for. Where several could be meant, because bundlers
// and compilers differ, all of them are.
type graphResolver struct {
	tree     *graphTree
	names    []string // of the tree's files, sorted
	projects map[string]project
	bundlers map[string]aliases // what bundlers are configured to replace, by directory of their configuration
	packages packages
	answers  map[question]answer // esbuild's
}

func newGraphResolver(t *graphTree) (*graphResolver, error) {
	r := &graphResolver{
		tree:     t,
		names:    slices.Sorted(maps.Keys(t.files)),
		projects: map[string]project{},
		bundlers: map[string]aliases{},
		answers:  map[question]answer{},
	}
	if err := r.readPackages(); err != nil {
		return nil, err
	}
	if err := r.readProjects(); err != nil {
		return nil, err
	}
	return r, r.readBundlers()
}

// resolve returns the files that a reference stands for, sorted. Ours tells whether it should stand for one:
// it is relative or aliased, and leads neither out of the tree nor to what was passed over.
func (r *graphResolver) resolve(from string, ref fileRef) (targets []string, ours bool) {
	hits := r.hits(from, ref)
	for _, spec := range spellings(ref) {
		found, known := r.locate(from, spec, ref, hits)
		ours = ours || known
		if len(found) > 0 {
			slices.Sort(found)
			return slices.Compact(found), true
		}
	}
	return nil, ours
}

// spellings returns the forms in which a specifier may name a file: as written, without query and loaders,
// and without the tilde that webpack's style loaders ask for.
func spellings(ref fileRef) []string {
	spec := ref.spec
	if ref.naming == byGlob || ref.naming == byDir {
		return []string{spec}
	}
	found := []string{spec}
	if bare := specifier(spec); bare != spec && bare != "" && !strings.HasSuffix(spec, "/") {
		found = append(found, bare)
	}
	if rest, ok := strings.CutPrefix(spec, "~"); ok && ref.naming != byModule && !strings.HasPrefix(rest, "/") {
		found = append(found, rest)
	}
	return found
}

var scheme = regexp.MustCompile(`^[A-Za-z][\w+.-]*:`)

// locate turns a specifier into the places that it may mean, and returns the files of the first one that
// has any.
func (r *graphResolver) locate(from, spec string, ref fileRef, hits func(string) []string) (found []string, ours bool) {
	dir := path.Dir(from)
	url := ref.naming == byURL || ref.naming == byPath
	switch {
	case spec == "" || strings.HasPrefix(spec, unknownPart) || scheme.MatchString(spec) || strings.HasPrefix(spec, "//"):
		return nil, false
	case url && strings.HasPrefix(spec, "#"):
		return nil, false
	case isRelative(spec):
		place := path.Join(dir, spec)
		if outside(place) {
			return nil, false
		}
		if found = hits(place + trailing(spec)); len(found) > 0 {
			return found, true
		}
		found, elsewhere := r.answer(dir, spec, ref)
		return found, !elsewhere
	case strings.HasPrefix(spec, "/"):
		return r.above(dir, spec, hits), ref.kind != "url()"
	case url || ref.naming == bySheet || ref.naming == byDir:
		if found = hits(path.Join(dir, spec)); len(found) > 0 {
			return found, true
		}
	}
	return r.aliased(dir, spec, ref, hits)
}

func isRelative(spec string) bool {
	return spec == "." || spec == ".." || strings.HasPrefix(spec, "./") || strings.HasPrefix(spec, "../")
}

// trailing returns the slash by which a specifier says that it means a directory.
func trailing(spec string) string {
	if base := path.Base(spec); strings.HasSuffix(spec, "/") || base == "." || base == ".." {
		return "/"
	}
	return ""
}

// outside tells whether a path leads out of the tree.
func outside(place string) bool {
	return place == ".." || strings.HasPrefix(place, "../") || strings.HasPrefix(place, "/")
}

// above looks for what starts with a slash: below the nearest directory upwards that has it, which is that
// of the page or of the bundler's configuration, or below its directory of public files.
func (r *graphResolver) above(dir, spec string, hits func(string) []string) []string {
	for ; ; dir = path.Dir(dir) {
		for _, public := range []string{"", "public", "static"} {
			if found := hits(path.Join(dir, public, spec)); len(found) > 0 {
				return found
			}
		}
		if dir == "." {
			return nil
		}
	}
}

// aliased looks for a specifier that is neither relative nor absolute.
func (r *graphResolver) aliased(dir, spec string, ref fileRef, hits func(string) []string) (found []string, ours bool) {
	for _, look := range []func(dir, spec string, hits func(string) []string) ([]string, bool){
		r.inProject, r.inBundler, r.inPackages,
	} {
		more, known := look(dir, spec, hits)
		found, ours = append(found, more...), ours || known
	}
	answered, elsewhere := r.answer(r.configured(dir), spec, ref)
	if found = append(found, answered...); len(found) > 0 || ours || elsewhere {
		return found, !elsewhere
	}
	if found, ours = r.guess(dir, spec, hits); len(found) > 0 {
		return found, true
	}
	return r.inOtherBundlers(spec, hits), ours
}

// conventions are the aliases that frameworks come with, and the directories that they stand for.
var conventions = map[string][]string{
	"@/": {"src", "app", ""}, "~/": {"src", "app", ""}, "@@/": {""}, "~~/": {""}, "$lib/": {"src/lib"},
}

// guess follows the usual aliases where no configuration that can be read explains one: no package has
// such a name.
func (r *graphResolver) guess(dir, spec string, hits func(string) []string) (found []string, ours bool) {
	for prefix, places := range conventions {
		rest, ok := strings.CutPrefix(spec, prefix)
		if !ok {
			continue
		}
		for ; ; dir = path.Dir(dir) {
			for _, place := range places {
				if found := hits(path.Join(dir, place, rest)); len(found) > 0 {
					return found, true
				}
			}
			if dir == "." {
				return nil, true
			}
		}
	}
	return nil, strings.HasPrefix(spec, "#")
}

var (
	scriptExtensions = []string{".ts", ".tsx", ".d.ts", ".mts", ".d.mts", ".cts", ".d.cts", ".js", ".jsx", ".mjs", ".cjs"}
	otherExtensions  = []string{".vue", ".svelte", ".astro", ".json", ".mdx", ".css", ".scss", ".sass", ".less"}
	sheetExtensions  = []string{"", ".scss", ".sass", ".css", ".less"}
	platforms        = []string{"", ".web", ".native", ".ios", ".android"} // of React Native

	// sources are the extensions of what is imported under the name that it is compiled to.
	sources = map[string][]string{
		".js": {".ts", ".tsx", ".d.ts", ".jsx"}, ".jsx": {".tsx", ".d.ts"}, ".mjs": {".mts", ".d.mts"}, ".cjs": {".cts", ".d.cts"},
	}
)

// modules returns the files that an import of a place may mean.
func (r *graphResolver) modules(place string) []string {
	if found := r.scripts(place); len(found) > 0 {
		return found
	}
	return r.indexes(strings.TrimSuffix(place, "/"))
}

// scripts returns the files that have the name of a place but for the extension; none for one with a slash
// at its end, which is a directory.
func (r *graphResolver) scripts(place string) []string {
	ext := path.Ext(place)
	stem := strings.TrimSuffix(place, ext)
	found := r.exact(place)
	if len(found) > 0 {
		found = append(found, r.existing(place+".d.ts", stem+".d"+ext+".ts")...)
	}
	for _, source := range sources[ext] {
		found = append(found, r.existing(stem+source)...)
	}
	if len(found) > 0 {
		return found
	}
	for _, ext := range scriptExtensions {
		for _, platform := range platforms {
			found = append(found, r.existing(place+platform+ext)...)
		}
	}
	for i := 0; len(found) == 0 && i < len(otherExtensions); i++ {
		found = r.existing(place + otherExtensions[i])
	}
	return found
}

// indexes returns the files that an import of a directory may mean.
func (r *graphResolver) indexes(dir string) []string {
	if !r.tree.dirs[dir] {
		return nil
	}
	var found []string
	for _, ext := range slices.Concat(scriptExtensions, otherExtensions) {
		found = append(found, r.existing(path.Join(dir, "index"+ext))...)
	}
	if p := r.packages.at[dir]; p != nil {
		found = append(found, r.entries(p)...)
	}
	return found
}

// sheets returns the style sheets that an @import of a place may mean, partials of Sass among them.
func (r *graphResolver) sheets(place string) []string {
	place = strings.TrimSuffix(place, "/")
	dir, base := path.Split(place)
	var found []string
	for _, ext := range sheetExtensions {
		found = append(found, r.existing(place+ext, dir+"_"+base+ext)...)
	}
	if len(found) > 0 || !r.tree.dirs[place] {
		return found
	}
	for _, ext := range sheetExtensions {
		found = append(found, r.existing(place+"/index"+ext, place+"/_index"+ext)...)
	}
	return found
}

func (r *graphResolver) exact(place string) []string { return r.existing(place) }

func (r *graphResolver) existing(places ...string) []string {
	var found []string
	for _, place := range places {
		if r.tree.files[place] {
			found = append(found, place)
		}
	}
	return found
}
