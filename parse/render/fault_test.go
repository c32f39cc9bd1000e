package render

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"lastcall/parse/render/rendertest"
)

type fault struct {
	name   string
	answer rendertest.Answer
	why    string        // what Waiting is told
	wait   time.Duration // at the least
}

// timeout is short for the answer that never comes, and so long for others that they cannot miss it.
func (f fault) timeout(short time.Duration) time.Duration {
	if f.name == "never" {
		return short
	}
	return time.Minute
}

// oneRequest uses a connection for one request only: over one that was used before, net/http repeats a request that gets no answer.
var oneRequest = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// faults are answers that pass. All of them quote the key, as far as they say anything.
var faults = []fault{
	{"429", rendertest.Status(429, `{"message":"slow down, `+rendertest.Key+`"}`), "429 Too Many Requests: slow down, [API key]", 0},
	{"429 with seconds", rendertest.Status(429, "", "Retry-After", "17"), "429 Too Many Requests", 17 * time.Second},
	{"429 with a date", rendertest.Status(429, "", "Retry-After", "Fri, 15 Jan 2027 11:30:47 GMT"), "429 Too Many Requests", 43 * time.Second},
	{"429 with a reset in seconds", rendertest.Status(429, "", "Ratelimit-Remaining", "0", "Ratelimit-Reset", "21"), "429 Too Many Requests", 21 * time.Second},
	{"429 with a reset as a Unix time", rendertest.Status(429, "", "Ratelimit-Remaining", "0", "Ratelimit-Reset", fmt.Sprint(now.Unix()+60)), "429 Too Many Requests", 56 * time.Second},
	{"429 with a reset and a quota left", rendertest.Status(429, "", "Ratelimit-Remaining", "7", "Ratelimit-Reset", "600"), "429 Too Many Requests", 0},
	{"500", rendertest.Status(500, `{"message":"internal `+rendertest.Key+`"}`), "500 Internal Server Error: internal [API key]", 0},
	{"502 in HTML", rendertest.Status(502, "<html><body>Bad Gateway "+rendertest.Key+"</body></html>", "Content-Type", "text/html"), "answered 502 Bad Gateway", 0},
	{"503 with seconds", rendertest.Status(503, "", "Retry-After", "30"), "503 Service Unavailable", 30 * time.Second},
	{"504", rendertest.Status(504, ""), "504 Gateway Timeout", 0},
	{"520", rendertest.Status(520, "error code: 520"), "answered 520", 0},
	{"408", rendertest.Status(408, ""), "408 Request Timeout", 0},
	{"200 in HTML", rendertest.Status(200, "<html>"+rendertest.Key+"</html>"), "no page of logs", 0},
	{"200 with an error", rendertest.Status(200, `{"message":"`+rendertest.Key+`"}`), "no page of logs", 0},
	{"200 with a list", rendertest.Status(200, `[]`), "no page of logs", 0},
	{"200 with nothing", rendertest.Status(200, ""), "no page of logs", 0},
	{"half a page", rendertest.Edit(func(body string) string { return body[:len(body)/2] }), "no page of logs", 0},
	{"two pages", rendertest.Edit(func(body string) string { return body + body }), "no page of logs", 0},
	{"cut", rendertest.Cut(200), "the answer was cut", 0},
	{"cut at once", rendertest.Cut(0), "the answer was cut", 0},
	{"never", rendertest.Hang(), "no answer: it took too long", 0},
	{"not HTTP", func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) {
		conn, _, _ := http.NewResponseController(w).Hijack()
		fmt.Fprintf(conn, "%s %s\r\n\r\n", rendertest.Key, strings.Repeat(rendertest.Key, 9))
		conn.Close()
	}, "no answer: ", 0},
	{"closed", func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) {
		conn, _, _ := http.NewResponseController(w).Hijack()
		conn.Close()
	}, "no answer: ", 0},
}

// short is a window of few pages.
func short() ([]rendertest.Log, Request) {
	var logs []rendertest.Log
	for n := range 250 {
		logs = append(logs, rendertest.Request(api, at("08:30:00").Add(time.Duration(n)*25*time.Second), n))
	}
	return logs, morning(api)
}

// TestRetries answers the third request with each fault in turn.
func TestRetries(t *testing.T) {
	logs, r := short()
	s, clock := newServer(t, logs...)
	undisturbed := t.TempDir()
	pullAll(t, newClient(s, clock), undisturbed, r)
	want := tree(t, undisturbed)
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			s, clock := newServer(t, logs...)
			s.Intercept = func(n int, _ *http.Request) rendertest.Answer {
				if n == 3 {
					return fault.answer
				}
				return nil
			}
			c := newClient(s, clock)
			c.Timeout = fault.timeout(100 * time.Millisecond)
			c.HTTP = oneRequest
			var why []string
			var wait time.Duration
			c.Waiting = func(reason string, d time.Duration) { why, wait = append(why, reason), d }
			dir := t.TempDir()
			outcome := pullAll(t, c, dir, r)
			sameTree(t, fault.name, tree(t, dir), want)
			if outcome.Retries != 1 || len(why) != 1 || !strings.Contains(why[0], fault.why) || strings.Contains(why[0], rendertest.Key) {
				t.Errorf("%d retries because of %q, want one because of %q", outcome.Retries, why, fault.why)
			}
			if wait < max(fault.wait, 500*time.Millisecond) || wait > fault.wait+3*time.Second || !slices.ContainsFunc(clock.slept, func(d time.Duration) bool { return d >= wait }) {
				t.Errorf("waited for %v of %v", wait, clock.slept)
			}
		})
	}
}

func TestSlowAnswer(t *testing.T) {
	logs, r := short()
	s, clock := newServer(t, logs...)
	s.Intercept = func(int, *http.Request) rendertest.Answer { return rendertest.Slow(5 * time.Millisecond) }
	dir := t.TempDir()
	if outcome := pullAll(t, newClient(s, clock), dir, r); outcome.Retries > 0 {
		t.Errorf("%d retries", outcome.Retries)
	}
	sameLogs(t, logsIn(t, dir), wanted(logs, at("08:00:00"), at("11:00:00")))
}

// TestGiveUp answers with each fault from the third request on.
func TestGiveUp(t *testing.T) {
	logs, r := short()
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			s, clock := newServer(t, logs...)
			s.Intercept = func(n int, _ *http.Request) rendertest.Answer {
				if n >= 3 {
					return fault.answer
				}
				return nil
			}
			c := newClient(s, clock)
			c.Timeout = fault.timeout(20 * time.Millisecond)
			c.HTTP = oneRequest
			dir := t.TempDir()
			outcome, err := c.Pull(t.Context(), dir, r, nil)
			if kindOfError(err) != Unavailable || !strings.Contains(err.Error(), fault.why) {
				t.Errorf("%v, want %q", err, fault.why)
			}
			if len(s.Calls()) != 2+maxAttempts || outcome.Retries != maxAttempts-1 {
				t.Errorf("%d requests, %d retries", len(s.Calls()), outcome.Retries)
			}
			noKey(t, dir, s, outcome, err)
			if got := logsIn(t, dir); len(got) != len(outcome.Files) || slices.ContainsFunc(outcome.Files, func(name string) bool { return got[name] == nil }) {
				t.Errorf("files %q, outcome %+v", got, outcome.Files)
			}
			// The failure costs nothing that is complete, and the next pull completes the rest.
			s.SetIntercept(nil)
			pullAll(t, newClient(s, clock), dir, r)
			sameLogs(t, logsIn(t, dir), wanted(logs, at("08:00:00"), at("11:00:00")))
		})
	}
}

func TestAskedToWaitTooLong(t *testing.T) {
	logs, r := short()
	s, clock := newServer(t, logs...)
	s.Intercept = func(int, *http.Request) rendertest.Answer { return rendertest.Status(429, "", "Retry-After", "3600") }
	_, err := newClient(s, clock).Pull(t.Context(), t.TempDir(), r, nil)
	if kindOfError(err) != Unavailable || !strings.Contains(err.Error(), "asks to wait 1h0m0s") || len(s.Calls()) != 1 {
		t.Errorf("%v after %d requests", err, len(s.Calls()))
	}
}

// TestRefusals ends at once where no retry helps.
func TestRefusals(t *testing.T) {
	logs, r := short()
	for _, test := range []struct {
		status int
		body   string
		kind   Kind
		want   string
		hint   string
	}{
		{401, `{"id":"x","message":"invalid key ` + rendertest.Key + `"}`, Unauthorized, "answered 401 Unauthorized: invalid key [API key]", "RENDER_API_KEY"},
		{403, `{"message":"no access"}`, Unauthorized, "403 Forbidden: no access", "may not read"},
		{404, `{"message":"no such\nservice"}`, NotFound, "404 Not Found: no such service", "srv-abc123"},
		{400, `{"message":"start must be within 30 days"}`, BadRequest, "400 Bad Request: start must be within 30 days", "as long as the window"},
		{400, `{"message":"` + strings.Repeat("long ", 1000) + `"}`, BadRequest, "long …", ""},
		{422, `not JSON ` + rendertest.Key, BadRequest, "answered 422 Unprocessable Entity", ""},
		{418, ``, BadRequest, "418 I'm a teapot", ""},
		{304, ``, Unexpected, "304 Not Modified", "not followed"},
	} {
		s, clock := newServer(t, logs...)
		s.Intercept = func(int, *http.Request) rendertest.Answer { return rendertest.Status(test.status, test.body) }
		dir := t.TempDir()
		outcome, err := newClient(s, clock).Pull(t.Context(), dir, r, nil)
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("%d: %v", test.status, err)
		}
		if e.Kind != test.kind || e.Status != test.status || !strings.Contains(e.Message, test.want) || !strings.Contains(e.Hint, test.hint) || len(e.Message) > 500 {
			t.Errorf("%d: %+v", test.status, e)
		}
		if len(s.Calls()) != 1 || len(tree(t, dir)) > 0 {
			t.Errorf("%d: %d requests, files %v", test.status, len(s.Calls()), tree(t, dir))
		}
		noKey(t, dir, s, outcome, err)
	}
}

// noKey fails where the key can be seen.
func noKey(t *testing.T, dir string, s *rendertest.Server, outcome *Outcome, err error) {
	t.Helper()
	places := map[string]string{"the error": fmt.Sprintf("%v %+v %#v %q", err, err, err, err)}
	for unwrapped := err; unwrapped != nil; unwrapped = errors.Unwrap(unwrapped) {
		places["the error"] += fmt.Sprintf("%+v", unwrapped)
	}
	text, _ := json.Marshal(outcome)
	places["the outcome"] = string(text) + fmt.Sprintf("%+v", outcome)
	for _, call := range s.Calls() {
		places["a URL"] += call.Path + "?" + call.Query.Encode()
	}
	for name, content := range tree(t, dir) {
		places[name] = name + content
	}
	for name, lines := range logsIn(t, dir) {
		places[name] += strings.Join(lines, "\n")
	}
	for place, text := range places {
		if strings.Contains(text, string(s.Key)) {
			t.Errorf("the key is in %s: %s", place, text)
		}
	}
}

// TestKeyInLogs pulls the log of a service that prints its key.
func TestKeyInLogs(t *testing.T) {
	logs := []rendertest.Log{rendertest.App(api, at("09:00:00"), 1, "RENDER_API_KEY="+rendertest.Key+" PORT=10000")}
	s, clock := newServer(t, logs...)
	dir := t.TempDir()
	outcome := pullAll(t, newClient(s, clock), dir, morning(api))
	noKey(t, dir, s, outcome, nil)
	logs[0].Message = "RENDER_API_KEY=[API key] PORT=10000"
	sameLogs(t, logsIn(t, dir), wanted(logs, at("08:00:00"), at("11:00:00")))
}

// TestRedirect sends the key nowhere else: not to another port of the same host, either.
func TestRedirect(t *testing.T) {
	elsewhere := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		logs, r := short()
		s, clock := newServer(t, logs...)
		s.Intercept = func(int, *http.Request) rendertest.Answer {
			return rendertest.Status(status, "", "Location", other.URL+"/v1/logs")
		}
		c := newClient(s, clock)
		c.HTTP = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
		_, err := c.Pull(t.Context(), t.TempDir(), r, nil)
		if kindOfError(err) != Unexpected || elsewhere > 0 || len(s.Calls()) != 1 {
			t.Errorf("%d: %v, %d requests to another server", status, err, elsewhere)
		}
	}
}

func TestBaseURL(t *testing.T) {
	for base, want := range map[string]bool{
		"":                                   true,
		"https://api.example.com/v1":         true,
		"http://127.0.0.1:8080/v1":           true,
		"http://[::1]:8080":                  true,
		"http://localhost/v1":                true,
		"http://api.example.com/v1":          false,
		"http://127.0.0.1.example.com/v1":    false,
		"http://localhost.example.com":       false,
		"http://203.0.113.7/v1":              false,
		"ftp://api.example.com/v1":           false,
		"https://user:pass@api.example.com/": false,
		"https://api.example.com/v1?key=x":   false,
		"https:///v1":                        false,
		"api.example.com/v1":                 false,
		"\x7f":                               false,
	} {
		c := &Client{Key: rendertest.Key, BaseURL: base, Now: func() time.Time { return now }}
		_, err := c.Plan(t.TempDir(), morning(api))
		if (err == nil) != want || err != nil && kindOfError(err) != BadRequest {
			t.Errorf("%q: %v", base, err)
		}
	}
}

// TestOtherServices pulls on when one service fails.
func TestOtherServices(t *testing.T) {
	logs := traffic()
	s, clock := newServer(t, logs...)
	dir := t.TempDir()
	outcome, err := newClient(s, clock).Pull(t.Context(), dir, morning("srv-absent", api, worker), nil)
	if kindOfError(err) != NotFound || !strings.HasPrefix(err.Error(), "srv-absent: ") {
		t.Error(err)
	}
	sameLogs(t, logsIn(t, dir), wanted(logs, at("08:00:00"), at("11:00:00")))
	if len(outcome.Files) != 6 {
		t.Errorf("outcome %+v", outcome)
	}
}

// TestRateLimit asks a server that allows less, or counts in another way.
func TestRateLimit(t *testing.T) {
	logs := traffic()
	for _, test := range []struct {
		name string
		set  func(*rendertest.Server, *Client)
		want int // retries at the most
	}{
		{"thirty a minute", func(*rendertest.Server, *Client) {}, 0},
		{"seven a minute, as it says", func(s *rendertest.Server, c *Client) { s.PerMinute = 7 }, 0},
		{"the client asks too fast", func(s *rendertest.Server, c *Client) { c.PerMinute = 600; s.PerMinute = 10 }, 0},
	} {
		s, clock := newServer(t, logs...)
		c, dir, r := newClient(s, clock), t.TempDir(), morning(api, worker)
		test.set(s, c)
		r.PageSize = 20
		outcome := pullAll(t, c, dir, r)
		if outcome.Retries > test.want {
			t.Errorf("%s: %d retries", test.name, outcome.Retries)
		}
		sameLogs(t, logsIn(t, dir), wanted(logs, at("08:00:00"), at("11:00:00")))
	}
}

// disk makes files, and fails after a number of operations or bytes.
type disk struct{ operations, bytes int }

func (d *disk) operate() error {
	if d.operations--; d.operations < 0 {
		return syscall.ENOSPC
	}
	return nil
}

func (d *disk) create(name string) (output, error) {
	if err := d.operate(); err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	f, err := createFile(name)
	return &diskFile{d, f}, err
}

type diskFile struct {
	disk *disk
	file output
}

func (f *diskFile) Write(p []byte) (int, error) {
	if err := f.disk.operate(); err != nil {
		return 0, err
	}
	n := min(len(p), f.disk.bytes)
	f.disk.bytes -= n
	if n < len(p) {
		f.file.Write(p[:n])
		return n, syscall.ENOSPC
	}
	return f.file.Write(p)
}

func (f *diskFile) Sync() error {
	if err := f.disk.operate(); err != nil {
		return err
	}
	return f.file.Sync()
}

func (f *diskFile) Close() error { return errors.Join(f.file.Close(), f.disk.operate()) }

// TestFullDisk fails at every operation, and at many bytes: no half file is left, and the next pull completes the rest.
func TestFullDisk(t *testing.T) {
	logs, r := short()
	s, clock := newServer(t, logs...)
	undisturbed := t.TempDir()
	pullAll(t, newClient(s, clock), undisturbed, r)
	want := tree(t, undisturbed)
	for _, test := range []struct {
		name string
		disk func(try int) *disk
	}{
		{"operations", func(try int) *disk { return &disk{operations: try, bytes: 1 << 30} }},
		{"bytes", func(try int) *disk { return &disk{operations: 1 << 30, bytes: try * 401} }},
	} {
		t.Run(test.name, func(t *testing.T) {
			for try := 0; ; try++ {
				dir := t.TempDir()
				c := newClient(s, clock)
				c.create = test.disk(try).create
				outcome, err := c.Pull(t.Context(), dir, r, nil)
				if err == nil {
					if try < 5 {
						t.Errorf("only %d tries", try)
					}
					sameTree(t, test.name, tree(t, dir), want)
					return
				}
				if !errors.Is(err, syscall.ENOSPC) {
					t.Fatalf("try %d: %v", try, err)
				}
				for name, content := range tree(t, dir) {
					if want[name] != content {
						t.Errorf("try %d: %s is left", try, name)
					}
				}
				if len(logsIn(t, dir)) < len(outcome.Files) {
					t.Errorf("try %d: outcome %+v", try, outcome)
				}
				pullAll(t, newClient(s, clock), dir, r)
				sameTree(t, fmt.Sprint("after try ", try), tree(t, dir), want)
			}
		})
	}
}

// TestUnusableDirectory pulls into what is no directory, or none of ours.
func TestUnusableDirectory(t *testing.T) {
	logs, r := short()
	s, clock := newServer(t, logs...)
	for _, test := range []struct {
		name string
		make func(dir string) error
		want func(err error) bool
	}{
		{"a file in its place", func(dir string) error { return os.WriteFile(dir, nil, 0o600) }, func(err error) bool { return errors.Is(err, syscall.ENOTDIR) }},
		{"a file in place of the service", func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, api), nil, 0o600))
		}, func(err error) bool { return errors.Is(err, syscall.ENOTDIR) }},
		{"a file in place of the day", func(dir string) error {
			return errors.Join(os.MkdirAll(filepath.Join(dir, api), 0o700), os.WriteFile(filepath.Join(dir, api, "2027-01-15"), nil, 0o600))
		}, func(err error) bool { return errors.Is(err, syscall.ENOTDIR) }},
		{"not writable", func(dir string) error { return os.Mkdir(dir, 0o500) }, func(err error) bool { return errors.Is(err, fs.ErrPermission) }},
		{"other types", func(dir string) error { return writeRecordText(dir, `{"version":1,"types":["request"]}`) }, isDirectory("holds logs of type request, not app, request")},
		{"a damaged record", func(dir string) error { return writeRecordText(dir, `{`) }, isDirectory("is damaged")},
		{"a newer record", func(dir string) error { return writeRecordText(dir, `{"version":2,"types":["app","request"]}`) }, isDirectory("newer lastcall")},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.name == "not writable" && os.Geteuid() == 0 {
				t.Skip("nothing is unwritable for root")
			}
			dir := filepath.Join(t.TempDir(), "logs")
			if err := test.make(dir); err != nil {
				t.Fatal(err)
			}
			before := tree(t, dir)
			if _, err := newClient(s, clock).Pull(t.Context(), dir, r, nil); !test.want(err) {
				t.Error(err)
			}
			sameTree(t, test.name, tree(t, dir), before)
		})
	}
}

func isDirectory(text string) func(error) bool {
	return func(err error) bool { return kindOfError(err) == Directory && strings.Contains(err.Error(), text) }
}

func writeRecordText(dir, text string) error {
	return errors.Join(os.MkdirAll(filepath.Join(dir, api), 0o700), os.WriteFile(recordName(dir, api), []byte(text), 0o600))
}

// TestBusy keeps a second pull out while one is under way.
func TestBusy(t *testing.T) {
	logs, r := short()
	s, clock := newServer(t, logs...)
	dir := t.TempDir()
	var second error
	s.Intercept = func(n int, _ *http.Request) rendertest.Answer {
		if n == 1 {
			_, second = newClient(s, clock).Pull(context.Background(), dir, r, nil)
		}
		return nil
	}
	pullAll(t, newClient(s, clock), dir, r)
	if kindOfError(second) != Busy {
		t.Error(second)
	}
	if outcome := pullAll(t, newClient(s, clock), dir, r); outcome.Plan.Present != 3 {
		t.Errorf("outcome %+v", outcome)
	}
}
