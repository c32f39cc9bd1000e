package static

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// target is what a text says about the URL that it is, or is the end of.
type target struct {
	host  string // empty where there is none, or where it is not constant
	path  string // with "{}" for holes; "{}" alone where nothing of it is known
	based bool
}

// parseTarget reads a text as a URL. What is asked for is certainly one, so that it may be relative or unknown; of any
// other text a path must be clearly recognizable.
func parseTarget(text string, asked bool) (target, bool) {
	if i := strings.IndexAny(text, "?#"); i >= 0 {
		text = text[:i]
	}
	if len(text) > maxText {
		text = hole
	}
	var t target
	rest, absolute := text, false
	if after, ok := cutScheme(text); ok {
		rest, absolute = after, true
	}
	switch {
	case absolute:
		t, rest = cutHost(rest)
		if rest == "" && !t.based && asked {
			rest = "/"
		}
	case strings.HasPrefix(text, ownHost):
		rest = port.ReplaceAllString(text[1:], "")
	case strings.HasPrefix(text, hole):
		t.based, rest = true, port.ReplaceAllString(strings.TrimLeft(text, hole), "")
	case strings.HasPrefix(text, "/"):
	case asked && !strings.Contains(text, ":") && urlText(text) || strings.HasPrefix(text, "api/"):
		t.based, rest = true, "/"+relative.ReplaceAllString(text, "")
	default:
		return t, false
	}
	if !asked && (!urlText(rest) || !strings.HasPrefix(rest, "/")) || strings.ContainsAny(rest, "\\\n\"<>`") {
		return t, false
	}
	t.path = cleanPath(rest)
	return t, asked && text != "" || tellingPath(t)
}

var (
	port     = regexp.MustCompile(`^:\d+`)
	relative = regexp.MustCompile(`^(\.{0,2}/)+`)
)

// cutScheme removes the scheme of an absolute URL, also one that is not constant or left out.
func cutScheme(text string) (rest string, ok bool) {
	if scheme, rest, ok := strings.Cut(text, "://"); ok {
		return rest, slices.Contains([]string{"http", "https", "ws", "wss"}, scheme) || strings.Contains(scheme, hole) && !strings.Contains(scheme, "/")
	}
	rest, ok = strings.CutPrefix(strings.TrimPrefix(text, hole), "//")
	host, _, _ := strings.Cut(rest, "/")
	return rest, ok && strings.ContainsAny(host, ".:"+hole+ownHost)
}

// cutHost removes the host from what follows a scheme. A host that ends in a hole may hold the start of the path, too.
func cutHost(text string) (t target, rest string) {
	host := text
	if i := strings.IndexByte(text, '/'); i >= 0 {
		host, rest = text[:i], text[i:]
	}
	host = host[strings.LastIndexByte(host, '@')+1:] // without name and password
	known, _, holed := strings.Cut(host, hole)
	switch {
	case strings.Contains(host, ownHost):
	case !holed:
		t.host = host
	case strings.HasSuffix(host, hole):
		t.based = true
		if strings.Count(host, hole) == 1 && strings.ContainsAny(known, ".:") {
			t.host = known
		}
	}
	return t, rest
}

// urlText tells whether a text is made of what stands in paths.
func urlText(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r != rune(hole[0]) && r <= ' ' || strings.ContainsRune("\"<>\\^`|*[]\x7f", r)
	})
}

// tellingPath tells whether a path says something: it has a letter or a digit, behind an unknown base a letter.
func tellingPath(t target) bool {
	return strings.ContainsFunc(t.path, func(r rune) bool {
		return r >= 0x80 || isLetterByte(byte(r)) || isDigitByte(byte(r)) && !t.based
	})
}

func isLetterByte(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

var (
	namedSegment = regexp.MustCompile(`^:[A-Za-z_]\w*`)
	braces       = regexp.MustCompile(`\{[^{}]*\}|[{}]`)
	holes        = regexp.MustCompile(hole + `+`)
)

// cleanPath writes a path with "{}" for holes and for placeholders (:id, {id}), as a client sends it: without empty
// segments in the middle and without dots.
func cleanPath(text string) string {
	if text == "" {
		return "{}"
	}
	segments := strings.Split(text, "/")
	if segments[0] != "" {
		segments[0] = behindBase(segments[0])
		segments = append([]string{""}, segments...)
	}
	for i, segment := range segments {
		if !strings.ContainsAny(segment, ":{}"+hole) {
			continue
		}
		segment = namedSegment.ReplaceAllString(segment, hole)
		segment = braces.ReplaceAllString(segment, hole)
		segments[i] = holes.ReplaceAllString(segment, hole)
	}
	cleaned := path.Clean("/" + strings.Join(segments, "/"))
	if last := segments[len(segments)-1]; cleaned != "/" && (last == "" || last == "." || last == "..") {
		cleaned += "/"
	}
	return strings.ReplaceAll(cleaned, hole, "{}")
}

// behindBase returns the segment that starts behind an unknown base: `${base}users` after a base that ends in a
// slash, or the end of a segment of it.
func behindBase(segment string) string {
	if isLetterByte(segment[0]) || isDigitByte(segment[0]) {
		return segment
	}
	return hole + segment
}

// against resolves a path against a base as "new URL(path, base)" does.
func against(base, text string) string {
	if _, absolute := cutScheme(text); absolute || text == "" || strings.HasPrefix(text, hole) {
		return text
	}
	rest, absolute := cutScheme(base)
	directory := strings.HasPrefix(text, "/")
	switch slash := strings.IndexByte(rest, '/'); {
	case !absolute && directory:
		return ownHost + text
	case !absolute:
		return hole + "/" + text
	case slash < 0:
		return base + "/" + strings.TrimPrefix(text, "/")
	case directory:
		return base[:len(base)-len(rest)+slash] + text
	}
	return base[:strings.LastIndexByte(base, '/')+1] + text
}

// joinBase puts the base that a client is made with before the URL of one request.
func joinBase(base, text string) string {
	_, absolute := cutScheme(text)
	switch {
	case absolute || base == "" || strings.HasPrefix(text, hole) || strings.HasPrefix(text, ownHost):
		return text
	case text == "":
		return base
	}
	return strings.TrimRight(base, "/") + "/" + strings.TrimLeft(text, "/")
}
