package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"lastcall/parse/dataset"
	"lastcall/report"
)

func answerOf(columns []dataset.Column, rows ...[]any) answer {
	return answer{columns, func() ([]any, error) {
		if len(rows) == 0 {
			return nil, io.EOF
		}
		row := rows[0]
		rows = rows[1:]
		return row, nil
	}}
}

func TestAnswerFormats(t *testing.T) {
	columns := []dataset.Column{{Name: "path"}, {Name: "n", Kind: dataset.KindInt}, {Name: "n", Kind: dataset.KindFloat}}
	rows := [][]any{{"/a|b", int64(7), 0.5}, {"=1+1\x1b", int64(-10), nil}, {nil, nil, nil}, {"", int64(0), 0.0}}
	for format, want := range map[report.Format]string{
		tableFormat:     "PATH         N     N\n/a|b         7   0.5\n=1+1\\x1b   -10  NULL\nNULL      NULL  NULL\n             0     0\n",
		report.CSV:      "path,n,n\n/a|b,7,0.5\n'=1+1\\x1b,-10,\n,,\n,0,0\n",
		report.JSON:     "[\n{\"path\":\"/a|b\",\"n\":7,\"n_1\":0.5},\n{\"path\":\"=1+1\\u001b\",\"n\":-10,\"n_1\":null},\n{\"path\":null,\"n\":null,\"n_1\":null},\n{\"path\":\"\",\"n\":0,\"n_1\":0}\n]\n",
		report.Markdown: "| path | n | n |\n| --- | ---: | ---: |\n| /a\\|b | 7 | 0.5 |\n| =1+1\\\\x1b | -10 | NULL |\n| NULL | NULL | NULL |\n|  | 0 | 0 |\n",
	} {
		var b bytes.Buffer
		if err := answerOf(columns, rows...).write(&b, format); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		if b.String() != want {
			t.Errorf("%s:\n got %q\nwant %q", format, b.String(), want)
		}
	}
}

func TestAnswerWithoutRows(t *testing.T) {
	for format, want := range map[report.Format]string{
		tableFormat: "N\n", report.CSV: "n\n", report.JSON: "[]\n", report.Markdown: "| n |\n| ---: |\n",
	} {
		var b bytes.Buffer
		err := answerOf([]dataset.Column{{Name: "n", Kind: dataset.KindInt}}).write(&b, format)
		if err != nil || b.String() != want {
			t.Errorf("%s: %q, %v; want %q", format, b.String(), err, want)
		}
	}
}

// TestAnswerCSVInParts writes more rows than are held at a time.
func TestAnswerCSVInParts(t *testing.T) {
	var rows [][]any
	var want strings.Builder
	want.WriteString("n\n")
	for i := range int64(2*csvRows + 3) {
		rows = append(rows, []any{i})
		fmt.Fprintln(&want, i)
	}
	var b bytes.Buffer
	if err := answerOf([]dataset.Column{{Name: "n", Kind: dataset.KindInt}}, rows...).write(&b, report.CSV); err != nil || b.String() != want.String() {
		t.Errorf("%d bytes of CSV, want %d (%v)", b.Len(), want.Len(), err)
	}
}

func TestAnswerPlan(t *testing.T) {
	var b bytes.Buffer
	plan := answerOf([]dataset.Column{{Name: "explain_key"}, {Name: "explain_value"}}, []any{"physical_plan", "│ SCAN │\n│ \x1b │\n"})
	if err := plan.write(&b, tableFormat); err != nil || b.String() != "│ SCAN │\n│ \\x1b │\n" {
		t.Errorf("a plan reads %q, %v", b.String(), err)
	}
}

func TestAnswerErrors(t *testing.T) {
	broken := errors.New("the query broke")
	for _, format := range []report.Format{tableFormat, report.CSV, report.JSON, report.Markdown, parquetFormat} {
		a := answer{[]dataset.Column{{Name: "n"}}, func() ([]any, error) { return nil, broken }}
		if err := a.write(io.Discard, format); !errors.Is(err, broken) {
			t.Errorf("%s: %v, want the error of the answer", format, err)
		}
	}
}

func TestUniqueNames(t *testing.T) {
	tests := []struct{ names, want []string }{
		{[]string{"a", "b"}, []string{"a", "b"}},
		{[]string{"a", "a", "a"}, []string{"a", "a_1", "a_2"}},
		{[]string{"a", "a", "a_1", "a_1"}, []string{"a", "a_2", "a_1", "a_1_1"}},
		{[]string{"", ""}, []string{"", "_1"}},
	}
	for _, tt := range tests {
		var columns []dataset.Column
		for _, name := range tt.names {
			columns = append(columns, dataset.Column{Name: name})
		}
		if got := uniqueNames(columns); !slices.Equal(got, tt.want) {
			t.Errorf("%q become %q, want %q", tt.names, got, tt.want)
		}
	}
}
