package dataset

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestCommitRecords reads datasets in which a commit record is not as it should be. No writer opens them, and nothing in
// them is removed.
func TestCommitRecords(t *testing.T) {
	fingerprint := strings.Repeat("0123456789abcdef", 2)
	for _, test := range []struct {
		name, file, text string
		newer            bool
	}{
		{"newer", fingerprint, `{"version":2}`, true},
		{"newer, fields of other types", fingerprint, `{"source":{"hash":"xxh3"},"names":"x","version":2,"files":{}}`, true},
		{"garbage", fingerprint, "\x00\x01 garbage", false},
		{"cut off", fingerprint, `{"version":1,"source":"0123`, false},
		{"empty", fingerprint, "", false},
		{"no object", fingerprint, `[]`, false},
		{"null", fingerprint, `null`, false},
		{"no version", fingerprint, `{"source":"` + fingerprint + `"}`, false},
		{"of another source", fingerprint, `{"version":1,"source":"fedcba9876543210fedcba9876543210"}`, false},
		{"foreign JSON", "notes", `{"version":1,"notes":"mine"}`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := parsed(t, log(edge("a", newYear, "/x")))
			d.Close()
			put(t, d.dir, []string{"requests/date=2027-01-01/" + fingerprint + ".parquet"})
			record := filepath.Join(d.dir, "sources", test.file+".json")
			if err := os.WriteFile(record, []byte(test.text), 0o666); err != nil {
				t.Fatal(err)
			}
			before := contentsOf(t, d.dir)
			_, readErr := Read(d.dir)
			for _, err := range []error{readErr, openError(t, d.dir)} {
				if err == nil || errors.Is(err, ErrVersion) != test.newer || !strings.Contains(err.Error(), record) {
					t.Errorf("error %v", err)
				}
			}
			sameContents(t, "after refusing", contentsOf(t, d.dir), before)
			os.Remove(record)
			open(t, d.dir)
		})
	}
}

func TestReadNothing(t *testing.T) {
	dir := t.TempDir()
	if _, err := Read(filepath.Join(dir, "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing directory: %v", err)
	}
	s, err := Read(dir)
	if err != nil || len(s.Sources) != 0 {
		t.Errorf("empty directory: %v, %v", s, err)
	}
	if last, ok := s.Last(); ok {
		t.Errorf("empty directory: newest line %s", last)
	}
	put(t, dir, []string{"file", "odd/sources"})
	for _, name := range []string{"file", "odd"} {
		if _, err := Read(filepath.Join(dir, name)); err == nil || errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOddDirectory keeps a dataset where globs would go astray.
func TestOddDirectory(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), `a [b] * {c} \d 'e' #f?`))
	ingest(t, d, "x", log(edge("a", newYear, "/x"), app("b", newYear, "hello")))
	d.Close()
	d = open(t, d.dir)
	if !ingest(t, d, "y", log(edge("a", newYear, "/x"), app("b", newYear, "hello"))).Skipped {
		t.Error("the source is forgotten")
	}
	if got := audit(t, d.dir); len(got["requests"]) != 1 || len(got["ids"]) != 1 {
		t.Errorf("%v", got)
	}
}

// TestFilesInWindow asks for the files of a window; its end is not part of it.
func TestFilesInWindow(t *testing.T) {
	noon := newYear.Add(12*time.Hour + 30*time.Minute)
	d := parsed(t, log(edge("a", noon, "/x"), edge("b", noon.AddDate(0, 0, 1), "/x")), log(edge("c", noon.AddDate(0, 0, 2), "/x"), app("d", noon.AddDate(0, 0, 5), "hello")))
	s, err := Read(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	if last, ok := s.Last(); !ok || !last.Equal(noon.AddDate(0, 0, 5)) {
		t.Errorf("newest line %s, %v", last, ok)
	}
	for _, test := range []struct {
		name         string
		since, until time.Time
		requests     string // days
		lines        string
	}{
		{"all", newYear, newYear.AddDate(1, 0, 0), "01 02 03", "01 02 03 06"},
		{"from the first request", noon, newYear.AddDate(1, 0, 0), "01 02 03", "02 03 06"},
		{"after the first request", noon.Add(time.Microsecond), newYear.AddDate(1, 0, 0), "02 03", "02 03 06"},
		{"up to the last request", newYear, noon.AddDate(0, 0, 2), "01 02", "01 02 03"},
		{"up to and with the last request", newYear, noon.AddDate(0, 0, 2).Add(time.Microsecond), "01 02 03", "01 02 03"},
		{"nothing", newYear.AddDate(1, 0, 0), newYear.AddDate(2, 0, 0), "", ""},
	} {
		if got := daysOf(t, s.Requests(test.since, test.until)); got != test.requests {
			t.Errorf("%s: requests of %s, want %s", test.name, got, test.requests)
		}
		if got := daysOf(t, s.Lines(test.since, test.until)); got != test.lines {
			t.Errorf("%s: lines of %s, want %s", test.name, got, test.lines)
		}
	}
}

// daysOf returns the days of the month of files, which must exist.
func daysOf(t *testing.T, names []string) string {
	t.Helper()
	var days []string
	for _, name := range names {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
		_, date, _ := strings.Cut(name, "date=2027-01-")
		days = append(days, date[:2])
	}
	slices.Sort(days)
	return strings.Join(days, " ")
}
