package static

import (
	"slices"
	"strings"
)

// ownHost stands in a text for the host that served the page.
const ownHost = "\x01"

// texts returns what an expression may stand for.
func (e *evaluator) texts(s scriptSpan) texts {
	defer e.leave()
	if !e.enter(s.r) {
		return unknown()
	}
	s = trim(s)
	m := s.m
	place := scriptPlace{m, s.r}
	if s.whole || s.r.empty() || m.find(s.r, "=>") >= 0 {
		return unknown()
	}
	if e.open[place] {
		e.cycles++
		return unknown()
	}
	e.open[place] = true
	defer delete(e.open, place)
	if i := m.find(s.r, "?"); i >= 0 {
		return e.conditional(s, i)
	}
	if parts := s.parts("??", "||"); len(parts) > 1 {
		var all texts
		for _, part := range parts {
			all = all.or(e.texts(part))
		}
		return all
	}
	if parts := s.parts("&&"); len(parts) > 1 {
		return e.texts(parts[len(parts)-1])
	}
	if parts := s.parts("+"); len(parts) > 1 {
		all := texts{""}
		for _, part := range parts {
			all = e.join(all, part)
		}
		return all
	}
	return e.operand(s)
}

// conditional evaluates both branches of "a ? b : c", of which the question mark is known.
func (e *evaluator) conditional(s scriptSpan, question int) texts {
	nested := 0
	for i := question + 1; i < s.r.to; i = s.m.next(i) {
		switch s.m.text(i) {
		case "?":
			nested++
		case ":":
			if nested--; nested < 0 {
				return e.texts(s.part(question+1, i)).or(e.texts(s.part(i+1, s.r.to)))
			}
		}
	}
	return unknown()
}

// join adds the value of an expression to the end of texts.
func (e *evaluator) join(all texts, s scriptSpan) texts {
	t := e.texts(s)
	switch {
	case len(t) == 0:
		t = unknown()
	case len(t) == 1 && t[0] == hole && s.m.isQuery(s.r):
		return all.plusQuery()
	}
	return all.plus(t)
}

// isQuery tells whether an expression is named like the query of a URL.
func (m *scriptModule) isQuery(r scriptRange) bool {
	for i := r.from; i < r.to; i++ {
		for _, word := range words(m.text(i)) {
			if slices.Contains([]string{"query", "querystring", "qs", "search", "params"}, word) {
				return true
			}
		}
	}
	return false
}

// operand evaluates an expression without operators.
func (e *evaluator) operand(s scriptSpan) texts {
	m, i := s.m, s.r.from
	after := m.next(i)
	switch m.kind(i) {
	case scriptString, scriptAttr:
		t := e.touch(m, i, texts{m.tokens[i].unquote(m.src)})
		return e.methods(t, s.part(after, s.r.to))
	case scriptNumber:
		return e.methods(texts{m.src[m.tokens[i].at:m.tokens[i].end]}, s.part(after, s.r.to))
	case scriptTick:
		return e.methods(e.template(s, i), s.part(after, s.r.to))
	case scriptWord:
		return e.named(s)
	}
	switch {
	case m.closed(i, "("):
		return e.methods(e.texts(s.part(i+1, m.mate(i))), s.part(after, s.r.to))
	case m.closed(i, "[") && m.isAny(after, ".", "?.") && m.text(after+1) == "join" && m.closed(after+2, "("):
		separator := texts{","}
		if args := s.arguments(after + 2); len(args) > 0 {
			separator = e.texts(args[0])
		}
		return e.methods(e.separated(s.arguments(i), separator), s.part(m.next(after+2), s.r.to))
	}
	return unknown()
}

// template evaluates the template literal that opens at a token.
func (e *evaluator) template(s scriptSpan, opening int) texts {
	m := s.m
	all := texts{""}
	for i := opening + 1; i < m.mate(opening); i = m.next(i) {
		if m.kind(i) == scriptChunk {
			all = all.plus(texts{m.tokens[i].unquote(m.src)})
		} else {
			all = e.join(all, s.part(i+1, m.mate(i)))
		}
	}
	return e.touch(m, opening, all)
}

// separated evaluates expressions with a separator between them.
func (e *evaluator) separated(parts []scriptSpan, separator texts) texts {
	all := texts{""}
	for n, part := range parts {
		if n > 0 {
			all = all.plus(separator)
		}
		all = e.join(all, part)
	}
	return all
}

// methods applies the methods of a string that are known to a text.
func (e *evaluator) methods(t texts, rest scriptSpan) texts {
	m := rest.m
	for i := rest.r.from; i < rest.r.to; {
		if !m.isAny(i, ".", "?.") {
			return unknown()
		}
		name, after := m.text(i+1), i+2
		var args []scriptSpan
		if m.closed(after, "(") {
			args = rest.arguments(after)
			after = m.next(after)
		}
		switch name {
		case "toString", "trim", "trimEnd", "trimStart", "toLowerCase", "toUpperCase", "valueOf", "href", "value":
		case "replace", "replaceAll":
			t = e.replaced(t, args)
		case "concat":
			for _, arg := range args {
				t = e.join(t, arg)
			}
		default:
			return unknown()
		}
		i = after
	}
	return t
}

// replaced fills a placeholder: '/users/:id'.replace(':id', id). What a regular expression replaces stays.
func (e *evaluator) replaced(t texts, args []scriptSpan) texts {
	if len(args) != 2 {
		return t
	}
	old, ok := e.texts(args[0]).constant()
	if !ok || old == "" {
		return t
	}
	var all texts
	for _, s := range t {
		before, after, found := strings.Cut(s, old)
		if !found {
			all = all.with(s)
			continue
		}
		for _, u := range e.join(texts{before}, args[1]).plus(texts{after}) {
			all = all.with(u)
		}
	}
	return all
}
