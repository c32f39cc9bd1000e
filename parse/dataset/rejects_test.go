package dataset

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFullRejects counts every reject and keeps those that fit: small compressed files hold very many.
func TestFullRejects(t *testing.T) {
	const rejects = 5000
	text := edge("a", newYear, "/x").String() + "\n" + strings.Repeat("no log\n", rejects)
	d := open(t, t.TempDir())
	d.rejectBytes = 10_000
	s := ingest(t, d, "x", text).Source
	if want := (Counts{Records: rejects + 1, Requests: 1, Rejected: rejects}); s.Counts != want {
		t.Errorf("%+v, want %+v", s.Counts, want)
	}
	kept, err := os.ReadFile(filepath.Join(d.dir, "rejects", s.Fingerprint+".ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(kept), "\n"), "\n")
	size := len(lines[0])
	if len(kept) < d.rejectBytes || len(kept) > d.rejectBytes+4*size {
		t.Errorf("%d bytes of rejects, want %d and a line or two", len(kept), d.rejectBytes)
	}
	last := len(lines) - 1
	for i, line := range lines {
		if full := strings.Contains(line, "the log of rejects is full"); full != (i == last) {
			t.Errorf("line %d of %d is %s", i+1, len(lines), line)
		}
	}
}
