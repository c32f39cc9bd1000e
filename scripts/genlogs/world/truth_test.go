package world

import (
	"reflect"
	"testing"
	"time"
)

var noon = time.Date(2025, 10, 9, 12, 0, 0, 0, time.UTC)

const endpointKey = "GET:/x"

func edgeSeen(class Class, status int) sighting {
	return sighting{edge: true, at: noon, target: target{key: endpointKey}, class: class, status: status, reached: true}
}

func appSeen(class Class, status int, peer peerKind) sighting {
	return sighting{at: noon.Add(time.Second), target: target{key: endpointKey}, class: class, status: status, peer: peer}
}

func times(n int, s sighting) []sighting {
	var all []sighting
	for range n {
		all = append(all, s)
	}
	return all
}

// Each case is counted by hand from the rules on how two logs of one service complete each other.
func TestCalls(t *testing.T) {
	stub := edgeSeen(Redirect, 301)
	stub.reached = false
	tests := []struct {
		name    string
		shape   Shape
		seen    [][]sighting
		calls   int
		ok      int
		verdict string
	}{
		{"nothing", Mixed, nil, 0, 0, "unused"},
		{"edge and its echo", Mixed, [][]sighting{times(3, edgeSeen(Client, 200)), times(3, appSeen(Client, 200, peerPublic))}, 3, 3, "used"},
		{"lost echoes", Mixed, [][]sighting{times(3, edgeSeen(Client, 200)), times(1, appSeen(Client, 200, peerPublic))}, 3, 3, "used"},
		{"private lines add up", Mixed, [][]sighting{times(3, edgeSeen(Client, 200)), times(2, appSeen(Client, 200, peerPrivate))}, 5, 5, "used"},
		{"public lines without edge", Mixed, [][]sighting{times(2, appSeen(Client, 200, peerPublic))}, 0, 0, "insufficient"},
		{"crawlers and their echoes", Mixed, [][]sighting{times(2, edgeSeen(Bot, 200)), times(2, appSeen(Client, 200, peerPublic))}, 0, 0, "synthetic-only"},
		{"health checks", Mixed, [][]sighting{times(9, appSeen(Platform, 200, peerPrivate))}, 0, 0, "synthetic-only"},
		{"stub", Mixed, [][]sighting{times(2, stub)}, 0, 0, "synthetic-only"},
		{"stub explains no line", Private, [][]sighting{times(2, stub), times(1, appSeen(Client, 200, peerPrivate))}, 1, 1, "used"},
		{"surplus", Private, [][]sighting{times(3, edgeSeen(Client, 200)), times(5, appSeen(Client, 200, peerPrivate))}, 5, 8, "used"},
		{"no surplus", Private, [][]sighting{times(3, edgeSeen(Client, 200)), times(3, appSeen(Client, 404, peerPrivate))}, 3, 3, "used"},
		{"crawlers explain lines", Private, [][]sighting{times(3, edgeSeen(Bot, 200)), times(4, appSeen(Client, 200, peerPrivate))}, 1, 4, "used"},
		{"crawlers known by agent", PrivateUA, [][]sighting{times(3, edgeSeen(Bot, 200)), times(4, appSeen(Client, 200, peerPrivate))}, 4, 4, "used"},
		{"unknown peers", NoPeer, [][]sighting{times(1, edgeSeen(Client, 200)), times(2, appSeen(Client, 200, peerUnknown))}, 2, 3, "used"},
		{"errors only", Public, [][]sighting{times(2, edgeSeen(Client, 404))}, 2, 0, "errors-only"},
		{"one given up", Public, [][]sighting{times(2, edgeSeen(Client, 404)), times(1, edgeSeen(Client, 499))}, 3, 0, "used"},
		{"one unknown", Public, [][]sighting{times(2, edgeSeen(Client, 404)), times(1, edgeSeen(Client, 0))}, 3, 0, "used"},
		{"app log alone", AppOnly, [][]sighting{times(2, appSeen(Client, 200, peerPublic)), times(3, appSeen(Platform, 200, peerPrivate))}, 2, 2, "used"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBuilder(Options{Shape: tt.shape}.withDefaults())
			if b.edge {
				// Another endpoint keeps the request log from being empty.
				b.sightings = append(b.sightings, sighting{edge: true, at: noon, target: target{key: "GET:/other"}, class: Client, reached: true})
			}
			for _, s := range tt.seen {
				b.sightings = append(b.sightings, s...)
			}
			got := b.judge([]Route{{Method: "GET", Path: "/x", Kind: "http"}}).Endpoints[endpointKey]
			if got.Calls != tt.calls || got.OK != tt.ok || got.Verdict != tt.verdict {
				t.Errorf("calls %d, ok %d, verdict %s; want %d, %d, %s", got.Calls, got.OK, got.Verdict, tt.calls, tt.ok, tt.verdict)
			}
		})
	}
}

func TestEndpointDetails(t *testing.T) {
	b := newBuilder(Options{Shape: Mixed}.withDefaults())
	for i, status := range []int{200, 304, 404, 499, 500, 0} {
		s := edgeSeen(Client, status)
		s.at = noon.AddDate(0, 0, i/4).Add(time.Duration(i) * time.Minute)
		b.sightings = append(b.sightings, s)
	}
	early, late := edgeSeen(Client, 200), edgeSeen(Client, 200)
	early.at, late.at = b.Start.Add(-time.Nanosecond), b.until
	b.sightings = append(b.sightings, early, late)
	b.sightings = append(b.sightings, times(2, edgeSeen(Monitor, 200))...)
	b.sightings = append(b.sightings, times(3, appSeen(Platform, 200, peerPrivate))...)

	got := b.judge([]Route{{Method: "GET", Path: "/x", Kind: "http"}}).Endpoints[endpointKey]
	want := Endpoint{
		Calls: 6, FirstUsed: noon, LastUsed: noon.AddDate(0, 0, 1).Add(5 * time.Minute), Verdict: "used",
		OK: 2, ClientErrors: 1, ServerErrors: 1, Aborted: 1, Unknown: 1,
		DaysActive: 2, Daily: map[string]int{"2025-10-09": 4, "2025-10-10": 2}, Synthetic: map[Class]int{Monitor: 2, Platform: 3},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestUnmatchedFollowsTheSameRule(t *testing.T) {
	b := newBuilder(Options{Shape: Private}.withDefaults())
	for _, s := range [][]sighting{times(1, edgeSeen(Client, 404)), times(3, appSeen(Client, 404, peerPrivate))} {
		for _, s := range s {
			s.target = target{template: "GET /old/{}"}
			b.sightings = append(b.sightings, s)
		}
	}
	if got := b.judge(nil).Unmatched; !reflect.DeepEqual(got, map[string]int{"GET /old/{}": 3}) {
		t.Errorf("unmatched %v, want GET /old/{} 3 times", got)
	}
}
