package dataset

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/parquet/file"

	"lastcall/parse"
)

// ids returns the log ids of a table, sorted.
func ids(rows []values) []string {
	var found []string
	for _, r := range rows {
		found = append(found, fmt.Sprint(r["log_id"]))
	}
	slices.Sort(found)
	return found
}

// TestExactlyOnce stores entries of equal id once, wherever they come again, and entries without id as often as they come.
func TestExactlyOnce(t *testing.T) {
	at := newYear.Add(time.Hour + 123456*time.Microsecond)
	request, other := edge("r", at, "/x"), app("o", at, "hello")
	cut := func(e entry) entry { // as jq leaves it that cuts the fraction off
		e.at = e.at.Truncate(time.Second)
		return e
	}
	filler := app("", at, "filler")
	once := Counts{Requests: 1, Other: 1}
	for _, test := range []struct {
		name    string
		sources []string
		want    Counts // without records and duplicates
	}{
		{"within a source", []string{log(request, other, request, other)}, once},
		{"across sources", []string{log(request, other), log(other, request)}, once},
		{"across chunks", []string{log(request, other, filler, filler, filler, other, filler, request)}, Counts{Requests: 1, Other: 5}},
		{"a chunk apart", []string{log(request, other), log(filler, filler, filler, request, other, filler)}, Counts{Requests: 1, Other: 5}},
		{"time cut in the later export", []string{log(request, other), log(cut(request), cut(other))}, once},
		{"time cut in the earlier export", []string{log(cut(request), cut(other)), log(request, other)}, once},
		{"time cut within a source", []string{log(request, other, cut(request), cut(other))}, once},
		{"one id as request and as other line", []string{log(request), log(app("r", at, "hello"), app("o", at, "hello"))}, once},
		{"one id as other line and as request", []string{log(other), log(request, edge("o", at, "/x"))}, once},
		{"without id within a source", []string{log(edge("", at, "/x"), edge("", at, "/x"), app("", at, "hello"), app("", at, "hello"))}, Counts{Requests: 2, Other: 2}},
		{"without id across sources", []string{log(edge("", at, "/x"), filler), log(filler, edge("", at, "/x"))}, Counts{Requests: 2, Other: 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := open(t, t.TempDir())
			d.chunkRows = 3
			var got, records Counts
			for i, text := range test.sources {
				got.Add(ingest(t, d, fmt.Sprint(i), text).Source.Counts)
				records.Records += int64(strings.Count(text, "\n"))
			}
			test.want.Records = records.Records
			test.want.Duplicates = records.Records - test.want.Requests - test.want.Other
			if got != test.want {
				t.Errorf("counts %+v, want %+v", got, test.want)
			}
			audit(t, d.dir)
		})
	}
}

// TestOverlap reads random overlapping cuts of one stream in random order: the dataset always holds the stream.
func TestOverlap(t *testing.T) {
	stream, wantRequests, wantOthers := sampleStream(200)
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 0))
		d := open(t, t.TempDir())
		d.chunkRows = 15 + rng.IntN(120)
		for i, source := range randomCuts(rng, stream) {
			ingest(t, d, fmt.Sprint(i), log(source...))
		}
		all := audit(t, d.dir)
		if got := ids(all["requests"]); !slices.Equal(got, wantRequests) {
			t.Errorf("seed %d: %d requests, want %d", seed, len(got), len(wantRequests))
		}
		if got := ids(all["ids"]); !slices.Equal(got, wantOthers) {
			t.Errorf("seed %d: %d other lines, want %d", seed, len(got), len(wantOthers))
		}
		for _, r := range all["requests"] {
			if want := "/of/" + r["log_id"].(string); r["path"] != want {
				t.Errorf("seed %d: path %s, want %s", seed, r["path"], want)
			}
		}
	}
}

// sampleStream is a stream of requests and other lines over two days, each with an id, several at one instant.
func sampleStream(n int) (stream []entry, requests, others []string) {
	at := newYear
	for i := range n {
		id := fmt.Sprintf("id-%04d", i)
		if i%4 != 0 {
			at = at.Add(10 * time.Minute)
		}
		if i%3 == 0 {
			stream = append(stream, app(id, at, "line "+id))
			others = append(others, id)
		} else {
			stream = append(stream, edge(id, at, "/of/"+id))
			requests = append(requests, id)
		}
	}
	return stream, requests, others
}

// randomCuts returns parts of the stream that overlap and together hold all of it, in random order, some
// shuffled, some newest first, some with repetitions.
func randomCuts(rng *rand.Rand, stream []entry) [][]entry {
	var cuts [][]entry
	for start := 0; start < len(stream); {
		end := min(len(stream), start+1+rng.IntN(len(stream)/2))
		cut := slices.Clone(stream[max(0, start-rng.IntN(60)):end])
		switch rng.IntN(4) {
		case 0:
			rng.Shuffle(len(cut), func(i, j int) { cut[i], cut[j] = cut[j], cut[i] })
		case 1:
			slices.Reverse(cut)
		case 2:
			cut = append(cut, cut[:len(cut)/2]...)
		}
		cuts = append(cuts, cut)
		start = end
	}
	rng.Shuffle(len(cuts), func(i, j int) { cuts[i], cuts[j] = cuts[j], cuts[i] })
	return cuts
}

// TestManyRowGroups looks for ids in files of several row groups.
func TestManyRowGroups(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 140,000 records")
	}
	const n = batchRows + 5000
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"%d","timestamp":"2027-01-01T00:00:00Z","type":"request","path":"/x","message":""}`+"\n", i)
	}
	d := parsed(t, b.String())
	if groups := rowGroups(t, filepath.Join(d.dir, onlySource(t, d.dir).Files[0].Path)); groups != 2 {
		t.Errorf("%d row groups, want 2", groups)
	}
	s := ingest(t, d, "again", log(edge("new", newYear, "/x"))+b.String()).Source
	if want := (Counts{Records: n + 1, Requests: 1, Duplicates: n}); s.Counts != want {
		t.Errorf("%+v, want %+v", s.Counts, want)
	}
}

func rowGroups(t *testing.T, name string) int {
	t.Helper()
	r, err := file.OpenParquetFile(name, false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	return r.NumRowGroups()
}

// TestSameContent skips content that is known, under whatever name and compression.
func TestSameContent(t *testing.T) {
	text := log(edge("", newYear, "/x"), edge("", newYear, "/y"))
	d := parsed(t, text)
	before := contentsOf(t, d.dir)
	for _, again := range []struct {
		name, text string
	}{
		{"0.json", text}, {"copy.json", text}, {"0.json.gz", string(gzipped(text))}, {"0.json.zst", string(zstandard(text))}, {"0.json.gz", string(gzipped(text))}, {"bad\xff", text}, {"bad\xff", text},
	} {
		o := ingest(t, d, again.name, again.text)
		if !o.Skipped || o.Source.Requests != 2 {
			t.Errorf("%s: %+v", again.name, o)
		}
		if !d.Knows(again.name) {
			t.Errorf("%s: not known after", again.name)
		}
		d.Close()
		d = open(t, d.dir)
	}
	s := onlySource(t, d.dir)
	if want := []string{"0.json", "copy.json", "0.json.gz", "0.json.zst", "bad\uFFFD"}; !slices.Equal(s.Names, want) {
		t.Errorf("names %q, want %q", s.Names, want)
	}
	after := contentsOf(t, d.dir)
	record := filepath.Join("sources", s.Fingerprint+".json")
	after[record] = before[record]
	sameContents(t, "after six more readings", after, before)
}

func TestSkip(t *testing.T) {
	known, unknown := log(edge("a", newYear, "/x")), log(edge("b", newYear, "/x"))
	d := parsed(t, known)
	if d.Knows("other.json") {
		t.Error("knows a name that it never saw")
	}
	o, err := d.Skip("other.json", strings.NewReader(known))
	if err != nil || o == nil || !o.Skipped || !d.Knows("other.json") {
		t.Errorf("known content: %+v, %v", o, err)
	}
	if _, err := os.Stat(d.staging()); !os.IsNotExist(err) {
		t.Errorf("staging directory: %v", err)
	}
	if o, err := d.Skip("0.json", strings.NewReader(unknown)); o != nil || err != nil {
		t.Errorf("unknown content: %+v, %v", o, err)
	}
	if s := onlySource(t, d.dir); !slices.Equal(s.Names, []string{"0.json", "other.json"}) {
		t.Errorf("names %q", s.Names)
	}
}

// TestDamagedFile looks for ids in a file with one byte flipped: an error perhaps, but never a crash.
func TestDamagedFile(t *testing.T) {
	stream, _, _ := sampleStream(60)
	d := parsed(t, log(stream...))
	f := onlySource(t, d.dir).Files[0]
	name := filepath.Join(d.dir, filepath.FromSlash(f.Path))
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var c chunk
	c.add(&parse.Record{ID: []byte("id-0001"), Time: f.First.UnixMicro()})
	c.sort()
	failed := 0
	for i := 0; i < len(whole); i += 11 {
		damaged := slices.Clone(whole)
		damaged[i] ^= 0xff
		if err := os.WriteFile(name, damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		err := markDuplicates(context.Background(), &c, new(names), idFiles(d.dir, []File{f}))
		if err != nil {
			failed++
			if !strings.Contains(err.Error(), name) {
				t.Errorf("byte %d: error does not name the file: %v", i, err)
			}
		}
	}
	if failed == 0 {
		t.Error("no damage was noticed")
	}
}
