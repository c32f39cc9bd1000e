package catalogue_test

import (
	"slices"
	"testing"

	"lastcall/analyze/catalogue"
)

func TestShadowed(t *testing.T) {
	tests := []struct {
		name   string
		order  catalogue.Order
		routes []string
		want   []string // "shadowed < by"
	}{
		{"the same endpoint twice", catalogue.Registered,
			[]string{"GET /a", "GET /a", "GET /a"}, []string{"GET:/a < GET:/a", "GET:/a < GET:/a"}},
		{"a parameter before a constant", catalogue.Registered,
			[]string{"GET /users/{id}", "GET /users/me"}, []string{"GET:/users/me < GET:/users/{id}"}},
		{"a constant before a parameter", catalogue.Registered,
			[]string{"GET /users/me", "GET /users/{id}"}, nil},
		{"another name for the parameter", catalogue.Registered,
			[]string{"GET /users/{id}", "GET /users/{user}"}, []string{"GET:/users/{user} < GET:/users/{id}"}},
		{"another method", catalogue.Registered,
			[]string{"GET /users/{id}", "POST /users/me", "HEAD /users/me", "WS /users/me"}, nil},
		{"a mount before routes", catalogue.Registered,
			[]string{"* /x/{p:path}", "GET /x/{a}/b", "WS /x/a", "* /x/y/{p:path}", "GET /x"},
			[]string{"GET:/x/{a}/b < *:/x/{p:path}", "*:/x/y/{p:path} < *:/x/{p:path}"}},
		{"routes before a mount", catalogue.Registered, []string{"GET /{p:path}", "* /x/{p:path}"}, nil},
		{"WebSocket routes", catalogue.Registered,
			[]string{"WS /ws/{id}", "WS /ws/chat"}, []string{"WS:/ws/chat < WS:/ws/{id}"}},
		{"a path parameter takes more than one segment", catalogue.Registered,
			[]string{"GET /{x}/{y}", "GET /{p:path}", "GET /a/{x:int}"}, []string{"GET:/a/{x:int} < GET:/{x}/{y}"}},
		{"narrow convertors do not cover wide ones", catalogue.Registered,
			[]string{"GET /{x:int}", "GET /{x:float}", "GET /{x:uuid}", "GET /{x}"}, nil},
		{"wide convertors cover narrow ones", catalogue.Registered,
			[]string{"GET /{x:float}", "GET /{x:int}", "GET /1.5", "GET /1.5.2"},
			[]string{"GET:/{x:int} < GET:/{x:float}", "GET:/1.5 < GET:/{x:float}"}},
		{"inside a segment", catalogue.Registered,
			[]string{"GET /{a}-{b}", "GET /x-{b}", "GET /{a:int}-{b:int}-c", "GET /{c}"},
			[]string{"GET:/x-{b} < GET:/{a}-{b}", "GET:/{a:int}-{b:int}-c < GET:/{a}-{b}"}},
		{"digits around a number, a cover that is not found", catalogue.Registered,
			[]string{"GET /{a:int}", "GET /4{b:int}2", "GET /v{b:int}"}, nil},
		{"the first of several is named", catalogue.Registered,
			[]string{"GET /{p:path}/", "GET /x{p:path}", "GET /x/"}, []string{"GET:/x/ < GET:/{p:path}/"}},
		{"constants first", catalogue.Specific, []string{"GET /users/{id}", "GET /users/me"}, nil},
		{"equally specific", catalogue.Specific,
			[]string{"GET /users/{id}", "GET /users/{user}"}, []string{"GET:/users/{user} < GET:/users/{id}"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range catalogue.New(routes(tt.order, tt.routes...)).Shadowed() {
				if s.Reason == "" {
					t.Errorf("%s has no reason", s.Route.Endpoint())
				}
				got = append(got, s.Route.Endpoint()+" < "+s.By.Endpoint())
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestShadowedNamesTheRegistrationThatServes(t *testing.T) {
	f := routes(catalogue.Registered, "GET /a", "GET /a")
	f.Routes[0].File, f.Routes[1].File = "first.py", "second.py"
	got := catalogue.New(f).Shadowed()
	if len(got) != 1 || got[0].Route.File != "second.py" || got[0].By.File != "first.py" {
		t.Errorf("got %+v, want second.py shadowed by first.py", got)
	}
}
