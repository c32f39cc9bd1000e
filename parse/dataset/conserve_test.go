package dataset

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// TestConservation counts a source in which everything occurs.
func TestConservation(t *testing.T) {
	text := `{"level":"info"}` + "\n" + log(
		edge("a", newYear, "/x"), edge("b", newYear.Add(time.Second), "/x"), edge("a", newYear, "/x"), edge("", newYear, "/x"), edge("", newYear, "/x"),
		app("c", newYear, "hello"), app("c", newYear, "hello"), app("", newYear, "hello"), app("", newYear, "hello"),
		app("d", newYear.AddDate(0, 0, 3), "==> Your service is live"),
	) + "not JSON <&>\n" + log(app("e", newYear.Add(time.Hour), `INFO:     10.0.0.9:0 - "GET /y HTTP/1.1" 200 OK`))
	d := parsed(t, text)
	all := audit(t, d.dir)
	s := onlySource(t, d.dir)
	if want := (Counts{Records: 13, Requests: 5, Other: 4, Rejected: 2, Duplicates: 2}); s.Counts != want {
		t.Errorf("counts %+v, want %+v", s.Counts, want)
	}
	if n := len(all["ids"]); n != 2 {
		t.Errorf("%d ids of other lines, want those of c and d", n)
	}
	if s.MinID != "a" || s.MaxID != "e" || !s.First.Equal(newYear) || !s.Last.Equal(newYear.AddDate(0, 0, 3)) {
		t.Errorf("ids %s to %s, times %s to %s", s.MinID, s.MaxID, s.First, s.Last)
	}
	if s.Bytes != int64(len(text)) {
		t.Errorf("%d bytes, want %d", s.Bytes, len(text))
	}
	var bad struct {
		File, Reason, Text string
		Line, Offset       int64
	}
	line := readRejects(t, d.dir, s)[1]
	if err := json.Unmarshal([]byte(line), &bad); err != nil {
		t.Fatal(err)
	}
	if bad.File != "0.json" || bad.Line != 12 || int(bad.Offset) != strings.Index(text, "not JSON") || bad.Reason == "" || bad.Text != "not JSON <&>" {
		t.Errorf("reject %+v", bad)
	}
	if !strings.Contains(line, "not JSON <&>") {
		t.Errorf("reject %s is hard to read", line)
	}
}

// onlySource is the source of a dataset that has one.
func onlySource(t *testing.T, dir string) Source {
	t.Helper()
	s, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Sources) != 1 {
		t.Fatalf("%d sources, want 1", len(s.Sources))
	}
	return s.Sources[0]
}

// TestNoRequests reads sources without requests, and without anything.
func TestNoRequests(t *testing.T) {
	var chatter []entry
	for i := range 500 {
		chatter = append(chatter, app("", newYear.Add(time.Duration(i)*time.Minute), "tick"))
	}
	for _, test := range []struct {
		name, text string
		want       Counts
	}{
		{"chatter", log(chatter...), Counts{Records: 500, Other: 500}},
		{"page without entries", `{"logs":[],"hasMore":false}`, Counts{}},
		{"page without entries, null", `{"hasMore":false,"logs":null}`, Counts{}},
		{"array without entries", `[]`, Counts{}},
	} {
		d := parsed(t, test.text)
		if n := len(audit(t, d.dir)["requests"]); n != 0 {
			t.Errorf("%s: %d requests", test.name, n)
		}
		s := onlySource(t, d.dir)
		if s.Counts != test.want {
			t.Errorf("%s: counts %+v, want %+v", test.name, s.Counts, test.want)
		}
		if (s.First == nil) != (test.want.Other == 0) || (s.Last == nil) != (test.want.Other == 0) {
			t.Errorf("%s: times %v to %v", test.name, s.First, s.Last)
		}
	}
}

func TestCountsAdd(t *testing.T) {
	c := Counts{Records: 10, Requests: 1, Other: 2, Rejected: 3, Duplicates: 4}
	c.Add(Counts{Records: 100, Requests: 10, Other: 20, Rejected: 30, Duplicates: 40})
	if want := (Counts{Records: 110, Requests: 11, Other: 22, Rejected: 33, Duplicates: 44}); c != want {
		t.Errorf("%+v, want %+v", c, want)
	}
}

// TestFirstTextOfChunk begins a chunk with a text that is empty and yet known.
func TestFirstTextOfChunk(t *testing.T) {
	const nameless = `{"timestamp":"2027-01-01T10:00:00Z","message":"clientIP=\"\" requestID=\"\" responseTimeMS=0 responseBytes=0 userAgent=\"\"","labels":[]}` + "\n"
	d := open(t, t.TempDir())
	d.chunkRows = 1
	ingest(t, d, "x", nameless+nameless)
	for _, r := range audit(t, d.dir)["requests"] {
		if r["user_agent"] != "" || r["request_id"] != "" {
			t.Errorf("user agent %v, request id %v, want both empty", r["user_agent"], r["request_id"])
		}
	}
}
