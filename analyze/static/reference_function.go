package static

// notFunctions are the words before parentheses and a block that are no function's.
var notFunctions = []string{"if", "for", "while", "switch", "with", "catch", "await"}

// parameters notes the function whose parameters stand in the parentheses that open at a token, if they are any's.
func (d *declarer) parameters(opening int) {
	end := d.mate(opening)
	if end < opening {
		return
	}
	params, after := scriptRange{opening + 1, end}, end+1
	switch {
	case d.text(after) == "=>":
		d.arrow(opening, params, after+1)
	case d.isWord(opening-1) && d.isAny(opening-1, notFunctions...):
	case d.closed(after, "{"):
		d.function(opening, params, scriptRange{after, d.next(after)}, true)
	case d.text(after) == ":":
		switch after = d.afterType(after+1, len(d.tokens), "=>", "{", ",", "=", "?"); {
		case d.text(after) == "=>" && (!d.isWord(opening-1) || d.text(opening-1) == "async"):
			d.arrow(opening, params, after+1)
		case d.closed(after, "{") && (d.isWord(opening-1) || d.text(opening-1) == ">"):
			d.function(opening, params, scriptRange{after, d.next(after)}, true)
		}
	}
}

// arrow notes an arrow function whose body starts at a token.
func (d *declarer) arrow(at int, params scriptRange, body int) {
	if d.closed(body, "{") {
		d.function(at, params, scriptRange{body, d.next(body)}, true)
		return
	}
	d.function(at, params, d.expression(body), false)
}

func (d *declarer) function(at int, params, body scriptRange, block bool) {
	d.fns[at] = scriptFunction{params, body, block}
	for n, item := range d.splitParameters(params) {
		for d.isWord(item.from) && d.isWord(item.from+1) && item.from+1 < item.to {
			item.from++ // private readonly
		}
		decl := scriptDecl{at: item.from, scope: scriptRange{min(at, params.from), body.to}, fn: at, arg: n}
		target := item.from
		if d.text(target) == "..." {
			target++
			decl.fn = -1
		}
		after := d.next(target)
		if d.text(after) == "?" {
			after++
		}
		if d.text(after) == ":" {
			after = d.afterType(after+1, item.to, "=")
		}
		if d.text(after) == "=" && after < item.to {
			decl.fallback = scriptRange{after + 1, item.to}
		}
		if target < item.to {
			d.bind(scriptRange{target, d.next(target)}, decl)
		}
	}
}

// splitParameters cuts a list of parameters at its commas, but not at those of type arguments.
func (m *scriptModule) splitParameters(r scriptRange) []scriptRange {
	var parts []scriptRange
	from, angles, typed := r.from, 0, false
	for i := r.from; i < r.to; i = m.next(i) {
		switch text := m.text(i); {
		case text == ":":
			typed = true
		case text == "=":
			typed, angles = false, 0
		case text == "<" && typed:
			angles++
		case text == ">" && typed:
			angles--
		case text == "," && angles <= 0:
			parts = append(parts, scriptRange{from, i})
			from, angles, typed = i+1, 0, false
		}
	}
	if from < r.to {
		parts = append(parts, scriptRange{from, r.to})
	}
	return parts
}

// functionAt returns the function that an expression consists of: a declaration, an arrow function or a method.
func (m *scriptModule) functionAt(r scriptRange) (scriptFunction, int, bool) {
	i := r.from
	for i < r.to && (m.isAny(i, "function", "async", "static", "get", "set", "*") || m.isWord(i) && m.isWord(i+1)) {
		i++
	}
	if m.isWord(i) && m.text(i+1) != "=>" {
		i++ // its name
	}
	if m.text(i) == "<" {
		i = m.afterType(i+1, r.to, "(")
		for i < r.to && m.text(i) != "(" {
			i = m.next(i)
		}
	}
	fn, ok := m.fns[i]
	return fn, i, ok && i < r.to && fn.body.to <= r.to
}

// results returns the expressions that a function may return, at most a few.
func (m *scriptModule) results(fn scriptFunction) []scriptRange {
	const limit = 6
	if !fn.block {
		return []scriptRange{fn.body}
	}
	var results []scriptRange
	for i := fn.body.from + 1; i < fn.body.to && len(results) < limit; i++ {
		if m.text(i) == "return" && m.text(i-1) != "." {
			results = append(results, m.expression(i+1))
		}
		if inner, ok := m.fns[i]; ok && inner.body.to <= fn.body.to {
			i = inner.body.to - 1
		}
	}
	return results
}
