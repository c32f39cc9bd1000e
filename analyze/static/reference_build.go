package static

import (
	"slices"
	"strings"
)

// constructed evaluates "new URL(…)" and "new Request(…)".
func (e *evaluator) constructed(s scriptSpan) texts {
	m := s.m
	opening := s.r.from + 2
	if !m.isAny(s.r.from+1, "URL", "Request") || !m.closed(opening, "(") {
		return unknown()
	}
	args := s.arguments(opening)
	var t texts
	switch {
	case len(args) == 0:
		return unknown()
	case len(args) == 1 || m.text(s.r.from+1) == "Request":
		t = e.texts(args[0])
	case m.find(args[1].r, "import") >= 0:
		return unknown() // a file beside the module
	default:
		for _, base := range e.texts(args[1]) {
			for _, path := range e.texts(args[0]) {
				t = t.with(against(base, path))
			}
		}
	}
	return e.methods(t, s.part(m.next(opening), s.r.to))
}

// called evaluates a call; false if nothing is known of the function and its arguments are no path.
func (e *evaluator) called(name scriptSpan, args []scriptSpan) (texts, bool) {
	m := name.m
	last := m.text(name.r.to - 1)
	found, ok := e.find(name)
	if ok && !found.whole {
		if fn, at, ok := found.m.functionAt(found.r); ok {
			env := &scriptEnv{found.m, at, args, found.env}
			var t texts
			for _, r := range found.m.results(fn) {
				t = t.or(e.texts(scriptSpan{m: found.m, r: r, env: env}))
			}
			if !slices.Equal(t, unknown()) {
				return e.touch(m, name.r.from, t), true
			}
		}
	}
	if len(args) == 0 {
		return nil, false
	}
	switch last {
	case "String", "encodeURI", "decodeURI", "encodeURIComponent", "decodeURIComponent":
		t := e.texts(args[0])
		if last == "encodeURIComponent" && strings.Contains(strings.Join(t, ""), "/") {
			t = unknown()
		}
		return t, true
	case "useMemo", "computed":
		if result, ok := e.result(args[0], nil); ok {
			return e.texts(result), true
		}
	}
	if slices.Contains(words(last), "join") {
		return e.separated(args, texts{"/"}), true
	}
	return e.built(last, args[0])
}

// built takes the path that an unknown function is given for the end of the URL that it returns, if it is named like
// one that makes URLs: apiUrl('/users').
func (e *evaluator) built(name string, arg scriptSpan) (texts, bool) {
	var t texts
	if !anyWord(name, []string{"url", "uri", "api", "endpoint", "base", "href"}) {
		return nil, false
	}
	for _, s := range e.texts(arg) {
		if strings.HasPrefix(s, "/") || strings.HasPrefix(s, hole+"/") {
			t = t.with(joinBase(hole, s))
		}
	}
	return t, len(t) > 0
}
