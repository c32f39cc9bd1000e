package analyze

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/marcboeker/go-duckdb"
)

// fill creates a table and appends the rows that next yields until it returns nil.
func (s *Session) fill(ctx context.Context, table, columns string, next func() []driver.Value) error {
	if err := s.exec(ctx, "create table "+table+" ("+columns+")"); err != nil {
		return fmt.Errorf("create table %s: %w", table, err)
	}
	err := s.conn.Raw(func(conn any) error {
		a, err := duckdb.NewAppenderFromConn(conn.(driver.Conn), "", table)
		if err != nil {
			return err
		}
		for row := next(); row != nil; row = next() {
			if err := a.AppendRow(row...); err != nil {
				a.Close()
				return err
			}
		}
		return a.Close()
	})
	if err != nil {
		return fmt.Errorf("fill table %s: %w", table, err)
	}
	return nil
}

// rowsOf yields one row per element.
func rowsOf[T any](elements []T, row func(T) []driver.Value) func() []driver.Value {
	i := 0
	return func() []driver.Value {
		if i == len(elements) {
			return nil
		}
		i++
		return row(elements[i-1])
	}
}

// orNull is NULL for an empty text.
func orNull(text string) driver.Value {
	if text == "" {
		return nil
	}
	return text
}
