package static

import (
	"slices"
	"strings"
)

// scriptRequest is a request that a call sends.
type scriptRequest struct {
	method string
	urls   texts
	at     int  // token in the module of the call
	asked  bool // the call certainly sends a request, even if nothing is known of its URL
}

const maxThrough = 3 // wrappers around wrappers that are followed

// requests returns the requests that a call sends.
func (e *evaluator) requests(c scriptCall, through int) []scriptRequest {
	defer e.leave()
	args := c.arguments(c.open)
	if !e.enter(c.r) || len(args) == 0 || c.loadsModule() || slices.Contains(textMethods, c.last()) {
		return nil
	}
	if first := trim(args[0]); c.m.text(first.r.from) == "new" && c.m.text(first.r.from+1) == "Request" {
		if inner, ok := c.m.callAt(first.r.from+2, c.env); ok {
			return e.requests(inner, through)
		}
	}
	own, known := e.platform(c)
	if !known {
		if found := e.wrapper(c, args, through); len(found) > 0 {
			return found
		}
		own, known = e.client(c)
	}
	if method, ok := e.texts(args[0]).constant(); ok && len(args) > 1 {
		if m := methodNamed(method); m != "" && (known || m == method) {
			own = client{asked: own.asked || c.requests() || c.last() == "open", method: m, fixed: true, base: own.base}
			if c.last() == "open" {
				own.base = texts{""}
			}
			return e.send(own, args[1:])
		}
	}
	if !known {
		return nil
	}
	return e.send(own, args)
}

// option returns the first of some properties that an object has; none where the expression is no object.
func (e *evaluator) option(s scriptSpan, names ...string) scriptSpan {
	object, ok := e.find(s)
	if !ok || object.whole || object.m.text(object.r.from) != "{" {
		return scriptSpan{}
	}
	for _, name := range names {
		if value, ok := e.raw(object, name); ok {
			return value
		}
	}
	return scriptSpan{}
}

// raw returns a property of an object as it is written there.
func (e *evaluator) raw(s scriptSpan, name string) (scriptSpan, bool) {
	defer e.leave()
	if !e.enter(scriptRange{}) {
		return scriptSpan{}, false
	}
	object := s.m.object(s.r.from)
	if r, ok := object.members[name]; ok {
		return s.part(r.from, r.to), true
	}
	for _, r := range object.spread {
		if spread, ok := e.find(s.part(r.from, r.to)); ok && !spread.whole && spread.m.text(spread.r.from) == "{" {
			if value, ok := e.raw(spread, name); ok {
				return value, true
			}
		}
	}
	return scriptSpan{}, false
}

// send returns the requests of a client that is given a URL, or options with one, and perhaps options after it.
func (e *evaluator) send(own client, args []scriptSpan) []scriptRequest {
	url := args[0]
	found, ok := e.find(url)
	if ok && !found.whole && !found.r.empty() {
		switch found.m.text(found.r.from) {
		case "{":
			return e.described(own, found, url.r.from)
		case "[":
			if found.m.next(found.r.from) == found.r.to {
				return e.keyed(own, found, url.r.from)
			}
		}
	}
	for _, arg := range args[1:] {
		if base := e.option(arg, "baseURL", "prefixUrl"); base.m != nil {
			own.base = e.texts(base)
		}
	}
	if !own.fixed {
		own.method = e.methodOf(own.method, args[1:])
	}
	urls := e.texts(url)
	if fn, at, isFn := url.m.functionAt(url.r); isFn {
		urls = nil
		for _, r := range url.m.results(fn) {
			urls = urls.or(e.texts(scriptSpan{m: url.m, r: r, env: &scriptEnv{m: url.m, fn: at, outer: url.env}}))
		}
	}
	return []scriptRequest{own.request(urls, url.r.from)}
}

// request returns the request to URLs behind the base of the client.
func (own client) request(urls texts, at int) scriptRequest {
	r := scriptRequest{method: own.method, at: at, asked: own.asked}
	for _, url := range urls {
		if !own.asked && !strings.HasPrefix(url, "/") {
			r.urls = r.urls.with(url) // a relative URL, or no URL at all
			continue
		}
		for _, base := range own.base {
			r.urls = r.urls.with(joinBase(base, url))
		}
	}
	return r
}

// described returns the requests that an object describes: { url, method }, with the names that libraries have for
// them.
func (e *evaluator) described(own client, object scriptSpan, at int) []scriptRequest {
	defer e.leave()
	if !e.enter(scriptRange{}) {
		return nil
	}
	if base := e.option(object, "baseURL", "baseUrl", "prefixUrl"); base.m != nil {
		own.base = e.texts(base)
	}
	if !own.fixed {
		own.method = e.methodOf(own.method, []scriptSpan{object})
	}
	if key := e.option(object, "queryKey"); key.m != nil && key.m.closed(key.r.from, "[") {
		return e.keyed(own, key, at)
	}
	url := e.option(object, "url", "uri", "endpoint", "path", "query")
	if url.m == nil {
		return nil
	}
	if url.m == object.m && object.m == e.home {
		at = url.r.from
	}
	fn, _, isFn := url.m.functionAt(url.r)
	if !isFn {
		return []scriptRequest{own.request(e.texts(url), at)}
	}
	var requests []scriptRequest
	for _, r := range url.m.results(fn) {
		result := trim(scriptSpan{m: url.m, r: r, env: url.env})
		if result.m.text(result.r.from) != "{" {
			requests = append(requests, own.request(e.texts(result), at))
		} else {
			requests = append(requests, e.described(own, result, at)...)
		}
	}
	return requests
}

// keyed returns the requests that the key of a query may stand for: its first element, or all of them as a path.
func (e *evaluator) keyed(own client, list scriptSpan, at int) []scriptRequest {
	parts := list.arguments(list.r.from)
	if len(parts) == 0 {
		return nil
	}
	own.asked = false
	urls := e.texts(parts[0])
	if len(parts) > 1 {
		urls = urls.or(e.separated(parts, texts{"/"}))
	}
	// A key of other things than a URL starts with a name: ['users', id].
	urls = slices.DeleteFunc(urls, func(url string) bool { _, absolute := cutScheme(url); return !absolute && !strings.HasPrefix(url, "/") })
	return []scriptRequest{own.request(urls, at)}
}

// methodOf returns the method that options name, or otherwise where there are none that could.
func (e *evaluator) methodOf(otherwise string, args []scriptSpan) string {
	if len(args) == 0 {
		return otherwise
	}
	object, ok := e.find(args[0])
	if !ok || object.whole || object.m.text(object.r.from) != "{" {
		return ""
	}
	method := e.option(object, "method", "type")
	if method.m == nil {
		for _, r := range object.m.object(object.r.from).spread {
			if spread, ok := e.find(object.part(r.from, r.to)); !ok || spread.whole || spread.m.text(spread.r.from) != "{" {
				return ""
			}
		}
		return otherwise
	}
	text, _ := e.texts(method).constant()
	return methodNamed(text)
}

// wrapper follows a call into the function that it calls, for the requests that this sends with a path of the call's.
func (e *evaluator) wrapper(c scriptCall, args []scriptSpan, through int) []scriptRequest {
	found, ok := e.find(c.name)
	if !ok || found.whole || through >= maxThrough {
		return nil
	}
	fn, at, ok := found.m.functionAt(found.r)
	if !ok {
		return nil
	}
	env := &scriptEnv{found.m, at, args, found.env}
	var requests []scriptRequest
	for _, opening := range e.callsIn(found.m, fn) {
		inner, ok := found.m.callAt(opening, env)
		if !ok {
			continue
		}
		before := len(e.touched)
		for _, r := range e.requests(inner, through+1) {
			if r.asked && (through > 0 || e.touchedIn(before, c)) {
				r.at = args[0].r.from
				requests = append(requests, r)
			}
		}
	}
	return requests
}

// touchedIn tells whether a part of a path was taken from the arguments of a call since a place in the record.
func (e *evaluator) touchedIn(since int, c scriptCall) bool {
	return c.m == e.home && slices.ContainsFunc(e.touched[since:], func(i int) bool { return c.open < i && i < c.r.to })
}

// callsIn returns where the arguments of the calls in a function open, at most some.
func (e *evaluator) callsIn(m *scriptModule, fn scriptFunction) []int {
	const limit = 40
	var calls []int
	for i := fn.body.from; i < fn.body.to && len(calls) < limit; i++ {
		if m.text(i) == "(" {
			e.steps--
			calls = append(calls, i)
		}
	}
	return calls
}
