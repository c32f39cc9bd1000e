package static

import (
	"path"
	"strings"
)

// aliases are what a configuration puts in the place of specifiers.
type aliases struct {
	mappings []mapping
	base     string // the directory that all other specifiers are tried in; "" for none
}

// mapping replaces specifiers of one form: exactly prefix or, with a star, prefix*suffix.
type mapping struct {
	prefix, suffix string
	star           bool
	targets        []string // places in the tree, in the order in which they are tried, * for what the star matched
}

// newMapping takes a pattern as tsconfig.json and package.json have them.
func newMapping(pattern string, targets []string) mapping {
	prefix, suffix, star := strings.Cut(pattern, "*")
	return mapping{prefix: prefix, suffix: suffix, star: star, targets: targets}
}

// match returns what the star stands for in a specifier.
func (m mapping) match(spec string) (rest string, ok bool) {
	if !m.star {
		return "", spec == m.prefix
	}
	rest, ok = strings.CutPrefix(spec, m.prefix)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(rest, m.suffix)
}

// places returns where in the tree a specifier leads, by the most specific of the mappings. Named tells
// whether that is meant for it, rather than for everything.
func (a aliases) places(spec string) (places []string, named bool) {
	best := -1
	for _, m := range a.mappings {
		rest, ok := m.match(spec)
		rank := 2 * len(m.prefix)
		if !m.star {
			rank++
		}
		if !ok || rank <= best {
			continue
		}
		best, places = rank, nil
		for _, target := range m.targets {
			place := path.Clean(strings.Replace(target, "*", rest, 1))
			if !outside(place) && !strings.Contains("/"+place, "/node_modules/") {
				places = append(places, place)
			}
		}
		named = m.prefix != "" && len(places) > 0
	}
	return places, named
}

// find returns the files of the first place that has any.
func (a aliases) find(spec string, hits func(string) []string) (found []string, named bool) {
	places, named := a.places(spec)
	if a.base != "" {
		places = append(places, path.Join(a.base, spec))
	}
	for _, place := range places {
		if found = hits(place); len(found) > 0 {
			return found, named
		}
	}
	return nil, named
}
