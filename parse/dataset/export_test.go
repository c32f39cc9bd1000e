package dataset

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

var everyKind = []Column{
	{Name: "text"}, {Name: "bool", Kind: KindBool}, {Name: "int", Kind: KindInt}, {Name: "uint", Kind: KindUint},
	{Name: "float", Kind: KindFloat}, {Name: "decimal", Kind: KindDecimal, Scale: 2}, {Name: "date", Kind: KindDate},
	{Name: "time", Kind: KindTime}, {Name: "blob", Kind: KindBlob}, {Name: "nested"},
}

// rowsFrom yields rows as an answer does: in one slice that is reused.
func rowsFrom(rows ...[]any) func() ([]any, error) {
	reused := make([]any, len(everyKind))
	return func() ([]any, error) {
		if len(rows) == 0 {
			return nil, io.EOF
		}
		reused = reused[:copy(reused, rows[0])]
		rows = rows[1:]
		return reused, nil
	}
}

func TestWriteParquet(t *testing.T) {
	full := []any{
		"a,\"b\"\n", true, int64(math.MinInt64), uint64(math.MaxUint64), 0.5, json.Number("-12345678901234567890.07"),
		DateOf(time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)), time.Date(2025, 10, 8, 1, 2, 3, 456789000, time.UTC), []byte{0, 255}, json.RawMessage(`{"a":[1]}`),
	}
	var b bytes.Buffer
	if err := WriteParquet(&b, everyKind, rowsFrom(full, make([]any, len(full)))); err != nil {
		t.Fatal(err)
	}
	got := readBack(t, b.Bytes())
	want := [][]string{
		{"a,\"b\"\n", "true", "-9223372036854775808", "18446744073709551615", "0.5", "-12345678901234567890.07", "1969-12-31", "2025-10-08 01:02:03.456789Z", "AP8=", `{"a":[1]}`},
		slices.Repeat([]string{"(null)"}, len(full)),
	}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// readBack reads a Parquet file as Arrow's texts of its values.
func readBack(t *testing.T, content []byte) [][]string {
	t.Helper()
	r, err := file.NewParquetReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.NumRowGroups() {
		chunk, err := r.MetaData().RowGroup(i).ColumnChunk(0)
		if err != nil || chunk.Compression() != compress.Codecs.Zstd {
			t.Errorf("row group %d is compressed with %v (%v), want zstd", i, chunk.Compression(), err)
		}
	}
	ar, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{BatchSize: 1 << 20}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := ar.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	rows := make([][]string, table.NumRows())
	for c := range int(table.NumCols()) {
		i := 0
		for _, chunk := range table.Column(c).Data().Chunks() {
			for k := range chunk.Len() {
				rows[i] = append(rows[i], chunk.ValueStr(k))
				i++
			}
		}
	}
	return rows
}

// TestWriteParquetRowGroups writes more rows than a row group holds.
func TestWriteParquetRowGroups(t *testing.T) {
	for _, rows := range []int{0, exportRows, 2*exportRows + 1} {
		n := 0
		var b bytes.Buffer
		err := WriteParquet(&b, []Column{{Name: "n", Kind: KindInt}}, func() ([]any, error) {
			if n == rows {
				return nil, io.EOF
			}
			n++
			return []any{int64(n)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		got := readBack(t, b.Bytes())
		if len(got) != rows || rows > 0 && got[0][0] != "1" {
			t.Errorf("read %d rows, wrote %d", len(got), rows)
		}
	}
}

func TestWriteParquetErrors(t *testing.T) {
	broken := errors.New("the query broke")
	tests := []struct {
		name string
		next func() ([]any, error)
		want string
	}{
		{"of the answer", func() ([]any, error) { return nil, broken }, "the query broke"},
		{"of a number", rowsFrom([]any{json.Number("1" + strings.Repeat("0", 36) + ".00")}), "write column n: 1000000000000000000000000000000000000.00 has more than 38 digits"},
		{"of a type", rowsFrom([]any{struct{}{}}), "write column n: a value of type struct {} has no place in Parquet"},
	}
	for _, tt := range tests {
		err := WriteParquet(io.Discard, []Column{{Name: "n", Kind: KindDecimal, Scale: 2}}, tt.next)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if err := WriteParquet(brokenWriter{}, everyKind, rowsFrom()); err == nil {
		t.Error("a writer that fails goes unnoticed")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
