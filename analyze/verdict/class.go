package verdict

// Class says who sent a request. Only ClassClient counts as use.
type Class string

// The classes, in the order in which they are tried; the first that fits wins.
const (
	ClassRedirect  Class = "redirect"  // answered with a redirect whose twin follows
	ClassPreflight Class = "preflight" // a browser asking whether it may call
	ClassPlatform  Class = "platform"  // Render's health checks and probes
	ClassMonitor   Class = "monitor"   // uptime pingers
	ClassBot       Class = "bot"       // crawlers and scanners
	ClassClient    Class = "client"    // everything else: browsers, curl, SDKs, webhooks
)

// Signal is what decides the class of a request.
type Signal struct {
	Channel        string // edge or app
	Method         string
	Status         int    // 0 when unknown
	Agent          Agent  // kind of user agent
	Peer           string // public, private, loopback or unknown; empty on the edge
	AnsweredAtEdge bool   // empty request id and 0 ms: the service never saw it
	Health         bool   // the path is the configured health check's
	Start          string // for requests of /: live or deploy within a minute, else empty
	Match          string // how a route matched: exact, head, slash, preflight or none
}

// Classify returns the class of a request.
func Classify(s Signal) Class {
	switch {
	case s.AnsweredAtEdge || isSlashRedirect(s):
		return ClassRedirect
	case s.Match == "preflight":
		return ClassPreflight
	case s.Agent == AgentRender || isHealthCheck(s) || isStartProbe(s):
		return ClassPlatform
	case s.Agent == AgentMonitor:
		return ClassMonitor
	case s.Agent == AgentBot || s.Agent == AgentEmpty && s.Channel == "edge":
		return ClassBot
	}
	return ClassClient
}

// isSlashRedirect: the router sends the client to the path with, or without, its trailing slash.
func isSlashRedirect(s Signal) bool {
	return s.Match == "slash" && (s.Status == 301 || s.Status == 307 || s.Status == 308)
}

// isHealthCheck: Render polls the health path from inside; the edge never logs it.
func isHealthCheck(s Signal) bool {
	return s.Channel == "app" && s.Health && (s.Method == "GET" || s.Method == "HEAD") && s.Peer != "public"
}

// isStartProbe: at a start Render scans the port from the machine itself, and probes / once through the edge.
func isStartProbe(s Signal) bool {
	switch s.Method {
	case "HEAD":
		return s.Start != "" && s.Channel == "app" && s.Peer == "loopback"
	case "GET":
		return s.Start == "live" && s.Agent == AgentProbe
	}
	return false
}
