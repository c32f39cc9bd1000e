package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

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
//
// CSV is that of RFC 4180, with line feeds at the ends of lines. It has one line for every row and no control characters: those
// are written as escapes, \x1b, \x0a for a line break, as text shows them, so that no cell breaks a tool that reads line by
// line or moves a cursor. An apostrophe stands before what a spreadsheet would run as a formula. JSON and Parquet hold every
// text as it is.
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
	c.Write(mapCells(t.names(), csvSafe))
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
		c.Write(mapCells(row, csvSafe))
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
