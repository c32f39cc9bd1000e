package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/zeebo/xxh3"
)

// page is one answer of the API.
type page struct {
	entries            []entry // in the order of the answer
	more               bool
	nextStart, nextEnd time.Time // zero when the answer names none
	last               time.Time // of the entries within the window that was asked for; zero when there are none
}

// entry is one log entry.
type entry struct {
	key  xxh3.Uint128
	at   time.Time
	kind string // the label type; empty when there is none
	raw  []byte // compact JSON on one line, with the bytes of its strings as the API gave them
}

var errNoPage = errors.New("the answer is no page of logs")

// decodePage reads an answer. Whatever is wrong with single entries is kept for those who read the files; an answer that
// is no page is an error.
func decodePage(text []byte) (*page, error) {
	var answer struct {
		HasMore                    *bool
		NextStartTime, NextEndTime json.RawMessage
		Logs                       json.RawMessage
	}
	if err := json.Unmarshal(text, &answer); err != nil || answer.HasMore == nil || answer.Logs == nil {
		return nil, errNoPage
	}
	var logs []json.RawMessage // stays empty for null
	if err := json.Unmarshal(answer.Logs, &logs); err != nil {
		return nil, errNoPage
	}
	p := &page{more: *answer.HasMore, nextStart: readTime(answer.NextStartTime), nextEnd: readTime(answer.NextEndTime)}
	copies := map[xxh3.Uint128]uint64{}
	for _, raw := range logs {
		p.entries = append(p.entries, decodeEntry(raw, copies))
	}
	return p, nil
}

// decodeEntry reads an entry. Its time stays zero where it has none. copies counts the entries without an id by content.
func decodeEntry(raw json.RawMessage, copies map[xxh3.Uint128]uint64) entry {
	var fields struct{ ID, Timestamp, Labels json.RawMessage }
	json.Unmarshal(raw, &fields) // what is no object has no fields
	var compact bytes.Buffer
	json.Compact(&compact, raw)
	e := entry{at: readTime(fields.Timestamp), kind: kindOf(fields.Labels), raw: compact.Bytes()}
	if id := string(fields.ID); id != "" && id != "null" && id != `""` {
		e.key = xxh3.HashString128("id " + id)
		return e
	}
	// Two equal entries without an id are two entries. A page that repeats one of them repeats all that follow on its time.
	content := xxh3.Hash128(e.raw)
	e.key = xxh3.Hash128Seed(e.raw, 1+copies[content])
	copies[content]++
	return e
}

// readTime returns the zero time where there is none. The API writes the zero time as well, to say that there is none.
func readTime(raw json.RawMessage) time.Time {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.Year() < 1970 || t.Year() > 9999 {
		return time.Time{}
	}
	return t.UTC()
}

func kindOf(raw json.RawMessage) string {
	var labels []struct{ Name, Value string }
	json.Unmarshal(raw, &labels)
	for _, l := range labels {
		if l.Name == "type" {
			return l.Value
		}
	}
	return ""
}

// place gives each entry without a time that of the entry before it, and finds the last time within the window.
func (p *page) place(from, to time.Time) {
	before := from
	for i := range p.entries {
		e := &p.entries[i]
		if e.at.IsZero() {
			e.at = before
		}
		before = e.at
		if !e.at.Before(from) && !e.at.After(to) && e.at.After(p.last) {
			p.last = e.at
		}
	}
}
