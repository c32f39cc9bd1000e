package rendertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Names a server knows unless the test sets others.
const (
	Key   = "rnd_EXAMPLEkey0000000000000000000"
	Owner = "tea-example0000000000000"
)

// Server answers GET /v1/logs and GET /v1/logs/values. Set fields before the first request.
type Server struct {
	URL   string // what the paths of the API are appended to
	Key   string // of the only caller
	Owner string // of all services
	Logs  []Log  // a service exists when an entry is of it, or when Services names it

	Services  []string         // that exist without any entry
	Now       func() time.Time // the server's clock
	Retention time.Duration    // older entries are gone; 0 keeps all
	MaxLimit  int              // a larger limit is refused
	PerMinute int              // requests; more are answered 429. 0 allows any number

	FullMeansMore bool // hasMore only says that the page is full, so that the last page may be empty
	NextAfter     bool // nextStartTime is a nanosecond after the last stamp instead of the last stamp
	ZeroNext      bool // the next times are zero on every page
	NewestFirst   bool // within a page

	// Received is the time by which the server selects, orders and pages an entry, when it is another than the one it states.
	Received func(Log) time.Time

	// Intercept may answer the n-th request, counted from 1, instead of the server: nil lets the server answer.
	Intercept func(n int, r *http.Request) Answer

	server *httptest.Server
	mu     sync.Mutex
	calls  []Call
	window []time.Time // of the requests of the last minute
}

// Call is a request the server got.
type Call struct {
	Path   string
	Query  url.Values
	Header http.Header
}

// New starts a server on the loopback interface, which stops with the test.
func New(t testing.TB, logs ...Log) *Server {
	s := &Server{Key: Key, Owner: Owner, Logs: logs, Now: time.Now, MaxLimit: 100, PerMinute: 30}
	s.server = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.server.URL + "/v1"
	t.Cleanup(func() {
		s.server.CloseClientConnections()
		s.server.Close()
	})
	return s
}

// Calls returns the requests so far, those with an intercepted answer included.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	n := s.note(r)
	w.Header().Set("Date", s.Now().UTC().Format(http.TimeFormat))
	if intercept := s.interception(); intercept != nil {
		if answer := intercept(n, r); answer != nil {
			answer(w, r, s.answer)
			return
		}
	}
	s.answer(w, r)
}

// SetIntercept changes Intercept, also while requests are being answered.
func (s *Server) SetIntercept(intercept func(n int, r *http.Request) Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Intercept = intercept
}

func (s *Server) interception() func(int, *http.Request) Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Intercept
}

func (s *Server) note(r *http.Request) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, Call{r.URL.Path, r.URL.Query(), r.Header.Clone()})
	return len(s.calls)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	if !s.allow(w.Header()) {
		refuse(w, http.StatusTooManyRequests, "rate limit exceeded")
		return
	}
	switch {
	case r.Header.Get("Authorization") != "Bearer "+s.Key:
		refuse(w, http.StatusUnauthorized, "Unauthorized")
	case r.Method != http.MethodGet:
		refuse(w, http.StatusMethodNotAllowed, "method not allowed")
	case r.URL.Path == "/v1/logs":
		s.list(w, r.URL.Query())
	case r.URL.Path == "/v1/logs/values":
		s.values(w, r.URL.Query())
	default:
		refuse(w, http.StatusNotFound, "not found")
	}
}

// allow counts a request and states the limit as the API does.
func (s *Server) allow(h http.Header) bool {
	if s.PerMinute == 0 {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	s.window = slices.DeleteFunc(s.window, func(t time.Time) bool { return !t.After(now.Add(-time.Minute)) })
	reset := time.Duration(0)
	if len(s.window) > 0 {
		reset = s.window[0].Add(time.Minute).Sub(now)
	}
	seconds := strconv.Itoa(int(reset/time.Second) + 1)
	allowed := len(s.window) < s.PerMinute
	if allowed {
		s.window = append(s.window, now)
	} else {
		h.Set("Retry-After", seconds)
	}
	h.Set("Ratelimit-Limit", strconv.Itoa(s.PerMinute))
	h.Set("Ratelimit-Remaining", strconv.Itoa(s.PerMinute-len(s.window)))
	h.Set("Ratelimit-Reset", seconds)
	return allowed
}

// page is the answer of GET /v1/logs.
type page struct {
	HasMore       bool      `json:"hasMore"`
	NextStartTime time.Time `json:"nextStartTime"`
	NextEndTime   time.Time `json:"nextEndTime"`
	Logs          []Log     `json:"logs"`
}

func (s *Server) list(w http.ResponseWriter, q url.Values) {
	found, start, end, ok := s.find(w, q)
	if !ok {
		return
	}
	limit := 20
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > s.MaxLimit {
			refuse(w, http.StatusBadRequest, fmt.Sprintf("limit must be between 1 and %d", s.MaxLimit))
			return
		}
		limit = n
	}
	p := page{HasMore: len(found) > limit || s.FullMeansMore && len(found) >= limit, Logs: []Log{}}
	forward := q.Get("direction") == "forward"
	if forward {
		p.Logs = append(p.Logs, found[:min(limit, len(found))]...)
	} else {
		p.Logs = append(p.Logs, found[max(0, len(found)-limit):]...)
	}
	if p.HasMore && !s.ZeroNext {
		p.NextStartTime, p.NextEndTime = start, end
		if forward {
			p.NextStartTime = s.after(s.received(p.Logs[len(p.Logs)-1]))
		} else {
			p.NextEndTime = s.received(p.Logs[0])
		}
	}
	if s.NewestFirst {
		slices.Reverse(p.Logs)
	}
	write(w, http.StatusOK, p)
}

func (s *Server) received(l Log) time.Time {
	if s.Received != nil {
		return s.Received(l)
	}
	return l.Timestamp
}

func (s *Server) after(t time.Time) time.Time {
	if s.NextAfter {
		return t.Add(1)
	}
	return t
}

var valuesOf = []string{"instance", "host", "statusCode", "method", "level", "type"}

func (s *Server) values(w http.ResponseWriter, q url.Values) {
	name := q.Get("label")
	if !slices.Contains(valuesOf, name) {
		refuse(w, http.StatusBadRequest, "invalid label")
		return
	}
	found, _, _, ok := s.find(w, q)
	if !ok {
		return
	}
	var values []string // null when there are none
	for _, l := range found {
		if v := l.label(name); v != "" && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	write(w, http.StatusOK, values)
}

// find returns the entries a query asks for, oldest first, or refuses it.
func (s *Server) find(w http.ResponseWriter, q url.Values) (found []Log, start, end time.Time, ok bool) {
	now := s.Now()
	start, err1 := queryTime(q.Get("startTime"), now.Add(-time.Hour))
	end, err2 := queryTime(q.Get("endTime"), now)
	oldest := now.AddDate(0, 0, -30)
	switch {
	case err1 != nil || err2 != nil:
		refuse(w, http.StatusBadRequest, "invalid time")
	case start.Before(oldest) || end.Before(oldest):
		refuse(w, http.StatusBadRequest, "start and end time must be within the last 30 days")
	case q.Get("ownerId") != s.Owner:
		refuse(w, http.StatusNotFound, "owner not found: "+q.Get("ownerId"))
	case len(q["resource"]) == 0:
		refuse(w, http.StatusBadRequest, "resource is required")
	case !s.exist(q["resource"]):
		refuse(w, http.StatusNotFound, "resource not found")
	case q.Get("direction") != "" && q.Get("direction") != "forward" && q.Get("direction") != "backward":
		refuse(w, http.StatusBadRequest, "invalid direction")
	default:
		return s.filter(q, start, end, now), start, end, true
	}
	return nil, start, end, false
}

// queryTime reads a time in either way the API describes it.
func queryTime(text string, missing time.Time) (time.Time, error) {
	if text == "" {
		return missing, nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Unix(n, 0), nil
	}
	return time.Parse(time.RFC3339Nano, text)
}

func (s *Server) exist(resources []string) bool {
	for _, r := range resources {
		if !slices.Contains(s.Services, r) && !slices.ContainsFunc(s.Logs, func(l Log) bool { return l.label("resource") == r }) {
			return false
		}
	}
	return true
}

// filter takes both ends of the window in.
func (s *Server) filter(q url.Values, start, end, now time.Time) []Log {
	var found []Log
	for _, l := range s.Logs {
		t := s.received(l)
		gone := s.Retention > 0 && t.Before(now.Add(-s.Retention))
		if gone || t.Before(start) || t.After(end) || t.After(now) {
			continue
		}
		passes := true
		for _, name := range []string{"resource", "type", "instance", "host", "statusCode", "method", "level", "path", "text"} {
			passes = passes && l.matches(name, q[name])
		}
		if passes {
			found = append(found, l)
		}
	}
	slices.SortStableFunc(found, func(a, b Log) int { return s.received(a).Compare(s.received(b)) })
	return found
}

func refuse(w http.ResponseWriter, status int, message string) {
	write(w, status, map[string]string{"id": "EXAMPLEERROR", "message": message})
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
