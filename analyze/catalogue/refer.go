package catalogue

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// How says how a reference found a route, the surest first.
const (
	ReferExact    = "exact"    // every segment falls on one of the route's
	ReferWildcard = "wildcard" // a "{}" has to stand for constant text, for several segments or for nothing
	ReferSuffix   = "suffix"   // the route's path ends with it, behind an unknown base
)

// Referred is an endpoint that a reference in a source may mean.
type Referred struct {
	Route Route  // as in Endpoints
	How   string // ReferExact, ReferWildcard or ReferSuffix
}

// Refer returns the endpoints that the path of a request in a source may mean, the surest first and otherwise in the
// order of Endpoints. In the path "{}" stands for what is not constant: a segment, or a part of one. Based says that
// something unknown may stand before it. The method is that of a request, "WS" for a WebSocket, or "" for any: then
// the routes of all methods count, WebSockets included. A path that neither starts with "/" nor is an absolute URL
// finds nothing.
//
// A constant path finds what Match finds: one endpoint per method, constants before parameters where the router does
// so, HEAD as GET, with one trailing slash more or less. (Preflights find no endpoint.) With "{}" in it, a path
// stands for many, and every route is returned that would serve at least one of them, so not those that an earlier
// route hides. This prefers too many endpoints to too few, since an edge to one in use keeps a file. But as an edge to
// an unused one may make a file look safe to delete, each has to be plausible:
//
//   - A "{}" of a whole segment is not empty; a part of a segment may be. It holds no slash, except at the place of a
//     {x:path}.
//   - A "{}" glued to the end, as in "/items{}", may also be a query: then "/items" is meant. If there is such a route,
//     the path may go on below it, too: "/items/{id}".
//   - Without an exact match, text of the path has to fall on text of the route: "/{}" finds no "/health".
//   - At the end of a longer route, at least one whole segment has to be the same text in both.
//   - A based path may be all of a route as well as the end of another, so that both are returned.
//
// Like Match, Refer knows no prefix that a proxy adds. Where a service has one, pass the path through StripPrefix, as
// is done with logged paths: "/backend/users/{}" becomes "/users/{}".
func (c *Catalogue) Refer(method, path string, based bool) []Referred {
	path = stripOrigin(path)
	if path == "" {
		path = "/"
	}
	if path[0] != '/' {
		return nil
	}
	ref := parseReference(path)
	f := finder{c, c.lay(ref, based), nil}
	if variant, ok := ref.slashVariant(); ok {
		f.slash = c.lay(variant, based)
	}
	how := map[int]string{}
	f.find(strings.ToUpper(method), how)
	if stem, glued := ref.stem(); glued && f.endsWith(stem, how) {
		finder{c, c.lay(stem.under(), based), nil}.find(strings.ToUpper(method), how)
	}
	return c.referred(how)
}

// referred writes what was found by endpoint in its final order.
func (c *Catalogue) referred(how map[int]string) []Referred {
	endpoints := slices.SortedFunc(maps.Keys(how), func(a, b int) int {
		return cmp.Or(cmp.Compare(certainty(how[a]), certainty(how[b])), cmp.Compare(a, b))
	})
	var all []Referred
	for _, endpoint := range endpoints {
		all = append(all, Referred{c.endpoints[endpoint], how[endpoint]})
	}
	return all
}

// certainty orders the ways in which a reference finds a route.
func certainty(how string) int {
	return slices.Index([]string{ReferExact, ReferWildcard, ReferSuffix}, how)
}

// laid is a reference laid on one route.
type laid struct {
	rank int
	fit  fit
}

// lay lays a reference on all routes, by rank. On one of them it may fit in several ways, behind different bases.
func (c *Catalogue) lay(ref reference, based bool) []laid {
	var all []laid
	for rank, r := range c.ranked {
		segments := strings.Split(r.Path[1:], "/")
		for skip := 0; skip == 0 || based && skip < len(segments); skip++ {
			if !ref.mayFit(segments[skip:]) {
				continue
			}
			if fit, ok := ref.fit(segments, skip); ok {
				all = append(all, laid{rank, fit})
			}
		}
	}
	return all
}

// finder finds the endpoints that one reference may mean.
type finder struct {
	*Catalogue
	exact []laid // the reference as it is
	slash []laid // with one trailing slash more or less
}

// attempt is one of the ways in which a request finds its route; Match makes them in turn.
type attempt struct {
	method string
	slash  bool
}

// attempts returns those for a method, in their order.
func attempts(method string) []attempt {
	if method == "HEAD" {
		return []attempt{{"HEAD", false}, {"GET", false}, {"HEAD", true}, {"GET", true}}
	}
	return []attempt{{method, false}, {method, true}}
}

// serves tells whether the router asks a route in the attempt.
func (a attempt) serves(r rankedRoute) bool {
	return r.Method == a.method || r.Method == anyMethod && a.method != websocketMethod
}

// find notes by endpoint how the reference finds the routes that serve a method, or any method where it is "".
func (f finder) find(method string, how map[int]string) {
	if method != "" {
		f.findOne(method, how)
		return
	}
	done := map[string]bool{}
	for _, l := range slices.Concat(f.exact, f.slash) {
		if m := f.ranked[l.rank].Method; !done[m] {
			done[m] = true
			f.findOne(m, how)
		}
	}
}

func (f finder) findOne(method string, how map[int]string) {
	var found []laid
	exact := false
	tries := attempts(method)
	for n, a := range tries {
		for _, l := range map[bool][]laid{false: f.exact, true: f.slash}[a.slash] {
			if !a.serves(f.ranked[l.rank]) || f.hidden(tries[:n+1], l.rank, l.fit.covered) && f.hidden(tries[:n+1], l.rank, l.fit.emptied) {
				continue
			}
			exact = exact || l.fit.how == ReferExact
			found = append(found, l)
		}
	}
	for _, l := range found {
		if l.fit.how == ReferWildcard && !exact && !l.fit.text {
			continue
		}
		endpoint := f.ranked[l.rank].endpoint
		if known, ok := how[endpoint]; !ok || certainty(l.fit.how) < certainty(known) {
			how[endpoint] = l.fit.how
		}
	}
}

// hidden tells whether an earlier route takes every path that symbols stand for. They are those of the last attempt,
// and the route that serves them there has a rank.
func (f finder) hidden(tries []attempt, rank int, all []symbol) bool {
	last := len(tries) - 1
	for n, a := range tries {
		asked, routes := all, f.ranked
		if tries[last].slash && !a.slash {
			asked = toggleSlash(all)
		}
		if n == last {
			routes = routes[:rank]
		}
		hides := func(r rankedRoute) bool {
			return a.serves(r) && startsLike(r.tokens, asked) && coversAll(r.tokens, asked)
		}
		if slices.ContainsFunc(routes, hides) {
			return true
		}
	}
	return false
}

func toggleSlash(all []symbol) []symbol {
	slash := symbol{literal, '/'}
	if n := len(all); n > 1 && all[n-1] == slash {
		return all[:n-1]
	}
	return append(slices.Clone(all), slash)
}

// endsWith tells whether a route that was found ends with the text with which a reference ends.
func (f finder) endsWith(stem reference, how map[int]string) bool {
	return slices.ContainsFunc(slices.Concat(f.exact, f.slash), func(l laid) bool {
		_, found := how[f.ranked[l.rank].endpoint]
		return found && l.fit.ends(stem)
	})
}
