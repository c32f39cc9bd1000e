package parse

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"testing"
)

// joined is what one of several lines tells about a request.
type joined struct {
	role                    joinRole
	key                     string
	method, path, query, ip string
	host                    string
	status                  int16
	ms                      int64
}

func readJoined(line string, read func([]byte, *Record) (joinRole, []byte)) joined {
	var rec Record
	rec.reset()
	role, key := read([]byte(line), &rec)
	if role == notAccess {
		return joined{}
	}
	w := asWant(&rec)
	if key == nil {
		key = []byte(none)
	}
	return joined{role, string(key), w.Method, w.Path, w.Query, w.ClientIP, w.Host, w.Status, w.DurationMS}
}

func opens(key, method, path, query, ip, host string) joined {
	return joined{opensRequest, key, method, path, query, ip, host, 0, Unknown}
}

func closes(key string, status int16, ms int64) joined {
	return joined{closesRequest, key, none, none, none, none, none, status, ms}
}

func TestJoinedLines(t *testing.T) {
	tests := []struct {
		line           string
		rails, fastify joined
	}{
		{line: `[0f1e2d3c-4b5a-4678-9abc-def012345678] Started GET "/orders?page=2&token=[FILTERED]" for 203.0.113.7 at 2027-01-01 00:00:01 +0000`,
			rails: opens("0f1e2d3c-4b5a-4678-9abc-def012345678", "GET", "/orders", "page=2&token=[FILTERED]", "203.0.113.7", none)},
		{line: `[11111111-2222-4333-8444-555555555555] Started POST "/login" for 2001:db8::7 at 2027-01-01 00:00:01 +0000`,
			rails: opens("11111111-2222-4333-8444-555555555555", "POST", "/login", none, "2001:db8::7", none)},
		{line: `[0f1e2d3c-4b5a-4678-9abc-def012345678] Completed 200 OK in 43ms (Views: 38.8ms | ActiveRecord: 0.6ms (1 query, 0 cached) | GC: 0.0ms)`,
			rails: closes("0f1e2d3c-4b5a-4678-9abc-def012345678", 200, 43)},
		{line: `[11111111-2222-4333-8444-555555555555] Completed 401 Unauthorized in 5ms (ActiveRecord: 0.0ms | Allocations: 1234)`,
			rails: closes("11111111-2222-4333-8444-555555555555", 401, 5)},
		{line: `I, [2027-01-01T00:00:02.123456 #58]  INFO -- : [22222222-3333-4444-8555-666666666666] Started GET "/up" for 10.238.0.6 at 2027-01-01 00:00:02 +0000`,
			rails: opens("22222222-3333-4444-8555-666666666666", "GET", "/up", none, "10.238.0.6", none)},
		{line: `Started GET "/a"b" for ::1 at 2027-01-01 00:00:02 -0500`, rails: opens(none, "GET", `/a"b`, none, "::1", none)},
		{line: `I, [2027-01-01T00:00:02.123456 #58]  INFO -- : Completed 404 Not Found in 3ms`, rails: closes(none, 404, 3)},
		{line: `[shop] [203.0.113.7] Completed 599  in 3ms`, rails: closes("shop] [203.0.113.7", 599, 3)},

		{line: `[0f1e2d3c] Processing by OrdersController#index as HTML`},
		{line: `F, [2027-01-01T00:00:02.223456 #58] FATAL -- : [0f1e2d3c] ActionController::RoutingError (No route matches [GET] "/.env"):`},
		{line: `Started GET "/fake" for 203.0.113.7`},
		{line: `Started GET "/fake" for 203.0.113.7 at 2027-01-01 00:00:01 +0000 again`},
		{line: `Started GET /fake for 203.0.113.7 at 2027-01-01 00:00:01 +0000`},
		{line: `Started JOB "/fake" for 203.0.113.7 at 2027-01-01 00:00:01 +0000`},
		{line: `He Started GET "/fake" for 203.0.113.7 at 2027-01-01 00:00:01 +0000`},
		{line: `Completed 200 orders in 43ms`},
		{line: `Completed 200 OK in 43ms for user`},
		{line: `Completed 200 OK in 43 ms`},
		{line: `Completed 2000 OK in 43ms`},
		{line: `[0f1e2d3c Completed 200 OK in 43ms`},

		{line: `{"level":30,"time":1798761604000,"pid":58,"hostname":"srv-example","reqId":"req-1","req":{"method":"GET","url":"/fastify?x=1","host":"acme-api.onrender.com","remoteAddress":"10.214.0.5","remotePort":39232},"msg":"incoming request"}`,
			fastify: opens("req-1", "GET", "/fastify", "x=1", "10.214.0.5", acme)},
		{line: `{"level":30,"time":1798761604009,"pid":58,"hostname":"srv-example","reqId":"req-1","res":{"statusCode":200},"responseTime":8.761,"msg":"request completed"}`,
			fastify: closes("req-1", 200, 8)},
		{line: `{"reqId":7,"res":{"statusCode":500},"responseTime":1203.9,"err":{"message":"boom"},"msg":"request errored"}`, fastify: closes("7", 500, 1203)},

		{line: `{"reqId":"req-1","msg":"order shipped"}`},
		{line: `{"reqId":"req-1","msg":"incoming request"}`},
		{line: `{"reqId":"req-1","msg":"request completed"}`},
		{line: `{"reqId":"req-1","res":{"statusCode":200},"msg":"request completed"}`},
		{line: `{"reqId":"req-1","res":{"statusCode":200},"responseTime":5,"msg":"stream closed prematurely"}`},
		{line: `{"reqId":"req-1","req":{"method":"GET","url":"/fake"},"msg":"fetching"}`},
		{line: `{"reqId":"req-1","req":{"method":"GET","url":"/fake"},"res":{"statusCode":500},"err":{},"msg":"boom"}`},
		{line: `{"reqId":"","req":{"method":"GET","url":"/fake"},"msg":"incoming request"}`},
		{line: `{"req":{"method":"GET","url":"/fake"},"msg":"incoming request"}`},
		{line: `{"reqId":"req-1","req":{"method":"GET","url":"/fake"},"msg":"incoming request"`},
	}
	for _, test := range tests {
		if got := readJoined(test.line, readRails); got != test.rails {
			t.Errorf("%s\ngot  %+v\nwant %+v", test.line, got, test.rails)
		}
		if got := readJoined(test.line, readFastify); got != test.fastify {
			t.Errorf("%s\ngot  %+v\nwant %+v", test.line, got, test.fastify)
		}
		if names, _ := readers([]byte(test.line)); names != nil {
			t.Errorf("%s was read by %v", test.line, names)
		}
	}
}

// TestReaderJoins reads paired lines as entries: each line stays one record, and the last one is the request.
func TestReaderJoins(t *testing.T) {
	type line struct{ instance, text string }
	type got struct {
		id, method, path string
		kind             Kind
		status           int16
	}
	started := func(id, path string) string {
		return "[" + id + "] Started GET \"" + path + "\" for 203.0.113.7 at 2027-01-01 00:00:01 +0000"
	}
	completed := func(id string) string { return "[" + id + "] Completed 200 OK in 43ms" }
	tests := []struct {
		rule  string
		lines []line
		want  []got
	}{
		{"two lines, one request", []line{{"a", started("r1", "/x")}, {"a", "chatter"}, {"a", completed("r1")}},
			[]got{{"1", none, none, Other, 0}, {"2", "GET", "/x", Request, 200}, {"0", none, none, Other, 0}}},
		{"interleaved", []line{{"a", started("r1", "/x")}, {"a", started("r2", "/y")}, {"a", completed("r1")}, {"a", completed("r2")}},
			[]got{{"2", "GET", "/x", Request, 200}, {"0", none, none, Other, 0}, {"3", "GET", "/y", Request, 200}, {"1", none, none, Other, 0}}},
		{"equal ids of two instances", []line{{"a", started("r1", "/x")}, {"b", started("r1", "/y")}, {"b", completed("r1")}, {"a", completed("r1")}},
			[]got{{"2", "GET", "/y", Request, 200}, {"1", none, none, Other, 0}, {"3", "GET", "/x", Request, 200}, {"0", none, none, Other, 0}}},
		{"without tags, by order", []line{{"a", `Started GET "/x" for ::1 at 2027-01-01 00:00:01 +0000`}, {"a", "Completed 404 Not Found in 3ms"}},
			[]got{{"1", "GET", "/x", Request, 404}, {"0", none, none, Other, 0}}},
		{"the end never comes: a request of unknown status", []line{{"a", started("r1", "/x")}, {"a", "chatter"}},
			[]got{{"1", none, none, Other, 0}, {"0", "GET", "/x", Request, 0}}},
		{"the start is missing: a request without path", []line{{"a", completed("r1")}},
			[]got{{"0", none, none, Request, 200}}},
	}
	for _, tt := range tests {
		var stream []byte
		for i, l := range tt.lines {
			entry, err := json.Marshal(map[string]string{
				"id": strconv.Itoa(i), "timestamp": "2027-01-01T00:00:0" + strconv.Itoa(i) + "Z", "message": l.text, "type": "app", "instance": l.instance,
			})
			if err != nil {
				t.Fatal(err)
			}
			stream = append(append(stream, entry...), '\n')
		}
		r := NewReader(bytes.NewReader(stream))
		var found []got
		for {
			rec, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", tt.rule, err)
			}
			w := asWant(rec)
			found = append(found, got{w.ID, w.Method, w.Path, rec.Kind, rec.Status})
		}
		if !slices.Equal(found, tt.want) {
			t.Errorf("%s:\n got %v\nwant %v", tt.rule, found, tt.want)
		}
	}
}

// Requests whose second line never comes do not pile up.
func TestReaderJoinsBounded(t *testing.T) {
	var j joiner
	for i := range 3 * maxOpen {
		rec := Record{Time: int64(i)}
		if !j.take([]byte("[r"+strconv.Itoa(i)+`] Started GET "/x" for 203.0.113.7 at 2027-01-01 00:00:01 +0000`), &rec) {
			t.Fatal("not held")
		}
	}
	if len(j.open) != maxOpen || len(j.ready) != 2*maxOpen {
		t.Errorf("%d open and %d ready, want %d and %d", len(j.open), len(j.ready), maxOpen, 2*maxOpen)
	}
}
