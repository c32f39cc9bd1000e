package parse

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// newYearsEve is the date of the samples that give none.
var newYearsEve = time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)

const day = 86_400 * sec

// as gives entries the name of another format.
func as(format string, list []want) []want {
	for i := range list {
		list[i].Format = format
	}
	return list
}

// withoutLabels returns entries as text exports leave them: no id, and nothing that only the labels say.
func withoutLabels(format string, ids ...int) []want {
	list := as(format, sampleEntries(ids...))
	for i := range list {
		w := &list[i]
		w.ID, w.Service, w.Instance, w.Host = none, none, none, none
		if w.Channel == Edge {
			w.Method, w.Path, w.Query, w.Status = none, none, none, 0
		}
	}
	return list
}

// inSeconds cuts times to whole seconds.
func inSeconds(list []want) []want {
	for i := range list {
		list[i].Time -= list[i].Time % sec
		list[i].Precision = 0
	}
	return list
}

// line is a line of an export that gives neither id nor service.
func line(format string, at int64, digits int8) want {
	w := sampleEntry(0, at, digits)
	w.Format, w.ID, w.Service, w.Channel = format, none, none, App
	return w
}

func systemLine(format string, at int64, digits int8, kind Kind) want {
	w := line(format, at, digits)
	w.Channel, w.Kind = System, kind
	return w
}

func edgeLine(format string, at int64, digits int8, ip, requestID string, ms, bytes int64, agent string) want {
	w := line(format, at, digits)
	w.Kind, w.Channel, w.ClientIP, w.RequestID, w.DurationMS, w.Bytes, w.UserAgent = Request, Edge, ip, requestID, ms, bytes, agent
	return w
}

func uvicornRequest(w want, ip, method, path, query string, status int16) want {
	w.Kind, w.Access, w.ClientIP, w.Method, w.Path, w.Query, w.Status = Request, "uvicorn", ip, method, path, query, status
	return w
}

func gunicornRequest(w want, ip, method, path, query string, status int16, bytes int64, agent string) want {
	w.Kind, w.Access, w.ClientIP, w.Method, w.Path, w.Query, w.Status, w.Bytes, w.UserAgent = Request, "gunicorn", ip, method, path, query, status, bytes, agent
	return w
}

func (w want) of(service string) want  { w.Service = service; return w }
func (w want) on(instance string) want { w.Instance = instance; return w }
func (w want) to(method, host, path, query string, status int16) want {
	w.Method, w.Host, w.Path, w.Query, w.Status = method, host, path, query, status
	return w
}

// TestExports reads the samples of all exports but those of the API.
func TestExports(t *testing.T) {
	tests := []struct {
		file    string
		records []want
		rejects []Reject
	}{
		{file: "graphql/dashboard.json", records: as("graphql", sampleEntries(3, 6, 10, 25))},
		{file: "har/dashboard.har", records: as("har", sampleEntries(3, 6, 10, 25))},
		{file: "mcp/list-logs.json", records: as("mcp", sampleEntries(3, 6))},
		{file: "yaml/cli.yaml", records: as("yaml", sampleEntries(3, 6, 25))},
		{file: "loggly/https.ndjson", records: logglyRecords(), rejects: []Reject{
			{Line: 2, Offset: 218, Reason: errNoLineTime.Error(), Text: `{"render_service": "acme-api", "level": "error", "request_id": "r1", "message": "boom"}`},
			{Line: 3, Offset: 306, Reason: errNoLineTime.Error(), Text: `{"render_service": "acme-api", "render_instance": "srv-example0000000000000-7c9d8f6b5d-x2k9q", "level": "info", "log": "GET /api/orders 200 12.345 ms - 612"}`},
		}},
		{file: "syslog/octet-counted.bin", records: octetRecords(), rejects: []Reject{{
			Line: 2, Offset: 1570, Reason: "truncated syslog message", Text: "<14>1 2027-01-01T00:00:16Z acme-api web-x 1 web-x - truncated fr",
			Cut: true,
		}}},
		{file: "syslog/newline.log", records: newlineRecords()},
		{file: "rfc3339/copy-all.txt", records: withoutLabels("rfc3339",
			1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26)},
		{file: "rfc3339/bom-crlf.txt", records: bomRecords()},
		{file: "rfc3339/two-sources.txt", records: twoSourcesRecords()},
		{file: "bracketed/downloader.txt", records: withoutLabels("bracketed", 10, 8, 6, 5, 4, 3, 2, 1)},
		{file: "cli-text/cli.txt", records: append(inSeconds(withoutLabels("cli-text", 1, 2, 3, 4, 5, 6, 8, 10, 14, 15, 21, 22, 23, 24, 25, 26)),
			line("cli-text", 14*sec, 0), line("cli-text", 14*sec, 0), line("cli-text", 15*sec, 0))},
		{file: "clock/time-of-day.txt", records: clockRecords()},
		{file: "selection/glued-2024.txt", records: gluedRecords()},
		{file: "selection/chips-2026.txt", records: chipRecords()},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			records, rejects, err := readDated(openSample(t, test.file), newYearsEve)
			if err != nil {
				t.Fatal(err)
			}
			compareRecords(t, records, test.records)
			compareRejects(t, rejects, test.rejects)
		})
	}
}

func logglyRecords() []want {
	request := func(at int64, method, path, query string, status int16, bytes int64) want {
		return gunicornRequest(line("loggly", at, 0), "10.214.0.5", method, path, query, status, bytes, "curl/8.6.0").of(srv).on(pod)
	}
	return []want{
		request(1*sec, "GET", "/", "x=1", 200, 512),
		accessEntry(line("loggly", 12*sec, 3).of("acme-api"), "pino", "/api/orders/42", 3, Unknown),
		request(60*sec, "GET", "/", none, 200, 512),
		request(61*sec, "GET", "/api/orders", none, 200, 2048),
		request(62*sec, "GET", "/api/orders/42", "expand=items", 200, 731),
		request(63*sec, "POST", "/api/orders", none, 201, 97),
		request(64*sec, "PATCH", "/api/orders/42", none, 200, 88),
		request(65*sec, "DELETE", "/api/orders/42", none, 204, 0),
		request(66*sec, "GET", "/static/app.css", none, 304, 0),
		request(67*sec, "GET", "/old", none, 308, 0),
		request(68*sec, "GET", "/api/missing", none, 404, 24),
		request(69*sec, "GET", "/api/boom", none, 500, 36),
	}
}

func octetRecords() []want {
	const format = "syslog"
	return []want{
		line(format, 0, 0).of("test-service"),
		line(format, -19_598_118, 6).of("render"),
		uvicornRequest(line(format, -18_500_000, 6), "127.0.0.1", "HEAD", "/", none, 405).of(srv),
		edgeLine(format, 0, 0, "203.0.113.7", "a0000003-1003-4003", 23, 2604, macAgent).of(srv),
		line(format, 10_000_001, 6).of(srv),
		accessEntry(line(format, 11_250_000, 6).of(srv), "morgan-dev", "/api/orders", 12, 612),
		line(format, 12*sec, 0).of(srv),
		line(format, 13*sec, 0).of(srv),
		line(format, 14*sec, 0).of("acme-api"),
		line(format, 15*sec, 0).of(srv),
	}
}

// newlineRecords has no line break inside a message, and a last line that belongs to the message before it.
func newlineRecords() []want {
	return append(slices.Delete(octetRecords(), 6, 7), line("syslog", 15*sec, 0).of(srv))
}

func bomRecords() []want {
	records := withoutLabels("rfc3339", 6, 8)
	for i, size := range []int64{712, 2248, 931, 297, 288, 200, 200, 200, 224, 236} {
		n := 0xc8 + i
		id := fmt.Sprintf("a%07x-1%03x-4%03x", n, n, n)
		records = append(records, edgeLine("rfc3339", int64(60+i)*sec, 0, fmt.Sprintf("203.0.113.%d", i+1), id, int64(i), size, "curl/8.6.0"))
	}
	return records
}

func twoSourcesRecords() []want {
	const (
		format = "rfc3339"
		robot  = "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)"
	)
	return []want{
		systemLine(format, -29_899_000, 3, Deploy),
		uvicornRequest(line(format, -18_500_000, 3), "127.0.0.1", "HEAD", "/", none, 405),
		edgeLine(format, -16*sec, 0, "198.51.100.20", "a0000032-1032-4032", 6, 1181, "Go-http-client/2.0"),
		uvicornRequest(line(format, -15_780_670, 5), "198.51.100.20", "GET", "/", none, 200),
		edgeLine(format, -1*sec, 0, "203.0.113.50", "", 0, 127, robot),
		edgeLine(format, -1*sec, 0, "203.0.113.50", "a0000033-1033-4033", 5, 3629, robot),
		uvicornRequest(line(format, -700_000, 9), "203.0.113.50", "HEAD", "/", none, 200),
		edgeLine(format, 7*sec, 0, "203.0.113.7", "a0000034-1034-4034", 5557, 1217, macAgent),
		uvicornRequest(line(format, 7_031_534, 9), "203.0.113.7", "GET", "/reports/1/summary", "debug=1", 200),
		line(format, 169_271_632, 9),
		uvicornRequest(line(format, 169_271_649, 9), "203.0.113.7", "GET", "/a", none, 200),
		uvicornRequest(line(format, 169_271_658, 9), "203.0.113.7", "GET", "/b", none, 200),
		systemLine(format, 286_484_804, 9, Deploy),
		line(format, 284_054_045, 8),
		line(format, 285_072_225, 9),
		gunicornRequest(line(format, 300_148_312, 8), "10.238.0.6", "GET", "/healthz", none, 200, 2, "Render/1.0"),
	}
}

func clockRecords() []want {
	const (
		format   = "clock"
		november = 304 * day // the first, after the new year
		hour     = 3600 * sec
	)
	at := func(h, m, s int64) int64 { return november + h*hour + (m*60+s)*sec }
	return []want{
		systemLine(format, -2*sec, 0, Other),
		gunicornRequest(line(format, -1*sec, 0), "127.0.0.1", "HEAD", "/", none, 200, 0, "Go-http-client/1.1"),
		gunicornRequest(line(format, 1*sec, 0), "10.214.0.5", "GET", "/", "x=1", 200, 512, "curl/8.6.0"),
		edgeLine(format, at(1, 59, 59), 0, "203.0.113.7", "a0000040-1040-4040", 3, 210, "curl/8.6.0").to("GET", none, none, none, 200),
		edgeLine(format, at(1, 0, 2), 0, "203.0.113.7", "a0000041-1041-4041", 4, 211, "curl/8.6.0").to("GET", none, none, none, 400),
		edgeLine(format, at(11, 24, 3), 0, "198.51.100.3", "8ebfa3c3-8929-4885", 8, 640, "curl/8.6.0").to("GET", acme, "/api/orders", none, 0),
		systemLine(format, at(18, 22, 54), 0, Deploy).on("x2k9q"),
		accessEntry(line(format, at(18, 22, 56), 0).on("x2k9q"), "morgan-dev", "/api/orders", 12, 612), // GET /api/orders 200 12.345 ms - 612
		systemLine(format, at(18, 23, 0), 0, Live),
		systemLine(format, at(11, 30, 6), 0, Live),
		line(format, at(0, 0, 0), 0).on("x2k9q"),
		line(format, at(12, 0, 0), 0).on("x2k9q"),
	}
}

// selected returns entries as a selection has them: with the parts of the request, without times.
func selected(ids ...int) []want {
	list := as("selection", sampleEntries(ids...))
	for i := range list {
		list[i].ID, list[i].Service, list[i].Time, list[i].Precision = none, none, newYear-day, WholeDay
	}
	return list
}

// noise is n lines of a selection that are no requests.
func noise(n int) []want {
	return slices.Repeat([]want{line("selection", -day, WholeDay)}, n)
}

func gluedRecords() []want {
	request := func(id string, host, path, query string) want {
		return edgeLine("selection", -day, WholeDay, "203.0.113.7", id, 12, 345, macAgent).to("GET", host, path, query, 200)
	}
	deploy := systemLine("selection", -day, WholeDay, Deploy)
	live := systemLine("selection", -day, WholeDay, Live)
	system := systemLine("selection", -day, WholeDay, Other)
	return slices.Concat(
		[]want{deploy, deploy}, noise(2), []want{live, system, system},
		selected(3, 4, 5, 6, 8, 10, 14),
		[]want{
			request("a000001e-101e-401e", "2048game.example.net", "/", none),
			request("a000001f-101f-401f", acme, "/search", `q=clientIP="1"`),
		},
		noise(1), []want{uvicornRequest(line("selection", -day, WholeDay), "203.0.113.7", "POST", "/webhook", none, 200).on("x2k9q")},
		noise(1), []want{line("selection", -day, WholeDay).on("x2k9q")}, noise(4),
	)
}

func chipRecords() []want {
	live := systemLine("selection", -day, WholeDay, Live)
	system := systemLine("selection", -day, WholeDay, Other)
	requests := selected(3, 4, 5, 6, 10, 16)
	for i := range requests {
		requests[i].Status = 0
	}
	head := gunicornRequest(line("selection", -day, WholeDay), "127.0.0.1", "HEAD", "/", none, 200, 0, "Go-http-client/1.1")
	return slices.Concat(noise(7), []want{live, system}, requests, []want{system, head}, noise(8))
}

// TestForcedFormat reads the samples of every format as that format alone, which makes no difference, and as one that does not exist.
func TestForcedFormat(t *testing.T) {
	for _, format := range Formats {
		files, err := filepath.Glob(filepath.Join("../testdata/logs", format.Name, "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no samples in testdata/logs/%s (%v)", format.Name, err)
		}
		for _, file := range files {
			name := filepath.Join(format.Name, filepath.Base(file))
			want, _, _ := readDated(openSample(t, name), newYearsEve)
			got := 0
			for reader := (Options{Date: newYearsEve, Format: format.Name}).NewReader(openSample(t, name)); ; {
				rec, err := reader.Next()
				if err == io.EOF {
					break
				}
				if rec != nil && rec.Format == format.Name {
					got++
				}
			}
			if got != len(want) {
				t.Errorf("%s: %d records, want %d", name, got, len(want))
			}
		}
	}
	reader := Options{Format: "klingon"}.NewReader(openSample(t, "api/websocket.ndjson"))
	if rec, err := reader.Next(); rec != nil || err == io.EOF {
		t.Errorf("record %v, error %v", rec, err)
	}
}
