package dataset

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"lastcall/parse"
)

// flush writes the chunk: sorted, without duplicates, a file per table and day.
func (in *ingestion) flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	rows := in.chunk.rows
	if len(rows) == 0 {
		return nil
	}
	in.chunk.sort()
	if err := markDuplicates(ctx, rows, in.knownIDs()); err != nil {
		return err
	}
	for _, r := range rows {
		in.lines.add(r)
		in.countRow(r)
	}
	if err := in.writeRows("requests", requestSchema, isRequest, appendRequest); err != nil {
		return err
	}
	if err := in.writeRows("ids", idSchema, isOtherWithID, appendID); err != nil {
		return err
	}
	in.chunk.reset()
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
		in.countUnknown(r)
	default:
		in.counts.Other++
	}
}

func (in *ingestion) countUnknown(r *row) {
	if r.Path == nil {
		in.unknown.Paths++
	}
	if r.Status == 0 {
		in.unknown.Statuses++
	}
}

func isRequest(r *row) bool     { return !r.duplicate && r.Kind == parse.Request }
func isOtherWithID(r *row) bool { return !r.duplicate && r.Kind != parse.Request && r.ID != nil }

// writeRows writes the wanted rows of the chunk, which are sorted by time.
func (in *ingestion) writeRows(name string, schema *arrow.Schema, want func(*row) bool, add func(*array.RecordBuilder, *row)) error {
	w := dayWriter{in: in, table: name, schema: schema, chunk: in.chunks}
	for _, r := range in.chunk.rows {
		if !want(r) {
			continue
		}
		b, err := w.row(r.Time)
		if err != nil {
			return w.close(err)
		}
		add(b, r)
	}
	return w.close(nil)
}

// writeLines writes the counts of all lines of the source.
func (in *ingestion) writeLines(fingerprint string) error {
	w := dayWriter{in: in, table: "lines", schema: lineSchema}
	for _, key := range in.lines.sorted() {
		b, err := w.row(key.hour)
		if err != nil {
			return w.close(err)
		}
		key.appendTo(b, fingerprint, in.lines[key])
	}
	return w.close(nil)
}

func appendRequest(b *array.RecordBuilder, r *row) {
	addTime(b.Field(0), r.Time)
	if r.DurationMS < 0 || r.DurationMS > r.Time/1000 {
		b.Field(1).AppendNull() // nothing began before 1970
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
	addName(b.Field(15), r.Channel.String())
	format := r.Format
	if r.Access != "" {
		format += "+" + r.Access
	}
	addName(b.Field(16), format)
	b.Field(17).(*array.Int8Builder).Append(r.Precision)
}

func appendID(b *array.RecordBuilder, r *row) {
	addTime(b.Field(0), r.Time)
	addText(b.Field(1), r.ID)
}
