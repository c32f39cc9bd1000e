package static

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
)

// unknownPart stands for the part of a specifier that is known only at run time.
const unknownPart = "\x00"

// fileRef is a place in a file that names other files.
type fileRef struct {
	kind string
	spec string // as written; computed parts are unknownPart
	line int

	naming   naming
	except   []string // of a glob: its negative patterns
	filters  []string // of a directory: regular expressions that its files match
	optional bool     // to name no file is nothing unusual
}

// naming is the way in which a specifier stands for files.
type naming byte

const (
	byModule naming = iota // as in an import: extension and index may be left out
	byURL                  // so, too, but no directory, and what starts with no dot is relative as well
	byPath                 // as in a page: a path is a path, relative unless it starts with a slash
	bySheet                // as in a style sheet
	byGlob                 // a pattern of import.meta.glob
	byDir                  // a directory of require.context
)

// reading is what a textual reading finds in one file.
type reading struct {
	refs []fileRef
	lost bool // the reading went wrong somewhere
	deep int  // what a recursive parser would need at most, in tokens
}

func (s *reading) add(r fileRef) {
	if spec := specifierText(r.spec); spec != "" {
		r.spec = spec
		s.refs = append(s.refs, r)
	}
}

// specifierText returns a specifier without surrounding blanks, "" for one that cannot name a file.
func specifierText(spec string) string {
	spec = strings.TrimSpace(spec)
	if len(spec) > 1000 || strings.ContainsAny(spec, "\n\r") {
		return ""
	}
	return spec
}

// scanScript finds the imports of a script, type imports included, which esbuild drops.
func scanScript(name, text string) reading {
	var s reading
	l := newJSLexer(text)
	ext := path.Ext(name)
	l.jsx = ext == ".tsx" || ext == ".jsx" || ext == ".js"
	l.comment = func(text string, line int) { s.comment(text, line, strings.Contains(ext, "js")) }
	for before, t := (jsToken{}), l.next(); t.kind != jsEnd; before, t = t, l.next() {
		if t.kind == jsWord && (!before.is(".") || methods[t.text]) {
			s.word(l, t)
		}
	}
	s.lost, s.deep = l.lost, l.depth
	return s
}

// methods are the words that mean the same behind a dot.
var methods = map[string]bool{"require": true, "serviceWorker": true, "addModule": true}

// word looks at what follows a word that may begin an import.
func (s *reading) word(l *jsLexer, t jsToken) {
	a := l.ahead()
	switch t.text {
	case "import":
		s.importing(a)
	case "export":
		s.exporting(a)
	case "require":
		s.require(a)
	case "new":
		s.constructor(a)
	case "vi", "jest":
		s.mock(a, t.text)
	case "serviceWorker":
		if a.next().is(".") && a.next().is("register") && a.next().is("(") {
			s.argument(a, "serviceWorker.register", byURL)
		}
	case "importScripts", "addModule":
		if a.next().is("(") {
			s.argument(a, t.text, byURL)
		}
	case "declare":
		if a.next().is("module") {
			if t := a.next(); t.kind == jsString {
				s.add(fileRef{kind: "declare module", spec: t.text, line: t.line, optional: true})
			}
		}
	}
}

var (
	referencePath = regexp.MustCompile(`^///\s*<reference\s+(path|types)\s*=\s*["']([^"']+)["']`)
	typeInComment = regexp.MustCompile(`\bimport\(\s*['"]([^'"\n]+)['"]\s*\)|@import\b[^\n]*?\bfrom\s*['"]([^'"\n]+)['"]`)
)

// comment finds the imports that a comment makes: reference directives, and in JavaScript the types of JSDoc.
func (s *reading) comment(text string, line int, jsdoc bool) {
	if m := referencePath.FindStringSubmatch(text); m != nil {
		spec := m[2]
		if m[1] == "path" && !strings.HasPrefix(spec, ".") && !strings.HasPrefix(spec, "/") {
			spec = "./" + spec
		}
		s.add(fileRef{kind: "reference " + m[1], spec: spec, line: line})
		return
	}
	if !jsdoc || !strings.HasPrefix(text, "/**") {
		return
	}
	at := 0
	for _, m := range typeInComment.FindAllStringSubmatchIndex(text, -1) {
		if m[2] < 0 {
			m = m[2:]
		}
		line += strings.Count(text[at:m[2]], "\n")
		at = m[2]
		s.add(fileRef{kind: "import type", spec: text[m[2]:m[3]], line: line})
	}
}

// byPlace orders references by line, then in a fixed order.
func byPlace(refs []fileRef) {
	slices.SortStableFunc(refs, func(a, b fileRef) int {
		return cmp.Or(cmp.Compare(a.line, b.line), strings.Compare(a.spec, b.spec), strings.Compare(a.kind, b.kind))
	})
}
