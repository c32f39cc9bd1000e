package dataset

import (
	"cmp"
	"slices"

	"lastcall/parse"
)

// A chunk is sorted and written when it holds this much, so that memory does not grow with the source.
const (
	chunkRows = 128 << 10
	chunkText = 32 << 20
)

// slabRows and blockSize are the sizes of the pieces in which a chunk grows; nothing is copied when it does.
const (
	slabRows  = 1 << 10
	blockSize = 1 << 20
)

// chunk holds records until they are sorted by time and written.
type chunk struct {
	rows  []*row
	text  int    // bytes of text in all rows
	slab  []row  // holds the latest rows
	block []byte // holds the latest text
}

// row is a record whose text lies in a block of its chunk.
type row struct {
	parse.Record
	number    int // in the order of reading
	duplicate bool
}

// full reports whether the chunk holds as much as it may.
func (c *chunk) full(rows, text int) bool {
	return len(c.rows) >= rows || c.text >= text
}

func (c *chunk) reset() {
	clear(c.rows)
	*c = chunk{rows: c.rows[:0]}
}

// add copies a record.
func (c *chunk) add(rec *parse.Record) {
	if len(c.slab) == cap(c.slab) {
		c.slab = make([]row, 0, slabRows)
	}
	c.slab = append(c.slab, row{Record: *rec, number: len(c.rows)})
	r := &c.slab[len(c.slab)-1]
	for _, field := range []*[]byte{
		&r.ID, &r.Service, &r.Instance, &r.Host, &r.Method, &r.Path, &r.Query, &r.ClientIP, &r.UserAgent, &r.RequestID,
	} {
		*field = c.keep(*field)
	}
	c.rows = append(c.rows, r)
}

// keep copies text into a block. What is nil stays nil, what is empty stays empty.
func (c *chunk) keep(text []byte) []byte {
	if text == nil {
		return nil
	}
	if c.block == nil || len(text) > cap(c.block)-len(c.block) {
		c.block = make([]byte, 0, max(blockSize, len(text)))
	}
	start := len(c.block)
	c.block = append(c.block, text...)
	c.text += len(text)
	return c.block[start:len(c.block):len(c.block)]
}

// sort orders the rows by time; rows of one instant keep the order in which they were read.
func (c *chunk) sort() {
	slices.SortFunc(c.rows, func(a, b *row) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.number, b.number))
	})
}
