package dataset

import (
	"context"
	"fmt"
	"hash/maphash"
	"io"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// entryKey identifies a log entry. Equal ids have equal times, so the time costs nothing and makes
// a collision of hashes harmless.
type entryKey struct {
	ts int64
	id uint64
}

var seed = maphash.MakeSeed()

func keyOf(ts int64, id []byte) entryKey {
	return entryKey{ts, maphash.Bytes(seed, id)}
}

// markDuplicates marks the rows of a sorted chunk whose log id stands earlier in the chunk or in one of the
// files, which are those of the dataset and of the source's own earlier chunks. Rows without id are never
// duplicates: two equal lines are two requests. Only files that overlap the chunk in time are read, a batch at a time.
func markDuplicates(ctx context.Context, c *chunk, files []idFile) error {
	seen := make(map[entryKey]int32, len(c.rows))
	for i := range c.rows {
		r := &c.rows[i]
		if r.ID == nil {
			continue
		}
		key := keyOf(r.Time, r.ID)
		if _, ok := seen[key]; ok {
			r.duplicate = true
			continue
		}
		seen[key] = int32(i)
	}
	if len(seen) == 0 {
		return nil
	}
	first, last := c.span()
	for _, f := range files {
		if f.first > last || f.last < first {
			continue
		}
		err := f.each(ctx, func(ts int64, id []byte) {
			if i, ok := seen[keyOf(ts, id)]; ok {
				c.rows[i].duplicate = true
			}
		})
		if err != nil {
			return fmt.Errorf("read ids of %s: %w", f.path, err)
		}
	}
	return nil
}

// idFile is a Parquet file with columns ts and log_id.
type idFile struct {
	path        string
	first, last int64
}

// idFiles returns the files of a source that hold log ids, as they lie below dir.
func idFiles(dir string, files []File) []idFile {
	var found []idFile
	for _, f := range files {
		if f.table() != "lines" {
			found = append(found, idFile{filepath.Join(dir, filepath.FromSlash(f.Path)), f.First.UnixMicro(), f.Last.UnixMicro()})
		}
	}
	return found
}

// each calls visit for every row with an id.
func (f idFile) each(ctx context.Context, visit func(ts int64, id []byte)) error {
	r, err := file.OpenParquetFile(f.path, false)
	if err != nil {
		return err
	}
	defer r.Close()
	ar, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{BatchSize: batchRows}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	schema := r.MetaData().Schema
	columns := []int{schema.ColumnIndexByName("ts"), schema.ColumnIndexByName("log_id")}
	records, err := ar.GetRecordReader(ctx, columns, nil)
	if err != nil {
		return err
	}
	defer records.Release()
	for records.Next() {
		rec := records.Record()
		ts, ids := rec.Column(0).(*array.Timestamp), rec.Column(1).(*array.String)
		for i := range int(rec.NumRows()) {
			if ids.IsValid(i) {
				visit(int64(ts.Value(i)), []byte(ids.Value(i)))
			}
		}
	}
	if err := records.Err(); err != nil && err != io.EOF {
		return err
	}
	return nil
}
