package catalogue

import (
	"slices"
	"strings"
)

// referenceHole stands in the path of a reference for what is not constant.
const referenceHole = "{}"

// reference is the path of a request in a source, by segments: literals, and holes, which are written as parameters
// that accept anything.
type reference struct {
	segments [][]token
	below    bool // it is the start of the paths that it stands for
}

// parseReference reads a path that starts with a slash. Its text is decoded as that of a request.
func parseReference(path string) reference {
	var ref reference
	var segment []token
	for n, piece := range strings.Split(path[1:], referenceHole) {
		if last := len(segment) - 1; n > 0 && (last < 0 || segment[last].kind == literal) {
			segment = append(segment, token{kind: pathParam})
		}
		if piece == "" {
			continue
		}
		for m, text := range strings.Split(string(appendPath(nil, "/"+piece))[1:], "/") {
			if m > 0 {
				ref.segments, segment = append(ref.segments, segment), nil
			}
			if text != "" {
				segment = append(segment, token{literal, text})
			}
		}
	}
	ref.segments = append(ref.segments, segment)
	return ref
}

// mayFit tells, at little cost, whether the reference may fall on the segments of a template.
func (ref reference) mayFit(route []string) bool {
	for i, segment := range ref.segments {
		switch {
		case i == len(route):
			return false
		case strings.Contains(route[i], ":path}"):
			return true
		case isConstant(segment) && textOf(segment) != route[i] && strings.IndexByte(route[i], '{') < 0:
			return false
		}
	}
	return ref.below || len(route) == len(ref.segments)
}

// slashVariant returns the path with one trailing slash added or removed; the root has none.
func (ref reference) slashVariant() (reference, bool) {
	last := len(ref.segments) - 1
	switch {
	case len(ref.segments[last]) > 0:
		return reference{segments: append(slices.Clone(ref.segments), nil)}, true
	case last > 0:
		return reference{segments: ref.segments[:last]}, true
	}
	return ref, false
}

// stem returns the path without the hole that is glued to its end; false if none is.
func (ref reference) stem() (reference, bool) {
	last := len(ref.segments) - 1
	segment := ref.segments[last]
	if n := len(segment); n > 1 && segment[n-1].kind != literal {
		return reference{segments: append(slices.Clone(ref.segments[:last]), segment[:n-1])}, true
	}
	return ref, false
}

// under returns all paths below the path.
func (ref reference) under() reference {
	return reference{segments: ref.segments, below: true}
}

// fit says how a reference falls on a route.
type fit struct {
	how     string
	text    bool     // text of the reference falls on text of the route
	segment bool     // a whole segment of text does
	covered []symbol // paths that both stand for, or more than these
	emptied []symbol // the same, with nothing in place of the holes that are a part of a segment
	last    []token  // the last segment of the route that is not empty
}

// ends tells whether the last segment of the route is the text with which a reference ends.
func (f fit) ends(ref reference) bool {
	last := ref.segments[len(ref.segments)-1]
	return len(last) == 1 && last[0].kind == literal && slices.Equal(f.last, last)
}

// fit lays the reference on the segments of a template, the first of which are skipped: they belong to the unknown
// base.
func (ref reference) fit(template []string, skip int) (fit, bool) {
	route := make([][]token, len(template))
	for i, segment := range template {
		route[i] = tokenize(segment)
	}
	f := fit{how: ReferExact, last: route[len(route)-1]}
	if len(f.last) == 0 && len(route) > 1 {
		f.last = route[len(route)-2]
	}
	for _, segment := range route[:skip] {
		if hasPathParam(segment) {
			return f, false
		}
		f.take(symbol{literal, '/'})
		f.take(symbolsOf(segment)...)
	}
	rest := route[skip:]
	for i, segment := range rest {
		f.take(symbol{literal, '/'})
		switch {
		case i == len(ref.segments):
			if !ref.below || len(segment) == 0 {
				return f, false
			}
			f.how = ReferWildcard
			f.take(symbolsOf(joined(rest[i:]))...)
			return f.finish(skip)
		case i > len(ref.segments):
			return f, false
		case hasPathParam(segment):
			if ref.below || !f.tail(joined(rest[i:]), joined(ref.segments[i:])) {
				return f, false
			}
			return f.finish(skip)
		case !f.one(segment, ref.segments[i]):
			return f, false
		}
	}
	if len(rest) != len(ref.segments) || ref.below {
		return f, false
	}
	return f.finish(skip)
}

// take adds to the paths that both stand for.
func (f *fit) take(all ...symbol) {
	f.covered = append(f.covered, all...)
	f.emptied = append(f.emptied, all...)
}

// finish decides on a fit from the first to the last segment.
func (f fit) finish(skip int) (fit, bool) {
	if skip > 0 {
		f.how = ReferSuffix
		return f, f.segment
	}
	return f, true
}

// one lays a segment of the reference on one of the route.
func (f *fit) one(route, ref []token) bool {
	text := hasText(route) && hasText(ref)
	whole := len(ref) == 1 && ref[0].kind != literal
	switch {
	case isConstant(ref):
		if !coversAll(route, symbolsOf(ref)) {
			return false
		}
		f.segment = f.segment || text && isConstant(route)
		f.take(symbolsOf(ref)...)
	case isConstant(route):
		if !matchesHoles(ref, textOf(route), whole) {
			return false
		}
		f.how = ReferWildcard
		f.segment = f.segment || len(ref) == 2 && slices.Equal(ref[:1], route) // a query, rather
		f.take(symbolsOf(route)...)
	case whole:
		if len(route) > 1 {
			f.how = ReferWildcard
		}
		f.take(symbolsOf(route)...)
	case len(route) == 1 && route[0].kind == strParam:
		all := within(symbolsOf(ref))
		f.covered = append(f.covered, all...)
		f.emptied = append(f.emptied, slices.DeleteFunc(all, func(s symbol) bool { return s.kind != literal })...)
	case !overlap(pieces(symbolsOf(route)), optional(pieces(within(symbolsOf(ref))))):
		return false
	default:
		if !coversAll(route, within(symbolsOf(ref))) && len(route) > 1 {
			f.how = ReferWildcard
		}
		f.take(symbolsOf(route)...)
	}
	f.text = f.text || text
	return true
}

// tail lays the rest of the reference on the rest of the route from its first {x:path} on, where a hole may hold
// slashes.
func (f *fit) tail(route, ref []token) bool {
	all := symbolsOf(ref)
	switch {
	case coversAll(route, all):
	case hasHole(ref) && overlap(pieces(symbolsOf(route)), pieces(all)):
		f.how = ReferWildcard
	default:
		return false
	}
	f.text = f.text || hasText(route) && hasText(ref)
	f.take(all...)
	return true
}

func symbolsOf(tokens []token) []symbol {
	var all []symbol
	for _, t := range tokens {
		if t.kind != literal {
			all = append(all, symbol{kind: t.kind})
		}
		for i := range len(t.text) {
			all = append(all, symbol{literal, t.text[i]})
		}
	}
	return all
}

// joined returns segments as one list of tokens with slashes between them.
func joined(segments [][]token) []token {
	var all []token
	for i, segment := range segments {
		if i > 0 {
			all = append(all, token{literal, "/"})
		}
		all = append(all, segment...)
	}
	return all
}

// within returns symbols whose holes hold no slash.
func within(all []symbol) []symbol {
	for i := range all {
		if all[i].kind == pathParam {
			all[i].kind = strParam
		}
	}
	return all
}

func hasHole(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return t.kind != literal })
}

func hasText(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return t.kind == literal && t.text != "/" })
}

// textOf returns the text of a constant segment.
func textOf(segment []token) string {
	if len(segment) == 0 {
		return ""
	}
	return segment[0].text
}

// matchesHoles tells whether a segment with holes may be a text. Holes may be empty, but not all of a segment.
func matchesHoles(segment []token, text string, whole bool) bool {
	if whole {
		return text != ""
	}
	open := false // a hole was before
	for i, t := range segment {
		switch {
		case t.kind != literal:
			open = true
			continue
		case i == len(segment)-1 && open:
			return strings.HasSuffix(text, t.text)
		case !open:
			if !strings.HasPrefix(text, t.text) {
				return false
			}
			text = text[len(t.text):]
		default:
			_, after, found := strings.Cut(text, t.text)
			if !found {
				return false
			}
			text = after
		}
		open = false
	}
	return open || text == ""
}
