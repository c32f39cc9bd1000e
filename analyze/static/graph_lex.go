package static

import (
	"strconv"
	"strings"
)

// A jsLexer cuts JavaScript and TypeScript into tokens, passing over comments. It knows no grammar: that a
// slash starts a regular expression is a guess from the token before it, and JSX text is read as code.
type jsLexer struct {
	src  string
	at   int
	line int
	prev jsToken

	// comment is handed every comment, if set.
	comment func(text string, line int)

	jsx    bool      // the file may hold JSX
	levels []jsLevel // open brackets, innermost last
	run    int       // tokens of all open levels
	tags   int       // JSX elements that seem to be open
	elses  int
	depth  int // the most that run, tags and elses came to

	single, double int // no quote of that kind has a partner before this offset

	// lost says that a template literal or a comment has no end: the guesses went wrong somewhere.
	lost bool
}

// jsLevel is one open bracket.
type jsLevel struct {
	tokens   int  // since the last comma or semicolon in it
	template bool // it is the ${ of a template literal
}

type jsKind byte

const (
	jsEnd    jsKind = iota
	jsWord          // identifier, keyword or number
	jsString        // string literal; text is its value
	jsPiece         // text of a template literal up to its next ${ or its end
	jsRegex         // regular expression; text is its body
	jsSymbol        // one character of punctuation, or "..."
)

type jsToken struct {
	kind jsKind
	text string
	line int
	more bool // of a piece: an expression follows
}

func (t jsToken) is(symbolOrWord string) bool {
	return (t.kind == jsSymbol || t.kind == jsWord) && t.text == symbolOrWord
}

func newJSLexer(src string) *jsLexer {
	l := &jsLexer{src: src, line: 1, levels: []jsLevel{{}}}
	if strings.HasPrefix(src, "#!") {
		first, _, _ := strings.Cut(src, "\n")
		l.at = len(first)
	}
	return l
}

// ahead returns a lexer that goes on from the same place without moving this one.
func (l *jsLexer) ahead() *jsLexer {
	return &jsLexer{src: l.src, at: l.at, line: l.line, prev: l.prev, lost: l.lost, single: l.single, double: l.double, levels: []jsLevel{{}}}
}

// follow moves to where a lexer that looked ahead has come to.
func (l *jsLexer) follow(ahead *jsLexer) {
	l.at, l.line, l.prev = ahead.at, ahead.line, ahead.prev
}

// next returns the next token; of kind end when there is none.
func (l *jsLexer) next() jsToken {
	l.blank()
	if l.at >= len(l.src) {
		return jsToken{kind: jsEnd, line: l.line}
	}
	t := l.token()
	l.count(t)
	l.prev = t
	return t
}

// blank passes over white space and comments.
func (l *jsLexer) blank() {
	for l.at < len(l.src) {
		switch c := l.src[l.at]; {
		case c == '\n':
			l.line++
			l.at++
		case c == ' ' || c == '\t' || c == '\r':
			l.at++
		case strings.HasPrefix(l.src[l.at:], "//"):
			n := strings.IndexByte(l.src[l.at:], '\n')
			if n < 0 {
				n = len(l.src) - l.at
			}
			l.skipComment(n)
		case strings.HasPrefix(l.src[l.at:], "/*") && !l.lost:
			n := strings.Index(l.src[l.at+2:], "*/")
			if n < 0 {
				l.lost = true
				return
			}
			l.skipComment(n + 4)
		default:
			return
		}
	}
}

func (l *jsLexer) skipComment(n int) {
	text := l.src[l.at : l.at+n]
	if l.comment != nil {
		l.comment(text, l.line)
	}
	l.line += strings.Count(text, "\n")
	l.at += n
}

func (l *jsLexer) token() jsToken {
	start, line := l.at, l.line
	switch c := l.src[l.at]; {
	case jsWordByte(c):
		for l.at < len(l.src) && jsWordByte(l.src[l.at]) {
			l.at++
		}
		return jsToken{kind: jsWord, text: l.src[start:l.at], line: line}
	case c == '\'' && l.at >= l.single || c == '"' && l.at >= l.double:
		if text, ok := l.quoted(c); ok {
			return jsToken{kind: jsString, text: text, line: line}
		}
	case c == '`' && !l.lost:
		if t, ok := l.piece(); ok {
			return t
		}
	case c == '}' && l.top().template:
		l.pop()
		if t, ok := l.piece(); ok {
			return t
		}
	case c == '/' && l.regexFollows():
		if text, ok := l.expression(); ok {
			return jsToken{kind: jsRegex, text: text, line: line}
		}
	case strings.HasPrefix(l.src[l.at:], "..."):
		l.at += 3
		return jsToken{kind: jsSymbol, text: "...", line: line}
	}
	l.at = start + 1
	return jsToken{kind: jsSymbol, text: l.src[start:l.at], line: line}
}

func jsWordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// quoted reads a string, which must end on its line; it moves only if it does. A quote without a partner
// is an apostrophe in JSX text.
func (l *jsLexer) quoted(quote byte) (string, bool) {
	i := l.at + 1
	for ; i < len(l.src) && l.src[i] != '\n'; i++ {
		switch l.src[i] {
		case '\\':
			i++
		case quote:
			text := l.src[l.at+1 : i]
			l.line += strings.Count(text, "\n")
			l.at = i + 1
			return jsUnescape(text), true
		}
	}
	if quote == '"' {
		l.double = i
	} else {
		l.single = i
	}
	return "", false
}

// expression reads a regular expression, which must end on its line; it moves only if it does.
func (l *jsLexer) expression() (string, bool) {
	const longest = 400
	class := false
	for i := l.at + 1; i < len(l.src) && i < l.at+longest && l.src[i] != '\n'; i++ {
		switch c := l.src[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			text := l.src[l.at+1 : i]
			l.at = i + 1
			return text, !strings.Contains(text, "\n")
		}
	}
	return "", false
}

// piece reads on in a template literal, from its backtick or from the end of an expression in it.
func (l *jsLexer) piece() (jsToken, bool) {
	line := l.line
	for i := l.at + 1; i < len(l.src); i++ {
		more := l.src[i] == '$' && i+1 < len(l.src) && l.src[i+1] == '{'
		switch {
		case l.src[i] == '\\':
			i++
		case more || l.src[i] == '`':
			text := l.src[l.at+1 : i]
			l.line += strings.Count(text, "\n")
			l.at = i + 1
			if more {
				l.at++
			}
			return jsToken{kind: jsPiece, text: jsUnescape(text), line: line, more: more}, true
		}
	}
	l.lost = true
	return jsToken{}, false
}

// jsUnescape resolves the escapes of a string literal; those that mean nothing stand for what they escape.
func jsUnescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var b strings.Builder
	for text != "" {
		r, _, rest, err := strconv.UnquoteChar(text, 0)
		switch {
		case err == nil:
			b.WriteRune(r)
			text = rest
		case strings.HasPrefix(text, "\\\n"), text == `\`:
			text = text[min(2, len(text)):]
		default: // one of \' \" \` \/ \u{62}
			b.WriteString(text[1:min(2, len(text))])
			text = text[min(2, len(text)):]
		}
	}
	return b.String()
}

// regexFollows tells whether a slash here starts a regular expression rather than a division, a closing
// tag or the end of one that closes itself.
func (l *jsLexer) regexFollows() bool {
	switch l.prev.kind {
	case jsWord:
		switch l.prev.text {
		case "return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "instanceof", "yield", "await":
			return true
		}
		return false
	case jsSymbol:
		return !strings.Contains(")]}<", l.prev.text)
	case jsPiece:
		return l.prev.more
	}
	return l.prev.kind == jsEnd
}

func (l *jsLexer) top() jsLevel { return l.levels[len(l.levels)-1] }

func (l *jsLexer) push(template bool) { l.levels = append(l.levels, jsLevel{template: template}) }

// pop leaves the innermost bracket; closing more than was opened is not its business.
func (l *jsLexer) pop() {
	if n := len(l.levels); n > 1 {
		l.run -= l.levels[n-1].tokens
		l.levels = l.levels[:n-1]
	}
}

// outside tells whether all brackets opened since the lexer started are closed.
func (l *jsLexer) outside() bool { return len(l.levels) == 1 }

// count keeps the measure of how deep a recursive parser could have to go.
func (l *jsLexer) count(t jsToken) {
	top := &l.levels[len(l.levels)-1]
	top.tokens++
	l.run++
	switch {
	case t.kind == jsPiece && t.more:
		l.push(true)
	case t.kind == jsRegex:
		l.elses += strings.Count(t.text, "(")
	case t.is("else"):
		l.elses++
	case t.kind == jsSymbol:
		l.countSymbol(t, top)
	}
	l.depth = max(l.depth, l.run+l.tags+l.elses)
}

func (l *jsLexer) countSymbol(t jsToken, top *jsLevel) {
	switch t.text {
	case "(", "[", "{":
		l.push(false)
	case ")", "]", "}":
		l.pop()
	case ",", ";":
		l.run -= top.tokens
		top.tokens = 0
	case "<":
		if !l.jsx {
			return
		}
		if rest := strings.TrimLeft(l.src[l.at:], " \t\r\n"); rest != "" && (rest[0] == '>' || jsWordByte(rest[0])) {
			l.tags++
		}
	case "/":
		if l.tags > 0 && (l.prev.is("<") || strings.HasPrefix(l.src[l.at:], ">")) {
			l.tags--
		}
	}
}
