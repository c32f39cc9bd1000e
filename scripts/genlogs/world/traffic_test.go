package world

import (
	"math/rand/v2"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// router is Starlette's matching, as plainly as it can be written. The world itself never asks it.
type router []struct {
	method, key string
	path        *regexp.Regexp
}

var parameter = regexp.MustCompile(`\{[^}]*\}`)

func newRouter(routes []Route) router {
	var r router
	for _, route := range routes {
		expr, rest := "", route.Path
		for _, at := range parameter.FindAllString(route.Path, -1) {
			before, after, _ := strings.Cut(rest, at)
			segment := `[^/]+`
			if strings.HasSuffix(at, ":path}") {
				segment = `.*`
			}
			expr, rest = expr+regexp.QuoteMeta(before)+segment, after
		}
		method, _, _ := strings.Cut(route.Key(), ":")
		r = append(r, struct {
			method, key string
			path        *regexp.Regexp
		}{method, route.Key(), regexp.MustCompile(`\A(?s:` + expr + regexp.QuoteMeta(rest) + `)\z`)})
	}
	return r
}

// exact is the endpoint of the first row that matches, HEAD falling back to GET.
func (r router) exact(method, path string) string {
	for _, row := range r {
		if row.method == method && row.path.MatchString(path) {
			return row.key
		}
	}
	if method == "HEAD" {
		return r.exact("GET", path)
	}
	return ""
}

func (r router) otherMethod(path string) bool {
	for _, row := range r {
		if row.method != "WS" && row.path.MatchString(path) {
			return true
		}
	}
	return false
}

func slashVariant(path string) string {
	if strings.HasSuffix(path, "/") {
		return strings.TrimSuffix(path, "/")
	}
	return path + "/"
}

func decoded(path string) string {
	if path, err := url.PathUnescape(path); err == nil {
		return path
	}
	return strings.ReplaceAll(path, "%", "percent")
}

func TestRouterAgreesWithEveryRow(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	routes, uses := parseRoutes(routesText), parseUses(trafficText)
	for range 8 {
		areaRoutes, areaUses := drawAreas(rng)
		checkUses(t, rng, append(routes[:len(routes):len(routes)], areaRoutes...), append(uses[:len(uses):len(uses)], areaUses...))
	}
}

func checkUses(t *testing.T, rng *rand.Rand, routes []Route, uses []use) {
	t.Helper()
	r := newRouter(routes)
	for _, u := range uses {
		for range 40 {
			path := fillPath(rng, u.path)
			method := u.method
			if u.socket {
				method = "WS"
			}
			checkVisit(t, r, u, method, decoded(path))
			if u.refused() {
				if got := r.exact("GET", decoded(path)); got != u.edge.key {
					t.Errorf("GET %s: router picks %q, table says %q", path, got, u.edge.key)
				}
			}
		}
	}
}

func checkVisit(t *testing.T, r router, u use, method, path string) {
	t.Helper()
	exact, variant := r.exact(method, path), r.exact(method, slashVariant(path))
	got := exact
	if got == "" {
		got = variant
	}
	if got != u.app.key {
		t.Errorf("%s %s: router picks %q, table says %q", method, path, got, u.app.key)
	}
	redirects := false
	for _, status := range u.statuses {
		redirects = redirects || status == 301 || status == 307 || status == 308
	}
	if slash := redirects && exact == "" && variant != ""; slash != u.slash {
		t.Errorf("%s %s: redirect to the slash variant is %v, table says %v", method, path, slash, u.slash)
	}
	if preflight := method == "OPTIONS" && got == "" && r.otherMethod(path); preflight != u.preflight {
		t.Errorf("%s %s: preflight is %v, table says %v", method, path, preflight, u.preflight)
	}
	if health := path == shapes[Mixed].healthPath && (method == "GET" || method == "HEAD"); health != u.health {
		t.Errorf("%s %s: health request is %v, table says %v", method, path, health, u.health)
	}
	if u.app.name() == "" && !u.preflight {
		t.Errorf("%s %s: counted nowhere", method, path)
	}
}

// Every trap the world promises must be in the tables.
func TestTablesHoldEveryCase(t *testing.T) {
	has := map[string]bool{}
	for _, u := range parseUses(trafficText) {
		has["method "+u.method] = true
		has["class "+string(u.caller.class)] = true
		for name, flag := range map[string]bool{
			"slash": u.slash, "preflight": u.preflight, "health": u.health, "stub": u.stub, "edgeless": u.edgeless, "query": u.query,
			"before": u.before, "socket": u.socket, "refused": u.refused(), "inside": u.caller.inside,
			"unmatched": u.app.template != "", "leading //": strings.HasPrefix(u.path, "//"), "%2F": strings.Contains(u.path, "%2F"),
			"rest of path": strings.HasSuffix(u.app.key, ":path}"), "empty rest": u.path == "/files/",
		} {
			has[name] = has[name] || flag
		}
		for _, status := range u.statuses {
			has["no status"] = has["no status"] || status == 0
			has["499"] = has["499"] || status == 499
			has["5xx"] = has["5xx"] || status >= 500
		}
	}
	for _, want := range []string{
		"method GET", "method HEAD", "method OPTIONS", "method PROPFIND", "class client", "class bot", "class monitor", "class platform",
		"slash", "preflight", "health", "stub", "edgeless", "query", "before", "socket", "refused", "inside", "unmatched",
		"leading //", "%2F", "rest of path", "empty rest", "no status", "499", "5xx",
	} {
		if !has[want] {
			t.Errorf("no row of traffic.txt has: %s", want)
		}
	}
}

func TestRoutesHoldDuplicateKeys(t *testing.T) {
	routes := parseRoutes(routesText)
	keys := map[string]int{}
	for _, r := range routes {
		keys[r.Key()]++
	}
	if len(routes) != 81 || len(keys) != 79 {
		t.Errorf("routes.txt has %d rows and %d keys, want 81 and 79", len(routes), len(keys))
	}
	for _, key := range []string{"GET:/users/{id}", "WS:/ws/{room}"} {
		if keys[key] != 2 {
			t.Errorf("%s is registered %d times, want 2", key, keys[key])
		}
	}
}
