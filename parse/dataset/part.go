package dataset

import (
	"fmt"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

const dayMicros = int64(24 * time.Hour / time.Microsecond)

// part is one file of a source: the rows of one chunk that belong to one day and one table.
type part struct {
	table       string
	day         int64 // microseconds since 1970
	chunk       int
	rows        int64
	first, last int64
}

func (p part) date() string { return time.UnixMicro(p.day).UTC().Format(time.DateOnly) }

// staged is the path below the staging directory.
func (p part) staged() string {
	return fmt.Sprintf("%s/%s-%d.parquet", p.table, p.date(), p.chunk)
}

// file describes the part as it is committed.
func (p part) file(fingerprint string) File {
	name := fingerprint
	if p.chunk > 0 {
		name = fmt.Sprintf("%s-%d", fingerprint, p.chunk)
	}
	return File{
		Path: fmt.Sprintf("%s/date=%s/%s.parquet", p.table, p.date(), name), Rows: p.rows,
		First: time.UnixMicro(p.first).UTC(), Last: time.UnixMicro(p.last).UTC(),
	}
}

// dayWriter writes rows that come in the order of time into a file a day.
type dayWriter struct {
	stager *stager
	table  string
	schema *arrow.Schema
	chunk  int

	open *table // nil before the first row
	part part
}

// row returns the builder in which the caller appends one value to every field.
func (w *dayWriter) row(ts int64) (*array.RecordBuilder, error) {
	if day := floorTo(ts, dayMicros); w.open == nil || day != w.part.day {
		if err := w.close(nil); err != nil {
			return nil, err
		}
		w.part = part{table: w.table, day: day, chunk: w.chunk, first: ts}
		var err error
		if w.open, err = w.stager.dataset.newTable(w.part.staged(), w.schema); err != nil {
			return nil, err
		}
	}
	w.part.rows++
	w.part.last = ts
	return w.open.row()
}

// close finishes the file at hand. The error of a row may be passed in; it is returned, and the file closed.
func (w *dayWriter) close(err error) error {
	if w.open == nil {
		return err
	}
	err = w.open.close(err)
	w.open = nil
	w.stager.parts = append(w.stager.parts, w.part)
	return err
}
