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

func (l lineCounts) add(r *row) {
	key := lineKey{
		hour: floorTo(r.Time, hourMicros), service: string(r.Service), unnamed: r.Service == nil,
		channel: r.Channel, kind: r.Kind.String(),
	}
	switch {
	case r.duplicate:
		key.kind = "duplicate"
	case r.Kind == parse.Live, r.Kind == parse.Deploy:
		key.marker = r.Time
	}
	count := l[key]
	if count == nil {
		count = &lineCount{first: r.Time, last: r.Time}
		l[key] = count
	}
	count.lines++
	count.first, count.last = min(count.first, r.Time), max(count.last, r.Time)
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
