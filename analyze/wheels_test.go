package analyze_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lastcall/analyze"
	"lastcall/analyze/verdict"
	"lastcall/parse/dataset"
)

// wheels is the customer's own answer to its own traffic.
type wheels struct {
	Records     int64                    `json:"records"`
	Requests    int64                    `json:"requests"`
	Other       int64                    `json:"other"`
	Duplicates  int64                    `json:"duplicates"`
	Used        int                      `json:"endpoints_used"`
	ClassesEdge map[verdict.Class]int64  `json:"classes_edge"`
	Unmatched   map[string]int64         `json:"unmatched_client"`
	Endpoints   map[string]wheelEndpoint `json:"endpoints"`
}

type wheelEndpoint struct {
	Calls   int64           `json:"calls"`
	First   time.Time       `json:"first_used"`
	Last    time.Time       `json:"last_used"`
	Verdict verdict.Verdict `json:"verdict"`
}

const wheelsDir = "../testdata/wheels"

func readWheels(t *testing.T) (want wheels) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(wheelsDir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	return want
}

var wheelsEnd = time.Date(2025, 10, 22, 0, 0, 0, 0, time.UTC)

func TestWheels(t *testing.T) {
	want := readWheels(t)
	data, counts := parsed(t, filepath.Join(wheelsDir, "logs"))
	wantCounts := dataset.Counts{Records: want.Records, Requests: want.Requests, Other: want.Other, Duplicates: want.Duplicates}
	if counts != wantCounts {
		t.Errorf("parsed %+v, want %+v", counts, wantCounts)
	}
	t.Run("routes", func(t *testing.T) { wheelsRoutes(t, want, data) })
	t.Run("openapi", func(t *testing.T) { wheelsOpenAPI(t, want, data) })
}

func wheelsRoutes(t *testing.T, want wheels, data string) {
	r := analysed(t, data, analyze.Service{Catalogue: routes(t, filepath.Join(wheelsDir, "routes.json"))}, wheelsEnd)
	s := r.Services[0]
	websockets := 0
	for _, e := range s.Endpoints {
		if strings.HasPrefix(e.Key, "WS:") {
			websockets++
			if e.Verdict != verdict.Unused {
				t.Errorf("%s is %s, want unused", e.Key, e.Verdict)
			}
			continue
		}
		w, ok := want.Endpoints[e.Key]
		if !ok {
			t.Errorf("%s is not expected", e.Key)
			continue
		}
		compareWheel(t, e, w)
	}
	if len(s.Endpoints) != len(want.Endpoints)+5 || websockets != 5 {
		t.Errorf("%d endpoints, %d of them WebSocket; want %d and 5", len(s.Endpoints), websockets, len(want.Endpoints)+5)
	}
	byVerdict := map[verdict.Verdict]int{}
	called := 0
	for _, e := range s.Endpoints {
		byVerdict[e.Verdict]++
		if e.Calls > 0 {
			called++
		}
	}
	wantVerdicts := map[verdict.Verdict]int{verdict.Used: 155, verdict.Unused: 105, verdict.ErrorsOnly: 13, verdict.SyntheticOnly: 9}
	if !maps.Equal(byVerdict, wantVerdicts) {
		t.Errorf("verdicts %v, want %v", byVerdict, wantVerdicts)
	}
	if called != want.Used {
		t.Errorf("%d endpoints used, want %d", called, want.Used)
	}
	edge := map[verdict.Class]int64{}
	for _, c := range s.Classes {
		if c.Channel == "edge" {
			edge[c.Class] = c.Requests
		}
	}
	if !maps.Equal(edge, want.ClassesEdge) {
		t.Errorf("edge classes %v, want %v", edge, want.ClassesEdge)
	}
	var unmatched int64
	for _, n := range want.Unmatched {
		unmatched += n
	}
	i := slices.IndexFunc(s.Unmatched, func(u verdict.Unmatched) bool { return u.Template == "GET /not/in/catalogue/{}" })
	if i < 0 || s.Unmatched[i].Calls != unmatched {
		t.Errorf("unmatched %+v, want GET /not/in/catalogue/{} with %d calls", s.Unmatched, unmatched)
	}
	if c := s.Coverage["edge"]; c.Covered != 336 || c.Hours != 336 {
		t.Errorf("edge coverage %+v, want all 336 hours", c)
	}
}

func compareWheel(t *testing.T, got verdict.Endpoint, want wheelEndpoint) {
	t.Helper()
	if got.Calls != want.Calls || !got.First.Equal(want.First) || !got.Last.Equal(want.Last) || got.Verdict != want.Verdict {
		t.Errorf("%s: %d calls, first %v, last %v, %s; want %d, %v, %v, %s",
			got.Key, got.Calls, got.First, got.Last, got.Verdict, want.Calls, want.First, want.Last, want.Verdict)
	}
	var daily int64
	for _, n := range got.Daily {
		daily += n
	}
	if daily != got.Calls {
		t.Errorf("%s: the days add up to %d calls of %d", got.Key, daily, got.Calls)
	}
}

// wheelsOpenAPI: the document lacks hidden routes and cannot say :path, and agrees everywhere else.
func wheelsOpenAPI(t *testing.T, want wheels, data string) {
	r := analysed(t, data, analyze.Service{Catalogue: routes(t, filepath.Join(wheelsDir, "openapi.json"))}, wheelsEnd)
	differ := []string{"GET:/api/v1/mapbox/geocoding/v5/{endpoint}", "DELETE:/api/v1/receipts/{filename}"}
	seen := 0
	for _, e := range r.Services[0].Endpoints {
		if slices.Contains(differ, e.Key) {
			continue
		}
		w, ok := want.Endpoints[e.Key]
		if !ok {
			t.Errorf("%s is not expected", e.Key)
			continue
		}
		seen++
		compareWheel(t, e, w)
	}
	if seen < 250 {
		t.Errorf("only %d endpoints compared", seen)
	}
}
