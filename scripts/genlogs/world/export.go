package world

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"
)

// The window is spread over four exports, each beginning with the day that is so many fourteenths into it.
const (
	cliDay  = 5
	flatDay = 9
	wsDay   = 11
)

func (o Options) day(fourteenths int) time.Time { return o.Start.AddDate(0, 0, o.Days*fourteenths/14) }

type exports struct {
	files   map[string][]byte
	repeats int // how often an entry was written that had been written before
}

// export writes the entries as four tools would have fetched them. The window of the second overlaps the first by an hour.
func (b *builder) export() exports {
	slices.SortStableFunc(b.entries, func(x, y entry) int { return x.at.Compare(y.at) })
	first, beyond := b.Start.AddDate(0, 0, -2), b.until.AddDate(0, 0, 1)
	cliFrom := b.day(cliDay).Add(-time.Hour)

	x := exports{files: map[string][]byte{}}
	pages, repeats := pagesFile(b.between(first, b.day(cliDay)), b.rng)
	x.repeats = repeats + len(b.between(cliFrom, b.day(cliDay)))
	x.files["0-pages.ndjson.gz"] = compress(pages)
	x.files["1-cli.json"] = cliFile(b.between(cliFrom, b.day(flatDay)))
	// Nobody keeps an empty export; a window of a day or two leaves nothing for this one.
	if flat := b.between(b.day(flatDay), b.day(wsDay)); len(flat) > 0 {
		x.files["2-flat.ndjson.gz"] = compress(flatFile(flat))
	}
	x.files["3-ws.ndjson"] = wsFile(late(b.rng, b.between(b.day(wsDay), beyond)))
	return x
}

func (b *builder) between(from, to time.Time) []entry {
	search := func(t time.Time) int {
		i, _ := slices.BinarySearchFunc(b.entries, t, func(e entry, t time.Time) int { return e.at.Compare(t) })
		return i
	}
	return b.entries[search(from):search(to)]
}

// apiEntry and cliEntry are the same object; the two tools print its keys in different order.
type apiEntry struct {
	ID        string  `json:"id"`
	Timestamp string  `json:"timestamp"`
	Message   string  `json:"message"`
	Labels    []label `json:"labels"`
}

type cliEntry struct {
	ID        string  `json:"id"`
	Labels    []label `json:"labels"`
	Message   string  `json:"message"`
	Timestamp string  `json:"timestamp"`
}

type page struct {
	HasMore       bool       `json:"hasMore"`
	NextStartTime string     `json:"nextStartTime"`
	NextEndTime   string     `json:"nextEndTime"`
	Logs          []apiEntry `json:"logs"`
}

func (e entry) stamp() string { return e.at.Format(time.RFC3339Nano) }

func (e entry) api() apiEntry { return apiEntry{e.id, e.stamp(), e.message, e.labels} }

// pagesFile writes what a backward walk through the REST API returns: the newest page first, each page oldest first, an entry on
// the border between two pages sometimes in both, an empty page last.
func pagesFile(entries []entry, rng *rand.Rand) (file []byte, repeats int) {
	var out bytes.Buffer
	again := 0
	for hi := len(entries); hi > 0; {
		lo := max(0, hi-20-rng.IntN(80))
		out.Write(pageOf(entries[lo : hi+again]))
		repeats += again
		hi, again = lo, rng.IntN(2)
	}
	out.WriteString(`{"hasMore":false,"nextStartTime":"0001-01-01T00:00:00Z","nextEndTime":"0001-01-01T00:00:00Z","logs":[]}` + "\n")
	return out.Bytes(), repeats
}

func pageOf(entries []entry) []byte {
	p := page{HasMore: true, NextStartTime: "2025-01-01T00:00:00Z", NextEndTime: entries[0].stamp()}
	for _, e := range entries {
		p.Logs = append(p.Logs, e.api())
	}
	return jsonLine(p)
}

// cliFile writes what `render logs -o json` prints: indented objects with nothing between them, here and there with a local
// offset in the time.
func cliFile(entries []entry) []byte {
	var out bytes.Buffer
	for i, e := range entries {
		if i%50 == 7 {
			e.at = e.at.In(time.FixedZone("", -7*3600))
		}
		object, err := json.MarshalIndent(cliEntry{e.id, e.labels, e.message, e.stamp()}, "", "  ")
		if err != nil {
			panic(err) // strings always marshal
		}
		out.Write(object)
	}
	return out.Bytes()
}

// flatFile writes what the common jq recipe makes of the API's answer: labels as keys, no ids.
func flatFile(entries []entry) []byte {
	var out bytes.Buffer
	field := func(before, name, value string) {
		out.WriteString(before)
		out.Write(quoted(name))
		out.WriteByte(':')
		out.Write(quoted(value))
	}
	for _, e := range entries {
		field("{", "timestamp", e.stamp())
		field(",", "message", e.message)
		for _, l := range e.labels {
			field(",", l.Name, l.Value)
		}
		out.WriteString("}\n")
	}
	return out.Bytes()
}

// wsFile writes the messages of the WebSocket subscription, one per line.
func wsFile(entries []entry) []byte {
	var out bytes.Buffer
	for _, e := range entries {
		out.Write(jsonLine(e.api()))
	}
	return out.Bytes()
}

// late lets some entries arrive after their successor.
func late(rng *rand.Rand, entries []entry) []entry {
	arrived := slices.Clone(entries)
	for i := 1; i < len(arrived); i++ {
		if rng.IntN(10) == 0 {
			arrived[i-1], arrived[i] = arrived[i], arrived[i-1]
		}
	}
	return arrived
}

// jsonLine leaves & < > as they are, unlike json.Marshal.
func jsonLine(v any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // strings always marshal
	}
	return out.Bytes()
}

func quoted(s string) []byte { return bytes.TrimSpace(jsonLine(s)) }

func compress(data []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(data) // a bytes.Buffer never refuses
	w.Close()
	return out.Bytes()
}
