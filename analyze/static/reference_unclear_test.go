package static

import (
	"slices"
	"testing"
)

// TestUnclear: what the evaluation of a source may miss is a doubt, and what it found is none.
func TestUnclear(t *testing.T) {
	get := Reference{Line: 1, Method: "GET", Path: "/api/dead"}
	tests := []struct {
		what, text string
		known      []Reference
		want       []int // lines
	}{
		{"a request that is known", "fetch('/api/dead')", []Reference{get}, nil},
		{"its method, too", "fetch('/x', { method: 'POST' })", []Reference{{Line: 1, Method: "POST", Path: "/x"}}, nil},
		{"a wrapper that was not followed", "fetch('/api/dead')\napi(`users/${id}`)", []Reference{get}, []int{2}},
		{"a generic one", "fetch('/api/dead')\nw<Item[]>('items')", []Reference{get}, []int{2}},
		{"a method that no reference has", "fetch('/api/dead')\ninit.method = 'POST'", []Reference{get}, []int{2}},
		{"in brackets", "fetch('/api/dead')\ninit['method'] = \"put\"", []Reference{get}, []int{2}},
		{"of a path near by, whose method is not known", "const p = '/x'\nsend(p, {\n method: 'POST' })", []Reference{{Line: 1, Path: "/x"}}, nil},
		{"of a path far away", "const p = '/x'\n\n\n\n\n\nsend({ method: 'POST' })", []Reference{{Line: 1, Path: "/x"}}, []int{7}},
		{"no method", "{ method: 'bank transfer' }", nil, nil},
		{"a client of a class", "fetch('/api/dead')\nnew C('/api').post('items')", []Reference{get}, []int{2}},
		{"requests as data", "createApi({ endpoints: b => ({ add: b.query({ query: () => 'items' }) }) })", nil, []int{1}},
		{"nothing of the kind", "export const x = (a: string) => a.split(',').map((s) => t('hello'))", nil, nil},
	}
	for _, tt := range tests {
		var got []int
		for _, r := range unclear(tt.text, tt.known) {
			if r.Path != "{}" {
				t.Errorf("%s: path %q", tt.what, r.Path)
			}
			got = append(got, r.Line)
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: lines %v, want %v", tt.what, got, tt.want)
		}
	}
}
