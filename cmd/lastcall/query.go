package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"lastcall/analyze"
	"lastcall/parse/dataset"
	"lastcall/report"
)

// query is the command of that name: one question, or a prompt for many.
type query struct {
	project
	out      *output
	flags    *pflag.FlagSet
	set      []string
	list     bool
	show     string
	exportDB string
}

func queryCommand() *command {
	c := newCommand("query", "[SQL | FILE.sql | NAME]", "ask the dataset anything in SQL; without a question, a prompt")
	q := &query{flags: c.flags}
	q.windowFlags(c.flags)
	q.staticFlags(c.flags)
	c.flags.StringArrayVar(&q.set, "set", nil, "set a variable for getvariable('NAME'), as `NAME=VALUE`; may be repeated")
	c.flags.BoolVar(&q.list, "list", false, "list the ready questions")
	c.flags.StringVar(&q.show, "show", "", "print the SQL of `NAME`: a ready question, or a step of the analysis")
	c.flags.StringVar(&q.exportDB, "export-db", "", "write the views as tables of the new DuckDB `FILE`")
	q.out = outputFlags(c.flags, tableFormat, report.CSV, report.JSON, report.Markdown, parquetFormat)
	q.out.format = string(tableFormat)
	c.flags.Lookup("format").DefValue = q.out.format
	c.run = func(ctx context.Context, e *env, args []string) error {
		// A reader like head closes the pipe when it has seen enough. That is no failure, and must not end the
		// process before its spill files are removed.
		signal.Ignore(syscall.SIGPIPE)
		if err := q.run(ctx, e, args); !errors.Is(err, syscall.EPIPE) {
			return err
		}
		return nil
	}
	return c
}

func (q *query) run(ctx context.Context, e *env, args []string) error {
	if q.out.format == string(report.Text) {
		q.out.format = string(tableFormat)
	}
	format, err := q.out.chosen()
	if err != nil {
		return err
	}
	if err := q.refuseConflicts(e, args, format); err != nil {
		return err
	}
	switch {
	case q.list:
		return q.out.write(e, func(w io.Writer) error { return namedQueries().write(w, format) })
	case q.flags.Changed("show"):
		return q.showStatement(e)
	case q.flags.Changed("export-db"):
		return q.export(ctx, e)
	case len(args) == 0:
		return q.prompt(ctx, e, format)
	}
	statement, err := resolve(args[0])
	if err != nil {
		return err
	}
	views, err := q.open(ctx, e)
	if err != nil {
		return err
	}
	defer views.Close()
	return q.ask(ctx, e, views, statement, format)
}

// refuseConflicts refuses what cannot be meant together.
func (q *query) refuseConflicts(e *env, args []string, format report.Format) error {
	var asked []string
	if len(args) > 0 {
		asked = append(asked, "a statement")
	}
	for _, name := range []string{"list", "show", "export-db"} {
		if q.flags.Changed(name) {
			asked = append(asked, "--"+name)
		}
	}
	switch {
	case len(args) > 1:
		return usage(fmt.Sprintf("unexpected argument %q", args[1]), "quote the statement: lastcall query 'select ...'")
	case len(asked) > 1:
		return usage(asked[0]+" and "+asked[1]+" do not go together", "give one of them")
	case len(q.set) > 0 && len(asked) == 1 && len(args) == 0:
		return usage("--set and "+asked[0]+" do not go together", "variables are read by statements")
	case q.flags.Changed("export-db") && (q.out.file != "" || q.flags.Changed("format")):
		return usage("--export-db takes neither -o nor --format", "it names its file itself")
	case q.flags.Changed("show") && q.flags.Changed("format"):
		return usage("--show takes no --format", "it prints SQL")
	case len(asked) == 0 && !e.interactive:
		return usage("no statement is given", "lastcall query 'select ...', lastcall query NAME, or lastcall query --list; a prompt needs a terminal")
	case len(asked) == 0 && (q.out.file != "" || format == parquetFormat):
		return usage("the prompt writes to the terminal", "give the statement as an argument to use -o or Parquet")
	case format == parquetFormat && q.out.file == "" && isTerminal(e.stdout):
		return usage("Parquet is no text for a terminal", "name a file with -o")
	}
	return nil
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// open analyses the dataset and sets the variables.
func (q *query) open(ctx context.Context, e *env) (*analyze.Views, error) {
	if err := q.load(); err != nil {
		return nil, err
	}
	if err := q.out.refuseInputs(q.config.Data, q.inputs()...); err != nil {
		return nil, err
	}
	if err := refuseTarget("--export-db", q.exportDB, q.config.Data); err != nil {
		return nil, err
	}
	o, err := q.options(ctx, e, len(q.config.Frontend.Knip) > 0)
	if err != nil {
		return nil, err
	}
	views, err := analyze.OpenViews(ctx, o)
	if err != nil {
		return nil, datasetHint(err, o.Data)
	}
	for _, w := range views.Warnings {
		warn(e, w)
	}
	for _, s := range q.set {
		name, value, ok := strings.Cut(s, "=")
		if err = views.Set(ctx, name, value); err == nil && !ok {
			err = usage(fmt.Sprintf("--set %s has no value", s), "write --set NAME=VALUE")
		}
		if err != nil {
			views.Close()
			return nil, mistake(err)
		}
	}
	return views, nil
}

// ask runs a statement and writes its answer.
func (q *query) ask(ctx context.Context, e *env, views *analyze.Views, statement string, format report.Format) error {
	found, err := views.Query(ctx, statement)
	if err != nil {
		return mistake(err)
	}
	defer found.Close()
	return q.out.write(e, func(w io.Writer) error {
		return mistake(answer{found.Columns, found.Next}.write(w, format))
	})
}

// mistake makes what is wrong with a statement a usage error.
func mistake(err error) error {
	var s *analyze.StatementError
	if errors.As(err, &s) {
		return usage(s.Reason, s.Hint)
	}
	if errors.Is(err, dataset.ErrDigits) {
		return usage(err.Error(), "cast the column to double or varchar")
	}
	return err
}

// resolve returns the SQL that an argument stands for: a ready question, a file, or the argument itself.
func resolve(arg string) (string, error) {
	for _, q := range analyze.NamedQueries() {
		if q.Name == arg {
			return q.SQL, nil
		}
	}
	if !strings.HasSuffix(arg, ".sql") {
		return arg, nil
	}
	text, err := os.ReadFile(arg)
	return strings.TrimPrefix(string(text), "\ufeff"), err
}

func (q *query) showStatement(e *env) error {
	text, ok := analyze.Statement(q.show)
	if !ok {
		return usage(fmt.Sprintf("there is no query %q", q.show), "lastcall query --list names them")
	}
	return q.out.write(e, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

// namedQueries is the list of ready questions, as an answer.
func namedQueries() answer {
	queries := analyze.NamedQueries()
	return answer{
		columns: []dataset.Column{{Name: "name"}, {Name: "question"}},
		next: func() ([]any, error) {
			if len(queries) == 0 {
				return nil, io.EOF
			}
			q := queries[0]
			queries = queries[1:]
			return []any{q.Name, q.Question}, nil
		},
	}
}

// export writes the views into a database that appears whole or not at all: it is written beside its place and renamed.
func (q *query) export(ctx context.Context, e *env) error {
	if _, err := os.Lstat(q.exportDB); err == nil {
		return usage(q.exportDB+" exists already", "name a new file, or remove it first")
	}
	views, err := q.open(ctx, e)
	if err != nil {
		return err
	}
	defer views.Close()
	dir, err := os.MkdirTemp(filepath.Dir(q.exportDB), ".lastcall-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	staged := filepath.Join(dir, "views.duckdb")
	if err := views.ExportTo(ctx, staged); err != nil {
		return err
	}
	return os.Rename(staged, q.exportDB)
}
