package static

import (
	"iter"
	"net/url"
	"path"
	"strings"
)

// lineSearch is the search of one file for the names of flagged files.
type lineSearch struct {
	index *index
	from  string // the file that is read, below the repository
	shown string // the same as it is reported
	kind  kind
	line  string
	n     int
}

// search looks for names of flagged files in a text.
func (x *index) search(from, shown string, k kind, text string) {
	r := &lineSearch{index: x, from: from, shown: shown, kind: k}
	for line := range strings.Lines(text) {
		r.line, r.n = line, r.n+1
		r.pieces()
	}
}

const quotes = "'\"`"

// pieces takes the line apart at its quotes. Pieces between any two of them are looked up, inside and outside
// of strings alike: what is outside looks like no path, and an apostrophe in a text cannot make the
// rest of the line unread.
func (r *lineSearch) pieces() {
	left := byte(0)
	for start := 0; start < len(r.line); {
		end, right := len(r.line), byte(0)
		if i := strings.IndexAny(r.line[start:], quotes); i >= 0 {
			end, right = start+i, r.line[start+i]
		}
		r.piece(start, end, left != 0 && left == right)
		left, start = right, end+1
	}
}

func (r *lineSearch) piece(start, end int, quoted bool) {
	piece := r.line[start:end]
	if spec := specifier(piece); spec != "" {
		r.path(spec, start)
	}
	if quoted && !r.kind.prose {
		r.whole(piece, start, end)
	}
	dotted := r.index.python && (quoted || r.kind.words || r.kind.python)
	if !quoted && !r.kind.words && !dotted {
		return
	}
	for at, word := range splitWords(piece) {
		if spec := specifier(word); spec != "" && (quoted || r.kind.words) {
			r.word(spec, start+at, quoted)
		}
		if dotted {
			r.dotted(word, start+at)
		}
	}
}

const separators = " \t\r\n=:,;()<>[]{}|&"

// splitWords yields what stands between blanks and the punctuation of data, with its offset.
func splitWords(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for start := 0; start < len(text); start++ {
			length := strings.IndexAny(text[start:], separators)
			if length < 0 {
				length = len(text) - start
			}
			if length > 0 && !yield(start, text[start:start+length]) {
				return
			}
			start += length
		}
	}
}

// path reports the flagged files that a specifier leads to, and whether there are any. A relative one must
// resolve to the file; of any other, all that follows its alias must be the end of the file's path.
func (r *lineSearch) path(spec string, at int) bool {
	if !strings.Contains(spec, "/") || len(r.index.endings[path.Base(spec)]) == 0 {
		return false
	}
	if !strings.HasPrefix(spec, "./") && !strings.HasPrefix(spec, "../") {
		return r.ending(withoutAlias(spec), at)
	}
	name := path.Join(path.Dir(r.from), spec)
	if found := r.index.paths[name]; len(found) > 0 {
		return r.hit(found, at)
	}
	// A command resolves its paths against a directory that nobody knows.
	if rest := withoutDots(spec); r.kind.words && !r.kind.code && !r.kind.style && strings.Contains(rest, "/") && !r.index.exists[name] {
		return r.ending(rest, at)
	}
	return false
}

func withoutDots(spec string) string {
	for strings.HasPrefix(spec, "./") || strings.HasPrefix(spec, "../") {
		_, spec, _ = strings.Cut(spec, "/")
	}
	return spec
}

// ending reports the flagged files whose path ends in this one.
func (r *lineSearch) ending(rest string, at int) bool {
	if rest == "" {
		return false
	}
	found := false
	for _, name := range r.index.endings[path.Base(rest)] {
		if name == rest || strings.HasSuffix(name, "/"+rest) {
			found = r.hit(r.index.paths[name], at)
		}
	}
	return found
}

func (r *lineSearch) hit(labels []*label, at int) bool {
	for _, l := range labels {
		r.mention(l, at)
	}
	return len(labels) > 0
}

func (r *lineSearch) mention(l *label, at int) {
	if l.file != r.from && l.room(r.shown, r.n) {
		l.add(Mention{File: r.shown, Line: r.n, Text: excerptAt(r.line, at), Kind: l.kind})
	}
}

// longestExcerpt is how many bytes of a line are shown.
const longestExcerpt = 200

// excerptAt returns the part of a line around an offset.
func excerptAt(line string, at int) string {
	const lead, more = 80, "…"
	if start := len(line) - len(strings.TrimLeft(line, " \t\r\n")); at-start <= longestExcerpt-lead {
		return excerpt(line)
	}
	return excerpt(more + strings.TrimSpace(line[at-lead:]))
}

// excerpt returns the beginning of a line, as a copy: the line must not keep its file in memory.
func excerpt(line string) string {
	line = strings.TrimSpace(line)
	return strings.Clone(strings.ToValidUTF8(line[:min(len(line), longestExcerpt)], ""))
}

// specifier returns the path of an import without its query, fragment and loaders, with slashes only.
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
	if strings.Contains(token, `\`) {
		token = slashes.Replace(token)
	}
	if strings.Contains(token, "%") {
		if plain, err := url.PathUnescape(token); err == nil {
			token = plain
		}
	}
	return strings.TrimRight(token, "/")
}

// slashes undoes the ways in which texts write separators.
var slashes = strings.NewReplacer(`\/`, "/", `\\`, "/", `\`, "/")

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
