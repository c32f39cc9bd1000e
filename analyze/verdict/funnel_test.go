package verdict

import "testing"

// TestStage follows files on the way to safe.
func TestStage(t *testing.T) {
	idle := handler(Unused)
	busy := handler(Used)
	busy.Endpoint.Calls = 2
	failing := handler(ErrorsOnly)
	failing.Endpoint.Calls = 2
	tests := []struct {
		what string
		e    FileEvidence
		want Stage
	}{
		{"nothing ties it", FileEvidence{Sufficient: true}, Flagged},
		{"a mention or an import is no edge to production", FileEvidence{Sufficient: true, Mentions: []Mention{{}}, Imported: []Import{{}}}, Flagged},
		{"a used endpoint", FileEvidence{Sufficient: true, Endpoints: []EndpointEdge{busy}}, Tied},
		{"one used endpoint of two", FileEvidence{Sufficient: true, Endpoints: []EndpointEdge{idle, busy}}, Tied},
		{"calls that only fail are calls", FileEvidence{Sufficient: true, Endpoints: []EndpointEdge{failing}}, Tied},
		{"a rendered component", FileEvidence{Sufficient: true, Components: []ComponentEdge{{Count: 1}}}, Tied},
		{"a loaded chunk", FileEvidence{Sufficient: true, Assets: []AssetEdge{{Loads: 1}}}, Tied},
		{"a chunk nobody loaded cannot show zero", FileEvidence{Sufficient: true, Assets: []AssetEdge{{}}}, Zero},
		{"an uncounted component", FileEvidence{Sufficient: true, Components: []ComponentEdge{{}}}, Zero},
		{"bots alone", FileEvidence{Sufficient: true, Endpoints: []EndpointEdge{handler(SyntheticOnly)}}, Zero},
		{"too little evidence", FileEvidence{Sufficient: true, Endpoints: []EndpointEdge{handler(Insufficient)}}, Zero},
		{"too little evidence of anything", FileEvidence{Endpoints: []EndpointEdge{idle}}, Zero},
		{"an unused endpoint", FileEvidence{Sufficient: true, Endpoints: []EndpointEdge{idle}}, Enough},
		{"an unused endpoint and a mention", FileEvidence{Sufficient: true, Endpoints: []EndpointEdge{idle}, Mentions: []Mention{{}}}, Enough},
		{"a counted component", FileEvidence{Sufficient: true, Components: []ComponentEdge{{Tracked: true, Covering: 3}}}, Enough},
	}
	for _, tt := range tests {
		tt.e.Policy = DefaultPolicy()
		if got := tt.e.Stage(); got != tt.want {
			t.Errorf("%s: stage %d, want %d", tt.what, got, tt.want)
		}
	}
}

func TestFunnel(t *testing.T) {
	file := func(s Stage, v Verdict) File { return File{Stage: s, Finding: Finding{Verdict: v}} }
	r := &Result{Files: []File{
		file(Flagged, StaticOnly), file(Flagged, Review), file(Tied, InUse), file(Zero, Insufficient), file(Enough, Review), file(Enough, Safe),
	}}
	if got, want := r.Funnel(), (Funnel{Flagged: 6, Tied: 4, Zero: 3, Enough: 2, Safe: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
