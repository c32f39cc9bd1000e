package parse

import (
	"fmt"
	"strings"
	"testing"
)

func TestSyslogLines(t *testing.T) {
	const at = "2027-01-01T00:00:00Z"
	for line, want := range map[string]string{ // service and message, or ?
		"<14>1 " + at + " acme web-srv-example0000000000000 1 x - hello": srv + "|hello",
		"<14>1 " + at + " acme web-srv-example0000000000000 1 x - ":      srv + "|",
		"<14>1 " + at + " acme web-srv-example0000000000000 1 x -":       srv + "|",
		"SECRET <14>1 " + at + " acme web-srv-short 1 x - hello":         "acme|hello",
		"61 SECRET <14>1 " + at + " acme cron-1 1 x - hello":             "acme|hello",
		"61 <0>1 " + at + " acme cron-1 1 x - hello":                     "acme|hello",
		"<191>1 " + at + ` a b 1 c [x@1 k="]\"] "][y] hello`:             "a|hello",
		"<14>1 " + at + ` a b 1 c [x@1]`:                                 "a|",
		"<14>1 " + at + " a b 1 c - \ufeffcafé":                          "a|café",
		"<14>1 " + at + ` a b 1 c [x@1 k="] hello`:                       "?",
		"<14>1 " + at + ` a b 1 c -hello`:                                "?",
		"<14>1 " + at + ` a b 1 c hello`:                                 "?",
		"<14>1 " + at + ` a b 1`:                                         "?",
		"<14>1 - a b 1 c - hello":                                        "?",
		"<14>2 " + at + " a b 1 c - hello":                               "?",
		"<>1 " + at + " a b 1 c - hello":                                 "?",
		"<1914>1 " + at + " a b 1 c - hello":                             "?",
		"TWO WORDS <14>1 " + at + " a b 1 c - hello":                     "?",
		"1 TOO MANY <14>1 " + at + " a b 1 c - hello":                    "?",
		"": "?",
	} {
		var e Entry
		got := "?"
		if unwrapSyslog([]byte(line), nil, &e) == nil {
			got = fmt.Sprintf("%s|%s", e.Resource, e.Message)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

// TestTokens looks for the token of a log stream in everything a reader gives back.
func TestTokens(t *testing.T) {
	const token = "SECRET"
	for _, text := range []string{
		token + " <14>1 2027-13-01T00:00:00Z a b 1 c - no such month",
		token + " <14>1 now a b 1 c - hello",
		token + " <14>1",
		token + " <14>1 ",
		token + " <14",
		"500 " + token + " <14>1 2027-01-01T00:00:00Z a b 1 c - cut",
		"50 " + token + " <14>1 2027-01-01T00:00:00Z a b 1 c - longer than it says, by far",
		token + " <14>1 2027-01-01T00:00:00Z a b 1 c - hello\n" + token + " <14",
		token + " <14>1 2027-01-01T00:00:00Z a b 1 c - hello\n500 " + token,
	} {
		records, rejects, err := readAll(strings.NewReader(text))
		if all := fmt.Sprintf("%+v %+v %v", records, rejects, err); strings.Contains(all, token) {
			t.Errorf("%q: %s", text, all)
		}
	}
}

func TestChips(t *testing.T) {
	const message = `clientIP="203.0.113.7" requestID="a" responseTimeMS=1 responseBytes=2 userAgent="x"`
	for head, want := range map[string]string{ // method, status, host and path, or ?
		"[GET]200acme.example/a":             "GET 200 acme.example /a",
		"[GET]2002048.example/a":             "GET 200 2048.example /a",
		"[GET]\n2048.example/a ":             "GET  2048.example /a",
		"[GET]\r\n2048.example/a ":           "GET  2048.example /a",
		"[GET] 200 acme.example/a ":          "GET 200 acme.example /a",
		"[GET] 200 ":                         "GET 200  ",
		"[GET] ":                             "GET   ",
		"[GET] 2048.example/a ":              "GET  2048.example /a",
		"[GET]acme.example//a?b=c d ":        "GET  acme.example //a?b=c d",
		`[GET]200acme.example/?clientIP="1"`: `GET 200 acme.example /?clientIP="1"`,
		"[GET]200acme.example/" + message:    "GET 200 acme.example /" + message,
		"[M-SEARCH]200acme.example/":         "M-SEARCH 200 acme.example /",
		"[get]200acme.example/":              "?",
		"[]200acme.example/":                 "?",
		"GET 200acme.example/":               "?",
	} {
		var e Entry
		got := "?"
		if readChips([]byte(head+message), &e) {
			got = fmt.Sprintf("%s %s %s %s", e.Method, e.Status, e.Host, e.Path)
			if string(e.Message) != message {
				t.Errorf("%q: message %q", head, e.Message)
			}
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", head, got, want)
		}
	}
}

// TestLoneChips: an instance that stands alone on its line is that of the line behind it.
func TestLoneChips(t *testing.T) {
	const (
		request = `[GET]200acme.example/clientIP="203.0.113.7" requestID="" responseTimeMS=0 responseBytes=0 userAgent=""` + "\n"
		uvicorn = `203.0.113.7:0 - "GET / HTTP/1.1" 200` + "\n"
	)
	for text, want := range map[string]string{ // instances
		"x2k9q\n" + uvicorn + uvicorn:   none + " x2k9q " + none,
		"x2k9q\nb7f2c\nhello\n":         none + " x2k9q b7f2c",
		"x2k9q\n" + request + uvicorn:   none + " " + none + " " + none,
		"hello\nworld\n" + uvicorn:      none + " " + none + " " + none,
		"x2k9q up\n" + uvicorn:          none + " " + none,
		"[x2k9q]\n" + uvicorn:           none + " " + none,
		"x2k9\n" + uvicorn + "x2k9qq\n": none + " " + none + " " + none,
	} {
		records, _, err := readDated(strings.NewReader(request+text), newYearsEve)
		var got []string
		for _, rec := range records[1:] {
			got = append(got, rec.Instance)
		}
		if strings.Join(got, " ") != want || err != nil {
			t.Errorf("%q: got %q, want %q, error %v", text, got, want, err)
		}
	}
}

// TestNeighbours: what has no time goes with the line before it, and never with an entry that is no text.
func TestNeighbours(t *testing.T) {
	const stamped = "2027-01-01T00:00:01Z hello\n"
	tests := []struct {
		name, text string
		formats    string // of the records
		rejects    int
	}{
		{"lines behind a stamped one", stamped + "more\n  more\n", "rfc3339 rfc3339 rfc3339", 0},
		{"lines in front of it", "more\n" + stamped, "rfc3339", 1},
		{"lines behind an object", stamped + expand("«a»\nmore\n"), "rfc3339 api", 1},
		{"an object of the application", stamped + `{"level":"info"}` + "\n", "rfc3339 rfc3339", 0},
		{"a damaged one", stamped + "{'level': 1}\n{\"cut\n" + stamped + `{"a":`, "rfc3339 rfc3339 rfc3339 rfc3339 rfc3339", 0},
		{"brackets", stamped + "[[INFO]] up\n[]\n" + stamped, "rfc3339 rfc3339 rfc3339 rfc3339", 0},
		{"the application's clock", stamped + "11:24:03 up\n", "rfc3339 rfc3339", 0},
		{"a selection", stamped + `[GET]200acme.example/clientIP="203.0.113.7" requestID="" responseTimeMS=0 responseBytes=0 userAgent=""`, "rfc3339 selection", 0},
		{"text in a page", "{\"logs\":[" + expand("«a»,\n") + "more\n" + stamped + "more\n" + expand("«b»]}"), "api rfc3339 api", 2},
		{"a page behind text, its first record cut", stamped + "{\"logs\":[{\"id\":\"x\",\"timest" + expand("«a»,«b»]}"), "rfc3339 api api", 1},
		{"a clock without a date", "11:24:03 up\n11:24:04 up\n", "", 2},
		{"YAML cut off", "id: a\nlabels:\n  - name: type\n", "", 1},
		{"YAML behind a line", stamped + "id: a\nlabels: null\nmessage: |-\n    a\n\n    b\ntimestamp: 2027-01-01T00:00:00Z\nmore\n", "rfc3339 yaml yaml", 0},
		{"id of the application", stamped + "id: 7\n", "rfc3339 rfc3339", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			records, rejects, err := readAll(strings.NewReader(test.text))
			var formats []string
			for _, rec := range records {
				formats = append(formats, rec.Format)
			}
			if got := strings.Join(formats, " "); got != test.formats || len(rejects) != test.rejects || err != nil {
				t.Errorf("got %q, want %q; rejects %+v, error %v", got, test.formats, rejects, err)
			}
		})
	}
}

// TestInnerPages: the page in an MCP result is read as a stream of its own, whose rejects stand where the result stands.
func TestInnerPages(t *testing.T) {
	const result = "\n" + `{"result":{"content":[{"type":"text","text":"{\"logs\":[{\"id\":\"a\",\"timestamp\":\"2027-01-01T00:00:00Z\",\"message\":\"x\",\"labels\":[]}]}\n{\"x\":1}"},{"text":"oops"}]}}`
	records, rejects, err := readAll(strings.NewReader(result + expand("\n«b»")))
	if ids(records) != "a b" || len(records) != 2 || records[0].Format != "mcp" || records[1].Format != "api" || err != nil {
		t.Errorf("records %+v, error %v", records, err)
	}
	if len(rejects) != 2 || rejects[0].Line != 2 || rejects[0].Offset != 1 || rejects[1].Line != 2 || rejects[1].Text != "oops" {
		t.Errorf("rejects %+v", rejects)
	}
	nested := `{"content":[{"text":"{\"content\":[{\"text\":\"x\"}]}"}]}`
	if records, rejects, err := readAll(strings.NewReader(nested)); len(records) != 0 || len(rejects) != 1 || err != nil {
		t.Errorf("nested: records %+v, rejects %+v, error %v", records, rejects, err)
	}
}
