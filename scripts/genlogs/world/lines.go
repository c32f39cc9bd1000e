package world

import (
	"fmt"
	"net/http"
	"net/netip"
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
	request bool // shows a request, in either log
}

type label struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

const resource = "srv-d0000000000000000001"

func (b *builder) add(e entry) {
	e.id = fmt.Sprintf("%d-%06x", e.at.UnixMicro(), len(b.entries))
	b.rng.Shuffle(len(e.labels), func(i, j int) { e.labels[i], e.labels[j] = e.labels[j], e.labels[i] })
	b.entries = append(b.entries, e)
}

// requestEntry writes the request log's entry of a visit that reached the service.
func (b *builder) requestEntry(v *visit, at time.Time) {
	id, ms, bytes := requestID(b.rng), 1+b.rng.IntN(900), 200+b.rng.IntN(20000)
	if v.status == statusAborted {
		ms, bytes = 60000+b.rng.IntN(400000), 29
	}
	switch b.rng.IntN(60) {
	// Either alone means nothing: only both together mark an answer from the edge.
	case 0:
		id = ""
	case 1:
		ms = 0
	}
	b.addRequest(v, at, v.status, edgeMessage(v, id, ms, bytes))
}

func (b *builder) stubEntry(v *visit, at time.Time, status int) {
	b.addRequest(v, at, status, edgeMessage(v, "", 0, 127+len(v.path)))
}

func edgeMessage(v *visit, id string, ms, bytes int) string {
	return fmt.Sprintf(`clientIP="%s" requestID="%s" responseTimeMS=%d responseBytes=%d userAgent="%s"`, v.client, id, ms, bytes, v.agent)
}

func (b *builder) addRequest(v *visit, at time.Time, status int, message string) {
	labels := []label{
		{"resource", resource}, {"type", "request"}, {"level", "info"}, {"method", v.use.method}, {"path", v.target()},
		{"host", pick(b.rng, []string{"acme-api.onrender.com", "acme-api.onrender.com", "api.acme.example"})},
	}
	if status != 0 {
		labels = append(labels, label{"statusCode", fmt.Sprint(status)})
	}
	b.add(entry{at: at, message: message, labels: labels, request: true})
}

// target is path and query as the request log has them.
func (v *visit) target() string {
	if v.query == "" {
		return v.path
	}
	return v.path + "?" + v.query
}

// accessLine writes the service's own line of a visit.
func (b *builder) accessLine(v *visit, at time.Time, status int) {
	peer := b.peer(v)
	line := b.uvicornLine(v, peer, status)
	if b.agents {
		line = gunicornLine(v, peer, at, status)
	}
	b.addApp(at, line, true)
}

// peer is the address in the access line; the zero AddrPort if there is none.
func (b *builder) peer(v *visit) netip.AddrPort {
	port := uint16(1024 + b.rng.IntN(60000))
	switch b.peerKind(v) {
	case peerPublic:
		// Port 0 is how uvicorn shows an address from X-Forwarded-For.
		return netip.AddrPortFrom(v.client, 0)
	case peerPrivate:
		return netip.AddrPortFrom(b.privateAddress(v), port)
	}
	return netip.AddrPort{}
}

// Every private range, and the addresses at their ends.
var neighbours = []netip.Addr{
	netip.MustParseAddr("10.16.2.9"), netip.MustParseAddr("10.255.255.254"), netip.MustParseAddr("172.16.0.1"),
	netip.MustParseAddr("172.31.255.254"), netip.MustParseAddr("192.168.7.7"), netip.MustParseAddr("127.0.0.1"),
	netip.MustParseAddr("fd12:3456:789a::7"), netip.MustParseAddr("fc00::1"),
}

// privateAddress is Render's proxy for those who come through the edge.
func (b *builder) privateAddress(v *visit) netip.Addr {
	switch {
	case v.use.caller.loopback:
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	case v.use.caller.inside && !b.agents:
		return pick(b.rng, neighbours)
	}
	return netip.AddrFrom4([4]byte{10, 214, 0, byte(1 + b.rng.IntN(250))})
}

func (b *builder) uvicornLine(v *visit, peer netip.AddrPort, status int) string {
	from := ""
	if peer.IsValid() {
		from = fmt.Sprintf("%s:%d", peer.Addr(), peer.Port())
	}
	path := requote(v.path)
	if v.query != "" {
		path += "?" + v.query
	}
	head, phrase := "INFO:     ", " "+http.StatusText(status)
	if b.bare {
		head, phrase = "", ""
	}
	switch {
	case v.use.refused():
		return fmt.Sprintf(`%s%s - "WebSocket %s" %d`, head, from, path, status)
	case v.use.socket:
		return fmt.Sprintf(`%s%s - "WebSocket %s" [accepted]`, head, from, path)
	}
	return fmt.Sprintf(`%s%s - "%s %s HTTP/1.1" %d%s`, head, from, v.use.method, path, status, phrase)
}

func gunicornLine(v *visit, peer netip.AddrPort, at time.Time, status int) string {
	agent := "-"
	if v.agent != "" {
		agent = strings.ReplaceAll(v.agent, `"`, `\"`)
	}
	return fmt.Sprintf(`%s - - [%s] "%s %s HTTP/1.1" %d %d "-" "%s"`,
		peer.Addr(), at.UTC().Format("02/Jan/2006:15:04:05 -0700"), v.use.method, v.target(), status, len(v.path), agent)
}

// requote decodes a path and quotes it again, as uvicorn does for its access log: bytes that are no UTF-8 become U+FFFD, all
// but letters, digits and "_.-~/" is escaped.
func requote(path string) string {
	var out strings.Builder
	for _, c := range []byte(strings.ToValidUTF8(unquote(path), "\uFFFD")) {
		if c == '/' || strings.IndexByte("_.-~", c) >= 0 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' {
			out.WriteByte(c)
		} else {
			fmt.Fprintf(&out, "%%%02X", c)
		}
	}
	return out.String()
}

// unquote decodes percent escapes and leaves what is none.
func unquote(path string) string {
	var out []byte
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' && i+2 < len(path) {
			if code, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				c, i = byte(code), i+2
			}
		}
		out = append(out, c)
	}
	return string(out)
}

// appLine writes a line of the service that is no access line.
func (b *builder) appLine(at time.Time, message string) { b.addApp(at, message, false) }

func (b *builder) addApp(at time.Time, message string, request bool) {
	b.add(entry{at: at, message: message, request: request, labels: []label{
		{"resource", resource}, {"instance", resource + "-7c9d8f6b5d-x2k9q"}, {"level", "info"}, {"type", "app"},
	}})
}

// systemLine writes a line of Render's about a deploy.
func (b *builder) systemLine(at time.Time, message string) {
	b.add(entry{at: at, message: message, labels: []label{{"resource", resource}, {"type", "app"}}})
}
