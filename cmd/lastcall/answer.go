package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"lastcall/analyze"
	"lastcall/parse/dataset"
	"lastcall/report"
)

// Formats that only answers of queries have.
const (
	tableFormat   report.Format = "table"
	parquetFormat report.Format = "parquet"
)

// answer is a table that is read row by row; next returns io.EOF after the last row.
type answer struct {
	columns []dataset.Column
	next    func() ([]any, error)
}

func (a answer) write(w io.Writer, f report.Format) error {
	switch f {
	case parquetFormat:
		return dataset.WriteParquet(w, a.columns, a.next)
	case report.JSON:
		return a.writeJSON(w)
	case report.CSV:
		return a.writeCSV(w)
	case report.Markdown:
		return a.writeWhole(w, report.Markdown)
	}
	if len(a.columns) == 2 && a.columns[0].Name == "explain_key" {
		return a.writePlan(w)
	}
	return a.writeWhole(w, report.Text)
}

// each calls visit for every row.
func (a answer) each(visit func(values []any) error) error {
	for {
		values, err := a.next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = visit(values)
		}
		if err != nil {
			return err
		}
	}
}

func (a answer) table() report.Table {
	var t report.Table
	for _, c := range a.columns {
		t.Columns = append(t.Columns, report.Column{Name: c.Name, Right: c.Kind.Number()})
	}
	return t
}

// writeWhole writes formats whose column widths or readers need all rows; there NULL is told from an empty text.
func (a answer) writeWhole(w io.Writer, f report.Format) error {
	t := a.table()
	err := a.each(func(values []any) error {
		t.Rows = append(t.Rows, cells(values, "NULL"))
		return nil
	})
	if err != nil {
		return err
	}
	return t.Write(w, f)
}

func cells(values []any, null string) []string {
	row := make([]string, len(values))
	for i, v := range values {
		row[i] = null
		if v != nil {
			row[i] = analyze.Text(v)
		}
	}
	return row
}

// csvRows is how many rows are written at a time.
const csvRows = 4096

func (a answer) writeCSV(w io.Writer) error {
	t := a.table()
	if err := t.Write(w, report.CSV); err != nil {
		return err
	}
	err := a.each(func(values []any) error {
		t.Rows = append(t.Rows, cells(values, ""))
		if len(t.Rows) < csvRows {
			return nil
		}
		defer func() { t.Rows = t.Rows[:0] }()
		return t.AppendCSV(w)
	})
	if err != nil {
		return err
	}
	return t.AppendCSV(w)
}

// writeJSON writes an array with an object a line.
func (a answer) writeJSON(w io.Writer) error {
	var keys [][]byte
	for _, name := range uniqueNames(a.columns) {
		keys = append(keys, append(analyze.JSON(name), ':'))
	}
	out := bufio.NewWriter(w)
	before := "[\n"
	err := a.each(func(values []any) error {
		line := []byte(before + "{")
		for i, v := range values {
			if i > 0 {
				line = append(line, ',')
			}
			line = append(append(line, keys[i]...), analyze.JSON(v)...)
		}
		before = ",\n"
		_, err := out.Write(report.JSONSafe(append(line, '}')))
		return err
	})
	if err != nil {
		return err
	}
	end := "\n]\n"
	if before == "[\n" {
		end = "[]\n"
	}
	out.WriteString(end)
	return out.Flush()
}

// uniqueNames keeps columns of one name apart: name, name_1.
func uniqueNames(columns []dataset.Column) []string {
	taken := map[string]bool{}
	for _, c := range columns {
		taken[c.Name] = true
	}
	seen := map[string]bool{}
	var names []string
	for _, c := range columns {
		name := c.Name
		for n := 1; seen[name] || n > 1 && taken[name]; n++ {
			name = fmt.Sprintf("%s_%d", c.Name, n)
		}
		seen[name] = true
		names = append(names, name)
	}
	return names
}

// writePlan writes what EXPLAIN answers, a text of many lines.
func (a answer) writePlan(w io.Writer) error {
	return a.each(func(values []any) error {
		for line := range strings.Lines(analyze.Text(values[1])) {
			if _, err := fmt.Fprintln(w, report.Printable(strings.TrimSuffix(line, "\n"))); err != nil {
				return err
			}
		}
		return nil
	})
}
