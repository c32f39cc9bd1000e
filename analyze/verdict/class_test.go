package verdict

import "testing"

// TestClassify reads as the list of classes; what a case does not say is an ordinary GET of a client.
func TestClassify(t *testing.T) {
	edge := func(s Signal) Signal { return request("edge", s) }
	app := func(s Signal) Signal { return request("app", s) }
	tests := []struct {
		rule   string
		signal Signal
		want   Class
	}{
		{"a request of a client is use", edge(Signal{}), ClassClient},
		{"so is one that only the application logged", app(Signal{}), ClassClient},
		{"and one over the private network", app(Signal{Peer: "private"}), ClassClient},
		{"and one from the machine itself", app(Signal{Peer: "loopback"}), ClassClient},
		{"and one of a client whose user agent the log does not give", edge(Signal{Agent: AgentUnknown}), ClassClient},
		{"and one that no route explains", edge(Signal{Match: "none", Status: 404}), ClassClient},
		{"and one that ended in an error", edge(Signal{Status: 500}), ClassClient},
		{"and one that the client gave up", edge(Signal{Status: 499}), ClassClient},
		{"and one without a status", edge(Signal{Status: 0}), ClassClient},
		{"a HEAD that the GET route serves is use", edge(Signal{Method: "HEAD", Match: "head"}), ClassClient},

		// redirect: the twin follows and is counted
		{"what the edge answered never reached the service", edge(Signal{AnsweredAtEdge: true, Status: 301}), ClassRedirect},
		{"whatever the answer was", edge(Signal{AnsweredAtEdge: true, Status: 403}), ClassRedirect},
		{"301 to the path with its slash", edge(Signal{Match: "slash", Status: 301}), ClassRedirect},
		{"307 to the path with its slash", edge(Signal{Match: "slash", Status: 307}), ClassRedirect},
		{"308 to the path with its slash", app(Signal{Match: "slash", Status: 308}), ClassRedirect},
		{"302 is an answer of the service", edge(Signal{Match: "slash", Status: 302}), ClassClient},
		{"303 is an answer of the service", edge(Signal{Match: "slash", Status: 303}), ClassClient},
		{"a router that serves either spelling", edge(Signal{Match: "slash", Status: 200}), ClassClient},
		{"a slash and no status: nobody was redirected for sure", edge(Signal{Match: "slash", Status: 0}), ClassClient},
		{"a route that answers 301 itself", edge(Signal{Match: "exact", Status: 301}), ClassClient},
		{"a route that answers 307 itself", edge(Signal{Match: "exact", Status: 307}), ClassClient},
		{"a route that answers HEAD with 308", edge(Signal{Method: "HEAD", Match: "head", Status: 308}), ClassClient},
		{"308 on a path that no route explains", edge(Signal{Match: "none", Status: 308}), ClassClient},

		// preflight
		{"OPTIONS that another method's route answers", edge(Signal{Method: "OPTIONS", Match: "preflight"}), ClassPreflight},
		{"OPTIONS with a route of its own", edge(Signal{Method: "OPTIONS", Match: "exact"}), ClassClient},
		{"OPTIONS that no route explains", edge(Signal{Method: "OPTIONS", Match: "none", Status: 404}), ClassClient},

		// platform: Render itself
		{"Render's user agent in the application's log", app(Signal{Agent: AgentRender, Peer: "private"}), ClassPlatform},
		{"Render's user agent on the edge, on any path and method", edge(Signal{Agent: AgentRender, Method: "POST"}), ClassPlatform},
		{"the health path, polled from inside", app(Signal{Health: true, Peer: "private"}), ClassPlatform},
		{"the health path, polled from the machine itself", app(Signal{Health: true, Peer: "loopback"}), ClassPlatform},
		{"the health path, polled by a peer that the log does not name", app(Signal{Health: true, Peer: "unknown"}), ClassPlatform},
		{"the health path, polled with HEAD", app(Signal{Health: true, Peer: "private", Method: "HEAD", Match: "head"}), ClassPlatform},
		{"a log without user agents", app(Signal{Health: true, Peer: "private", Agent: AgentUnknown}), ClassPlatform},
		{"the health path, asked for from outside", app(Signal{Health: true, Peer: "public"}), ClassClient},
		{"the health path on the edge, where Render does not poll", edge(Signal{Health: true}), ClassClient},
		{"the health path with another method", app(Signal{Health: true, Peer: "private", Method: "POST"}), ClassClient},
		{"another path from inside", app(Signal{Peer: "private", Method: "GET"}), ClassClient},

		// platform: the probes at a start
		{"HEAD / from the machine itself at a deploy", app(Signal{Method: "HEAD", Start: "deploy", Peer: "loopback"}), ClassPlatform},
		{"HEAD / from the machine itself as it goes live", app(Signal{Method: "HEAD", Start: "live", Peer: "loopback"}), ClassPlatform},
		{"HEAD / from the machine itself at no start", app(Signal{Method: "HEAD", Peer: "loopback"}), ClassClient},
		{"HEAD / from elsewhere inside", app(Signal{Method: "HEAD", Start: "deploy", Peer: "private"}), ClassClient},
		{"HEAD / through the edge", edge(Signal{Method: "HEAD", Start: "deploy"}), ClassClient},
		{"GET / of the probe as it goes live", edge(Signal{Start: "live", Agent: AgentProbe}), ClassPlatform},
		{"the same in the application's log", app(Signal{Start: "live", Agent: AgentProbe, Peer: "public"}), ClassPlatform},
		{"GET / of the probe's user agent before it is live", edge(Signal{Start: "deploy", Agent: AgentProbe}), ClassClient},
		{"GET / of the probe's user agent at no start: a Go program", edge(Signal{Agent: AgentProbe}), ClassClient},
		{"POST / of the probe's user agent as it goes live", edge(Signal{Method: "POST", Start: "live", Agent: AgentProbe}), ClassClient},
		{"GET / of a browser as it goes live", edge(Signal{Start: "live"}), ClassClient},
		{"GET / from the machine itself as it goes live", app(Signal{Start: "live", Peer: "loopback"}), ClassClient},

		// monitor, bot
		{"an uptime service", edge(Signal{Agent: AgentMonitor}), ClassMonitor},
		{"an uptime service in the application's log", app(Signal{Agent: AgentMonitor}), ClassMonitor},
		{"a crawler", edge(Signal{Agent: AgentBot}), ClassBot},
		{"a crawler in the application's log", app(Signal{Agent: AgentBot}), ClassBot},
		{"no user agent on the edge", edge(Signal{Agent: AgentEmpty}), ClassBot},
		{"no user agent in the application's log: a program inside", app(Signal{Agent: AgentEmpty, Peer: "private"}), ClassClient},

		// the first that fits wins
		{"redirect before preflight", edge(Signal{AnsweredAtEdge: true, Method: "OPTIONS", Match: "preflight"}), ClassRedirect},
		{"redirect before platform", edge(Signal{AnsweredAtEdge: true, Agent: AgentRender}), ClassRedirect},
		{"redirect before monitor", edge(Signal{Match: "slash", Status: 301, Agent: AgentMonitor}), ClassRedirect},
		{"redirect before bot", edge(Signal{Match: "slash", Status: 301, Agent: AgentBot}), ClassRedirect},
		{"preflight before platform", edge(Signal{Method: "OPTIONS", Match: "preflight", Agent: AgentRender}), ClassPreflight},
		{"preflight before bot", edge(Signal{Method: "OPTIONS", Match: "preflight", Agent: AgentBot}), ClassPreflight},
		{"platform before monitor", app(Signal{Health: true, Peer: "private", Agent: AgentMonitor}), ClassPlatform},
		{"platform before bot", app(Signal{Health: true, Peer: "private", Agent: AgentBot}), ClassPlatform},
	}
	for _, tt := range tests {
		if got := Classify(tt.signal); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.rule, got, tt.want)
		}
	}
}

// request fills in what makes a signal a client's GET of a route.
func request(channel string, s Signal) Signal {
	s.Channel = channel
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&s.Method, "GET")
	fill(&s.Match, "exact")
	fill((*string)(&s.Agent), string(AgentClient))
	if channel == "app" {
		fill(&s.Peer, "public")
	}
	return s
}
