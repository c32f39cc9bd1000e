package parse

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// served is what the access line of a server gives.
type served struct {
	format, method, path, query string
	status                      int16
	ms, bytes                   int64
	ip, host, agent             string
}

// readServed reads line with one format; ok is false when the format does not accept it.
func readServed(format accessLine, line []byte) (served, bool) {
	var rec Record
	rec.reset()
	if !format.read(line, &rec) {
		return served{}, false
	}
	makeValid(&rec)
	w := asWant(&rec)
	return served{format.name, w.Method, w.Path, w.Query, w.Status, w.DurationMS, w.Bytes, w.ClientIP, w.Host, w.UserAgent}, true
}

// readers returns the names of the formats that accept line, and what the first of them reads.
func readers(line []byte) (names []string, first served) {
	for _, format := range accessLines {
		if got, ok := readServed(format, line); ok {
			if names == nil {
				first = got
			}
			names = append(names, format.name)
		}
	}
	return names, first
}

// bareLines splits a log into lines, as they reach the readers: without colours and line ends.
func bareLines(log []byte) [][]byte {
	var lines [][]byte
	for line := range bytes.Lines(log) {
		lines = append(lines, stripANSI(bytes.TrimRight(line, "\r\n")))
	}
	return lines
}

// parseWant reads a row of a .want file: format method target status ms bytes ip host agent.
func parseWant(t *testing.T, row string) served {
	t.Helper()
	f := strings.SplitN(row, " ", 9)
	if len(f) != 9 {
		t.Fatalf("row %q has %d columns", row, len(f))
	}
	for i, text := range f {
		if plain, err := strconv.Unquote(text); err == nil {
			f[i] = plain
		} else if text == "-" {
			f[i] = none
		}
	}
	number := func(text string, unknown int64) int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		if text == none {
			return unknown
		}
		if err != nil {
			t.Fatalf("row %q: %v", row, err)
		}
		return n
	}
	path, query, ok := strings.Cut(f[2], "?")
	if !ok {
		query = none
	}
	return served{f[0], f[1], path, query, int16(number(f[3], 0)), number(f[4], Unknown), number(f[5], Unknown), f[6], f[7], f[8]}
}

// TestAccessSamples reads the logs of all servers. Each has a .want file beside it with a row for each line: "other" for a
// line that is no access line, "joined" for one of several that tell about a request (see TestJoinedLines).
func TestAccessSamples(t *testing.T) {
	unseen := slices.Clone(accessLines)
	for _, want := range accessSamples(t) {
		t.Run(strings.TrimPrefix(want, "../testdata/logs/"), func(t *testing.T) {
			lines, rows := sampleRows(t, want)
			for i, row := range rows {
				names, got := readers(lines[i])
				if row == "other" || row == "joined" {
					if names != nil {
						t.Errorf("line %d was read as %v: %s", i+1, names, lines[i])
					}
					continue
				}
				want := parseWant(t, row)
				if got != want {
					t.Errorf("line %d: %s\ngot  %+v\nwant %+v", i+1, lines[i], got, want)
				}
				if only := []string{want.format}; !slices.Equal(names, only) && !slices.Equal(names, []string{"gunicorn", "morgan"}) {
					t.Errorf("line %d was read by %v: %s", i+1, names, lines[i])
				}
				unseen = slices.DeleteFunc(unseen, func(f accessLine) bool { return f.name == want.format })
			}
		})
	}
	for _, format := range unseen {
		t.Errorf("no sample of %s", format.name)
	}
}

// accessSamples returns the paths of all .want files.
func accessSamples(t testing.TB) []string {
	t.Helper()
	wants, err := filepath.Glob("../testdata/logs/*/*.want")
	if err != nil || len(wants) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	return wants
}

// sampleRows returns the lines of the log beside a .want file, and its rows.
func sampleRows(t testing.TB, want string) (lines [][]byte, rows []string) {
	t.Helper()
	text, err := os.ReadFile(want)
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "\n")
	rows = strings.Split(strings.TrimSuffix(table, "\n"), "\n")
	log, err := os.ReadFile(strings.TrimSuffix(want, ".want"))
	if err != nil {
		t.Fatal(err)
	}
	lines = bareLines(log)
	if len(lines) != len(rows) {
		t.Fatalf("%d lines and %d rows", len(lines), len(rows))
	}
	return lines, rows
}

// TestAccessForms holds forms that the samples lack.
func TestAccessForms(t *testing.T) {
	tests := []struct{ line, want string }{
		{`10.214.0.5:51234 - - [01/Jan/2027:00:00:01 +0000] "GET /a b"c 2" 200 16 "-" "-"`, `hypercorn GET "/a\x20b\"c" 200 - 16 10.214.0.5 - -`},
		{`2001:db8::1:51234 - - [01/Jan/2027:00:00:01 +0000] "GET / 3" 200 16 "" ""`, `hypercorn GET / 200 - 16 2001:db8::1 - -`},
		{`203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET /a"b HTTP/1.1" 200 16`, `morgan GET "/a\"b" 200 - 16 203.0.113.7 - -`},
		{`203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET / HTTP/1.1" 200 16 "" ""x" y"`, `morgan GET / 200 - 16 203.0.113.7 - "\"x\" y"`},
		{`[0mGET /hang [0m-[0m - ms - -[0m`, `morgan-dev GET /hang - - - - - -`},
		{`- - GET /gone HTTP/1.1 - - - - ms`, `morgan-short GET /gone - - - - - -`},
		{`203.0.113.7 alice POST /a HTTP/1.0 200 5 - 1203.4 ms`, `morgan-short POST /a 200 1203 5 203.0.113.7 - -`},
		{`- - - [01/Jan/2027:00:00:01 +0000] "GET / HTTP/1.1" 200 5 12.0999`, `puma GET / 200 12099 5 - - -`},
		{`2027-01-01 00:00:03,120 - werkzeug - INFO - 10.214.0.5 - - [01/Jan/2027 00:00:03] "GET / HTTP/1.1" 200 -`, `werkzeug GET / 200 - - 10.214.0.5 - -`},
		{`INFO:aiohttp.access:- [01/Jan/2027:00:00:02 +0300] "GET / HTTP/1.1" 200 188 "-" "a "b" c"`, `aiohttp GET / 200 - 188 - - a "b" c`},
		{`[01/Jan/2027 00:00:03] "GET / HTTP/1.1" 400 -`, `django GET / 400 - - - - -`},
		{`[GIN] 2027/01/01 - 00:00:03 | 200 |         1h2m |                 | GET      "/a\"b | c\\d?x=1 | y"`, `gin GET "/a\"b\x20|\x20c\\d?x=1\x20|\x20y" 200 3720000 - - - -`},
		{`00:00:01 | 404 | 36.9ms | 203.0.113.7 | OPTIONS | * | a | b`, `fiber OPTIONS * 404 36 - 203.0.113.7 - -`},
		{`2027/01/01 00:00:02 "OPTIONS https://acme-api.onrender.com* HTTP/2.0" from [2001:db8::1]:5000 - 000 0B in 1m2s`, `chi OPTIONS * - 62000 0 2001:db8::1 acme-api.onrender.com -`},
		{`2027/01/01 00:00:02 "GET https://localhost:80http://localhost:80/ HTTP/1.1" from [::1]:5000 - 200 0B in 2s`, `chi GET http://localhost:80/ 200 2000 0 ::1 localhost:80 -`},
		{`{"req":{"method":"GET","url":"/b","originalUrl":"/a/b","remoteAddress":"10.0.0.1","headers":{"cookie":"a=b","user-agent":""}},"res":{"statusCode":200},"responseTime":0.04}`,
			`pino GET /a/b 200 0 - 10.0.0.1 - ""`},
		{`{"status":"ok","res":{"statusCode":200},"responseTime":1,"req":{"method":"GET","url":"\/a\u0020b","headers":{"content-length":"5"}}}`, `pino GET "/a\x20b" 200 1 - - - -`},
		{`2027-01-01T00:00:02.000Z http: GET /a 200`, `winston GET /a 200 - - - - -`},
		{`info: GET /a 200 - 12.5ms {"service":"x"}`, `winston GET /a 200 12 - - - -`},
		{`info: GET /a {"statusCode":404,"responseTime":3.9}`, `winston GET /a 404 3 - - - -`},
		{`info: GET /a 200 {"status":"ok"}`, `winston GET /a 200 - - - - -`},
		{`{"level":"info","meta":{"req":{"url":"/b","originalUrl":"/a/b","method":"GET"},"res":{"statusCode":200},"responseTime":12}}`, `winston GET /a/b 200 12 - - - -`},
		{`method=GET path=/a format=*/* controller=A action=b status=500 error='RuntimeError: no luck' duration=1203.9`, `lograge GET /a 500 1203 - - - -`},
		{`[0f1e2d3c] [10.0.0.1] method=GET path=/a format= controller=A action=b status=302 location=/b duration=1.00 user=1`, `lograge GET /a 302 1 - - - -`},
		{`12:00:00 AM [express] GET /api/x 200 in 1203ms :…`, `express GET /api/x 200 1203 - - - -`},
		{`12:00:00 AM [express] GET /api/x 200 in 1203ms…`, `express GET /api/x 200 1203 - - - -`},
		{` GET / 200 in 1.5min (compile: 1.4min, proxy.ts: 9µs)`, `nextjs GET / 200 90000 - - - -`},
	}
	for _, test := range tests {
		want := parseWant(t, test.want)
		names, got := readers([]byte(test.line))
		if got != want || len(names) != 1 {
			t.Errorf("%s\ngot  %v %+v\nwant %+v", test.line, names, got, want)
		}
	}
}

// noAccess holds lines that look like access lines and are none.
var noAccess = []string{
	"",
	" ",
	"[",
	"{",
	`{}`,
	`order 42 was shipped`,
	`[GET] /api/orders - Page: 1, Limit: 15`,
	`user said: "GET /fake HTTP/1.1" 200 was odd`,
	`GET /fake returned 200 in 5ms for user`,
	`GET /fake 200 in 5ms`,
	`GET /fake 200`,
	`fetching GET /fake 200 16 - 0.2 ms`,
	`GET /fake 200 16 - 0.2 ms later`,
	`GET /fake 200 16 - 0.2 ms - 5`,
	`GET /fake 200 16  - 0.2 ms`,
	`GET /fake 200 16 - 0.2ms`,
	`GET /fake 2000 16 - 0.2 ms`,
	`GET /fake 600 16 - 0.2 ms`,
	`GET /fake 099 16 - 0.2 ms`,
	`GET /fake 200 16 - 0. ms`,
	`GET /fake 200 -16 - 0.2 ms`,
	`GET /fake 200 16 - -0.2 ms`,
	`GET fake 200 16 - 0.2 ms`,
	`GET  200 16 - 0.2 ms`,
	`get /fake 200 16 - 0.2 ms`,
	`FETCH /fake 200 16 - 0.2 ms`,
	`GET /fake 200 0.2 ms - 16 bytes`,
	`GET /fake 200 0.2 s - 16`,
	`[32mGET /fake 200 0.2 ms - 16`,
	`203.0.113.7 - GET /fake HTTP/x 200 16 - 0.2 ms`,
	`203.0.113.7 - GET /fake 200 16 - 0.2 ms`,
	`203.0.113.7 - "GET /fake HTTP/1.1" 200 16 - 0.2 ms`,

	`[2027-01-01 00:00:01 +0000] [58] [INFO] 10.214.0.5:51234 - - [01/Jan/2027:00:00:01 +0000] "GET /fake 1.1" 200 16`,
	`[2027-01-01 00:00:01 +0000] [58] [DEBUG] 10.214.0.5:51234 - - [01/Jan/2027:00:00:01 +0000] "GET /fake 1.1" 200 16 "-" "-"`,
	`[2027-01-01 00:00:01 +0000] [x] [INFO] 10.214.0.5:51234 - - [01/Jan/2027:00:00:01 +0000] "GET /fake 1.1" 200 16 "-" "-"`,
	`10.214.0.5 - - [01/Jan/2027:00:00:01 +0000] "GET /fake 1.1" 200 16 "-" "-"`,
	`10.214.0.5:51234 - - [01/Jan/2027:00:00:01 +0000] "GET /fake 4" 200 16 "-" "-"`,
	`10.214.0.5:51234 - - [01/Jan/2027:00:00:01 +0000] "GET /fake 1.1" 200 16 "-" "-" more`,
	`10.214.0.5:51234 - bob [01/Jan/2027:00:00:01 +0000] "GET /fake 1.1" 200 16 "-" "-"`,
	`seen: 10.214.0.5:51234 - - [01/Jan/2027:00:00:01 +0000] "GET /fake 1.1" 200 16 "-" "-"`,
	`203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "FETCH /fake HTTP/1.1" 200 16 0.0431`,
	`203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 16 0.043`,
	`203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 16 0.0431 x`,
	`203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 -1 0.0431`,
	`203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" HIJACKED 5 0.0431`,
	`203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" HIJACKED -1`,
	`203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 16 "a" b"`,
	`we saw 203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 16 0.0431`,
	`10.0.0.1 - - [01/Jan/2027 00:00:01] "GET /fake HTTP/1.1" 200 1 "-" "-"`,
	`10.0.0.1 - - [1/Jan/2027 00:00:01] "GET /fake HTTP/1.1" 200 1`,
	`INFO:root:10.0.0.1 - - [01/Jan/2027 00:00:01] "GET /fake HTTP/1.1" 200 was odd`,
	`seen by 10.0.0.1 - - [01/Jan/2027 00:00:01] "GET /fake HTTP/1.1" 200 -`,
	`10.0.0.1 [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 1`,
	`from 10.0.0.1 [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 1 "-" "-"`,
	`2027-01-01 00:00:02,590 - app - INFO - 10.0.0.1 [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 1 "-" "-"`,
	`INFO [01/Jan/2027 00:00:01] "GET /fake HTTP/1.1" 200 1`,
	`[01/Jan/2027 00:00:01] "GET /fake HTTP/1.1" 200 1 more`,
	`[01/Jan/2027 00:00:01] "GET /fake HTTP/1.1" 200`,
	`[01/Jan/2027 00:00:01] "GET /fa ke HTTP/1.1" 200 1`,

	`[GIN-debug] GET    /fake                     --> main.main.func1 (3 handlers)`,
	`[GIN] 2027/01/01 - 00:00:01 | 200 | 1ms | 203.0.113.7 | GET      /fake`,
	`[GIN] 2027/01/01 - 00:00:01 | 200 | 1ms | 203.0.113.7 | GET      "/fake" again`,
	`[GIN] 2027/01/01 - 00:00:01 | 200 | 1ms | 203.0.113.7 | GET      "fake"`,
	`[GIN] 2027/01/01 - 00:00:01 | 200 | 1ms | 203.0.113.7 | GET      ""`,
	`[GIN] 2027/01/01 - 00:00:01 | - | 1ms | 203.0.113.7 | GET      "/fake"`,
	`[GIN] 2027/01/01 - 00:00:01 | 200 | -1ms | 203.0.113.7 | GET      "/fake"`,
	`[GIN] 2027/01/01 - 00:00:01 | 200 | 203.0.113.7 | GET      "/fake"`,
	`[GIN] 00:00:01 | 200 | 1ms | 203.0.113.7 | GET      "/fake"`,
	`00:00:01 | 200 | 1ms | 203.0.113.7 | GET | /fake |`,
	`00:00:01 | 200 | 1ms | 203.0.113.7 | GET | /fake`,
	`00:00:01 | 200 | soon | 203.0.113.7 | GET | /fake | -`,
	`00:00:01Z | 200 | 1ms | 203.0.113.7 | GET | /fake | -`,
	`2027/01/01 00:00:01 "GET http://example.com/fake HTTP/1.1" from 203.0.113.7 - 200 2B in 1ms again`,
	`2027/01/01 00:00:01 "GET http://example.com/fake HTTP/1.1" from 203.0.113.7 - 200 2B in a while`,
	`2027/01/01 00:00:01 "GET http://example.com/fake HTTP/1.1" by 203.0.113.7 - 200 2B in 1ms`,
	`2027/01/01 00:00:01 "GET /fake HTTP/1.1" from 203.0.113.7 - 200 2B in 1ms`,
	`2027/01/01 00:00:01 "GET http:///fake HTTP/1.1" from 203.0.113.7 - 200 2B in 1ms`,
	`2027/01/01 00:00:01 "GET http://example.com HTTP/1.1" from 203.0.113.7 - 200 2B in 1ms`,
	`2027/01/01 00:00:01 [a b] "GET http://example.com/fake HTTP/1.1" from 203.0.113.7 - 200 2B in 1ms`,
	`2027/01/01 00:00:01 "GET http://example.com/fake HTTP/1.1" from 203.0.113.7 - - 2B in 1ms`,

	`{"remote_ip":"203.0.113.7","method":"GET","uri":"/fake","status":200}`,
	`{"remote_ip":"203.0.113.7","method":"GET","uri":"/fake","status":null,"latency":5}`,
	`{"remote_ip":"203.0.113.7","method":"GET","uri":"/fake","status":200,"latency":5} again`,
	`{"remote_ip":"203.0.113.7","method":"GET","uri":"/fake","status":200,"latency":5`,
	`{"remote_ip":"203.0.113.7","method":"CALL","uri":"/fake","status":200,"latency":5}`,
	`{"level":30,"req":{"method":"GET","url":"/fake"},"res":{"statusCode":200},"msg":"request completed"}`,
	`{"level":30,"req":{"method":"GET","url":"/fake"},"responseTime":5,"msg":"request completed"}`,
	`{"level":30,"req":{"method":"GET","url":"/fake"},"res":{},"responseTime":5,"msg":"request completed"}`,
	`{"level":30,"req":{"method":"GET","url":"/fake"},"res":{"statusCode":"OK"},"responseTime":5}`,
	`{"level":30,"req":{"method":"GET","url":"/fake"},"res":{"statusCode":200},"responseTime":"soon"}`,
	`{"level":30,"req":{"method":"GET","url":"fake"},"res":{"statusCode":200},"responseTime":5}`,
	`{"level":30,"req":"GET /fake","res":{"statusCode":200},"responseTime":5}`,
	`{"level":30,"req":null,"res":null,"responseTime":5}`,
	`{"responseTime":5,"req":{"method":"GET","url":"/fake"},"res":{"statusCode":200},"x":` + strings.Repeat("[", 600) + strings.Repeat("]", 600) + `}`,
	`{"message":"GET /fake 200","level":"info"}`,
	`{"meta":{"req":{"url":"/fake","method":"GET"}},"level":"info"}`,
	`{"meta":"GET /fake","level":"info"}`,
	`info: GET /fake`,
	`info: GET /fake {"baseURL":"http://example.com"}`,
	`info: GET /fake {"ip":"203.0.113.7"`,
	`info: GET /fake {"ip":"203.0.113.7"} again`,
	`info: GET /fake {}{"ip":"203.0.113.7"}`,
	`info: GET /fake failed {"ip":"203.0.113.7"}`,
	`info: GET /fake 200 of 300`,
	`info: GET /fake 200 - soon`,
	`info: calling GET /fake 200`,
	`notice: GET /fake 200`,
	`at noon info: GET /fake 200`,
	`2027-01-01T00:00:02.000Z GET /fake 200 - 12ms`,

	`method=GET path=/fake format=html controller=A action=b status=200`,
	`method=GET path=/fake status=200 duration=5.00`,
	`method=GET path=/fake format=html controller=A action=b status=OK duration=5.00`,
	`method=GET path=/fake format=html controller=A action=b status=200 duration=long`,
	`method=subscribe path=/fake format=html controller=A action=b status=200 duration=5.00`,
	`at=info method=GET path=/fake format=html controller=A action=b status=200 duration=5.00`,
	`9:00:00 [express] GET /fake 200 in 5ms`,
	`19:000:00 AM [express] GET /fake 200 in 5ms`,
	`9:00:00 AM [express] GET /fake 200 in 5ms for user`,
	`9:00:00 AM [express] GET /fake 200 in 5ms ::`,
	`9:00:00 AM [express] GET /fake 200 in 5…`,
	`9:00:00 AM [express] GET /fake in 5ms`,
	`9:00:00 AM [vite] GET /fake 200 in 5ms`,
	` GET /fake 200 in 5ms for user`,
	` GET /fake returned 200 in 5ms`,
	` GET /fake 200 in 5ms ()`,
	` GET /fake 200 in 5ms (compile: 5ms`,
	` GET /fake 200 in 5ms (cache skip)`,
	` GET /fake 200 in 5`,
	`  GET /fake 200 in 5ms`,
	` │ GET https://example.com/fake 200 in 5ms (cache: SKIP)`,
}

func TestNoAccessForms(t *testing.T) {
	for _, line := range noAccess {
		names, got := readers([]byte(line))
		rails, _ := readRails([]byte(line), new(Record))
		fastify, _ := readFastify([]byte(line), new(Record))
		if names != nil || rails != notAccess || fastify != notAccess {
			t.Errorf("%s was read by %v as %+v; roles %d, %d", line, names, got, rails, fastify)
		}
	}
}

// TestMissCostsNothing reads chatter with every format: that is what most lines are.
func TestMissCostsNothing(t *testing.T) {
	for _, text := range []string{
		`order 42 was shipped to its buyer after 12 attempts of the carrier, none of which it had announced`,
		`[2026-12-31 23:59:40 +0000] [58] [INFO] Listening at: http://0.0.0.0:10000 (58)`,
		`{"level":30,"time":1798761601000,"pid":58,"hostname":"srv-example","order":{"id":42,"tags":["a","b"]},"msg":"order shipped"}`,
		`{"level":"info","message":"order shipped","timestamp":"2027-01-01T00:00:01.644Z"}`,
		`info: order 42 was shipped {"ip":"203.0.113.7"}`,
		`[0f1e2d3c-4b5a-4678-9abc-def012345678] Processing by OrdersController#index as HTML`,
		`GET /orders was slow`,
		`   at Module._compile (node:internal/modules/cjs/loader:1105:14)`,
	} {
		var rec Record
		line := []byte(text)
		miss := func() {
			for _, format := range accessLines {
				if format.read(line, &rec) {
					t.Errorf("%s read %s", format.name, line)
				}
			}
			readRails(line, &rec)
			readFastify(line, &rec)
		}
		if n := testing.AllocsPerRun(100, miss); n != 0 {
			t.Errorf("%v allocations for %s", n, line)
		}
	}
}

// FuzzGrammars reads anything: what is accepted makes sense, and nobody else accepts it, but for morgan's lines that look
// like gunicorn's.
func FuzzGrammars(f *testing.F) {
	for _, want := range accessSamples(f) {
		lines, _ := sampleRows(f, want)
		for _, line := range lines {
			f.Add(line)
		}
	}
	for _, line := range noAccess {
		f.Add([]byte(line))
	}
	f.Add([]byte(`10.214.0.5:51234 - - [01/Jan/2027:00:00:01 +0000] "GET /a HTTP/1.1" 200 5 "x 1.1" 200 16 "-" "-"`))
	f.Fuzz(func(t *testing.T, line []byte) {
		var by []string
		for _, format := range accessLines {
			var rec Record
			rec.reset()
			if !format.read(line, &rec) {
				continue
			}
			by = append(by, format.name)
			if format.name != "uvicorn" && format.name != "gunicorn" {
				checkAccepted(t, format.name, &rec)
			}
		}
		if len(by) > 1 && !slices.Equal(by, []string{"gunicorn", "morgan"}) {
			t.Errorf("%q was read by %v", line, by)
		}
		lineTime(line)
		for _, read := range []func([]byte, *Record) (joinRole, []byte){readRails, readFastify} {
			var rec Record
			rec.reset()
			role, _ := read(line, &rec)
			if role == opensRequest {
				checkAccepted(t, "opening line", &rec)
			}
			if role != notAccess && by != nil {
				t.Errorf("%q was read by %v and as role %d", line, by, role)
			}
		}
	})
}

func checkAccepted(t *testing.T, name string, rec *Record) {
	makeValid(rec)
	switch {
	case !isMethod(rec.Method) && string(rec.Method) != MethodWebSocket:
		t.Errorf("%s: method %q", name, rec.Method)
	case rec.Path == nil && string(rec.Method) != "CONNECT":
		t.Errorf("%s: no path", name)
	case rec.Path != nil && rec.Path[0] != '/' && rec.Path[0] != '*' && !bytes.HasPrefix(rec.Path, []byte("http")):
		t.Errorf("%s: path %q", name, rec.Path)
	case bytes.IndexByte(rec.Path, '?') >= 0:
		t.Errorf("%s: query in path %q", name, rec.Path)
	case rec.Status != 0 && (rec.Status < 100 || rec.Status > 599):
		t.Errorf("%s: status %d", name, rec.Status)
	case rec.DurationMS < Unknown || rec.Bytes < Unknown:
		t.Errorf("%s: %d ms, %d bytes", name, rec.DurationMS, rec.Bytes)
	case rec.ClientIP != nil && len(rec.ClientIP) == 0 || rec.Host != nil && len(rec.Host) == 0:
		t.Errorf("%s: empty peer or host", name)
	}
	for _, text := range [][]byte{rec.Method, rec.Path, rec.Query, rec.ClientIP, rec.Host, rec.UserAgent} {
		if !utf8.Valid(text) {
			t.Errorf("%s: %q is not UTF-8", name, text)
		}
	}
}
