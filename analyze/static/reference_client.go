package static

import (
	"slices"
	"strings"
)

// client is how a function sends requests.
type client struct {
	asked  bool   // it certainly does
	method string // unless options say another; "" when unknown
	base   texts  // what comes before its URLs
	fixed  bool   // options cannot say another method
}

// client tells how a function sends requests, judged by what it is made by and by its name.
func (e *evaluator) client(c scriptCall) (client, bool) {
	own := client{method: c.verb(), base: texts{hole}}
	own.fixed = own.method != ""
	from, to := c.name.r.from, c.name.r.to
	switch last := c.last(); {
	case strings.HasSuffix(last, "WebSocket") || strings.HasSuffix(last, "EventSource"):
		own.method, own.fixed = map[bool]string{true: "WS", false: "GET"}[strings.HasSuffix(last, "WebSocket")], true
		own.asked = c.isNew
		return own, true
	case c.isNew:
		return own, false
	case len(c.path) == 1:
		if base, ok := e.clientBase(c.name); ok {
			own.base, own.asked = base, true
			return own, true
		}
		if slices.Contains(clientNames, last) {
			own.asked, own.method = true, "GET"
		}
		return own, own.asked || own.fixed || c.requests()
	case verbs[last] != "" || last == "request":
		base, ok := e.clientBase(c.part(from, max(from, to-2)))
		if ok {
			own.base = base
		}
		own.asked = ok || c.ofClient()
		return own, true
	}
	return own, c.requests()
}

// platform tells how the functions of browsers send requests.
func (e *evaluator) platform(c scriptCall) (client, bool) {
	name := c.last()
	own := client{asked: true, base: texts{""}, fixed: true}
	if len(c.path) > 2 || len(c.path) == 2 && !slices.Contains([]string{"window", "globalThis", "self", "navigator"}, c.path[0]) {
		return own, false
	}
	from, imported := c.m.imports[c.path[0]]
	if imported && !strings.HasSuffix(from.specifier, "-fetch") && from.specifier != "undici" || c.m.lookup(c.path[0], c.r.from) != nil {
		return own, false // what goes by the name is something else
	}
	switch {
	case name == "fetch" || name == "Request" && c.isNew:
		own.method, own.fixed = "GET", false
	case strings.HasSuffix(name, "WebSocket") && c.isNew:
		own.method = "WS"
	case name == "EventSource" && c.isNew:
		own.method = "GET"
	case name == "sendBeacon":
		own.method = "POST"
	default:
		return own, false
	}
	return own, true
}

// clientBase returns the base that an expression for a client is made with: axios.create({ baseURL: '/api' }).
func (e *evaluator) clientBase(s scriptSpan) (texts, bool) {
	found, ok := e.find(s)
	if !ok || found.whole || found.r.empty() {
		return nil, false
	}
	if _, _, isFn := found.m.functionAt(found.r); isFn {
		return nil, false
	}
	call, ok := found.m.callAt(found.m.mate(found.r.to-1), found.env)
	if !ok {
		return nil, false
	}
	for _, arg := range call.arguments(call.open) {
		if base := e.option(arg, "baseURL", "baseUrl", "base_url", "prefixUrl", "prefix"); base.m != nil {
			return e.texts(base), true
		}
	}
	created := slices.Contains([]string{"create", "extend", "defaults"}, call.last()) && slices.Contains(clientNames, call.path[0])
	return texts{hole}, created
}
