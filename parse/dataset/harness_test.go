package dataset

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

const service = "srv-d3example0000000000a"

// newYear is the time most logs of the tests begin at.
var newYear = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)

// entry is a log entry; what is empty is not given.
type entry struct {
	id       string
	at       time.Time
	message  string
	resource string
	labels   map[string]string
}

// edge is an entry of Render's request log.
func edge(id string, at time.Time, path string) entry {
	return entry{id, at, `clientIP="203.0.113.7" requestID="a0000007-1007-4007" responseTimeMS=23 responseBytes=2604 userAgent="curl/8.6.0"`, service,
		map[string]string{"type": "request", "host": "acme.example", "method": "GET", "statusCode": "200", "path": path}}
}

// app is a line that the application printed.
func app(id string, at time.Time, message string) entry {
	return entry{id, at, message, service, map[string]string{"type": "app"}}
}

func (e entry) String() string {
	labels := []map[string]string{}
	if e.resource != "" {
		labels = append(labels, map[string]string{"name": "resource", "value": e.resource})
	}
	for name, value := range e.labels {
		labels = append(labels, map[string]string{"name": name, "value": value})
	}
	slices.SortFunc(labels, func(a, b map[string]string) int { return strings.Compare(a["name"], b["name"]) })
	fields := map[string]any{"timestamp": e.at.Format(time.RFC3339Nano), "message": e.message, "labels": labels}
	if e.id != "" {
		fields["id"] = e.id
	}
	text, err := json.Marshal(fields)
	if err != nil {
		panic(err) // strings always have a JSON form
	}
	return string(text)
}

// log is the text of an export, an entry a line.
func log(entries ...entry) string {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(e.String() + "\n")
	}
	return b.String()
}

func open(t testing.TB, dir string) *Dataset {
	t.Helper()
	d, err := Open(context.Background(), dir, func() { t.Error("waits for another writer") })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func ingest(t testing.TB, d *Dataset, name, text string) *Outcome {
	t.Helper()
	o, err := d.Ingest(context.Background(), name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// parsed is a dataset of the given texts, each a source.
func parsed(t testing.TB, texts ...string) *Dataset {
	t.Helper()
	d := open(t, t.TempDir())
	for i, text := range texts {
		ingest(t, d, fmt.Sprintf("%d.json", i), text)
	}
	return d
}

// values is a row of a Parquet file: int64, string, or nil for NULL by column. Times are microseconds.
type values map[string]any

// readRows reads a Parquet file whole and checks its footer.
func readRows(t testing.TB, name string) []values {
	t.Helper()
	r, err := file.OpenParquetFile(name, false)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer r.Close()
	if v := r.MetaData().KeyValueMetadata().FindValue(versionKey); v == nil || *v != "1" {
		t.Errorf("%s: no version 1 in the footer", name)
	}
	ar, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := ar.ReadTable(context.Background())
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer table.Release()
	rows := make([]values, table.NumRows())
	for i := range rows {
		rows[i] = values{}
	}
	for c := range int(table.NumCols()) {
		column, n := table.Column(c), 0
		for _, chunk := range column.Data().Chunks() {
			for i := range chunk.Len() {
				rows[n][column.Name()] = valueOf(chunk, i)
				n++
			}
		}
	}
	return rows
}

func valueOf(a arrow.Array, i int) any {
	if a.IsNull(i) {
		return nil
	}
	switch a := a.(type) {
	case *array.String:
		return strings.Clone(a.Value(i))
	case *array.Timestamp:
		return int64(a.Value(i))
	case *array.Int64:
		return a.Value(i)
	case *array.Int16:
		return int64(a.Value(i))
	case *array.Int8:
		return int64(a.Value(i))
	}
	return fmt.Sprintf("unexpected %T", a)
}

// tables are the rows of a whole dataset by table. Every row has its file's path as "file".
type tables map[string][]values

// audit reads the dataset in dir back and checks everything that always holds: records are conserved, rows are sorted, on
// the right day and where the commit record says, and no log id is stored twice.
func audit(t testing.TB, dir string) tables {
	t.Helper()
	snapshot, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := tables{}
	for _, s := range snapshot.Sources {
		auditSource(t, dir, s, all)
	}
	seen := map[any]bool{}
	for _, r := range append(slices.Clone(all["requests"]), all["ids"]...) {
		id := r["log_id"]
		if seen[id] {
			t.Errorf("log id %v is stored twice", id)
		}
		seen[id] = id != nil
	}
	return all
}

func auditSource(t testing.TB, dir string, s Source, all tables) {
	t.Helper()
	if c := s.Counts; c.Records != c.Requests+c.Other+c.Rejected+c.Duplicates {
		t.Errorf("%s: %+v does not add up", s.Names, c)
	}
	requests, lines := int64(0), int64(0)
	duplicates := int64(0)
	for _, f := range s.Files {
		rows := readRows(t, filepath.Join(dir, filepath.FromSlash(f.Path)))
		auditFile(t, f, rows)
		for _, r := range rows {
			switch f.table() {
			case "requests":
				requests++
			case "lines":
				lines += r["lines"].(int64)
				if r["kind"] == "duplicate" {
					duplicates += r["lines"].(int64)
				}
				if r["source"] != s.Fingerprint {
					t.Errorf("%s: source %v", f.Path, r["source"])
				}
			}
			r["file"] = f.Path
			all[f.table()] = append(all[f.table()], r)
		}
	}
	got := [...]int64{requests, lines, duplicates, int64(len(readRejects(t, dir, s)))}
	if want := [...]int64{s.Requests, s.Records - s.Rejected, s.Duplicates, s.Rejected}; got != want {
		t.Errorf("%s: files hold %d requests, lines, duplicates and rejects, want %d", s.Names, got, want)
	}
}

func auditFile(t testing.TB, f File, rows []values) {
	t.Helper()
	column := map[string]string{"requests": "ts", "ids": "ts", "lines": "hour"}[f.table()]
	if len(rows) == 0 || int64(len(rows)) != f.Rows {
		t.Fatalf("%s: %d rows, the commit record says %d", f.Path, len(rows), f.Rows)
	}
	for i, r := range rows {
		at := time.UnixMicro(r[column].(int64)).UTC()
		if i > 0 && r[column].(int64) < rows[i-1][column].(int64) {
			t.Errorf("%s: row %d is out of order", f.Path, i)
		}
		if day := "/date=" + at.Format(time.DateOnly) + "/"; !strings.Contains(f.Path, day) {
			t.Errorf("%s: holds a row of %s", f.Path, at)
		}
		if i == 0 && !at.Equal(f.First) || i == len(rows)-1 && !at.Equal(f.Last) {
			t.Errorf("%s: row %d at %s, the commit record says %s to %s", f.Path, i, at, f.First, f.Last)
		}
	}
}

// readRejects returns the lines of a source's file of rejects.
func readRejects(t testing.TB, dir string, s Source) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "rejects", s.Fingerprint+".ndjson"))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// contentsOf returns the text of every file below dir by path but the lock. The time of parsing is blanked.
func contentsOf(t testing.TB, dir string) map[string]string {
	t.Helper()
	contents := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == ".lock" {
			return err
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		contents[rel] = string(text)
		if filepath.Dir(rel) == "sources" {
			before, _, _ := strings.Cut(string(text), `"parsed"`)
			contents[rel] = before
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return contents
}

// sameContents compares what contentsOf returned.
func sameContents(t testing.TB, what string, got, want map[string]string) {
	t.Helper()
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: stray file %s", what, name)
		}
	}
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s: %s differs or is missing", what, name)
		}
	}
}
