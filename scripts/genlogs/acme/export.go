package acme

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"
)

// pageSize is the most that Render's API returns at once.
const pageSize = 100

// export writes the entries as three tools fetched them: page by page from the API, with Render's command line, and from the
// API through jq. Each begins before the one before it ends.
func export(entries []entry) map[string][]byte {
	second, third := since.AddDate(0, 0, 5), since.AddDate(0, 0, 10)
	return map[string][]byte{
		"1-api-pages.ndjson": pages(between(entries, time.Time{}, second)),
		"2-render-cli.json":  glued(between(entries, second.Add(-overlap), third)),
		"3-jq-flat.ndjson":   flattened(between(entries, third.Add(-overlap), until)),
	}
}

// between returns the entries in [from, to).
func between(entries []entry, from, to time.Time) []entry {
	search := func(t time.Time) int {
		i, _ := slices.BinarySearchFunc(entries, t, func(e entry, t time.Time) int { return e.at.Compare(t) })
		return i
	}
	return entries[search(from):search(to)]
}

func (e entry) stamp() string { return e.at.Format(time.RFC3339Nano) }

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

// pages writes the answers of a walk back in time, one a line: the newest page first, each page oldest first. An entry on the
// border between two pages is in both.
func pages(entries []entry) []byte {
	var out bytes.Buffer
	for hi, again := len(entries), 0; hi > 0; again = 1 {
		lo := max(0, hi+again-pageSize)
		p := page{HasMore: lo > 0, NextStartTime: entries[0].stamp(), NextEndTime: entries[lo].stamp()}
		for _, e := range entries[lo : hi+again] {
			p.Logs = append(p.Logs, apiEntry{e.id, e.stamp(), e.message, e.labels})
		}
		writeLine(&out, p)
		hi = lo
	}
	return out.Bytes()
}

// glued writes what `render logs -o json` prints: indented objects with nothing between them.
func glued(entries []entry) []byte {
	var out bytes.Buffer
	for _, e := range entries {
		object, err := json.MarshalIndent(cliEntry{e.id, e.labels, e.message, e.stamp()}, "", "  ")
		if err != nil {
			panic(err) // strings always marshal
		}
		out.Write(object)
	}
	return out.Bytes()
}

// flattened writes what jq makes of the entries: .logs[] | {id, timestamp, message} + (.labels | map({(.name): .value}) | add)
func flattened(entries []entry) []byte {
	var out bytes.Buffer
	for _, e := range entries {
		object := map[string]string{"id": e.id, "timestamp": e.stamp(), "message": e.message}
		for _, l := range e.labels {
			object[l.Name] = l.Value
		}
		writeLine(&out, object)
	}
	return out.Bytes()
}

// writeLine leaves & < > as they are, unlike json.Marshal.
func writeLine(out *bytes.Buffer, value any) {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		panic(err) // strings always marshal
	}
}
