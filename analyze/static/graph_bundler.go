package static

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// inBundler looks a specifier up in the aliases of bundlers: of the nearest configuration upwards that has
// something to say about it.
func (r *graphResolver) inBundler(dir, spec string, hits func(string) []string) (found []string, ours bool) {
	for ; ; dir = path.Dir(dir) {
		found, ours = r.bundlers[dir].find(spec, hits)
		if len(found) > 0 || ours || dir == "." {
			return found, ours
		}
	}
}

// inOtherBundlers looks a specifier up in all configurations: what one package of a repository is built
// with may apply to the sources of another.
func (r *graphResolver) inOtherBundlers(spec string, hits func(string) []string) []string {
	for _, dir := range slices.Sorted(maps.Keys(r.bundlers)) {
		if found, _ := r.bundlers[dir].find(spec, hits); len(found) > 0 {
			return found
		}
	}
	return nil
}

// readBundlers reads the aliases out of the configurations of bundlers, as far as they are literal.
func (r *graphResolver) readBundlers() error {
	for _, name := range r.names {
		dir, base := path.Split(name)
		dir = path.Clean(dir)
		if languageOf(name) != langScript || !strings.Contains(base, ".config.") && path.Base(dir) != ".storybook" {
			continue
		}
		text, _, err := r.tree.text(name)
		if err != nil {
			return err
		}
		if found := r.configuredAliases(dir, text); len(found) > 0 {
			a := r.bundlers[dir]
			a.mappings = append(a.mappings, found...)
			r.bundlers[dir] = a
		}
	}
	return nil
}

// configuredAliases finds "alias: {…}" and "alias: […]" in a configuration.
func (r *graphResolver) configuredAliases(dir, text string) []mapping {
	var found []mapping
	l := newJSLexer(text)
	for t := l.next(); t.kind != jsEnd; t = l.next() {
		if t.text != "alias" && t.text != "entries" || t.kind != jsWord && t.kind != jsString {
			continue
		}
		a := l.ahead()
		if sign := a.next(); !sign.is(":") && !sign.is("=") {
			continue
		}
		open := a.next()
		a = a.ahead()
		switch {
		case open.is("{"):
			for _, p := range pairs(a) {
				found = append(found, r.alias(dir, p.key.text, p.values, false)...)
			}
			l.follow(a)
		case open.is("["):
			found = append(found, r.aliasList(dir, a)...)
			l.follow(a)
		}
	}
	return found
}

// aliasList reads [{find: …, replacement: …}, …].
func (r *graphResolver) aliasList(dir string, l *jsLexer) []mapping {
	var found []mapping
	for {
		inner := !l.outside()
		t := l.next()
		if t.kind == jsEnd || !inner && t.is("]") {
			return found
		}
		if inner || !t.is("{") {
			continue
		}
		var find jsToken
		var replacement []jsToken
		for _, p := range pairs(l.ahead()) {
			switch {
			case p.key.text == "find" && len(p.values) > 0:
				find = p.values[0]
			case p.key.text == "replacement":
				replacement = p.values
			}
		}
		if key, ok := literalOf(find); ok {
			found = append(found, r.alias(dir, key, replacement, find.kind == jsRegex)...)
		}
	}
}

// literalOf returns the text that a pattern to be replaced starts with: /^@\/(.*)$/ is "@/".
func literalOf(find jsToken) (string, bool) {
	if find.kind != jsRegex {
		return find.text, find.text != ""
	}
	text := strings.TrimPrefix(find.text, "^")
	for _, tail := range []string{"$", "(.*)", "(.+)", ".*"} {
		text = strings.TrimSuffix(text, tail)
	}
	text = strings.ReplaceAll(text, `\/`, "/")
	return text, text != "" && !strings.ContainsAny(text, `\^$|?*+()[]{}`)
}

// pair is one property of an object literal and the strings and patterns in its value.
type pair struct {
	key    jsToken
	values []jsToken
}

// pairs reads the properties of an object literal, behind its opening brace.
func pairs(l *jsLexer) []pair {
	var found []pair
	for {
		p := pair{key: l.next()}
		if p.key.kind == jsEnd || p.key.is("}") {
			return found
		}
		more := false
		p.values, more = propertyValue(l)
		found = append(found, p)
		if !more {
			return found
		}
	}
}

// propertyValue reads on to the comma or brace that ends a property, and tells whether another one follows.
func propertyValue(l *jsLexer) (values []jsToken, more bool) {
	for {
		inner := !l.outside()
		switch t := l.next(); {
		case t.kind == jsEnd, !inner && (t.is(",") || t.is("}")):
			return values, t.is(",")
		case t.kind == jsString, t.kind == jsPiece, t.kind == jsRegex:
			values = append(values, t)
		}
	}
}

// alias returns the mappings of one alias: a directory or file of the tree that the strings of its value,
// put together, name from the directory of the configuration. Other values, such as packages, have none.
func (r *graphResolver) alias(dir, key string, values []jsToken, prefix bool) []mapping {
	parts := make([]string, 0, len(values))
	for _, v := range values {
		if v.kind != jsRegex {
			parts = append(parts, strings.TrimSuffix(v.text, "$1"))
		}
	}
	if key == "" || len(parts) == 0 {
		return nil
	}
	way := path.Join(parts...)
	for _, place := range []string{path.Join(dir, way), path.Join(dir, "src", way)} {
		if outside(place) || !r.tree.dirs[place] && len(r.modules(place)) == 0 {
			continue
		}
		below := strings.TrimSuffix(key, "/") + "/*"
		if prefix {
			below = key + "*"
		}
		return []mapping{newMapping(strings.TrimSuffix(key, "$"), []string{place}), newMapping(below, []string{place + "/*"})}
	}
	return nil
}
