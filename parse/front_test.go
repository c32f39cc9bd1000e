package parse

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// Lines of an application's log, two hours into the new year.
const (
	rawAccess  = `10.214.0.5 - - [01/Jan/2027:02:00:00 +0000] "GET /x HTTP/1.1" 200 16` + "\n"
	rawUndated = `INFO:     203.0.113.7:0 - "GET /x HTTP/1.1" 200 OK` + "\n"
	rawFiber   = `23:00:00 | 200 | 1.5ms | 203.0.113.7 | GET | /x | -` + "\n"
	rawPino    = `{"level":30,"time":1798768800000,"req":{"method":"GET","url":"/x"},"res":{"statusCode":200},"responseTime":3,"msg":"done"}` + "\n"
	rawMessage = `clientIP="203.0.113.7" requestID="" responseTimeMS=0 responseBytes=0 userAgent=""` + "\n"
)

// summary says of each record which format read it, whether it is a request, and when it was in hours since the new year, and
// of each reject why.
func summary(records []want, rejects []Reject) string {
	var list []string
	for _, rec := range records {
		kind := ""
		if rec.Kind == Request {
			kind = "!"
		}
		list = append(list, fmt.Sprintf("%s%s@%d", rec.Format, kind, (rec.Time-newYear)/(3600*sec)))
	}
	for _, bad := range rejects {
		list = append(list, map[string]string{notJSON: "-", NoDate: "undated"}[bad.Reason])
	}
	return strings.Join(list, " ")
}

// TestRawNeighbours: what stands around the lines of an application decides what they are.
func TestRawNeighbours(t *testing.T) {
	const (
		stamped  = "2027-01-01T00:00:01Z hello\n"
		selected = "[GET]200acme.example/" + rawMessage
		clock    = "11:24:03 [GET] acme.example/x " + rawMessage
	)
	api := expand("«a»\n")
	tests := []struct {
		name, text string
		undated    string // without a date
		dated      string // with the last day of the old year, which is 24 hours before
	}{
		{"one line", rawAccess, "raw!@2", "raw!@2"},
		{"one object", rawPino, "raw!@2", "raw!@2"},
		{"chatter in front and behind", "up\n" + rawAccess + "down\n  at x\n", "raw@2 raw!@2 raw@2 raw@2", "raw@2 raw!@2 raw@2 raw@2"},
		{"chatter with a time", "[2027-01-01 01:00:00 +0000] up\n" + rawAccess + "2027/01/01 05:00:00 down\n", "raw@1 raw!@2 raw@5", "raw@1 raw!@2 raw@5"},
		{"chatter with a time inside", rawAccess + `got {"time":"2099-01-01T00:00:00Z"} [01/Jan/2099:00:00:00 +0000] "x` + "\n", "raw!@2 raw@2", "raw!@2 raw@2"},
		{"objects in front and behind", `{"msg":"up"}` + "\n" + rawPino + `{"msg":"x"}` + "\n" + `{"time":1798776000000,"msg":"x"}`, "raw@2 raw!@2 raw@2 raw@4", "raw@2 raw!@2 raw@2 raw@4"},
		{"chatter alone", "[2027-01-01 01:00:00 +0000] [58] [INFO] up\n" + `{"level":30,"time":1798768800000,"msg":"up"}`, "- ", "selection@-24 selection@-24"},
		{"without a time", rawUndated, "undated", "raw!@-24"},
		{"without a time behind one with", rawAccess + rawUndated, "raw!@2 undated", "raw!@2 raw!@2"},
		{"the time of day alone", rawFiber, "undated", "raw!@-1"},
		{"the time of day behind a date", rawAccess + rawFiber, "raw!@2 undated", "raw!@2 raw!@23"},

		{"behind a line of an export", stamped + rawAccess + "more\n", "rfc3339@0 raw!@2 raw@2", "rfc3339@0 raw!@2 raw@2"},
		{"without a time behind such", stamped + rawUndated + rawFiber, "rfc3339@0 rfc3339!@0 rfc3339!@0", "rfc3339@0 rfc3339!@0 rfc3339!@0"},
		{"in front of such", rawAccess + stamped + "more\n", "raw!@2 rfc3339@0 rfc3339@0", "raw!@2 rfc3339@0 rfc3339@0"},
		{"lines of exports in front", "up\n" + stamped + rawAccess, "rfc3339@0 raw!@2 -", "selection@-24 rfc3339@0 raw!@2"},
		{"in a selection", selected + rawAccess + rawUndated, "raw!@2 undated undated", "selection!@-24 selection!@-24 selection!@-24"},
		{"in front of a selection", rawAccess + selected, "raw!@2 undated", "raw!@2 selection!@2"},
		{"behind a clock without a date", "10:15:02 INFO up\n" + rawAccess + "11:15:02 INFO up\n", "raw@2 raw!@2 raw@2", "clock@-13 raw!@2 raw@2"},
		{"a clock alone", "10:15:02 INFO up\n", "undated", "clock@-13"},
		{"in a selection with a clock", clock + rawAccess + rawFiber, "raw!@2 undated undated", "clock!@-12 raw!@2 raw!@23"},
		{"in front of a clock", rawAccess + clock, "raw!@2 undated", "raw!@2 clock!@11"},
		{"in front of a message without a time", rawAccess + rawMessage, "raw!@2 undated", "raw!@2 raw!@2"},
		{"behind an object of the API", api + "up\n" + rawAccess + api + "more\n", "api@0 raw@2 raw!@2 api@0 -", "api@0 raw@2 raw!@2 api@0 -"},

		{"an example in a document", "# Logs\n\n    " + rawAccess + "\t" + rawAccess, "- - -", "selection@-24 selection!@-24 selection!@-24"},
		{"examples in an application's log", "    " + rawAccess + rawAccess + "  " + rawAccess + "\t" + rawUndated, "raw@2 raw!@2 raw@2 raw@2", "raw@2 raw!@2 raw@2 raw@2"},
		{"an example in a sentence", "It prints " + rawAccess + "`" + rawAccess, "- -", "selection@-24 selection!@-24"},
		{"an object behind other text", rawAccess + "got " + rawPino, "raw!@2 raw@2", "raw!@2 raw@2"},
		{"in a list", "[" + strings.TrimSpace(rawPino) + ",\n" + `{"msg":"x"}]`, "raw!@2 ", "raw!@2 "},
		{"in a result of MCP", `{"content":[{"text":"` + strings.ReplaceAll(strings.TrimSpace(rawAccess), `"`, `\"`) + `"}]}`, "-", "-"},
		{"Next.js", " GET /x 200 in 35ms\n", "undated", "raw!@-24"},
		{"not Next.js", "GET /x 200 in 35ms\n  GET /x 200 in 35ms\n", "- -", "selection@-24 selection@-24"},
		{"no such day", strings.Replace(rawAccess, "01/Jan", "31/Feb", 1), "", ""},
		{"Rails cut off at its start", "Completed 200 OK in 43ms\n" + `Started GET "/x" for ::1 at 2027-01-01 02:00:00 +0000` + "\nCompleted 200 OK in 43ms\n",
			"raw!@2 raw!@2 raw@2", "raw!@2 raw!@2 raw@2"},
	}
	for _, test := range tests {
		for date, want := range map[time.Time]string{{}: test.undated, newYearsEve: test.dated} {
			records, rejects, err := readDated(strings.NewReader(test.text), date)
			if got := summary(records, rejects); got != want || err != nil {
				t.Errorf("%s, date %v\ngot  %q, error %v\nwant %q", test.name, date, got, err, want)
			}
		}
	}
}

// TestRawService: amid lines of an export that name the service, an application's line is of that service.
func TestRawService(t *testing.T) {
	const syslog = "<14>1 2027-01-01T00:00:00Z acme web-" + srv + " 1 x - hello\n"
	records, _, err := readAll(strings.NewReader(rawAccess + syslog + rawAccess + "more\n" + expand("«a»\n") + rawAccess))
	var got []string
	for _, rec := range records {
		got = append(got, rec.Service)
	}
	if want := []string{none, srv, srv, srv, none, none}; !slices.Equal(got, want) || err != nil {
		t.Errorf("got %q, want %q, error %v", got, want, err)
	}
}

// TestNoLog reads files that are no logs, each of which has something of one.
func TestNoLog(t *testing.T) {
	for name, text := range map[string]string{
		"README":       "# acme\n\nThe server logs like this:\n\n    " + rawAccess + "\nand `INFO: 203.0.113.7:0 - \"GET / HTTP/1.1\" 200 OK` in front.\n",
		"CSV":          "time,method,path,status\n2027/01/01 00:00:01 ,GET,/x,200\n" + `"10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] ""GET / HTTP/1.1"" 200 5"` + "\n",
		"Go":           "package main\n\n// 2027/01/01 00:00:01 started\nconst line = `" + rawAccess + "`\n\tlog.Print(`" + rawAccess + "`)\n",
		"JSON":         `{"name":"acme","time":"2027-01-01T00:00:00Z","routes":[{"method":"GET","path":"/x"}],"log":{"level":"info","entries":10}}`,
		"pretty JSON":  "{\n  \"time\": 1798768800000,\n  \"req\": {\n    \"method\": \"GET\",\n    \"url\": \"/x\"\n  }\n}\n",
		"an audit log": `{"eventVersion":"1.08","timestamp":"2027-01-01T00:00:00Z","eventName":"PutObject"}` + "\n" + `{"timestamp":"2027-01-01T00:00:01Z"}`,
		"another log":  "2027/01/01 00:00:01 [error] 58#58: upstream timed out\n[2027-01-01 00:00:01 +0000] [58] [INFO] up\n" + strings.Repeat("2027/01/01 00:00:01 x\n", 2*maxFront),
		"PNG":          "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00" + strings.Repeat("\xff\x00\n", 50),
		"a page":       "<!doctype html>\n<pre>" + rawAccess + "</pre>\n",
		"other page":   `{"log":{"version":"1.2","entries":[]}}` + "\n<p>",
	} {
		records, rejects, err := readAll(strings.NewReader(text))
		if len(records) != 0 || len(rejects) == 0 || err != nil {
			t.Errorf("%s: %d rejects, error %v, records %+v", name, len(rejects), err, records)
		}
	}
}

// TestManyLinesInFront: lines that wait in vain are rejected, in order and once each, and what comes behind them is read.
func TestManyLinesInFront(t *testing.T) {
	for _, n := range []int{0, 1, maxFront - 1, maxFront, maxFront + 1, 3*maxFront + 7} {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, "line %d\n", i+1)
		}
		records, rejects, err := readAll(strings.NewReader(text.String() + rawAccess))
		waiting := n % maxFront
		if len(records) != waiting+1 || records[waiting].Kind != Request || len(rejects) != n-waiting || err != nil {
			t.Errorf("%d lines: %d records, %d rejects, error %v", n, len(records), len(rejects), err)
		}
		for i, bad := range rejects {
			if bad.Line != int64(i+1) || bad.Text != fmt.Sprintf("line %d", i+1) {
				t.Errorf("reject %d: %+v", i, bad)
			}
		}
		records, rejects, err = readDated(strings.NewReader(text.String()+rawAccess), newYearsEve)
		if len(records) != n+1 || len(rejects) != 0 || err != nil || !slices.ContainsFunc(records, func(w want) bool { return w.Format == "raw" && w.Kind == Request }) {
			t.Errorf("%d lines with a date: %d records, %d rejects, error %v", n, len(records), len(rejects), err)
		}
	}
}

// TestExplainFront explains lines that waited: each for itself.
func TestExplainFront(t *testing.T) {
	for _, date := range []time.Time{{}, newYearsEve} {
		list, err := Options{Date: date}.NewReader(strings.NewReader("up\n" + `{"msg":"up"}` + "\n" + rawAccess + "more\n")).Explain(10)
		if err != io.EOF || len(list) != 4 {
			t.Fatalf("%+v, error %v", list, err)
		}
		for i, x := range list {
			if x.Line != int64(i+1) || x.Format != "raw" || x.Added != (i != 2) || x.Reject != "" {
				t.Errorf("date %v: %+v", date, x)
			}
		}
		if r := list[1].Refusals[0]; r.Format != "api" || r.Reason != errNoTime.Error() {
			t.Errorf("the object: %+v", r)
		}
	}
}

// TestRawZone: dates without a zone are of the zone that was given, dates with one are not.
func TestRawZone(t *testing.T) {
	zone := time.FixedZone("-03", -3*3600)
	date := time.Date(2026, 12, 31, 0, 0, 0, 0, zone)
	for text, want := range map[string]int64{ // hours after the new year
		rawAccess: 2,
		`[01/Jan/2027 02:00:00] "GET /x HTTP/1.1" 200 1`:                                                      5,
		`[GIN] 2027/01/01 - 02:00:00 | 200 | 1ms | 203.0.113.7 | GET      "/"`:                                5,
		`info: GET /x 200 {"timestamp":"2027-01-01 02:00:00"}`:                                                5,
		`{"time":"2027-01-01T02:00:00Z","remote_ip":"::1","method":"GET","uri":"/","status":200,"latency":1}`: 2,
		rawFiber:   2,
		rawUndated: -21,
	} {
		records, rejects, err := readDated(strings.NewReader(text), date)
		if len(records) != 1 || len(rejects) != 0 || err != nil || records[0].Time != newYear+want*3600*sec {
			t.Errorf("%s: %+v, rejects %v, error %v", text, records, rejects, err)
		}
	}
}
