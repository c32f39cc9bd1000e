package analyze

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/marcboeker/go-duckdb"

	"lastcall/analyze/verdict"
	"lastcall/parse/dataset"
)

//go:embed sql/*.sql
var statements embed.FS

// statement returns the embedded query of the given name.
func statement(name string) string {
	text, err := statements.ReadFile("sql/" + name + ".sql")
	if err != nil {
		panic(err) // the name is ours, so this is a typing error in this package
	}
	return string(text)
}

// Session is an in-memory DuckDB over one dataset and window. Close it after use.
type Session struct {
	db      *sql.DB
	conn    *sql.Conn // SET VARIABLE belongs to one connection
	temp    string    // where DuckDB spills what does not fit into memory
	options Options
	data    *dataset.Snapshot
	window  verdict.Window

	warnings []string
}

// Open opens a session: views over the dataset's committed sources, nothing computed yet. A dataset without
// any line gives [ErrNoData], a missing one an error that wraps fs.ErrNotExist.
func Open(ctx context.Context, o Options) (*Session, error) {
	snapshot, err := dataset.Read(o.Data)
	if err != nil {
		return nil, fmt.Errorf("open dataset: %w", err)
	}
	if err := snapshot.Check(); err != nil {
		return nil, err
	}
	last, ok := snapshot.Last()
	if !ok {
		return nil, ErrNoData
	}
	s := &Session{options: o, data: snapshot, window: window(o, last)}
	if err := s.connect(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("open DuckDB: %w", err)
	}
	if err := s.createViews(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("read dataset: %w", err)
	}
	return s, nil
}

func window(o Options, last time.Time) verdict.Window {
	until := o.Until.UTC()
	if o.Until.IsZero() {
		until = last.Truncate(time.Second).Add(time.Second)
	}
	since, days := until.AddDate(0, 0, -o.Days), o.Days
	if !o.Since.IsZero() {
		since = o.Since.UTC()
		days = max(1, int(math.Ceil(until.Sub(since).Hours()/24)))
	}
	return verdict.Window{
		Since: since, Until: until, Days: days,
		LastLine: last, Age: max(0, o.Now.Sub(last)),
	}
}

func (s *Session) connect(ctx context.Context) error {
	var err error
	if s.temp, err = os.MkdirTemp("", "lastcall-duckdb-"); err != nil {
		return err
	}
	// Nothing may be downloaded: what is linked in is all there is.
	s.db, err = sql.Open("duckdb", "?autoinstall_known_extensions=false&autoload_known_extensions=false")
	if err != nil {
		return err
	}
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return err
	}
	for _, setting := range []string{
		"set temp_directory = " + quote(s.temp),
		"set preserve_insertion_order = false",
		"set variable since = " + timestamp(s.window.Since),
		"set variable until = " + timestamp(s.window.Until),
		fmt.Sprintf("set variable days = %d", s.window.Days),
		"create macro peer_kind(ip) as (" + statement("peer_kind") + ")",
		"create macro is_call(class, channel, peer, regime, surplus) as (" + statement("is_call") + ")",
	} {
		if err := s.exec(ctx, setting); err != nil {
			return err
		}
	}
	return nil
}

// Close releases the database and its spill files.
func (s *Session) Close() error {
	if s.conn != nil {
		s.conn.Close()
	}
	if s.db != nil {
		s.db.Close()
	}
	return os.RemoveAll(s.temp)
}

func (s *Session) exec(ctx context.Context, query string) error {
	_, err := s.conn.ExecContext(ctx, query)
	return err
}

// createViews makes the dataset visible: requests and lines whole, window_files for the days of the window.
func (s *Session) createViews(ctx context.Context) error {
	var always time.Time
	forever := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, v := range []struct {
		name  string
		files []string
	}{
		{"requests", s.data.Requests(always, forever)},
		{"window_files", s.data.Requests(s.window.Since, s.window.Until)},
		{"lines", s.data.Lines(always, forever)},
	} {
		if err := s.exec(ctx, "create view "+v.name+" as "+readFiles(v.files)); err != nil {
			return err
		}
	}
	return nil
}

// readFiles reads Parquet files with their Hive partition as column date.
func readFiles(files []string) string {
	if len(files) == 0 {
		return statement("no_requests")
	}
	var list strings.Builder
	for i, name := range files {
		if i > 0 {
			list.WriteString(", ")
		}
		list.WriteString(quote(literalPath(name)))
	}
	return "select * from read_parquet([" + list.String() + "], hive_partitioning = true, hive_types = {'date': date})"
}

// noPattern takes their meaning from the characters of patterns.
var noPattern = strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]")

// literalPath is a path that DuckDB takes for one file: absolute, so that it is neither a home directory nor an address, and
// no pattern. A dataset in d* would else be read together with those in d1 and d2.
func literalPath(name string) string {
	if abs, err := filepath.Abs(name); err == nil {
		name = abs
	}
	return noPattern.Replace(name)
}

// quote writes a string literal.
func quote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

func timestamp(t time.Time) string {
	return "timestamp " + quote(t.Format("2006-01-02 15:04:05.999999"))
}

// create runs embedded queries and keeps each answer under the query's name, as a table or a view.
func (s *Session) create(ctx context.Context, kind string, names ...string) error {
	for _, name := range names {
		if err := s.exec(ctx, "create "+kind+" "+name+" as "+statement(name)); err != nil {
			return fmt.Errorf("query %s: %w", name, err)
		}
	}
	return nil
}

// each runs an embedded query and calls scan for every row.
func (s *Session) each(ctx context.Context, name string, scan func(*sql.Rows) error) error {
	rows, err := s.conn.QueryContext(ctx, statement(name))
	if err != nil {
		return fmt.Errorf("query %s: %w", name, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("query %s: %w", name, err)
		}
	}
	return rows.Err()
}
