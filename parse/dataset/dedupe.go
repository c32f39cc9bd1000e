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
)

// idSlack is how far apart the times of one entry may stand in two exports: jq scripts like to cut the fraction off.
const idSlack = int64(time.Second / time.Microsecond)

// markDuplicates marks the rows of a sorted chunk whose log id stands in an earlier row or in one of the files, which are those of
// the dataset and of the source's own earlier chunks. Rows without id are never duplicates: two equal lines are two requests.
// Only files that overlap the rows in time are read, a batch at a time. ids is room for the ids of the chunk.
func markDuplicates(ctx context.Context, c *chunk, ids *names, files []idFile) error {
	ids.reset()
	owners := make([]uint32, 0, len(c.rows)) // the first row of each id
	for _, i := range c.order {
		r := &c.rows[i]
		if r.id.n < 0 {
			continue
		}
		name, slot := ids.find(c.text, c.at(r.id))
		if name > 0 {
			r.duplicate = true
			continue
		}
		ids.add(slot, r.id)
		owners = append(owners, i)
	}
	if len(owners) == 0 {
		return nil
	}
	first, last := c.rows[c.order[0]].time-idSlack, c.rows[c.order[len(c.order)-1]].time+idSlack
	for _, f := range files {
		if f.first > last || f.last < first {
			continue
		}
		err := f.each(ctx, func(id []byte) {
			if name, _ := ids.find(c.text, id); name > 0 {
				c.rows[owners[name-1]].duplicate = true
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
func (f idFile) each(ctx context.Context, visit func(id []byte)) (err error) {
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
	var id []byte
	for records.Next() {
		ids := records.Record().Column(0).(*array.String)
		for i := range ids.Len() {
			if ids.IsValid(i) {
				id = append(id[:0], ids.Value(i)...)
				visit(id)
			}
		}
	}
	if err := records.Err(); err != nil && err != io.EOF {
		return err
	}
	return nil
}
