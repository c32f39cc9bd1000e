package static

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

var (
	// { method: 'POST' }, init.method = "PUT"
	methodText = regexp.MustCompile("\\bmethod['\"]?\\]?\\s*[:=]\\s*['\"`]([A-Za-z]+)['\"`]")

	// apiFetch('…', request<User>(`…`, this.http.post('…'
	requestCall = regexp.MustCompile("(?i)\\b\\w*(?:api|fetch|request|http|axios|endpoint)\\w*\\s*(?:<[^()\n]{0,80}>)?\\(\\s*[`'\"]")
	genericCall = regexp.MustCompile("\\b\\w+<[^()\n;]{1,80}>\\(\\s*[`'\"]")
	sendingCall = regexp.MustCompile("\\.(?:post|put|patch)\\s*(?:<[^()\n]{0,80}>)?\\(\\s*[`'\"]")

	// Libraries whose requests are data: RTK Query.
	requestData = regexp.MustCompile(`\b(?:createApi|injectEndpoints|fetchBaseQuery)\s*\(`)
)

// nearby is the number of lines within which a method belongs to a path.
const nearby = 4

// AddUnclear adds to the references of the given files those of which only the bare text tells, see [unclear].
func AddUnclear(fsys fs.FS, references map[string][]Reference, files []string) {
	for _, name := range files {
		known, read := references[name]
		if !read {
			continue
		}
		if text, ok := readSource(fsys, name); ok {
			references[name] = append(known, unclear(text, known)...)
		}
	}
}

// unclear lists lines that seem to send a request of which references know nothing: a method that no reference has, or a call
// named like a request without any reference on its line. Each is a reference of which nothing is known. It looks at the bare text, so
// that it fails in other ways than the evaluation of the source, and errs towards a doubt.
func unclear(text string, known []Reference) []Reference {
	var found []Reference
	add := func(at int) {
		line := lineAt(text, at)
		if !slices.ContainsFunc(found, func(r Reference) bool { return r.Line == line }) {
			found = append(found, Reference{Line: line, Path: "{}", Text: excerpt(lineText(text, at))})
		}
	}
	for _, m := range methodText.FindAllStringSubmatchIndex(text, -1) {
		method := methodNamed(text[m[2]:m[3]])
		line := lineAt(text, m[0])
		told := func(r Reference) bool {
			return r.Method == method || r.Method == "" && r.Line > line-nearby && r.Line < line+nearby
		}
		if method != "" && !slices.ContainsFunc(known, told) {
			add(m[0])
		}
	}
	for _, call := range []*regexp.Regexp{requestCall, genericCall, sendingCall} {
		for _, m := range call.FindAllStringIndex(text, -1) {
			first, last := lineAt(text, m[0]), lineAt(text, m[1])
			if !slices.ContainsFunc(known, func(r Reference) bool { return r.Line >= first && r.Line <= last }) {
				add(m[0])
			}
		}
	}
	for _, m := range requestData.FindAllStringIndex(text, -1) {
		add(m[0])
	}
	return found
}

func lineText(text string, at int) string {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	if end := strings.IndexByte(text[at:], '\n'); end >= 0 {
		return text[start : at+end]
	}
	return text[start:]
}
