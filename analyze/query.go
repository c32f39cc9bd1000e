package analyze

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/marcboeker/go-duckdb"
)

//go:embed sql/queries/*.sql
var questions embed.FS

// NamedQuery is a question that is asked often.
type NamedQuery struct {
	Name     string
	Question string
	SQL      string
}

// NamedQueries lists the ready questions by name.
func NamedQueries() []NamedQuery {
	names, err := fs.Glob(questions, "sql/queries/*.sql")
	if err != nil {
		panic(err) // the pattern is ours
	}
	var queries []NamedQuery
	for _, file := range names {
		text, err := questions.ReadFile(file)
		if err != nil {
			panic(err) // the file is embedded
		}
		head, _, _ := strings.Cut(string(text), "\n")
		name, question, _ := strings.Cut(strings.TrimPrefix(head, "-- "), ": ")
		queries = append(queries, NamedQuery{name, question, string(text)})
	}
	return queries
}

// Statement returns the SQL of a ready question, or of a step of the analysis itself; false when there is none of that name.
func Statement(name string) (string, bool) {
	for _, q := range NamedQueries() {
		if q.Name == name {
			return q.SQL, true
		}
	}
	if !variableName.MatchString(name) {
		return "", false
	}
	text, err := statements.ReadFile("sql/" + name + ".sql")
	return string(text), err == nil
}

// Query runs a statement that reads. Refusals and the statement's own mistakes are a [StatementError].
func (v *Views) Query(ctx context.Context, statement string) (*Answer, error) {
	if err := v.prove(ctx, statement); err != nil {
		return nil, err
	}
	rows, err := v.session.conn.QueryContext(ctx, statement)
	if err != nil {
		return nil, statementError(ctx, err)
	}
	answer, err := newAnswer(ctx, rows)
	if err != nil {
		rows.Close()
		return nil, err
	}
	return answer, nil
}

var (
	variableName = regexp.MustCompile(`^[a-z_]+$`)
	number       = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,15})?$`)
)

// Set sets a variable that statements read with getvariable. The value is a text unless it reads as a number, a date or
// a time. Variables called since, until or days change nothing but what statements read: the views keep their window.
func (v *Views) Set(ctx context.Context, name, value string) error {
	if !variableName.MatchString(name) {
		return &StatementError{fmt.Sprintf("%q is no name of a variable", name), "use small letters and underscores: --set since=2025-10-08"}
	}
	if strings.ContainsRune(value, 0) {
		return &StatementError{"the value of " + name + " is no text", ""}
	}
	if err := v.session.exec(ctx, `set variable "`+name+`" = `+literal(value)); err != nil {
		return fmt.Errorf("set variable %s: %w", name, err)
	}
	return nil
}

func literal(value string) string {
	if number.MatchString(value) {
		return value
	}
	if _, err := time.Parse(time.DateOnly, value); err == nil {
		return "date " + quote(value)
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, value); err == nil {
			return timestamp(t.UTC())
		}
	}
	return quote(value)
}

// statementError is what DuckDB says of a statement, in one line. What is not the statement's fault stays as it is.
func statementError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var e *duckdb.Error
	if !errors.As(err, &e) {
		return &StatementError{oneLine(err.Error()), ""}
	}
	switch e.Type {
	case duckdb.ErrorTypeInternal, duckdb.ErrorTypeFatal, duckdb.ErrorTypeOutOfMemory:
		return errors.New(oneLine(e.Msg))
	}
	return &StatementError{oneLine(e.Msg), viewsHint}
}

// oneLine drops what DuckDB adds below its message: the place in the statement, advice on extensions, a stack.
func oneLine(message string) string {
	message, _, _ = strings.Cut(message, "\n\n")
	message, _, _ = strings.Cut(message, "\nLINE ")
	message, _, _ = strings.Cut(message, "\nStack Trace")
	return strings.Join(strings.Fields(message), " ")
}
