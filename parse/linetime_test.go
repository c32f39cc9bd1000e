package parse

import "testing"

func TestLineTime(t *testing.T) {
	tests := []struct {
		line   string
		after  int64 // microseconds after the new year
		digits int8
	}{
		{`10.214.0.5 - - [01/Jan/2027:00:00:01 +0000] "GET / HTTP/1.1" 200 71406 "-" "curl/8.6.0"`, 1 * sec, 0},
		{`10.214.0.5 - - [31/Dec/2026:19:00:01 -0500] "GET / HTTP/1.1" 404 - "-" "-"`, 1 * sec, 0},
		{`203.0.113.7, 198.51.100.5, 10.214.0.5 - - [01/Jan/2027:00:00:01 +0000] "GET /orders?page=2 HTTP/1.1" 200 1234 0.0431`, 1 * sec, 0},
		{`[2027-01-01 00:00:09 +0000] [58] [INFO] 10.214.0.5:51234 - - [01/Jan/2027:00:00:01 +0000] "GET /café 1.1" 200 16 "-" "curl/8.6.0"`, 1 * sec, 0},
		{`[2026-12-31 23:59:40 +0000] [58] [INFO] Listening at: http://0.0.0.0:10000 (58)`, -20 * sec, 0},
		{`127.0.0.1 [01/Jan/2027:03:00:01 +0300] "HEAD / HTTP/1.1" 200 152 "-" "Go-http-client/1.1"`, 1 * sec, 0},
		{`2027-01-01 00:00:02,590 - aiohttp.access - INFO - 127.0.0.1 [01/Jan/2027:03:00:02 +0300] "GET /x?y=1 HTTP/1.1" 200 188 "-" "Go-http-client/2.0"`, 2 * sec, 0},
		{`[01/Jan/2027 00:00:01] "GET /admin/?next=/x HTTP/1.1" 302 0`, 1 * sec, 0},
		{`[01/Jan/2027 00:00:03] code 400, message Bad request version ('\x13\x02')`, 3 * sec, 0},
		{`127.0.0.1 - - [01/Jan/2027 00:00:01] "GET /café?q=é HTTP/1.1" 200 -`, 1 * sec, 0},
		{`[GIN] 2027/01/01 - 00:00:01 | 200 |      55.679µs |     203.0.113.7 | GET      "/"`, 1 * sec, 0},
		{`2027/01/01 00:00:01 [host/AbCdEfGhIj-000001] "GET http://acme-api.onrender.com/ HTTP/1.1" from 203.0.113.7 - 200 2B in 11.993µs`, 1 * sec, 0},
		{`{"time":"2027-01-01T00:00:01.325558296Z","id":"","remote_ip":"203.0.113.7"}`, 1_325_558, 9},
		{`{"level":30,"time":1798761601005,"pid":58,"msg":"x"}`, 1_005_000, 3},
		{`{"level":"info","message":"HTTP GET /","meta":{"timestamp":"2020-01-01T00:00:00Z"},"timestamp":"2027-01-01T00:00:01.644Z"}`, 1_644_000, 3},
		{`info: GET /api/health {"ip":"::ffff:10.222.0.8","timestamp":"2027-01-01T00:00:01.644Z"}`, 1_644_000, 3},
		{`2027-01-01T00:00:02.000Z [info]: GET /api/orders 200 - 12ms`, 2 * sec, 3},
		{`I, [2027-01-01T00:00:02.123456 #58]  INFO -- : [0f1e2d3c] Started GET "/up" for 10.238.0.6 at 2027-01-01 00:00:02 +0000`, 2_123_456, 6},
		{`2027-01-01 00:00:02,590 - shop.orders - WARNING - order 42 is late`, 2_590_000, 3},
		{`[2027-01-01 00:00:02,590] ERROR in app: Exception on /boom [GET]`, 2_590_000, 3},
		{`info: GET /api/health 200 {"timestamp":"2027-01-01 00:00:02"}`, 2 * sec, 0},
		{`[0f1e2d3c] Started GET "/up" for 10.238.0.6 at 2026-12-31 16:00:02 -0800`, 2 * sec, 0},
	}
	for _, test := range tests {
		micros, digits, ok := lineTime([]byte(test.line))
		if !ok || micros != newYear+test.after || digits != test.digits {
			t.Errorf("%s\ngot  %d, %d digits, %v\nwant %d, %d digits", test.line, micros-newYear, digits, ok, test.after, test.digits)
		}
	}
}

func TestNoLineTime(t *testing.T) {
	for _, line := range []string{
		"",
		`order 42 was shipped`,
		`00:00:01 | 200 |       2.781µs | 203.0.113.7 | GET | / | -`,
		`8:00:32 AM [express] GET /api/x 200 in 1ms`,
		`INFO:     203.0.113.7:0 - "GET / HTTP/1.1" 200 OK`,
		`10.214.0.5 - - [31/Feb/2027:00:00:01 +0000] "GET / HTTP/1.1" 200 1`,
		`10.214.0.5 - - [01/Foo/2027:00:00:01 +0000] "GET / HTTP/1.1" 200 1`,
		`10.214.0.5 - - [01/Jan/2027:24:00:01 +0000] "GET / HTTP/1.1" 200 1`,
		`10.214.0.5 - - [01/Jan/0001:00:00:01 +0000] "GET / HTTP/1.1" 200 1`,
		`born [01/Jan/2027:00:00:01 +0000] in Rome`,
		`at [2027-01-01 00:00:01 +0000] it rained`,
		`2027/01/01 is a holiday`,
		`2027-01-01T00:00:02.000 no zone`,
		`{"level":30,"time":1798761601,"msg":"seconds"}`,
		`{"level":30,"time":9998761601005,"msg":"too late"}`,
		`{"level":30,"time":"noon","msg":"x"}`,
		`{"level":30,"order":{"time":1798761601005}}`,
		`{"level":"info","timestamp":"2027-02-31 00:00:02"}`,
		`2027-01-01 00:00:02 no zone`,
		`2027-13-01 00:00:02,590 - shop.orders - no such month`,
		`{"time":"2027-01-01T00:00:01Z"`,
		`see {"time":"2027-01-01T00:00:01Z"} there`,
		`Started GET "/fake" for 203.0.113.7 at 2027-01-01 00:00:01`,
	} {
		if micros, _, ok := lineTime([]byte(line)); ok {
			t.Errorf("%s has the time %d", line, micros)
		}
	}
}
