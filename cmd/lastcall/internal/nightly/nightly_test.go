package nightly

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

var night = time.Date(2026, 1, 15, 2, 0, 0, 0, time.UTC)

// job writes files and publishes them.
func job(t *testing.T, out string, at time.Time, files map[string]string) {
	t.Helper()
	j, err := Start(out)
	if err != nil {
		t.Fatal(err)
	}
	write(t, j, files)
	if err := j.Publish(at); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, j *Job, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(j.Dir(), name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// published reads what stands in the output directory under the given names, "" for what is not there.
func published(t *testing.T, out string, names ...string) []string {
	t.Helper()
	var texts []string
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}

func TestPublish(t *testing.T) {
	out := filepath.Join(t.TempDir(), "new", "out")
	job(t, out, night, map[string]string{"a.json": "1", "b.sh": "1"})
	if got, want := published(t, out, "a.json", "latest/a.json", "b.sh"), []string{"1", "1", "1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	job(t, out, night.AddDate(0, 0, 1), map[string]string{"a.json": "2", "c.json": "2"})
	if got, want := published(t, out, "a.json", "latest/a.json", "b.sh", "c.json"), []string{"2", "2", "", "2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	// A result that somebody wrote by hand gives way; a file that is none of ours stays.
	os.Remove(filepath.Join(out, "a.json"))
	for _, name := range []string{"a.json", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(out, name), []byte("by hand"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 { // in the same second
		job(t, out, night.AddDate(0, 0, 2), map[string]string{"a.json": string(rune('3' + i))})
	}
	if got, want := published(t, out, "a.json", "c.json", "notes.txt"), []string{"5", "", "by hand"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if runs, _ := filepath.Glob(filepath.Join(out, "runs", "*")); len(runs) != kept {
		t.Errorf("%d runs stay, want %d: %v", len(runs), kept, runs)
	}
}

// TestFailed: what is not published changes nothing.
func TestFailed(t *testing.T) {
	out := t.TempDir()
	job(t, out, night, map[string]string{"a.json": "1"})
	j, err := Start(out)
	if err != nil {
		t.Fatal(err)
	}
	write(t, j, map[string]string{"a.json": "half"})
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if got := published(t, out, "a.json")[0]; got != "1" {
		t.Errorf("got %q", got)
	}
	if _, err := os.Stat(j.Dir()); !os.IsNotExist(err) {
		t.Errorf("the staging directory stays: %v", err)
	}
}

// TestInterrupted leaves what a killed job leaves; the next one starts clean.
func TestInterrupted(t *testing.T) {
	out := t.TempDir()
	for _, name := range []string{".staging/a.json", ".next/x"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(out, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, name), []byte("old"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	job(t, out, night, map[string]string{"b.json": "1"})
	if got, want := published(t, out, "a.json", "b.json"), []string{"", "1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBusy(t *testing.T) {
	out := t.TempDir()
	first, err := Start(out)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := Start(out); !errors.Is(err, ErrBusy) {
		t.Errorf("a second job: %v", err)
	}
}
