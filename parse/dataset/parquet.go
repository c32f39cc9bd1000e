package dataset

import (
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// batchRows is the number of rows per Arrow record; a file has one row group per batch.
const batchRows = 64 << 10

func writerProperties() *parquet.WriterProperties {
	return parquet.NewWriterProperties(
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithCreatedBy("lastcall"),
	)
}

// table writes one Parquet file.
type table struct {
	file    *os.File
	writer  *pqarrow.FileWriter
	builder *array.RecordBuilder
	rows    int
}

func (d *Dataset) newTable(name string, schema *arrow.Schema) (*table, error) {
	name = filepath.Join(d.staging(), name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return nil, err
	}
	f, err := d.create(name)
	if err != nil {
		return nil, err
	}
	// The writer must not close the file: it is synced first.
	w, err := pqarrow.NewFileWriter(schema, unclosed{f}, writerProperties(), pqarrow.DefaultWriterProps())
	if err != nil {
		f.Close()
		return nil, err
	}
	return &table{file: f, writer: w, builder: array.NewRecordBuilder(memory.DefaultAllocator, schema)}, nil
}

// unclosed is a file without Close.
type unclosed struct{ f *os.File }

func (u unclosed) Write(p []byte) (int, error) { return u.f.Write(p) }

// row appends one row by filling every field of the builder.
func (t *table) row(fill func(b *array.RecordBuilder)) error {
	fill(t.builder)
	t.rows++
	if t.rows%batchRows == 0 {
		return t.flush()
	}
	return nil
}

func (t *table) flush() error {
	rec := t.builder.NewRecord()
	defer rec.Release()
	return t.writer.Write(rec)
}

// close writes the footer. An error of a write before may be passed in; the file is closed anyway.
func (t *table) close(err error) error {
	if err == nil && t.rows%batchRows != 0 {
		err = t.flush()
	}
	if err == nil {
		err = t.writer.Close()
	}
	t.builder.Release()
	return syncAndClose(t.file, err)
}

func addText(b array.Builder, v []byte) {
	if v == nil {
		b.AppendNull()
		return
	}
	b.(*array.StringBuilder).BinaryBuilder.Append(v)
}

func addTime(b array.Builder, micros int64) {
	b.(*array.TimestampBuilder).Append(arrow.Timestamp(micros))
}

// addInt appends v, or NULL when it is negative, which no number in a log is.
func addInt(b array.Builder, v int64) {
	if v < 0 {
		b.AppendNull()
		return
	}
	b.(*array.Int64Builder).Append(v)
}
