package dataset

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestHostileText stores text that no log should hold, as it is.
func TestHostileText(t *testing.T) {
	long := "/" + strings.Repeat("long/", 13_000)
	names := []string{"../../../etc/passwd", "/absolute", `quo"te's`, "nul\x00byte", "line\nbreak", "date=2027-01-01", "\u202eright to left", strings.Repeat("x", 300), " "}
	var entries []entry
	for i, name := range names {
		e := edge(name, newYear.Add(time.Duration(i)*time.Second), name+"\x00")
		e.resource = name
		entries = append(entries, e)
	}
	for i := range 3 {
		entries = append(entries, edge(long+fmt.Sprint(i), newYear.Add(time.Hour), long+fmt.Sprint(i)))
	}
	d := open(t, t.TempDir())
	ingest(t, d, "../../"+names[0], log(entries...))
	rows := audit(t, d.dir)["requests"]
	if len(rows) != len(entries) {
		t.Fatalf("%d requests, want %d", len(rows), len(entries))
	}
	for i, r := range rows {
		want := values{"service": entries[i].resource, "path": entries[i].labels["path"], "log_id": entries[i].id}
		for column := range want {
			if r[column] != want[column] {
				t.Errorf("row %d: %s = %.80q, want %.80q", i, column, r[column], want[column])
			}
		}
	}
	for name := range contentsOf(t, d.dir) {
		top, base := strings.Split(name, string(filepath.Separator))[0], filepath.Base(name)
		if (top != "requests" && top != "lines" && top != "sources") || !strings.HasPrefix(base, onlySource(t, d.dir).Fingerprint+".") {
			t.Errorf("odd file %s", name)
		}
	}
	if o := ingest(t, d, "again", log(app("new", newYear, "x"))+log(entries...)); o.Source.Duplicates != int64(len(entries)) {
		t.Errorf("%d duplicates, want %d", o.Source.Duplicates, len(entries))
	}
}

// TestFarTimes stores the first and the last moment that is taken for a time.
func TestFarTimes(t *testing.T) {
	first := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(2099, 12, 31, 23, 59, 59, 999999000, time.UTC)
	d := parsed(t, log(edge("b", last, "/x"), edge("a", first, "/x"), app("c", last, "x"), app("d", first, "x")))
	rows := audit(t, d.dir)["requests"]
	if len(rows) != 2 || rows[0]["ts"] != first.UnixMicro() || rows[1]["ts"] != last.UnixMicro() {
		t.Errorf("%v", rows)
	}
	if s := onlySource(t, d.dir); !s.First.Equal(first) || !s.Last.Equal(last) {
		t.Errorf("%s to %s", s.First, s.Last)
	}
}

// openFiles counts the files that are open for writing.
type openFiles struct{ now, most int }

type countedFile struct {
	*os.File
	files *openFiles
}

func (o *openFiles) create(name string) (output, error) {
	f, err := os.Create(name)
	o.now++
	o.most = max(o.most, o.now)
	return countedFile{f, o}, err
}

func (f countedFile) Close() error {
	f.files.now--
	return f.File.Close()
}

// Sync does nothing: thousands of files would take their time.
func (f countedFile) Sync() error { return nil }

// TestManyDays reads a source that reaches over more days than there are file handles.
func TestManyDays(t *testing.T) {
	const days = 2000
	var b strings.Builder
	for i := range days {
		at := time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, i*7919%days)
		b.WriteString(app("", at, "tick").String() + "\n")
	}
	d := open(t, t.TempDir())
	files := &openFiles{}
	d.create = files.create
	s := ingest(t, d, "x", edge("a", newYear, "/x").String()+"\nnot JSON\n"+b.String()).Source
	if want := (Counts{Records: days + 2, Requests: 1, Other: days, Rejected: 1}); s.Counts != want {
		t.Errorf("%+v, want %+v", s.Counts, want)
	}
	if len(s.Files) != days+2 {
		t.Errorf("%d files, want %d", len(s.Files), days+2)
	}
	if files.most > 2 || files.now != 0 {
		t.Errorf("%d files open at a time, %d in the end", files.most, files.now)
	}
}

// generated is a stream of n requests, a second apart.
type generated struct {
	n, next int
	rest    []byte
}

func (g *generated) Read(p []byte) (int, error) {
	for len(g.rest) == 0 {
		if g.next == g.n {
			return 0, io.EOF
		}
		at := newYear.Add(time.Duration(g.next) * time.Second).Format(time.RFC3339)
		g.rest = fmt.Appendf(g.rest, `{"id":"%d","timestamp":"%s","type":"request","path":"/api/orders/%d","message":""}`+"\n", g.next, at, g.next)
		g.next++
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// TestBoundedChunks reads a long stream: what is held at a time does not grow with it.
func TestBoundedChunks(t *testing.T) {
	for _, test := range []struct {
		name          string
		n, rows, text int
	}{{"rows", 300_000, 20_000, 1 << 30}, {"text", 60_000, 1 << 30, 80_000}} {
		d := open(t, t.TempDir())
		d.chunkRows, d.chunkText = test.rows, test.text
		content, err := newContent("x", &generated{n: test.n}, maps.Values(d.sources))
		if err != nil {
			t.Fatal(err)
		}
		in := d.newIngestion("x", content)
		defer in.discard()
		d.create = func(name string) (output, error) {
			if c := in.out.batch.chunk; len(c.rows) > test.rows || len(c.text) > test.text+100 {
				t.Errorf("%s: chunk of %d rows and %d bytes", test.name, len(c.rows), len(c.text))
			}
			return createFile(name)
		}
		if err := in.read(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := in.wait(); err != nil {
			t.Fatal(err)
		}
		for _, c := range []*chunk{in.chunk, in.writing} {
			if cap(c.rows) > 2*20_000 || cap(c.text) > 2<<20 {
				t.Errorf("%s: room for %d rows and %d bytes", test.name, cap(c.rows), cap(c.text))
			}
		}
		if in.out.chunks < 14 {
			t.Errorf("%s: only %d chunks", test.name, in.out.chunks)
		}
		if got := in.counts.Records; got != int64(test.n) {
			t.Errorf("%s: %d records, want %d", test.name, got, test.n)
		}
	}
}
