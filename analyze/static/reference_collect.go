package static

import (
	"slices"
	"strings"
)

// collector looks at every token of one module for what may be the URL of a request.
type collector struct {
	*evaluator
	m     *scriptModule
	taken map[int]bool // tokens that were taken into a reference, or name files of the source tree
	tags  []int        // the opening tags around the token
	found []Reference
}

func (c *collector) collect() {
	m := c.m
	for i := 0; i < len(m.tokens); i++ {
		for len(c.tags) > 0 && m.mate(c.tags[len(c.tags)-1]) <= i {
			c.tags = c.tags[:len(c.tags)-1]
		}
		if end := m.statementEnd(i); end > i {
			i = end - 1
			continue
		}
		switch m.kind(i) {
		case scriptTag:
			c.tags = append(c.tags, i)
		case scriptAttr:
			c.attribute(i)
		case scriptString:
			c.constant(i)
		case scriptTick:
			if m.mate(i) > i {
				c.constant(i)
			}
		case scriptWord:
			c.imported(i)
		case scriptMark:
			c.bracket(i)
		}
	}
}

// statementEnd returns the token behind an import, a re-export or the declaration of a type that starts at a token:
// none of them is there when the program runs. It returns 0 for anything else.
func (m *scriptModule) statementEnd(i int) int {
	if !m.isWord(i) || m.isAny(i-1, ".", "?.") {
		return 0
	}
	switch text := m.text(i); {
	case text == "import" && !m.isAny(i+1, "(", "."):
		for n, count := i+1, 0; n < len(m.tokens) && count < maxImport; n, count = m.next(n), count+1 {
			if m.kind(n) == scriptString {
				return n + 1
			}
			if m.isAny(n, ";", "=") {
				return 0
			}
		}
	case text == "from" && m.kind(i+1) == scriptString && m.isAny(i-1, "}", "*") || text == "module" && m.kind(i+1) == scriptString:
		return i + 2
	case text == "from" && m.kind(i+1) == scriptString && m.isAny(i-2, "as"):
		return i + 2
	case text == "interface" && m.isWord(i+1):
		if body := m.find(scriptRange{i, min(len(m.tokens), i+maxSpan)}, "{", ";"); m.closed(body, "{") {
			return m.next(body)
		}
	case text == "type" && m.isWord(i+1) && m.isAny(i+2, "=", "<"):
		if eq := m.afterType(i+2, len(m.tokens), "="); m.text(eq) == "=" {
			return m.expression(eq + 1).to
		}
	}
	return 0
}

// add adds a reference for each of the URLs that a text may be.
func (c *collector) add(i int, method string, t texts, asked bool) {
	for _, text := range t {
		url, ok := parseTarget(text, asked)
		if !ok {
			continue
		}
		line := c.m.line(i)
		c.found = append(c.found, Reference{
			Line: line, Method: method, Path: url.path, Based: url.based, Host: url.host, Text: c.m.lineText(line),
		})
	}
}

// take marks what was touched since a place in the record within a range of tokens.
func (c *collector) take(since int, r scriptRange) {
	for _, i := range c.touched[since:] {
		if r.from <= i && i < r.to {
			c.taken[i] = true
		}
	}
}

// bracket looks at the call or the object that a token opens.
func (c *collector) bracket(i int) {
	since, before := len(c.touched), len(c.found)
	r := scriptRange{i, c.m.next(i)}
	if c.m.closed(i, "{") {
		object := scriptSpan{m: c.m, r: r}
		if !c.m.describes(i) {
			return
		}
		for _, request := range c.described(client{base: texts{hole}}, object, i) {
			c.request(request)
		}
	} else if call, ok := c.m.callAt(i, nil); ok {
		if call.loadsModule() {
			for n := i; n < r.to; n++ {
				c.taken[n] = true
			}
			return
		}
		if c.takenIn(r) {
			return // it makes the URL of a request around it
		}
		for _, request := range c.requests(call, 0) {
			c.request(request)
		}
	}
	if slices.ContainsFunc(c.found[before:], func(r Reference) bool { return r.Path != "{}" }) {
		c.take(since, r)
	}
}

// takenIn tells whether one of the first tokens of a range was taken into a reference.
func (c *collector) takenIn(r scriptRange) bool {
	for i := r.from; i < min(r.to, r.from+maxSpan); i++ {
		if c.taken[i] {
			return true
		}
	}
	return false
}

// describes tells whether the object that a token opens has a URL and a method.
func (m *scriptModule) describes(opening int) bool {
	if !m.isWord(opening+1) && m.kind(opening+1) != scriptString && m.text(opening+1) != "..." {
		return false
	}
	object := m.object(opening)
	_, method := object.members["method"]
	return method && slices.ContainsFunc([]string{"url", "uri", "endpoint", "path"}, func(key string) bool {
		_, ok := object.members[key]
		return ok
	})
}

func (c *collector) request(r scriptRequest) {
	if !c.taken[r.at] {
		c.add(r.at, r.method, r.urls, r.asked)
	}
}

// constant looks at a string or template that no request has taken.
func (c *collector) constant(i int) {
	if c.taken[i] {
		return
	}
	if name, ok := c.attributeOf(i); ok {
		since := len(c.touched)
		c.add(i, c.attributeMethod(name), c.texts(scriptSpan{m: c.m, r: scriptRange{i, c.m.next(i)}}), false)
		c.take(since, scriptRange{i, c.m.next(i)})
		return
	}
	c.sum(i)
}

// sum looks at an operand together with those that "+" joins to it.
func (c *collector) sum(i int) {
	since := len(c.touched)
	r := c.m.sum(i, c.taken)
	if c.takenIn(r) {
		return
	}
	t := c.texts(scriptSpan{m: c.m, r: r})
	if c.steps <= 0 && c.m.kind(i) == scriptString {
		t = texts{c.m.tokens[i].unquote(c.m.src)}
	}
	c.add(i, "", t, false)
	c.take(since, r)
}

// imported looks at the use of a name that another module exports as a text.
func (c *collector) imported(i int) {
	m := c.m
	if _, ok := m.imports[m.text(i)]; !ok || c.taken[i] || m.isAny(i-1, ".", "?.") || m.lookup(m.text(i), i) != nil {
		return
	}
	if key := m.isAny(i-1, "{", ",") && m.text(i+1) == ":"; !key {
		c.sum(i)
	}
}

// attribute looks at the constant value of an attribute.
func (c *collector) attribute(i int) {
	name, _ := c.attributeOf(i)
	if strings.HasPrefix(name, "xmlns") {
		return
	}
	value := c.m.tokens[i].unquote(c.m.src)
	link := slices.Contains([]string{"href", "action", "formAction", "src"}, name) && strings.HasPrefix(value, "/")
	c.add(i, c.attributeMethod(name), texts{value}, link)
}

// attributeOf returns the name of the attribute whose value is the token: name="…" or name={`…`}.
func (c *collector) attributeOf(i int) (string, bool) {
	if len(c.tags) == 0 {
		return "", false
	}
	if c.m.text(i-1) == "{" && c.m.next(i) == c.m.mate(i-1) {
		i--
	}
	return c.m.text(i - 2), c.m.text(i-1) == "=" && c.m.isWord(i-2)
}

// attributeMethod returns the method with which a browser requests what an attribute of the current tag names.
func (c *collector) attributeMethod(name string) string {
	switch name {
	case "href", "src":
		return "GET"
	case "action":
		tag := c.tags[len(c.tags)-1]
		for i := tag + 1; i < c.m.mate(tag); i = c.m.next(i) {
			if c.m.text(i) == "method" && c.m.kind(i+2) == scriptAttr {
				return methodNamed(c.m.tokens[i+2].unquote(c.m.src))
			}
		}
	}
	return ""
}
