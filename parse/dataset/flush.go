package dataset

import (
	"context"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"

	"lastcall/parse"
)

// stager writes the chunks of a source, one after the other, while the next one is read.
type stager struct {
	dataset *Dataset

	chunks  int // chunks written so far
	parts   []part
	rejects output // nil before the first reject, and when closed
	bad     bool   // there are rejects
	counts  Counts // of what is written; Records and Rejected are not counted here
	unknown Unknown
	lines   lineCounts

	ids   names
	batch batch
}

func (s *stager) staged(name string) string {
	return filepath.Join(s.dataset.staging(), name)
}

// write writes a chunk: sorted, without duplicates, a file per table and day.
func (s *stager) write(ctx context.Context, c *chunk) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.writeRejects(c); err != nil {
		return err
	}
	if len(c.rows) == 0 {
		return nil
	}
	c.sort()
	if err := markDuplicates(ctx, c, &s.ids, s.knownIDs()); err != nil {
		return err
	}
	s.lines.addChunk(c)
	for i := range c.rows {
		s.countRow(&c.rows[i])
	}
	s.batch.chunk = c
	if err := s.writeRows("requests", requestSchema, requestColumns, isRequest); err != nil {
		return err
	}
	if err := s.writeRows("ids", idSchema, idColumns, isOtherWithID); err != nil {
		return err
	}
	s.chunks++
	return nil
}

// knownIDs lists the files that may hold log ids of the chunk: those of all committed sources and of the
// source's own earlier chunks.
func (s *stager) knownIDs() []idFile {
	var files []idFile
	for _, source := range s.dataset.sources {
		files = append(files, idFiles(s.dataset.dir, source.Files)...)
	}
	for _, p := range s.parts {
		files = append(files, idFile{s.staged(p.staged()), p.first, p.last})
	}
	return files
}

func (s *stager) countRow(r *row) {
	switch {
	case r.duplicate:
		s.counts.Duplicates++
	case r.kind == parse.Request:
		s.counts.Requests++
		if r.names[pathNames] == 0 {
			s.unknown.Paths++
		}
		if r.status == 0 {
			s.unknown.Statuses++
		}
	default:
		s.counts.Other++
	}
}

func isRequest(r *row) bool     { return !r.duplicate && r.kind == parse.Request }
func isOtherWithID(r *row) bool { return !r.duplicate && r.kind != parse.Request && r.id.n >= 0 }

// writeRows writes the wanted rows of the chunk, which is sorted by time, into a file a day.
func (s *stager) writeRows(name string, schema *arrow.Schema, columns []column, want func(*row) bool) error {
	c := s.batch.chunk
	var rows []uint32
	for _, i := range c.order {
		if want(&c.rows[i]) {
			rows = append(rows, i)
		}
	}
	for len(rows) > 0 {
		first := c.rows[rows[0]].time
		day, n := floorTo(first, dayMicros), 1
		for n < len(rows) && c.rows[rows[n]].time < day+dayMicros {
			n++
		}
		p := part{table: name, day: day, chunk: s.chunks, rows: int64(n), first: first, last: c.rows[rows[n-1]].time}
		if err := s.writePart(p, schema, columns, rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (s *stager) writePart(p part, schema *arrow.Schema, columns []column, rows []uint32) error {
	t, err := s.dataset.newColumnTable(p.staged(), schema, columns, s.batch.chunk)
	if err != nil {
		return err
	}
	s.parts = append(s.parts, p)
	for len(rows) > 0 && err == nil {
		s.batch.rows = rows[:s.batch.chunk.batch(rows)]
		err = t.write(&s.batch)
		rows = rows[len(s.batch.rows):]
	}
	return t.close(err)
}

// batch returns how many of the rows make the next row group.
func (c *chunk) batch(rows []uint32) int {
	n, text := 0, 0
	for n < len(rows) && n < batchRows && text < batchText {
		text += c.textOf(rows[n])
		n++
	}
	return n
}

// writeLines writes the counts of all lines of the source.
func (s *stager) writeLines(fingerprint string) error {
	w := dayWriter{stager: s, table: "lines", schema: lineSchema}
	for _, key := range s.lines.sorted() {
		b, err := w.row(key.hour)
		if err != nil {
			return w.close(err)
		}
		key.appendTo(b, fingerprint, s.lines[key])
	}
	return w.close(nil)
}
