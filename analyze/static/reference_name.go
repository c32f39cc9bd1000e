package static

// named evaluates an expression that starts with a word.
func (e *evaluator) named(s scriptSpan) texts {
	m, i := s.m, s.r.from
	switch m.text(i) {
	case "null", "undefined", "false", "true", "void", "NaN":
		return nil
	case "new":
		return e.constructed(s)
	case "function", "class", "typeof", "delete", "enum":
		return unknown()
	}
	end := m.nameEnd(s.r)
	name := s.part(i, end)
	opening := end
	if m.text(opening) == "<" {
		opening = max(end, m.afterAngles(scriptRange{end, s.r.to}))
	}
	if m.closed(opening, "(") && opening < s.r.to {
		if t, ok := e.called(name, s.arguments(opening)); ok {
			return e.methods(t, s.part(m.next(opening), s.r.to))
		}
		if end-i > 2 { // perhaps a method of a text
			return e.methods(e.named(s.part(i, end-2)), s.part(end-2, s.r.to))
		}
		return unknown()
	}
	if end < s.r.to {
		return unknown()
	}
	if t, ok := e.value(name); ok {
		return t
	}
	if end-i > 2 && m.isAny(end-1, "href", "value") {
		return e.named(s.part(i, end-2))
	}
	return unknown()
}

// nameEnd returns the token behind a name with its properties: a.b?.c['d'].
func (m *scriptModule) nameEnd(r scriptRange) int {
	i := r.from + 1
	for i < r.to {
		switch {
		case m.isAny(i, ".", "?.") && m.isWord(i+1):
			i += 2
		case m.text(i) == "?." && m.closed(i+1, "("):
			return i + 1
		case m.closed(i, "[") && m.kind(i+1) == scriptString && m.next(i+1) == m.mate(i):
			i = m.next(i)
		default:
			return i
		}
	}
	return i
}

// value evaluates a name; false if nothing known declares it.
func (e *evaluator) value(name scriptSpan) (texts, bool) {
	m, i := name.m, name.r.from
	if host, ok := m.location(name.r); ok {
		return texts{host}, true
	}
	d := m.lookup(m.text(i), i)
	simple := name.r.to == i+1
	if m.text(i) == "this" && name.r.to == i+3 {
		d, simple = m.lookup("this."+m.text(i+2), i), true
	}
	if simple && d != nil {
		return e.touch(m, i, e.declaredTexts(m, d, name.env)), true
	}
	found, ok := e.find(name)
	if !ok || found.m == m && found.r == name.r {
		return nil, false
	}
	return e.touch(m, i, e.texts(found)), true
}

// location returns what a property of the page's address stands for.
func (m *scriptModule) location(r scriptRange) (string, bool) {
	if m.isAny(r.from, "window", "document", "globalThis", "self") && m.isAny(r.from+1, ".", "?.") {
		r.from += 2
	}
	if m.text(r.from) != "location" || r.to != r.from+3 || m.lookup("location", r.from) != nil {
		return "", false
	}
	switch m.text(r.to - 1) {
	case "host", "hostname", "origin":
		return ownHost, true
	case "protocol":
		return "http:", true
	}
	return "", false
}

// declaredTexts evaluates a declared name with all that it may be set to.
func (e *evaluator) declaredTexts(m *scriptModule, d *scriptDecl, env *scriptEnv) texts {
	if t, known := e.memo[d]; known && env == nil {
		return t
	}
	if t, busy := e.busy[d]; busy {
		e.cycles++
		return t
	}
	e.busy[d] = unknown()
	defer delete(e.busy, d)
	var t texts
	cycles := e.cycles
	switch {
	case d.fn >= 0 || d.member != "":
		t = e.part(m, d, env)
	case !d.value.empty():
		t = e.texts(scriptSpan{m: m, r: d.value, env: env})
	case len(d.later) == 0:
		t = unknown()
	}
	if len(t) > 0 {
		e.busy[d] = t
	}
	for _, r := range d.later {
		t = t.or(e.texts(scriptSpan{m: m, r: r, env: env}))
	}
	for _, r := range d.more {
		t = t.or(e.join(t, scriptSpan{m: m, r: r, env: env}))
	}
	if env == nil && e.steps > 0 && cycles == e.cycles {
		e.memo[d] = t
	}
	return t
}

// part evaluates a parameter, or what destructuring takes from a value.
func (e *evaluator) part(m *scriptModule, d *scriptDecl, env *scriptEnv) texts {
	var t texts
	arg, given := env.argument(m, d)
	switch {
	case d.fn >= 0 && d.member == "" && given:
		return e.texts(arg)
	case d.fn < 0 || given:
		if found, ok := e.declared(m, d, env); ok {
			return e.texts(found)
		}
	default:
		t = unknown()
	}
	if !d.fallback.empty() {
		return t.or(e.texts(scriptSpan{m: m, r: d.fallback, env: env}))
	}
	return unknown()
}
