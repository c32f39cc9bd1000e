package parse

import (
	"bytes"
	"errors"
)

// neighbour is what the last line of a text export says of lines behind it that have no time of their own.
type neighbour struct {
	known   bool
	assumed bool // no line was read yet: what a date says of the lines in front of the first
	at      moment
	service []byte
	chip    []byte // the instance of the next line, which a selection names on a line of its own
	format  int    // index in Formats
}

var (
	errUnknownLine = errors.New(notJSON)
	errCutLine     = errors.New("the last line is cut off") // of a log that is still written to: it may become a request
)

// unwrapText reads a line as the first format that knows it. A line that no format knows is one more line of the entry
// before it: the exports do not mark where a message with line breaks ends, selections hold parts of the page, and
// applications print more than requests.
func (r *Reader) unwrapText(p piece) error {
	line := bytes.TrimRight(p.data, "\r\n")
	r.day.app = r.near.known && r.near.format == rawFormat
	r.day.given = r.near.known && Formats[r.near.format].dated()
	format, err := r.lineFormat(p)
	r.added = false
	switch {
	case err == nil:
		err = r.dateEntry()
		if format == rawFormat && r.near.known {
			r.entry.Resource = r.near.service
		}
	case err == errNoDate && r.entry.Type != nil, r.day.app && !r.day.known() && isRequestLine(line):
		err = errNoDate // a request, which no line around dates
	case err == errForeign && r.day.app && p.cut:
		err = errCutLine
	case (err == errForeign || err == errNoDate) && r.takesMore(p, line):
		r.add(line, p)
		format, err = r.near.format, nil
	case err == errForeign:
		err = errUnknownLine
	}
	if err == nil {
		r.format = format
	}
	return err
}

// dateEntry gives an entry without a time that of the line before it. In an application's log that would be a guess, and a request
// is not to be dated by one unless a date was given.
func (r *Reader) dateEntry() error {
	e := &r.entry
	switch {
	case e.Timestamp != nil || e.Clock.known:
	case r.near.known && (!r.day.app || r.day.known()):
		e.Clock = r.near.at
	case r.day.known():
		e.Clock = r.day.whole()
	default:
		return errNoDate
	}
	return nil
}

// takesMore reports whether the entry before a line that no format knows takes it in.
func (r *Reader) takesMore(p piece, line []byte) bool {
	return r.near.known && (!r.near.assumed || isRequestLine(line)) && !p.inList
}

// add makes the line one more of the entry before it. The lines of an application's log may carry their time themselves.
func (r *Reader) add(line []byte, p piece) {
	r.entry = Entry{Message: line, Clock: r.near.at, Resource: r.near.service, Instance: r.near.chip}
	r.added = true
	if r.near.format != rawFormat {
		return
	}
	r.entry.chatter = !p.printed()
	if at := stampOf(line, r.day.zone()); at.known {
		r.day.follow(at.micros)
		r.entry.Clock = at
	}
}

// lineFormat fills the entry by the first format that knows the line; errForeign when none does.
func (r *Reader) lineFormat(p piece) (format int, err error) {
	line := bytes.TrimRight(p.data, "\r\n")
	for i := range Formats {
		if Formats[i].unwrapLine == nil || !r.allows(i) {
			continue
		}
		if i == rawFormat {
			if r.nested || r.amidSelection() || !p.printed() {
				continue
			}
			line = p.rawLine(&r.indented)
		}
		r.entry = Entry{}
		if err := Formats[i].unwrapLine(line, &r.day, &r.entry); err != errForeign {
			return i, err
		}
	}
	return 0, errForeign
}

// printed reports whether an application may have printed an access line so. A single space is how Next.js begins its lines; behind
// more, or behind other text, the line is an example in a document.
func (p piece) printed() bool {
	if p.text {
		return !p.inList && (p.indent == 0 || p.indent == 1)
	}
	return p.inList || p.indent <= 0
}

// rawLine is the line as an application printed it. Where a space in front belongs to it, they are put together in buf.
func (p piece) rawLine(buf *[]byte) []byte {
	line := bytes.TrimRight(p.data, "\r\n")
	if !p.text || p.indent != 1 {
		return line
	}
	*buf = append(append((*buf)[:0], ' '), line...)
	return *buf
}

// amidSelection reports whether the last line was selected in the dashboard without its time, and so were the lines behind it.
func (r *Reader) amidSelection() bool {
	return r.near.known && !r.near.assumed && Formats[r.near.format].Name == "selection"
}

// remember keeps what the lines behind an accepted one may need.
func (r *Reader) remember() {
	n := &r.near
	n.assumed = n.known && n.assumed && r.added
	n.known, n.format = true, r.format
	n.at = moment{known: true, micros: r.rec.Time, digits: r.rec.Precision}
	n.service = append(n.service[:0], r.rec.Service...)
	if len(n.service) == 0 {
		n.service = nil
	}
	n.chip = nil
	if r.added && Formats[r.format].Name == "selection" && isLoneChip(r.entry.Message) {
		n.chip = bytes.Clone(r.entry.Message)
	}
}
