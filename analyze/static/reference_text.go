package static

import (
	"html"
	"strconv"
	"strings"
)

// hole stands in a text for what is not constant. A NUL byte in a source therefore counts as a hole, too.
const hole = "\x00"

// unquote returns the text of a string, of an attribute's value or of a chunk of a template.
func (t scriptToken) unquote(src string) string {
	raw := src[t.at:t.end]
	if t.kind != scriptChunk && raw != "" && (raw[0] == '"' || raw[0] == '\'') {
		raw = raw[1 : len(raw)-1]
	}
	if t.kind == scriptAttr {
		return html.UnescapeString(raw)
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(raw, '\\')
		if i < 0 || i+1 == len(raw) {
			return b.String() + raw
		}
		b.WriteString(raw[:i])
		text, n := unescape(raw[i+1:])
		b.WriteString(text)
		raw = raw[i+1+n:]
	}
}

// unescape returns what the escape sequence that s continues after its backslash stands for, and its length.
func unescape(s string) (text string, length int) {
	switch s[0] {
	case 'n', 'r', 't', 'v', 'f', 'b':
		return " ", 1
	case '\n':
		return "", 1
	case '\r':
		return "", len(s) - len(strings.TrimPrefix(s[1:], "\n"))
	case 'x':
		return unescapeHex(s, 1, 3)
	case 'u':
		if end := strings.IndexByte(s, '}'); strings.HasPrefix(s, "u{") && end > 0 && end < len("u{10FFFF}") {
			text, _ := unescapeHex(s, 2, end)
			return text, end + 1
		}
		return unescapeHex(s, 1, 5)
	case '0':
		return hole, 1
	}
	return s[:1], 1
}

// unescapeHex returns the character whose number stands in s[from:to], or what the backslash stands before.
func unescapeHex(s string, from, to int) (text string, length int) {
	if to <= len(s) {
		if n, err := strconv.ParseUint(s[from:to], 16, 32); err == nil {
			return string(rune(n)), to
		}
	}
	return s[:1], 1
}

const (
	maxTexts = 16      // what one expression may stand for
	maxText  = 1 << 10 // bytes of one of them
)

// texts is what an expression may stand for: each is one of its values, with holes for what is not constant. None at
// all means that it has no text (null, undefined).
type texts []string

// unknown is the value of an expression of which nothing is constant.
func unknown() texts { return texts{hole} }

// constant returns the only value of an expression without holes.
func (t texts) constant() (string, bool) {
	if len(t) == 1 && !strings.Contains(t[0], hole) {
		return t[0], true
	}
	return "", false
}

// or joins the values of two expressions of which either may be taken.
func (t texts) or(u texts) texts {
	all := append(texts{}, t...)
	for _, s := range u {
		all = all.with(s)
	}
	return all
}

// with adds a value, or a hole where there are too many.
func (t texts) with(s string) texts {
	if len(t) >= maxTexts || len(s) > maxText {
		s = hole
	}
	for _, known := range t {
		if known == s {
			return t
		}
	}
	return append(t, s)
}

// plus returns every value of t followed by every value of u.
func (t texts) plus(u texts) texts {
	var all texts
	for _, a := range t {
		for _, b := range u {
			all = all.with(a + b)
		}
	}
	return all
}

// plusQuery adds a hole that is rather a query than a part of the path: "/items" + queryString.
func (t texts) plusQuery() texts {
	var all texts
	for _, s := range t {
		if s != "" && (isWordByte(s[len(s)-1]) || s[len(s)-1] == hole[0]) {
			s += "?"
		}
		all = all.with(s + hole)
	}
	return all
}
