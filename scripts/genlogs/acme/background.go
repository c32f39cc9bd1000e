package acme

import (
	"fmt"
	"time"
)

// chatter shows that a service and its log were alive in every hour, from the evening before to the last second.
func (b *builder) chatter(s service) {
	for hour := since.Add(-6 * time.Hour); hour.Before(until); hour = hour.Add(time.Hour) {
		b.app(s, hour.Add(17*time.Minute+123456789), fmt.Sprintf("alive, heap %d MB", 90+b.rng.IntN(40)))
	}
	b.app(s, until.Add(-time.Second/2), "alive, end of the day")
}

// healthChecks are Render's, every quarter of an hour. They come from inside, so only the service sees them.
func (b *builder) healthChecks() {
	for at := since; at.Before(until); at = at.Add(15 * time.Minute) {
		b.app(services["api"], at.Add(5*time.Second), `INFO:     10.214.0.7:52114 - "GET /healthz HTTP/1.1" 200 OK`)
	}
}

// deploy logs a start of a service: Render's own line, its look for an open port from the same machine, and its first
// request through the edge.
func (b *builder) deploy(s service, moment string) {
	start := at(moment)
	status := 200
	if s.access {
		status = 404 // the API has nothing at /
		b.app(s, start.Add(-3*time.Second), `INFO:     127.0.0.1:38268 - "HEAD / HTTP/1.1" 404 Not Found`)
	}
	b.entries = append(b.entries, entry{at: start, message: "==> Your service is live 🎉", labels: []label{
		{"resource", s.resource}, {"type", "app"},
	}})
	b.log(visit{
		service: s, method: "GET", target: "/", status: status, ip: machines + "200", agent: "Go-http-client/2.0",
		at: start.Add(4 * time.Second),
	})
}
