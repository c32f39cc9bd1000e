package parse

import (
	"bytes"
	"regexp"
	"testing"
)

// access is what an access line gives.
type access struct {
	format, ip, method, path, query string
	status                          int16
	bytes                           int64
	agent                           string
}

// other stands for a line that is no access line.
var other = access{"", none, none, none, none, 0, Unknown, none}

func readAccess(message string) access {
	r := Reader{entry: Entry{Type: []byte("app"), Message: []byte(message)}}
	r.rec.reset()
	r.readMessage()
	makeValid(&r.rec)
	w := asWant(&r.rec)
	return access{w.Access, w.ClientIP, w.Method, w.Path, w.Query, w.Status, w.Bytes, w.UserAgent}
}

// uvicorn gives neither size nor agent.
func uvicorn(ip, method, path, query string, status int16) access {
	return access{"uvicorn", ip, method, path, query, status, Unknown, none}
}

func TestAccessLine(t *testing.T) {
	tests := []struct {
		line string
		want access
	}{
		// uvicorn
		{`INFO:     Started server process [58]`, other},
		{`INFO:     Uvicorn running on http://0.0.0.0:10000 (Press CTRL+C to quit)`, other},
		{`INFO:     127.0.0.1:38268 - "HEAD / HTTP/1.1" 405 Method Not Allowed`, uvicorn("127.0.0.1", "HEAD", "/", none, 405)},
		{`INFO:     198.51.100.20:0 - "GET / HTTP/1.1" 200 OK`, uvicorn("198.51.100.20", "GET", "/", none, 200)},
		{`INFO:     203.0.113.7:0 - "GET /search?q=caf%C3%A9&page=2 HTTP/1.1" 200 OK`, uvicorn("203.0.113.7", "GET", "/search", "q=caf%C3%A9&page=2", 200)},
		{`INFO:     10.214.0.5:51234 - "GET /healthz HTTP/1.1" 200 OK`, uvicorn("10.214.0.5", "GET", "/healthz", none, 200)},
		{`INFO:     203.0.113.7:0 - "POST /items HTTP/1.1" 422 Unprocessable Entity`, uvicorn("203.0.113.7", "POST", "/items", none, 422)},
		{`INFO:     203.0.113.7:0 - "POST /items HTTP/1.1" 422 Unprocessable Content`, uvicorn("203.0.113.7", "POST", "/items", none, 422)},
		{`INFO:     203.0.113.7:0 - "GET /odd HTTP/1.1" 599 `, uvicorn("203.0.113.7", "GET", "/odd", none, 599)},
		{`INFO:     2001:db8::7:0 - "GET /caf%C3%A9 HTTP/1.1" 200 OK`, uvicorn("2001:db8::7", "GET", "/caf%C3%A9", none, 200)},
		{`INFO:     203.0.113.7:0 - "WebSocket /ws?room=1" [accepted]`, uvicorn("203.0.113.7", "WEBSOCKET", "/ws", "room=1", 101)},
		{`INFO:     ('203.0.113.7', 0) - "WebSocket /ws" [accepted]`, uvicorn("203.0.113.7", "WEBSOCKET", "/ws", none, 101)},
		{`INFO:     203.0.113.7:0 - "WebSocket /ws" 403`, uvicorn("203.0.113.7", "WEBSOCKET", "/ws", none, 403)},
		{`INFO:     connection open`, other},
		{`INFO:      - "GET /no-client HTTP/1.1" 200 OK`, uvicorn(none, "GET", "/no-client", none, 200)},
		{"\x1b[32mINFO\x1b[0m:     203.0.113.7:0 - \"\x1b[1mGET /colour HTTP/1.1\x1b[0m\" \x1b[32m200 OK\x1b[0m", uvicorn("203.0.113.7", "GET", "/colour", none, 200)},
		{`WARNING:  Invalid HTTP request received.`, other},
		{`INFO:     203.0.113.7:0 - "GET /last HTT`, other},
		{"INFO:     203.0.113.7:0 - \"GET / HTTP/1.1\" 200 OK\r", uvicorn("203.0.113.7", "GET", "/", none, 200)},
		{`INFO:     203.0.113.7:0 - "GET /a?q="b" HTTP/1.1" 200 OK`, uvicorn("203.0.113.7", "GET", "/a", `q="b"`, 200)},
		{`INFO: 203.0.113.7:0 - "GET / HTTP/1.0" 418 I'm a Teapot`, uvicorn("203.0.113.7", "GET", "/", none, 418)},
		{`ERROR:    203.0.113.7:0 - "GET / HTTP/1.1" 500 Internal Server Error`, uvicorn("203.0.113.7", "GET", "/", none, 500)},

		// gunicorn with its own access log
		{`[2026-12-31 23:59:40 +0000] [58] [INFO] Listening at: http://0.0.0.0:10000 (58)`, other},
		{`127.0.0.1 - - [31/Dec/2026:23:59:42 +0000] "HEAD / HTTP/1.1" 200 0 "-" "Go-http-client/1.1"`,
			access{"gunicorn", "127.0.0.1", "HEAD", "/", none, 200, 0, "Go-http-client/1.1"}},
		{`127.0.0.1 - - [31/Dec/2026:23:59:48 +0000] "GET / HTTP/1.1" 200 5676 "-" "Go-http-client/2.0"`,
			access{"gunicorn", "127.0.0.1", "GET", "/", none, 200, 5676, "Go-http-client/2.0"}},
		{`10.238.0.6 - - [31/Dec/2026:23:59:50 +0000] "GET /healthz HTTP/1.1" 200 2 "-" "Render/1.0"`,
			access{"gunicorn", "10.238.0.6", "GET", "/healthz", none, 200, 2, "Render/1.0"}},
		{`10.238.0.6 - - [31/Dec/2026:23:59:55 +0000] "GET /healthz HTTP/1.1" 200 2 "-" "Render/1.0"`,
			access{"gunicorn", "10.238.0.6", "GET", "/healthz", none, 200, 2, "Render/1.0"}},
		{`10.214.0.5 - - [01/Jan/2027:00:00:01 +0000] "GET /s?q=%22x%22 HTTP/1.1" 200 71406 "https://acme-api.onrender.com/" "Mozilla/5.0 \"quoted\" UA"`,
			access{"gunicorn", "10.214.0.5", "GET", "/s", "q=%22x%22", 200, 71406, `Mozilla/5.0 "quoted" UA`}},
		{`10.214.0.5 - - [01/Jan/2027:00:00:01 -0500] "GET //wp-login.php HTTP/1.1" 404 - "-" "-"`,
			access{"gunicorn", "10.214.0.5", "GET", "//wp-login.php", none, 404, Unknown, none}},
		{`10.214.0.5 - alice [01/Jan/2027:00:00:02 +0000] "POST /login HTTP/1.1" 302 0 "-" "curl/8.6.0"`,
			access{"gunicorn", "10.214.0.5", "POST", "/login", none, 302, 0, "curl/8.6.0"}},
		{`203.0.113.7, 198.51.100.5, 10.214.0.5 - - [01/Jan/2027:00:00:02 +0000] "GET / HTTP/1.1" 200 12 "-" "curl/8.6.0"`,
			access{"gunicorn", "203.0.113.7", "GET", "/", none, 200, 12, "curl/8.6.0"}},
		{`127.0.0.1 - - [01/Jan/2027:00:00:03 +0000] "HEAD / HTTP/1.1" 200 0 "-" "Go-http-client/1.1" 23856`,
			access{"gunicorn", "127.0.0.1", "HEAD", "/", none, 200, 0, "Go-http-client/1.1"}},
		{`10.214.0.5 - - [01/Jan/2027:00:00:04 +0000] "OPTIONS * HTTP/1.1" 200 0 "-" "-"`,
			access{"gunicorn", "10.214.0.5", "OPTIONS", "*", none, 200, 0, none}},
		{`10.214.0.5 - - [01/Jan/2027:00:00:04 +0000] "GET http://acme-api.onrender.com/abs HTTP/1.1" 404 9 "-" "-"`,
			access{"gunicorn", "10.214.0.5", "GET", "http://acme-api.onrender.com/abs", none, 404, 9, none}},
		{"10.214.0.5 - - [01/Jan/2027:00:00:05 +0000] \"GET /caf\xe9\xff HTTP/1.1\" 404 9 \"-\" \"caf\xe9\"",
			access{"gunicorn", "10.214.0.5", "GET", "/caf\uFFFD", none, 404, 9, "caf\uFFFD"}},
		{`10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /a\"b HTTP/1.1" 200 1 "r\"" "\"ua\"" "extra" 5`,
			access{"gunicorn", "10.0.0.1", "GET", `/a"b`, none, 200, 1, `"ua"`}},
		{`10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /a\b HTTP/1.1" 200 1 "ends in\" "C:\dir\"`,
			access{"gunicorn", "10.0.0.1", "GET", `/a\b`, none, 200, 1, `C:\dir\`}},
		{`10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /a b HTTP/1.1" 200 1`,
			access{"gunicorn", "10.0.0.1", "GET", "/a b", none, 200, 1, none}},
		{`- - - [01/Jan/2027:00:00:01 +0000] "GET /unix-socket HTTP/1.1" - - "" ""`,
			access{"gunicorn", none, "GET", "/unix-socket", none, 0, Unknown, none}},
		{` - - [01/Jan/2027:00:00:01 +0000] "GET /no-peer HTTP/1.1" 200 - "-" "-"`,
			access{"gunicorn", none, "GET", "/no-peer", none, 200, Unknown, none}},

		// gunicorn with uvicorn's worker
		{`203.0.113.7:0 - "GET /api/report?format=json HTTP/1.1" 200`, uvicorn("203.0.113.7", "GET", "/api/report", "format=json", 200)},
		{`203.0.113.7:0 - "POST /ask/ HTTP/1.1" 200`, uvicorn("203.0.113.7", "POST", "/ask/", none, 200)},
		{`198.51.100.77:0 - "GET //wp-includes/wlwmanifest.xml HTTP/1.1" 500`, uvicorn("198.51.100.77", "GET", "//wp-includes/wlwmanifest.xml", none, 500)},
		{`[2026-12-31 23:59:40 +0000] [116] [ERROR] Exception in ASGI application`, other},
		{`2001:db8::7:0 - "GET / HTTP/1.1" 200`, uvicorn("2001:db8::7", "GET", "/", none, 200)},
		{`203.0.113.7:0 - "WebSocket /ws" [accepted]`, uvicorn("203.0.113.7", "WEBSOCKET", "/ws", none, 101)},
		{`203.0.113.1:0 - "GET / HTTP/1.1" 200`, uvicorn("203.0.113.1", "GET", "/", none, 200)},
		{`203.0.113.2:0 - "GET /api/orders HTTP/1.1" 200`, uvicorn("203.0.113.2", "GET", "/api/orders", none, 200)},
		{`203.0.113.3:0 - "GET /api/orders/42?expand=items HTTP/1.1" 200`, uvicorn("203.0.113.3", "GET", "/api/orders/42", "expand=items", 200)},
		{`203.0.113.4:0 - "POST /api/orders HTTP/1.1" 201`, uvicorn("203.0.113.4", "POST", "/api/orders", none, 201)},
		{`203.0.113.5:0 - "PATCH /api/orders/42 HTTP/1.1" 200`, uvicorn("203.0.113.5", "PATCH", "/api/orders/42", none, 200)},
		{`203.0.113.6:0 - "DELETE /api/orders/42 HTTP/1.1" 204`, uvicorn("203.0.113.6", "DELETE", "/api/orders/42", none, 204)},
		{`203.0.113.7:0 - "GET /static/app.css HTTP/1.1" 304`, uvicorn("203.0.113.7", "GET", "/static/app.css", none, 304)},
		{`203.0.113.8:0 - "GET /old HTTP/1.1" 308`, uvicorn("203.0.113.8", "GET", "/old", none, 308)},
		{`203.0.113.9:0 - "GET /api/missing HTTP/1.1" 404`, uvicorn("203.0.113.9", "GET", "/api/missing", none, 404)},
		{`203.0.113.10:0 - "GET /api/boom HTTP/1.1" 500`, uvicorn("203.0.113.10", "GET", "/api/boom", none, 500)},
		{` - "GET /no-client HTTP/1.1" 200`, uvicorn(none, "GET", "/no-client", none, 200)},
	}
	for _, test := range tests {
		if got := readAccess(test.line); got != test.want {
			t.Errorf("%s\ngot  %+v\nwant %+v", test.line, got, test.want)
		}
	}
}

// TestNoAccessLine holds lines that mention requests and log none, and lines of servers that are not read yet.
func TestNoAccessLine(t *testing.T) {
	for _, line := range []string{
		"",
		`"GET / HTTP/1.1" 200`,
		`user said: "GET /fake HTTP/1.1" 200 was odd`,
		`user said: 203.0.113.7:0 - "GET /fake HTTP/1.1" 200 OK`,
		`at 12:30 - "GET /fake HTTP/1.1" 200 OK`,
		`- "GET /fake HTTP/1.1" 200 OK`,
		`    - "GET /fake HTTP/1.1" 200 OK`,
		`203.0.113.7:0 - "GET /fake HTTP/1.1" 200 was odd`,
		`203.0.113.7:0 - "GET /fake HTTP/1.1" 2000`,
		`203.0.113.7:0 - "GET /fake HTTP/1.1"200`,
		`203.0.113.7:0 - "GET /fake HTTP/1.1" 200 OK and "that"`,
		`203.0.113.7:0 - "GET /fa ke HTTP/1.1" 200`,
		`203.0.113.7:0 - "GET  HTTP/1.1" 200`,
		`203.0.113.7:0 - "GET HTTP/1.1" 200`,
		`203.0.113.7:0 - "get /fake HTTP/1.1" 200`,
		`203.0.113.7:0 - "GET /fake HTTP/one" 200`,
		`203.0.113.7:x - "GET /fake HTTP/1.1" 200`,
		`203.0.113.7 - "GET /fake HTTP/1.1" 200`,
		`:0 - "GET /fake HTTP/1.1" 200`,
		`('203.0.113.7', 0 - "GET /fake HTTP/1.1" 200`,
		`203.0.113.7:0 - "WebSocket /ws" [rejected]`,
		`203.0.113.7:0 - "WebSocket " [accepted]`,
		`203.0.113.7:0 - "WebSocket /w s" [accepted]`,
		`INFO:     203.0.113.7:0 - `,
		`INFO:     `,
		`seen: 10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 1 "-" "-"`,
		`10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 1 "-"`,
		`10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 1 "-" "cut`,
		`10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 1 "-" "-"x`,
		`10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200`,
		`10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1"200 1`,
		`10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 x`,
		`10.0.0.1 - - [01/Jan/2027:00:00:01 +0000] "GET /fake 1.1" 200 1`,
		`10.0.0.1 - [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 1`,
		`10.0.0.1 [01/Jan/2027:00:00:01 +0000] "GET /fake HTTP/1.1" 200 1`,
		`{"level":30,"req":{"method":"GET","url":"/fake"},"res":{"statusCode":200},"msg":"request completed"}`,
	} {
		if got := readAccess(line); got != other {
			t.Errorf("%s was read as %+v", line, got)
		}
	}
}

func TestStripANSI(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                          "plain",
		"\x1b[31mred\x1b[0m":             "red",
		"a\x1b[1;38;5;208mb\x1b[Kc":      "abc",
		"\x1b[":                          "",
		"\x1b[31":                        "",
		"\x1b":                           "\x1b",
		"\x1bM up":                       "\x1bM up",
		"[32mno escape[0m":               "[32mno escape[0m",
		"\x1b[0m\x1b[0m":                 "",
		"\x1b[38;2;1;2;3mÄ\x1b[0m after": "Ä after",
	} {
		if got := string(stripANSI([]byte(text))); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// The grammars of the access lines as expressions. They are wider than what is read: anything may stand for a peer, and
// uvicorn's WebSocket lines are left out.
var (
	uvicornLine  = regexp.MustCompile(`(?s)^(?:(?:INFO|WARNING|ERROR): +)?(.*?) ?- "([-A-Z_]+) ([^ ]*) HTTP/([\d.]+)" (\d{3})(?: (.*))?$`)
	gunicornLine = regexp.MustCompile(`(?s)^([^ ]*(?:, [^ ]*)*) ([^ ]*) ([^ ]*) \[([^\]]+)\] "((?:\\"|[^"])*)" (\d{3}|-) (\d+|-)(?: "((?:\\"|[^"])*)" "((?:\\"|[^"])*)"(?: .*)?)?$`)
)

func FuzzAccessLine(f *testing.F) {
	f.Add([]byte(`INFO:     203.0.113.7:0 - "GET /search?q=1 HTTP/1.1" 200 OK`))
	f.Add([]byte(`203.0.113.7:0 - "WebSocket /ws" [accepted]`))
	f.Add([]byte(`10.214.0.5 - - [01/Jan/2027:00:00:01 +0000] "GET /s HTTP/1.1" 200 71406 "-" "a \"b\" c"`))
	f.Fuzz(func(t *testing.T, line []byte) {
		var rec Record
		if readGunicorn(line, &rec) {
			m := gunicornLine.FindSubmatch(line)
			if m == nil {
				t.Fatalf("gunicorn's grammar does not know %q", line)
			}
			checkAccess(t, &rec, backslashQuotes(m[5]), m[6])
			if agent := absentDash(backslashQuotes(m[9])); !bytes.Equal(rec.UserAgent, agent) {
				t.Errorf("agent %q, want %q", rec.UserAgent, agent)
			}
		}
		rec = Record{}
		if readUvicorn(line, &rec) && string(rec.Method) != MethodWebSocket {
			m := uvicornLine.FindSubmatch(line)
			if m == nil {
				t.Fatalf("uvicorn's grammar does not know %q", line)
			}
			request := bytes.Join([][]byte{m[2], m[3], append([]byte("HTTP/"), m[4]...)}, []byte(" "))
			checkAccess(t, &rec, request, m[5])
		}
	})
}

func checkAccess(t *testing.T, rec *Record, request, code []byte) {
	t.Helper()
	target := rec.Path
	if rec.Query != nil {
		target = append(append(bytes.Clone(rec.Path), '?'), rec.Query...)
	}
	want := append(append(bytes.Clone(rec.Method), ' '), target...)
	if version, ok := bytes.CutPrefix(request, want); !ok || !bytes.HasPrefix(version, []byte(" HTTP/")) {
		t.Errorf("read %q from %q", want, request)
	}
	if rec.Status != status(code) {
		t.Errorf("status %d, want %s", rec.Status, code)
	}
}
