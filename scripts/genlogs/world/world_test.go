package world

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// worlds keeps what each has made: worlds are read-only and take a while under the race detector.
var worlds = map[Shape]*World{}

// each runs a test for a small world of every shape.
func each(t *testing.T, test func(t *testing.T, w *World, s Shape)) {
	for _, s := range Shapes {
		t.Run(string(s), func(t *testing.T) {
			if worlds[s] == nil {
				worlds[s] = Generate(Options{Seed: 7, Shape: s, Requests: 1200})
			}
			test(t, worlds[s], s)
		})
	}
}

func TestSameOptionsSameWorld(t *testing.T) {
	each(t, func(t *testing.T, w *World, s Shape) {
		if again := Generate(Options{Seed: 7, Shape: s, Requests: 1200}); !reflect.DeepEqual(w, again) {
			t.Error("two worlds of the same options differ")
		}
		if other := Generate(Options{Seed: 8, Shape: s, Requests: 1200}); reflect.DeepEqual(w.Files, other.Files) {
			t.Error("two seeds gave the same files")
		}
	})
}

// logged is an entry read back from a file; id is empty in flattened files.
type logged struct {
	id, stamp, kind, message string
}

// readFile decodes a stream of JSON objects of any of the four shapes.
func readFile(t *testing.T, name string, data []byte) []logged {
	t.Helper()
	var in io.Reader = bytes.NewReader(data)
	if strings.HasSuffix(name, ".gz") {
		var err error
		if in, err = gzip.NewReader(in); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	var all []logged
	for dec := json.NewDecoder(in); ; {
		var o struct {
			apiEntry
			Type string     `json:"type"`
			Logs []apiEntry `json:"logs"`
		}
		if err := dec.Decode(&o); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if o.Message == "" && o.Timestamp == "" {
			for _, e := range o.Logs {
				all = append(all, fromAPI(e))
			}
		} else if o.ID == "" {
			all = append(all, logged{stamp: o.Timestamp, kind: o.Type, message: o.Message})
		} else {
			all = append(all, fromAPI(o.apiEntry))
		}
	}
}

func fromAPI(e apiEntry) logged {
	for _, l := range e.Labels {
		if l.Name == "type" {
			return logged{e.ID, e.Timestamp, l.Value, e.Message}
		}
	}
	return logged{e.ID, e.Timestamp, "", e.Message}
}

func TestFilesHoldTheCountedRecords(t *testing.T) {
	each(t, func(t *testing.T, w *World, s Shape) {
		records, duplicates := 0, 0
		ids := map[string]bool{}
		kinds := map[string]int{}
		for name, data := range w.Files {
			for _, e := range readFile(t, name, data) {
				records++
				kinds[e.kind]++
				if e.id != "" && ids[e.id] {
					duplicates++
				}
				ids[e.id] = true
				if _, err := time.Parse(time.RFC3339Nano, e.stamp); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		x := w.Expected
		if records != x.Records || duplicates != x.Duplicates {
			t.Errorf("files hold %d records, %d of them duplicates; want %d and %d", records, duplicates, x.Records, x.Duplicates)
		}
		if duplicates == 0 || x.Records != x.Requests+x.Other+x.Duplicates {
			t.Errorf("%d records are not %d requests, %d other and %d duplicates", x.Records, x.Requests, x.Other, x.Duplicates)
		}
		if (kinds["request"] > 0) != shapes[s].edge || kinds["app"] == 0 || kinds["request"]+kinds["app"] != records {
			t.Errorf("kinds of entries: %v", kinds)
		}
	})
}

func TestHeartbeatInEveryHour(t *testing.T) {
	each(t, func(t *testing.T, w *World, _ Shape) {
		alive := map[string]bool{}
		for name, data := range w.Files {
			for _, e := range readFile(t, name, data) {
				if strings.HasPrefix(e.message, "heartbeat") {
					at, _ := time.Parse(time.RFC3339Nano, e.stamp)
					alive[at.UTC().Format("2006-01-02T15")] = true
				}
			}
		}
		if len(alive) != 14*24 {
			t.Errorf("heartbeats in %d hours, want %d", len(alive), 14*24)
		}
	})
}

func TestNoRequestNearTheBorders(t *testing.T) {
	each(t, func(t *testing.T, w *World, _ Shape) {
		start := w.Until.AddDate(0, 0, -14)
		for name, data := range w.Files {
			for _, e := range readFile(t, name, data) {
				at, _ := time.Parse(time.RFC3339Nano, e.stamp)
				if at.Sub(start).Abs() < 2*time.Minute || at.Sub(w.Until).Abs() < 2*time.Minute {
					t.Errorf("%s: %s is near a border: %s", name, e.stamp, e.message)
				}
			}
		}
	})
}

func TestTotalsAddUp(t *testing.T) {
	each(t, func(t *testing.T, w *World, s Shape) {
		used, days := 0, 0
		for key, e := range w.Expected.Endpoints {
			if e.Calls > 0 {
				used++
			}
			if (e.Calls > 0) == e.FirstUsed.IsZero() || (e.Calls > 0) == (e.DaysActive == 0) {
				t.Errorf("%s: %d calls, first used %s, %d days active", key, e.Calls, e.FirstUsed, e.DaysActive)
			}
			counted := e.OK + e.ClientErrors + e.ServerErrors + e.Aborted + e.Unknown
			sum := 0
			for _, n := range e.Daily {
				sum += n
			}
			if sum != counted || counted < e.Calls {
				t.Errorf("%s: %d by day, %d by outcome, %d calls", key, sum, counted, e.Calls)
			}
			days = max(days, e.DaysActive)
		}
		if used != w.Expected.EndpointsUsed || days != 14 {
			t.Errorf("%d endpoints used, the busiest on %d days; want %d and 14", used, days, w.Expected.EndpointsUsed)
		}
	})
}

// What the tables make certain, whatever the seed.
func TestKnownVerdicts(t *testing.T) {
	tests := []struct {
		shape Shape
		want  map[string]string
	}{
		{Mixed, map[string]string{
			"GET:/": "used", "GET:/users/me": "unused", "HEAD:/users/me": "used", "GET:/files/list": "unused", "GET:/legacy/export": "unused",
			"GET:/orders/export": "unused", "PUT:/settings/{key}": "unused", "GET:/admin/stats": "errors-only", "GET:/admin/audit": "used",
			"DELETE:/admin/cache": "used", "GET:/internal/metrics": "used", "POST:/internal/purge": "errors-only", "GET:/ping": "synthetic-only",
			"GET:/promo/": "synthetic-only", "GET:/old-home": "synthetic-only", "GET:/ghost": "insufficient", "WS:/notify": "insufficient",
			"WS:/ws": "used", "WS:/ws/legacy": "unused", "WS:/admin/socket": "insufficient", "OPTIONS:/auth/login": "used",
		}},
		{Private, map[string]string{"GET:/ghost": "used", "WS:/notify": "used", "WS:/admin/socket": "errors-only", "GET:/ping": "synthetic-only"}},
		{NoPeer, map[string]string{"GET:/internal/metrics": "used", "HEAD:/healthz": "synthetic-only"}},
		{PrivateUA, map[string]string{"PATCH:/users/{id}": "used", "GET:/robots.txt": "synthetic-only", "WS:/feeds/{p:path}": "unused"}},
		{EdgeOnly, map[string]string{"GET:/internal/metrics": "unused", "WS:/ws": "used", "WS:/feeds/{p:path}": "insufficient"}},
		{AppOnly, map[string]string{"GET:/ping": "used", "GET:/promo/": "synthetic-only", "GET:/old-home": "unused", "WS:/ws/legacy": "unused"}},
		{Public, map[string]string{"GET:/internal/metrics": "unused", "GET:/ghost": "insufficient", "GET:/healthz": "used"}},
	}
	for _, tt := range tests {
		for seed := range int64(2) {
			x := Generate(Options{Seed: seed, Shape: tt.shape, Requests: 1200}).Expected
			for key, want := range tt.want {
				if got := x.Endpoints[key].Verdict; got != want {
					t.Errorf("%s, seed %d: %s is %q, want %q", tt.shape, seed, key, got, want)
				}
			}
		}
	}
}

func TestRoutesJSON(t *testing.T) {
	data, err := Generate(Options{Requests: 1200}).RoutesJSON()
	if err != nil {
		t.Fatal(err)
	}
	var dump struct {
		Framework string
		Routes    []map[string]any
	}
	if err := json.Unmarshal(data, &dump); err != nil {
		t.Fatal(err)
	}
	if dump.Framework != "fastapi" || len(dump.Routes) != 91 {
		t.Fatalf("framework %q, %d routes; want fastapi and 91", dump.Framework, len(dump.Routes))
	}
	if first := dump.Routes[0]; first["file"] != nil || first["line"] != nil || first["kind"] != "http" {
		t.Errorf("first row: %v", first)
	}
	if root := dump.Routes[4]; root["file"] != "app/main.py" || root["line"] != 20.0 {
		t.Errorf("row of the root: %v", root)
	}
}

func TestBulk(t *testing.T) {
	for _, format := range BulkFormats {
		t.Run(format, func(t *testing.T) {
			var out bytes.Buffer
			counts, err := Bulk(&out, BulkOptions{Seed: 1, Requests: 120, Format: format})
			if err != nil {
				t.Fatal(err)
			}
			entries := readFile(t, format, out.Bytes())
			ids := map[string]bool{}
			for _, e := range entries {
				ids[e.id] = true
			}
			calls := 0
			for _, n := range counts.Calls {
				calls += n
			}
			if len(entries) != counts.Records || calls != 120 {
				t.Errorf("%d entries, %d calls; want %d and 120", len(entries), calls, counts.Records)
			}
			if format != "flat" && len(ids) != len(entries) {
				t.Errorf("%d ids for %d entries", len(ids), len(entries))
			}
		})
	}
	if _, err := Bulk(io.Discard, BulkOptions{Requests: 1, Format: "xml"}); err == nil {
		t.Error("an unknown format is accepted")
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	w := Generate(Options{Days: 3, Requests: 100})
	if err := w.Write(dir); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var x Expected
	if err := json.Unmarshal(data, &x); err != nil || !reflect.DeepEqual(x, w.Expected) {
		t.Errorf("expected.json reads back differently (error %v)", err)
	}
	for _, name := range []string{"routes.json", "logs/0-pages.ndjson.gz", "logs/1-cli.json", "logs/2-flat.ndjson.gz", "logs/3-ws.ndjson"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
