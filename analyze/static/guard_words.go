package static

import (
	"path"
	"strings"
)

// whole reports the files that all of a quoted text names.
func (r *lineSearch) whole(piece string, start, end int) {
	for _, l := range r.index.names[strings.Trim(piece, " \t\r\n\\")] {
		if l.isFile() && !strings.ContainsAny(l.text, separators) {
			continue // it is looked up as a word, which may also be a path
		}
		if r.kind.texts && l.plain() {
			continue
		}
		if r.kind.data && l.plain() && l.lower() && strings.HasPrefix(strings.TrimLeft(r.line[min(end+1, len(r.line)):], " \t"), ":") {
			continue
		}
		r.mention(l, start)
	}
}

// word reports the files that one word names, which stands in a quoted text with others or without quotes.
func (r *lineSearch) word(spec string, at int, quoted bool) {
	if r.path(spec, at) || r.kind.words && r.sibling(spec, at) || r.kind.prose {
		return
	}
	base := path.Base(spec)
	for _, l := range r.index.names[base] {
		switch {
		case l.isFile():
		case base != spec || r.kind.style:
			continue // the end of a route, of a class
		case l.plain():
			if quoted || r.kind.texts || !r.value(l, at) {
				continue
			}
		case l.kebab() && quoted:
			continue // one class among others
		}
		r.mention(l, at)
	}
}

// sibling reports the flagged file that a bare file name means in a page, a style sheet or a command: the one
// beside the file that says it.
func (r *lineSearch) sibling(spec string, at int) bool {
	if strings.Contains(spec, "/") || path.Ext(spec) == "" {
		return false
	}
	return r.hit(r.index.paths[path.Join(path.Dir(r.from), spec)], at)
}

// value tells whether a word that could stand in any sentence is rather the whole value of something:
// "block: Carousel", "- Carousel", "block=Carousel", "<Carousel".
func (r *lineSearch) value(l *label, at int) bool {
	before := strings.TrimRight(r.line[:at], " \t")
	after := strings.TrimLeft(r.line[min(at+len(l.text), len(r.line)):], " \t\r\n")
	switch {
	case strings.HasSuffix(before, "<"), strings.HasSuffix(before, "</"):
		return !l.lower()
	case r.kind.markup:
		return strings.HasSuffix(before, "=")
	case before != "" && !strings.ContainsAny(before[len(before)-1:], "=:,;([{|&-"+quotes):
		return false
	case after == "" || strings.ContainsAny(after[:1], ",;)]}|&#"+quotes):
		return true
	}
	return strings.ContainsAny(after[:1], ":=") && !l.lower()
}

// dotted reports the Python files that a word names the way imports do: "shop.orders", ".orders", and
// "orders" by itself in a list of them.
func (r *lineSearch) dotted(word string, at int) {
	name := strings.TrimLeft(word, ".")
	if name == "" {
		return
	}
	up := len(word) - len(name)
	name = strings.TrimRight(strings.ReplaceAll(name, ".", "/"), "/")
	for segment := range strings.SplitSeq(name, "/") {
		if r.kind.python || segment == path.Base(name) {
			r.python(r.index.names[segment], at)
		}
	}
	if up > 0 {
		name = path.Join(path.Dir(r.from), strings.Repeat("../", up-1), name)
	}
	for _, ending := range r.index.endings[path.Base(name)] {
		if ending == name || up == 0 && strings.Contains(name, "/") && strings.HasSuffix(ending, "/"+name) {
			r.python(r.index.paths[ending], at)
		}
	}
}

func (r *lineSearch) python(labels []*label, at int) {
	for _, l := range labels {
		if path.Ext(l.file) == ".py" {
			r.mention(l, at)
		}
	}
}
