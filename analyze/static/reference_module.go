package static

import (
	"slices"
	"sort"
	"strings"
)

// scriptRange is a range of tokens; the zero value is empty.
type scriptRange struct{ from, to int }

func (r scriptRange) empty() bool { return r.from >= r.to }

// scriptModule is one source with the names that it declares, imports and exports.
type scriptModule struct {
	name    string
	src     string
	tokens  []scriptToken
	lines   []int // where lines start
	decls   map[string][]*scriptDecl
	fns     map[int]scriptFunction // by the "(" of the parameters, or by the only parameter without one
	classes map[int]bool           // the "{" of class bodies
	imports map[string]scriptImport
	exports map[string]scriptExport
	stars   []string // what "export * from" names
	objects map[int]*scriptObject
}

// scriptDecl is a name that a module declares.
type scriptDecl struct {
	at       int           // token of the name
	scope    scriptRange   // tokens that see it
	value    scriptRange   // what it is set to; empty when unknown
	member   string        // the property of that value or argument which destructuring takes; empty for all of it
	fallback scriptRange   // what it is when nothing is given
	later    []scriptRange // what it is set to afterwards
	more     []scriptRange // what is added to its end
	fixed    bool          // const
	fn, arg  int           // the function and the position of a parameter; fn is -1 for what is none
}

// scriptFunction is a function with its body, the braces included.
type scriptFunction struct {
	params scriptRange // without the parentheses
	body   scriptRange
	block  bool
}

// scriptImport is a name of another module: "*" stands for all of it.
type scriptImport struct{ specifier, name string }

// scriptExport is a name that other modules see: an expression, or a name of this or of another module.
type scriptExport struct {
	value scriptRange
	local string
	from  scriptImport
}

// maxSpan bounds how many tokens outside of brackets one search looks at: more have no source that somebody wrote.
const maxSpan = 256

func newModule(name, src string) *scriptModule {
	m := &scriptModule{
		name:    name,
		src:     src,
		tokens:  lexSource(name, src),
		lines:   []int{0},
		decls:   map[string][]*scriptDecl{},
		fns:     map[int]scriptFunction{},
		classes: map[int]bool{},
		imports: map[string]scriptImport{},
		exports: map[string]scriptExport{},
		objects: map[int]*scriptObject{},
	}
	for i := range len(src) {
		if src[i] == '\n' {
			m.lines = append(m.lines, i+1)
		}
	}
	m.declare()
	return m
}

// text returns a word or an operator as it is written, "" for anything else and outside of the module.
func (m *scriptModule) text(i int) string {
	if i < 0 || i >= len(m.tokens) || m.tokens[i].kind != scriptWord && m.tokens[i].kind != scriptMark {
		return ""
	}
	return m.src[m.tokens[i].at:m.tokens[i].end]
}

func (m *scriptModule) kind(i int) scriptKind {
	if i < 0 || i >= len(m.tokens) {
		return scriptMark
	}
	return m.tokens[i].kind
}

func (m *scriptModule) isWord(i int) bool { return m.kind(i) == scriptWord }

func (m *scriptModule) isAny(i int, texts ...string) bool { return slices.Contains(texts, m.text(i)) }

// mate returns the token that closes or opens what token i opens or closes, -1 for none.
func (m *scriptModule) mate(i int) int {
	if i < 0 || i >= len(m.tokens) {
		return -1
	}
	return int(m.tokens[i].mate)
}

// closed tells whether token i is an opening bracket that is closed.
func (m *scriptModule) closed(i int, bracket string) bool {
	return m.text(i) == bracket && m.mate(i) > i
}

// next returns the token after i, or after the group that i opens.
func (m *scriptModule) next(i int) int { return max(m.mate(i), i) + 1 }

// key returns the name of a property: a word, or a string or number that stands for one.
func (m *scriptModule) key(i int) (string, bool) {
	switch m.kind(i) {
	case scriptWord, scriptNumber:
		if i < len(m.tokens) {
			return m.src[m.tokens[i].at:m.tokens[i].end], true
		}
	case scriptString:
		return m.tokens[i].unquote(m.src), true
	}
	return "", false
}

// line returns the number of the line on which a token starts.
func (m *scriptModule) line(i int) int {
	at := int(m.tokens[i].at)
	return sort.Search(len(m.lines), func(n int) bool { return m.lines[n] > at })
}

// lineText returns a line as it is shown.
func (m *scriptModule) lineText(n int) string {
	if n < len(m.lines) {
		return excerpt(m.src[m.lines[n-1]:m.lines[n]])
	}
	return excerpt(m.src[m.lines[n-1]:])
}

// split cuts a range at the marks among separators that stand in no brackets.
func (m *scriptModule) split(r scriptRange, separators ...string) []scriptRange {
	var parts []scriptRange
	from := r.from
	for i := r.from; i < r.to; i = m.next(i) {
		if m.kind(i) == scriptMark && slices.Contains(separators, m.text(i)) {
			parts = append(parts, scriptRange{from, i})
			from = i + 1
		}
	}
	return append(parts, scriptRange{from, r.to})
}

// list returns the elements between two brackets.
func (m *scriptModule) list(opening int) []scriptRange {
	r := scriptRange{opening + 1, m.mate(opening)}
	if r.empty() {
		return nil
	}
	parts := m.split(r, ",")
	if last := len(parts) - 1; parts[last].empty() {
		parts = parts[:last]
	}
	return parts
}

// find returns the first token in a range that is one of the given marks or words and stands in no brackets, or -1.
func (m *scriptModule) find(r scriptRange, texts ...string) int {
	for i := r.from; i < r.to; i = m.next(i) {
		if text := m.text(i); text != "" && slices.Contains(texts, text) {
			return i
		}
	}
	return -1
}

// expression returns the range of the expression that starts at a token: up to a comma, a semicolon, the end of the
// brackets around it, or the end of a line that ends the statement.
func (m *scriptModule) expression(from int) scriptRange {
	i := from
	for n := 0; i < len(m.tokens) && n < maxSpan; n++ {
		t := m.tokens[i]
		if t.kind == scriptMark && strings.IndexByte(",;)]}", m.src[t.at]) >= 0 || i > from && m.tokens[i].newline && m.endsOperand(i-1) && !m.continues(i) {
			break
		}
		i = m.next(i)
	}
	return scriptRange{from, min(i, len(m.tokens))}
}

// endsOperand tells whether an expression may end with a token.
func (m *scriptModule) endsOperand(i int) bool {
	switch m.kind(i) {
	case scriptWord:
		return m.text(i-1) == "." || m.text(i) == "void" || !slices.Contains(beforeExpression, m.text(i))
	case scriptMark:
		return m.isAny(i, ")", "]", "}", "++", "--")
	}
	return true
}

// continues tells whether the first token of a line goes on with the expression of the line before.
func (m *scriptModule) continues(i int) bool {
	switch m.kind(i) {
	case scriptMark:
		return !m.isAny(i, "{", "!", "++", "--", "@", "...")
	case scriptWord:
		return m.isAny(i, "as", "satisfies", "in", "instanceof", "of")
	}
	return m.kind(i) == scriptTick
}

// afterType returns the token behind a type that starts at a token: the first of the ends that stands in no brackets
// and in no type arguments, or what cannot be part of a type.
func (m *scriptModule) afterType(from, to int, ends ...string) int {
	angles, n := 0, 0
	for i := from; i < to; i, n = m.next(i), n+1 {
		switch text := m.text(i); {
		case text == "<":
			angles++
		case text == ">":
			angles--
		case angles <= 0 && slices.Contains(ends, text) && !(text == "{" && i == from):
			return i
		case text == ";" || text == ")" || text == "]" || text == "}" || n >= maxSpan:
			return i
		case angles <= 0 && i > from && m.tokens[i].newline && m.endsOperand(i-1) && m.isWord(i) && !m.isAny(i, "extends", "is"):
			return i
		}
	}
	return to
}

// lookup returns the declaration of a name that a token sees: the innermost one, of several the last before it. With
// at -1 it must be seen by the whole module.
func (m *scriptModule) lookup(name string, at int) *scriptDecl {
	const tries = 64
	decls := m.decls[name]
	end := sort.Search(len(decls), func(n int) bool { return decls[n].scope.from > at })
	for i := end - 1; i >= max(0, end-tries); i-- {
		if d := decls[i]; at < d.scope.to {
			for j := i - 1; j >= max(0, end-tries) && d.at > at && at >= 0 && decls[j].scope == d.scope; j-- {
				d = decls[j]
			}
			return d
		}
	}
	return nil
}
