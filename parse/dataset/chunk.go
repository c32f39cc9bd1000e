package dataset

import (
	"cmp"
	"slices"

	"lastcall/parse"
)

// A chunk is sorted and written when it holds this much, so that memory does not grow with the source.
const (
	chunkRows = 256 << 10
	chunkText = 64 << 20
)

// chunk holds records until they are sorted by time and written.
type chunk struct {
	rows []row
	text []byte // all text fields, one behind the other
}

// row is a record whose text lies in its chunk.
type row struct {
	parse.Record // scalar fields; the slices are views into the chunk's text
	duplicate    bool
}

func (c *chunk) full() bool {
	return len(c.rows) >= chunkRows || len(c.text) >= chunkText
}

func (c *chunk) reset() {
	clear(c.rows)
	c.rows, c.text = c.rows[:0], nil
}

// add copies a record. Views into text stay valid when text grows: append leaves the old array alone.
func (c *chunk) add(rec *parse.Record) {
	r := row{Record: *rec}
	for _, field := range []*[]byte{
		&r.ID, &r.Service, &r.Instance, &r.Host, &r.Method, &r.Path, &r.ClientIP, &r.UserAgent, &r.RequestID,
	} {
		if *field == nil {
			continue
		}
		start := len(c.text)
		c.text = append(c.text, *field...)
		*field = c.text[start:len(c.text):len(c.text)]
	}
	r.Query = nil
	c.rows = append(c.rows, r)
}

// sort orders the rows by time; rows of one instant keep the order in which they were read.
func (c *chunk) sort() {
	slices.SortStableFunc(c.rows, func(a, b row) int { return cmp.Compare(a.Time, b.Time) })
}

// span returns the first and the last time of a sorted chunk.
func (c *chunk) span() (first, last int64) {
	return c.rows[0].Time, c.rows[len(c.rows)-1].Time
}
