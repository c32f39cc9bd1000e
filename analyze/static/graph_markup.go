package static

import (
	"regexp"
	"strings"
)

// markup reads pages and components: HTML, Vue, Svelte, Astro and MDX.
type markup struct {
	reading
	text  string
	rest  []byte // the text with everything blanked that was read as something else
	page  bool   // a page of HTML rather than a component
	line  int
	lined int // offset up to which line is right
}

// scanMarkup finds what a page or component names: the attributes that hold addresses, and what its
// scripts and styles import.
func scanMarkup(name, text string) reading {
	m := markup{text: text, rest: []byte(text), line: 1, page: strings.HasSuffix(name, "html") || strings.HasSuffix(name, "htm")}
	at := 0
	if strings.HasSuffix(name, ".astro") {
		at = m.frontmatter()
	}
	for at < len(text) {
		at = m.next(at)
	}
	if !m.page {
		for _, r := range scanLoosely(string(m.rest)) {
			if r.kind == "require" || r.kind == "dynamic import" {
				m.add(r)
			}
		}
	}
	byPlace(m.refs)
	return m.reading
}

// scanMDX finds the imports of a Markdown document with components, outside of its code samples.
func scanMDX(text string) reading {
	text = codeSample.ReplaceAllStringFunc(text, func(sample string) string { return strings.Repeat("\n", strings.Count(sample, "\n")) })
	return reading{refs: scanLoosely(text)}
}

var (
	codeSample = regexp.MustCompile("(?s)```.*?(?:```|$)|`[^`\n]*`")
	tagStart   = regexp.MustCompile(`^<([A-Za-z][\w.:-]*)`)
	closings   = map[string]*regexp.Regexp{"script": regexp.MustCompile(`(?i)</script`), "style": regexp.MustCompile(`(?i)</style`)}
	attribute  = regexp.MustCompile(`^[\s/]*([^\s=/>"'{}]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>{}]+)?)?`)
)

// next reads on from an offset to behind the next tag or comment.
func (m *markup) next(at int) int {
	n := strings.IndexByte(m.text[at:], '<')
	if n < 0 {
		return len(m.text)
	}
	at += n
	if strings.HasPrefix(m.text[at:], "<!--") && !m.lost {
		if n := strings.Index(m.text[at:], "-->"); n >= 0 {
			m.blank(at, at+n)
			return at + n
		}
		m.lost = true
		return at + 4
	}
	tag := tagStart.FindStringSubmatch(m.text[at:min(len(m.text), at+maxAttribute)])
	if tag == nil {
		return at + 1
	}
	name := strings.ToLower(tag[1])
	at, kind := m.attributes(name, at+len(tag[0]))
	closing := closings[name]
	if closing == nil || strings.HasSuffix(m.text[:at], "/>") {
		return at
	}
	length := len(m.text) - at
	if found := closing.FindStringIndex(m.text[at:]); found != nil {
		length = found[0]
	}
	m.block(name, kind, at, at+length)
	return at + length
}

// attributes reads the attributes of a tag up to behind its end, and returns its type or lang, too.
func (m *markup) attributes(tag string, at int) (int, string) {
	kind := ""
	for at < len(m.text) {
		a := attribute.FindStringSubmatchIndex(m.text[at:min(len(m.text), at+maxAttribute)])
		if a == nil {
			switch c := m.text[at]; c {
			case '>':
				return at + 1, kind
			case '<':
				return at, kind
			case '{':
				at = m.expression(at)
			default:
				at++
			}
			continue
		}
		if a[4] >= 0 {
			name, value := strings.ToLower(m.text[at+a[2]:at+a[3]]), strings.Trim(m.text[at+a[4]:at+a[5]], `"'`)
			m.attribute(tag, name, value, at+a[4])
			if name == "type" || name == "lang" {
				kind = value
			}
		}
		at += a[1]
	}
	return at, kind
}

// maxAttribute bounds what is looked at for one attribute; longer ones hold data, not a name.
const maxAttribute = 4 << 10

// attribute takes an attribute's value as an address if it is one.
func (m *markup) attribute(tag, name, value string, at int) {
	switch name {
	case "src", "href", "poster", "data":
	default:
		return
	}
	for _, base := range []string{"%PUBLIC_URL%", "%BASE_URL%", "<%= BASE_URL %>"} {
		if rest, ok := strings.CutPrefix(value, base); ok {
			value = "/" + strings.TrimPrefix(rest, "/")
		}
	}
	loads := tag == "script" || tag == "link"
	m.add(fileRef{kind: "<" + tag + " " + name + ">", spec: value, line: m.lineOf(at), naming: byPath, optional: !loads})
}

// expression returns the offset behind an expression in braces.
func (m *markup) expression(at int) int {
	open := 0
	for i := at; i < min(len(m.text), at+maxAttribute); i++ {
		switch m.text[i] {
		case '{':
			open++
		case '}':
			if open--; open == 0 {
				return i + 1
			}
		}
	}
	return at + 1
}

// block reads the content of a script or style element.
func (m *markup) block(tag, kind string, from, to int) {
	var r reading
	text, line := m.text[from:to], m.lineOf(from)
	if tag == "style" {
		r = scanStyle(text, kind == "scss" || kind == "less")
	} else if !strings.Contains(kind, "json") && !strings.Contains(kind, "map") {
		r = scanScript("x.tsx", text)
	}
	if r.lost {
		r.refs = append(r.refs, scanLoosely(text)...)
	}
	for _, found := range r.refs {
		found.line += line - 1
		m.add(found)
	}
	m.blank(from, to)
}

// frontmatter reads the script at the head of an Astro component, between two lines of dashes, and
// returns the offset of its end.
func (m *markup) frontmatter() int {
	const fence = "---"
	start := strings.Index(m.text, fence)
	if start < 0 || strings.TrimSpace(m.text[:start]) != "" {
		return 0
	}
	start += len(fence)
	n := strings.Index(m.text[start:], "\n"+fence)
	if n < 0 {
		return 0
	}
	m.block("script", "", start, start+n)
	return start + n
}

// blank keeps a part of the text from being read again.
func (m *markup) blank(from, to int) {
	for i := from; i < to; i++ {
		if m.rest[i] != '\n' {
			m.rest[i] = ' '
		}
	}
}

// lineOf returns the line of an offset; offsets come in their order.
func (m *markup) lineOf(at int) int {
	m.line += strings.Count(m.text[m.lined:at], "\n")
	m.lined = at
	return m.line
}
