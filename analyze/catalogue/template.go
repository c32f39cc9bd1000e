package catalogue

import (
	"bytes"
	"slices"
	"strings"
)

// kind is what one piece of a path template accepts. The parameter kinds are Starlette's convertors.
type kind int

const (
	literal    kind = iota // exactly the token's text
	intParam               // [0-9]+
	floatParam             // [0-9]+(\.[0-9]+)?
	uuidParam              // 32 hexadecimal digits, with or without hyphens
	strParam               // anything but a slash, not empty
	pathParam              // anything, also nothing
)

// token is one piece of a template: text, or a parameter, whose name does not matter for matching.
type token struct {
	kind kind
	text string // of a literal
}

// tokenize splits a template or a part of one. A brace without its partner is text.
func tokenize(template string) []token {
	var tokens []token
	for template != "" {
		start, end := parameter(template)
		if start > 0 {
			tokens = append(tokens, token{literal, template[:start]})
		}
		if start < end {
			tokens = append(tokens, token{kind: kindOf(template[start+1 : end-1])})
		}
		template = template[end:]
	}
	return tokens
}

// parameter returns where the first {parameter} of a template starts and ends; both are the template's length if
// there is none.
func parameter(template string) (start, end int) {
	start = -1
	for i := range len(template) {
		switch c := template[i]; {
		case c == '{':
			start = i
		case c == '/':
			start = -1
		case c == '}' && start >= 0:
			return start, i + 1
		}
	}
	return len(template), len(template)
}

// kindOf reads the convertor of "name:convertor". Unknown ones, as an application may define, accept what str does.
func kindOf(param string) kind {
	_, convertor, _ := strings.Cut(param, ":")
	switch convertor {
	case "int":
		return intParam
	case "float":
		return floatParam
	case "uuid":
		return uuidParam
	case "path":
		return pathParam
	}
	return strParam
}

// isConstant reports whether a segment has no parameters.
func isConstant(tokens []token) bool {
	return len(tokens) == 0 || len(tokens) == 1 && tokens[0].kind == literal
}

func hasPathParam(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return t.kind == pathParam })
}

// matchTokens reports whether tokens match all of b.
func matchTokens(tokens []token, b []byte) bool {
	if len(tokens) == 0 {
		return len(b) == 0
	}
	first, rest := tokens[0], tokens[1:]
	if first.kind == literal {
		n := len(first.text)
		return len(b) >= n && string(b[:n]) == first.text && matchTokens(rest, b[n:])
	}
	if len(rest) == 0 {
		return first.kind.accepts(b)
	}
	for n := 0; n <= len(b); n++ {
		if first.kind.accepts(b[:n]) && matchTokens(rest, b[n:]) {
			return true
		}
	}
	return false
}

// accepts reports whether a parameter may have the value b.
func (k kind) accepts(b []byte) bool {
	switch k {
	case intParam:
		return isDigits(b)
	case floatParam:
		whole, fraction, dot := bytes.Cut(b, []byte("."))
		return isDigits(whole) && (!dot || isDigits(fraction))
	case uuidParam:
		return isUUID(b)
	case strParam:
		return len(b) > 0 && bytes.IndexByte(b, '/') < 0
	}
	return true
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return len(b) > 0
}

// isUUID accepts upper case and missing hyphens, as newer versions of Starlette do.
func isUUID(b []byte) bool {
	digits := 0
	for i, c := range b {
		switch {
		case isHex(c):
			digits++
		case c == '-' && (digits == 8 || digits == 12 || digits == 16 || digits == 20) && b[i-1] != '-':
		default:
			return false
		}
	}
	return digits == 32
}

func isDigit(c byte) bool {
	return '0' <= c && c <= '9'
}

func isHex(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
