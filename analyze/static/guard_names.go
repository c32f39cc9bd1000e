package static

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	shortestName = 4

	// maxPerFile is how many lines of one file are kept that say one name: they all say the same.
	maxPerFile = 50
)

// label is something that stands for a flagged file: a path, a base name, an exported name.
type label struct {
	file     string // below the repository
	kind     string // as in Mention
	text     string // empty for paths
	shared   bool   // something else in the tree is called that, too
	mentions []Mention
}

func (l *label) add(m Mention) { l.mentions = append(l.mentions, m) }

// room tells whether a line of a file is still to be noted: files come one after the other, their lines in order.
func (l *label) room(file string, line int) bool {
	n := len(l.mentions)
	if n > 0 && l.mentions[n-1].File == file && l.mentions[n-1].Line == line {
		return false
	}
	return l.kind == MentionPath || n < maxPerFile || l.mentions[n-maxPerFile].File != file
}

// isFile tells names with the extension of the file from words.
func (l *label) isFile() bool {
	return l.kind == MentionName && path.Ext(l.text) != "" && l.text != stem(l.file)
}

// plain tells words that anybody might use from those that somebody made up, such as OrderCard and order_card.
func (l *label) plain() bool {
	upper, lower := 0, 0
	for i, c := range l.text {
		switch {
		case !unicode.IsLetter(c):
			return false
		case !unicode.IsUpper(c):
			lower++
		case i > 0:
			upper++
		}
	}
	return upper == 0 || lower == 0
}

func (l *label) lower() bool {
	first, _ := utf8.DecodeRuneInString(l.text)
	return unicode.IsLower(first)
}

// kebab tells names that are written like the classes of style sheets.
func (l *label) kebab() bool { return strings.Contains(l.text, "-") }

// index finds flagged files by anything that stands for them.
type index struct {
	paths     map[string][]*label // path with or without extension -> the files it may lead to
	endings   map[string][]string // last segment of such a path -> the paths
	names     map[string][]*label // base name or exported name -> the files
	exporters map[string]string   // exported name -> the first file that exports it
	exists    map[string]bool     // all files of the tree
	labels    []*label
	python    bool // there are Python files among the flagged
}

func newIndex(flagged []string) *index {
	x := &index{
		paths: map[string][]*label{}, endings: map[string][]string{}, names: map[string][]*label{},
		exporters: map[string]string{}, exists: map[string]bool{},
	}
	for _, file := range flagged {
		l := &label{file: file, kind: MentionPath}
		x.labels = append(x.labels, l)
		x.python = x.python || path.Ext(file) == ".py"
		for _, name := range namesOf(file) {
			if x.paths[name] == nil {
				x.endings[path.Base(name)] = append(x.endings[path.Base(name)], name)
			}
			x.paths[name] = append(x.paths[name], l)
		}
	}
	return x
}

// compiled maps the extensions of TypeScript to those its imports are written with.
var compiled = map[string][]string{".ts": {".js"}, ".tsx": {".js", ".jsx"}, ".mts": {".mjs"}, ".cts": {".cjs"}}

// namesOf returns every path an import can resolve to the file by, each once: as it is, without extension, with
// the extension it is compiled to, the directory of an index file, and without the underscore of a Sass partial.
func namesOf(file string) []string {
	ext, dir := path.Ext(file), path.Dir(file)
	found := []string{file, path.Join(dir, stem(file))}
	for _, js := range compiled[ext] {
		found = append(found, path.Join(dir, stem(file)+js))
	}
	if partial, ok := strings.CutPrefix(path.Base(file), "_"); ok && sass(file) {
		found = append(found, path.Join(dir, partial), path.Join(dir, stem(partial)))
	}
	if indexFile(file) && dir != "." {
		found = append(found, dir)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// stem returns the base name of a file without its extension, which of a declaration is .d.ts.
func stem(file string) string {
	base := path.Base(file)
	if s := strings.TrimSuffix(base, path.Ext(base)); s != "" {
		base = s
	}
	return strings.TrimSuffix(base, ".d")
}

func sass(file string) bool { return path.Ext(file) == ".scss" || path.Ext(file) == ".sass" }

func indexFile(file string) bool { return stem(file) == "index" || stem(file) == "__init__" }

// generic holds words that mean something else nearly everywhere: in package.json, in workflows, as events.
var generic = map[string]bool{
	"__main__": true, "config": true, "data": true, "default": true, "error": true, "index": true, "main": true,
	"module": true, "name": true, "style": true, "styles": true, "test": true, "tests": true, "type": true,
	"types": true, "utils": true, "value": true,
}

// addBaseNames adds the base names of flagged files, with and without extension, that no other file has. Without
// extension, an index file is called like its directory, and files of one place (OrderCard.tsx beside
// OrderCard.css, OrderCard/index.ts) are one.
func (x *index) addBaseNames(flagged []string, all []listed) {
	bases, places := map[string]int{}, map[string][]string{}
	for _, f := range all {
		x.exists[f.name] = true
		if _, read := kindOf(f.name); !read || standIn(f.name) {
			continue
		}
		bases[path.Base(f.name)]++
		name, place := called(f.name)
		if !slices.Contains(places[name], place) && len(places[name]) < 2 {
			places[name] = append(places[name], place)
		}
	}
	for _, file := range flagged {
		base := path.Base(file)
		for _, name := range append([]string{base}, compiledNames(file)...) {
			// The file itself is one of those that have its base name.
			if others := bases[name]; others == 0 || name == base && others == 1 {
				x.addName(&label{file: file, kind: MentionName, text: name})
			}
		}
		name, place := called(file)
		if !slices.ContainsFunc(places[name], func(p string) bool { return p != place }) {
			x.addName(&label{file: file, kind: MentionName, text: name})
		}
	}
}

func compiledNames(file string) []string {
	var names []string
	for _, js := range compiled[path.Ext(file)] {
		names = append(names, stem(file)+js)
	}
	return names
}

// called returns what people call a file, and the place that is called so.
func called(file string) (name, place string) {
	dir := path.Dir(file)
	if indexFile(file) {
		return path.Base(dir), dir
	}
	name = stem(file)
	if path.Base(dir) == name {
		return name, dir
	}
	place = path.Join(dir, name)
	if sass(file) {
		name = strings.TrimPrefix(name, "_")
	}
	return name, place
}

// standIn tells files that are called like another because they stand for it or test it.
func standIn(file string) bool {
	for _, mark := range []string{".d.", ".test.", ".spec.", ".stories.", ".story.", ".mock."} {
		if strings.Contains(path.Base(file), mark) {
			return true
		}
	}
	return strings.HasPrefix(file, "__mocks__/") || strings.Contains(file, "/__mocks__/")
}

func (x *index) addName(l *label) {
	known := slices.ContainsFunc(x.names[l.text], func(k *label) bool { return k.file == l.file })
	if utf8.RuneCountInString(l.text) < shortestName || generic[l.text] || known {
		return
	}
	x.names[l.text] = append(x.names[l.text], l)
	x.labels = append(x.labels, l)
}

// addExports adds the names that a flagged file exports. Nobody asks for a test's or a story's by name.
func (x *index) addExports(file string, names []string) {
	if standIn(file) {
		return
	}
	for _, name := range names {
		x.addName(&label{file: file, kind: MentionExport, text: name})
	}
}

// exportedIn notes which file exports a name: of two, neither is meant by it.
func (x *index) exportedIn(file string, names []string) {
	if standIn(file) {
		return
	}
	for _, name := range names {
		first, known := x.exporters[name]
		if !known {
			x.exporters[name] = file
			continue
		}
		for _, l := range x.names[name] {
			l.shared = l.shared || l.kind == MentionExport && first != file
		}
	}
}
