package static

import "strings"

// generics passes over type arguments and the parenthesis that opens a call. It reports false where
// neither follows.
func (l *jsLexer) generics() bool {
	t := l.next()
	if !t.is("<") {
		return t.is("(")
	}
	for open, n := 1, 0; n < 100; n++ {
		switch t := l.next(); {
		case t.kind == jsEnd:
			return false
		case t.is("<"):
			open++
		case t.is(">"):
			open--
		case t.is("(") && open == 0:
			return true
		}
	}
	return false
}

// globs reads the patterns of import.meta.glob: a string or a list of them, and a base among its options.
func (s *reading) globs(l *jsLexer, kind string) {
	var patterns, except []jsToken
	base := ""
	for t := l.next(); t.kind != jsEnd && len(patterns)+len(except) < 1000; t = l.next() {
		if l.outside() && t.is(")") || t.is("(") {
			break
		}
		switch isText := t.kind == jsString || t.kind == jsPiece && !t.more; {
		case t.is("base"):
			if a := l.ahead(); a.next().is(":") {
				base = a.next().text
				l.follow(a)
			}
		case t.is(":"):
			l.next() // an option's value is no pattern
		case isText && strings.HasPrefix(t.text, "!"):
			except = append(except, t)
		case isText && t.text != "":
			patterns = append(patterns, t)
		}
	}
	var not []string
	for _, t := range except {
		not = append(not, rebase(base, t.text[1:]))
	}
	for _, t := range patterns {
		s.add(fileRef{kind: kind, spec: rebase(base, t.text), line: t.line, naming: byGlob, except: not, optional: true})
	}
}

// rebase puts a relative pattern below the base that its call names.
func rebase(base, pattern string) string {
	if base == "" || strings.HasPrefix(pattern, "/") {
		return pattern
	}
	return strings.TrimSuffix(base, "/") + "/" + strings.TrimPrefix(pattern, "./")
}

// require reads on behind the word require.
func (s *reading) require(l *jsLexer) {
	switch t := l.next(); {
	case t.is("("):
		s.argument(l, "require", byModule)
	case t.is("."):
		switch t := l.next(); t.text {
		case "resolve", "resolveWeak":
			if l.next().is("(") {
				s.argument(l, "require.resolve", byModule)
			}
		case "context":
			if l.generics() {
				s.context(l)
			}
		}
	}
}

// context reads the arguments of require.context: directory, depth, expression.
func (s *reading) context(l *jsLexer) {
	dir := l.next()
	if dir.kind != jsString {
		return
	}
	r := fileRef{kind: "require.context", spec: dir.text, line: dir.line, naming: byDir, optional: true}
	for t, n := l.next(), 0; n < 20 && t.kind != jsEnd && !t.is(")"); t, n = l.next(), n+1 {
		switch {
		case t.is("false"):
			r.filters = append(r.filters, `^\./[^/]*$`)
		case t.kind == jsRegex:
			r.filters = append(r.filters, t.text)
		}
	}
	s.add(r)
}

// constructor reads on behind the word new.
func (s *reading) constructor(l *jsLexer) {
	switch t := l.next(); t.text {
	case "URL":
		if l.next().is("(") {
			s.argument(l, "new URL", byURL)
		}
	case "Worker", "SharedWorker":
		if l.next().is("(") {
			s.argument(l, "new "+t.text, byURL)
		}
	}
}

// mock reads on behind "vi" or "jest": any of their functions whose first argument is a path.
func (s *reading) mock(l *jsLexer, framework string) {
	if !l.next().is(".") {
		return
	}
	t := l.next()
	if (strings.Contains(t.text, "ock") || strings.HasSuffix(t.text, "Actual")) && l.generics() {
		n := len(s.refs)
		s.argument(l, framework+"."+t.text, byModule)
		for i := range s.refs[n:] {
			s.refs[n+i].optional = true
		}
	}
}

// argument reads the first argument of a call, behind the parenthesis: a string, or a computed one as far
// as it is known.
func (s *reading) argument(l *jsLexer, kind string, naming naming) {
	const longest = 100
	l = l.ahead()
	var c computedSpec
	line := 0
	for n := 0; ; n++ {
		inner := !l.outside()
		t := l.next()
		if t.kind == jsEnd || t.is(";") || n == longest {
			return
		}
		if !inner && (t.is(",") || t.is(")")) {
			if kind == "new URL" && !ownURL(c.spec.String(), t, l) {
				return
			}
			break
		}
		if n == 0 {
			line = t.line
		}
		// Inside of brackets only the template literals of the argument itself count: the expressions in
		// them stand one level deep, and so does the token that opens one.
		if l.outside() && !t.is(")") && !t.is("]") && !t.is("}") || t.kind == jsPiece && t.more && len(l.levels) == 2 {
			c.take(t)
		}
	}
	for _, t := range c.choices {
		s.add(fileRef{kind: kind, spec: t.text, line: t.line, naming: naming, optional: true})
	}
	if spec := c.spec.String(); !strings.HasPrefix(spec, unknownPart) {
		s.add(fileRef{kind: kind, spec: spec, line: line, naming: naming, optional: naming == byURL})
	}
}

// computedSpec is an expression that yields a specifier.
type computedSpec struct {
	spec        strings.Builder
	holed       bool // spec ends in an unknown part
	conditional bool
	choices     []jsToken // strings that a conditional expression chooses from
}

func (c *computedSpec) take(t jsToken) {
	switch {
	case t.is("+"):
	case t.is("?"), t.is(":"):
		c.conditional = true
		c.hole()
	case t.kind == jsString, t.kind == jsPiece:
		if c.conditional && t.kind == jsString {
			c.choices = append(c.choices, t)
		}
		c.spec.WriteString(t.text)
		c.holed = c.holed && t.text == ""
		if t.more {
			c.hole()
		}
	default:
		c.hole()
	}
}

func (c *computedSpec) hole() {
	if !c.holed {
		c.spec.WriteString(unknownPart)
	}
	c.holed = true
}

// ownURL tells whether a URL is one of the file's own: it is relative, or resolved against import.meta.url.
func ownURL(spec string, after jsToken, l *jsLexer) bool {
	if strings.HasPrefix(spec, "./") || strings.HasPrefix(spec, "../") {
		return true
	}
	return after.is(",") && l.next().is("import") && l.next().is(".") && l.next().is("meta")
}
