package parse

import (
	"io"
	"strings"
	"testing"
)

func TestKinds(t *testing.T) {
	const (
		request = `clientIP=\"203.0.113.7\" requestID=\"a\" responseTimeMS=6 responseBytes=1 userAgent=\"x\"`
		uvicorn = `203.0.113.7:0 - \"GET / HTTP/1.1\" 200`
	)
	tests := []struct {
		kind, message string // kind is the JSON of the label
		want          Kind
		channel       Channel
	}{
		{`"request"`, request, Request, Edge},
		{`"request"`, "something else", Request, Edge},
		{`"request"`, "==> Deploying...", Request, Edge},
		{`null`, request, Request, Edge},
		{`""`, request, Request, Edge},
		{`"app"`, request, Other, App},
		{`"app"`, uvicorn, Request, App},
		{`null`, uvicorn, Request, App},
		{`"build"`, uvicorn, Other, System},
		{`"build"`, request, Other, System},
		{`"stranger"`, "x", Other, System},
		{`"app"`, "", Other, App},

		{`"app"`, "==> Your service is live 🎉", Live, System},
		{`"app"`, "==\\u003e Your service is live", Live, System},
		{`null`, "==> Your service is live", Live, System},
		{`"deploy"`, "==> Your service is live", Live, System},
		{`"app"`, "==> Deploying...", Deploy, System},
		{`"app"`, "==> Running 'npm start'", Deploy, System},
		{`"app"`, "==> Detected service running on port 10000", Deploy, System},
		{`"app"`, "==> New primary port detected: 10000", Deploy, System},
		{`"build"`, "==> Running build command 'npm ci'...", Other, System},
		{`"app"`, "==> Build successful", Other, System},
		{`"app"`, " ==> Your service is live", Other, App},
		{`"app"`, "==>Your service is live", Other, App},
	}
	for _, test := range tests {
		text := `{"timestamp":"2027-01-01T00:00:00Z","message":"` + test.message + `","labels":[{"name":"type","value":` + test.kind + `}]}`
		records, rejects, err := readAll(strings.NewReader(text))
		if err != nil || len(records) != 1 {
			t.Fatalf("%s: %d records, rejects %v, error %v", text, len(records), rejects, err)
		}
		if got := records[0]; got.Kind != test.want || got.Channel != test.channel {
			t.Errorf("type %s, message %s: got %v, %v, want %v, %v", test.kind, test.message, got.Kind, got.Channel, test.want, test.channel)
		}
	}
}

func TestNames(t *testing.T) {
	for kind, want := range map[Kind]string{Other: "other", Request: "request", Live: "live", Deploy: "deploy"} {
		if kind.String() != want {
			t.Errorf("kind %d is %q, want %q", kind, kind, want)
		}
	}
	for channel, want := range map[Channel]string{System: "system", Edge: "edge", App: "app"} {
		if channel.String() != want {
			t.Errorf("channel %d is %q, want %q", channel, channel, want)
		}
	}
}

// TestWrappers holds the shapes in which one entry may stand, and objects that are none.
func TestWrappers(t *testing.T) {
	const (
		head    = `{"timestamp":"2027-01-01T00:00:00Z","message":"x"`
		request = `{"timestamp":"2027-01-01T00:00:00Z","message":"clientIP=\"203.0.113.7\" requestID=\"a\" responseTimeMS=6 responseBytes=1 userAgent=\"x\""`
		noEntry = "no log entry: no timestamp and message"
	)
	tests := []struct {
		name, text     string
		format, reason string // one of them
	}{
		{"labels as a list", head + `,"labels":[{"name":"type","value":"app"}]}`, "api", ""},
		{"labels as an object", head + `,"labels":{"type":"app","service":"web","container":{"a":[1]}}}`, "api", ""},
		{"labels as null", head + `,"labels":null}`, "api", ""},
		{"empty labels", head + `,"labels":[]}`, "api", ""},
		{"odd labels", head + `,"labels":[1,"a",null,[],{},{"name":null,"value":1},{"value":"app","x":1,"name":"type"}]}`, "api", ""},
		{"labels first", `{"labels":[],"message":"x","id":7,"timestamp":"2027-01-01T00:00:00Z"}`, "api", ""},
		{"labels as text", head + `,"labels":"prod"}`, "", "no log entry (api: no labels; flat: labels are not flattened)"},
		{"flat with a type", head + `,"type":"app"}`, "flat", ""},
		{"flat with a resource", head + `,"resource":"srv-example"}`, "flat", ""},
		{"flat request without labels", request + `}`, "flat", ""},
		{"flat with nulls", head + `,"type":null,"resource":null}`, "", "no log entry (api: no labels; flat: neither type nor resource, and no request message)"},
		{"a logger's line", `{"level":"info","message":"GET /api 200","timestamp":"2027-01-01T00:00:00Z","meta":{"req":{"method":"GET"}}}`,
			"", "no log entry (api: no labels; flat: neither type nor resource, and no request message)"},
		{"no message", `{"timestamp":"2027-01-01T00:00:00Z","labels":[]}`, "", noEntry},
		{"message is null", `{"timestamp":"2027-01-01T00:00:00Z","message":null,"labels":[]}`, "", noEntry},
		{"message is an object", `{"timestamp":"2027-01-01T00:00:00Z","message":{"a":1},"labels":[]}`, "", noEntry},
		{"no time", `{"message":"x","labels":[],"type":"app"}`, "", noEntry},
		{"error body", `{"message":"unauthorized"}`, "", noEntry},
		{"empty object", `{}`, "", noEntry},
		{"time is a number", `{"timestamp":1798761600,"message":"x","labels":[]}`, "", "unreadable timestamp"},
	}
	// Both orders, since the format that read the last record is tried first.
	for _, before := range []string{head + `,"labels":null}`, head + `,"type":"app"}`} {
		for _, test := range tests {
			reader := NewReader(strings.NewReader(before + "\n" + test.text))
			if _, err := reader.Next(); err != nil {
				t.Fatal(err)
			}
			rec, err := reader.Next()
			switch reject, _ := err.(*Reject); {
			case err == nil && rec.Format != test.format:
				t.Errorf("%s: read as %q, want %q (%s)", test.name, rec.Format, test.format, test.reason)
			case err != nil && (reject == nil || reject.Reason != test.reason || reject.Text != test.text):
				t.Errorf("%s: got %+v, want %q", test.name, err, test.reason)
			}
			if _, err := reader.Next(); err != io.EOF {
				t.Errorf("%s: no end after the record: %v", test.name, err)
			}
		}
	}
}

// TestMixedShapes reads labels from each shape in a file of several.
func TestMixedShapes(t *testing.T) {
	const message = `"message":"clientIP=\"203.0.113.7\" requestID=\"a\" responseTimeMS=6 responseBytes=1 userAgent=\"\"","timestamp":"2027-01-01T00:00:00.5Z"`
	api := `{"id":"x",` + message + `,"labels":[{"name":"type","value":"request"},{"name":"method","value":"GET"},{"name":"path","value":"/a?b"},{"name":"statusCode","value":"204"},` +
		`{"name":"host","value":"acme.example"},{"name":"resource","value":"srv-1"},{"name":"instance","value":"i"}]}`
	object := `{"id":"x",` + message + `,"labels":{"type":"request","method":"GET","path":"/a?b","status_code":204,"host":"acme.example","resource":"srv-1","instance":"i"}}`
	flat := `{"id":"x",` + message + `,"type":"request","method":"GET","path":"/a?b","statusCode":204,"host":"acme.example","resource":"srv-1","instance":"i"}`
	wanted := func(format string) want {
		return want{
			Kind: Request, Channel: Edge, Format: format, ID: "x", Time: newYear + 500_000, Precision: 1,
			Service: "srv-1", Instance: "i", Host: "acme.example", Method: "GET", Path: "/a", Query: "b",
			ClientIP: "203.0.113.7", UserAgent: "", RequestID: "a", Status: 204, DurationMS: 6, Bytes: 1,
		}
	}
	records, rejects, err := readAll(strings.NewReader(strings.Join([]string{api, flat, object, flat, api, "{}", api}, "\n")))
	if err != nil || len(rejects) != 1 {
		t.Errorf("rejects %v, error %v", rejects, err)
	}
	compareRecords(t, records, []want{wanted("api"), wanted("flat"), wanted("api"), wanted("flat"), wanted("api"), wanted("api")})
}

// TestAbsent tells fields that are empty from fields that are not given.
func TestAbsent(t *testing.T) {
	records, _, err := readAll(strings.NewReader(`{"id":"","timestamp":"2027-01-01T00:00:00Z","message":"","type":"request","resource":"","instance":"","host":"","method":"","path":"","statusCode":""}`))
	if err != nil || len(records) != 1 {
		t.Fatalf("%d records, error %v", len(records), err)
	}
	w := sampleEntry(0, 0, 0)
	w.Kind, w.Channel, w.Format, w.ID, w.Service = Request, Edge, "flat", none, none
	compareRecords(t, records, []want{w})
}

func TestInvalidUTF8(t *testing.T) {
	const bad = "\xff\xfe"
	text := `{"id":"i` + bad + `","timestamp":"2027-01-01T00:00:00Z","message":"clientIP=\"c` + bad + `\" requestID=\"q` + bad +
		`\" responseTimeMS=6 responseBytes=1 userAgent=\"a` + bad + `\\\"\"","type":"request","resource":"r` + bad + `","instance":"n` + bad +
		`","host":"h` + bad + `","method":"m` + bad + `","path":"/p` + bad + `?u` + bad + `"}`
	records, rejects, err := readAll(strings.NewReader(text))
	if err != nil || len(rejects) != 0 {
		t.Fatalf("rejects %v, error %v", rejects, err)
	}
	compareRecords(t, records, []want{{
		Kind: Request, Channel: Edge, Format: "flat", ID: "i\uFFFD", Time: newYear, Service: "r\uFFFD", Instance: "n\uFFFD", Host: "h\uFFFD",
		Method: "m\uFFFD", Path: "/p\uFFFD", Query: "u\uFFFD", ClientIP: "c\uFFFD", RequestID: "q\uFFFD", UserAgent: "a\uFFFD\"",
		DurationMS: 6, Bytes: 1,
	}})
}

// TestRecordReuse checks that nothing of a record is left in the next one.
func TestRecordReuse(t *testing.T) {
	pair := `{"id":"full","timestamp":"2027-01-01T00:00:00.123Z","message":"clientIP=\"x\" requestID=\"y\" responseTimeMS=6 responseBytes=1 userAgent=\"z\"",` +
		`"type":"request","resource":"r","instance":"n","host":"h","method":"GET","path":"/p?q","statusCode":"200"}` + "\n" +
		`{"timestamp":"2027-01-01T00:00:00Z","message":"203.0.113.7:0 - \"GET / HTTP/1.1\" 200","type":"app"}` + "\n" +
		`{"timestamp":"2027-01-01T00:00:00Z","message":"203.0.113.7:0 - \"GET / HTTP/1.1\" oops","type":"app"}` + "\n"
	records, rejects, err := readAll(strings.NewReader(pair))
	if err != nil || len(rejects) != 0 || len(records) != 3 {
		t.Fatalf("%d records, rejects %v, error %v", len(records), rejects, err)
	}
	w := sampleEntry(0, 0, 0)
	w.Channel, w.Format, w.ID, w.Service = App, "flat", none, none
	line := w
	line.Kind, line.Access, line.ClientIP, line.Method, line.Path, line.Status = Request, "uvicorn", "203.0.113.7", "GET", "/", 200
	compareRecords(t, records[1:], []want{line, w})
}
