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
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// A batch of rows is written when it holds this much; a file has one row group per batch. The writer takes several times
// the text of a batch.
const (
	batchRows = 64 << 10
	batchText = 16 << 20
)

// dictionaryRows is how many values are put into a dictionary before its size is looked at, and the dictionary given up.
const dictionaryRows = 64

// distinct are the columns whose values hardly ever repeat: a dictionary of them is but a second copy.
var distinct = []string{"ts", "start_ts", "request_id", "log_id"}

func writerProperties() *parquet.WriterProperties {
	shareEncoder()
	options := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithCreatedBy("lastcall"),
		parquet.WithBatchSize(dictionaryRows),
	}
	for _, column := range distinct {
		options = append(options, parquet.WithDictionaryFor(column, false))
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
	compress.RegisterCodec(compress.Codecs.Zstd, sharedEncoder{codec})
})

type sharedEncoder struct{ compress.Codec }

func (s sharedEncoder) EncodeLevel(dst, src []byte, _ int) []byte { return s.Encode(dst, src) }

// output is the file that a table or commit record is written to.
type output interface {
	io.WriteCloser
	Sync() error
}

// table writes one Parquet file.
type table struct {
	file    output
	buffer  *bufio.Writer
	writer  *pqarrow.FileWriter
	builder *array.RecordBuilder
	rows    int // in the builder
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
	buffer := bufio.NewWriter(f)
	w, err := pqarrow.NewFileWriter(schema, sink{buffer}, writerProperties(), pqarrow.DefaultWriterProps())
	if err != nil {
		f.Close()
		return nil, err
	}
	return &table{file: f, buffer: buffer, writer: w, builder: array.NewRecordBuilder(memory.DefaultAllocator, schema)}, nil
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
	if t.full() {
		if err := t.flush(); err != nil {
			return nil, err
		}
	}
	t.rows++
	return t.builder, nil
}

// full reports whether the builder holds a batch. The text is counted now and then only.
func (t *table) full() bool {
	if t.rows == batchRows || t.rows%16 != 0 {
		return t.rows == batchRows
	}
	text := 0
	for _, field := range t.builder.Fields() {
		if b, ok := field.(*array.StringBuilder); ok {
			text += b.DataLen()
		}
	}
	return text >= batchText
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

func addText(b array.Builder, v []byte) {
	if v == nil {
		b.AppendNull()
		return
	}
	b.(*array.StringBuilder).BinaryBuilder.Append(v)
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
