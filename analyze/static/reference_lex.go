package static

import "strings"

// scriptKind says what a piece of a script is.
type scriptKind uint8

const (
	scriptWord   scriptKind = iota // identifier, keyword or name of an attribute
	scriptNumber                   // numeric literal
	scriptMark                     // operator or bracket; "${" and "}" around an expression in a template
	scriptString                   // with its quotes
	scriptRegex                    // regular expression
	scriptTick                     // a backquote, opening or closing
	scriptChunk                    // constant text in a template
	scriptAttr                     // constant value of an attribute, with its quotes
	scriptTag                      // "<name" that opens an element
	scriptTagEnd                   // ">" or "/>" of an opening tag, or a closing tag
)

// scriptToken is one piece of a script. Comments, white space and the text of elements are none.
type scriptToken struct {
	kind    scriptKind
	newline bool  // a line ends before it
	mate    int32 // index of the bracket, backquote or tag end that it belongs to; -1 for none
	at, end uint32
}

// maxNesting bounds the recursion into templates and elements.
const maxNesting = 200

// scriptLexer cuts TypeScript, JavaScript and JSX into tokens. It knows no grammar: what it cannot read it passes over
// a byte at a time, so that one odd place never hides the rest of a file.
type scriptLexer struct {
	src    string
	pos    int
	jsx    bool
	tokens []scriptToken
	open   []int32 // indices of brackets that are not closed yet

	// Elements and templates are tried and given up where they do not end: "<T>(x: T) => T" is no element.
	failed map[int]bool // where one was tried in vain
	wasted int          // bytes read in vain
	depth  int
}

// lexScript returns the tokens of a whole script. Without jsx, "<" is always an operator.
func lexScript(src string, jsx bool) []scriptToken {
	l := &scriptLexer{src: src, jsx: jsx, failed: map[int]bool{}}
	if strings.HasPrefix(src, "#!") {
		l.skipLine()
	}
	l.code(false)
	return l.tokens
}

// code reads until the end of the source or, inside, until a "}" that closes no bracket read here. It reports whether
// it found that, and stands before it.
func (l *scriptLexer) code(inside bool) bool {
	base, braces := len(l.open), 0
	defer func() { l.open = l.open[:base] }()
	for {
		newline := l.space()
		if l.pos >= len(l.src) || l.depth > 0 && l.exhausted() {
			return false
		}
		before := len(l.tokens)
		switch c := l.src[l.pos]; {
		case c == '"' || c == '\'':
			l.quoted()
		case c == '`':
			l.attempt(l.template)
		case isDigitByte(c) || c == '.' && l.pos+1 < len(l.src) && isDigitByte(l.src[l.pos+1]):
			l.takeWhile(scriptNumber, func(c byte) bool { return c == '.' || isWordByte(c) })
		case isWordByte(c) || c == '#':
			l.takeWhile(scriptWord, isWordByte)
		case c == '/' && !l.afterOperand():
			l.regex()
		case c == '<' && l.jsx && !l.afterOperand() && l.startsElement():
			l.attempt(l.element)
		case c == '{' || c == '(' || c == '[':
			if c == '{' {
				braces++
			}
			l.open = append(l.open, int32(len(l.tokens)))
			l.take(scriptMark, 1)
		case c == '}' && braces == 0:
			if inside {
				return true
			}
			l.pos++
		case c == '}' || c == ')' || c == ']':
			if l.closeBracket(c, base) && c == '}' {
				braces--
			}
		default:
			l.mark()
		}
		if before < len(l.tokens) {
			l.tokens[before].newline = newline
		}
	}
}

// space skips white space and comments and reports whether a line ended in them.
func (l *scriptLexer) space() (newline bool) {
	for l.pos < len(l.src) {
		rest := l.src[l.pos:]
		switch {
		case rest[0] == '\n':
			newline = true
			l.pos++
		case rest[0] <= ' ' || rest[0] == 0x7f:
			l.pos++
		case strings.HasPrefix(rest, "\u00a0"):
			l.pos += 2
		case strings.HasPrefix(rest, "\ufeff") || strings.HasPrefix(rest, "\u2028") || strings.HasPrefix(rest, "\u2029"):
			l.pos += 3
		case strings.HasPrefix(rest, "//"):
			l.skipLine()
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				l.pos = len(l.src)
				break
			}
			newline = newline || strings.Contains(rest[:end+2], "\n")
			l.pos += end + 4
		default:
			return newline
		}
	}
	return newline
}

func (l *scriptLexer) skipLine() {
	if i := strings.IndexByte(l.src[l.pos:], '\n'); i >= 0 {
		l.pos += i
		return
	}
	l.pos = len(l.src)
}

func (l *scriptLexer) take(kind scriptKind, n int) {
	l.tokens = append(l.tokens, scriptToken{kind: kind, mate: -1, at: uint32(l.pos), end: uint32(l.pos + n)})
	l.pos += n
}

func (l *scriptLexer) takeWhile(kind scriptKind, accept func(byte) bool) {
	n := 1
	for l.pos+n < len(l.src) && accept(l.src[l.pos+n]) {
		n++
	}
	l.take(kind, n)
}

// quoted takes a string. A quote that nothing closes on its line is passed over.
func (l *scriptLexer) quoted() {
	if n := quotedLength(l.src[l.pos:]); n > 0 {
		l.take(scriptString, n)
		return
	}
	l.pos++
}

// quotedLength returns the length of the string that s starts with, 0 if it does not end on its line.
func quotedLength(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case s[0]:
			return i + 1
		case '\\':
			i++
			if i+1 < len(s) && s[i] == '\r' && s[i+1] == '\n' {
				i++
			}
		case '\n':
			return 0
		}
	}
	return 0
}

// regex takes a regular expression, or a slash where none ends on the line.
func (l *scriptLexer) regex() {
	class := false
	for i := l.pos + 1; i < len(l.src) && l.src[i] != '\n'; i++ {
		switch c := l.src[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			for i++; i < len(l.src) && isWordByte(l.src[i]); i++ {
			}
			l.take(scriptRegex, i-l.pos)
			return
		}
	}
	l.take(scriptMark, 1)
}

// template takes a template literal; false if it does not end.
func (l *scriptLexer) template() bool {
	opening := len(l.tokens)
	l.take(scriptTick, 1)
	for start := l.pos; l.pos < len(l.src); {
		switch c := l.src[l.pos]; {
		case c == '\\':
			l.pos += 2
		case c == '`':
			l.chunk(start)
			l.tokens[opening].mate = int32(len(l.tokens))
			l.take(scriptTick, 1)
			l.tokens[len(l.tokens)-1].mate = int32(opening)
			return true
		case c == '$' && strings.HasPrefix(l.src[l.pos:], "${"):
			l.chunk(start)
			if !l.braced(2) {
				return false
			}
			start = l.pos
		default:
			l.pos++
		}
	}
	return false
}

func (l *scriptLexer) chunk(start int) {
	if end := l.pos; start < end {
		l.pos = start
		l.take(scriptChunk, end-start)
	}
}

// braced takes an expression in braces, of which the opening one is n bytes long; false if it does not end.
func (l *scriptLexer) braced(n int) bool {
	opening := len(l.tokens)
	l.take(scriptMark, n)
	if !l.code(true) {
		return false
	}
	l.tokens[opening].mate = int32(len(l.tokens))
	l.take(scriptMark, 1)
	l.tokens[len(l.tokens)-1].mate = int32(opening)
	return true
}

// attempt reads a construct that may turn out to be none; then its first byte is an operator. Whether it is one
// depends only on the text from here on, so that no place is tried twice.
func (l *scriptLexer) attempt(read func() bool) {
	start, tokens, open := l.pos, len(l.tokens), len(l.open)
	if l.depth < maxNesting && !l.exhausted() && !l.failed[start] {
		l.depth++
		ok := read()
		l.depth--
		if ok {
			return
		}
		l.wasted += l.pos - start
		l.failed[start] = true
	}
	l.pos, l.tokens, l.open = start, l.tokens[:tokens], l.open[:open]
	l.take(scriptMark, 1)
}

// exhausted tells whether more was read in vain than a source that somebody wrote could cause. Then nothing more is
// tried, and what is being tried is given up.
func (l *scriptLexer) exhausted() bool { return l.wasted > 2*len(l.src) }

func isWordByte(c byte) bool {
	return isDigitByte(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '$' || c >= 0x80
}

func isDigitByte(c byte) bool { return '0' <= c && c <= '9' }
