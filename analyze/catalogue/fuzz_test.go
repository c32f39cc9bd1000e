package catalogue_test

import (
	"encoding/hex"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lastcall/analyze/catalogue"
)

// The naive matcher compiles each template to an anchored expression, as Starlette does, and tries them in turn.

var (
	parameterPattern = regexp.MustCompile(`\{[^{}/]*\}`)
	pathPattern      = regexp.MustCompile(`\{[^{}/:]*:path\}`)
	escapePattern    = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	originPattern    = regexp.MustCompile(`(?s)\A[^/]*?://[^/]*`)
	convertors       = map[string]string{
		"int":   `[0-9]+`,
		"float": `[0-9]+(\.[0-9]+)?`,
		"uuid":  `[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}`,
		"path":  `.*`,
	}
)

func naiveRegexp(template string) *regexp.Regexp {
	var b strings.Builder
	end := 0
	for _, at := range parameterPattern.FindAllStringIndex(template, -1) {
		b.WriteString(regexp.QuoteMeta(template[end:at[0]]))
		_, convertor, _ := strings.Cut(template[at[0]+1:at[1]-1], ":")
		expr, known := convertors[convertor]
		if !known {
			expr = `[^/]+`
		}
		b.WriteString("(" + expr + ")")
		end = at[1]
	}
	return regexp.MustCompile(`(?s)\A` + b.String() + regexp.QuoteMeta(template[end:]) + `\z`)
}

// naiveOrder returns the routes in the order in which they are tried.
func naiveOrder(f *catalogue.File) []catalogue.Route {
	ranked := slices.Clone(f.Routes)
	if f.Order == catalogue.Registered {
		return ranked
	}
	class := func(segment string) string {
		whole := parameterPattern.FindString(segment) == segment
		_, convertor, _ := strings.Cut(strings.Trim(segment, "{}"), ":")
		switch {
		case segment == "" || !parameterPattern.MatchString(segment):
			return "constant"
		case pathPattern.MatchString(segment):
			return "path"
		case !whole:
			return "mixed"
		case convertors[convertor] != "":
			return "number"
		}
		return "other"
	}
	order := []string{"constant", "mixed", "number", "other", "path"}
	slices.SortStableFunc(ranked, func(a, b catalogue.Route) int {
		as, bs := strings.Split(a.Path, "/"), strings.Split(b.Path, "/")
		for i := range min(len(as), len(bs)) {
			if d := slices.Index(order, class(as[i])) - slices.Index(order, class(bs[i])); d != 0 {
				return d
			}
		}
		return len(bs) - len(as)
	})
	return ranked
}

func naivePath(target string) string {
	if !strings.HasPrefix(target, "/") {
		target = originPattern.ReplaceAllString(target, "")
	}
	target = escapePattern.ReplaceAllStringFunc(target, func(s string) string {
		b, _ := hex.DecodeString(s[1:])
		return string(b)
	})
	if target == "" {
		return "/"
	}
	return target
}

// naiveMatch writes its answer as describe does.
func naiveMatch(f *catalogue.File, method, target string, websocket bool) string {
	method = strings.ToUpper(method)
	if websocket {
		method = "WS"
	}
	ranked := naiveOrder(f)
	try := func(path string, serves func(r catalogue.Route) bool) *catalogue.Route {
		for _, r := range ranked {
			if serves(r) && naiveRegexp(r.Path).MatchString(path) {
				return &r
			}
		}
		return nil
	}
	of := func(method string) func(catalogue.Route) bool {
		return func(r catalogue.Route) bool {
			if r.Method == "WS" || websocket {
				return websocket && r.Method == "WS"
			}
			return r.Method == method || r.Method == "*"
		}
	}
	path := naivePath(target)
	variant, trimmed := strings.CutSuffix(path, "/")
	if !trimmed {
		variant += "/"
	}
	if r := try(path, of(method)); r != nil {
		return "exact " + r.Endpoint()
	}
	if method == "HEAD" {
		if r := try(path, of("GET")); r != nil {
			return "head " + r.Endpoint()
		}
	}
	if path != "/" {
		if r := try(variant, of(method)); r != nil {
			return "slash " + r.Endpoint()
		}
		if method == "HEAD" {
			if r := try(variant, of("GET")); r != nil {
				return "slash " + r.Endpoint()
			}
		}
	}
	if method == "OPTIONS" {
		if r := try(path, func(r catalogue.Route) bool { return r.Method != "WS" }); r != nil {
			return "preflight " + r.Path
		}
	}
	return "none"
}

func FuzzMatch(f *testing.F) {
	f.Add("GET /users/{id}\nGET /users/me\nPOST /users", false, "GET", "/users/me", false)
	f.Add("GET /users/{id}\nGET /users/me\nHEAD /users/7", true, "HEAD", "/users/me/", false)
	f.Add("GET /f/{p:path}/meta\nGET /f/{p:path}\n* /{x}", true, "GET", "/f/a/b/meta", false)
	f.Add("WS /ws/{id:int}\nGET /ws/{id:uuid}", false, "GET", "/ws/12/", true)
	f.Add("PUT /v{n:float}/{a}.{b:int}\nGET /{a}/{b}-{c}", false, "OPTIONS", "/v1.5/x.9", false)
	f.Add("GET /a{b\nGET /{{x}}\nGET //\nGET /a%2Fb", true, "get", "http://h/%7b%2f%zz", false)
	f.Add("GET /u/{x:uuid}\nGET /u/{x:int}{y:float}", false, "GET", "/u/3f2504e04f8941d39a0c0305e82c3301", false)
	f.Add("GET /{a}/{b:path}/c/{d:path}\nGET /{p:path}/c", false, "HEAD", "/1/2/c/c", false)
	f.Fuzz(func(t *testing.T, lines string, specific bool, method, target string, websocket bool) {
		var valid []string
		for line := range strings.SplitSeq(lines, "\n") {
			m, path, _ := strings.Cut(line, " ")
			if utf8.ValidString(line) && strings.HasPrefix(path, "/") && m == strings.ToUpper(m) && len(line) < 60 && len(valid) < 12 {
				valid = append(valid, line)
			}
		}
		order := catalogue.Registered
		if specific {
			order = catalogue.Specific
		}
		compareWithNaive(t, routes(order, valid...), method, target, websocket)
	})
}

func compareWithNaive(t *testing.T, file *catalogue.File, method, target string, websocket bool) {
	t.Helper()
	c := catalogue.New(file)
	got := describe(c, c.Match(method, target, websocket))
	if want := naiveMatch(file, method, target, websocket); got != want {
		t.Errorf("%+v\n%s %q websocket=%t: got %s, want %s", file, method, target, websocket, got, want)
	}
	for _, s := range c.Shadowed() {
		// The key may be registered before, and then it is that registration that serves.
		if key := s.Route.Endpoint(); key != s.By.Endpoint() && strings.HasSuffix(got, " "+key) {
			t.Errorf("%+v\n%s serves %q but is called shadowed by %s", file, key, target, s.By.Endpoint())
		}
	}
}

// TestMatchRandom builds catalogues and paths from the same pieces, so that most paths nearly match several routes.
func TestMatchRandom(t *testing.T) {
	templates := strings.Fields("a b 1 {x} {x} {x:int} {x:float} {x:uuid} {p:path} a{x} {x}.b {x:int}-{y} {p:path}a")
	values := strings.Fields("a b 1 1 1.5 a1 1-b a.b x %61 1%2fa 3f2504e0-4f89-41d3-9a0c-0305e82c3301")
	methods := []string{"GET", "GET", "HEAD", "OPTIONS", "*", "WS"}
	rng := rand.New(rand.NewPCG(1, 2))
	path := func(pieces []string) string {
		var b strings.Builder
		for range 1 + rng.IntN(3) {
			b.WriteString("/" + pieces[rng.IntN(len(pieces))])
		}
		return b.String() + []string{"", "", "/"}[rng.IntN(3)]
	}
	for range 5000 {
		file := &catalogue.File{Order: catalogue.Order(rng.IntN(2))}
		for range 1 + rng.IntN(6) {
			file.Routes = append(file.Routes, catalogue.Route{Method: methods[rng.IntN(len(methods))], Path: path(templates)})
		}
		compareWithNaive(t, file, methods[rng.IntN(4)], path(values), rng.IntN(6) == 0)
	}
}
