package static

import (
	"cmp"
	"slices"
)

// declare notes every name that the module declares, imports or exports.
func (m *scriptModule) declare() {
	d := declarer{scriptModule: m, attributes: map[int]bool{}}
	for i := range m.tokens {
		for len(d.scopes) > 0 && m.mate(d.scopes[len(d.scopes)-1]) <= i {
			d.scopes = d.scopes[:len(d.scopes)-1]
		}
		d.token(i)
	}
	for _, decls := range m.decls {
		slices.SortStableFunc(decls, func(a, b *scriptDecl) int {
			return cmp.Or(cmp.Compare(a.scope.from, b.scope.from), cmp.Compare(a.at, b.at))
		})
	}
	for _, a := range d.assigned {
		a.note(m)
	}
}

// declarer is one pass over the tokens of a module.
type declarer struct {
	*scriptModule
	scopes     []int        // the "{" around the token
	nested     int          // patterns around the one that is bound
	attributes map[int]bool // the "=" of attributes
	assigned   []assignment
}

func (d *declarer) token(i int) {
	if d.kind(i) == scriptTag {
		d.element(i)
		return
	}
	property := d.isAny(i-1, ".", "?.", "as") // "as const" declares nothing
	switch text := d.text(i); {
	case text == "{" && d.mate(i) > i:
		d.scopes = append(d.scopes, i)
	case text == "(":
		d.parameters(i)
	case text == "=>":
		if d.isWord(i - 1) {
			d.arrow(i-1, scriptRange{i - 1, i}, i+1)
		}
	case text == "=" || text == "+=":
		d.assignment(i)
	case property:
	case text == "const" || text == "let" || text == "var":
		d.declarators(i)
	case text == "function" || text == "class" || text == "enum" || text == "interface" || text == "namespace":
		d.named(i)
	case text == "import":
		d.importStatement(i)
	case text == "export":
		d.exportStatement(i)
	}
}

// element notes which "=" belong to the attributes of a tag.
func (d *declarer) element(tag int) {
	for i := tag + 1; i < d.mate(tag); i = d.next(i) {
		if d.text(i) == "=" {
			d.attributes[i] = true
		}
	}
}

// scope returns the tokens within the innermost braces.
func (d *declarer) scope() scriptRange {
	if len(d.scopes) == 0 {
		return scriptRange{-1, len(d.tokens)}
	}
	opening := d.scopes[len(d.scopes)-1]
	return scriptRange{opening, d.mate(opening)}
}

func (m *scriptModule) add(name string, decl scriptDecl) {
	m.decls[name] = append(m.decls[name], &decl)
}

// declarators notes the names of a const, let or var statement.
func (d *declarer) declarators(keyword int) {
	decl := scriptDecl{scope: d.scope(), fixed: d.text(keyword) == "const", fn: -1}
	exported := d.exported(keyword)
	for i := keyword + 1; ; i++ {
		decl.at = i
		after := d.next(i)
		if d.text(after) == "!" {
			after++
		}
		if d.text(after) == ":" {
			after = d.afterType(after+1, len(d.tokens), "=", ",", "of", "in")
		}
		decl.value = scriptRange{}
		if d.text(after) == "=" {
			decl.value = d.expression(after + 1)
			after = decl.value.to
		}
		for _, name := range d.bind(scriptRange{i, d.next(i)}, decl) {
			if exported {
				d.exports[name] = scriptExport{local: name}
			}
		}
		if i = after; d.text(i) != "," || after <= decl.at {
			return
		}
	}
}

func (d *declarer) exported(keyword int) bool {
	const prefixes = 3 // export declare const enum
	for i := keyword - 1; i >= keyword-prefixes; i-- {
		if !d.isAny(i, "async", "declare", "abstract", "const") {
			return d.text(i) == "export"
		}
	}
	return false
}

// bind notes the names of a binding, a name or a pattern, and returns them.
func (d *declarer) bind(target scriptRange, decl scriptDecl) []string {
	if d.isWord(target.from) {
		name := d.text(target.from)
		d.add(name, decl)
		return []string{name}
	}
	if d.nested > maxNesting || !d.closed(target.from, "{") && !d.closed(target.from, "[") {
		return nil
	}
	d.nested++
	defer func() { d.nested-- }()
	var names []string
	for _, item := range d.list(target.from) {
		names = append(names, d.bindItem(item, decl, d.text(target.from) == "{")...)
	}
	return names
}

// bindItem notes the names of one item of a pattern. What "..." leaves of an object counts as all of it.
func (d *declarer) bindItem(item scriptRange, decl scriptDecl, ofObject bool) []string {
	at := item.from
	rest := d.text(at) == "..."
	if rest {
		at++
	}
	key, ok := d.key(at)
	switch whole := ofObject && decl.member == ""; {
	case whole && rest:
	case whole && ok:
		decl.member = key
	default:
		decl.value, decl.fn = scriptRange{}, -1
	}
	if ofObject && d.text(at+1) == ":" {
		at += 2
	}
	if at >= item.to {
		return nil
	}
	decl.fallback = scriptRange{}
	if eq := d.next(at); d.text(eq) == "=" && eq < item.to {
		decl.fallback = scriptRange{eq + 1, item.to}
	}
	decl.at = at
	return d.bind(scriptRange{at, item.to}, decl)
}

// named notes a function, a class or an enum under its name.
func (d *declarer) named(keyword int) {
	i := keyword + 1
	if d.text(i) == "*" {
		i++
	}
	body := i
	for n := 0; n < maxSpan && !d.closed(body, "{") && !d.isAny(body, ";", "=", "}"); n++ {
		body = min(d.next(body), len(d.tokens))
	}
	value := scriptRange{keyword, d.next(body)}
	if d.text(keyword) == "class" && d.closed(body, "{") {
		d.classes[body] = true
		d.fields(body)
	}
	if d.isAny(keyword, "interface", "namespace") || !d.isWord(i) || d.isAny(i, "extends", "implements") {
		return
	}
	d.add(d.text(i), scriptDecl{at: i, scope: d.scope(), value: value, fixed: true, fn: -1})
	if d.exported(keyword) {
		d.exports[d.text(i)] = scriptExport{local: d.text(i)}
	}
}

// fields notes the fields and methods of a class as this.name.
func (d *declarer) fields(body int) {
	decl := scriptDecl{scope: scriptRange{body, d.mate(body)}, fixed: true, fn: -1}
	for i := body + 1; i < decl.scope.to; {
		decl.at, decl.value = i, scriptRange{}
		for d.isWord(decl.at) && d.isWord(decl.at+1) && !d.tokens[decl.at+1].newline {
			decl.at++ // private static readonly
		}
		after := decl.at + 1
		if d.isAny(after, "?", "!") {
			after++
		}
		if d.text(after) == ":" {
			after = d.afterType(after+1, decl.scope.to, "=")
		}
		switch {
		case d.text(after) == "=":
			decl.value = d.expression(after + 1)
			i = decl.value.to
		case d.isAny(after, "(", "<"):
			i = d.methodEnd(after, decl.scope.to)
			decl.value = scriptRange{decl.at, i}
		default:
			i = max(after, d.next(i))
		}
		if d.isWord(decl.at) && !decl.value.empty() {
			d.add("this."+d.text(decl.at), decl)
		}
	}
}

// methodEnd returns the token behind a method whose parameters or type parameters start at i.
func (m *scriptModule) methodEnd(i, to int) int {
	for ; i < to && m.text(i) != "(" && !m.closed(i, "{"); i = m.next(i) {
	}
	if i = m.next(i); m.text(i) == ":" {
		i = m.afterType(i+1, to, "{")
	}
	return min(m.next(i), to)
}

// assignment is a value that a name gets after its declaration.
type assignment struct {
	name string
	at   int  // the operator
	more bool // it is added to what the name holds
}

// assignment notes an assignment to a name or to a field of this; others say nothing that can be followed.
func (d *declarer) assignment(i int) {
	name := d.text(i - 1)
	if d.attributes[i] || !d.isWord(i-1) || d.isAny(i-2, "const", "let", "var") {
		return
	}
	switch {
	case d.text(i-2) != ".":
		d.assigned = append(d.assigned, assignment{name, i, d.text(i) == "+="})
	case d.text(i-3) == "this":
		for n := len(d.scopes) - 1; n >= 0; n-- {
			if body := d.scopes[n]; d.classes[body] {
				d.add("this."+name, scriptDecl{at: i - 1, scope: scriptRange{body, d.mate(body)}, value: d.expression(i + 1), fn: -1})
				return
			}
		}
	case d.text(i-3) == "exports" || d.text(i-5) == "module" && d.text(i-3) == "exports":
		d.exports[name] = scriptExport{value: d.expression(i + 1)}
	case d.text(i-3) == "module" && name == "exports":
		d.exports["="] = scriptExport{value: d.expression(i + 1)}
	}
}

// note adds the value to the declaration that it belongs to.
func (a assignment) note(m *scriptModule) {
	decl := m.lookup(a.name, a.at)
	switch {
	case decl == nil || decl.fixed || decl.fallback.from == a.at+1:
	case a.more && len(decl.more) < maxTexts:
		decl.more = append(decl.more, m.expression(a.at+1))
	case !a.more && len(decl.later) < maxTexts:
		decl.later = append(decl.later, m.expression(a.at+1))
	}
}
