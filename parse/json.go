package parse

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

var errJSON = errors.New("invalid JSON")

// cursor reads one JSON value piece by piece. Strings are views into b where they hold no escapes, and
// views into text otherwise.
type cursor struct {
	b    []byte
	i    int
	text []byte // unescaped strings; views stay valid when it grows, since the old array is never written again
}

func (c *cursor) space() {
	for c.i < len(c.b) && isSpace(c.b[c.i]) {
		c.i++
	}
}

// next returns the first byte of the next token without consuming it, 0 at the end.
func (c *cursor) next() byte {
	c.space()
	if c.i == len(c.b) {
		return 0
	}
	return c.b[c.i]
}

func (c *cursor) accept(want byte) bool {
	if c.next() != want {
		return false
	}
	c.i++
	return true
}

// object calls field for every key of the object at the cursor; field must consume the value.
func (c *cursor) object(field func(key []byte) error) error {
	if !c.accept('{') {
		return errJSON
	}
	if c.accept('}') {
		return nil
	}
	for {
		key, err := c.str()
		if err != nil {
			return err
		}
		if !c.accept(':') {
			return errJSON
		}
		if err := field(key); err != nil {
			return err
		}
		if c.accept('}') {
			return nil
		}
		if !c.accept(',') {
			return errJSON
		}
	}
}

// array calls element for every element of the array at the cursor; element must consume it.
func (c *cursor) array(element func() error) error {
	if !c.accept('[') {
		return errJSON
	}
	if c.accept(']') {
		return nil
	}
	for {
		if err := element(); err != nil {
			return err
		}
		if c.accept(']') {
			return nil
		}
		if !c.accept(',') {
			return errJSON
		}
	}
}

// str reads a string.
func (c *cursor) str() ([]byte, error) {
	if c.next() != '"' {
		return nil, errJSON
	}
	n, state := scanString(c.b[c.i:])
	if state != complete {
		return nil, errJSON
	}
	raw := c.b[c.i+1 : c.i+n-1]
	c.i += n
	for i, ch := range raw {
		if ch == '\\' {
			return c.unescape(raw, i)
		}
		if ch < ' ' {
			return nil, errJSON
		}
	}
	return raw, nil
}

// scalar reads a string, or a number, true or false as its text. null and nested values give nil.
func (c *cursor) scalar() ([]byte, error) {
	switch c.next() {
	case '"':
		return c.str()
	case '{', '[', 'n':
		return nil, c.skip()
	}
	start := c.i
	err := c.literal()
	return c.b[start:c.i], err
}

// skip consumes a value of any kind; the framer has bounded its depth.
func (c *cursor) skip() error {
	switch c.next() {
	case '"':
		_, err := c.str()
		return err
	case '{':
		return c.object(func([]byte) error { return c.skip() })
	case '[':
		return c.array(c.skip)
	}
	return c.literal()
}

// literal consumes a number, true, false or null.
func (c *cursor) literal() error {
	n := bytes.IndexAny(c.b[c.i:], ",]}"+whiteSpace)
	if n < 0 || !json.Valid(c.b[c.i:c.i+n]) {
		return errJSON
	}
	c.i += n
	return nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// unescape copies raw into c.text with its escapes resolved; the first escape stands at i. Lone surrogates
// become U+FFFD.
func (c *cursor) unescape(raw []byte, i int) ([]byte, error) {
	start := len(c.text)
	out := c.text
	for from := 0; ; from = i {
		for i < len(raw) && raw[i] != '\\' {
			if raw[i] < ' ' {
				return nil, errJSON
			}
			i++
		}
		out = append(out, raw[from:i]...)
		if i == len(raw) {
			c.text = out
			return out[start:len(out):len(out)], nil
		}
		r, n := escapeSequence(raw[i:])
		if n == 0 {
			return nil, errJSON
		}
		out = utf8.AppendRune(out, r)
		i += n
	}
}

// escapeSequence reads the escape at the start of b and returns its length, 0 when it is none.
func escapeSequence(b []byte) (rune, int) {
	if len(b) > 1 {
		if plain := simpleEscape(b[1]); plain != 0 {
			return rune(plain), 2
		}
	}
	return unicodeEscape(b)
}

func simpleEscape(c byte) byte {
	switch c {
	case '"', '\\', '/':
		return c
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return 0
}

// unicodeEscape reads \uXXXX, or a surrogate pair of two, and returns its length, 0 when it is none.
func unicodeEscape(b []byte) (rune, int) {
	r := hex4(b)
	if r < 0 {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if pair := utf16.DecodeRune(r, hex4(b[6:])); pair != utf8.RuneError {
		return pair, 12
	}
	return utf8.RuneError, 6
}

func hex4(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case isDigit(c):
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return -1
		}
	}
	return r
}
