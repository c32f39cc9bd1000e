package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"lastcall/analyze/plan"
	"lastcall/analyze/verdict"
	"lastcall/report"
)

// readPlans reads the stored plans, by name.
func readPlans(t *testing.T) map[string]*plan.Plan {
	t.Helper()
	files, err := filepath.Glob("testdata/plan/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stored plans: %v", err)
	}
	plans := map[string]*plan.Plan{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		p := new(plan.Plan)
		if err := d.Decode(p); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		plans[strings.TrimSuffix(filepath.Base(file), ".json")] = p
	}
	return plans
}

func renderedPlan(t *testing.T, p *plan.Plan, f report.Format) string {
	t.Helper()
	var b strings.Builder
	if err := report.Plan(&b, p, f); err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return b.String()
}

func batchScript(t *testing.T, p *plan.Plan, b plan.Batch) string {
	t.Helper()
	var s strings.Builder
	if err := report.BatchScript(&s, p, b); err != nil {
		t.Fatal(err)
	}
	return s.String()
}

// TestPlanGolden renders stored plans: testdata/plan/<case>.json as <case>.<format>, and as itself; a batch as
// <case>.<script>.
func TestPlanGolden(t *testing.T) {
	for name, p := range readPlans(t) {
		for _, format := range formats {
			compareGolden(t, "plan/"+name+"."+string(format), renderedPlan(t, p, format))
		}
		for _, b := range p.Batches {
			compareGolden(t, "plan/"+name+"."+report.BatchScriptName(b.Number), batchScript(t, p, b))
		}
	}
}

func TestPlanEmpty(t *testing.T) {
	text := renderedPlan(t, &plan.Plan{Batches: []plan.Batch{{Number: 1}}}, report.JSON)
	if strings.Contains(text, "null") {
		t.Errorf("a list is null:\n%s", text)
	}
	if err := report.Plan(io.Discard, &plan.Plan{}, "html"); err == nil {
		t.Error("a plan was written as html")
	}
}

func TestPlanFailedWrite(t *testing.T) {
	p := readPlans(t)["acme"]
	writes := map[string]func(io.Writer) error{"script": func(w io.Writer) error { return report.BatchScript(w, p, p.Batches[0]) }}
	for _, format := range formats {
		writes[string(format)] = func(w io.Writer) error { return report.Plan(w, p, format) }
	}
	for name, write := range writes {
		var whole bytes.Buffer
		if err := write(&whole); err != nil {
			t.Fatal(err)
		}
		for left := whole.Len() - 1; left >= 0; left -= 1 + whole.Len()/20 {
			if write(&brokenWriter{left}) == nil {
				t.Fatalf("%s: no error though only %d of %d bytes were written", name, left, whole.Len())
			}
		}
	}
}

// planOf has every text in every place that takes one.
func planOf(texts []string) *plan.Plan {
	until := time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)
	p := &plan.Plan{
		GeneratedAt: until, Root: texts[0], Sufficient: true, Unmet: texts, Include: []verdict.Verdict{verdict.Safe}, MaxFiles: 5, TagPrefix: "x-",
		Window: plan.Window{Since: until.AddDate(0, 0, -14), Until: until, Days: 14, LastLine: until}, StaticOnlyLeftOut: 1, Warnings: texts,
	}
	for i, text := range texts {
		f := plan.Planned{Path: text, Verdict: verdict.Safe, Reason: text, With: text, SHA256: strings.Repeat("0", 64)}
		p.Batches = append(p.Batches, plan.Batch{Number: i + 1, Files: []plan.Planned{f}})
		p.LeftOut = append(p.LeftOut, plan.LeftOut{Path: text, Verdict: verdict.Review, Reason: text})
	}
	return p
}

func TestPlanHostileText(t *testing.T) {
	harmless := make([]string, len(hostile))
	for i := range harmless {
		harmless[i] = "x"
	}
	for _, format := range []report.Format{report.Text, report.Markdown} {
		text := renderedPlan(t, planOf(hostile), format)
		if got, want := strings.Count(text, "\n"), strings.Count(renderedPlan(t, planOf(harmless), format), "\n"); got != want {
			t.Errorf("%s: the texts make %d lines of %d", format, got, want)
		}
		if !utf8.ValidString(text) {
			t.Errorf("%s: not UTF-8", format)
		}
		for _, c := range text {
			if c != '\n' && !unicode.IsPrint(c) {
				t.Errorf("%s: holds %U", format, c)
				break
			}
		}
	}
	markdown := strings.ReplaceAll(renderedPlan(t, planOf(hostile), report.Markdown), "- [ ] ", "")
	markdown = regexp.MustCompile("(?m)^#+ |`lastcall delete --batch [0-9]+`|`deletion-batch-[0-9]+.sh`").ReplaceAllString(markdown, "")
	if at := regexp.MustCompile("[<>]|://|(?:^|[^\\\\])(?:\\\\\\\\)*[`*_\\[\\]#~]").FindString(markdown); at != "" {
		t.Errorf("markup at %q", at)
	}
}

func TestPlanHostileCSV(t *testing.T) {
	records, err := csv.NewReader(strings.NewReader(renderedPlan(t, planOf(hostile), report.CSV))).ReadAll()
	if err != nil || len(records) != 1+2*len(hostile) {
		t.Fatalf("%d rows, %v", len(records), err)
	}
	for _, record := range records {
		for _, cell := range record {
			if strings.IndexAny(cell, "=@\t\r\n") == 0 {
				t.Errorf("a spreadsheet runs %q", cell)
			}
		}
	}
}

// TestBatchScriptHostile: a script is printable text; up to its first command every line is a comment, and no path adds
// a line to the commands.
func TestBatchScriptHostile(t *testing.T) {
	scripts := 0
	for _, text := range hostile {
		p := planOf([]string{text})
		p.Root = "."
		if !plan.ValidPath(text) {
			if err := report.BatchScript(io.Discard, p, p.Batches[0]); err == nil {
				t.Errorf("%.60q: no error", text)
			}
			continue
		}
		scripts++
		script := batchScript(t, p, p.Batches[0])
		for _, c := range script {
			if c != '\n' && c != '\t' && !unicode.IsPrint(c) {
				t.Errorf("%.60q: the script holds %U", text, c)
				break
			}
		}
		head, commands, found := strings.Cut(script, "\nset -eu\n")
		commands = strings.Replace(commands, "newline='\n'\n", "", 1)
		for line := range strings.Lines(head) {
			if !found || !strings.HasPrefix(line, "#") {
				t.Errorf("%.60q: the line %q", text, line)
			}
		}
		p.Batches[0].Files[0].Path = "x"
		_, harmless, _ := strings.Cut(batchScript(t, p, p.Batches[0]), "\nset -eu\n")
		if got, want := strings.Count(commands, "\n"), strings.Count(harmless, "\n"); got != want {
			t.Errorf("%.60q: %d lines of commands, want %d", text, got, want)
		}
	}
	if scripts < 20 {
		t.Errorf("only %d scripts", scripts)
	}
}

// TestBatchScriptRefusals: a plan that somebody edited does not become a script.
func TestBatchScriptRefusals(t *testing.T) {
	tests := []struct {
		change func(*plan.Plan, *plan.Batch)
		want   string
	}{
		{func(_ *plan.Plan, b *plan.Batch) { b.Number = 0 }, "its number is below 1"},
		{func(_ *plan.Plan, b *plan.Batch) { b.Files = nil }, "it has no files"},
		{func(p *plan.Plan, _ *plan.Batch) { p.TagPrefix = "x;reboot-" }, `"x;reboot-" cannot begin a git tag`},
		{func(p *plan.Plan, _ *plan.Batch) { p.TagPrefix = "" }, `"" cannot begin a git tag`},
		{func(p *plan.Plan, _ *plan.Batch) { p.Root = "../other" }, `the root "../other" is no path inside the repository`},
		{func(p *plan.Plan, _ *plan.Batch) { p.Root = "" }, `the root "" is no path inside the repository`},
		{func(_ *plan.Plan, b *plan.Batch) { b.Files[1].Path = "src/../../x" }, `"src/../../x" is no path below the root`},
		{func(_ *plan.Plan, b *plan.Batch) { b.Files[1].Path = "/etc/x" }, `"/etc/x" is no path below the root`},
		{func(_ *plan.Plan, b *plan.Batch) { b.Files[0].Path = "a\x00" }, `"a\x00" is no path below the root`},
		{func(_ *plan.Plan, b *plan.Batch) { b.Files[0].Verdict = verdict.Review }, `"src/orders/Export.test.tsx" is judged "review", and only safe and static-only may go`},
		{func(_ *plan.Plan, b *plan.Batch) { b.Files[0].SHA256 = "" }, `"src/orders/Export.test.tsx" has no hash, so nobody can tell whether it is still what was judged`},
		{func(_ *plan.Plan, b *plan.Batch) { b.Files[0].SHA256 = strings.Repeat("0", 63) + "$" }, `"src/orders/Export.test.tsx" has no hash, so nobody can tell whether it is still what was judged`},
	}
	for _, tt := range tests {
		p := readPlans(t)["acme"]
		b := &p.Batches[0]
		tt.change(p, b)
		var out strings.Builder
		err := report.BatchScript(&out, p, *b)
		if want := fmt.Sprintf("write the script of batch %d: %s", b.Number, tt.want); err == nil || err.Error() != want || out.Len() > 0 {
			t.Errorf("got %v and %d bytes, want %s", err, out.Len(), want)
		}
	}
}
