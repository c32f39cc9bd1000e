package dataset

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"

	"lastcall/parse"
)

// column says how a column is stored, and writes its values for the rows of a batch. Without an encoding it gets a dictionary.
type column struct {
	name     string
	encoding parquet.Encoding // of columns without dictionary
	names    int              // one more than the index in chunk.names, 0 for all other columns
	ranges   bool             // least and greatest values are stored: of use where rows in order of time are looked up
	write    func(b *batch, w file.ColumnChunkWriter) error
}

var (
	deltas   = parquet.Encodings.DeltaBinaryPacked
	lengths  = parquet.Encodings.DeltaLengthByteArray
	repeated = parquet.Encodings.PlainDict
)

// requestColumns are in the order of requestSchema.
var requestColumns = []column{
	{"ts", deltas, 0, true, func(b *batch, w file.ColumnChunkWriter) error { return b.longs(w, timeOf) }},
	{"start_ts", deltas, 0, true, func(b *batch, w file.ColumnChunkWriter) error { return b.longs(w, startOf) }},
	nameColumn("service", serviceNames),
	nameColumn("instance", instanceNames),
	nameColumn("host", hostNames),
	nameColumn("method", methodNames),
	nameColumn("path", pathNames),
	nameColumn("query", queryNames),
	{"status", repeated, 0, false, func(b *batch, w file.ColumnChunkWriter) error { return b.shorts(w, statusOf) }},
	{"duration_ms", deltas, 0, false, func(b *batch, w file.ColumnChunkWriter) error { return b.longs(w, durationOf) }},
	{"bytes", deltas, 0, false, func(b *batch, w file.ColumnChunkWriter) error { return b.longs(w, bytesOf) }},
	nameColumn("client_ip", ipNames),
	nameColumn("user_agent", agentNames),
	{"request_id", lengths, 0, false, func(b *batch, w file.ColumnChunkWriter) error { return b.spans(w, requestOf) }},
	{"log_id", lengths, 0, false, func(b *batch, w file.ColumnChunkWriter) error { return b.spans(w, idOf) }},
	{"channel", repeated, 0, false, (*batch).channels},
	{"format", repeated, 0, false, (*batch).formats},
	{"time_precision", repeated, 0, false, func(b *batch, w file.ColumnChunkWriter) error { return b.shorts(w, precisionOf) }},
}

// idColumns are in the order of idSchema.
var idColumns = []column{requestColumns[0], requestColumns[14]}

func nameColumn(name string, i int) column {
	return column{name, repeated, i + 1, false, func(b *batch, w file.ColumnChunkWriter) error {
		spans := b.chunk.names[i].spans
		return b.dictionary(w, len(spans), func(r *row) uint32 { return r.names[i] }, func(name uint32) []byte { return b.chunk.at(spans[name-1]) })
	}}
}

func timeOf(r *row) (int64, bool)      { return r.time, true }
func durationOf(r *row) (int64, bool)  { return r.duration, r.duration >= 0 }
func bytesOf(r *row) (int64, bool)     { return r.bytes, r.bytes >= 0 }
func statusOf(r *row) (int32, bool)    { return int32(r.status), r.status != 0 }
func precisionOf(r *row) (int32, bool) { return int32(r.precision), true }
func requestOf(r *row) span            { return r.request }
func idOf(r *row) span                 { return r.id }

// startOf is unknown where a request would have begun before 1970.
func startOf(r *row) (int64, bool) {
	return r.time - r.duration*1000, r.duration >= 0 && r.duration <= r.time/1000
}

func (b *batch) channels(w file.ColumnChunkWriter) error {
	return b.dictionary(w, int(parse.App)+1,
		func(r *row) uint32 { return uint32(r.channel) + 1 },
		func(name uint32) []byte { return []byte(parse.Channel(name - 1).String()) })
}

func (b *batch) formats(w file.ColumnChunkWriter) error {
	formats := b.chunk.formats
	return b.dictionary(w, len(formats),
		func(r *row) uint32 { return uint32(r.format) + 1 },
		func(name uint32) []byte { return []byte(formats[name-1].String()) })
}

// batch is the rows of a chunk that make one row group, with room for the values of one column.
type batch struct {
	chunk *chunk
	rows  []uint32

	levels  []int16 // 1 for every row with a value, 0 for NULL
	long    []int64
	short   []int32
	texts   []parquet.ByteArray
	entries []int32 // of names in the dictionary, from 1 on, 0 for those that have none yet
	valid   []byte  // a bit for every row with a value
}

func level(known bool) int16 {
	if known {
		return 1
	}
	return 0
}

// levelsFor returns the levels, which columns without NULL do not have.
func (b *batch) levelsFor(w file.ColumnChunkWriter) []int16 {
	if w.Descr().MaxDefinitionLevel() == 0 {
		return nil
	}
	return b.levels
}

func (b *batch) longs(w file.ColumnChunkWriter, value func(*row) (int64, bool)) error {
	b.levels, b.long = b.levels[:0], b.long[:0]
	for _, i := range b.rows {
		v, known := value(&b.chunk.rows[i])
		b.levels = append(b.levels, level(known))
		if known {
			b.long = append(b.long, v)
		}
	}
	_, err := w.(*file.Int64ColumnChunkWriter).WriteBatch(b.long, b.levelsFor(w), nil)
	return err
}

func (b *batch) shorts(w file.ColumnChunkWriter, value func(*row) (int32, bool)) error {
	b.levels, b.short = b.levels[:0], b.short[:0]
	for _, i := range b.rows {
		v, known := value(&b.chunk.rows[i])
		b.levels = append(b.levels, level(known))
		if known {
			b.short = append(b.short, v)
		}
	}
	_, err := w.(*file.Int32ColumnChunkWriter).WriteBatch(b.short, b.levelsFor(w), nil)
	return err
}

func (b *batch) spans(w file.ColumnChunkWriter, value func(*row) span) error {
	b.levels, b.texts = b.levels[:0], b.texts[:0]
	for _, i := range b.rows {
		s := value(&b.chunk.rows[i])
		b.levels = append(b.levels, level(s.n >= 0))
		if s.n >= 0 {
			b.texts = append(b.texts, b.chunk.at(s))
		}
	}
	return b.writeTexts(w)
}

func (b *batch) writeTexts(w file.ColumnChunkWriter) error {
	_, err := w.(*file.ByteArrayColumnChunkWriter).WriteBatch(b.texts, b.levelsFor(w), nil)
	return err
}

// dictionary writes names, of which there are n in the chunk and 0 is NULL, and the texts of those that occur.
func (b *batch) dictionary(w file.ColumnChunkWriter, n int, nameOf func(*row) uint32, text func(name uint32) []byte) error {
	encoder, ok := w.CurrentEncoder().(interface{ PutDictionary(arrow.Array) error })
	if !ok {
		return b.repeat(w, nameOf, text)
	}
	texts := array.NewStringBuilder(memory.DefaultAllocator)
	defer texts.Release()
	b.entries = append(b.entries[:0], make([]int32, n+1)...)
	b.levels, b.short = b.levels[:0], b.short[:0]
	b.valid = append(b.valid[:0], make([]byte, bitutil.BytesForBits(int64(len(b.rows))))...)
	nulls := 0
	for at, i := range b.rows {
		name := nameOf(&b.chunk.rows[i])
		b.levels = append(b.levels, level(name > 0))
		if name == 0 {
			nulls++
			b.short = append(b.short, 0)
			continue
		}
		if b.entries[name] == 0 {
			texts.BinaryBuilder.Append(text(name))
			b.entries[name] = int32(texts.Len())
		}
		b.short = append(b.short, b.entries[name]-1)
		b.valid[at/8] |= 1 << (at % 8)
	}
	dictionary := texts.NewStringArray()
	defer dictionary.Release()
	if err := encoder.PutDictionary(dictionary); err != nil {
		return err
	}
	return b.writeEntries(w, nulls)
}

func (b *batch) writeEntries(w file.ColumnChunkWriter, nulls int) error {
	var valid *memory.Buffer
	if nulls > 0 {
		valid = memory.NewBufferBytes(b.valid)
	}
	entries := memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(b.short))
	data := array.NewData(arrow.PrimitiveTypes.Int32, len(b.short), []*memory.Buffer{valid, entries}, nil, nulls, 0)
	defer data.Release()
	indices := array.NewInt32Data(data)
	defer indices.Release()
	return w.(*file.ByteArrayColumnChunkWriter).WriteDictIndices(indices, b.levelsFor(w), nil)
}

// repeat writes the texts of names, for columns in which they hardly repeat.
func (b *batch) repeat(w file.ColumnChunkWriter, nameOf func(*row) uint32, text func(name uint32) []byte) error {
	b.levels, b.texts = b.levels[:0], b.texts[:0]
	for _, i := range b.rows {
		name := nameOf(&b.chunk.rows[i])
		b.levels = append(b.levels, level(name > 0))
		if name > 0 {
			b.texts = append(b.texts, text(name))
		}
	}
	return b.writeTexts(w)
}
