package acme

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lastcall/parse"
)

const committed = "../../../testdata/acme/logs"

// TestCommitted holds the logs of the sample to what this package makes. The text is compared, because another version of Go
// may compress it otherwise.
func TestCommitted(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir); err != nil {
		t.Fatal(err)
	}
	made, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(made) != 3 {
		t.Fatalf("made %q, want three exports: %v", made, err)
	}
	for _, name := range made {
		kept := filepath.Join(committed, filepath.Base(name))
		if !bytes.Equal(decompressed(t, kept), decompressed(t, name)) {
			t.Errorf("%s is not what go run ./scripts/genlogs -acme testdata/acme/logs makes", kept)
		}
	}
}

func decompressed(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// log is what the exports hold together.
type log struct {
	repeats   int // entries that stand in the exports a second time
	formats   map[string]int
	addresses map[string]bool
	hours     map[string]map[int64]bool // hours of the fortnight with a line, by service
	last      int64
}

func read(t *testing.T) log {
	t.Helper()
	l := log{formats: map[string]int{}, addresses: map[string]bool{}, hours: map[string]map[int64]bool{}}
	ids := map[string]bool{}
	for name, text := range Logs() {
		r := parse.NewReader(bytes.NewReader(text))
		for {
			rec, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if ids[string(rec.ID)] {
				l.repeats++
			}
			ids[string(rec.ID)] = true
			l.add(rec)
		}
	}
	return l
}

func (l *log) add(rec *parse.Record) {
	l.formats[rec.Format]++
	if rec.ClientIP != nil {
		l.addresses[string(rec.ClientIP)] = true
	}
	service := string(rec.Service)
	if l.hours[service] == nil {
		l.hours[service] = map[int64]bool{}
	}
	if start := since.UnixMicro(); rec.Time >= start {
		l.hours[service][(rec.Time-start)/time.Hour.Microseconds()] = true
	}
	l.last = max(l.last, rec.Time)
}

// TestLogs reads the exports as lastcall does.
func TestLogs(t *testing.T) {
	l := read(t)
	if l.repeats == 0 {
		t.Error("no entry is in two exports")
	}
	if l.formats["api"] == 0 || l.formats["flat"] == 0 {
		t.Errorf("formats %v, want api and flat", l.formats)
	}
	for _, s := range services {
		if n := len(l.hours[s.resource]); n != days*24 {
			t.Errorf("%s has lines in %d hours, want %d", s.resource, n, days*24)
		}
	}
	// The window ends with the second after the newest line: with the day.
	if end := time.UnixMicro(l.last).Truncate(time.Second).Add(time.Second).UTC(); !end.Equal(until) {
		t.Errorf("the newest line leads to a window that ends %s, want %s", end, until)
	}
}

func TestAddresses(t *testing.T) {
	var examples []netip.Prefix
	for _, p := range []string{"203.0.113.0/24", "198.51.100.0/24", "2001:db8::/32", "10.0.0.0/8", "127.0.0.1/32"} {
		examples = append(examples, netip.MustParsePrefix(p))
	}
	for text := range read(t).addresses {
		ip, err := netip.ParseAddr(text)
		if err != nil || !slices.ContainsFunc(examples, func(p netip.Prefix) bool { return p.Contains(ip) }) {
			t.Errorf("address %s may be somebody's", text)
		}
	}
}

func TestSizes(t *testing.T) {
	files, err := os.ReadDir(committed)
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files in %s, want three: %v", len(files), committed, err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 1<<20 {
			t.Errorf("%s has %d bytes, want at most 1 MiB", f.Name(), info.Size())
		}
	}
}
