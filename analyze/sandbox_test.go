package analyze_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lastcall/analyze"
)

// allowed are statements that read, in every shape in which analysts write them.
var allowed = []string{
	"select 1", "select 1;", " select 1 ; ;\n", "(select 1)", "values (1)", "table routes", "from routes",
	"-- a comment; with a semicolon\nselect 1", "/* ; */ select ';', $$;$$, \";\" from (select 1 as \";\") -- ;",
	"with a as (select 1), b as materialized (from a) select * from b",
	"with recursive n(i) as (select 1 union all select i + 1 from n where i < 3) from n",
	"select * from usage union all by name select * from usage",
	"select count(*) filter (calls > 1), list(endpoint order by calls) from usage group by all having count(*) > 0",
	"select endpoint, row_number() over (order by calls) as n from usage qualify n = 1",
	"select columns('.*_used'), * exclude (service) replace (calls + 1 as calls) from usage",
	"select [x + 1 for x in [1, 2]], list_transform([1], x -> x), {'a': 1}.a, map {'k': 1}, 'a' || 1, 1::varchar, e'\\n'",
	"from range(10) using sample 3", "from routes positional join usage", "from usage asof join (select ts from requests) r on usage.last_used >= r.ts",
	"select * from requests tablesample 10%", "select unnest(names) from sources", "select (select max(calls) from usage)",
	"select * from usage where exists (from routes where routes.endpoint = usage.endpoint) limit 10 offset 1",
	"describe requests", "describe select 1", "summarize usage", "summarize select 1", "show tables", "show all tables", "show requests",
	"explain select 1", "EXPLAIN ANALYZE select 1", "explain (select 1)", "-- why slow?\nexplain select 1",
	"pivot requests on status using count(*)", "PIVOT requests ON status;", "pivot usage on verdict in ('used', 'unused') using sum(calls)",
	"-- a table; of states\npivot (from endpoint_calls where path <> ')') on class || '-on-' || channel, counted using count(*) as n, max(ts) as last group by endpoint order by endpoint limit 5",
	"explain pivot requests on status", "select * from usage pivot (sum(calls) for verdict in ('used'))", "unpivot (select 1 as a, 2 as b) on a, b",
	"select * from query_table('usage')", "select getvariable('none')", "select json_serialize_sql('copy t to ''x''')",
	"from duckdb_extensions()", "from duckdb_secrets()", "from which_secret('s3://b/x', 's3')", "from checkpoint()", "from force_checkpoint()",
	"from pragma_database_size()", "from duckdb_settings()", "from duckdb_temporary_files()", "from test_all_types() limit 0", "from repeat(1, 3)",
	"from glob('*')", "from read_text('*.nothing*') limit 0", "select nextval from (select 1 as nextval)",
}

// hostile are statements that write, or that cannot be proven to read only.
var hostile = []string{
	"", ";", "-- nothing",
	"select 1; select 2", "select 1; copy (select 1) to 'x.csv'", "copy (select 1) to 'x.csv'; select 1", "select 1 ;; drop view requests",
	"copy (select 1) to 'x.csv'", "COPY requests TO 'x.parquet'", "copy requests from 'x.csv'", "/* select */ copy (select 1) to 'x.csv'", "-- select\ncopy (select 1) to 'x.csv'",
	"export database 'x'", "import database 'x'", "attach 'x.duckdb'", "attach 'x.duckdb' as x", "detach memory", "use memory", "checkpoint", "force checkpoint", "vacuum",
	"create table t as select 1", "create or replace view requests as select 1", "create temp table t (a int)", "create macro m() as 1", "create type t as enum ('a')", "create schema s",
	"create secret (type s3)", "create persistent secret p (type s3)", "create sequence s", "drop view requests", "drop table usage", "alter table usage rename to u", "comment on table usage is 'x'",
	"insert into usage default values", "update usage set calls = 0", "delete from usage", "truncate usage", "merge into usage using usage on true when matched then delete",
	"with a as (select 1) insert into usage select * from a", "with a as (delete from usage returning *) select * from a", "with a as (insert into usage default values) select 1", "select 1 into t",
	"install httpfs", "load httpfs", "force install 'x.duckdb_extension'", "set threads = 1", "set variable since = 1", "reset threads", "set temp_directory = 'x'", "set enable_external_access = true",
	"pragma version", "pragma enable_profiling", "pragma profiling_output = 'x.json'", "pragma import_database('x')", "call pragma_version()", "call force_checkpoint()",
	"prepare p as select 1", "execute p", "deallocate p", "begin", "commit", "rollback", "begin transaction read only",
	"explain copy (select 1) to 'x.csv'", "explain analyze copy (select 1) to 'x.csv'", "explain analyze create table t as select 1", "explain analyze delete from usage", "explain select 1; copy (select 1) to 'x.csv'",
	"explain", "explain analyze", "explain explain copy (select 1) to 'x.csv'", "explain analyze explain analyze copy (select 1) to 'x.csv'", "/* */ explain analyze copy (select 1) to 'x.csv'",
	"describe copy (select 1) to 'x.csv'", "summarize (copy (select 1) to 'x.csv')", "describe select 1; copy (select 1) to 'x.csv'",
	"pivot requests on status; copy (select 1) to 'x.csv'", "pivot requests on status using count(*); drop view requests", "/* /* */ pivot requests on status */ copy (select 1) to 'x.csv'",
	"pivot (copy (select 1) to 'x.csv') on status", "pivot (delete from usage returning *) on verdict", "pivot",
	"pivot (from query('select 1 as a')) on a", "pivot requests on json_serialize_plan(path)", "pivot requests on status using max(json_serialize_plan(path))",
	"pivot requests on status using count(*) group by json_serialize_plan(path)", "pivot requests on status using count(*) -- using '\n, json_serialize_plan('') -- '",
	"with a as (from requests) pivot a on status", "select * from (pivot requests on status)",
	"from query('select 1')", "from query('copy (select 1) to ''x.csv''')", "select * from \"QUERY\"('select 1')", "from system.main.query('select 1')", "with a as (from query('select 1')) from a", "select (from query('select 1'))",
	"from query_table('(copy (select 1) to ''x.csv'')')", "from query_table('usage; drop table usage')",
	"from json_execute_serialized_sql(json_serialize_sql('select 1'))", "pragma json_execute_serialized_sql('{}')", "select json_deserialize_sql('{}')", "select json_serialize_plan('select 1')",
	"from arrow_scan(null, null, null)", "from arrow_scan_dumb(null, null, null)", "from seq_scan()", "from index_scan()",
	"from 'x.duckdb'", "from 'x.db'", "from read_csv('https://203.0.113.1/x.csv')", "from 's3://bucket/x.parquet'", "from read_text('hf://x')", "select nextval('s')",
	"select ?", "select $1", "select $name", "select 1\x00; copy (select 1) to 'x.csv'", "select '\xff'", "select '" + strings.Repeat("a", 64<<10) + "'",
	"select " + strings.Repeat("(", 9000), "select 1" + strings.Repeat(" union all select 1", 3000),
}

// TestSandbox lets statements loose on a dataset: those that read must run, the others must be refused, and neither may
// leave a trace in the dataset, the working directory or the home directory.
func TestSandbox(t *testing.T) {
	o := orders(t)
	home, work := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Chdir(work)
	v := views(t, o)
	before := []string{tree(t, o.Data), tree(t, work), tree(t, home)}
	for _, statement := range allowed {
		if _, err := ask(t.Context(), v, statement); err != nil {
			t.Errorf("%s\nis refused: %v", statement, err)
		}
	}
	for _, statement := range hostile {
		_, err := ask(t.Context(), v, statement)
		var refused *analyze.StatementError
		if !errors.As(err, &refused) {
			t.Errorf("%.200q is not refused: %v", statement, err)
			continue
		}
		if strings.Contains(refused.Reason, "\n") || refused.Reason == "" || len(refused.Reason) > 400 {
			t.Errorf("%.200q: the reason is no sentence: %q", statement, refused.Reason)
		}
	}
	for i, dir := range []string{o.Data, work, home} {
		if after := tree(t, dir); after != before[i] {
			t.Errorf("%s changed from\n%sto\n%s", dir, before[i], after)
		}
	}
	expect(t, v, "select count(*) from requests", "6")
	expect(t, v, "select count(*) from usage", "3")
}

// tree lists every file below dir with the hash of its content.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var list strings.Builder
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			fmt.Fprintln(&list, name)
			return err
		}
		text, err := os.ReadFile(name)
		fmt.Fprintf(&list, "%s %x\n", name, sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list.String()
}

// TestRefusals checks what an analyst is told.
func TestRefusals(t *testing.T) {
	v := views(t, orders(t))
	tests := []struct{ statement, reason, hint string }{
		{"copy usage to 'x'", "only one statement that reads is run: SELECT, FROM, VALUES, PIVOT, DESCRIBE, SUMMARIZE, SHOW, or EXPLAIN of one", "-o"},
		{"select 1; select 2", "2 statements are given, one at a time is run", "once for each"},
		{"", "the statement is empty", "the views are requests, lines"},
		{"selec 1", `syntax error at or near "selec"`, "--list"},
		{"select nope from usage where calls > 0", `Binder Error: Referenced column "nope" not found in FROM clause! Candidate bindings: `, "--list"},
		{"from usagee", `Catalog Error: Table with name usagee does not exist! Did you mean "usage"?`, "the views are"},
		{"select path::int from requests where path = '/orders/1'", "Conversion Error: Could not convert string '/orders/1' to INT32", ""},
		{"from read_csv('https://203.0.113.1/x')", "Missing Extension Error: File https://203.0.113.1/x requires the extension httpfs to be loaded", ""},
		{"from query('select 1')", "the function query is refused: what it would run cannot be checked", "write the statement itself"},
		{"select [1, 2]::int[2]", "the answer holds values of type ARRAY, which cannot be shown", "::varchar"},
		{"select '\xff'", "the statement is no UTF-8 text", "UTF-8"},
	}
	for _, tt := range tests {
		_, err := ask(t.Context(), v, tt.statement)
		var refused *analyze.StatementError
		if !errors.As(err, &refused) || !strings.HasPrefix(refused.Reason, tt.reason) || !strings.Contains(refused.Hint, tt.hint) {
			t.Errorf("%s:\n got %v\nwant %s", tt.statement, err, tt.reason)
		}
	}
}

// tableFunctions is every table function of DuckDB with what it may do. A new version brings new ones: decide here.
var tableFunctions = map[string][]string{
	"only shows or reads": {
		"duckdb_columns", "duckdb_constraints", "duckdb_databases", "duckdb_dependencies", "duckdb_extensions", "duckdb_functions", "duckdb_indexes",
		"duckdb_keywords", "duckdb_memory", "duckdb_optimizers", "duckdb_schemas", "duckdb_secrets", "duckdb_sequences", "duckdb_settings", "duckdb_tables",
		"duckdb_temporary_files", "duckdb_types", "duckdb_variables", "duckdb_views", "generate_series", "glob", "parquet_file_metadata", "parquet_kv_metadata",
		"parquet_metadata", "parquet_scan", "parquet_schema", "pragma_collations", "pragma_database_size", "pragma_metadata_info", "pragma_platform", "pragma_show",
		"pragma_storage_info", "pragma_table_info", "pragma_user_agent", "pragma_version", "query_table", "range", "read_blob", "read_csv", "read_csv_auto",
		"read_json", "read_json_auto", "read_json_objects", "read_json_objects_auto", "read_ndjson", "read_ndjson_auto", "read_ndjson_objects", "read_parquet",
		"read_text", "repeat", "repeat_row", "sniff_csv", "summary", "test_all_types", "test_vector_types", "unnest", "which_secret",
	},
	"writes back a database, of which there is none on disk": {"checkpoint", "force_checkpoint"},
	"cannot be called":               {"seq_scan", "index_scan"},
	"runs what cannot be checked":    {"query", "json_execute_serialized_sql"},
	"follows pointers that it takes": {"arrow_scan", "arrow_scan_dumb"},
}

func TestTableFunctionsAreDecided(t *testing.T) {
	var decided []string
	for _, names := range tableFunctions {
		decided = append(decided, names...)
	}
	slices.Sort(decided)
	v := views(t, orders(t))
	expect(t, v, "select distinct function_name from duckdb_functions() where function_type = 'table' order by 1", decided...)
}

// TestQueryIsInterrupted: this count would take days.
func TestQueryIsInterrupted(t *testing.T) {
	v := views(t, orders(t))
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := ask(ctx, v, "select count(*) from range(1000000000) a, range(1000000000) b where a.range + b.range = 7"); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled query gives %v", err)
	}
	expect(t, v, "select 1", "1")
}
