package static

import (
	"slices"
	"strings"
)

// scriptCall is a call, or a construction with new.
type scriptCall struct {
	scriptSpan // from the name of the function to the closing parenthesis
	name       scriptSpan
	open       int // the opening parenthesis
	isNew      bool
	path       []string // the names in the function's name, in their order: this, http, get
}

// last returns the name of the function itself.
func (c scriptCall) last() string { return c.path[len(c.path)-1] }

// notCalls are the words before parentheses that are no name of a function.
var notCalls = []string{"if", "for", "while", "switch", "with", "catch", "function", "return", "typeof", "await", "async", "super", "of", "in", "case"}

// callAt returns the call whose arguments open at a token.
func (m *scriptModule) callAt(opening int, env *scriptEnv) (scriptCall, bool) {
	c := scriptCall{open: opening}
	if !m.closed(opening, "(") {
		return c, false
	}
	last := opening - 1
	if m.text(last) == ">" {
		last = m.beforeAngles(last)
	}
	if m.text(last) == "?." {
		last--
	}
	if !m.isWord(last) || m.isAny(last, notCalls...) || m.isAny(last-1, "function", "*") {
		return c, false
	}
	from := m.nameStart(last)
	for i := from; i <= last; i++ {
		if m.isWord(i) && (i == from || m.isAny(i-1, ".", "?.", ")")) {
			c.path = append(c.path, m.text(i))
		}
	}
	c.isNew = m.text(from-1) == "new"
	c.scriptSpan = scriptSpan{m: m, r: scriptRange{from, m.next(opening)}, env: env}
	c.name = c.part(from, last+1)
	return c, true
}

// beforeAngles returns the token before the type arguments that end at a token.
func (m *scriptModule) beforeAngles(end int) int {
	const limit = 100
	angles := 0
	for i := end; i >= max(0, end-limit); i-- {
		switch m.text(i) {
		case ">":
			angles++
		case "<":
			if angles--; angles == 0 {
				return i - 1
			}
		case ";", "=>":
			return -1
		case ")", "]", "}":
			if m.mate(i) >= 0 {
				i = m.mate(i)
			}
		}
	}
	return -1
}

// nameStart returns the token with which the operand that ends at a token starts: a.b(c).d starts with a.
func (m *scriptModule) nameStart(end int) int {
	i := end
	for range maxSpan {
		if mate := m.mate(i); mate >= 0 && mate < i {
			i = mate
			if m.isAny(i, "(", "[") && m.endsOperand(i-1) && !m.isAny(i-1, notCalls...) && (m.isWord(i-1) || m.isAny(i-1, ")", "]")) {
				i--
				continue
			}
		}
		if !m.isAny(i-1, ".", "?.") {
			return i
		}
		i -= 2
	}
	return i
}

// operandEnd returns the token behind the operand that starts at a token.
func (m *scriptModule) operandEnd(from int) int {
	i := m.next(from)
	for range maxSpan {
		switch {
		case m.isAny(i, ".", "?.") && m.isWord(i+1):
			i += 2
		case m.text(i) == "?.":
			i++
		case m.closed(i, "(") || m.closed(i, "[") && !m.tokens[i].newline:
			i = m.next(i)
		default:
			return i
		}
	}
	return i
}

// sum returns the expression of operands joined by "+" that a token starts or continues, from the last one on that is
// taken.
func (m *scriptModule) sum(i int, taken map[int]bool) scriptRange {
	r := scriptRange{i, m.operandEnd(i)}
	for range maxSpan {
		if m.text(r.from-1) != "+" || !m.endsOperand(r.from-2) || taken[r.from-2] {
			break
		}
		r.from = m.nameStart(r.from - 2)
	}
	for range maxSpan {
		if m.text(r.to) != "+" {
			break
		}
		r.to = m.operandEnd(r.to + 1)
	}
	return scriptRange{r.from, min(r.to, len(m.tokens))}
}

// loadsModule tells whether a call names files of the source tree: import(), require(), mocks of modules.
func (c scriptCall) loadsModule() bool {
	switch strings.Join(c.path, ".") {
	case "import", "require", "require.resolve", "require.context", "import.meta.glob", "import.meta.globEager", "import.meta.resolve",
		"jest.mock", "jest.doMock", "jest.unmock", "jest.requireActual", "jest.requireMock", "jest.setMock",
		"vi.mock", "vi.doMock", "vi.unmock", "vi.importActual", "vi.importMock":
		return true
	case "URL":
		args := c.m.list(c.open)
		return c.isNew && len(args) == 2 && c.m.text(args[1].from) == "import"
	}
	return false
}

// verbs are the methods by the names of the functions that send them.
var verbs = map[string]string{
	"get": "GET", "post": "POST", "put": "PUT", "patch": "PATCH", "delete": "DELETE", "del": "DELETE", "head": "HEAD", "options": "OPTIONS",
	"GET": "GET", "POST": "POST", "PUT": "PUT", "PATCH": "PATCH", "DELETE": "DELETE", "HEAD": "HEAD", "OPTIONS": "OPTIONS",
	"postForm": "POST", "putForm": "PUT", "patchForm": "PATCH",
}

// methodNamed returns the method that a text names, in upper case; "" for other texts.
func methodNamed(text string) string {
	if method := strings.ToUpper(text); verbs[method] == method {
		return method
	}
	return ""
}

// verb returns the method that the name of the function says: "" when it says none or several.
func (c scriptCall) verb() string {
	if method := verbs[c.last()]; method != "" {
		return method
	}
	var found []string
	for _, word := range words(c.last()) {
		if method := verbs[word]; method != "" && word != "head" && word != "options" {
			found = append(found, method)
		}
	}
	if len(found) == 1 && c.requests() {
		return found[0]
	}
	return ""
}

// clientNames are functions that send requests themselves, as they are exported by their packages.
var clientNames = []string{"axios", "ky", "got", "superagent", "$fetch", "ofetch", "useFetch", "ajax", "$http"}

// clientWords tell names of what sends requests.
var clientWords = []string{
	"fetch", "fetcher", "request", "requests", "requester", "api", "http", "https", "axios", "ky", "got", "ajax",
	"superagent", "rest", "client", "agent", "xhr", "backend",
}

// requestWords are those of functions that may, with a path, send a request.
var requestWords = append([]string{"swr", "query", "mutation", "json", "upload", "download", "stream", "endpoint", "url"}, clientWords...)

func anyWord(name string, of []string) bool {
	return slices.ContainsFunc(words(name), func(w string) bool { return slices.Contains(of, w) })
}

// requests tells whether the function, or what it belongs to, is named like something that sends requests.
func (c scriptCall) requests() bool {
	return anyWord(c.last(), requestWords) || c.ofClient()
}

// ofClient tells whether the function belongs to what is named like a client: this.http.get, apiClient.post.
func (c scriptCall) ofClient() bool {
	return len(c.path) > 1 && anyWord(c.path[len(c.path)-2], clientWords)
}

// textMethods are functions that take a path without asking for it.
var textMethods = []string{
	"startsWith", "endsWith", "includes", "indexOf", "lastIndexOf", "split", "replace", "replaceAll", "match", "matchAll", "test", "search",
	"concat", "join", "push", "has", "set", "add", "slice", "localeCompare", "log", "warn", "error", "info", "debug", "then", "catch",
}
