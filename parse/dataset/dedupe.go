package dataset

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/zeebo/xxh3"
)

// idSlack is how far apart the times of one entry may stand in two exports: jq scripts like to cut the fraction off.
const idSlack = int64(time.Second / time.Microsecond)

// markDuplicates marks the rows, which are sorted by time, whose log id stands in an earlier row or in one of the
// files, which are those of the dataset and of the source's own earlier chunks. Rows without id are never
// duplicates: two equal lines are two requests. Only files that overlap the rows in time are read, a batch at a time.
func markDuplicates(ctx context.Context, rows []*row, files []idFile) error {
	seen := make(map[xxh3.Uint128]*row, len(rows))
	for _, r := range rows {
		if r.ID == nil {
			continue
		}
		id := xxh3.Hash128(r.ID)
		if _, ok := seen[id]; ok {
			r.duplicate = true
			continue
		}
		seen[id] = r
	}
	if len(seen) == 0 {
		return nil
	}
	first, last := rows[0].Time-idSlack, rows[len(rows)-1].Time+idSlack
	for _, f := range files {
		if f.first > last || f.last < first {
			continue
		}
		err := f.each(ctx, func(id string) {
			if r, ok := seen[xxh3.HashString128(id)]; ok {
				r.duplicate = true
			}
		})
		if err != nil {
			return fmt.Errorf("read ids of %s: %w", f.path, err)
		}
	}
	return nil
}

// idFile is a Parquet file with a column log_id.
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

// each calls visit for every log id.
func (f idFile) each(ctx context.Context, visit func(id string)) (err error) {
	// The Parquet reader panics on some damaged files.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("damaged file: %v", r)
		}
	}()
	r, err := file.OpenParquetFile(f.path, false)
	if err != nil {
		return err
	}
	defer r.Close()
	ar, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{BatchSize: batchRows}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	column := r.MetaData().Schema.ColumnIndexByName("log_id")
	records, err := ar.GetRecordReader(ctx, []int{column}, nil)
	if err != nil {
		return err
	}
	defer records.Release()
	for records.Next() {
		ids := records.Record().Column(0).(*array.String)
		for i := range ids.Len() {
			if ids.IsValid(i) {
				visit(ids.Value(i))
			}
		}
	}
	if err := records.Err(); err != nil && err != io.EOF {
		return err
	}
	return nil
}
