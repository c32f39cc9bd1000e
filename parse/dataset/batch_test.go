package dataset

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/parquet/file"
)

// TestBatchText: a row group ends where its text is large, and not only by its rows, so that the writer holds little.
func TestBatchText(t *testing.T) {
	const rows, size = 600, 50_000
	var entries []entry
	for i := range rows {
		entries = append(entries, edge("", newYear.Add(time.Duration(i)*time.Second), fmt.Sprintf("/%d%s", i, strings.Repeat("x", size))))
	}
	d := parsed(t, log(entries...))
	if n := len(audit(t, d.dir)["requests"]); n != rows {
		t.Fatalf("%d requests, want %d", n, rows)
	}
	names, err := filepath.Glob(filepath.Join(d.dir, "requests", "*", "*.parquet"))
	if err != nil || len(names) != 1 {
		t.Fatalf("files %q, %v", names, err)
	}
	r, err := file.OpenParquetFile(names[0], false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	// 16 rows may come on top before the text is looked at.
	const most = batchText + 16*size
	if want := (rows*size + most - 1) / most; r.NumRowGroups() < want {
		t.Errorf("%d row groups of %d bytes of text, want %d at least", r.NumRowGroups(), rows*size, want)
	}
}
