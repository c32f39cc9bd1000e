package dataset

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"lastcall/parse"
)

// A chunk is sorted and written when it holds this much, so that memory does not grow with the source.
const (
	chunkRows = 128 << 10
	chunkText = 32 << 20
)

// chunk holds records until they are sorted by time and written. It holds no pointers to them: their text lies in one block, and of
// what repeats one copy.
type chunk struct {
	rows    []row // in the order of reading
	text    []byte
	names   [nameColumns]names
	formats []formatName
	rejects bytes.Buffer // lines of the file of rejects
	bad     int          // rejects

	order []uint32 // the rows by time, once they are sorted
}

// The columns of text that repeats.
const (
	serviceNames = iota
	instanceNames
	hostNames
	methodNames
	pathNames
	queryNames
	ipNames
	agentNames
	nameColumns
)

// row is a record whose text lies in the chunk.
type row struct {
	time, duration, bytes int64
	id, request           span
	names                 [nameColumns]uint32
	format                uint16 // index in chunk.formats
	status                int16
	precision             int8
	kind                  parse.Kind
	channel               parse.Channel
	duplicate             bool
}

// span is the place of text in a chunk; n is negative where the log gives none.
type span struct {
	start uint32
	n     int32
}

// formatName is a wrapper format and the access-line format in it.
type formatName struct{ format, access string }

func (f formatName) String() string {
	if f.access == "" {
		return f.format
	}
	return f.format + "+" + f.access
}

// full reports whether the chunk holds as much as it may.
func (c *chunk) full(rows, text int) bool {
	return len(c.rows)+c.bad >= rows || len(c.text)+c.rejects.Len() >= text
}

// reset empties the chunk and keeps its memory.
func (c *chunk) reset() {
	c.rows, c.text, c.formats, c.order = c.rows[:0], c.text[:0], c.formats[:0], c.order[:0]
	for i := range c.names {
		c.names[i].reset()
	}
	c.rejects.Reset()
	c.bad = 0
}

// add copies a record.
func (c *chunk) add(rec *parse.Record) {
	c.rows = append(c.rows, row{
		time: rec.Time, duration: rec.DurationMS, bytes: rec.Bytes, status: rec.Status, precision: rec.Precision,
		kind: rec.Kind, channel: rec.Channel, format: c.format(rec),
	})
	r := &c.rows[len(c.rows)-1]
	r.id, r.request = c.keep(rec.ID), c.keep(rec.RequestID)
	for i, text := range [nameColumns][]byte{
		rec.Service, rec.Instance, rec.Host, rec.Method, rec.Path, rec.Query, rec.ClientIP, rec.UserAgent,
	} {
		r.names[i] = c.name(&c.names[i], text)
	}
}

// reject adds a line of the file of rejects, and returns its length.
func (c *chunk) reject(line any) (int, error) {
	c.bad++
	before := c.rejects.Len()
	encoder := json.NewEncoder(&c.rejects)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(line)
	return c.rejects.Len() - before, err
}

// textOf is the number of bytes of text in a row.
func (c *chunk) textOf(i uint32) int {
	r := &c.rows[i]
	size := int(max(0, r.id.n) + max(0, r.request.n))
	for column, name := range r.names {
		if name > 0 {
			size += int(c.names[column].spans[name-1].n)
		}
	}
	return size
}

func (c *chunk) format(rec *parse.Record) uint16 {
	f := formatName{rec.Format, rec.Access}
	i := slices.Index(c.formats, f)
	if i < 0 {
		i = len(c.formats)
		c.formats = append(c.formats, f)
	}
	return uint16(i)
}

// keep copies text into the chunk. What is nil stays nil, what is empty stays empty.
func (c *chunk) keep(text []byte) span {
	if text == nil {
		return span{n: -1}
	}
	s := span{uint32(len(c.text)), int32(len(text))}
	c.text = append(c.text, text...)
	return s
}

// name returns the name of text in a column, 0 for nil.
func (c *chunk) name(n *names, text []byte) uint32 {
	if text == nil {
		return 0
	}
	name, slot := n.find(c.text, text)
	if name == 0 {
		name = n.add(slot, c.keep(text))
	}
	return name
}

// at returns the text of a span, nil where the log gives none.
func (c *chunk) at(s span) []byte {
	if s.n < 0 {
		return nil
	}
	return c.text[s.start : s.start+uint32(s.n)]
}

// sort orders the rows by time; rows of one instant keep the order in which they were read.
func (c *chunk) sort() {
	c.order = slices.Grow(c.order[:0], len(c.rows))
	for i := range c.rows {
		c.order = append(c.order, uint32(i))
	}
	slices.SortFunc(c.order, func(a, b uint32) int {
		if n := cmp.Compare(c.rows[a].time, c.rows[b].time); n != 0 {
			return n
		}
		return cmp.Compare(a, b)
	})
}
