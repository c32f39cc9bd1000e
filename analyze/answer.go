package analyze

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"lastcall/parse/dataset"
)

// Answer is what a statement answered. Close it after use.
type Answer struct {
	Columns []dataset.Column

	ctx      context.Context
	rows     *sql.Rows
	types    []string // DuckDB's, by column
	values   []any
	pointers []any // to values, for Scan
}

func newAnswer(ctx context.Context, rows *sql.Rows) (*Answer, error) {
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	a := &Answer{ctx: ctx, rows: rows, values: make([]any, len(types))}
	for i, t := range types {
		kind, scale := kindOf(t.DatabaseTypeName())
		a.Columns = append(a.Columns, dataset.Column{Name: t.Name(), Kind: kind, Scale: scale})
		a.types = append(a.types, t.DatabaseTypeName())
		a.pointers = append(a.pointers, &a.values[i])
	}
	return a, nil
}

// Next returns the next row, io.EOF after the last. The values are those of the columns' kinds, nil for NULL; the
// slice is reused.
func (a *Answer) Next() ([]any, error) {
	if !a.rows.Next() {
		if err := a.rows.Err(); err != nil {
			return nil, a.unreadable(err)
		}
		return nil, io.EOF
	}
	if err := a.rows.Scan(a.pointers...); err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	for i, v := range a.values {
		a.values[i] = plain(a.types[i], v)
	}
	return a.values, nil
}

// Close releases the answer.
func (a *Answer) Close() error {
	return a.rows.Close()
}

var unsupported = regexp.MustCompile(`unsupported data type: (\w+)`)

// unreadable explains a type that the driver cannot read.
func (a *Answer) unreadable(err error) error {
	if a.ctx.Err() != nil {
		return a.ctx.Err()
	}
	if m := unsupported.FindStringSubmatch(err.Error()); m != nil {
		return &StatementError{"the answer holds values of type " + m[1] + ", which cannot be shown", "cast them: select x::varchar"}
	}
	return statementError(a.ctx, err)
}

var kinds = map[string]dataset.Kind{
	"BOOLEAN": dataset.KindBool, "DATE": dataset.KindDate, "BLOB": dataset.KindBlob,
	"TINYINT": dataset.KindInt, "SMALLINT": dataset.KindInt, "INTEGER": dataset.KindInt, "BIGINT": dataset.KindInt,
	"UTINYINT": dataset.KindUint, "USMALLINT": dataset.KindUint, "UINTEGER": dataset.KindUint, "UBIGINT": dataset.KindUint,
	"FLOAT": dataset.KindFloat, "DOUBLE": dataset.KindFloat, "HUGEINT": dataset.KindDecimal,
	"TIMESTAMP": dataset.KindTime, "TIMESTAMP_S": dataset.KindTime, "TIMESTAMP_MS": dataset.KindTime,
	"TIMESTAMP_NS": dataset.KindTime, "TIMESTAMPTZ": dataset.KindTime,
}

// kindOf is the kind of DuckDB's type, with the scale of a decimal.
func kindOf(duck string) (kind dataset.Kind, scale int) {
	if digits, ok := strings.CutPrefix(duck, "DECIMAL("); ok && strings.HasSuffix(digits, ")") {
		_, after, _ := strings.Cut(strings.TrimSuffix(digits, ")"), ",")
		scale, _ = strconv.Atoi(after)
		return dataset.KindDecimal, scale
	}
	return kinds[duck], 0
}
