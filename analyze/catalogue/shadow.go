package catalogue

import "slices"

// Shadow is a route that never serves a request.
type Shadow struct {
	Route  Route
	By     Route  // the route that serves in its place
	Reason string // why, in words
}

// Shadowed returns the routes that never serve: those whose endpoint key was registered before, and those for which
// one earlier route of their method takes every path they could match, as GET /users/{id} before GET /users/me does.
// They come in the order in which a router tries them. A route that only several others together cover is not found.
func (c *Catalogue) Shadowed() []Shadow {
	var shadows []Shadow
	first := map[int]Route{}
	for rank, r := range c.ranked {
		if by, seen := first[r.endpoint]; seen {
			shadows = append(shadows, Shadow{r.Route, by, "the same method and path are registered before it, and the first registration serves"})
			continue
		}
		first[r.endpoint] = r.Route
		if by, found := covering(c.ranked[:rank], r.Route); found {
			shadows = append(shadows, Shadow{r.Route, by, by.Path + " comes before it and takes every path it could match"})
		}
	}
	return shadows
}

// covering returns the first of the earlier routes that takes every request r could serve.
func covering(earlier []rankedRoute, r Route) (Route, bool) {
	all := symbols(r.Path)
	i := slices.IndexFunc(earlier, func(by rankedRoute) bool {
		sameMethod := by.Method == r.Method || by.Method == anyMethod && r.Method != websocketMethod
		return sameMethod && covers(by.tokens, all)
	})
	if i < 0 {
		return Route{}, false
	}
	return earlier[i].Route, true
}

// symbol is one byte of a template's text, or one of its parameters with every value it may have.
type symbol struct {
	kind kind
	text byte // of a literal
}

func symbols(template string) []symbol {
	var all []symbol
	for _, t := range tokenize(template) {
		if t.kind != literal {
			all = append(all, symbol{kind: t.kind})
		}
		for i := range len(t.text) {
			all = append(all, symbol{literal, t.text[i]})
		}
	}
	return all
}

// covers reports whether tokens match every path that the symbols stand for. It may miss that they do, never the
// other way round.
func covers(tokens []token, all []symbol) bool {
	if len(tokens) == 0 {
		return len(all) == 0
	}
	first, rest := tokens[0], tokens[1:]
	if first.kind == literal {
		n := len(first.text)
		return len(all) >= n && spell(all[:n]) == first.text && covers(rest, all[n:])
	}
	for n := 0; n <= len(all); n++ {
		if first.kind.acceptsAll(all[:n]) && covers(rest, all[n:]) {
			return true
		}
	}
	return false
}

// spell returns the text of literal symbols, or "" if there are parameters among them.
func spell(all []symbol) string {
	text := make([]byte, len(all))
	for i, s := range all {
		if s.kind != literal {
			return ""
		}
		text[i] = s.text
	}
	return string(text)
}

// acceptsAll reports whether a parameter accepts every value that the symbols stand for.
func (k kind) acceptsAll(all []symbol) bool {
	switch {
	case k == pathParam:
		return true
	case len(all) == 0:
		return false
	case k == strParam:
		return !slices.ContainsFunc(all, func(s symbol) bool { return s.kind == pathParam || s.text == '/' })
	case len(all) == 1 && all[0].kind != literal:
		return all[0].kind == k || all[0].kind == intParam && k == floatParam
	}
	return k.accepts([]byte(spell(all)))
}
