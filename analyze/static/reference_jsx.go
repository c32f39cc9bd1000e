package static

import "strings"

// startsElement tells whether "<" opens an element or a fragment rather than the type parameters of an arrow function:
// <T,>(x: T) and <T extends Row>(x: T).
func (l *scriptLexer) startsElement() bool {
	rest := l.src[l.pos+1:]
	name := rest[:nameLength(rest)]
	if name == "" {
		return strings.HasPrefix(rest, ">")
	}
	if isDigitByte(name[0]) {
		return false
	}
	after := strings.TrimLeft(rest[len(name):], " \t\r\n")
	if strings.HasPrefix(after, ",") || strings.HasPrefix(after, "=") {
		return false
	}
	bound, ok := strings.CutPrefix(after, "extends")
	return !ok || bound == "" || isWordByte(bound[0]) || strings.HasPrefix(strings.TrimLeft(bound, " \t\r\n"), "=")
}

// nameLength returns the length of the name of a tag or an attribute that s starts with: svg:path, Menu.Item, data-id.
func nameLength(s string) int {
	n := 0
	for n < len(s) && (isWordByte(s[n]) || strings.IndexByte("-:.", s[n]) >= 0 && n > 0) {
		n++
	}
	return n
}

// element takes an element with everything in it; false if it does not end.
func (l *scriptLexer) element() bool {
	name := l.openTag()
	closed, ok := l.attributes()
	if !ok || closed {
		return ok
	}
	for l.pos < len(l.src) && !l.exhausted() {
		switch {
		case strings.HasPrefix(l.src[l.pos:], "</"):
			return l.closeTag(name)
		case l.src[l.pos] == '<':
			if !l.child() {
				return false
			}
		case l.src[l.pos] == '{':
			if !l.braced(1) {
				return false
			}
		default:
			l.pos++
		}
	}
	return false
}

// child takes an element within another.
func (l *scriptLexer) child() bool {
	if l.depth >= maxNesting {
		return false
	}
	l.depth++
	defer func() { l.depth-- }()
	return l.element()
}

// openTag takes "<name" and returns the name.
func (l *scriptLexer) openTag() string {
	n := nameLength(l.src[l.pos+1:])
	l.take(scriptTag, 1+n)
	return l.src[l.pos-n : l.pos]
}

// attributes takes the rest of an opening tag and reports whether that closes the element, too.
func (l *scriptLexer) attributes() (closed, ok bool) {
	tag := len(l.tokens) - 1
	l.typeArguments()
	for {
		l.space()
		if l.pos >= len(l.src) {
			return false, false
		}
		rest := l.src[l.pos:]
		switch {
		case strings.HasPrefix(rest, "/>"):
			l.endTag(tag, 2)
			return true, true
		case rest[0] == '>':
			l.endTag(tag, 1)
			return false, true
		case rest[0] == '{':
			if !l.braced(1) {
				return false, false
			}
		case nameLength(rest) > 0:
			l.take(scriptWord, nameLength(rest))
			if !l.attributeValue() {
				return false, false
			}
		default:
			return false, false
		}
	}
}

// typeArguments skips those of a component: <Table<Row> rows={rows}>.
func (l *scriptLexer) typeArguments() {
	const limit = 500
	rest := l.src[l.pos:]
	if !strings.HasPrefix(rest, "<") {
		return
	}
	depth := 0
	for i := range min(len(rest), limit) {
		switch rest[i] {
		case '<':
			depth++
		case '>':
			if i > 0 && rest[i-1] != '=' {
				depth--
			}
		}
		if depth == 0 {
			l.pos += i + 1
			return
		}
	}
}

// attributeValue takes "=" and what follows it, if anything does.
func (l *scriptLexer) attributeValue() bool {
	l.space()
	if !strings.HasPrefix(l.src[l.pos:], "=") {
		return true
	}
	l.take(scriptMark, 1)
	l.space()
	rest := l.src[l.pos:]
	switch {
	case rest == "":
		return false
	case rest[0] == '"' || rest[0] == '\'':
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return false
		}
		l.take(scriptAttr, end+2)
		return true
	case rest[0] == '{':
		return l.braced(1)
	}
	return rest[0] == '<' && l.child()
}

// endTag takes the end of the opening tag that starts at a token.
func (l *scriptLexer) endTag(tag, n int) {
	l.tokens[tag].mate = int32(len(l.tokens))
	l.take(scriptTagEnd, n)
	l.tokens[len(l.tokens)-1].mate = int32(tag)
}

// closeTag takes a closing tag; false if it is that of another element.
func (l *scriptLexer) closeTag(name string) bool {
	rest := l.src[l.pos+2:]
	end := strings.IndexByte(rest, '>')
	if end < 0 || strings.TrimSpace(rest[:end]) != name {
		return false
	}
	l.take(scriptTagEnd, end+3)
	return true
}
