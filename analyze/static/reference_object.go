package static

import "slices"

// scriptObject is an object literal or the body of an enum.
type scriptObject struct {
	members map[string]scriptRange // a method includes its name
	spread  []scriptRange
}

// object returns the object literal that opens at a token.
func (m *scriptModule) object(opening int) *scriptObject {
	if o := m.objects[opening]; o != nil {
		return o
	}
	o := &scriptObject{members: map[string]scriptRange{}}
	m.objects[opening] = o
	for _, item := range m.list(opening) {
		at := item.from
		if m.text(at) == "..." {
			o.spread = append(o.spread, scriptRange{at + 1, item.to})
			continue
		}
		for m.isAny(at, "async", "get", "set", "*") && !m.isAny(at+1, ":", "(", "=", ",", "}") {
			at++
		}
		key, ok := m.key(at)
		switch {
		case !ok:
		case m.isAny(at+1, ":", "="):
			o.members[key] = scriptRange{at + 2, item.to}
		default:
			o.members[key] = scriptRange{at, item.to}
		}
	}
	return o
}

// member follows a property of what find has found.
func (e *evaluator) member(s scriptSpan, name string) (scriptSpan, bool) {
	defer e.leave()
	if !e.enter(scriptRange{}) {
		return s, false
	}
	if s.whole {
		return e.export(s.m, name)
	}
	switch s.m.text(s.r.from) {
	case "{":
		return e.property(s, s.r.from, name)
	case "enum":
		if body := s.m.find(s.r, "{"); body >= 0 {
			return e.property(s, body, name)
		}
	case "class":
		if body := s.m.find(s.r, "{"); body >= 0 {
			if d := s.m.lookup("this."+name, body+1); d != nil && d.scope.from == body {
				return e.declared(s.m, d, s.env)
			}
		}
	}
	return s, false
}

// property follows a property of the object that opens at a token.
func (e *evaluator) property(s scriptSpan, opening int, name string) (scriptSpan, bool) {
	object := s.m.object(opening)
	if r, ok := object.members[name]; ok {
		return e.find(s.part(r.from, r.to))
	}
	for _, r := range slices.Backward(object.spread) {
		if found, ok := e.find(s.part(r.from, r.to)); ok {
			if found, ok = e.member(found, name); ok {
				return found, true
			}
		}
	}
	return s, false
}
