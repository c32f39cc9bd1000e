package parse

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// none stands for a field that the log does not give.
const none = "(none)"

// want is a record with its text fields as strings, so that records compare with ==.
type want struct {
	Kind    Kind
	Channel Channel
	Format  string
	Access  string

	ID        string
	Time      int64
	Precision int8

	Service, Instance, Host, Method, Path, Query string
	ClientIP, UserAgent, RequestID               string

	Status            int16
	DurationMS, Bytes int64
}

func asWant(r *Record) want {
	text := func(b []byte) string {
		if b == nil {
			return none
		}
		return string(b)
	}
	return want{
		Kind: r.Kind, Channel: r.Channel, Format: r.Format, Access: r.Access,
		ID: text(r.ID), Time: r.Time, Precision: r.Precision,
		Service: text(r.Service), Instance: text(r.Instance), Host: text(r.Host),
		Method: text(r.Method), Path: text(r.Path), Query: text(r.Query),
		ClientIP: text(r.ClientIP), UserAgent: text(r.UserAgent), RequestID: text(r.RequestID),
		Status: r.Status, DurationMS: r.DurationMS, Bytes: r.Bytes,
	}
}

// readAll reads records and rejects up to the end of the stream, and the error that ended it when it is not io.EOF.
func readAll(r io.Reader) (records []want, rejects []Reject, err error) {
	return readDated(r, time.Time{})
}

// readDated does so with the date of the first line.
func readDated(r io.Reader, date time.Time) (records []want, rejects []Reject, err error) {
	reader := Options{Date: date}.NewReader(r)
	for {
		rec, err := reader.Next()
		switch err := err.(type) {
		case nil:
			records = append(records, asWant(rec))
			continue
		case *Reject:
			rejects = append(rejects, *err)
			continue
		}
		if err == io.EOF {
			err = nil
		}
		return records, rejects, err
	}
}

func compareRecords(t *testing.T, got, wants []want) {
	t.Helper()
	for i := range max(len(got), len(wants)) {
		switch {
		case i >= len(got):
			t.Errorf("record %d is missing\nwant %+v", i, wants[i])
		case i >= len(wants):
			t.Errorf("record %d is too many\ngot  %+v", i, got[i])
		case got[i] != wants[i]:
			t.Errorf("record %d\ngot  %+v\nwant %+v", i, got[i], wants[i])
		}
	}
}

const (
	newYear     = 1_798_761_600_000_000 // 2027-01-01T00:00:00Z
	sec         = int64(1_000_000)
	srv         = "srv-example0000000000000"
	pod         = "srv-example0000000000000-7c9d8f6b5d-x2k9q"
	acme        = "acme-api.onrender.com"
	macAgent    = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
	winAgent    = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/80.0.3987.149 Safari/537.36"
	sentryAgent = "SentryUptimeBot/1.0 (+http://docs.sentry.io/product/alerts/uptime-monitoring/)"
)

// sampleEntry is an entry of the sample files, which hold the same entries in different shapes. at is microseconds
// after the new year.
func sampleEntry(id int, at int64, digits int8) want {
	return want{
		Format: "api", ID: fmt.Sprintf("EXAMPLEID%08d", id), Time: newYear + at, Precision: digits,
		Service: srv, Instance: none, Host: none, Method: none, Path: none, Query: none,
		ClientIP: none, UserAgent: none, RequestID: none, DurationMS: Unknown, Bytes: Unknown,
	}
}

func edgeEntry(id int, at int64, digits int8, method, path, query string, status int16, ip, requestID string, ms, bytes int64, agent string) want {
	w := sampleEntry(id, at, digits)
	w.Kind, w.Channel, w.Host = Request, Edge, acme
	w.Method, w.Path, w.Query, w.Status = method, path, query, status
	w.ClientIP, w.RequestID, w.DurationMS, w.Bytes, w.UserAgent = ip, requestID, ms, bytes, agent
	return w
}

func appEntry(id int, at int64, digits int8) want {
	w := sampleEntry(id, at, digits)
	w.Channel, w.Instance = App, pod
	return w
}

// accessEntry makes an entry the access line of a GET that was answered with 200.
func accessEntry(w want, access, path string, ms, bytes int64) want {
	w.Kind, w.Access, w.Method, w.Path, w.Status, w.DurationMS, w.Bytes = Request, access, "GET", path, 200, ms, bytes
	return w
}

func systemEntry(id int, at int64, digits int8, kind Kind) want {
	w := sampleEntry(id, at, digits)
	w.Channel, w.Kind = System, kind
	return w
}

// uvicornHead is entry 2: INFO:     127.0.0.1:38268 - "HEAD / HTTP/1.1" 405 Method Not Allowed
func uvicornHead() want {
	w := appEntry(2, -18_500_000, 1)
	w.Kind, w.Access, w.Method, w.Path, w.ClientIP, w.Status = Request, "uvicorn", "HEAD", "/", "127.0.0.1", 405
	return w
}

// unlabelled is entry 27, whose labels are null.
func unlabelled() want {
	w := systemEntry(27, 13_700_000, 1, Deploy)
	w.Service = none
	return w
}

// entries are the entries of the sample files in the order of their ids.
var entries = []want{
	systemEntry(1, -19_899_800, 9, Live),
	uvicornHead(),
	edgeEntry(3, -16*sec, 0, "GET", "/", none, 200, "198.51.100.20", "a0000001-1001-4001", 6, 1181, "Go-http-client/2.0"),
	edgeEntry(4, -1*sec, 0, "GET", "/", none, 301, "203.0.113.50", "", 0, 127, sentryAgent),
	edgeEntry(5, -1*sec, 0, "GET", "/", none, 200, "203.0.113.50", "a0000002-1002-4002", 5, 3629, sentryAgent),
	edgeEntry(6, -1, 8, "GET", "/api/report", "format=json&q=a+b&name=Jos%C3%A9%20P", 200, "203.0.113.7", "a0000003-1003-4003", 23, 2604, macAgent),
	edgeEntry(7, 0, 0, "GET", "/café/メニュー", none, 200, "203.0.113.7", "a0000004-1004-4004", 9, 801, macAgent),
	edgeEntry(8, 0, 0, "GET", "//wp-includes/wlwmanifest.xml", none, 500, "198.51.100.77", "a0000005-1005-4005", 3, 227, winAgent),
	edgeEntry(9, 1_124_942, 8, "GET", "/.env", none, 404, "198.51.100.77", "a0000006-1006-4006", 2, 310, ""),
	edgeEntry(10, 2*sec, 0, "POST", "/api/export", none, 499, "203.0.113.7", "a0000007-1007-4007", 416452, 29, macAgent),
	edgeEntry(11, 3*sec, 0, "GET", "/socket.io/", "EIO=4&transport=websocket&sid=EXAMPLESID", 101, "203.0.113.7", "a0000008-1008-4008", 61022, 129, macAgent),
	edgeEntry(12, 4*sec, 0, "OPTIONS", "/api/orders/42", none, 204, "203.0.113.7", "a0000009-1009-4009", 1, 404, macAgent),
	edgeEntry(13, 5*sec, 0, "GET", "/admin", none, 403, "198.51.100.99", "", 0, 180, "curl/8.6.0"),
	edgeEntry(14, 6*sec, 0, "GET", "/api/orders/42", none, 200, "2001:db8::7", "a000000a-100a-400a", 44, 611, `Mozilla/5.0 "quoted" UA`),
	edgeEntry(15, 6*sec, 0, "GET", "/api/orders/43", none, 200, "203.0.113.8", "a000000b-100b-400b", 41, 612, `weird "raw quotes" userAgent="nested" end`),
	edgeEntry(16, 7*sec, 0, "GET", "/api/slow", none, 502, "203.0.113.7", "a000000c-100c-400c", 100003, 6022, macAgent),
	edgeEntry(17, 8*sec, 0, "PRI", "*", none, 400, "198.51.100.12", "", 0, 0, ""),
	edgeEntry(18, 8*sec, 0, "CONNECT", "example.com:443", none, 405, "198.51.100.12", "a000000d-100d-400d", 0, 166, ""),
	edgeEntry(19, 9*sec, 0, "GET", "http://acme-api.onrender.com/abs", "x=1", 404, "198.51.100.12", "a000000e-100e-400e", 1, 301, "masscan"),
	edgeEntry(20, 9*sec, 0, "GET", "/no-status", none, 0, "203.0.113.7", "a000000f-100f-400f", 12, 345, macAgent),
	appEntry(21, 10*sec, 9),
	appEntry(22, 10*sec, 9),
	appEntry(23, 10*sec, 9),
	appEntry(24, 9_500_000, 1),
	accessEntry(appEntry(25, 11_250_000, 2), "morgan-dev", "/api/orders", 12, 612), // GET /api/orders 200 12.345 ms - 612, coloured
	accessEntry(appEntry(26, 12*sec, 0), "pino", "/api/orders/42", 3, Unknown),     // {…"url":"/api/orders/42"…"statusCode":200…"responseTime":3…}
	unlabelled(),
	{}, {}, {}, // ids 28 to 30 do not occur
	edgeEntry(31, 3600*sec, 0, "GET", "/", none, 200, "198.51.100.20", "a0000064-1064-4064", 12, 345, "Go-http-client/2.0"),
	edgeEntry(32, 3660*sec, 0, "HEAD", "/", none, 200, "203.0.113.50", "a0000065-1065-4065", 12, 345, "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)"),
	edgeEntry(33, 3720*sec, 0, "GET", "/health", none, 200, "203.0.113.51", "a0000066-1066-4066", 12, 345, "Mozilla/4.0 (compatible; cron-job.org; http://cron-job.org/abuse/)"),
	edgeEntry(34, 3780*sec, 0, "GET", "/health", none, 200, "203.0.113.51", "a0000067-1067-4067", 12, 345, "Mozilla/5.0 (compatible; cron-job.org; http://cron-job.org/abuse/)"),
	edgeEntry(35, 3840*sec, 0, "GET", "/", none, 200, "203.0.113.52", "a0000068-1068-4068", 12, 345, "Better Stack Better Uptime Bot Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"),
	edgeEntry(36, 3900*sec, 0, "GET", "/", none, 200, "203.0.113.53", "a0000069-1069-4069", 12, 345, sentryAgent),
	edgeEntry(37, 3960*sec, 0, "GET", "/.env", none, 404, "198.51.100.77", "a000006a-106a-406a", 12, 345, "Mozilla/5.0"),
	edgeEntry(38, 4020*sec, 0, "GET", "//wp-login.php", none, 404, "198.51.100.77", "a000006b-106b-406b", 12, 345, ""),
	edgeEntry(39, 4080*sec, 0, "GET", "/index.php", none, 404, "198.51.100.78", "a000006c-106c-406c", 12, 345, "Fuzz Faster U Fool v2.1.0-dev"),
	edgeEntry(40, 4140*sec, 0, "GET", "/wp-admin/setup-config.php", none, 404, "198.51.100.79", "a000006d-106d-406d", 12, 345, "http://acme-api.onrender.com/wp-admin/setup-config.php"),
	edgeEntry(41, 4200*sec, 0, "GET", "/robots.txt", none, 404, "198.51.100.80", "a000006e-106e-406e", 12, 345, "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)"),
	edgeEntry(42, 4260*sec, 0, "POST", "/webhook", none, 200, "203.0.113.60", "a000006f-106f-406f", 12, 345, "GitHub-Hookshot/0000000"),
	edgeEntry(43, 4320*sec, 0, "POST", "/webhook", none, 200, "203.0.113.61", "a0000070-1070-4070", 12, 345, "facebookexternalua"),
	edgeEntry(44, 4380*sec, 0, "GET", "/", none, 200, "203.0.113.62", "a0000071-1071-4071", 12, 345, "curl/8.6.0"),
	edgeEntry(45, 60*sec, 0, "GET", "/", none, 200, "203.0.113.1", "a000012c-112c-412c", 0, 712, macAgent),
	edgeEntry(46, 61*sec, 0, "GET", "/api/orders", none, 200, "203.0.113.2", "a000012d-112d-412d", 1, 2248, macAgent),
	edgeEntry(47, 62*sec, 0, "GET", "/api/orders/42", "expand=items", 200, "203.0.113.3", "a000012e-112e-412e", 2, 931, macAgent),
	edgeEntry(48, 63*sec, 0, "POST", "/api/orders", none, 201, "203.0.113.4", "a000012f-112f-412f", 3, 297, macAgent),
	edgeEntry(49, 64*sec, 0, "PATCH", "/api/orders/42", none, 200, "203.0.113.5", "a0000130-1130-4130", 4, 288, macAgent),
	edgeEntry(50, 65*sec, 0, "DELETE", "/api/orders/42", none, 204, "203.0.113.6", "a0000131-1131-4131", 5, 200, macAgent),
	edgeEntry(51, 66*sec, 0, "GET", "/static/app.css", none, 304, "203.0.113.7", "a0000132-1132-4132", 6, 200, macAgent),
	edgeEntry(52, 67*sec, 0, "GET", "/old", none, 308, "203.0.113.8", "a0000133-1133-4133", 7, 200, macAgent),
	edgeEntry(53, 68*sec, 0, "GET", "/api/missing", none, 404, "203.0.113.9", "a0000134-1134-4134", 8, 224, macAgent),
	edgeEntry(54, 69*sec, 0, "GET", "/api/boom", none, 500, "203.0.113.10", "a0000135-1135-4135", 9, 236, macAgent),
}

// sampleEntries returns entries by their ids.
func sampleEntries(ids ...int) []want {
	list := make([]want, len(ids))
	for i, id := range ids {
		list[i] = entries[id-1]
	}
	return list
}

// withOffset is entry 10 as the pretty page has it: 2026-12-31T16:00:02.120-08:00.
func withOffset() want {
	w := entries[10-1]
	w.Time, w.Precision = newYear+2_120_000, 3
	return w
}

// flattened returns entries as jq leaves them, without ids.
func flattened(list []want) []want {
	for i := range list {
		list[i].ID, list[i].Format = none, "flat"
	}
	return list
}

func TestSamples(t *testing.T) {
	tests := []struct {
		file    string
		records []want
		rejects []Reject
	}{
		{
			file: "api/pages-backward.ndjson",
			records: sampleEntries(19, 20, 21, 22, 23, 24, 25, 26,
				10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
				1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
		},
		{
			file:    "api/page-pretty-crlf.json",
			records: append(sampleEntries(6, 7, 6), withOffset()),
		},
		{
			file:    "api/cli-glued-truncated.json",
			records: sampleEntries(3, 6, 10, 14, 27, 25),
			rejects: []Reject{{
				Line: 164, Offset: 3644, Reason: "truncated record", Cut: true,
				Text: "{\n  \"id\": \"EXAMPLEID00000006\",\n  \"labels\": [\n    {\n      \"name\": \"resource\",\n" +
					"      \"value\": \"srv-example0000000000000\"\n    },\n    {\n      \"name\": \"type\",\n      \"value\": \"request\"",
			}},
		},
		{
			file:    "api/websocket.ndjson",
			records: sampleEntries(1, 3, 6, 7, 13, 14, 15, 25, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54),
		},
		{
			file:    "api/powershell-utf16le.json",
			records: sampleEntries(6, 7),
		},
		{
			file:    "api/synthetic-callers.ndjson",
			records: sampleEntries(31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44),
		},
		{
			file:    "flat/jq-labels.ndjson",
			records: flattened(sampleEntries(3, 4, 5, 6, 8, 10, 11, 25)),
		},
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

func openSample(t testing.TB, name string) io.Reader {
	t.Helper()
	f, err := os.Open(filepath.Join("../testdata/logs", name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	text, err := Decompress(f)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func compareRejects(t *testing.T, got, wants []Reject) {
	t.Helper()
	if len(got) != len(wants) {
		t.Fatalf("got %d rejects, want %d: %+v", len(got), len(wants), got)
	}
	for i := range got {
		if got[i] != wants[i] {
			t.Errorf("reject %d\ngot  %+v\nwant %+v", i, got[i], wants[i])
		}
	}
}

// TestFormats reads the samples of every format: each has some, and its records are read as that format and no other.
func TestFormats(t *testing.T) {
	for _, format := range Formats {
		t.Run(format.Name, func(t *testing.T) {
			files, err := filepath.Glob(filepath.Join("../testdata/logs", format.Name, "*"))
			if err != nil || len(files) == 0 {
				t.Fatalf("no samples in testdata/logs/%s (%v)", format.Name, err)
			}
			for _, file := range files {
				records, _, err := readDated(openSample(t, filepath.Join(format.Name, filepath.Base(file))), newYearsEve)
				if err != nil || len(records) == 0 {
					t.Errorf("%s: %d records, error %v", file, len(records), err)
				}
				for i, rec := range records {
					if rec.Format != format.Name {
						t.Errorf("%s: record %d was read as %q", file, i, rec.Format)
					}
				}
			}
		})
	}
}
