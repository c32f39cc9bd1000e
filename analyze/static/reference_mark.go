package static

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// longMarks are the operators of more than one byte that must not be taken apart. ">>" must: it ends type arguments.
var longMarks = []string{
	"...", "===", "!==", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--",
	"+=", "-=", "*=", "/=", "**",
}

func (l *scriptLexer) mark() {
	rest := l.src[l.pos:]
	if rest[0] == '!' && l.afterOperand() && uint32(l.pos) == l.tokens[len(l.tokens)-1].end && !strings.HasPrefix(rest, "!=") {
		l.pos++ // "x!" says that x is not null
		return
	}
	for _, m := range longMarks {
		if strings.HasPrefix(rest, m) && !(m == "?." && len(rest) > 2 && isDigitByte(rest[2])) {
			l.take(scriptMark, len(m))
			return
		}
	}
	_, n := utf8.DecodeRuneInString(rest)
	l.take(scriptMark, n)
}

// beforeExpression are the words after which an expression starts.
var beforeExpression = []string{
	"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "instanceof", "else", "do", "yield",
	"await", "default", "extends",
}

// afterOperand tells whether an operator follows rather than an operand: "/" divides, "<" compares.
func (l *scriptLexer) afterOperand() bool {
	n := len(l.tokens)
	if n == 0 {
		return false
	}
	last := l.tokens[n-1]
	text := l.src[last.at:last.end]
	switch last.kind {
	case scriptWord:
		return n > 1 && l.isMark(n-2, ".") || !slices.Contains(beforeExpression, text)
	case scriptMark:
		if text == ")" && last.mate > 0 {
			before := l.tokens[last.mate-1]
			word := l.src[before.at:before.end]
			return word != "if" && word != "while" && word != "for" && word != "with"
		}
		return text == ")" || text == "]" || text == "}" || text == "++" || text == "--"
	}
	return true
}

func (l *scriptLexer) isMark(i int, text string) bool {
	t := l.tokens[i]
	return t.kind == scriptMark && l.src[t.at:t.end] == text
}

// closeBracket closes the bracket that c belongs to, and those left open in it. A bracket that belongs to none is
// passed over.
func (l *scriptLexer) closeBracket(c byte, base int) bool {
	const lookBack = 16
	for i := len(l.open) - 1; i >= base && (c == '}' || i >= len(l.open)-lookBack); i-- {
		opening := l.open[i]
		switch b := l.src[l.tokens[opening].at]; {
		case b == '{' && c == '}' || b == '(' && c == ')' || b == '[' && c == ']':
			l.tokens[opening].mate = int32(len(l.tokens))
			l.take(scriptMark, 1)
			l.tokens[len(l.tokens)-1].mate = opening
			l.open = l.open[:i]
			return true
		case b == '{':
			l.pos++
			return false
		}
	}
	l.pos++
	return false
}
