package parse

import (
	"bytes"
	"errors"
)

// neighbour is what the last line of a text export says of lines behind it that have no time of their own.
type neighbour struct {
	known   bool
	at      moment
	service []byte
	format  int // index in Formats
}

// unwrapText reads a line as the first format that knows it. A line that no format knows is one more line of the entry
// before it: the exports do not mark where a message with line breaks ends, and selections hold parts of the page.
func (r *Reader) unwrapText(p piece) error {
	line := bytes.TrimRight(p.data, "\r\n")
	r.day.given = r.near.known && Formats[r.near.format].dated()
	format, err := r.lineFormat(line)
	r.added = false
	switch {
	case err == errEmptyPage:
		return err
	case err == nil && (r.entry.Timestamp != nil || r.entry.Clock.known):
	case err == nil && r.near.known:
		r.entry.Clock = r.near.at
	case err == nil && !r.day.day.IsZero():
		r.entry.Clock = r.day.whole()
	case err == nil:
		return errNoDate
	case r.near.known && !p.inList && (err == errForeign || err == errNoDate):
		r.entry = Entry{Message: line, Clock: r.near.at, Resource: r.near.service}
		format, r.added = r.near.format, true
	case err == errForeign:
		return errors.New(notJSON)
	default:
		return err
	}
	r.format = format
	return nil
}

// lineFormat fills the entry by the first format that knows the line; errForeign when none does.
func (r *Reader) lineFormat(line []byte) (format int, err error) {
	for i := range Formats {
		if Formats[i].unwrapLine == nil || !r.allows(i) {
			continue
		}
		r.entry = Entry{}
		if err := Formats[i].unwrapLine(line, &r.day, &r.entry); err != errForeign {
			return i, err
		}
	}
	return 0, errForeign
}

// remember keeps what the lines behind an accepted one may need.
func (r *Reader) remember() {
	n := &r.near
	n.known, n.format = true, r.format
	n.at = moment{known: true, micros: r.rec.Time, digits: r.rec.Precision}
	n.service = append(n.service[:0], r.rec.Service...)
	if len(n.service) == 0 {
		n.service = nil
	}
}
