package dataset

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// stored lists the requests of a dataset as text, sorted.
func stored(t *testing.T, d *Dataset) []string {
	t.Helper()
	var all []string
	for _, s := range d.sources {
		for _, f := range s.Files {
			if f.table() != "requests" {
				continue
			}
			for _, row := range readRows(t, filepath.Join(d.dir, filepath.FromSlash(f.Path))) {
				all = append(all, fmt.Sprint(row))
			}
		}
	}
	slices.Sort(all)
	return all
}

// total adds the counts of all sources.
func total(d *Dataset) Counts {
	var c Counts
	for _, s := range d.sources {
		c.Add(s.Counts)
	}
	return c
}

// withoutIDs is a log whose entries nothing but their place tells apart.
func withoutIDs(n int) string {
	var entries []entry
	for i := range n {
		at := newYear.Add(time.Duration(i/3) * time.Minute)
		if i%5 == 4 {
			entries = append(entries, app("", at, "a message"))
			continue
		}
		entries = append(entries, edge("", at, "/same"))
	}
	return log(entries...)
}

func rails(n int) string {
	var entries []entry
	for i := range n {
		id := fmt.Sprintf("[%08x-0000-4000-8000-000000000000] ", i)
		at := newYear.Add(time.Duration(i) * time.Minute)
		entries = append(entries,
			app("", at, id+`Started GET "/orders" for 203.0.113.7 at 2027-01-01 00:00:00 +0000`),
			app("", at, id+`Completed 200 OK in 12ms (Views: 1.0ms | ActiveRecord: 2.0ms | Allocations: 300)`))
	}
	return log(entries...)
}

// TestGrown parses a source, and again after it grew by whole records: the dataset holds what one parse of the whole gives.
func TestGrown(t *testing.T) {
	cli, err := os.ReadFile("../../testdata/logs/cli-text/cli.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, text string }{
		{"objects", withoutIDs(200)},
		{"with ids", log(edge("a", newYear, "/x"), edge("b", newYear, "/y"), edge("a", newYear, "/x"), edge("c", newYear, "/z"))},
		{"text lines", string(cli)},
	} {
		whole := parsed(t, test.text)
		for _, rows := range []int{3, chunkRows} {
			lines := strings.SplitAfter(strings.TrimSuffix(test.text, "\n"), "\n")
			rng := rand.New(rand.NewPCG(3, uint64(rows)))
			d := open(t, t.TempDir())
			d.chunkRows = rows
			for n := 1 + rng.IntN(len(lines)); ; n = min(len(lines), n+1+rng.IntN(len(lines))) {
				ingest(t, d, "app.log", strings.Join(lines[:n], ""))
				if n == len(lines) {
					break
				}
			}
			if o := ingest(t, d, "copy.log", strings.Join(lines, "")); !o.Skipped {
				t.Errorf("%s: the whole is read once more under another name", test.name)
			}
			if got, want := total(d), total(whole); got != want {
				t.Errorf("%s: counts %+v, want %+v", test.name, got, want)
			}
			if got, want := stored(t, d), stored(t, whole); !slices.Equal(got, want) {
				t.Errorf("%s: stored\n%s\nwant\n%s", test.name, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// TestGrownAnywhere cuts a source within its records: what was cut off in the middle of a record is read when it is whole.
func TestGrownAnywhere(t *testing.T) {
	text := withoutIDs(6)
	want := stored(t, parsed(t, text))
	for n := 1; n < len(text); n += 11 {
		d := open(t, t.TempDir())
		first := text[:n]
		if !strings.Contains(first, "\n") {
			continue // half a record alone is no log
		}
		ingest(t, d, "app.log", first)
		o := ingest(t, d, "app.log", text)
		if got := stored(t, d); !slices.Equal(got, want) {
			t.Fatalf("cut at %d: stored\n%s\nwant\n%s", n, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if c := o.Source.Counts; c.Records != c.Requests+c.Other+c.Rejected+c.Duplicates || c.Rejected != 0 {
			t.Fatalf("cut at %d: counts %+v", n, c)
		}
	}
}

// TestGrownPair cuts between the two lines of a request: it is counted once, as its first line told it.
func TestGrownPair(t *testing.T) {
	text := rails(3)
	lines := strings.SplitAfter(text, "\n")
	d := open(t, t.TempDir())
	ingest(t, d, "app.log", strings.Join(lines[:3], ""))
	o := ingest(t, d, "app.log", text)
	if got := o.Source.Counts; got != (Counts{Records: 3, Requests: 1, Other: 2}) {
		t.Errorf("what followed: %+v, want 1 request, its first line and the last line of the earlier one", got)
	}
	if got, want := total(d), total(parsed(t, text)); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
}

// TestGrownRecord says which source another one has grown from, and counts what follows alone.
func TestGrownRecord(t *testing.T) {
	text := withoutIDs(20)
	at := strings.LastIndex(text[:len(text)/2], "\n") + 1
	d := open(t, t.TempDir())
	first := ingest(t, d, "app.log", text[:at])
	second := ingest(t, d, "app.log", text)
	if got, want := second.Source.Grown, first.Source.Fingerprint; got != want {
		t.Errorf("grown from %q, want %q", got, want)
	}
	if got, want := second.Source.Records, int64(strings.Count(text[at:], "\n")); got != want {
		t.Errorf("%d records, want %d", got, want)
	}
	if o := ingest(t, d, "old.log", text[:at]); !o.Skipped {
		t.Error("the shorter content is read again")
	}
	if o := ingest(t, d, "blank.log", text+"\n\n"); o.Source.Records != 0 || o.Skipped {
		t.Errorf("blank lines add %d records", o.Source.Records)
	}
}

// TestGrownLine cuts an access line in the middle: what was stored as any other line is a request when it is whole.
func TestGrownLine(t *testing.T) {
	const first = "2027-01-01T00:00:01.000000Z ==> Your service is live\n"
	const line = `2027-01-01T00:00:05.000000Z 203.0.113.7 - - [01/Jan/2027:00:00:05 +0000] "GET /orders HTTP/1.1" 200 71 "-" "curl/8.6.0"` + "\n"
	d := open(t, t.TempDir())
	if o := ingest(t, d, "app.log", first+line[:70]); o.Source.Requests != 0 || o.Source.Other != 2 {
		t.Errorf("half a line: %+v", o.Source.Counts)
	}
	if o := ingest(t, d, "app.log", first+line+line); o.Source.Requests != 2 || o.Source.Records != 2 {
		t.Errorf("the whole line and another: %+v", o.Source.Counts)
	}
}
