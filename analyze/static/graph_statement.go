package static

// importing reads on behind the word import.
func (s *reading) importing(l *jsLexer) {
	t := l.next()
	switch {
	case t.kind == jsString:
		s.add(fileRef{kind: "import", spec: t.text, line: t.line})
	case t.is("("):
		s.argument(l, "dynamic import", byModule)
	case t.is("."):
		s.meta(l)
	default:
		s.clause(l, t, "import", "import type")
	}
}

// exporting reads on behind the word export; only what it passes on from another file is of interest.
func (s *reading) exporting(l *jsLexer) {
	t := l.next()
	if t.is("type") {
		if next := l.ahead().next(); !next.is("{") && !next.is("*") {
			return
		}
	} else if !t.is("{") && !t.is("*") {
		return
	}
	s.clause(l, t, "export from", "export type from")
}

// clause reads names up to "from" and a string, t being the first of them.
func (s *reading) clause(l *jsLexer, t jsToken, kind, typeKind string) {
	if t.is("type") && l.typeOnly() {
		kind = typeKind
	}
	const most = 8 // tokens outside of braces
	braces := 0
	for n := 0; n < most; t = l.next() {
		if braces != 1 {
			n++
		}
		switch {
		case t.is("from") && braces != 1:
			if next := l.ahead().next(); next.kind == jsString {
				s.add(fileRef{kind: kind, spec: next.text, line: next.line})
				return
			}
		case t.is("{"), t.is("}"):
			if braces++; braces == 2 && !l.ahead().next().is("from") || braces > 2 {
				return
			}
		case t.kind == jsWord, t.kind == jsString && braces == 1, t.is(","), t.is("*"):
		default:
			return
		}
	}
}

// typeOnly tells, behind "import type" or "export type", whether type is the keyword and not a name.
func (l *jsLexer) typeOnly() bool {
	a := l.ahead()
	switch t := a.next(); t.text {
	case ",":
		return false
	case "from":
		return a.next().kind != jsString // import type from './x' takes a default export called type
	}
	return true
}

// meta reads on behind "import.": import.meta.glob, import.meta.resolve, import.defer, import.source.
func (s *reading) meta(l *jsLexer) {
	t := l.next()
	if t.is("defer") || t.is("source") {
		if l.next().is("(") {
			s.argument(l, "dynamic import", byModule)
		}
		return
	}
	if !t.is("meta") || !l.next().is(".") {
		return
	}
	switch t := l.next(); t.text {
	case "resolve":
		if l.next().is("(") {
			s.argument(l, "import.meta.resolve", byModule)
		}
	case "glob", "globEager", "globEagerDefault":
		if l.generics() {
			s.globs(l, "import.meta."+t.text)
		}
	}
}
