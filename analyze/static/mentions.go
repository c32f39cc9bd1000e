package static

import (
	"path"
	"slices"
	"strings"
)

// index finds flagged files by any of the names that may stand for them.
type index struct {
	files    map[string][]string // root-relative name, with or without extension -> flagged files
	byEnding map[string][]string // last segment of such a name -> the names
}

func newIndex(flagged []string) index {
	x := index{files: map[string][]string{}, byEnding: map[string][]string{}}
	for _, file := range flagged {
		for _, name := range namesOf(file) {
			if x.files[name] == nil {
				x.byEnding[path.Base(name)] = append(x.byEnding[path.Base(name)], name)
			}
			if !slices.Contains(x.files[name], file) {
				x.files[name] = append(x.files[name], file)
			}
		}
	}
	return x
}

// compiled maps the extensions of TypeScript to those its imports are written with.
var compiled = map[string][]string{".ts": {".js"}, ".tsx": {".js", ".jsx"}, ".mts": {".mjs"}, ".cts": {".cjs"}}

// namesOf returns every name an import can resolve to the file by: as it is, without extension, with
// the extension it is compiled to, and the directory of an index file.
func namesOf(file string) []string {
	ext := path.Ext(file)
	stem := strings.TrimSuffix(strings.TrimSuffix(file, ext), ".d")
	found := []string{file, stem}
	for _, js := range compiled[ext] {
		found = append(found, stem+js)
	}
	if dir := path.Dir(stem); path.Base(stem) == "index" && dir != "." {
		found = append(found, dir)
	}
	return found
}

// find returns the flagged files that a line of a file names, each once. Words tells whether names
// stand in that kind of file without quotes.
func (x index) find(from, line string, words bool) []string {
	var found []string
	add := func(files []string) {
		for _, file := range files {
			if !slices.Contains(found, file) {
				found = append(found, file)
			}
		}
	}
	const quotes = "'\"`"
	left := byte(0)
	// The pieces between any two quotes are looked up, inside and outside of strings alike: what is
	// outside looks like no path, and an apostrophe in a text cannot make the rest of the line unread.
	for rest := line; rest != ""; {
		piece, right := rest, byte(0)
		if i := strings.IndexAny(rest, quotes); i >= 0 {
			piece, right, rest = rest[:i], rest[i], rest[i+1:]
		} else {
			rest = ""
		}
		add(x.lookup(from, piece))
		if words || left != 0 && left == right {
			for word := range strings.FieldsFuncSeq(piece, betweenWords) {
				add(x.lookup(from, word))
				if words {
					add(x.sibling(from, word))
				}
			}
		}
		left = right
	}
	return found
}

func betweenWords(r rune) bool {
	return strings.ContainsRune(" \t\r\n=:,;()<>[]{}|&", r)
}

// lookup returns the flagged files that a specifier names. A relative one must resolve to the file;
// of any other, all that follows its alias must be the end of the file's path.
func (x index) lookup(from, token string) []string {
	spec := specifier(token)
	if !strings.Contains(spec, "/") {
		return nil
	}
	endings := x.byEnding[path.Base(spec)]
	if len(endings) == 0 {
		return nil
	}
	if strings.HasPrefix(spec, "./") || strings.HasPrefix(spec, "../") {
		return x.files[path.Join(path.Dir(from), spec)]
	}
	rest := withoutAlias(spec)
	var found []string
	for _, name := range endings {
		if rest != "" && (name == rest || strings.HasSuffix(name, "/"+rest)) {
			found = append(found, x.files[name]...)
		}
	}
	return found
}

// sibling returns the flagged file that a bare file name means in a page, a style sheet or a command:
// the one beside the file that says it.
func (x index) sibling(from, word string) []string {
	spec := specifier(word)
	if spec == "" || strings.Contains(spec, "/") || path.Ext(spec) == "" {
		return nil
	}
	return x.files[path.Join(path.Dir(from), spec)]
}

// specifier returns the path of an import without its query, fragment and loaders.
func specifier(token string) string {
	token = strings.Trim(token, " \t\r\n\\")
	token = token[strings.LastIndexByte(token, '!')+1:]
	if token == "" {
		return ""
	}
	// A leading # is an alias, not a fragment.
	if i := strings.IndexAny(token[1:], "?#"); i >= 0 {
		token = token[:1+i]
	}
	return strings.TrimRight(token, "/")
}

// withoutAlias removes what a bundler would replace by a directory: "@/", "~/", "@name/", "#name/",
// "${name}/", "src/" and a leading slash. It returns "" for what is rather a route ("/profile").
func withoutAlias(spec string) string {
	first, rest, _ := strings.Cut(spec, "/")
	switch {
	case first == "":
		if !strings.Contains(rest, "/") && path.Ext(rest) == "" {
			return ""
		}
		return rest
	case strings.ContainsAny(first[:1], "@~#$"):
		return rest
	case first == "src" && strings.Contains(rest, "/"):
		return rest
	}
	return spec
}
