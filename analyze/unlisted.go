package analyze

import (
	"path"
	"strings"

	"lastcall/analyze/catalogue"
	"lastcall/analyze/static"
	"lastcall/analyze/verdict"
)

// unlisted is traffic of a service that was answered and that no route explains, so that requests can be held against it.
type unlisted struct {
	service    Service
	paths      *catalogue.Catalogue
	byEndpoint map[string]verdict.Unmatched
}

func unlistedOf(service Service, unmatched []verdict.Unmatched) unlisted {
	found := unlisted{service: service, byEndpoint: map[string]verdict.Unmatched{}}
	file := &catalogue.File{}
	for _, u := range unmatched {
		method, template, ok := strings.Cut(u.Template, " ")
		if !ok || u.OK == 0 || !strings.HasPrefix(template, "/") {
			continue
		}
		route := catalogue.Route{Method: method, Path: template}
		file.Routes = append(file.Routes, route)
		found.byEndpoint[route.Endpoint()] = u
	}
	found.paths = catalogue.New(file)
	return found
}

// requestedBy lists what the references of a file ask of it, each template once, by its first line.
func (x unlisted) requestedBy(refs []static.Reference) []verdict.Unlisted {
	var found []verdict.Unlisted
	seen := map[string]bool{}
	for _, ref := range refs {
		if known(ref) == "" {
			continue
		}
		for _, m := range x.paths.Refer(ref.Method, catalogue.StripPrefix(ref.Path, x.service.StripPrefix), ref.Based) {
			u := x.byEndpoint[m.Route.Endpoint()]
			if !seen[u.Template] && !isPage(ref, m.Route.Method) {
				seen[u.Template] = true
				found = append(found, verdict.Unlisted{Line: ref.Line, Template: u.Template, OK: u.OK, Last: u.LastUsed})
			}
		}
	}
	return found
}

// isPage tells links and static files from requests: a page or an image that people load shows no use of what names it.
func isPage(ref static.Reference, method string) bool {
	return method == "GET" && (ref.Method == "" || path.Ext(ref.Path) != "" || strings.Contains(ref.Text, "href"))
}

// known returns the path of a reference as far as it is known; empty where that says nothing.
func known(ref static.Reference) string {
	if ref.Path == "/" && ref.Method == "" || !strings.Contains(strings.ReplaceAll(ref.Path, "{}", ""), "/") {
		return "" // a bare "/" is rather a link
	}
	return ref.Path
}
