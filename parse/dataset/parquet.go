package dataset

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/klauspost/compress/zstd"
)

// A row group holds this much at most. The writer takes several times the text of a row group.
const (
	batchRows = 64 << 10
	batchText = 16 << 20
)

// writerProperties are those of a file with the given columns, for the rows of a chunk if there is one.
func writerProperties(columns []column, c *chunk) *parquet.WriterProperties {
	shareEncoder()
	options := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithCreatedBy("lastcall"),
		parquet.WithBatchSize(batchRows),
	}
	for _, column := range columns {
		options = append(options, parquet.WithStatsFor(column.name, column.ranges))
		encoding := column.encoding
		if column.names > 0 && 2*len(c.names[column.names-1].spans) > len(c.rows) {
			encoding = lengths // a dictionary would be but a second copy
		}
		if encoding != repeated {
			options = append(options, parquet.WithDictionaryFor(column.name, false), parquet.WithEncodingFor(column.name, encoding))
		}
	}
	return parquet.NewWriterProperties(options...)
}

// shareEncoder makes all Parquet writers compress with one encoder. Left alone, they make a new one, several
// megabytes large, for every page, which takes five times as long as the rest of a small file.
var shareEncoder = sync.OnceFunc(func() {
	codec, err := compress.GetCodec(compress.Codecs.Zstd)
	if err != nil {
		panic(err) // the codec is linked in
	}
	// Without entropy coding of all literals, random ids would be stored as they are.
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithAllLitEntropyCompression(true),
		zstd.WithZeroFrames(true), zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // the options are valid
	}
	compress.RegisterCodec(compress.Codecs.Zstd, sharedEncoder{codec, encoder})
})

type sharedEncoder struct {
	compress.Codec
	encoder *zstd.Encoder
}

func (s sharedEncoder) Encode(dst, src []byte) []byte { return s.encoder.EncodeAll(src, dst[:0]) }

func (s sharedEncoder) EncodeLevel(dst, src []byte, _ int) []byte { return s.Encode(dst, src) }

// output is the file that a table or commit record is written to.
type output interface {
	io.WriteCloser
	Sync() error
}

// table writes one Parquet file, row by row.
type table struct {
	file    output
	buffer  *bufio.Writer
	writer  *pqarrow.FileWriter
	builder *array.RecordBuilder
	rows    int // in the builder
}

func (d *Dataset) newTable(name string, schema *arrow.Schema) (*table, error) {
	f, err := d.stageFile(name)
	if err != nil {
		return nil, err
	}
	buffer := bufio.NewWriter(f)
	w, err := pqarrow.NewFileWriter(schema, sink{buffer}, writerProperties(nil, nil), pqarrow.DefaultWriterProps())
	if err != nil {
		f.Close()
		return nil, err
	}
	return &table{file: f, buffer: buffer, writer: w, builder: array.NewRecordBuilder(memory.DefaultAllocator, schema)}, nil
}

func (d *Dataset) stageFile(name string) (output, error) {
	name = filepath.Join(d.staging(), name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return nil, err
	}
	return d.create(name)
}

// columnTable writes one Parquet file, column by column.
type columnTable struct {
	file    output
	buffer  *bufio.Writer
	writer  *file.Writer
	columns []column
}

func (d *Dataset) newColumnTable(name string, schema *arrow.Schema, columns []column, c *chunk) (*columnTable, error) {
	properties := writerProperties(columns, c)
	root, err := pqarrow.ToParquet(schema, properties, pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, err
	}
	footer := metadata.KeyValueMetadata{}
	for i, key := range schema.Metadata().Keys() {
		if err := footer.Append(key, schema.Metadata().Values()[i]); err != nil {
			return nil, err
		}
	}
	f, err := d.stageFile(name)
	if err != nil {
		return nil, err
	}
	buffer := bufio.NewWriterSize(f, 1<<16)
	w := file.NewParquetWriter(sink{buffer}, root.Root(), file.WithWriterProps(properties), file.WithWriteMetadata(footer))
	return &columnTable{f, buffer, w, columns}, nil
}

// write writes a row group.
func (t *columnTable) write(b *batch) error {
	group := t.writer.AppendRowGroup()
	for _, column := range t.columns {
		w, err := group.NextColumn()
		if err == nil {
			err = column.write(b, w)
		}
		if err != nil {
			return err
		}
	}
	return group.Close()
}

// close writes the footer. An error of a write before may be passed in; the file is closed anyway.
func (t *columnTable) close(err error) error {
	if err == nil {
		err = t.writer.Close()
	}
	if err == nil {
		err = t.buffer.Flush()
	}
	return syncAndClose(t.file, err)
}

// sink takes whatever it is given. The Parquet writer panics on some errors of its output and loses
// others, that of the footer among them; the buffer keeps the first one for its Flush.
type sink struct{ buffer *bufio.Writer }

func (s sink) Write(p []byte) (int, error) {
	s.buffer.Write(p)
	return len(p), nil
}

// row returns the builder, in which the caller appends one value to every field.
func (t *table) row() (*array.RecordBuilder, error) {
	if t.rows == batchRows {
		if err := t.flush(); err != nil {
			return nil, err
		}
	}
	t.rows++
	return t.builder, nil
}

// flush writes the rows in the builder.
func (t *table) flush() error {
	rec := t.builder.NewRecord()
	defer rec.Release()
	t.rows = 0
	return t.writer.Write(rec)
}

// close writes what is left and the footer. An error of a write before may be passed in; the file is closed anyway.
func (t *table) close(err error) error {
	if err == nil {
		err = t.flush()
	}
	if err == nil {
		err = t.writer.Close()
	}
	if err == nil {
		err = t.buffer.Flush()
	}
	t.builder.Release()
	return syncAndClose(t.file, err)
}

func addName(b array.Builder, v string) {
	b.(*array.StringBuilder).Append(v)
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
