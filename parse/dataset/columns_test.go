package dataset

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lastcall/parse"
)

// drawn is a request in which each field is missing, empty or one of n texts.
func drawn(rng *rand.Rand, n int) parse.Record {
	text := func(name string) []byte {
		switch rng.IntN(8) {
		case 0:
			return nil
		case 1:
			return []byte{}
		}
		return fmt.Appendf(nil, "%s %d", name, rng.IntN(n))
	}
	number := func(most int64) int64 { return max(parse.Unknown, rng.Int64N(most)-most/8) }
	return parse.Record{
		Kind: parse.Request, Channel: []parse.Channel{parse.Edge, parse.App}[rng.IntN(2)], Format: []string{"api", "flat"}[rng.IntN(2)],
		Access: []string{"", "uvicorn"}[rng.IntN(2)], ID: text("id"), Precision: int8(rng.IntN(11) - 1),
		Time:    newYear.UnixMicro() + rng.Int64N(2*dayMicros),
		Service: text("srv"), Instance: text("pod"), Host: text("host"), Method: text("M"), Path: text("/"), Query: text("q"),
		ClientIP: text("ip"), UserAgent: text("agent"), RequestID: text("request"),
		Status: int16(max(0, rng.IntN(700)-100)), DurationMS: number(1 << 40), Bytes: number(1 << 50),
	}
}

// storedRow is the row that a request makes: NULL for what is missing.
func storedRow(r *parse.Record) values {
	text := func(b []byte) any {
		if b == nil {
			return nil
		}
		return string(b)
	}
	number := func(n int64, known bool) any {
		if !known {
			return nil
		}
		return n
	}
	format := r.Format
	if r.Access != "" {
		format += "+" + r.Access
	}
	start := r.Time - r.DurationMS*1000
	return values{
		"ts": r.Time, "start_ts": number(start, r.DurationMS >= 0 && start >= 0), "service": text(r.Service), "instance": text(r.Instance), "host": text(r.Host),
		"method": text(r.Method), "path": text(r.Path), "query": text(r.Query), "status": number(int64(r.Status), r.Status != 0),
		"duration_ms": number(r.DurationMS, r.DurationMS >= 0), "bytes": number(r.Bytes, r.Bytes >= 0), "client_ip": text(r.ClientIP), "user_agent": text(r.UserAgent),
		"request_id": text(r.RequestID), "log_id": text(r.ID), "channel": r.Channel.String(), "format": format, "time_precision": int64(r.Precision),
	}
}

// TestColumns stores requests of all sorts and reads them back. With few texts every column has a dictionary, with many none has.
func TestColumns(t *testing.T) {
	for _, texts := range []int{1, 3, 300, 1 << 40} {
		rng := rand.New(rand.NewPCG(1, uint64(texts)))
		var c chunk
		var want []values
		seen := map[string]bool{}
		records := make([]parse.Record, 2000)
		for i := range records {
			records[i] = drawn(rng, texts)
			c.add(&records[i])
		}
		slices.SortStableFunc(records, func(a, b parse.Record) int { return cmp.Compare(a.Time, b.Time) })
		for _, r := range records {
			if r.ID == nil || !seen[string(r.ID)] {
				want = append(want, storedRow(&r))
			}
			seen[string(r.ID)] = seen[string(r.ID)] || r.ID != nil
		}
		d := open(t, t.TempDir())
		s := &stager{dataset: d, lines: lineCounts{}}
		if err := s.write(context.Background(), &c); err != nil {
			t.Fatal(err)
		}
		var got []values
		for _, p := range s.parts {
			got = append(got, readRows(t, s.staged(p.staged()))...)
		}
		if len(s.parts) != 2 || !reflect.DeepEqual(got, want) {
			t.Errorf("%d texts: %d rows in %d files, want %d in 2", texts, len(got), len(s.parts), len(want))
			for i := range min(len(got), len(want)) {
				if !maps.Equal(got[i], want[i]) {
					t.Fatalf("row %d\ngot  %v\nwant %v", i, got[i], want[i])
				}
			}
		}
	}
}

// TestChunkReused fills a chunk again after others: nothing is left in it of what it held before.
func TestChunkReused(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	var used chunk
	for round := range 4 {
		used.reset()
		var fresh chunk
		for range 100 << round {
			r := drawn(rng, 50<<round)
			used.add(&r)
			fresh.add(&r)
		}
		if !reflect.DeepEqual(used.rows, fresh.rows) || !bytes.Equal(used.text, fresh.text) || !slices.Equal(used.formats, fresh.formats) {
			t.Fatalf("round %d: the chunk differs from a new one", round)
		}
	}
}

// TestNames compares names with a map.
func TestNames(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	var c chunk
	var n names
	want := map[string]uint32{}
	for range 20_000 {
		text := []byte(strings.Repeat("x", rng.IntN(3)) + fmt.Sprint(rng.IntN(3000)))
		if rng.IntN(100) == 0 {
			text = []byte{}
		}
		if want[string(text)] == 0 {
			want[string(text)] = uint32(len(want) + 1)
		}
		if got := c.name(&n, text); got != want[string(text)] {
			t.Fatalf("%q has name %d, want %d", text, got, want[string(text)])
		}
	}
	if got := c.name(&n, nil); got != 0 {
		t.Errorf("missing text has name %d", got)
	}
}

// TestSameBytes ingests one source several times: the files are the same to the byte, however reading and writing took turns.
func TestSameBytes(t *testing.T) {
	var text strings.Builder
	for i := range 5000 {
		if i%50 == 0 {
			text.WriteString("no entry\n")
		}
		text.WriteString(edge(fmt.Sprint("id", i%4900), newYear.Add(time.Duration(i%77*i)*time.Second), fmt.Sprint("/", i%900)).String() + "\n")
	}
	var first map[string]string
	for round := range 4 {
		d := open(t, t.TempDir())
		d.chunkRows = 170
		ingest(t, d, "x", text.String())
		files := map[string]string{}
		for _, table := range []string{"requests", "lines", "rejects"} {
			names, err := filepath.Glob(filepath.Join(d.dir, table, "*"))
			if err != nil {
				t.Fatal(err)
			}
			parts, err := filepath.Glob(filepath.Join(d.dir, table, "*", "*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range append(names, parts...) {
				content, err := os.ReadFile(name)
				if err == nil {
					files[strings.TrimPrefix(name, d.dir)] = string(content)
				}
			}
		}
		if round == 0 {
			first = files
		}
		if len(files) < 30 || !maps.Equal(files, first) {
			t.Fatalf("round %d: %d files, not the same as the first %d", round, len(files), len(first))
		}
	}
}
