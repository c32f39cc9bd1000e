package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// Format is an output format.
type Format string

// The formats. Text is for people at a terminal; it may change, the others only grow.
const (
	Text     Format = "text"
	JSON     Format = "json"
	CSV      Format = "csv"
	Markdown Format = "markdown"
)

// ParseFormat returns the format of the given name, false when there is none.
func ParseFormat(name string) (Format, bool) {
	switch f := Format(name); f {
	case Text, JSON, CSV, Markdown:
		return f, true
	}
	return "", false
}

// Table is what the tabular formats show. Cells may hold anything a log line held.
type Table struct {
	Columns []Column
	Rows    [][]string
}

// Column is a column head; numbers stand on the right.
type Column struct {
	Name  string
	Right bool
}

// Write writes the table as text, CSV or Markdown.
func (t Table) Write(w io.Writer, f Format) error {
	switch f {
	case Text:
		return t.writeText(w)
	case CSV:
		return t.writeCSV(w)
	case Markdown:
		return t.writeMarkdown(w)
	}
	return fmt.Errorf("no table in format %q", f)
}

func (t Table) names() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// widest is the width beyond which a cell does not widen its column: one endless path would push all others off the screen.
const widest = 100

// width counts columns of the terminal, the same in every locale.
func width(cell string) int {
	return (&runewidth.Condition{StrictEmojiNeutral: true}).StringWidth(cell)
}

func (t Table) writeText(w io.Writer) error {
	rows := make([][]string, 0, len(t.Rows)+1)
	rows = append(rows, mapCells(t.names(), func(name string) string { return Printable(strings.ToUpper(name)) }))
	for _, row := range t.Rows {
		rows = append(rows, mapCells(row, func(cell string) string { return clip(Printable(cell)) }))
	}
	widths := make([]int, len(t.Columns))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], min(width(cell), widest))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		line := t.alignRow(row, widths)
		b.WriteString(strings.TrimRight(line, " "))
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// longest is the number of bytes of a cell that text shows; scanners send paths of a megabyte.
const longest = 1000

func clip(cell string) string {
	if len(cell) <= longest {
		return cell
	}
	return strings.ToValidUTF8(cell[:longest], "") + "…"
}

func (t Table) alignRow(row []string, widths []int) string {
	var b strings.Builder
	for i, cell := range row {
		pad := strings.Repeat(" ", max(0, widths[i]-width(cell)))
		if i > 0 {
			b.WriteString("  ")
		}
		if t.Columns[i].Right {
			b.WriteString(pad + cell)
		} else {
			b.WriteString(cell + pad)
		}
	}
	return b.String()
}

func (t Table) writeCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write(mapCells(t.names(), spreadsheetSafe))
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	return t.AppendCSV(w)
}

// AppendCSV writes the rows alone, to go on with a CSV that has its head.
func (t Table) AppendCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	for _, row := range t.Rows {
		c.Write(mapCells(row, spreadsheetSafe))
	}
	c.Flush()
	return c.Error()
}

func (t Table) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| " + strings.Join(mapCells(t.names(), markdownSafe), " | ") + " |\n|")
	for _, c := range t.Columns {
		if c.Right {
			b.WriteString(" ---: |")
		} else {
			b.WriteString(" --- |")
		}
	}
	b.WriteByte('\n')
	for _, row := range t.Rows {
		b.WriteString("| " + strings.Join(mapCells(row, markdownSafe), " | ") + " |\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func mapCells(row []string, f func(string) string) []string {
	cells := make([]string, len(row))
	for i, cell := range row {
		cells[i] = f(cell)
	}
	return cells
}

// Printable shows control characters, and marks that reorder text, as escapes: a log line must not move the cursor.
func Printable(s string) string {
	plain := func(r rune) bool { return r != utf8.RuneError && unicode.IsPrint(r) || r == ' ' }
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case plain(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// spreadsheetSafe puts an apostrophe before text that a spreadsheet would run as a formula.
func spreadsheetSafe(s string) string {
	if strings.IndexAny(s, "=+-@|\t\r\n＝＋－＠") == 0 && !isNumber(s) {
		return "'" + s
	}
	return s
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
