package report_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"lastcall/report"
)

func written(t *testing.T, table report.Table, f report.Format) string {
	t.Helper()
	var b strings.Builder
	if err := table.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// lines joins lines as a file holds them.
func lines(l ...string) string { return strings.Join(l, "\n") + "\n" }

func TestTable(t *testing.T) {
	table := report.Table{
		Columns: []report.Column{{Name: "name"}, {Name: "n", Right: true}, {Name: "note"}},
		Rows:    [][]string{{"a", "1000", ""}, {"longer", "7", "x, \"y\""}},
	}
	for format, want := range map[report.Format]string{
		report.Text:     lines("NAME       N  NOTE", "a       1000", `longer     7  x, "y"`),
		report.CSV:      lines("name,n,note", "a,1000,", `longer,7,"x, ""y"""`),
		report.Markdown: lines("| name | n | note |", "| --- | ---: | --- |", "| a | 1000 |  |", `| longer | 7 | x, "y" |`),
	} {
		if got := written(t, table, format); got != want {
			t.Errorf("%s: got\n%swant\n%s", format, got, want)
		}
	}
	if err := table.Write(new(strings.Builder), report.JSON); err == nil {
		t.Error("a table was written as JSON")
	}
}

// TestTextWidth: columns are counted as a terminal shows them, and one endless cell moves no other row.
func TestTextWidth(t *testing.T) {
	columns := []report.Column{{Name: "name"}, {Name: "n", Right: true}}
	got := written(t, report.Table{Columns: columns, Rows: [][]string{{"日本", "1"}, {"e\u0301te\u0301", "22"}, {"naïve", "3"}}}, report.Text)
	if want := lines("NAME    N", "日本    1", "e\u0301te\u0301    22", "naïve   3"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	endless := strings.Repeat("x", 5000)
	got = written(t, report.Table{Columns: columns, Rows: [][]string{{endless, "1"}, {"a", "2"}}}, report.Text)
	want := lines("NAME"+strings.Repeat(" ", 98)+"N", endless[:1000]+"…  1", "a"+strings.Repeat(" ", 101)+"2")
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "",
		"/orders/{id}?x=1 ünïcödé": "/orders/{id}?x=1 ünïcödé",
		"日本 e\u0301 😀":             "日本 e\u0301 😀",
		"\x1b[31mred\x1b[0m":       `\x1b[31mred\x1b[0m`,
		"\x1b]0;title\a":           `\x1b]0;title\x07`,
		"a\tb\nc\rd\x00e\x7f":      `a\x09b\x0ac\x0dd\x00e\x7f`,
		"\u009b31m":                `\x9b31m`,               // the one-character form of ESC [
		"a\u202eb\u2066c\u200f":    `a\u202eb\u2066c\u200f`, // reorder what is shown
		"zero\u200bwidth\ufeff":    `zero\u200bwidth\ufeff`,
		"no\u00a0break":            `no\xa0break`,
		"line\u2028break":          `line\u2028break`,
		"\xff\xc3(":                `\ufffd\ufffd(`,
		"\ufffd":                   `\ufffd`,
	} {
		if got := report.Printable(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestCells: what a spreadsheet would run and what Markdown would render stays text.
func TestCells(t *testing.T) {
	tests := []struct{ cell, csv, markdown string }{
		{"plain", "plain", "plain"},
		{"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0", `=cmd\|' /C calc'!A0`},
		{"+1+2", "'+1+2", "+1+2"},
		{"-1+2", "'-1+2", "-1+2"},
		{"@SUM(A1)", "'@SUM(A1)", "@SUM(A1)"},
		{"|calc", "'|calc", `\|calc`},
		{"\t=1", `\x09=1`, `\\x09=1`},
		{"\r=1", `\x0d=1`, `\\x0d=1`},
		{"\n=1", `\x0a=1`, `\\x0a=1`},
		{"＝1+1", "'＝1+1", "＝1+1"},
		{"-", "'-", "-"},
		{"--1", "'--1", "--1"},
		{"-1-1", "'-1-1", "-1-1"},
		// numbers stay numbers
		{"-5", "-5", "-5"},
		{"-5.25", "-5.25", "-5.25"},
		{"-1e-07", "-1e-07", "-1e-07"},
		{"+5", "+5", "+5"},
		{"42", "42", "42"},
		// spaces and quotes before a formula, and the cells of spreadsheets whose border is the semicolon
		{"  =1+1", "'  =1+1", "  =1+1"},
		{"\u00a0=1+1", "'\u00a0=1+1", `\\xa0=1+1`},
		{`"=1+1`, `"'""=1+1"`, `"=1+1`},
		{"a;=1+1", "a;'=1+1", "a;=1+1"},
		{"=a; =b;c", "'=a;' =b;c", "=a; =b;c"},
		{`a;"@b`, `"a;'""@b"`, `a;"@b`},
		{"a;b=1", "a;b=1", "a;b=1"},
		{"/a;-5", "/a;'-5", "/a;-5"},
		// a row is a line, and nothing in it moves a cursor
		{"a\nsafe,src/a.ts", `"a\x0asafe,src/a.ts"`, `a\\x0asafe,src/a.ts`},
		{"\x1b[2J\a\x00\x7f", `\x1b[2J\x07\x00\x7f`, `\\x1b\[2J\\x07\\x00\\x7f`},
		{"\u009b2J", `\x9b2J`, `\\x9b2J`},
		{"a\u2028b\u0085c", `a\u2028b\x85c`, `a\\u2028b\\x85c`},
		{"\u202egpj.exe\u2066\u061c", `\u202egpj.exe\u2066\u061c`, `\\u202egpj.exe\\u2066\\u061c`},
		{"no\u00a0break, \u200djoined", "\"no\u00a0break, \u200djoined\"", `no\\xa0break, \\u200djoined`},
		{"a\xff", "a\ufffd", `a\\ufffd`},
		// a formula only begins a cell
		{"a=1", "a=1", "a=1"},
		{"GET:/=x", "GET:/=x", "GET:/=x"},
		{"a|b", "a|b", `a\|b`},
		{`a\|b`, `a\|b`, `a\\\|b`},
		{"`code`", "`code`", "\\`code\\`"},
		{"*a* _b_ ~~c~~ # d", "*a* _b_ ~~c~~ # d", `\*a\* \_b\_ \~\~c\~\~ \# d`},
		{"[text](https://acme.example)", "[text](https://acme.example)", `\[text\](https:\//acme.example)`},
		{"www.acme.example", "www.acme.example", `www\.acme.example`},
		{"![x](http://acme.example/x.png)", "![x](http://acme.example/x.png)", `!\[x\](http:\//acme.example/x.png)`},
		{"<b>&amp;</b>", "<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;"},
		{"a,b", `"a,b"`, "a,b"},
		{`a"b`, `"a""b"`, `a"b`},
	}
	for _, tt := range tests {
		// The same holds for the head: a query names its columns as it likes.
		table := report.Table{Columns: []report.Column{{Name: tt.cell}, {Name: "x"}}, Rows: [][]string{{tt.cell, "x"}}}
		if got, want := written(t, table, report.CSV), lines(tt.csv+",x", tt.csv+",x"); got != want {
			t.Errorf("%q as CSV: got %q, want %q", tt.cell, got, want)
		}
		row := "| " + tt.markdown + " | x |"
		if got, want := written(t, table, report.Markdown), lines(row, "| --- | --- |", row); got != want {
			t.Errorf("%q as Markdown: got %q, want %q", tt.cell, got, want)
		}
	}
}

// TestJSONSafe: what is hidden is escaped and means the same, anything else is left alone.
func TestJSONSafe(t *testing.T) {
	for text, want := range map[string]string{
		"{}\n": "{}\n",
		"{\n \"a\": \"日本 é \u00a0 \u200d 😀 \ufffd\"\n}":  "{\n \"a\": \"日本 é \u00a0 \u200d 😀 \ufffd\"\n}",
		"\"\x7f\u0080\u009b31m\u009f\"":                  `"\u007f\u0080\u009b31m\u009f"`,
		"\"\u202a\u202e\u2066\u2069\u200e\u200f\u061c\"": `"\u202a\u202e\u2066\u2069\u200e\u200f\u061c"`,
		"\"\u2028 \u2029\"":                              `"\u2028 \u2029"`,
		`"\u001b\\"`:                                     `"\u001b\\"`,
	} {
		got := string(report.JSONSafe([]byte(text)))
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		var before, after any
		if json.Unmarshal([]byte(text), &before) != nil || json.Unmarshal([]byte(got), &after) != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("%q became %q, which means %v", text, got, after)
		}
	}
}

func TestTimestampsJSON(t *testing.T) {
	first := time.Date(2026, 1, 2, 3, 4, 5, 600_000_000, time.UTC)
	tests := []struct {
		endpoint string
		times    []time.Time
		want     string
	}{
		{"GET:/orders", []time.Time{first, first.Add(time.Minute)},
			"{\n \"endpoint\": \"GET:/orders\",\n \"timestamps\": [\n  \"2026-01-02T03:04:05.6Z\",\n  \"2026-01-02T03:05:05.6Z\"\n ]\n}\n"},
		{"GET:/a<b>\x1b\u202e\n", nil, "{\n \"endpoint\": \"GET:/a\\u003cb\\u003e\\u001b\\u202e\\n\",\n \"timestamps\": []\n}\n"},
	}
	for _, tt := range tests {
		var b strings.Builder
		if err := report.TimestampsJSON(&b, tt.endpoint, tt.times); err != nil || b.String() != tt.want {
			t.Errorf("%q: got %s, %v, want %s", tt.endpoint, b.String(), err, tt.want)
		}
	}
}
