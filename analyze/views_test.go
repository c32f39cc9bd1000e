package analyze_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lastcall/analyze"
	"lastcall/analyze/static"
	"lastcall/analyze/verdict"
)

// request is an edge log entry of Render.
func request(at, method, path string, status int, agent string) string {
	return fmt.Sprintf(`{"timestamp":"%s","message":"clientIP=\"203.0.113.7\" requestID=\"r\" responseTimeMS=20 responseBytes=1 userAgent=\"%s\"",`+
		`"type":"request","resource":"srv-a","host":"acme.example","method":"%s","statusCode":"%d","path":"%s"}`, at, agent, method, status, path)
}

// threeDays is a log of 6 to 8 October: orders are read and cancelled, a bot and a stranger come by.
var threeDays = []string{
	request("2025-10-06T10:00:00Z", "GET", "/orders/1", 200, "curl/8.6.0"),
	request("2025-10-06T10:30:00.25Z", "GET", "/orders/2", 404, "curl/8.6.0"),
	request("2025-10-07T11:00:00Z", "DELETE", "/orders/2", 500, "okhttp/4"),
	request("2025-10-07T11:59:59Z", "GET", "/orders/1", 200, "Googlebot/2.1"),
	request("2025-10-08T09:00:00Z", "GET", "/orders/1", 200, "okhttp/4"),
	request("2025-10-08T09:00:01Z", "GET", "/nowhere/17", 200, "okhttp/4"),
}

const orderRoutes = `{"routes":[
	{"method":"GET","path":"/orders/{id}","name":"show","file":"orders.py","line":3},
	{"method":"DELETE","path":"/orders/{id}","name":"cancel","file":"orders.py","line":9,"added":"2024-01-02"},
	{"method":"POST","path":"/orders","name":"create"}]}`

func written(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// orders are the options to analyse threeDays.
func orders(t *testing.T) analyze.Options {
	t.Helper()
	log := written(t, "orders.ndjson", strings.Join(threeDays, "\n")+"\n")
	data, _ := parsed(t, filepath.Dir(log))
	return analyze.Options{
		Data: data, Days: 14, Now: time.Date(2025, 10, 9, 0, 0, 0, 0, time.UTC), Policy: verdict.DefaultPolicy(),
		Services: []analyze.Service{{Catalogue: routes(t, written(t, "routes.json", orderRoutes))}},
	}
}

func views(t *testing.T, o analyze.Options) *analyze.Views {
	t.Helper()
	v, err := analyze.OpenViews(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// asked returns the rows of an answer, cells separated by |.
func asked(t *testing.T, v *analyze.Views, statement string) []string {
	t.Helper()
	rows, err := ask(context.Background(), v, statement)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return rows
}

func ask(ctx context.Context, v *analyze.Views, statement string) ([]string, error) {
	answer, err := v.Query(ctx, statement)
	if err != nil {
		return nil, err
	}
	defer answer.Close()
	var rows []string
	for {
		values, err := answer.Next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		var cells []string
		for _, v := range values {
			cells = append(cells, analyze.Text(v))
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
}

func expect(t *testing.T, v *analyze.Views, statement string, want ...string) {
	t.Helper()
	if got := asked(t, v, statement); !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", statement, got, want)
	}
}

func TestViews(t *testing.T) {
	v := views(t, orders(t))
	expect(t, v, "select ts, method, path, status, duration_ms, date from requests order by ts limit 2",
		"2025-10-06T10:00:00Z|GET|/orders/1|200|20|2025-10-06", "2025-10-06T10:30:00.25Z|GET|/orders/2|404|20|2025-10-06")
	expect(t, v, "select hour, channel, kind, lines from lines order by hour",
		"2025-10-06T10:00:00Z|edge|request|2", "2025-10-07T11:00:00Z|edge|request|2", "2025-10-08T09:00:00Z|edge|request|2")
	expect(t, v, "select len(names), names[1][-13:], records, requests, other, rejected, duplicates, first, last from sources",
		"1|orders.ndjson|6|6|0|0|0|2025-10-06T10:00:00Z|2025-10-08T09:00:01Z")
	expect(t, v, "select * from sources semi join lines on fingerprint = source where parsed > last limit 0")
	expect(t, v, "from routes order by endpoint",
		"|DELETE:/orders/{id}|DELETE|/orders/{id}|cancel|orders.py|9|2024-01-02T00:00:00Z",
		"|GET:/orders/{id}|GET|/orders/{id}|show|orders.py|3|",
		"|POST:/orders|POST|/orders|create|||")
	expect(t, v, "select endpoint, template, class, counted, path, user_agent from endpoint_calls order by ts",
		"GET:/orders/{id}||client|true|/orders/1|curl/8.6.0",
		"GET:/orders/{id}||client|true|/orders/2|curl/8.6.0",
		"DELETE:/orders/{id}||client|true|/orders/2|okhttp/4",
		"GET:/orders/{id}||bot|false|/orders/1|Googlebot/2.1",
		"GET:/orders/{id}||client|true|/orders/1|okhttp/4",
		"|GET /nowhere/{}|client|true|/nowhere/17|okhttp/4")
	expect(t, v, "select endpoint, verdict, calls, first_used, last_used, ok, client_errors, server_errors, aborted, unknown_status, days_active, p50_ms, p95_ms, file, line from usage order by endpoint",
		"DELETE:/orders/{id}|used|1|2025-10-07T11:00:00Z|2025-10-07T11:00:00Z|0|0|1|0|0|1|20|20|orders.py|9",
		"GET:/orders/{id}|used|3|2025-10-06T10:00:00Z|2025-10-08T09:00:00Z|2|1|0|0|0|2|20|20|orders.py|3",
		"POST:/orders|insufficient|0|||0|0|0|0|0|0||||")
	expect(t, v, "select count(*) from usage where service = '' and reason <> ''", "3")
	expect(t, v, "from unmatched", "|GET /nowhere/{}|1|1|2025-10-08T09:00:01Z|2025-10-08T09:00:01Z")
	expect(t, v, "from knip_files")
	expect(t, v, "describe knip_files", "path|VARCHAR|YES|||", "verdict|VARCHAR|YES|||", "reasons|VARCHAR[]|YES|||")
}

func TestViewsOfKnipFiles(t *testing.T) {
	o := orders(t)
	o.Static = &analyze.Static{Report: &static.Report{Files: []string{"old.ts", "orders.py"}}}
	expect(t, views(t, o), "select path, verdict, len(reasons) > 0 from knip_files order by path", "old.ts|insufficient|true", "orders.py|in-use|true")
}

// TestViewsBound: a verdict of zero calls never stands without what zero calls exclude.
func TestViewsBound(t *testing.T) {
	o := orders(t)
	o.Policy = verdict.Policy{MinBrowsers: 3}
	expect(t, views(t, o), "select verdict, reason from usage where calls = 0",
		"unused|no request in 14 days; zero calls exclude, at 95 %, more than 0.22 calls a day")
}

func TestViewsWithoutCatalogue(t *testing.T) {
	o := orders(t)
	o.Services[0].Catalogue = nil
	v := views(t, o)
	expect(t, v, "from routes")
	expect(t, v, "select endpoint, calls from usage order by endpoint", "DELETE:/orders/{}|1", "GET:/nowhere/{}|1", "GET:/orders/{}|3")
	expect(t, v, "from unmatched")
}

func TestViewsOfAnEmptyWindow(t *testing.T) {
	o := orders(t)
	o.Until = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	v := views(t, o)
	expect(t, v, "select count(*) from requests", "6")
	expect(t, v, "select count(*) from endpoint_calls", "0")
	expect(t, v, "select sum(calls), count(*) from usage", "0|3")
}

func TestViewsWithoutData(t *testing.T) {
	o := orders(t)
	o.Data = t.TempDir()
	if _, err := analyze.OpenViews(context.Background(), o); !errors.Is(err, analyze.ErrNoData) {
		t.Errorf("an empty dataset gives %v", err)
	}
	o.Data = filepath.Join(o.Data, "none")
	if _, err := analyze.OpenViews(context.Background(), o); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing dataset gives %v", err)
	}
}

// TestViewsReadOnlyTheirDays: a filter on date must not open the files of other days.
func TestViewsReadOnlyTheirDays(t *testing.T) {
	v := views(t, orders(t))
	for condition, files := range map[string]string{
		"true":                      "3/3",
		"date = '2025-10-07'":       "1/3",
		"date >= date '2025-10-07'": "2/3",
		"date between getvariable('since')::date and date '2025-10-06'": "1/3",
	} {
		plan := strings.Join(asked(t, v, "explain select count(path) from requests where "+condition), "\n")
		read := "Scanning Files: " + files
		if files == "3/3" {
			if strings.Contains(plan, "Scanning Files") {
				t.Errorf("where %s leaves files out:\n%s", condition, plan)
			}
			continue
		}
		if !strings.Contains(plan, read) {
			t.Errorf("where %s does not say %q:\n%s", condition, read, plan)
		}
	}
}

func TestExportTo(t *testing.T) {
	v := views(t, orders(t))
	name := filepath.Join(t.TempDir(), "views.duckdb")
	if err := v.ExportTo(context.Background(), name); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Size() == 0 {
		t.Errorf("no file: %v", err)
	}
	if err := v.ExportTo(context.Background(), filepath.Join(name, "below")); err == nil {
		t.Error("a file below a file is no error")
	}
	expect(t, v, "select count(*) from duckdb_databases() where database_name = 'exported'", "0")
}
