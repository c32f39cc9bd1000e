package static

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Whatever the reader is given, it does not panic and yields only paths inside the root; none of them
// comes from anywhere but the unused files of the report; and lines without brackets around a report do
// not change the answer.
func FuzzReadKnip(f *testing.F) {
	for _, name := range knipFixtures(f) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, []byte("building…\r"), []byte("\ndone\n"), "packages/web", 1)
	}
	f.Add([]byte(report2+"\n"+reportSARIF+"\n"+reportCodeClimate), []byte(nil), []byte(nil), "", 0)
	f.Add([]byte(`{"files":["shop/a.ts","api/b.ts","../c.ts"],"issues":[]}`), []byte(nil), []byte(nil), "..", -1)
	f.Add([]byte(report6), []byte(nil), []byte(nil), "../other/../..", 2)
	f.Fuzz(func(t *testing.T, data, prefix, suffix []byte, base string, exit int) {
		alone, err := findReport(data)
		if err != nil {
			return
		}
		checkPlaced(t, data, alone, KnipOptions{ExitCode: exit, Base: base, Root: "/srv/shop"})
		if !reportStart.Match(data) {
			return // only there it is certain that the data is a report and nothing else
		}
		amid := slices.Concat([]byte(">"), chatter(prefix), []byte("\n"), data, []byte("\n"), chatter(suffix))
		r, err := findReport(amid)
		if knipFailed.Match(amid) || exitedTwo.Match(amid) {
			return
		}
		if err != nil || !reflect.DeepEqual(r, alone) {
			t.Fatalf("amid %q: %+v, %v, want %+v", amid, r, err, alone)
		}
	})
}

// checkPlaced holds what is read with options against the report as it was found.
func checkPlaced(t *testing.T, data []byte, found *Report, o KnipOptions) {
	r, err := o.read(data)
	if err != nil {
		return
	}
	if found.Shape != Knip2 && o.ExitCode == 2 {
		t.Fatal("accepted a report of a run that failed")
	}
	if len(r.Files) > len(found.Files) || len(r.Issues) > len(found.Issues) {
		t.Fatalf("%+v holds more than %+v", r, found)
	}
	for _, file := range r.Files {
		if !fs.ValidPath(file) || file == "." {
			t.Fatalf("accepted %q", file)
		}
		if !slices.ContainsFunc(found.Files, func(f string) bool { return overlap(f, file) }) {
			t.Fatalf("%q is none of %q", file, found.Files)
		}
	}
	for _, issue := range r.Issues {
		if !fs.ValidPath(issue.File) || issue.File == "." || issue.Line < 0 || issue.Col < 0 || issue.Kind == "" {
			t.Fatalf("accepted %+v", issue)
		}
	}
}

// overlap tells whether one path is the other in a directory.
func overlap(a, b string) bool {
	return a == b || strings.HasSuffix(a, "/"+b) || strings.HasSuffix(b, "/"+a)
}

func knipFixtures(t testing.TB) []string {
	t.Helper()
	var fixtures []string
	for _, pattern := range []string{"testdata/knip/*.*", "testdata/knip/shop/*.json"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no fixtures %s: %v", pattern, err)
		}
		fixtures = append(fixtures, found...)
	}
	return fixtures
}

// chatter takes out of a text what could make it a report or an escape sequence.
func chatter(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if strings.ContainsRune("{[\x1b", r) {
			return -1
		}
		return r
	}, text)
}
