//go:build unix

package main

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// killSources writes three logs that overlap by their ids and returns their names, and how many requests the dataset holds
// after none, the first, the first two, and all of them.
func killSources(t *testing.T) (names []string, requests []string) {
	t.Helper()
	dir := t.TempDir()
	record := func(i int) string {
		at := time.Date(2025, 10, 8, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute).Format(time.RFC3339)
		if i%10 == 9 {
			return fmt.Sprintf(`{"id":"i%d","timestamp":"%s","message":"chatter","type":"app","resource":"srv-a"}`+"\n", i, at)
		}
		return fmt.Sprintf(`{"id":"i%d","timestamp":"%s","message":"","type":"request","resource":"srv-a","method":"GET","statusCode":"200","path":"/%d"}`+"\n", i, at, i%40)
	}
	for n, span := range [][2]int{{0, 2000}, {1500, 3000}, {1000, 4000}} {
		var b strings.Builder
		for i := span[0]; i < span[1]; i++ {
			b.WriteString(record(i))
		}
		b.WriteString("no log\n")
		name := filepath.Join(dir, fmt.Sprintf("%d.ndjson", n))
		if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	// Of ten records nine are requests; the second log adds 1000 records, the third another 1000.
	return names, []string{"0", "1800", "2700", "3600"}
}

// TestKilledParse kills lastcall parse at any moment. What it leaves can be read and holds whole sources; the next run
// reaches the same state to the byte as one that nothing disturbed.
func TestKilledParse(t *testing.T) {
	names, counts := killSources(t)
	undisturbed := filepath.Join(t.TempDir(), "data")
	began := time.Now()
	lastcall(t, append([]string{"parse", "--data", undisturbed}, names...)...)
	whole := time.Since(began)
	want, answer := filesOf(t, undisturbed), answerOfAll(t, undisturbed)
	killed := 0
	var data string
	for round := range 15 {
		data = filepath.Join(t.TempDir(), "data")
		cmd := exec.Command("lastcall", append([]string{"parse", "--data", data}, names...)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(whole))))
		cmd.Process.Kill()
		if cmd.Wait() != nil {
			killed++
		}
		if round%3 == 0 { // a query takes longer than the parse
			if got := requestsIn(t, data); !slices.Contains(counts, got) {
				t.Errorf("after a kill there are %s requests, want one of %q", got, counts)
			}
		}
		lastcall(t, append([]string{"parse", "--data", data}, names...)...)
		if got := filesOf(t, data); !maps.Equal(got, want) {
			t.Fatalf("after a kill and another run the files are %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
		}
	}
	if got := answerOfAll(t, data); got != answer {
		t.Errorf("after a kill and another run the dataset holds\n%.2000s\nwant\n%.2000s", got, answer)
	}
	if killed == 0 {
		t.Error("every parse ended before it was killed")
	}
}

// lastcall runs a command that must succeed and returns what it prints.
func lastcall(t *testing.T, args ...string) string {
	t.Helper()
	var stderr strings.Builder
	cmd := exec.Command("lastcall", args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("lastcall %q: %v\n%s", args, err, &stderr)
	}
	return string(out)
}

// requestsIn is the number of requests in a dataset, 0 where there is no dataset, or none with lines.
func requestsIn(t *testing.T, data string) string {
	t.Helper()
	out, err := exec.Command("lastcall", "query", "--data", data, "--format", "csv", "select count(*) as n from requests").CombinedOutput()
	text := string(out)
	if err != nil && (strings.Contains(text, "there is no dataset") || strings.Contains(text, "holds no log lines")) {
		return "0"
	}
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimSuffix(strings.TrimPrefix(text, "n\n"), "\n")
}

// filesOf is the text of every file of a dataset by its path, without the times of parsing.
func filesOf(t *testing.T, data string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(data, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(data, name)
		files[rel] = parsedAt.ReplaceAllString(string(text), "")
		return err
	})
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	return files
}

var parsedAt = regexp.MustCompile(`"parsed": "[^"]*"`)

// answerOfAll is all that can be asked of a dataset, but for the times of parsing.
func answerOfAll(t *testing.T, data string) string {
	t.Helper()
	return lastcall(t, "query", "--data", data, "--format", "csv", `select to_json(r)::varchar as row from requests r
		union all select to_json(l)::varchar from lines l
		union all select to_json(s)::varchar from (select * exclude (parsed) from sources) s order by 1`)
}
