package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
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

func (t Table) writeText(w io.Writer) error {
	rows := make([][]string, 0, len(t.Rows)+1)
	head := t.names()
	for i := range head {
		head[i] = strings.ToUpper(head[i])
	}
	rows = append(rows, head)
	for _, row := range t.Rows {
		rows = append(rows, mapCells(row, Printable))
	}
	widths := make([]int, len(t.Columns))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
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

func (t Table) alignRow(row []string, widths []int) string {
	var b strings.Builder
	for i, cell := range row {
		pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
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
	c.Write(t.names())
	for _, row := range t.Rows {
		c.Write(mapCells(row, spreadsheetSafe))
	}
	c.Flush()
	return c.Error()
}

func (t Table) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| " + strings.Join(t.names(), " | ") + " |\n|")
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
	if s != "" && strings.ContainsRune("=+-@\t\r\n|", rune(s[0])) && !isNumber(s) {
		return "'" + s
	}
	return s
}

func isNumber(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	return digits != "" && strings.Trim(digits, "0123456789.") == ""
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "|", `\|`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "#", `\#`,
)

// markdownSafe keeps text text: no table borders, markup or HTML.
func markdownSafe(s string) string {
	return markdownEscapes.Replace(Printable(s))
}
