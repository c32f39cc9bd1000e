package parse

import (
	"bytes"
	"regexp"
	"strconv"
	"testing"
)

func TestRequestLine(t *testing.T) {
	type line struct {
		ip, id    string
		ms, bytes int64
		agent     string
	}
	tests := []struct {
		name, msg string
		want      line
	}{
		{"plain", `clientIP="203.0.113.7" requestID="a0000001-1001-4001" responseTimeMS=6 responseBytes=1181 userAgent="curl/8.6.0"`,
			line{"203.0.113.7", "a0000001-1001-4001", 6, 1181, "curl/8.6.0"}},
		{"line end", "clientIP=\"203.0.113.7\" requestID=\"a\" responseTimeMS=6 responseBytes=1 userAgent=\"x\" \r\n",
			line{"203.0.113.7", "a", 6, 1, "x"}},
		{"IPv6", `clientIP="2001:db8::7" requestID="a" responseTimeMS=6 responseBytes=1 userAgent="x"`,
			line{"2001:db8::7", "a", 6, 1, "x"}},
		{"answered at the edge", `clientIP="203.0.113.7" requestID="" responseTimeMS=0 responseBytes=0 userAgent=""`,
			line{"203.0.113.7", "", 0, 0, ""}},
		{"redacted address", `clientIP="snip" requestID="a" responseTimeMS=6 responseBytes=1 userAgent="x"`,
			line{"snip", "a", 6, 1, "x"}},
		{"no address", `clientIP="" requestID="a" responseTimeMS=6 responseBytes=1 userAgent="x"`,
			line{none, "a", 6, 1, "x"}},
		{"negative numbers", `clientIP="x" requestID="a" responseTimeMS=-1 responseBytes=-20 userAgent="x"`,
			line{"x", "a", Unknown, Unknown, "x"}},
		{"huge numbers", `clientIP="x" requestID="a" responseTimeMS=999999999999999999 responseBytes=1000000000000000000 userAgent="x"`,
			line{"x", "a", 999999999999999999, Unknown, "x"}},
		{"quotes in the agent", `clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="a "b" c"`,
			line{"x", "a", 1, 2, `a "b" c`}},
		{"agent of one quote", `clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="""`,
			line{"x", "a", 1, 2, `"`}},
		{"escaped agent", `clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="a \"b\" \\c"`,
			line{"x", "a", 1, 2, `a "b" \c`}},
		{"partly escaped agent", `clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="a \"b" c"`,
			line{"x", "a", 1, 2, `a \"b" c`}},
		{"backslash agent", `clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="C:\path"`,
			line{"x", "a", 1, 2, `C:\path`}},
		{"agent ends in a backslash", `clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="end\"`,
			line{"x", "a", 1, 2, `end\`}},
		{"a request line in the agent", `clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="clientIP="y" requestID="b" responseTimeMS=3 responseBytes=4 userAgent="z""`,
			line{"x", "a", 1, 2, `clientIP="y" requestID="b" responseTimeMS=3 responseBytes=4 userAgent="z"`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var rec Record
			if !readRequestLine([]byte(test.msg), &rec) {
				t.Fatal("not read")
			}
			w := asWant(&rec)
			got := line{w.ClientIP, w.RequestID, w.DurationMS, w.Bytes, w.UserAgent}
			if got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestNoRequestLine(t *testing.T) {
	for _, msg := range []string{
		"",
		"clientIP=",
		`clientIP="x"`,
		` clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="x"`,
		`user said: clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="x"`,
		`clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="x`,
		`clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="`,
		`clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="x" more`,
		`clientIP="x" requestID="a" responseTimeMS=1.5 responseBytes=2 userAgent="x"`,
		`clientIP="x" requestID="a" responseTimeMS= responseBytes=2 userAgent="x"`,
		`clientIP="x" requestID="a" responseTimeMS=- responseBytes=2 userAgent="x"`,
		`clientIP="x" requestID="a" responseTimeMS=1 responseBytes=2 referer="-" userAgent="x"`,
		`clientIP="x" requestID="a" responseBytes=2 responseTimeMS=1 userAgent="x"`,
		`clientIP="x" port="1" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="x"`,
		`clientIP="x" requestID="a" trace="b" responseTimeMS=1 responseBytes=2 userAgent="x"`,
	} {
		if readRequestLine([]byte(msg), new(Record)) {
			t.Errorf("read %s", msg)
		}
	}
}

func TestStatus(t *testing.T) {
	for text, want := range map[string]int16{
		"200": 200, "100": 100, "999": 999, "499": 499,
		"": 0, "-": 0, "20": 0, "2000": 0, "099": 0, "2x0": 0, "-20": 0, "200 ": 0,
	} {
		if got := status([]byte(text)); got != want {
			t.Errorf("status(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestSplitTarget(t *testing.T) {
	tests := []struct{ target, path, query string }{
		{"/", "/", none},
		{"/a?b=c", "/a", "b=c"},
		{"/a?", "/a", ""},
		{"/a?b?c", "/a", "b?c"},
		{"?b", none, "b"},
		{"", none, none},
		{"*", "*", none},
		{"//a//?x", "//a//", "x"},
	}
	for _, test := range tests {
		var rec Record
		rec.Path, rec.Query = splitTarget([]byte(test.target))
		if w := asWant(&rec); w.Path != test.path || w.Query != test.query {
			t.Errorf("%q: got %q and %q, want %q and %q", test.target, w.Path, w.Query, test.path, test.query)
		}
	}
}

// requestLine is the grammar of a request message as one expression.
var requestLine = regexp.MustCompile(`(?s)^clientIP="([^"]*)" requestID="([^"]*)" responseTimeMS=(-?\d+) responseBytes=(-?\d+) userAgent="(.*)"[ \r\n]*$`)

func FuzzRequestLine(f *testing.F) {
	f.Add([]byte(`clientIP="203.0.113.7" requestID="a0000001-1001-4001" responseTimeMS=6 responseBytes=1181 userAgent="curl/8.6.0"`))
	f.Add([]byte(`clientIP="" requestID="" responseTimeMS=-6 responseBytes=11811111111111111111 userAgent=" userAgent=\"x\\" "`))
	f.Fuzz(func(t *testing.T, msg []byte) {
		var rec Record
		ok := readRequestLine(msg, &rec)
		m := requestLine.FindSubmatch(msg)
		if ok != (m != nil) {
			t.Fatalf("read %v, grammar %v", ok, m != nil)
		}
		if !ok {
			return
		}
		if !bytes.Equal(rec.ClientIP, m[1]) || !bytes.Equal(rec.RequestID, m[2]) || rec.RequestID == nil || rec.UserAgent == nil {
			t.Errorf("got %q %q %q, want %q %q", rec.ClientIP, rec.RequestID, rec.UserAgent, m[1], m[2])
		}
		if !bytes.Equal(rec.UserAgent, m[5]) && !bytes.ContainsRune(m[5], '\\') {
			t.Errorf("agent %q, want %q", rec.UserAgent, m[5])
		}
		checkNumber(t, rec.DurationMS, m[3])
		checkNumber(t, rec.Bytes, m[4])
	})
}

// checkNumber wants the number that text holds, or Unknown where it is negative or has more than 18 digits.
func checkNumber(t *testing.T, got int64, text []byte) {
	t.Helper()
	want, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil || len(text) > 18 || text[0] == '-' {
		want = Unknown
	}
	if got != want {
		t.Errorf("number %d, want %d (%s)", got, want, text)
	}
}
