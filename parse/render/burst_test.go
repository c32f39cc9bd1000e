package render

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lastcall/parse/render/rendertest"
)

// burst is a number of requests at one time, with a few around it.
func burst(n int, at time.Time) []rendertest.Log {
	var logs []rendertest.Log
	for i := range n {
		logs = append(logs, rendertest.Request(api, at, i))
	}
	for i := range 30 {
		logs = append(logs, rendertest.Request(api, at.Add(time.Duration(i-15)*time.Second), n+i))
	}
	return logs
}

// lines is a number of lines of a service's instances at one time.
func lines(n int, at time.Time) []rendertest.Log {
	var logs []rendertest.Log
	for i := range n {
		logs = append(logs, rendertest.App(api, at, i, fmt.Sprint("line ", i)))
	}
	return logs
}

// atEdge makes requests of answers of the edge, which have no request id.
func atEdge(logs []rendertest.Log) []rendertest.Log {
	for i := range logs {
		before, rest, _ := strings.Cut(logs[i].Message, `requestID="`)
		_, after, _ := strings.Cut(rest, `"`)
		logs[i].Message = before + `requestID=""` + after
	}
	return logs
}

// TestBurst pulls more entries at one time than a page holds.
func TestBurst(t *testing.T) {
	for _, test := range []struct {
		name     string
		logs     []rendertest.Log
		maxLimit int
		asks     string // a parameter that one request must have
	}{
		{"a larger page is enough", burst(350, at("09:10:00")), 1000, "limit=1000"},
		{"exactly a page", burst(100, at("09:10:00")), 100, "limit=1000"},
		{"by type", slices.Concat(burst(60, at("09:10:00")), lines(90, at("09:10:00"))), 100, "type=app"},
		{"by request id", burst(700, at("09:10:00")), 100, `text=requestID="7`},
		{"by request id, with larger pages", burst(2500, at("09:10:00")), 1000, `text=requestID="7`},
		{"by two digits of the request id", burst(2000, at("09:10:00")), 100, `text=requestID="7f`},
		{"without request ids, by method", atEdge(burst(150, at("09:10:00"))), 100, "method=DELETE"},
		{"without request ids, by status", atEdge(burst(250, at("09:10:00"))), 100, "statusCode=404"},
		{"lines, by instance", lines(150, at("09:10:00.123456789")), 100, "instance=" + api + "-7c9d8f6b5d-x2k9q"},
		{"lines, by instance and level", lines(290, at("09:10:00.123456789")), 100, "level=error"},
		{"two seconds running", slices.Concat(burst(300, at("09:10:00")), rename(burst(300, at("09:10:01")))), 100, `text=requestID="7`},
		{"the last second of an hour", burst(300, at("09:59:59")), 100, `text=requestID="7`},
		{"the first second of an hour", burst(300, at("10:00:00")), 100, `text=requestID="7`},
		{"within a second", burst(300, at("09:10:00.5")), 100, `text=requestID="7`},
		{"across a border of hours", burst(300, at("09:59:59.5")), 100, `text=requestID="7`},
		{"at the start of the first hour", burst(300, at("08:00:00")), 100, `text=requestID="7`},
		{"at the end of the last hour", burst(300, at("10:59:59.999999999")), 100, `text=requestID="7`},
	} {
		for name, set := range map[string]func(*rendertest.Server){
			"":                       func(*rendertest.Server) {},
			", next after the stamp": func(s *rendertest.Server) { s.NextAfter = true },
			", zero next":            func(s *rendertest.Server) { s.ZeroNext = true },
		} {
			t.Run(test.name+name, func(t *testing.T) {
				s, clock := newServer(t, test.logs...)
				s.MaxLimit = test.maxLimit
				set(s)
				dir := t.TempDir()
				outcome := pullAll(t, newClient(s, clock), dir, morning(api))
				sameLogs(t, logsIn(t, dir), wanted(test.logs, at("08:00:00"), at("11:00:00")))
				if outcome.Retries > 0 {
					t.Errorf("outcome %+v", outcome)
				}
				name, value, _ := strings.Cut(test.asks, "=")
				if !slices.ContainsFunc(s.Calls(), func(c rendertest.Call) bool { return c.Query.Get(name) == value }) {
					t.Errorf("%d requests, none with %s", len(s.Calls()), test.asks)
				}
			})
		}
	}
}

// rename gives entries other ids.
func rename(logs []rendertest.Log) []rendertest.Log {
	for i := range logs {
		logs[i].ID += "B"
	}
	return logs
}

// TestLoss pulls what the API gives no way to get: the hour is marked, said to lack entries, and asked for again.
func TestLoss(t *testing.T) {
	equal := lines(150, at("09:10:00"))
	for i := range equal {
		equal[i].Labels = equal[0].Labels
	}
	deaf := func(n int, r *http.Request) rendertest.Answer {
		if q := r.URL.Query(); q.Has("text") || q.Has("method") || q.Has("instance") {
			return rendertest.Status(200, `{"hasMore":false,"logs":[]}`)
		}
		return nil
	}
	refusing := func(n int, r *http.Request) rendertest.Answer {
		if r.URL.Query().Has("text") {
			return rendertest.Status(400, `{"message":"no such filter"}`)
		}
		return nil
	}
	for _, test := range []struct {
		name      string
		logs      []rendertest.Log
		intercept func(int, *http.Request) rendertest.Answer
		why       string
	}{
		{"nothing tells the entries apart", equal, nil, "more entries at one time than a page holds"},
		{"filters find nothing", burst(300, at("09:10:00")), deaf, "narrower queries do not bring what the wider one brought"},
		{"filters are refused", burst(300, at("09:10:00")), refusing, "no such filter"},
	} {
		t.Run(test.name, func(t *testing.T) {
			logs := slices.Concat(test.logs, []rendertest.Log{rendertest.Request(api, at("09:20:00"), 9000), rendertest.Request(api, at("10:20:00"), 9001)})
			s, clock := newServer(t, logs...)
			s.Intercept = test.intercept
			dir := t.TempDir()
			outcome, err := newClient(s, clock).Pull(t.Context(), dir, morning(api), nil)
			if kindOfError(err) != Incomplete || len(outcome.Losses) != 1 || !outcome.Losses[0].From.Equal(at("09:10:00")) ||
				!strings.Contains(outcome.Losses[0].Why, test.why) || !strings.Contains(err.Error(), api+" at 2027-01-15T09:10:00Z") {
				t.Fatalf("%v, losses %+v", err, outcome.Losses)
			}
			marked := filepath.ToSlash(Hour{api, at("09:00:00")}.path(true))
			got := logsIn(t, dir)
			if !slices.Contains(outcome.Files, marked) || !slices.ContainsFunc(got[marked], func(l string) bool { return strings.Contains(l, "09:20:00Z") }) {
				t.Errorf("files %q, %d lines in %s", outcome.Files, len(got[marked]), marked)
			}
			if len(got[api+"/2027-01-15/10"+suffix]) != 1 {
				t.Error("the hour after it was not pulled")
			}

			s.SetIntercept(nil)
			s.MaxLimit = 1000
			if outcome = pullAll(t, newClient(s, clock), dir, morning(api)); len(outcome.Files) != 1 {
				t.Errorf("the second pull wrote %q", outcome.Files)
			}
			sameLogs(t, logsIn(t, dir), wanted(logs, at("08:00:00"), at("11:00:00")))
		})
	}
}

// TestContradictions pulls from servers that never come to an end, or go another way than they were asked to.
func TestContradictions(t *testing.T) {
	page := func(v any) rendertest.Answer {
		text, _ := json.Marshal(v)
		return rendertest.Status(200, string(text))
	}
	type answer map[string]any
	for _, test := range []struct {
		name      string
		intercept func(n int, r *http.Request) rendertest.Answer
		want      string
		most      int // requests
	}{
		{"more of nothing", func(int, *http.Request) rendertest.Answer {
			return page(answer{"hasMore": true, "logs": []any{}, "nextStartTime": "0001-01-01T00:00:00Z", "nextEndTime": "0001-01-01T00:00:00Z"})
		}, "says that there is more, and gives nothing", 2},
		{"more of nothing, without times", func(int, *http.Request) rendertest.Answer {
			return page(answer{"hasMore": true, "logs": nil})
		}, "says that there is more, and gives nothing", 2},
		{"the same time again", func(n int, r *http.Request) rendertest.Answer {
			return page(answer{"hasMore": true, "logs": []any{}, "nextStartTime": r.URL.Query().Get("startTime"), "nextEndTime": r.URL.Query().Get("endTime")})
		}, "says that there is more, and gives nothing", 2},
		{"a time before", func(n int, r *http.Request) rendertest.Answer {
			return page(answer{"hasMore": true, "logs": []any{}, "nextStartTime": "2027-01-01T00:00:00Z"})
		}, "says that there is more, and gives nothing", 2},
		{"a nanosecond further each time", func(n int, r *http.Request) rendertest.Answer {
			start, _ := time.Parse(time.RFC3339Nano, r.URL.Query().Get("startTime"))
			return page(answer{"hasMore": true, "logs": []any{}, "nextStartTime": start.Add(1)})
		}, "come to no end", maxIdle + 1},
		{"backward", func(n int, r *http.Request) rendertest.Answer {
			return page(answer{
				"hasMore": true, "logs": []any{rendertest.Request(api, at("10:59:00"), 1), rendertest.Request(api, at("10:59:30"), 2)},
				"nextStartTime": r.URL.Query().Get("startTime"), "nextEndTime": "2027-01-15T10:59:00Z",
			})
		}, "backward", 1},
	} {
		s, clock := newServer(t)
		s.Services, s.Intercept = []string{api}, test.intercept
		dir := t.TempDir()
		_, err := newClient(s, clock).Pull(t.Context(), dir, morning(api), nil)
		if kindOfError(err) != Unexpected || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), api+": ") {
			t.Errorf("%s: %v", test.name, err)
		}
		if n := len(s.Calls()); n > test.most {
			t.Errorf("%s: %d requests", test.name, n)
		}
		if files := tree(t, dir); len(files) > 0 {
			t.Errorf("%s: files %v", test.name, files)
		}
	}
}
