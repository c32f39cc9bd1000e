package main

import (
	"bufio"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/marcboeker/go-duckdb"

	"lastcall/parse"
)

// The tests of this file are the peers of `lastcall parse`; scripts/bench.sh runs each as a command of its own. They are tests because
// nothing but package analyze may link DuckDB, and scripts may not link the parser.
var (
	input  = flag.String("in", "", "read `FILE`")
	output = flag.String("out", "", "write `FILE`")
)

// duckDB is what an analyst would write to turn the API's entries into Parquet.
const duckDB = `copy (select id, timestamp::TIMESTAMP ts, list_filter(labels, x -> x.name='method')[1].value as method,
	list_filter(labels, x -> x.name='path')[1].value as path, list_filter(labels, x -> x.name='statusCode')[1].value::SMALLINT as status,
	list_filter(labels, x -> x.name='host')[1].value as host, list_filter(labels, x -> x.name='resource')[1].value as resource,
	regexp_extract(message,'clientIP="([^"]*)"',1) ip, regexp_extract(message,'requestID="([^"]*)"',1) rid,
	nullif(regexp_extract(message,'responseTimeMS=([0-9]+)',1),'')::INT rt, nullif(regexp_extract(message,'responseBytes=([0-9]+)',1),'')::INT rb,
	regexp_extract(message,'userAgent="(.*)"$',1) ua
	from read_json('IN', format='newline_delimited', columns={id:'VARCHAR',timestamp:'VARCHAR',message:'VARCHAR',
	labels:'STRUCT(name VARCHAR, value VARCHAR)[]'})) to 'OUT' (format parquet, compression zstd)`

// files skips a test that is not run with files to read, and to write.
func files(t *testing.T, needsOutput bool) {
	if *input == "" || needsOutput && *output == "" {
		t.Skip("run by scripts/bench.sh with -in and -out")
	}
}

func TestDuckDB(t *testing.T) {
	files(t, true)
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range []string{"set threads=2", strings.NewReplacer("'IN'", "'"+*input+"'", "'OUT'", "'"+*output+"'").Replace(duckDB)} {
		if _, err := conn.ExecContext(context.Background(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// each reads the records of the input.
func each(t *testing.T, visit func(rec *parse.Record) error) {
	f, err := os.Open(*input)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := parse.Decompress(f)
	if err != nil {
		t.Fatal(err)
	}
	for reader := parse.NewReader(plain); ; {
		rec, err := reader.Next()
		if err == io.EOF {
			return
		}
		if err == nil {
			err = visit(rec)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestParseOnly reads all records and stores nothing: what no program that stores them can undercut.
func TestParseOnly(t *testing.T) {
	files(t, false)
	each(t, func(*parse.Record) error { return nil })
}

// TestDecompress does nothing but to unpack.
func TestDecompress(t *testing.T) {
	files(t, false)
	f, err := os.Open(*input)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := parse.Decompress(f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, plain); err != nil {
		t.Fatal(err)
	}
}

// TestCombined writes the requests of the edge as a combined log, for GoAccess.
func TestCombined(t *testing.T) {
	files(t, true)
	f, err := os.Create(*output)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	each(t, func(rec *parse.Record) error {
		if rec.Channel != parse.Edge {
			return nil
		}
		at := time.UnixMicro(rec.Time).UTC().Format("02/Jan/2006:15:04:05 -0700")
		_, err := fmt.Fprintf(w, "%s - - [%s] \"%s %s HTTP/1.1\" %d %d \"-\" \"%s\"\n", rec.ClientIP, at, rec.Method, rec.Path, rec.Status, max(rec.Bytes, 0), rec.UserAgent)
		return err
	})
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
