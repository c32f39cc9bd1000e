package world

import (
	"net/netip"
	"testing"
	"time"
)

func TestRequote(t *testing.T) {
	// The right side is what Python's quote(unquote(path)) gives.
	for path, want := range map[string]string{
		"/users/7":              "/users/7",
		"/users/caf%c3%a9":      "/users/caf%C3%A9",
		"/files/a%2Fb":          "/files/a/b",
		"/users/a%252Fb":        "/users/a%252Fb",
		"/users/100%":           "/users/100%25",
		"/users/a+b;c=1@d~e_.-": "/users/a%2Bb%3Bc%3D1%40d~e_.-",
		"/users/%FF":            "/users/%EF%BF%BD",
		"//x%3F":                "//x%3F",
		"/%zz":                  "/%25zz",
	} {
		if got := requote(path); got != want {
			t.Errorf("requote(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestAccessLines(t *testing.T) {
	get := parseUse("1 visitor GET /a GET:/a 200")
	socket := parseUse("1 visitor WS /ws WS:/ws 101")
	refused := parseUse("1 visitor WS /ws WS:/ws 403 refused=?/ws")
	v4, v6 := netip.MustParseAddrPort("203.0.113.9:0"), netip.MustParseAddrPort("[2001:db8::7]:0")
	tests := []struct {
		use    use
		peer   netip.AddrPort
		bare   bool
		status int
		want   string
	}{
		{get, v4, false, 200, `INFO:     203.0.113.9:0 - "GET /a%20b?q=1&r=%2F HTTP/1.1" 200 OK`},
		{get, v6, false, 404, `INFO:     2001:db8::7:0 - "GET /a%20b?q=1&r=%2F HTTP/1.1" 404 Not Found`},
		{get, netip.AddrPort{}, false, 200, `INFO:      - "GET /a%20b?q=1&r=%2F HTTP/1.1" 200 OK`},
		{get, v4, true, 200, `203.0.113.9:0 - "GET /a%20b?q=1&r=%2F HTTP/1.1" 200`},
		{socket, v4, false, 101, `INFO:     203.0.113.9:0 - "WebSocket /a%20b?q=1&r=%2F" [accepted]`},
		{refused, v4, false, 403, `INFO:     203.0.113.9:0 - "WebSocket /a%20b?q=1&r=%2F" 403`},
	}
	for _, tt := range tests {
		b := &builder{traits: traits{bare: tt.bare}}
		v := &visit{use: &tt.use, path: "/a%20b", query: "q=1&r=%2F"}
		if got := b.uvicornLine(v, tt.peer, tt.status); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
	v := &visit{use: &get, path: "/a%20b", query: "q=1", agent: `K "x"`}
	at := time.Date(2025, 10, 8, 1, 2, 3, 4, time.UTC)
	want := `10.0.0.7 - - [08/Oct/2025:01:02:03 +0000] "GET /a%20b?q=1 HTTP/1.1" 200 6 "-" "K \"x\""`
	if got := gunicornLine(v, netip.MustParseAddrPort("10.0.0.7:1"), at, 200); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestEdgeMessage(t *testing.T) {
	v := &visit{client: netip.MustParseAddr("198.51.100.4"), agent: "curl/8.6.0"}
	want := `clientIP="198.51.100.4" requestID="" responseTimeMS=0 responseBytes=127 userAgent="curl/8.6.0"`
	if got := edgeMessage(v, "", 0, 127); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
