package dataset

import (
	"cmp"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"

	"lastcall/parse"
)

const hourMicros = int64(time.Hour / time.Microsecond)

// lineKey is what lines are counted by.
type lineKey struct {
	hour    int64
	service string
	unnamed bool // the line names no service
	channel parse.Channel
	kind    string
	marker  int64 // time of a live or deploy line, which is kept apart from all others; else 0
}

type lineCount struct {
	lines, first, last int64
}

// lineCounts counts the lines of one source.
type lineCounts map[lineKey]*lineCount

func (l lineCounts) add(key lineKey, n lineCount) {
	count := l[key]
	if count == nil {
		count = &lineCount{first: n.first, last: n.last}
		l[key] = count
	}
	count.lines += n.lines
	count.first, count.last = min(count.first, n.first), max(count.last, n.last)
}

// addChunk counts the rows of a sorted chunk. Most rows are of the hour and service of the row of their channel before.
func (l lineCounts) addChunk(c *chunk) {
	type run struct {
		key     lineKey
		service uint32
		count   lineCount
	}
	var runs [3]run // by channel
	for _, i := range c.order {
		r := &c.rows[i]
		key := lineKey{hour: floorTo(r.time, hourMicros), channel: r.channel, kind: r.kind.String()}
		switch {
		case r.duplicate:
			key.kind = "duplicate"
		case r.kind == parse.Live, r.kind == parse.Deploy:
			key.marker = r.time
		}
		at := &runs[r.channel]
		service := r.names[serviceNames]
		if k := &at.key; at.count.lines > 0 && k.hour == key.hour && at.service == service && k.kind == key.kind && k.marker == key.marker {
			at.count.lines++
			at.count.last = r.time
			continue
		}
		if at.count.lines > 0 {
			l.add(at.key, at.count)
		}
		key.unnamed = service == 0
		if service > 0 {
			key.service = string(c.at(c.names[serviceNames].spans[service-1]))
		}
		*at = run{key, service, lineCount{1, r.time, r.time}}
	}
	for _, at := range runs {
		if at.count.lines > 0 {
			l.add(at.key, at.count)
		}
	}
}

func floorTo(t, unit int64) int64 {
	return t - ((t%unit)+unit)%unit
}

// sorted returns the keys in the order in which they are stored.
func (l lineCounts) sorted() []lineKey {
	keys := make([]lineKey, 0, len(l))
	for key := range l {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b lineKey) int {
		return cmp.Or(
			cmp.Compare(a.hour, b.hour), cmp.Compare(a.service, b.service),
			cmp.Compare(a.channel, b.channel), cmp.Compare(a.kind, b.kind), cmp.Compare(a.marker, b.marker),
		)
	})
	return keys
}

func (k lineKey) appendTo(b *array.RecordBuilder, source string, n *lineCount) {
	addName(b.Field(0), source)
	addTime(b.Field(1), k.hour)
	if k.unnamed {
		b.Field(2).AppendNull()
	} else {
		addName(b.Field(2), k.service)
	}
	addName(b.Field(3), k.channel.String())
	addName(b.Field(4), k.kind)
	addInt(b.Field(5), n.lines)
	addTime(b.Field(6), n.first)
	addTime(b.Field(7), n.last)
}
