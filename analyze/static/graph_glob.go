package static

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// hits returns the function that finds the files at a place for a kind of reference.
func (r *graphResolver) hits(from string, ref fileRef) func(place string) []string {
	switch {
	case ref.naming == byGlob:
		return func(pattern string) []string { return r.matching(from, pattern, ref.except) }
	case ref.naming == byDir:
		return func(dir string) []string { return r.inDirectory(strings.TrimSuffix(dir, "/"), ref.filters) }
	case strings.Contains(ref.spec, unknownPart):
		return r.computed
	case ref.naming == byPath:
		return r.exact
	case ref.naming == byURL:
		return r.scripts
	case ref.naming == bySheet:
		return r.sheets
	}
	return r.modules
}

// computed returns the files that a computed specifier may mean. Any text may stand for an unknown part,
// slashes included: bundlers differ in that.
func (r *graphResolver) computed(place string) []string {
	prefix, _, _ := strings.Cut(place, unknownPart)
	var b strings.Builder
	for i, part := range strings.Split(place, unknownPart) {
		if i > 0 {
			b.WriteString(".*")
		}
		b.WriteString(regexp.QuoteMeta(part))
	}
	pattern, err := regexp.Compile("(?s)^" + b.String() + "$")
	if err != nil {
		return nil
	}
	var found []string
	for _, file := range r.below(prefix) {
		if slices.ContainsFunc(namesOf(file), pattern.MatchString) {
			found = append(found, file)
		}
	}
	return found
}

// matching returns the files that a pattern matches and none of its exceptions does.
func (r *graphResolver) matching(from, pattern string, except []string) []string {
	pattern = bounded(pattern)
	prefix, _ := doublestar.SplitPattern(pattern)
	if prefix == "." {
		prefix = ""
	}
	var found []string
	for _, file := range r.below(prefix) {
		if matches(pattern, file) && !slices.ContainsFunc(except, func(p string) bool { return excepts(from, p, file) }) {
			found = append(found, file)
		}
	}
	return found
}

// excepts tells whether a negative pattern of a file takes out another one. A pattern that cannot be
// matched for certain takes out nothing.
func excepts(from, pattern, file string) bool {
	switch {
	case bounded(pattern) != pattern:
		return false
	case isRelative(pattern):
		return matches(path.Join(path.Dir(from), pattern), file)
	case strings.HasPrefix(pattern, "/"):
		for dir := path.Dir(from); ; dir = path.Dir(dir) {
			if matches(path.Join(dir, pattern), file) {
				return true
			}
			if dir == "." {
				return false
			}
		}
	}
	return matches(pattern, file)
}

func matches(pattern, file string) bool {
	ok, err := doublestar.Match(pattern, file)
	return ok && err == nil
}

// extended is what some matchers know in patterns: @(ts|tsx).
var extended = regexp.MustCompile(`[@!+*?]\(`)

// bounded widens a pattern that is not understood or would take too long to match: it then takes all below
// its directory.
func bounded(pattern string) string {
	const most = 8
	if strings.Count(pattern, "{") <= most && strings.Count(pattern, "**") <= most && !extended.MatchString(pattern) && doublestar.ValidatePattern(pattern) {
		return pattern
	}
	n := strings.IndexAny(pattern, "*?[{(!+@")
	return pattern[:1+strings.LastIndexByte(pattern[:max(n, 0)], '/')] + "**"
}

// inDirectory returns the files below a directory whose path from there all expressions match. JavaScript
// has more expressions than Go; one that cannot be compiled filters nothing.
func (r *graphResolver) inDirectory(dir string, filters []string) []string {
	var patterns []*regexp.Regexp
	for _, filter := range filters {
		if pattern, err := regexp.Compile(filter); err == nil {
			patterns = append(patterns, pattern)
		}
	}
	prefix := dir + "/"
	if dir == "." {
		prefix = ""
	}
	var found []string
	for _, file := range r.below(prefix) {
		name := "./" + strings.TrimPrefix(file, prefix)
		if !slices.ContainsFunc(patterns, func(p *regexp.Regexp) bool { return !p.MatchString(name) }) {
			found = append(found, file)
		}
	}
	return found
}

// below returns the files whose names start with a prefix.
func (r *graphResolver) below(prefix string) []string {
	from, _ := slices.BinarySearch(r.names, prefix)
	to := from
	for to < len(r.names) && strings.HasPrefix(r.names[to], prefix) {
		to++
	}
	return r.names[from:to]
}
