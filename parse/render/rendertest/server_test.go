package rendertest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2027, 1, 15, 12, 0, 0, 0, time.UTC)

const service = "srv-example0000000000000"

// minutely is a request a minute, up to noon.
func minutely(n int) []Log {
	var logs []Log
	for i := range n {
		logs = append(logs, Request(service, noon.Add(-time.Duration(i)*time.Minute), i))
	}
	return logs
}

func start(t *testing.T, logs ...Log) *Server {
	s := New(t, logs...)
	s.Now = func() time.Time { return noon }
	s.PerMinute = 0
	return s
}

// get asks with parameters given as name=value, beside those that are required.
func get(t *testing.T, s *Server, path string, params ...string) (int, string, http.Header) {
	t.Helper()
	q := url.Values{"ownerId": {Owner}, "resource": {service}}
	for _, param := range params {
		name, value, _ := strings.Cut(param, "=")
		q.Add(name, value)
	}
	req, err := http.NewRequest(http.MethodGet, s.URL+path+"?"+q.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

func getPage(t *testing.T, s *Server, params ...string) page {
	t.Helper()
	status, body, _ := get(t, s, "/logs", params...)
	var p page
	if err := json.Unmarshal([]byte(body), &p); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s: %v", status, body, err)
	}
	return p
}

// clockTimes returns the times of a page as hh:mm.
func clockTimes(p page) string {
	var times []string
	for _, l := range p.Logs {
		times = append(times, l.Timestamp.Format("15:04"))
	}
	return strings.Join(times, " ")
}

func TestPages(t *testing.T) {
	s := start(t, minutely(90)...)
	defaults := getPage(t, s)
	if len(defaults.Logs) != 20 || defaults.Logs[0].Timestamp.Format("15:04") != "11:41" || !defaults.Logs[19].Timestamp.Equal(noon) {
		t.Errorf("without parameters %s", clockTimes(defaults))
	}
	for _, test := range []struct {
		params       string
		want         string
		more         bool
		start, end   string // next, empty for zero
		setUp, after func()
	}{
		{"limit=3", "11:58 11:59 12:00", true, "11:00", "11:58", nil, nil},
		{"limit=3&direction=backward&endTime=2027-01-15T11:58:00Z", "11:56 11:57 11:58", true, "11:00", "11:56", nil, nil},
		{"limit=3&direction=forward", "11:00 11:01 11:02", true, "11:02", "12:00", nil, nil},
		{"limit=3&direction=forward&startTime=2027-01-15T11:02:00Z", "11:02 11:03 11:04", true, "11:04", "12:00", nil, nil},
		{"limit=3&direction=forward&startTime=2027-01-15T11:58:00Z", "11:58 11:59 12:00", false, "", "", nil, nil},
		{"limit=4&direction=forward&startTime=2027-01-15T11:58:00Z", "11:58 11:59 12:00", false, "", "", nil, nil},
		{"limit=3&direction=forward&startTime=2027-01-15T03:58:00-08:00", "11:58 11:59 12:00", false, "", "", nil, nil},
		{fmt.Sprint("limit=1&direction=forward&startTime=", noon.Add(-time.Minute).Unix()), "11:59", true, "11:59", "12:00", nil, nil},
		{"startTime=2027-01-15T09:00:00Z&endTime=2027-01-15T10:00:00Z", "", false, "", "", nil, nil},
		{"limit=3&direction=forward&startTime=2027-01-15T11:58:00Z", "11:58 11:59 12:00", true, "12:00", "12:00", func() { s.FullMeansMore = true }, func() { s.FullMeansMore = false }},
		{"limit=2", "12:00 11:59", true, "11:00", "11:59", func() { s.NewestFirst = true }, func() { s.NewestFirst = false }},
		{"limit=2", "11:59 12:00", true, "", "", func() { s.ZeroNext = true }, func() { s.ZeroNext = false }},
	} {
		if test.setUp != nil {
			test.setUp()
		}
		p := getPage(t, s, strings.Split(test.params, "&")...)
		if test.after != nil {
			test.after()
		}
		next := func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return t.Format("15:04")
		}
		if clockTimes(p) != test.want || p.HasMore != test.more || next(p.NextStartTime) != test.start || next(p.NextEndTime) != test.end {
			t.Errorf("%s: %s, more %v, next %v to %v", test.params, clockTimes(p), p.HasMore, p.NextStartTime, p.NextEndTime)
		}
	}
}

func TestFilters(t *testing.T) {
	s := start(t, Request(service, noon, 1), Request(service, noon, 2), Request(service, noon, 3), App(service, noon, 4, "Hello World"), App("srv-other", noon, 5, "hello"))
	for params, want := range map[string]int{
		"":                                4,
		"type=request":                    3,
		"type=request&type=app":           4,
		"type=build":                      0,
		"method=POST":                     1,
		"method=P*T":                      1,
		"method=*":                        4,
		"statusCode=2*&method=*":          2,
		"text=hello world":                1,
		`text=REQUESTID="`:                3,
		"instance=" + service + "-*":      1,
		"resource=srv-other":              5,
		"level=error":                     0,
		"path=/api/orders/2*":             1,
		"level=info&level=error&type=app": 1,
	} {
		if p := getPage(t, s, strings.Split(params, "&")...); len(p.Logs) != want {
			t.Errorf("%s: %d entries, want %d", params, len(p.Logs), want)
		}
	}
	for params, want := range map[string]string{
		"label=method":            `["POST","DELETE","GET"]`,
		"label=type":              `["request","app"]`,
		"label=method&type=app":   `null`,
		"label=method&text=zzzzz": `null`,
	} {
		status, body, _ := get(t, s, "/logs/values", strings.Split(params, "&")...)
		var got, wanted []string
		json.Unmarshal([]byte(body), &got)
		json.Unmarshal([]byte(want), &wanted)
		slices.Sort(got)
		slices.Sort(wanted)
		if status != http.StatusOK || !slices.Equal(got, wanted) || strings.TrimSpace(body) == "null" != (want == "null") {
			t.Errorf("%s: %d %s, want %s", params, status, body, want)
		}
	}
}

func TestRefuses(t *testing.T) {
	s := start(t, minutely(3)...)
	for params, want := range map[string]int{
		"limit=101":                      400,
		"limit=0":                        400,
		"limit=x":                        400,
		"direction=up":                   400,
		"startTime=yesterday":            400,
		"startTime=2026-12-16T11:59:59Z": 400,
		"startTime=2026-12-16T12:00:00Z": 200,
		"endTime=2026-12-01T00:00:00Z":   400,
		"resource=srv-absent":            404,
	} {
		if status, body, _ := get(t, s, "/logs", params); status != want {
			t.Errorf("%s: %d %s, want %d", params, status, body, want)
		}
	}
	if status, _, _ := get(t, s, "/services"); status != 404 {
		t.Errorf("another path: %d", status)
	}
	s.Owner = "tea-other"
	if status, _, _ := get(t, s, "/logs"); status != 404 {
		t.Errorf("another owner: %d", status)
	}
	res, err := http.Get(s.URL + "/logs")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 401 {
		t.Errorf("without a key: %d", res.StatusCode)
	}
}

func TestLimit(t *testing.T) {
	s := start(t, minutely(3)...)
	s.PerMinute = 2
	clock := noon
	s.Now = func() time.Time { return clock }
	for i, want := range []struct{ status, remaining, wait string }{{"200", "1", ""}, {"200", "0", ""}, {"429", "0", "41"}, {"200", "0", ""}} {
		status, body, h := get(t, s, "/logs")
		if fmt.Sprint(status) != want.status || h.Get("Ratelimit-Remaining") != want.remaining || h.Get("Retry-After") != want.wait || h.Get("Ratelimit-Limit") != "2" {
			t.Errorf("request %d: %d %s %v", i+1, status, body, h)
		}
		if clock = clock.Add(10 * time.Second); i == 2 {
			clock = noon.Add(time.Minute)
		}
	}
}

func TestRetention(t *testing.T) {
	s := start(t, minutely(90)...)
	s.Retention = 5 * time.Minute
	if p := getPage(t, s); clockTimes(p) != "11:55 11:56 11:57 11:58 11:59 12:00" {
		t.Error(clockTimes(p))
	}
}
