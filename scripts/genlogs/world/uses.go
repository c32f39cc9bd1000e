package world

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed traffic.txt
var trafficText string

// use is one row of traffic.txt, where the columns are explained.
type use struct {
	share    int
	caller   caller
	method   string // as a request log has it: GET for WebSocket handshakes
	socket   bool
	path     string // with placeholders
	app      target // what the service's log shows it to be
	edge     target // what the request log shows it to be; differs from app for refused handshakes alone
	statuses []int  // 0 where the request log does not tell

	slash, preflight, health, stub, edgeless, query, before bool
}

// target is what a request is counted under.
type target struct {
	key      string // endpoint; empty if no route answers
	template string // "GET /old/{}" if no route answers, empty if the request is attributed to nothing
}

// name is the one of the two that is set, empty if neither is.
func (t target) name() string { return t.key + t.template }

func parseUses(text string) []use {
	var uses []use
	for _, row := range tableRows(text) {
		uses = append(uses, parseUse(row))
	}
	return uses
}

func parseUse(row string) use {
	f := strings.Fields(row)
	u := use{share: number(f[0]), caller: callerNamed(f[1]), method: f[2], path: f[3]}
	if u.method == "WS" {
		u.method, u.socket = "GET", true
	}
	u.app = parseTarget(u.method, f[4])
	u.edge = u.app
	for s := range strings.SplitSeq(f[5], ",") {
		u.statuses = append(u.statuses, parseStatus(s))
	}
	for _, flag := range f[6:] {
		u.set(flag)
	}
	return u
}

func parseTarget(method, s string) target {
	if template, ok := strings.CutPrefix(s, "?"); ok {
		return target{template: method + " " + template}
	}
	if s == "-" {
		return target{}
	}
	return target{key: s}
}

func parseStatus(s string) int {
	if s == "-" {
		return 0
	}
	return number(s)
}

func (u *use) set(flag string) {
	flags := map[string]*bool{
		"slash": &u.slash, "preflight": &u.preflight, "health": &u.health, "stub": &u.stub,
		"edgeless": &u.edgeless, "query": &u.query, "before": &u.before,
	}
	if refused, ok := strings.CutPrefix(flag, "refused="); ok {
		u.edge = parseTarget("GET", refused)
		return
	}
	if flags[flag] == nil {
		panic(fmt.Sprintf("traffic.txt: unknown flag %q", flag))
	}
	*flags[flag] = true
}

// refused says that the service turned the handshake down.
func (u *use) refused() bool { return u.socket && !slices.Contains(u.statuses, 101) }
