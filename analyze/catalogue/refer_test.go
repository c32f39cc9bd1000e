package catalogue_test

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lastcall/analyze/catalogue"
)

// found writes what a reference finds as "exact GET:/users", in order.
func found(c *catalogue.Catalogue, reference string) []string {
	method, path, _ := strings.Cut(reference, " ")
	path, based := strings.CutPrefix(path, "?")
	if method == "any" {
		method = ""
	}
	var all []string
	for _, r := range c.Refer(method, path, based) {
		all = append(all, r.How+" "+r.Route.Endpoint())
	}
	return all
}

// TestRefer: references are "METHOD path", with the method "any" for an unknown one and "?" before a path that stands
// behind an unknown base.
func TestRefer(t *testing.T) {
	tests := []struct {
		rule       string
		order      catalogue.Order
		routes     []string
		references map[string][]string
	}{
		{"constants", catalogue.Registered, []string{"GET /", "GET /users", "POST /users"}, map[string][]string{
			"GET /users":                      {"exact GET:/users"},
			"get /users":                      {"exact GET:/users"},
			"any /users":                      {"exact GET:/users", "exact POST:/users"},
			"DELETE /users":                   nil,
			"GET /Users":                      nil,
			"GET /":                           {"exact GET:/"},
			"GET ":                            {"exact GET:/"},
			"GET https://h.example.com/users": {"exact GET:/users"},
			"GET users":                       nil,
			"GET {}":                          nil,
			"GET /%75sers":                    {"exact GET:/users"},
		}},
		{"holes fall on parameters", catalogue.Specific, []string{"GET /users/{id}", "GET /users/{id}/posts/{n:int}", "GET /f/{name}.json"}, map[string][]string{
			"GET /users/{}":             {"exact GET:/users/{id}"},
			"GET /users/me":             {"exact GET:/users/{id}"},
			"GET /users/u-{}":           {"exact GET:/users/{id}"},
			"GET /users/{}/posts/{}":    {"exact GET:/users/{id}/posts/{n:int}"},
			"GET /users/7/posts/12":     {"exact GET:/users/{id}/posts/{n:int}"},
			"GET /users/7/posts/1{}":    {"exact GET:/users/{id}/posts/{n:int}"},
			"GET /users/7/posts/x":      nil,
			"GET /users/7/posts/x{}":    nil,
			"GET /users/{}/comments/{}": nil,
			"GET /users/{}/{}/{}":       {"wildcard GET:/users/{id}/posts/{n:int}"},
			"GET /users":                nil,
			"GET /f/{}.json":            {"exact GET:/f/{name}.json"},
			"GET /f/a-{}.json":          {"exact GET:/f/{name}.json"},
			"GET /f/{}":                 {"wildcard GET:/f/{name}.json"},
			"GET /f/{}.xml":             nil,
		}},
		{"a hole may be the constant beside the parameter", catalogue.Specific, []string{"GET /users/{id}", "GET /users/me", "GET /users/me/{x}"}, map[string][]string{
			"GET /users/{}":   {"exact GET:/users/{id}", "wildcard GET:/users/me"},
			"GET /users/me":   {"exact GET:/users/me"},
			"GET /users/you":  {"exact GET:/users/{id}"},
			"GET /users/m{}":  {"exact GET:/users/{id}", "wildcard GET:/users/me"},
			"GET /users/me{}": {"exact GET:/users/{id}", "wildcard GET:/users/me", "wildcard GET:/users/me/{x}"},
			"GET /users/{}/x": {"wildcard GET:/users/me/{x}"},
			"GET /{}/me":      {"wildcard GET:/users/me"},
		}},
		{"what an earlier route hides is not found", catalogue.Registered, []string{"GET /users/{id}", "GET /users/me", "GET /users/{other}", "GET /{a}/{b}"}, map[string][]string{
			"GET /users/{}": {"exact GET:/users/{id}"},
			"GET /users/me": {"exact GET:/users/{id}"},
			"GET /x/{}":     {"exact GET:/{a}/{b}"},
			"GET /{}/{}":    {"exact GET:/{a}/{b}", "wildcard GET:/users/{id}"},
			"GET ?/me":      nil,
		}},
		{"an earlier route that takes only a part hides nothing", catalogue.Registered, []string{"GET /users/{id:int}", "GET /users/{name}"}, map[string][]string{
			"GET /users/{}":  {"exact GET:/users/{id:int}", "exact GET:/users/{name}"},
			"GET /users/7":   {"exact GET:/users/{id:int}"},
			"GET /users/a{}": {"exact GET:/users/{name}"},
		}},
		{"a hole stands for constants", catalogue.Specific, []string{"GET /x/a", "GET /x/b", "GET /x/b/c", "GET /report-pdf", "GET /health"}, map[string][]string{
			"GET /x/{}":         {"wildcard GET:/x/a", "wildcard GET:/x/b"},
			"GET /x/{}/c":       {"wildcard GET:/x/b/c"},
			"GET /{}/a":         {"wildcard GET:/x/a"},
			"GET /report-{}":    {"wildcard GET:/report-pdf"},
			"GET /{}-pdf":       {"wildcard GET:/report-pdf"},
			"GET /re{}t-{}f":    {"wildcard GET:/report-pdf"},
			"GET /report-pdf{}": {"wildcard GET:/report-pdf"},
			"GET /report-x{}":   nil,
			"GET /{}-csv":       nil,
			"GET /x/{}/":        {"wildcard GET:/x/a", "wildcard GET:/x/b"},
			"GET /{}":           nil,
			"GET /{}/{}":        nil,
		}},
		{"with an exact match, the constants beside it", catalogue.Specific, []string{"GET /{slug}", "GET /health", "POST /config"}, map[string][]string{
			"GET /{}":  {"exact GET:/{slug}", "wildcard GET:/health"},
			"any /{}":  {"exact GET:/{slug}", "wildcard GET:/health"},
			"POST /{}": nil,
		}},
		{"a hole at the end may be a query, or more", catalogue.Specific, []string{"GET /items", "GET /items/{id}", "GET /items/{id}/parts", "POST /items", "GET /api/v1/users"}, map[string][]string{
			"GET /items{}":    {"wildcard GET:/items", "wildcard GET:/items/{id}", "wildcard GET:/items/{id}/parts"},
			"any /items{}":    {"wildcard GET:/items", "wildcard GET:/items/{id}", "wildcard GET:/items/{id}/parts", "wildcard POST:/items"},
			"GET /items/{}":   {"exact GET:/items/{id}"},
			"GET /items/7{}":  {"exact GET:/items/{id}"},
			"GET /api/v1{}":   nil,
			"GET /api{}":      nil,
			"HEAD /items{}":   {"wildcard GET:/items", "wildcard GET:/items/{id}", "wildcard GET:/items/{id}/parts"},
			"GET /items{}x":   nil,
			"PUT /items{}":    nil,
			"GET /items{}/{}": {"wildcard GET:/items/{id}"},
		}},
		{"a path parameter takes several segments", catalogue.Specific, []string{"GET /files/{p:path}", "GET /files/{p:path}/meta", "GET /files/all", "GET /x{p:path}.json"}, map[string][]string{
			"GET /files/a/b":      {"exact GET:/files/{p:path}"},
			"GET /files/{}":       {"exact GET:/files/{p:path}", "wildcard GET:/files/{p:path}/meta", "wildcard GET:/files/all"},
			"GET /files/{}/{}":    {"exact GET:/files/{p:path}", "wildcard GET:/files/{p:path}/meta"},
			"GET /files/{}/meta":  {"exact GET:/files/{p:path}/meta"},
			"GET /files/a/{}.txt": {"exact GET:/files/{p:path}"},
			"GET /files/":         {"exact GET:/files/{p:path}"},
			"GET /files":          {"exact GET:/files/{p:path}"},
			"GET /x/{}/b.json":    {"exact GET:/x{p:path}.json"},
			"GET /x/{}":           {"wildcard GET:/x{p:path}.json"},
			"GET /x/{}.xml":       nil,
			"GET /filesystem":     nil,
		}},
		{"behind an unknown base", catalogue.Specific, []string{"GET /users", "GET /api/v1/users", "GET /api/v1/users/{id}", "GET /api/v1/users/me", "GET /api/v1/{kind}/list", "GET /api/v1/files/{p:path}"}, map[string][]string{
			"GET ?/users":         {"exact GET:/users", "suffix GET:/api/v1/users"},
			"GET /users":          {"exact GET:/users"},
			"GET ?/api/v1/users":  {"exact GET:/api/v1/users"},
			"GET ?/v1/users":      {"suffix GET:/api/v1/users"},
			"GET ?/users/{}":      {"suffix GET:/api/v1/users/{id}", "suffix GET:/api/v1/users/me"},
			"GET ?/users/me":      {"suffix GET:/api/v1/users/me"},
			"GET ?/users/you":     {"suffix GET:/api/v1/users/{id}"},
			"GET ?/me":            {"suffix GET:/api/v1/users/me"},
			"GET ?/you":           nil,
			"GET ?/{}":            nil,
			"GET ?/sers":          nil,
			"GET ?/users/":        {"exact GET:/users", "suffix GET:/api/v1/users"},
			"GET ?/{}/list":       {"suffix GET:/api/v1/{kind}/list"},
			"GET ?/orders/list":   {"suffix GET:/api/v1/{kind}/list"},
			"GET ?/files/a/{}":    {"suffix GET:/api/v1/files/{p:path}"},
			"GET ?/users{}":       {"wildcard GET:/users", "suffix GET:/api/v1/users", "suffix GET:/api/v1/users/{id}", "suffix GET:/api/v1/users/me"},
			"POST ?/users":        nil,
			"GET ?/users/me/more": nil,
		}},
		{"trailing slashes", catalogue.Registered, []string{"GET /a/", "GET /b", "GET /c", "GET /c/", "GET /d/{id}/"}, map[string][]string{
			"GET /a":    {"exact GET:/a/"},
			"GET /b/":   {"exact GET:/b"},
			"GET /c":    {"exact GET:/c"},
			"GET /c/":   {"exact GET:/c/"},
			"GET /d/{}": {"exact GET:/d/{id}/"},
			"GET /d/7/": {"exact GET:/d/{id}/"},
			"GET /d/":   nil,
			"GET ?/b/":  {"exact GET:/b"},
			"GET /b//":  nil,
		}},
		{"methods", catalogue.Registered, []string{"GET /a", "HEAD /b", "GET /b", "POST /c", "OPTIONS /c", "WS /w/{id}", "GET /w/{id}", "* /m/{p:path}"}, map[string][]string{
			"HEAD /a":    {"exact GET:/a"},
			"HEAD /b":    {"exact HEAD:/b"},
			"OPTIONS /a": nil,
			"OPTIONS /c": {"exact OPTIONS:/c"},
			"any /c":     {"exact POST:/c", "exact OPTIONS:/c"},
			"WS /w/{}":   {"exact WS:/w/{id}"},
			"GET /w/{}":  {"exact GET:/w/{id}"},
			"any /w/{}":  {"exact WS:/w/{id}", "exact GET:/w/{id}"},
			"WS /m/x":    nil,
			"POST /m/x":  {"exact *:/m/{p:path}"},
			"BREW /m/{}": {"exact *:/m/{p:path}"},
			"any /m/x/y": {"exact *:/m/{p:path}"},
		}},
		{"equal keys are one endpoint", catalogue.Registered, []string{"GET /a/{x}", "GET /a/{x}"}, map[string][]string{
			"GET /a/{}": {"exact GET:/a/{x}"},
		}},
		{"braces that are text", catalogue.Registered, []string{"GET /a{b", "GET /{{x}}"}, map[string][]string{
			"GET /a{b": {"exact GET:/a{b"},
			"GET /{7}": {"exact GET:/{{x}}"},
		}},
		{"no routes", catalogue.Registered, nil, map[string][]string{"GET /": nil, "any /a/{}": nil, "any ?/a": nil}},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			c := catalogue.New(routes(tt.order, tt.routes...))
			for reference, want := range tt.references {
				if got := found(c, reference); !slices.Equal(got, want) {
					t.Errorf("%s:\n got %q\nwant %q", reference, got, want)
				}
			}
		})
	}
}

// TestReferByValues: each reference finds exactly the routes for which some value of its holes is served by them, where
// values and routes are made of the same few pieces. That is compared with trying many values one by one.
func TestReferByValues(t *testing.T) {
	templates := strings.Fields("a b ab {x} {x:int} a{x} {x}b {p:path}")
	pieces := strings.Fields("a b ab 1 {} {} a{} {}b")
	values := []string{"", "a", "b", "ab", "1", "12", "a/b", "1/2", "ab/a"}
	deep := slices.Clone(values) // and all of up to three segments, with slashes around them
	for _, a := range []string{"a", "b", "ab", "1"} {
		for _, b := range []string{"", "/a", "/b", "/ab", "/1"} {
			for _, c := range []string{"", "/a", "/b", "/ab", "/1"} {
				deep = append(deep, a+b+c, "/"+a+b+c, a+b+c+"/", "/"+a+b+c+"/")
			}
		}
	}
	rng := rand.New(rand.NewPCG(3, 4))
	path := func(from []string) string {
		var b strings.Builder
		for range 1 + rng.IntN(3) {
			b.WriteString("/" + from[rng.IntN(len(from))])
		}
		return b.String()
	}
	hits := 0
	for range 3000 {
		file := &catalogue.File{Order: catalogue.Order(rng.IntN(2))}
		for range 1 + rng.IntN(5) {
			file.Routes = append(file.Routes, catalogue.Route{Method: "GET", Path: path(templates)})
		}
		c := catalogue.New(file)
		ref := path(pieces)
		got := found(c, "GET "+ref)
		for _, s := range got {
			_, template, _ := strings.Cut(s, ":")
			if !possible(ref, naiveRegexp(template), values, deep) {
				t.Fatalf("%s finds %q, but no value leads to %s", ref, got, template)
			}
		}
		for endpoint, value := range served(c, ref, values) {
			hits++
			if !slices.Contains(got, "exact "+endpoint) && !slices.Contains(got, "wildcard "+endpoint) && !implausible(ref, value, endpoint, got) {
				t.Fatalf("%+v\n%s finds %q, but %s serves %s", file.Routes, ref, got, endpoint, value)
			}
		}
	}
	if hits < 1500 {
		t.Errorf("only %d values were served: the test tests little", hits)
	}
}

// served returns the endpoints that serve a reference for some values of its holes, each with a path. Values with a
// slash are those of the last hole, at the place of a path parameter only.
func served(c *catalogue.Catalogue, ref string, values []string) map[string]string {
	endpoints := map[string]string{}
	var try func(done, rest string)
	try = func(done, rest string) {
		before, after, more := strings.Cut(rest, "{}")
		if !more {
			m := c.Match("GET", done+rest, false)
			if m.Kind != catalogue.None {
				endpoints[c.Endpoints()[m.Endpoint].Endpoint()] = done + rest
			}
			return
		}
		for _, value := range values {
			whole := strings.HasSuffix(done+before, "/") && (after == "" || after[0] == '/')
			if value == "" && whole || strings.Contains(value, "/") && after != "" {
				continue
			}
			try(done+before+value, after)
		}
	}
	try("", ref)
	return endpoints
}

// possible tells whether a path with some values in place of its holes matches a template, or does with another slash:
// deep values for one of them, others for the rest.
func possible(ref string, expression *regexp.Regexp, values, deep []string) bool {
	before, after, more := strings.Cut(ref, "{}")
	if !more {
		return expression.MatchString(ref) || expression.MatchString(ref+"/") || expression.MatchString(strings.TrimSuffix(ref, "/"))
	}
	try := func(value string, deep []string) bool { return possible(before+value+after, expression, values, deep) }
	return slices.ContainsFunc(values, func(value string) bool { return try(value, deep) }) ||
		slices.ContainsFunc(deep, func(value string) bool { return try(value, nil) })
}

// implausible tells whether an endpoint is left out on purpose: no text of the reference falls on its text and nothing
// is exact, or a value with a slash would go beyond the segment of a hole.
func implausible(ref, value, endpoint string, got []string) bool {
	_, template, _ := strings.Cut(endpoint, ":")
	a, b := strings.Split(ref, "/"), strings.Split(template, "/")
	if strings.Count(value, "/") > strings.Count(ref, "/") && !strings.Contains(strings.Join(b[:min(len(a), len(b))], "/"), ":path}") {
		return true
	}
	exact := slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "exact ") })
	for i := range min(len(a), len(b)) {
		text := strings.ReplaceAll(a[i], "{}", "")
		if text != "" && parameterPattern.ReplaceAllString(b[i], "") != "" {
			return false
		}
	}
	return !exact
}

// TestReferConstant: a constant path finds what a request would.
func TestReferConstant(t *testing.T) {
	templates := strings.Fields("a b 1 {x} {x} {x:int} {x:float} {x:uuid} {p:path} a{x} {x}.b {x:int}-{y} {p:path}a")
	values := strings.Fields("a b 1 1 1.5 a1 1-b a.b x %61 1%2fa 3f2504e0-4f89-41d3-9a0c-0305e82c3301")
	methods := []string{"GET", "GET", "HEAD", "OPTIONS", "*", "WS"}
	rng := rand.New(rand.NewPCG(5, 6))
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
		checkConstant(t, file, methods[rng.IntN(len(methods))], path(values))
	}
}

func checkConstant(t *testing.T, file *catalogue.File, method, path string) {
	t.Helper()
	c := catalogue.New(file)
	var want []string
	if m := c.Match(method, path, strings.ToUpper(method) == "WS"); m.Endpoint >= 0 {
		want = []string{"exact " + c.Endpoints()[m.Endpoint].Endpoint()}
	}
	if got := found(c, method+" "+path); !slices.Equal(got, want) {
		t.Errorf("%+v\n%s %q: found %q, want %q", file, method, path, got, want)
	}
}

// TestReferTangled: many parameters side by side take no time that grows with their number.
func TestReferTangled(t *testing.T) {
	for _, parameter := range []string{"{x}", "{p:path}", "{x:float}", "{x:int}{y:uuid}"} {
		c := catalogue.New(routes(catalogue.Registered, "GET /"+strings.Repeat(parameter, 12)+"a", "GET /{x}", "GET /"+strings.Repeat(parameter, 12)+"1b"))
		for _, path := range []string{strings.Repeat("b", 150), strings.Repeat("{}b", 50), strings.Repeat("1", 150) + "b", strings.Repeat("/{}1", 30)} {
			if got := c.Refer("GET", "/"+path, true); len(got) > 3 {
				t.Errorf("%s: %+v", path, got)
			}
		}
	}
}

func FuzzRefer(f *testing.F) {
	f.Add("GET /users/{id}\nGET /users/me\nPOST /users", false, "GET", "/users/me", false)
	f.Add("GET /users/{id}\nGET /users/me\nHEAD /users/7", true, "", "/users/{}", true)
	f.Add("GET /f/{p:path}/meta\nGET /f/{p:path}\n* /{x}", true, "GET", "/f/{}/a{}", false)
	f.Add("WS /ws/{id:int}\nGET /ws/{id:uuid}\nGET /a/ws/{x}", false, "WS", "/ws/{}{}/", true)
	f.Add("PUT /v{n:float}/{a}.{b:int}\nGET /{a}/{b}-{c}", false, "OPTIONS", "http://h/v1{}/{}.9{}", false)
	f.Add("GET /a{b\nGET /{{x}}\nGET //\nGET /a%2Fb", true, "get", "/%7b%2f{}%zz", true)
	f.Fuzz(func(t *testing.T, lines string, specific bool, method, path string, based bool) {
		var valid []string
		for line := range strings.SplitSeq(lines, "\n") {
			m, template, _ := strings.Cut(line, " ")
			if utf8.ValidString(line) && strings.HasPrefix(template, "/") && m == strings.ToUpper(m) && m != "" && len(line) < 60 && len(valid) < 12 && strings.Count(line, "{") < 4 {
				valid = append(valid, line)
			}
		}
		file := routes(catalogue.Registered, valid...)
		if specific {
			file.Order = catalogue.Specific
		}
		if len(path) > 500 {
			return
		}
		if !strings.Contains(path, "{}") && method != "" && !strings.ContainsAny(method, " ") && !strings.HasPrefix(path, "?") {
			checkConstant(t, file, method, path)
		}
		c := catalogue.New(file)
		all := c.Refer(method, path, based)
		seen := map[string]bool{}
		for i, r := range all {
			if seen[r.Route.Endpoint()] || i > 0 && hows[all[i-1].How] > hows[r.How] || hows[r.How] == 0 {
				t.Errorf("%q finds %+v", path, all)
			}
			seen[r.Route.Endpoint()] = true
			if r.How == catalogue.ReferSuffix && !based {
				t.Errorf("%q has no base, but finds the end of %s", path, r.Route.Path)
			}
		}
		for _, r := range c.Refer(method, path, false) {
			if !seen[r.Route.Endpoint()] {
				t.Errorf("%q finds %s only without a base", path, r.Route.Path)
			}
		}
	})
}

var hows = map[string]int{catalogue.ReferExact: 1, catalogue.ReferWildcard: 2, catalogue.ReferSuffix: 3}

// TestReferWheels: references as the real frontend writes them, with the routes of its service that they mean.
func TestReferWheels(t *testing.T) {
	file, err := catalogue.Load("../../testdata/wheels/routes.json")
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue.New(file)
	for reference, want := range map[string][]string{
		"POST ?/api/v1/pam/chat":                    {"exact POST:/api/v1/pam/chat"},
		"POST ?/pam/chat":                           {"suffix POST:/api/v1/pam/chat"},
		"WS ?/api/v1/pam/ws/{}":                     {"exact WS:/api/v1/pam/ws/{user_id}"},
		"any /api/v1/pam/history":                   {"exact GET:/api/v1/pam/history", "exact DELETE:/api/v1/pam/history"},
		"GET /api/v1/users/{}/profile":              {"exact GET:/api/v1/users/{user_id}/profile"},
		"PUT ?/users/{}/settings":                   {"suffix PUT:/api/v1/users/{user_id}/settings"},
		"GET /api/v1/users/budget-preferences":      {"exact GET:/api/v1/users/budget-preferences"},
		"DELETE /api/v1/receipts/{}":                {"exact DELETE:/api/v1/receipts/{filename:path}"},
		"DELETE /api/v1/receipts/{}/{}":             {"exact DELETE:/api/v1/receipts/{filename:path}"},
		"GET /api/v1/national-parks":                {"exact GET:/api/v1/national-parks/"},
		"GET /api/v1/national-parks/{}":             {"exact GET:/api/v1/national-parks/{park_id}", "wildcard GET:/api/v1/national-parks/nearby"},
		"GET /api/v1/national-parks{}":              {"wildcard GET:/api/v1/national-parks/", "wildcard GET:/api/v1/national-parks/nearby", "wildcard GET:/api/v1/national-parks/{park_id}"},
		"GET /api/v1/maintenance/{}":                {"exact GET:/api/v1/maintenance/{user_id}"},
		"GET /api/v1/maintenance/record/{}":         {"exact GET:/api/v1/maintenance/record/{record_id}"},
		"GET /api/v1/mapbox/geocoding/v5/{}":        {"exact GET:/api/v1/mapbox/geocoding/v5/{endpoint:path}"},
		"GET /api/v1/mapbox/geocoding/v5/a/{}.json": {"exact GET:/api/v1/mapbox/geocoding/v5/{endpoint:path}"},
		"GET /api/v1/mapbox/directions/v5/{}/{}":    {"exact GET:/api/v1/mapbox/directions/v5/{profile}/{coordinates}"},
		"GET /api/v1/mapbox/search/geocode/v6/{}":   {"wildcard GET:/api/v1/mapbox/search/geocode/v6/forward", "wildcard GET:/api/v1/mapbox/search/geocode/v6/reverse"},
		"POST /api/v1/voice/{}/{}":                  {"wildcard POST:/api/v1/voice/input/{session_id}", "wildcard POST:/api/v1/voice/proactive/{session_id}", "wildcard POST:/api/v1/voice/tts/test", "wildcard POST:/api/v1/voice/pipeline/test"},
		"GET ?/tts/voices":                          {"suffix GET:/api/v1/tts/voices", "suffix GET:/api/v1/voice/tts/voices"},
		"POST ?/voices/rate":                        {"suffix POST:/api/v1/tts/voices/rate"},
		"GET /profile":                              nil,
		"GET /api/v1/nothing":                       nil,
		"GET /api/v1{}":                             nil,
		"HEAD /health":                              {"exact GET:/health"},
	} {
		if got := found(c, reference); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", reference, got, want)
		}
	}
}

// TestReferAcme: the references of the sample project's frontend, with the endpoints that a person finds for them.
func TestReferAcme(t *testing.T) {
	for service, references := range map[string]map[string][]string{
		"api": {
			"GET /api/v1/products":            {"exact GET:/api/v1/products"},
			"GET /api/v1/products/search":     {"exact GET:/api/v1/products/search"},
			"GET /api/v1/products/{}":         {"exact GET:/api/v1/products/{product_id}", "wildcard GET:/api/v1/products/search"},
			"GET /api/v1/products/featured":   {"exact GET:/api/v1/products/{product_id}"}, // registered before it
			"POST /api/v1/cart/{}/items":      {"exact POST:/api/v1/cart/{cart_id}/items"},
			"DELETE /api/v1/cart/{}/items/{}": {"exact DELETE:/api/v1/cart/{cart_id}/items/{item_id}"},
			"GET /api/v1/cart/{}":             {"exact GET:/api/v1/cart/{cart_id}"},
			"POST /api/v1/orders":             {"exact POST:/api/v1/orders"},
			"any ?{}":                         nil,
			"GET /blocks":                     nil,
			"POST /newsletter":                nil,
		},
		"web": {
			"POST /newsletter": {"exact POST:/newsletter"},
			"any /checkout":    {"exact GET:/checkout", "exact POST:/checkout"},
			"any /feeds/":      nil,
		},
	} {
		file, err := catalogue.Load("../../testdata/acme/routes/" + service + ".json")
		if err != nil {
			t.Fatal(err)
		}
		c := catalogue.New(file)
		for reference, want := range references {
			if got := found(c, reference); !slices.Equal(got, want) {
				t.Errorf("%s %s:\n got %q\nwant %q", service, reference, got, want)
			}
		}
	}
}
