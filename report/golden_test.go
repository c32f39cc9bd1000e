package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lastcall/analyze/verdict"
	"lastcall/report"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata")

// views are the views of a Result that have every format.
var views = map[string]func(io.Writer, *verdict.Result, report.Format) error{
	"stats": report.Stats, "unused": report.Unused, "crossref": report.Crossref,
}

var formats = []report.Format{report.Text, report.JSON, report.CSV, report.Markdown}

// readCases reads the stored Results, by name.
func readCases(t *testing.T) map[string]*verdict.Result {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stored Results: %v", err)
	}
	cases := map[string]*verdict.Result{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if strings.Contains(name, ".") {
			continue // expected output
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		cases[name] = new(verdict.Result)
		if err := d.Decode(cases[name]); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return cases
}

// rendered returns what a view writes.
func rendered(t *testing.T, view string, r *verdict.Result, f report.Format) string {
	t.Helper()
	var b strings.Builder
	if err := views[view](&b, r, f); err != nil {
		t.Fatalf("%s as %s: %v", view, f, err)
	}
	return b.String()
}

// TestGolden renders stored Results: testdata/<case>.json as <case>.<view>.<format>.
func TestGolden(t *testing.T) {
	for name, result := range readCases(t) {
		for view := range views {
			for _, format := range formats {
				compareGolden(t, name+"."+view+"."+string(format), rendered(t, view, result, format))
			}
		}
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.SplitAfter(got, "\n"), strings.SplitAfter(string(want), "\n")
	for i, line := range gotLines {
		if i == len(wantLines) || line != wantLines[i] {
			want := "(nothing)"
			if i < len(wantLines) {
				want = wantLines[i]
			}
			t.Errorf("%s:%d: got\n%s\nwant\n%s", file, i+1, line, want)
			return
		}
	}
	t.Errorf("%s ends too early, before\n%s", file, wantLines[len(gotLines)])
}

// brokenWriter fails after some bytes, as a full disk does.
type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, io.ErrShortWrite
	}
	w.left -= len(p)
	return len(p), nil
}

// TestFailedWrite: an answer of which any part was not written is an error.
func TestFailedWrite(t *testing.T) {
	result := readCases(t)["services"]
	for view, write := range views {
		for _, format := range formats {
			size := len(rendered(t, view, result, format))
			for left := size - 1; left >= 0; left -= 1 + size/20 {
				if err := write(&brokenWriter{left}, result, format); err == nil {
					t.Fatalf("%s as %s: no error though only %d of %d bytes were written", view, format, left, size)
				}
			}
			if err := write(&brokenWriter{size}, result, format); err != nil {
				t.Errorf("%s as %s: %v", view, format, err)
			}
		}
	}
}

// TestUnknownFormat: a format that a view does not have is refused, not guessed.
func TestUnknownFormat(t *testing.T) {
	for view, write := range views {
		if err := write(io.Discard, &verdict.Result{}, "html"); err == nil {
			t.Errorf("%s wrote the format html", view)
		}
	}
	for _, format := range formats {
		if got, ok := report.ParseFormat(string(format)); !ok || got != format {
			t.Errorf("%s: parsed as %q, %v", format, got, ok)
		}
	}
	for _, name := range []string{"", "html", "JSON", "md"} {
		if got, ok := report.ParseFormat(name); ok {
			t.Errorf("%q is taken as the format %s", name, got)
		}
	}
}
