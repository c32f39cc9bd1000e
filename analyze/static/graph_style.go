package static

import (
	"strings"
)

// cssRules are the at-rules that name files, and how they stand for them.
var cssRules = map[string]bool{
	"import": true, "use": true, "forward": true, "reference": true, "plugin": true, "config": true, "require": true,
}

// styleReader looks for file names in CSS and the languages that compile to it.
type styleReader struct {
	reading
	src         string
	at          int
	line        int
	counted     int  // offset up to which line is right
	lineComment bool // the language has //
	open        int  // brackets
	single      int  // no ' has a partner before this offset
	double      int  // nor has any " before this one
}

// scanStyle finds what a style sheet names: @import and the like, url(), composes … from.
func scanStyle(text string, lineComment bool) reading {
	s := styleReader{src: text, line: 1, lineComment: lineComment}
	for s.at < len(s.src) {
		s.step()
	}
	return s.reading
}

func (s *styleReader) step() {
	switch c := s.src[s.at]; {
	case s.comment():
	case c == '"' || c == '\'':
		s.quoted()
	case c == '@':
		s.at++
		if cssRules[s.name()] {
			s.rule()
		}
	case c == '(' || c == '[' || c == '{':
		s.open++
		s.deep = max(s.deep, s.open)
		s.at++
	case c == ')' || c == ']' || c == '}':
		s.open = max(0, s.open-1)
		s.at++
	case jsWordByte(c):
		s.word()
	default:
		s.at++
	}
}

// word looks for url(…) and for the from of "composes" and "@value".
func (s *styleReader) word() {
	switch name := s.name(); {
	case strings.EqualFold(name, "url") && strings.HasPrefix(s.src[s.at:], "("):
		if spec, at := s.url(); spec != "" {
			s.found("url()", spec, at, byPath)
		}
	case name == "load-css" && strings.HasPrefix(s.src[s.at:], "("):
		if spec, at := s.url(); spec != "" {
			s.found("load-css()", spec, at, bySheet)
		}
	case name == "from":
		s.blank()
		if spec, at := s.quoted(); spec != "" {
			s.found("composes from", spec, at, bySheet)
		}
	}
}

// rule reads the files that an at-rule lists: strings and url(), separated by commas.
func (s *styleReader) rule() {
	kind := s.src[strings.LastIndexByte(s.src[:s.at], '@'):s.at]
	naming := bySheet
	if kind == "@plugin" || kind == "@config" {
		naming = byURL
	}
	for {
		s.blank()
		s.options()
		var spec string
		var at int
		if name := s.peekName(); strings.EqualFold(name, "url") {
			s.at += len(name)
			spec, at = s.url()
		} else {
			spec, at = s.quoted()
		}
		if spec == "" {
			return
		}
		s.found(kind, spec, at, naming)
		s.blank()
		if s.at >= len(s.src) || s.src[s.at] != ',' {
			return
		}
		s.at++
	}
}

// options passes over those of an @import in Less: (reference).
func (s *styleReader) options() {
	rest := s.src[s.at:min(len(s.src), s.at+100)]
	if n := strings.IndexByte(rest, ')'); n > 0 && rest[0] == '(' {
		s.at += n + 1
		s.blank()
	}
}

func (s *styleReader) found(kind, spec string, at int, naming naming) {
	s.line += strings.Count(s.src[s.counted:at], "\n")
	s.counted = at
	if strings.Contains(spec, "#{") || strings.Contains(spec, "@{") || strings.HasPrefix(spec, "$") {
		return
	}
	s.add(fileRef{kind: kind, spec: spec, line: s.line, naming: naming})
}

// url reads "(…)" behind the word url; it moves past what it read.
func (s *styleReader) url() (spec string, at int) {
	if !strings.HasPrefix(s.src[s.at:], "(") {
		return "", s.at
	}
	s.at++
	s.space()
	at = s.at
	if at < len(s.src) && (s.src[at] == '"' || s.src[at] == '\'') {
		return s.quoted()
	}
	n := strings.IndexAny(s.src[at:min(len(s.src), at+maxAttribute)], ")\n")
	if n < 0 || s.src[at+n] != ')' {
		return "", at
	}
	s.at += n + 1
	return strings.TrimSpace(s.src[at : at+n]), at
}

// quoted reads a string on one line; without one it passes over a single quote at most.
func (s *styleReader) quoted() (text string, at int) {
	at = s.at
	if at >= len(s.src) || s.src[at] != '"' && s.src[at] != '\'' {
		return "", at
	}
	barren := &s.single
	if s.src[at] == '"' {
		barren = &s.double
	}
	s.at++
	i := s.at
	for ; at >= *barren && i < len(s.src) && s.src[i] != '\n'; i++ {
		switch s.src[i] {
		case '\\':
			i++
		case s.src[at]:
			s.at = i + 1
			return jsUnescape(s.src[at+1 : i]), at
		}
	}
	*barren = max(*barren, i)
	return "", at
}

func (s *styleReader) peekName() string {
	i := s.at
	for i < len(s.src) && (jsWordByte(s.src[i]) || s.src[i] == '-') {
		i++
	}
	return s.src[s.at:i]
}

func (s *styleReader) name() string {
	name := s.peekName()
	s.at += len(name)
	return name
}

// comment passes over a comment and tells whether there was one.
func (s *styleReader) comment() bool {
	rest := s.src[s.at:]
	switch {
	case strings.HasPrefix(rest, "/*") && !s.lost:
		n := strings.Index(rest[2:], "*/")
		if n < 0 {
			s.lost = true
			s.at += 2
			return true
		}
		s.at += n + 4
		return true
	case s.lineComment && strings.HasPrefix(rest, "//"):
		line, _, _ := strings.Cut(rest, "\n")
		s.at += len(line)
		return true
	}
	return false
}

func (s *styleReader) space() {
	for s.at < len(s.src) && strings.IndexByte(" \t\r\n\f", s.src[s.at]) >= 0 {
		s.at++
	}
}

// blank passes over white space and comments.
func (s *styleReader) blank() {
	for s.space(); s.at < len(s.src) && s.comment(); s.space() {
	}
}
