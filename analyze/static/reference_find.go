package static

import (
	"slices"
	"strings"
)

// scriptSpan is an expression: where it stands and what the parameters around it were given. As whole it is all that a
// module exports.
type scriptSpan struct {
	m     *scriptModule
	r     scriptRange
	env   *scriptEnv
	whole bool
}

func (s scriptSpan) part(from, to int) scriptSpan {
	return scriptSpan{m: s.m, r: scriptRange{from, to}, env: s.env}
}

func (s scriptSpan) parts(separators ...string) []scriptSpan {
	var parts []scriptSpan
	for _, r := range s.m.split(s.r, separators...) {
		parts = append(parts, s.part(r.from, r.to))
	}
	return parts
}

// arguments returns the elements between the brackets that open at a token.
func (s scriptSpan) arguments(opening int) []scriptSpan {
	var args []scriptSpan
	for _, r := range s.m.list(opening) {
		args = append(args, s.part(r.from, r.to))
	}
	return args
}

// scriptEnv is what a function was given in one call.
type scriptEnv struct {
	m     *scriptModule
	fn    int
	args  []scriptSpan
	outer *scriptEnv
}

// argument returns what a parameter was given; false where the call is not known.
func (env *scriptEnv) argument(m *scriptModule, d *scriptDecl) (scriptSpan, bool) {
	for ; env != nil; env = env.outer {
		if env.m == m && env.fn == d.fn {
			if d.arg < len(env.args) {
				return env.args[d.arg], true
			}
			return scriptSpan{m: m, r: d.fallback, env: env}, !d.fallback.empty()
		}
	}
	return scriptSpan{}, false
}

// evaluator follows names to what they stand for. It is bounded in depth and in steps, since sources may refer to
// themselves; what lies beyond the bounds is unknown.
type evaluator struct {
	set    *scriptModules
	memo   map[*scriptDecl]texts
	busy   map[*scriptDecl]texts // declarations that are being evaluated, and what is known of them by now
	open   map[scriptPlace]bool  // expressions that are being evaluated
	cycles int                   // how often one of these was met again
	depth  int
	steps  int

	home    *scriptModule // the module whose references are looked for
	touched []int         // tokens of it that parts of paths were taken from
}

// scriptPlace is where an expression stands.
type scriptPlace struct {
	m *scriptModule
	r scriptRange
}

const maxFollow = 60

func newEvaluator(set *scriptModules) *evaluator {
	return &evaluator{set: set, memo: map[*scriptDecl]texts{}, busy: map[*scriptDecl]texts{}, open: map[scriptPlace]bool{}}
}

// begin prepares for the references of one module.
func (e *evaluator) begin(m *scriptModule) {
	e.home, e.touched = m, nil
	e.steps = 100_000 + 20*len(m.tokens)
}

// enter begins one step, which costs as much as there are tokens to look at.
func (e *evaluator) enter(r scriptRange) bool {
	e.steps -= 1 + min(max(r.to-r.from, 0), maxSpan)
	e.depth++
	return e.steps > 0 && e.depth < maxFollow
}

func (e *evaluator) leave() { e.depth-- }

// touch notes that a value with a part of a path was taken from a token.
func (e *evaluator) touch(m *scriptModule, i int, t texts) texts {
	if m == e.home && slices.ContainsFunc(t, func(s string) bool { return strings.Contains(s, "/") }) {
		e.touched = append(e.touched, i)
	}
	return t
}

// trim removes what does not change an expression: parentheses around it, await, assertions of its type.
func trim(s scriptSpan) scriptSpan {
	m := s.m
	for !s.whole && !s.r.empty() {
		first := s.r.from
		switch {
		case m.isAny(first, "await", "yield", "...", "readonly"):
			s.r.from++
			continue
		case m.closed(first, "(") && m.next(first) == s.r.to:
			s.r = scriptRange{first + 1, s.r.to - 1}
			continue
		case m.text(first) == "<":
			if end := m.afterAngles(s.r); end > 0 {
				s.r.from = end
				continue
			}
		}
		i := m.find(scriptRange{first + 1, s.r.to}, "as", "satisfies")
		if i < 0 || m.text(i-1) == "." || m.find(scriptRange{first, i}, "=>") >= 0 {
			return s
		}
		s.r.to = i
	}
	return s
}

// afterAngles returns the token behind the "<…>" that a range starts with, 0 if it does not end.
func (m *scriptModule) afterAngles(r scriptRange) int {
	angles := 0
	for i := r.from; i < r.to && i < r.from+maxSpan; i = m.next(i) {
		switch m.text(i) {
		case "<":
			angles++
		case ">":
			if angles--; angles == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// find follows an expression to the one that it names: an object, a function, a call, a literal. It fails for names
// that nothing known declares.
func (e *evaluator) find(s scriptSpan) (scriptSpan, bool) {
	defer e.leave()
	if !e.enter(s.r) {
		return s, false
	}
	s = trim(s)
	if s.whole || s.r.empty() {
		return s, s.whole
	}
	m, i := s.m, s.r.from
	if _, _, isFn := m.functionAt(s.r); isFn {
		return s, true
	}
	switch {
	case !m.isWord(i) || m.isAny(i, "class", "enum") || m.find(s.r, operators...) >= 0:
		return s, true
	case m.text(i) == "new":
		if class, ok := e.find(s.part(i+1, i+2)); ok && !class.whole && class.m.text(class.r.from) == "class" {
			return class, true
		}
		return s, true
	}
	if found, ok := e.chain(s); ok {
		return found, true
	}
	// What an unknown function returns has no other definition than the call.
	return s, m.text(s.r.to-1) == ")"
}

// operators are the marks that make an expression more than a name.
var operators = []string{"=>", "?", ":", "??", "||", "&&", "+", "-", "*", "/", "%", "===", "!==", "==", "!=", "!", "=", "in", "instanceof"}

// chain follows a name with its properties and calls.
func (e *evaluator) chain(s scriptSpan) (scriptSpan, bool) {
	m := s.m
	at, after, ok := e.head(s)
	for ok && after < s.r.to {
		switch {
		case m.isAny(after, ".", "?.") && m.isWord(after+1):
			at, ok = e.member(at, m.text(after+1))
			after += 2
		case m.isAny(after, "?."):
			after++
		case m.closed(after, "["):
			var key string
			if key, ok = m.key(after + 1); ok && m.next(after+1) == m.mate(after) {
				at, ok = e.member(at, key)
			}
			after = m.next(after)
		case m.text(after) == "<":
			after = max(after+1, m.afterAngles(scriptRange{after, s.r.to}))
		case m.closed(after, "("):
			at, ok = e.result(at, s.arguments(after))
			after = m.next(after)
		default:
			return s, false
		}
	}
	return at, ok
}

// head follows the name that an expression starts with and returns the token behind it.
func (e *evaluator) head(s scriptSpan) (head scriptSpan, after int, ok bool) {
	m, i := s.m, s.r.from
	name, after := m.text(i), i+1
	switch {
	case name == "this" && m.text(after) == "." && m.isWord(after+1):
		name, after = "this."+m.text(after+1), after+2
	case name == "Object" && m.text(after) == "." && m.isAny(after+1, "freeze", "seal") && m.closed(after+2, "("):
		head, ok = e.find(s.part(after+3, m.mate(after+2)))
		return head, m.next(after + 2), ok
	case (name == "require" || name == "import") && m.closed(after, "(") && m.kind(after+1) == scriptString:
		specifier, _ := m.key(after + 1)
		head, ok = e.imported(m, scriptImport{specifier, "*"})
		return head, m.next(after), ok
	}
	if d := m.lookup(name, i); d != nil {
		head, ok = e.declared(m, d, s.env)
	} else if imp, found := m.imports[name]; found {
		head, ok = e.imported(m, imp)
	}
	if !ok && after < s.r.to && m.closed(after, "(") {
		return e.wrapped(s, after)
	}
	return head, after, ok
}

// wrapped takes an unknown call with a function for that function, and a hook that keeps a value for the value.
func (e *evaluator) wrapped(s scriptSpan, opening int) (scriptSpan, int, bool) {
	args := s.arguments(opening)
	if len(args) == 0 {
		return s, 0, false
	}
	if _, _, ok := s.m.functionAt(args[0].r); !ok {
		return s, 0, false
	}
	found, ok := args[0], true
	if s.m.isAny(opening-1, "useMemo", "computed") {
		found, ok = e.result(found, nil)
	}
	return found, s.m.next(opening), ok
}

// declared follows a declaration to its value.
func (e *evaluator) declared(m *scriptModule, d *scriptDecl, env *scriptEnv) (scriptSpan, bool) {
	value := scriptSpan{m: m, r: d.value, env: env}
	if d.fn >= 0 {
		arg, ok := env.argument(m, d)
		if !ok {
			return scriptSpan{}, false
		}
		value = arg
	}
	if value.r.empty() && !value.whole {
		return scriptSpan{}, false
	}
	found, ok := e.find(value)
	if ok && d.member != "" {
		return e.member(found, d.member)
	}
	return found, ok
}

// result follows the value that a function returns, if there is only one.
func (e *evaluator) result(s scriptSpan, args []scriptSpan) (scriptSpan, bool) {
	if s.whole {
		return s, false
	}
	fn, at, ok := s.m.functionAt(s.r)
	if !ok {
		return s, false
	}
	results := s.m.results(fn)
	if len(results) != 1 {
		return s, false
	}
	return e.find(scriptSpan{m: s.m, r: results[0], env: &scriptEnv{s.m, at, args, s.env}})
}
