package report

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable shows control characters, and marks that reorder text, as escapes: a log line must not move the cursor.
func Printable(s string) string {
	return escaped(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) })
}

// escaped writes the characters of s that are hidden as escapes.
func escaped(s string, hidden func(rune) bool) string {
	if strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case !hidden(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// isHidden tells what acts on the text around it instead of being seen: control characters, line breaks, and marks that
// reorder text. Unlike [Printable] it lets pass what text of some languages needs, such as joiners.
func isHidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp)
}

// csvSafe makes a cell that stays in its line and runs nothing.
func csvSafe(s string) string {
	return withoutFormulas(escaped(strings.ToValidUTF8(s, "\uFFFD"), isHidden))
}

// formulaStarts begin what a spreadsheet runs, the last four in fonts of East Asia.
const formulaStarts = "=+-@|＝＋－＠"

// withoutFormulas puts an apostrophe before text that a spreadsheet would run as a formula, whatever spaces and quotes stand
// before it. Where a comma is part of numbers, spreadsheets take a semicolon for the border of cells.
func withoutFormulas(s string) string {
	if !strings.ContainsAny(s, formulaStarts) || isNumber(s) {
		return s
	}
	cells := strings.SplitAfter(s, ";")
	for i, cell := range cells {
		start := strings.TrimLeftFunc(cell, func(r rune) bool { return r == '"' || unicode.IsSpace(r) })
		if strings.IndexAny(start, formulaStarts) == 0 {
			cells[i] = "'" + cell
		}
	}
	return strings.Join(cells, "")
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// markdownEscapes also breaks up addresses, which would become links.
var markdownEscapes = strings.NewReplacer(
	"://", `:\//`, "www.", `www\.`, "~", `\~`,
	`\`, `\\`, "|", `\|`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "#", `\#`,
)

// markdownSafe keeps text text: no table borders, markup or HTML.
func markdownSafe(s string) string {
	return markdownEscapes.Replace(Printable(s))
}

// JSONSafe writes what is hidden in the strings of a JSON text as escapes, which mean the same: JSON itself asks for that only
// below U+0020, and a terminal obeys more.
func JSONSafe(text []byte) []byte {
	hidden := func(r rune) bool { return r >= 0x7f && isHidden(r) }
	if bytes.IndexFunc(text, hidden) < 0 {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		if hidden(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}
