package catalogue_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lastcall/analyze/catalogue"
)

// routes makes a file from lines such as "GET /users/{id}".
func routes(order catalogue.Order, lines ...string) *catalogue.File {
	f := &catalogue.File{Order: order}
	for _, line := range lines {
		method, path, _ := strings.Cut(line, " ")
		f.Routes = append(f.Routes, catalogue.Route{Method: method, Path: path})
	}
	return f
}

// describe writes a match as "exact GET:/users/{id}", "preflight /users/{id}" or "none".
func describe(c *catalogue.Catalogue, m catalogue.Match) string {
	if m.Kind == catalogue.None || m.Kind == catalogue.Preflight {
		if m.Endpoint != -1 {
			return fmt.Sprintf("endpoint %d without a match", m.Endpoint)
		}
	}
	switch m.Kind {
	case catalogue.None:
		return "none"
	case catalogue.Preflight:
		return "preflight " + m.Template
	}
	name := map[catalogue.MatchKind]string{catalogue.Exact: "exact", catalogue.HeadAsGet: "head", catalogue.Slash: "slash"}[m.Kind]
	return name + " " + c.Endpoints()[m.Endpoint].Endpoint() + m.Template
}

func TestMatch(t *testing.T) {
	const id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
	tests := []struct {
		rule   string
		routes []string
		// requests are "METHOD path" with the wanted match; the method "WS" stands for a WebSocket upgrade.
		requests map[string]string
	}{
		{"constants", []string{"GET /", "GET /users"}, map[string]string{
			"GET /":       "exact GET:/",
			"GET ":        "exact GET:/",
			"GET /users":  "exact GET:/users",
			"get /users":  "exact GET:/users",
			"GET /Users":  "none",
			"GET /user":   "none",
			"GET /users2": "none",
			"GET users":   "none",
			"GET *":       "none",
			"POST /users": "none",
		}},
		{"a parameter is one segment and not empty", []string{"GET /users/{id}", "GET /users/{id}/posts/{post}"}, map[string]string{
			"GET /users/7":           "exact GET:/users/{id}",
			"GET /users/a b":         "exact GET:/users/{id}",
			"GET /users/7/posts/8":   "exact GET:/users/{id}/posts/{post}",
			"GET /users/":            "none",
			"GET /users":             "none",
			"GET /users//posts/8":    "none",
			"GET /users/7/posts":     "none",
			"GET /users/7/8/posts/9": "none",
		}},
		{"first registered wins", []string{"GET /a/{x}", "GET /a/b", "GET /{y}/c"}, map[string]string{
			"GET /a/b": "exact GET:/a/{x}",
			"GET /a/c": "exact GET:/a/{x}",
			"GET /b/c": "exact GET:/{y}/c",
		}},
		{"a later branch may win over an earlier constant", []string{"GET /{x}/b", "GET /a/c", "GET /a/{y}"}, map[string]string{
			"GET /a/b": "exact GET:/{x}/b",
			"GET /a/c": "exact GET:/a/c",
			"GET /a/d": "exact GET:/a/{y}",
		}},
		{"a path parameter takes the rest, possibly nothing", []string{"GET /files/{p:path}"}, map[string]string{
			"GET /files/a":     "exact GET:/files/{p:path}",
			"GET /files/a/b/c": "exact GET:/files/{p:path}",
			"GET /files/a/":    "exact GET:/files/{p:path}",
			"GET /files/":      "exact GET:/files/{p:path}",
			"GET /files":       "slash GET:/files/{p:path}",
			"GET /filesystem":  "none",
		}},
		{"a path parameter in the middle", []string{"GET /files/{p:path}/meta", "GET /x{p:path}.json/{id:int}"}, map[string]string{
			"GET /files/a/meta":      "exact GET:/files/{p:path}/meta",
			"GET /files/a/b/meta":    "exact GET:/files/{p:path}/meta",
			"GET /files//meta":       "exact GET:/files/{p:path}/meta",
			"GET /files/meta":        "none",
			"GET /files/a/meta/":     "slash GET:/files/{p:path}/meta",
			"GET /files/a/meta/b":    "none",
			"GET /x/a/b.json/12":     "exact GET:/x{p:path}.json/{id:int}",
			"GET /x.json/12":         "exact GET:/x{p:path}.json/{id:int}",
			"GET /xa.json/b.json/12": "exact GET:/x{p:path}.json/{id:int}",
			"GET /xa.json/twelve":    "none",
		}},
		{"convertors", []string{
			"GET /int/{x:int}", "GET /float/{x:float}", "GET /uuid/{x:uuid}", "GET /str/{x:str}", "GET /own/{x:slug}",
		}, map[string]string{
			"GET /int/0123":                    "exact GET:/int/{x:int}",
			"GET /int/-1":                      "none",
			"GET /int/1.5":                     "none",
			"GET /int/":                        "none",
			"GET /float/1":                     "exact GET:/float/{x:float}",
			"GET /float/1.50":                  "exact GET:/float/{x:float}",
			"GET /float/1.":                    "none",
			"GET /float/.5":                    "none",
			"GET /float/1.5.2":                 "none",
			"GET /uuid/" + id:                  "exact GET:/uuid/{x:uuid}",
			"GET /uuid/" + strings.ToUpper(id): "exact GET:/uuid/{x:uuid}",
			"GET /uuid/" + strings.ReplaceAll(id, "-", ""):   "exact GET:/uuid/{x:uuid}",
			"GET /uuid/" + strings.ReplaceAll(id, "-", "--"): "none",
			"GET /uuid/" + id[1:]:                            "none",
			"GET /uuid/-" + id:                               "none",
			"GET /str/a.b-c":                                 "exact GET:/str/{x:str}",
			"GET /own/anything":                              "exact GET:/own/{x:slug}",
		}},
		{"parameters inside a segment", []string{"GET /v{n}/x", "GET /f/{name}.json", "GET /r/{a:int}-{b:int}", "GET /t/{a}.{b}"}, map[string]string{
			"GET /v2/x":         "exact GET:/v{n}/x",
			"GET /v/x":          "none",
			"GET /f/a.json":     "exact GET:/f/{name}.json",
			"GET /f/a.b.json":   "exact GET:/f/{name}.json",
			"GET /f/.json":      "none",
			"GET /f/a.jsonx":    "none",
			"GET /r/1-22":       "exact GET:/r/{a:int}-{b:int}",
			"GET /r/1-2-3":      "none",
			"GET /t/a.tar.gz":   "exact GET:/t/{a}.{b}",
			"GET /t/a":          "none",
			"GET /t/a.b/c":      "none",
			"GET /t/.gitignore": "none",
		}},
		{"a brace without its partner is text", []string{"GET /a{b", "GET /c}/{d", "GET /{{x}}"}, map[string]string{
			"GET /a{b":    "exact GET:/a{b",
			"GET /ab":     "none",
			"GET /c}/{d":  "exact GET:/c}/{d",
			"GET /{7}":    "exact GET:/{{x}}",
			"GET /{{x}}x": "none",
		}},
		{"the path is decoded", []string{"GET /users/{id}", "GET /a b", "GET /users/{id}/posts", "GET /100%"}, map[string]string{
			"GET /%75sers/7":        "exact GET:/users/{id}",
			"GET /users/a%20b":      "exact GET:/users/{id}",
			"GET /a%20b":            "exact GET:/a b",
			"GET /users/7%2Fposts":  "exact GET:/users/{id}/posts",
			"GET /users/7%2fposts":  "exact GET:/users/{id}/posts",
			"GET /users/7%252Fpost": "exact GET:/users/{id}",
			"GET /100%":             "exact GET:/100%",
			"GET /100%25":           "exact GET:/100%",
			"GET /users/%zz%2":      "exact GET:/users/{id}",
			"GET /a+b":              "none",
		}},
		{"absolute form", []string{"GET /", "GET /users"}, map[string]string{
			"GET http://api.example.com/users":      "exact GET:/users",
			"GET HTTPS://api.example.com:443/users": "exact GET:/users",
			"GET http://api.example.com":            "exact GET:/",
			"GET /users/http://api.example.com/":    "none",
		}},
		{"HEAD as GET", []string{"GET /a", "HEAD /b", "GET /b", "GET /{x}"}, map[string]string{
			"HEAD /a":  "head GET:/a",
			"HEAD /b":  "exact HEAD:/b",
			"HEAD /a/": "slash GET:/a",
			"HEAD /b/": "slash HEAD:/b",
			"head /c":  "head GET:/{x}",
		}},
		{"an exact HEAD comes before GET as HEAD", []string{"GET /{x}", "HEAD /a"}, map[string]string{
			"HEAD /a": "exact HEAD:/a",
			"HEAD /b": "head GET:/{x}",
		}},
		{"trailing slash", []string{"GET /a", "GET /b/", "GET /c/{id}", "GET /", "POST /d"}, map[string]string{
			"GET /a/":   "slash GET:/a",
			"GET /b":    "slash GET:/b/",
			"GET /b/":   "exact GET:/b/",
			"GET /c/1/": "slash GET:/c/{id}",
			"GET /a//":  "none",
			"GET /c/":   "none",
			"GET /d/":   "none",
			"GET //":    "slash GET:/",
		}},
		{"the root has no slash variant", []string{"GET //"}, map[string]string{"GET /": "none"}},
		{"an exact match anywhere comes before a slash variant", []string{"GET /a/", "GET /{x}"}, map[string]string{
			"GET /a":  "exact GET:/{x}",
			"GET /a/": "exact GET:/a/",
		}},
		{"WebSocket", []string{"GET /{x}", "WS /ws/{id}", "GET /ws/{id}", "* /{p:path}"}, map[string]string{
			"WS /ws/7":   "exact WS:/ws/{id}",
			"WS /ws/7/":  "slash WS:/ws/{id}",
			"WS /chat":   "none",
			"GET /ws/7":  "exact GET:/ws/{id}",
			"GET /ws/7/": "exact *:/{p:path}",
		}},
		{"HTTP finds no WebSocket route", []string{"WS /ws"}, map[string]string{
			"GET /ws":     "none",
			"OPTIONS /ws": "none",
			"WS /ws":      "exact WS:/ws",
		}},
		{"a mount answers any method", []string{"GET /x/a", "* /x/{path:path}", "GET /x/b"}, map[string]string{
			"GET /x/a":      "exact GET:/x/a",
			"POST /x/a":     "exact *:/x/{path:path}",
			"PROPFIND /x/a": "exact *:/x/{path:path}",
			"GET /x/b":      "exact *:/x/{path:path}",
			"HEAD /x/a":     "exact *:/x/{path:path}",
			"OPTIONS /x/a":  "exact *:/x/{path:path}",
			"BREW /x":       "slash *:/x/{path:path}",
			"BREW /y":       "none",
		}},
		{"preflight", []string{"POST /a", "OPTIONS /b", "GET /b", "GET /c/{id}", "WS /d"}, map[string]string{
			"OPTIONS /a":   "preflight /a",
			"options /a":   "preflight /a",
			"OPTIONS /a/":  "none",
			"OPTIONS /b":   "exact OPTIONS:/b",
			"OPTIONS /b/":  "slash OPTIONS:/b",
			"OPTIONS /c/1": "preflight /c/{id}",
			"OPTIONS /d":   "none",
		}},
		{"unknown methods", []string{"GET /a"}, map[string]string{
			"PROPFIND /a": "none",
			" /a":         "none",
			"* /a":        "none",
		}},
		{"no routes", nil, map[string]string{"GET /": "none", "HEAD /": "none", "OPTIONS /": "none", "WS /": "none"}},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			c := catalogue.New(routes(catalogue.Registered, tt.routes...))
			checkRequests(t, c, tt.requests)
		})
	}
}

func checkRequests(t *testing.T, c *catalogue.Catalogue, requests map[string]string) {
	t.Helper()
	for request, want := range requests {
		method, path, _ := strings.Cut(request, " ")
		m := c.Match(method, path, method == "WS")
		if got := describe(c, m); got != want {
			t.Errorf("%s: got %s, want %s", request, got, want)
		}
	}
}

func TestMatchLongPath(t *testing.T) {
	long := "/files/" + strings.Repeat("a", 2000)
	c := catalogue.New(routes(catalogue.Registered, "GET /files/{name}"))
	checkRequests(t, c, map[string]string{
		"GET " + long:       "exact GET:/files/{name}",
		"GET " + long + "/": "slash GET:/files/{name}",
	})
}

func TestMatchSpecific(t *testing.T) {
	c := catalogue.New(routes(catalogue.Specific,
		"GET /{p:path}", "GET /a/{x}", "GET /a/{x:int}", "GET /a/{x}.json", "GET /a/b",
		"GET /{x}/b/c", "GET /{x}/{y}/c", "GET /a/{y}/{z}",
		"GET /f/{p:path}", "GET /f/{p:path}/meta",
		"GET /same/{first}", "GET /same/{second}",
	))
	checkRequests(t, c, map[string]string{
		"GET /a/b":        "exact GET:/a/b",
		"GET /a/b.json":   "exact GET:/a/{x}.json",
		"GET /a/7":        "exact GET:/a/{x:int}",
		"GET /a/c":        "exact GET:/a/{x}",
		"GET /a/b/c":      "exact GET:/a/{y}/{z}",
		"GET /d/b/c":      "exact GET:/{x}/b/c",
		"GET /d/e/c":      "exact GET:/{x}/{y}/c",
		"GET /d/e/f/g":    "exact GET:/{p:path}",
		"GET /f/a/b/meta": "exact GET:/f/{p:path}/meta",
		"GET /f/a/b":      "exact GET:/f/{p:path}",
		"GET /same/x":     "exact GET:/same/{first}",
	})
}

func TestMatchSeveralFiles(t *testing.T) {
	c := catalogue.New(
		routes(catalogue.Registered, "GET /a/{x}", "GET /b"),
		routes(catalogue.Specific, "GET /c/{x}", "GET /a/b", "GET /c/d", "GET /b"),
	)
	checkRequests(t, c, map[string]string{
		"GET /a/b": "exact GET:/a/{x}",
		"GET /c/d": "exact GET:/c/d",
		"GET /c/e": "exact GET:/c/{x}",
		"GET /b":   "exact GET:/b",
	})
}

func TestEndpoints(t *testing.T) {
	dump := routes(catalogue.Registered, "GET /b", "GET /a", "POST /a", "GET /b", "WS /b")
	dump.Routes[0].Name, dump.Routes[3].Name = "first", "second"
	c := catalogue.New(dump, routes(catalogue.Specific, "GET /{x}", "GET /c", "GET /a"))
	var got []string
	for _, r := range c.Endpoints() {
		got = append(got, r.Endpoint())
	}
	want := []string{"GET:/b", "GET:/a", "POST:/a", "WS:/b", "GET:/{x}", "GET:/c"}
	if !slices.Equal(got, want) {
		t.Errorf("endpoints %q, want %q", got, want)
	}
	if name := c.Endpoints()[0].Name; name != "first" {
		t.Errorf("GET:/b is served by the %s registration, want the first", name)
	}
}
