package acme

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// entry is one log entry as Render keeps it.
type entry struct {
	id      string
	at      time.Time
	message string
	labels  []label
}

type label struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// fill puts words and numbers into a path.
func (b *builder) fill(path string) string {
	return placeholder.ReplaceAllStringFunc(path, func(name string) string {
		if known := words[name[1:len(name)-1]]; known != nil {
			return pick(b.rng, known)
		}
		return strconv.Itoa(1 + b.rng.IntN(40))
	})
}

// visit is one request with all that the logs tell of it.
type visit struct {
	service        service
	caller         caller
	method, target string
	status         int
	ip, agent      string
	at             time.Time // when the answer was complete
}

// request logs one request of a flow, and what it leads to.
func (b *builder) request(f flow, at time.Time) {
	c := callers[f.caller]
	v := visit{
		service: services[f.service], caller: c, method: f.method, target: b.fill(f.path), status: f.status,
		ip: c.network + strconv.Itoa(1+b.rng.IntN(250)), agent: pick(b.rng, c.agents), at: at,
	}
	if c.plain {
		b.edge(v, 301, "", 0)
		v.at = at.Add(time.Second)
	}
	b.log(v)
	if f.status == http.StatusTemporaryRedirect {
		v.target, v.status, v.at = strings.TrimSuffix(v.target, "/"), 200, at.Add(time.Second)
		b.log(v)
	}
}

// log writes what the request log and the service itself show of a visit.
func (b *builder) log(v visit) {
	duration := 3 + b.rng.IntN(180)
	if v.status == 499 {
		duration = 60_000
	}
	if !v.caller.inside {
		id := fmt.Sprintf("%08x-%04x-4%03x", b.rng.Uint32(), b.rng.Uint32N(1<<16), b.rng.Uint32N(1<<12))
		b.edge(v, v.status, id, duration)
	}
	// uvicorn prints nothing of a client that is gone before the answer.
	if v.service.access && v.status != 499 {
		// Its line is the earlier one: it comes when the answer starts.
		b.app(v.service, v.at.Add(-time.Duration(b.rng.IntN(2_000_000))), accessLine(v))
	}
}

// edge writes an entry of Render's request log, whose times are whole seconds.
func (b *builder) edge(v visit, status int, id string, ms int) {
	message := fmt.Sprintf(`clientIP="%s" requestID="%s" responseTimeMS=%d responseBytes=%d userAgent="%s"`,
		v.ip, id, ms, 127+b.rng.IntN(4000), v.agent)
	b.entries = append(b.entries, entry{at: v.at.Truncate(time.Second), message: message, labels: []label{
		{"resource", v.service.resource}, {"type", "request"}, {"host", v.service.host}, {"method", v.method},
		{"statusCode", strconv.Itoa(status)}, {"path", v.target}, {"level", "info"},
	}})
}

// accessLine is uvicorn's line of a visit. Port 0 stands for an address out of X-Forwarded-For.
func accessLine(v visit) string {
	peer := v.ip + ":0"
	if v.caller.inside {
		peer = v.ip + ":41422"
	}
	if v.status == http.StatusSwitchingProtocols {
		return fmt.Sprintf(`INFO:     %s - "WebSocket %s" [accepted]`, peer, v.target)
	}
	return fmt.Sprintf(`INFO:     %s - "%s %s HTTP/1.1" %d %s`, peer, v.method, v.target, v.status, http.StatusText(v.status))
}

// app writes a line that the service printed.
func (b *builder) app(s service, at time.Time, message string) {
	b.entries = append(b.entries, entry{at: at, message: message, labels: []label{
		{"resource", s.resource}, {"instance", s.resource + "-7c9d8f6b5d-x2k9q"}, {"level", "info"}, {"type", "app"},
	}})
}
