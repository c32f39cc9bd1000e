package dataset

import (
	"context"
	"fmt"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"lastcall/parse"
)

// part is one file of a source: the rows of one chunk that belong to one day and one table.
type part struct {
	table       string
	day         string // YYYY-MM-DD
	chunk       int
	rows        int64
	first, last int64
}

// staged is the path below the staging directory.
func (p part) staged() string {
	return fmt.Sprintf("%s/%s-%d.parquet", p.table, p.day, p.chunk)
}

// file describes the part as it is committed.
func (p part) file(fingerprint string) File {
	name := fingerprint
	if p.chunk > 0 {
		name = fmt.Sprintf("%s-%d", fingerprint, p.chunk)
	}
	return File{
		Path: fmt.Sprintf("%s/date=%s/%s.parquet", p.table, p.day, name), Rows: p.rows,
		First: time.UnixMicro(p.first).UTC(), Last: time.UnixMicro(p.last).UTC(),
	}
}

// flush writes the chunk: sorted, without duplicates, a file per table and day.
func (in *ingestion) flush(ctx context.Context) error {
	c := &in.chunk
	if len(c.rows) == 0 {
		return nil
	}
	c.sort()
	if err := markDuplicates(ctx, c, in.knownIDs()); err != nil {
		return err
	}
	for i := range c.rows {
		in.lines.add(&c.rows[i])
		in.countRow(&c.rows[i])
	}
	if err := in.writeRows("requests", requestSchema, isRequest, appendRequest); err != nil {
		return err
	}
	if err := in.writeRows("ids", idSchema, isOtherWithID, appendID); err != nil {
		return err
	}
	c.reset()
	in.chunks++
	return nil
}

// knownIDs lists the files that may hold log ids of the chunk: those of all committed sources and of the
// source's own earlier chunks.
func (in *ingestion) knownIDs() []idFile {
	var files []idFile
	for _, s := range in.dataset.sources {
		files = append(files, idFiles(in.dataset.dir, s.Files)...)
	}
	for _, p := range in.parts {
		files = append(files, idFile{in.staged(p.staged()), p.first, p.last})
	}
	return files
}

func (in *ingestion) countRow(r *row) {
	switch {
	case r.duplicate:
		in.counts.Duplicates++
	case r.Kind == parse.Request:
		in.counts.Requests++
	default:
		in.counts.Other++
	}
}

func isRequest(r *row) bool     { return !r.duplicate && r.Kind == parse.Request }
func isOtherWithID(r *row) bool { return !r.duplicate && r.Kind != parse.Request && r.ID != nil }

// writeRows writes the wanted rows of the chunk, which are sorted by time.
func (in *ingestion) writeRows(name string, schema *arrow.Schema, want func(*row) bool, add func(*array.RecordBuilder, *row)) error {
	w := dayWriter{in: in, table: name, schema: schema, chunk: in.chunks}
	for i := range in.chunk.rows {
		r := &in.chunk.rows[i]
		if !want(r) {
			continue
		}
		if err := w.row(r.Time, func(b *array.RecordBuilder) { add(b, r) }); err != nil {
			return w.close(err)
		}
	}
	return w.close(nil)
}

// writeLines writes the counts of all lines of the source.
func (in *ingestion) writeLines(fingerprint string) error {
	w := dayWriter{in: in, table: "lines", schema: lineSchema}
	for _, key := range in.lines.sorted() {
		err := w.row(key.hour, func(b *array.RecordBuilder) { key.appendTo(b, fingerprint, in.lines[key]) })
		if err != nil {
			return w.close(err)
		}
	}
	return w.close(nil)
}

// dayWriter writes rows that come in the order of time into a file a day.
type dayWriter struct {
	in     *ingestion
	table  string
	schema *arrow.Schema
	chunk  int

	open *table
	part part
}

func (w *dayWriter) row(ts int64, fill func(*array.RecordBuilder)) error {
	if day := dayOf(ts); w.open == nil || day != w.part.day {
		if err := w.close(nil); err != nil {
			return err
		}
		w.part = part{table: w.table, day: day, chunk: w.chunk, first: ts}
		var err error
		if w.open, err = w.in.dataset.newTable(w.part.staged(), w.schema); err != nil {
			return err
		}
	}
	w.part.rows++
	w.part.last = ts
	return w.open.row(fill)
}

// close finishes the file at hand. The error of a row may be passed in; it is returned, and the file closed.
func (w *dayWriter) close(err error) error {
	if w.open == nil {
		return err
	}
	err = w.open.close(err)
	w.open = nil
	w.in.parts = append(w.in.parts, w.part)
	return err
}

func dayOf(micros int64) string {
	return time.UnixMicro(micros).UTC().Format(time.DateOnly)
}

func appendRequest(b *array.RecordBuilder, r *row) {
	addTime(b.Field(0), r.Time)
	if r.DurationMS < 0 {
		b.Field(1).AppendNull()
	} else {
		addTime(b.Field(1), r.Time-r.DurationMS*1000)
	}
	for i, v := range [][]byte{r.Service, r.Instance, r.Host, r.Method, r.Path, r.Query} {
		addText(b.Field(2+i), v)
	}
	if r.Status == 0 {
		b.Field(8).AppendNull()
	} else {
		b.Field(8).(*array.Int16Builder).Append(r.Status)
	}
	addInt(b.Field(9), r.DurationMS)
	addInt(b.Field(10), r.Bytes)
	for i, v := range [][]byte{r.ClientIP, r.UserAgent, r.RequestID, r.ID} {
		addText(b.Field(11+i), v)
	}
	addText(b.Field(15), []byte(r.Channel.String()))
	format := r.Format
	if r.Access != "" {
		format += "+" + r.Access
	}
	addText(b.Field(16), []byte(format))
	b.Field(17).(*array.Int8Builder).Append(r.Precision)
}

func appendID(b *array.RecordBuilder, r *row) {
	addTime(b.Field(0), r.Time)
	addText(b.Field(1), r.ID)
}
