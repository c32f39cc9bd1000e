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
	byURL                  // so, too, but what starts with no dot is relative as well
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

// importing reads on behind the word import.
func (s *reading) importing(l *jsLexer) {
	t := l.next()
	switch {
	case t.kind == jsString:
		s.add(fileRef{kind: "import", spec: t.text, line: t.line})
	case t.is("("):
		s.argument(l, "dynamic import", byModule)
	case t.is("."):
		s.meta(l)
	default:
		s.clause(l, t, "import", "import type")
	}
}

// exporting reads on behind the word export; only what it passes on from another file is of interest.
func (s *reading) exporting(l *jsLexer) {
	t := l.next()
	if t.is("type") {
		if next := l.ahead().next(); !next.is("{") && !next.is("*") {
			return
		}
	} else if !t.is("{") && !t.is("*") {
		return
	}
	s.clause(l, t, "export from", "export type from")
}

// clause reads names up to "from" and a string, t being the first of them.
func (s *reading) clause(l *jsLexer, t jsToken, kind, typeKind string) {
	if t.is("type") && l.typeOnly() {
		kind = typeKind
	}
	const most = 8 // tokens outside of braces
	braces := 0
	for n := 0; n < most; t = l.next() {
		if braces != 1 {
			n++
		}
		switch {
		case t.is("from") && braces != 1:
			if next := l.ahead().next(); next.kind == jsString {
				s.add(fileRef{kind: kind, spec: next.text, line: next.line})
				return
			}
		case t.is("{"), t.is("}"):
			if braces++; braces == 2 && !l.ahead().next().is("from") || braces > 2 {
				return
			}
		case t.kind == jsWord, t.kind == jsString && braces == 1, t.is(","), t.is("*"):
		default:
			return
		}
	}
}

// typeOnly tells, behind "import type" or "export type", whether type is the keyword and not a name.
func (l *jsLexer) typeOnly() bool {
	a := l.ahead()
	switch t := a.next(); t.text {
	case ",":
		return false
	case "from":
		return a.next().kind != jsString // import type from './x' takes a default export called type
	}
	return true
}

// meta reads on behind "import.": import.meta.glob, import.meta.resolve, import.defer, import.source.
func (s *reading) meta(l *jsLexer) {
	t := l.next()
	if t.is("defer") || t.is("source") {
		if l.next().is("(") {
			s.argument(l, "dynamic import", byModule)
		}
		return
	}
	if !t.is("meta") || !l.next().is(".") {
		return
	}
	switch t := l.next(); t.text {
	case "resolve":
		if l.next().is("(") {
			s.argument(l, "import.meta.resolve", byModule)
		}
	case "glob", "globEager", "globEagerDefault":
		if l.generics() {
			s.globs(l, "import.meta."+t.text)
		}
	}
}

// generics passes over type arguments and the parenthesis that opens a call. It reports false where
// neither follows.
func (l *jsLexer) generics() bool {
	t := l.next()
	if !t.is("<") {
		return t.is("(")
	}
	for open, n := 1, 0; n < 100; n++ {
		switch t := l.next(); {
		case t.kind == jsEnd:
			return false
		case t.is("<"):
			open++
		case t.is(">"):
			open--
		case t.is("(") && open == 0:
			return true
		}
	}
	return false
}

// globs reads the patterns of import.meta.glob: a string or a list of them, and a base among its options.
func (s *reading) globs(l *jsLexer, kind string) {
	var patterns, except []jsToken
	base := ""
	for t := l.next(); t.kind != jsEnd && len(patterns)+len(except) < 1000; t = l.next() {
		if l.outside() && t.is(")") || t.is("(") {
			break
		}
		switch isText := t.kind == jsString || t.kind == jsPiece && !t.more; {
		case t.is("base"):
			if a := l.ahead(); a.next().is(":") {
				base = a.next().text
				l.follow(a)
			}
		case t.is(":"):
			l.next() // an option's value is no pattern
		case isText && strings.HasPrefix(t.text, "!"):
			except = append(except, t)
		case isText && t.text != "":
			patterns = append(patterns, t)
		}
	}
	var not []string
	for _, t := range except {
		not = append(not, rebase(base, t.text[1:]))
	}
	for _, t := range patterns {
		s.add(fileRef{kind: kind, spec: rebase(base, t.text), line: t.line, naming: byGlob, except: not, optional: true})
	}
}

// rebase puts a relative pattern below the base that its call names.
func rebase(base, pattern string) string {
	if base == "" || strings.HasPrefix(pattern, "/") {
		return pattern
	}
	return strings.TrimSuffix(base, "/") + "/" + strings.TrimPrefix(pattern, "./")
}

// require reads on behind the word require.
func (s *reading) require(l *jsLexer) {
	switch t := l.next(); {
	case t.is("("):
		s.argument(l, "require", byModule)
	case t.is("."):
		switch t := l.next(); t.text {
		case "resolve", "resolveWeak":
			if l.next().is("(") {
				s.argument(l, "require.resolve", byModule)
			}
		case "context":
			if l.generics() {
				s.context(l)
			}
		}
	}
}

// context reads the arguments of require.context: directory, depth, expression.
func (s *reading) context(l *jsLexer) {
	dir := l.next()
	if dir.kind != jsString {
		return
	}
	r := fileRef{kind: "require.context", spec: dir.text, line: dir.line, naming: byDir, optional: true}
	for t, n := l.next(), 0; n < 20 && t.kind != jsEnd && !t.is(")"); t, n = l.next(), n+1 {
		switch {
		case t.is("false"):
			r.filters = append(r.filters, `^\./[^/]*$`)
		case t.kind == jsRegex:
			r.filters = append(r.filters, t.text)
		}
	}
	s.add(r)
}

// constructor reads on behind the word new.
func (s *reading) constructor(l *jsLexer) {
	switch t := l.next(); t.text {
	case "URL":
		if l.next().is("(") {
			s.argument(l, "new URL", byURL)
		}
	case "Worker", "SharedWorker":
		if l.next().is("(") {
			s.argument(l, "new "+t.text, byURL)
		}
	}
}

// mock reads on behind "vi" or "jest": any of their functions whose first argument is a path.
func (s *reading) mock(l *jsLexer, framework string) {
	if !l.next().is(".") {
		return
	}
	t := l.next()
	if (strings.Contains(t.text, "ock") || strings.HasSuffix(t.text, "Actual")) && l.generics() {
		n := len(s.refs)
		s.argument(l, framework+"."+t.text, byModule)
		for i := range s.refs[n:] {
			s.refs[n+i].optional = true
		}
	}
}

// argument reads the first argument of a call, behind the parenthesis: a string, or a computed one as far
// as it is known.
func (s *reading) argument(l *jsLexer, kind string, naming naming) {
	const longest = 100
	l = l.ahead()
	var c computedSpec
	line := 0
	for n := 0; ; n++ {
		inner := !l.outside()
		t := l.next()
		if t.kind == jsEnd || t.is(";") || n == longest {
			return
		}
		if !inner && (t.is(",") || t.is(")")) {
			if kind == "new URL" && !ownURL(c.spec.String(), t, l) {
				return
			}
			break
		}
		if n == 0 {
			line = t.line
		}
		// Inside of brackets only the template literals of the argument itself count: the expressions in
		// them stand one level deep, and so does the token that opens one.
		if l.outside() && !t.is(")") && !t.is("]") && !t.is("}") || t.kind == jsPiece && t.more && len(l.levels) == 2 {
			c.take(t)
		}
	}
	for _, t := range c.choices {
		s.add(fileRef{kind: kind, spec: t.text, line: t.line, naming: naming, optional: true})
	}
	if spec := c.spec.String(); !strings.HasPrefix(spec, unknownPart) {
		s.add(fileRef{kind: kind, spec: spec, line: line, naming: naming, optional: naming == byURL})
	}
}

// computedSpec is an expression that yields a specifier.
type computedSpec struct {
	spec        strings.Builder
	holed       bool // spec ends in an unknown part
	conditional bool
	choices     []jsToken // strings that a conditional expression chooses from
}

func (c *computedSpec) take(t jsToken) {
	switch {
	case t.is("+"):
	case t.is("?"), t.is(":"):
		c.conditional = true
		c.hole()
	case t.kind == jsString, t.kind == jsPiece:
		if c.conditional && t.kind == jsString {
			c.choices = append(c.choices, t)
		}
		c.spec.WriteString(t.text)
		c.holed = c.holed && t.text == ""
		if t.more {
			c.hole()
		}
	default:
		c.hole()
	}
}

func (c *computedSpec) hole() {
	if !c.holed {
		c.spec.WriteString(unknownPart)
	}
	c.holed = true
}

// ownURL tells whether a URL is one of the file's own: it is relative, or resolved against import.meta.url.
func ownURL(spec string, after jsToken, l *jsLexer) bool {
	if strings.HasPrefix(spec, "./") || strings.HasPrefix(spec, "../") {
		return true
	}
	return after.is(",") && l.next().is("import") && l.next().is(".") && l.next().is("meta")
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
	for _, m := range typeInComment.FindAllStringSubmatchIndex(text, -1) {
		i := max(m[2], m[4])
		spec := text[i : i+strings.IndexAny(text[i:], `'"`)]
		s.add(fileRef{kind: "import type", spec: spec, line: line + lineAt(text, i) - 1})
	}
}

// anyImport is what an import looks like to somebody who knows neither strings nor comments.
var anyImport = regexp.MustCompile("\\b(from|import|require|import\\s*\\(|require(?:\\.[a-z]+)?\\s*\\(|(?:vi|jest)\\.[A-Za-z]+\\s*\\(|new\\s+URL\\s*\\()\\s*['\"`]([^'\"`$\n]+)['\"`]")

// scanLoosely finds everything that looks like an import, in comments and strings too. It is for files that
// nothing can read for certain: what it finds too much keeps a file that could go, never the other way round.
func scanLoosely(text string) []fileRef {
	var s reading
	at, line := 0, 1
	for _, m := range anyImport.FindAllStringSubmatchIndex(text, -1) {
		line += strings.Count(text[at:m[4]], "\n")
		at = m[4]
		s.add(fileRef{kind: looseKind(text[m[2]:m[3]]), spec: text[m[4]:m[5]], line: line, optional: true})
	}
	return s.refs
}

func looseKind(before string) string {
	call := strings.HasSuffix(before, "(")
	switch before = strings.TrimRight(before, " \t\r\n("); {
	case before == "import" && call:
		return "dynamic import"
	case before == "from":
		return "import"
	case strings.HasPrefix(before, "new"):
		return "new URL"
	}
	return before
}

// byPlace orders references by line, then in a fixed order.
func byPlace(refs []fileRef) {
	slices.SortStableFunc(refs, func(a, b fileRef) int {
		return cmp.Or(cmp.Compare(a.line, b.line), strings.Compare(a.spec, b.spec), strings.Compare(a.kind, b.kind))
	})
}
