package parse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// lineTimes are the two times of a line in a .times file: without a date and with the last day of 2026.
type lineTimes [2]string

// readTimes returns the rows of the .times file of a sample.
func readTimes(t *testing.T, sample string) []lineTimes {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../testdata/logs", sample+".times"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []lineTimes
	for _, row := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		without, with, ok := strings.Cut(row, " ")
		if !ok {
			t.Fatalf("row %q", row)
		}
		rows = append(rows, lineTimes{without, with})
	}
	return rows
}

// rawWant is the record of a line, told by a row of its .want file and a time of its .times file. ok is false for a reject.
func rawWant(t *testing.T, row, at string) (w want, ok bool) {
	t.Helper()
	w = line("raw", 0, 0)
	if format, stamp, ok := strings.Cut(at, "@"); ok {
		w.Format, at = format, stamp
	}
	if at == "undated" || at == "rejected" || at == "cut" {
		return w, false
	}
	if stamp, err := time.Parse(time.DateOnly, at); err == nil {
		w.Time, w.Precision = stamp.UnixMicro(), WholeDay
	} else if stamp, err := time.Parse(time.RFC3339, at); err == nil {
		_, fraction, _ := strings.Cut(strings.TrimSuffix(at, "Z"), ".")
		w.Time, w.Precision = stamp.UnixMicro(), int8(len(fraction))
	} else {
		t.Fatal(err)
	}
	if row == "other" {
		return w, true
	}
	s := parseWant(t, row)
	w.Kind, w.Access = Request, s.format
	w.Method, w.Path, w.Query, w.ClientIP, w.Host, w.UserAgent = s.method, s.path, s.query, s.ip, s.host, s.agent
	w.Status, w.DurationMS, w.Bytes = s.status, s.ms, s.bytes
	return w, true
}

// TestRawSamples reads what the servers printed as files of their own, without a date and with one.
func TestRawSamples(t *testing.T) {
	files, err := filepath.Glob("../testdata/logs/*/*.times")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		sample := filepath.Join(filepath.Base(filepath.Dir(file)), strings.TrimSuffix(filepath.Base(file), ".times"))
		times := readTimes(t, sample)
		_, rows := sampleRows(t, filepath.Join("../testdata/logs", sample+".want"))
		if len(times) != len(rows) {
			t.Fatalf("%s: %d times and %d rows", sample, len(times), len(rows))
		}
		for column, date := range []time.Time{{}, newYearsEve} {
			t.Run(sample+" "+date.Format(time.DateOnly), func(t *testing.T) {
				var wants []want
				var reasons []string
				for i, row := range rows {
					at := times[i][column]
					if w, ok := rawWant(t, row, at); ok {
						wants = append(wants, w)
					} else {
						reasons = append(reasons, map[string]string{"undated": NoDate, "rejected": notJSON, "cut": errCutLine.Error()}[at])
					}
				}
				records, rejects, err := readDated(openSample(t, sample), date)
				if err != nil {
					t.Fatal(err)
				}
				compareRecords(t, records, wants)
				for i, bad := range rejects {
					if i >= len(reasons) || bad.Reason != reasons[i] {
						t.Errorf("reject %d: %+v", i, bad)
					}
				}
				if len(rejects) != len(reasons) {
					t.Errorf("%d rejects, want %d", len(rejects), len(reasons))
				}
			})
		}
	}
}

func rawLine(at int64, digits int8) want { return line("raw", at, digits) }

// rawRequest is a request of an application's log.
func rawRequest(at int64, digits int8, access, method, path, query string, status int16, ms, bytes int64, ip, host, agent string) want {
	w := rawLine(at, digits)
	w.Kind, w.Access, w.Method, w.Path, w.Query, w.Status = Request, access, method, path, query, status
	w.DurationMS, w.Bytes, w.ClientIP, w.Host, w.UserAgent = ms, bytes, ip, host, agent
	return w
}

// TestRawLogs reads logs in which two lines tell of a request, or in which there is more than requests.
func TestRawLogs(t *testing.T) {
	const milli = sec / 1000
	rails := func(at int64, digits int8, method, path, query string, status int16, ms int64, ip string) want {
		return rawRequest(at, digits, "rails", method, path, query, status, ms, Unknown, ip, none, none)
	}
	fastify := func(at int64, method, path, query string, status int16, ms int64) want {
		return rawRequest(at, 3, "fastify", method, path, query, status, ms, Unknown, "10.214.0.5", acme, none)
	}
	gunicorn := func(at int64, method, path, query string, status int16, bytes int64, ip, agent string) want {
		return rawRequest(at, 0, "gunicorn", method, path, query, status, Unknown, bytes, ip, none, agent)
	}
	const boom = 4503 * sec // 01:15:03
	tests := []struct {
		file    string
		records []want
		rejects []Reject
	}{
		{file: "rails/production.log", records: []want{
			rawLine(1*sec, 0), rawLine(1*sec, 0),
			rails(1*sec, 0, "GET", "/orders", "page=2&token=[FILTERED]", 200, 43, "203.0.113.7"), rawLine(1*sec, 0),
			rails(1*sec, 0, "POST", "/login", none, 401, 5, "2001:db8::7"), rawLine(1*sec, 0),
			rawLine(2_223_456, 6),
			rawRequest(3_123_456, 6, "lograge", "GET", "/orders", none, 200, 43, Unknown, none, none, none),
			rails(2_123_456, 6, "GET", "/up", none, 0, Unknown, "10.238.0.6"),
		}},
		{file: "pino/http-and-fastify.ndjson", records: []want{
			rawRequest(1*sec, 3, "pino", "GET", "/api/x", "q=%C3%A9&b=a+b", 200, 3, 16, "203.0.113.7", acme, `Mozilla/5.0 "quoted" UA\back`),
			rawRequest(2*sec, 3, "pino", "GET", "/hang", none, 0, 61, Unknown, none, none, none),
			rawRequest(3*sec, 3, "pino", "GET", "/boom", none, 500, 1, Unknown, none, none, none),
			fastify(4009*milli, "GET", "/fastify", "x=1", 200, 8), rawLine(4*sec, 3),
		}, rejects: []Reject{
			{Line: 6, Offset: 1408, Reason: "truncated record", Text: `{"level":30,"time":1798761605000,"pid":58,"req":{"id":4,"meth`, Cut: true},
		}},
		{file: "raw/gunicorn.log", records: []want{
			rawLine(-20*sec, 0), rawLine(-20*sec, 0), rawLine(-20*sec, 0), rawLine(-18*sec, 0),
			gunicorn(-18*sec, "HEAD", "/", none, 200, 0, "127.0.0.1", "Go-http-client/1.1"),
			gunicorn(1*sec, "GET", "/orders", "page=2", 200, 71406, "10.214.0.5", "curl/8.6.0"),
			rawLine(1802_590*milli, 3),
			rawLine(boom+120*milli, 3), rawLine(boom+120*milli, 3), rawLine(boom+120*milli, 3), rawLine(boom+120*milli, 3), rawLine(boom+120*milli, 3),
			gunicorn(boom, "GET", "/boom", none, 500, 36, "10.214.0.5", "curl/8.6.0"),
			rawLine(boom, 0),
		}, rejects: []Reject{
			{Line: 15, Offset: 879, Reason: "timestamp out of range", Text: `10.214.0.5 - - [31/Feb/2027:01:15:04 +0000] "GET /no-such-day HTTP/1.1" 200 1 "-" "-"`},
		}},
		{file: "raw/fastify.log", records: []want{
			rawLine(-20*sec, 3), rawLine(-20*sec, 3), rawLine(-20*sec, 3),
			rawLine(300*milli, 3), rawLine(300*milli, 3), rawLine(300*milli, 3),
			fastify(320*milli, "POST", "/orders", none, 500, 20), rawLine(300*milli, 3),
			fastify(340*milli, "GET", "/orders", "page=2", 200, 90), rawLine(250*milli, 3),
			rawLine(3600*sec, 3),
		}},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			records, rejects, err := readAll(openSample(t, test.file))
			if err != nil {
				t.Fatal(err)
			}
			compareRecords(t, records, test.records)
			compareRejects(t, rejects, test.rejects)
		})
	}
}
