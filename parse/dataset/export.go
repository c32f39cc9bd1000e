package dataset

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// Kind is what the values of an answer's column are. NULL is nil in every kind.
type Kind int

// The kinds, and the Go types of their values.
const (
	KindText    Kind = iota // string; json.RawMessage for nested values
	KindBool                // bool
	KindInt                 // int64
	KindUint                // uint64
	KindFloat               // float64
	KindDecimal             // json.Number: exact, with as many digits after the point as Column.Scale says
	KindDate                // Date
	KindTime                // time.Time, a moment in UTC
	KindBlob                // []byte
)

// Number reports whether values of the kind are numbers.
func (k Kind) Number() bool { return k >= KindInt && k <= KindDecimal }

// Date is a day, counted from 1970-01-01.
type Date int32

// DateOf returns the day of a time, which must be UTC.
func DateOf(t time.Time) Date {
	return Date(floorTo(t.Unix(), secondsPerDay) / secondsPerDay)
}

const secondsPerDay = int64(24 * time.Hour / time.Second)

// String writes the day as YYYY-MM-DD.
func (d Date) String() string {
	return time.Unix(int64(d)*secondsPerDay, 0).UTC().Format(time.DateOnly)
}

// Column is a column of an answer.
type Column struct {
	Name  string
	Kind  Kind
	Scale int // digits after the point, of KindDecimal
}

// ErrDigits marks a number that is too long for a Decimal column.
var ErrDigits = errors.New("has more than 38 digits")

// exportRows is the number of rows in a row group.
const exportRows = 16 << 10

// WriteParquet writes an answer as one Parquet file, compressed with zstd. next returns the values of the next
// row, which it may reuse, and io.EOF after the last. Times are microseconds without a zone, as in the dataset.
func WriteParquet(w io.Writer, columns []Column, next func() ([]any, error)) error {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = arrow.Field{Name: c.Name, Type: c.arrow(), Nullable: true}
	}
	schema := arrow.NewSchema(fields, nil)
	buffer := bufio.NewWriter(w)
	out, err := pqarrow.NewFileWriter(schema, sink{buffer}, writerProperties(nil, nil), pqarrow.DefaultWriterProps())
	if err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for rows := 1; rows > 0; {
		if rows, err = fillBatch(b, columns, next); err != nil {
			return err
		}
		if err := cmp.Or(writeBatch(out, b), buffer.Flush()); err != nil {
			return fmt.Errorf("write Parquet: %w", err)
		}
	}
	if err := cmp.Or(out.Close(), buffer.Flush()); err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	return nil
}

func writeBatch(out *pqarrow.FileWriter, b *array.RecordBuilder) error {
	rec := b.NewRecord()
	defer rec.Release()
	if rec.NumRows() == 0 {
		return nil
	}
	return out.Write(rec)
}

// fillBatch appends up to a row group of rows and returns their number, 0 at the end.
func fillBatch(b *array.RecordBuilder, columns []Column, next func() ([]any, error)) (int, error) {
	for n := range exportRows {
		values, err := next()
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		for i, v := range values {
			if err := appendValue(b.Field(i), v); err != nil {
				return n, fmt.Errorf("write column %s: %w", columns[i].Name, err)
			}
		}
	}
	return exportRows, nil
}

// arrow is the Arrow type of the column.
func (c Column) arrow() arrow.DataType {
	switch c.Kind {
	case KindBool:
		return arrow.FixedWidthTypes.Boolean
	case KindInt:
		return arrow.PrimitiveTypes.Int64
	case KindUint:
		return arrow.PrimitiveTypes.Uint64
	case KindFloat:
		return arrow.PrimitiveTypes.Float64
	case KindDecimal:
		return &arrow.Decimal128Type{Precision: maxDigits, Scale: int32(c.Scale)}
	case KindDate:
		return arrow.FixedWidthTypes.Date32
	case KindTime:
		return micros
	case KindBlob:
		return arrow.BinaryTypes.Binary
	}
	return text
}

// maxDigits is the precision of a decimal of 128 bits; decimalLimit is the least whole number beyond it.
const maxDigits = 38

var decimalLimit = new(big.Int).Exp(big.NewInt(10), big.NewInt(maxDigits), nil)

func appendValue(b array.Builder, value any) error {
	switch v := value.(type) {
	case nil:
		b.AppendNull()
	case bool:
		b.(*array.BooleanBuilder).Append(v)
	case int64:
		b.(*array.Int64Builder).Append(v)
	case uint64:
		b.(*array.Uint64Builder).Append(v)
	case float64:
		b.(*array.Float64Builder).Append(v)
	case Date:
		b.(*array.Date32Builder).Append(arrow.Date32(v))
	case time.Time:
		addTime(b, v.UnixMicro())
	case []byte:
		b.(*array.BinaryBuilder).Append(v)
	case string:
		b.(*array.StringBuilder).Append(v)
	case json.RawMessage:
		b.(*array.StringBuilder).Append(string(v))
	case json.Number:
		return appendDecimal(b.(*array.Decimal128Builder), string(v))
	default:
		return fmt.Errorf("a value of type %T has no place in Parquet", value)
	}
	return nil
}

// appendDecimal appends a number that has exactly as many digits after its point as the column.
func appendDecimal(b *array.Decimal128Builder, number string) error {
	digits, ok := new(big.Int).SetString(strings.Replace(number, ".", "", 1), 10)
	if !ok || digits.CmpAbs(decimalLimit) >= 0 {
		return fmt.Errorf("%s %w", number, ErrDigits)
	}
	b.Append(decimal128.FromBigInt(digits))
	return nil
}
