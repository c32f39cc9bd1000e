package static

import (
	"path"
	"strings"
)

// lexSource cuts a source into tokens. In a page or a component with its own markup, scripts and expressions give
// tokens of a script, tags and attributes those of elements.
func lexSource(name, src string) []scriptToken {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".ts", ".mts", ".cts":
		return lexScript(src, false)
	case ".html", ".htm", ".vue", ".svelte", ".astro":
		l := &scriptLexer{src: src, failed: map[int]bool{}}
		if rest, ok := strings.CutPrefix(src, "---"); ok && ext == ".astro" {
			if end := strings.Index(rest, "\n---"); end >= 0 {
				l.region(3, 3+end)
				l.pos = 3 + end + len("\n---")
			}
		}
		l.markup(ext != ".html" && ext != ".htm")
		return l.tokens
	}
	return lexScript(src, true)
}

// region takes a part of the source as a script of its own.
func (l *scriptLexer) region(from, to int) {
	l.pos = from
	l.take(scriptMark, 0) // whatever came before, an expression starts here
	whole := l.src
	l.src = whole[:to]
	l.code(false)
	l.src, l.pos = whole, to
}

// markup takes the tags of a page, and the scripts in it. In a component, braces hold expressions, and some attributes
// are expressions.
func (l *scriptLexer) markup(component bool) {
	for l.pos < len(l.src) {
		rest := l.src[l.pos:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			l.skipPast("-->")
		case rest[0] == '<' && len(rest) > 1 && isLetterByte(rest[1]):
			l.markupTag(component)
		case rest[0] == '{' && component && !strings.HasPrefix(rest, "{/"):
			l.attempt(func() bool { return l.braced(1) })
		default:
			l.pos++
		}
	}
}

// skipPast goes behind a text, or to the end if there is none.
func (l *scriptLexer) skipPast(end string) {
	if i := strings.Index(l.src[l.pos:], end); i >= 0 {
		l.pos += i + len(end)
		return
	}
	l.pos = len(l.src)
}

func (l *scriptLexer) markupTag(component bool) {
	name := strings.ToLower(l.openTag())
	tag := len(l.tokens) - 1
	for {
		for l.pos < len(l.src) && strings.IndexByte(" \t\r\n/", l.src[l.pos]) >= 0 {
			l.pos++
		}
		if l.pos >= len(l.src) {
			return
		}
		if l.src[l.pos] == '>' {
			break
		}
		l.markupAttribute(component)
	}
	l.endTag(tag, 1)
	if name == "script" || name == "style" {
		from := l.pos
		l.skipPast("</" + name)
		if to := l.pos - len("</") - len(name); name == "script" && to >= from {
			end := l.pos
			l.region(from, to)
			l.pos = end
		}
	}
}

// markupAttribute takes one attribute with its value.
func (l *scriptLexer) markupAttribute(component bool) {
	rest := l.src[l.pos:]
	if rest[0] == '{' && component {
		l.attempt(func() bool { return l.braced(1) })
		return
	}
	n := strings.IndexAny(rest, " \t\r\n=>{")
	if n <= 0 {
		l.pos++
		return
	}
	expression := component && strings.IndexByte(":@#", rest[0]) >= 0 || strings.HasPrefix(rest, "v-")
	l.take(scriptWord, n)
	if !strings.HasPrefix(l.src[l.pos:], "=") {
		return
	}
	l.take(scriptMark, 1)
	switch rest = l.src[l.pos:]; {
	case rest == "":
	case rest[0] == '{' && component:
		l.attempt(func() bool { return l.braced(1) })
	case rest[0] == '"' || rest[0] == '\'':
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			l.pos++
		} else if expression {
			l.region(l.pos+1, l.pos+1+end)
			l.pos++
		} else {
			l.take(scriptAttr, end+2)
		}
	default:
		if n := strings.IndexAny(rest, " \t\r\n>"); n > 0 {
			l.take(scriptAttr, n)
		}
	}
}
