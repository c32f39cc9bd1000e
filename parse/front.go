package parse

import (
	"bytes"
	"errors"
	"slices"
)

// front holds the lines in front of the first one that a format knows, because only that one shows what they are: the start of
// an application's log, or parts of the page around a selection. In a file that is no log it never comes.
type front struct {
	lines []frontLine
	next  int
	told  bool // what the lines are is known, and they are handed out
	raw   bool // they are lines of an application's log

	// What was read behind the lines is handed out after them.
	piece piece
	added bool
	rec   Record
	err   error // nil where rec is the outcome
}

// frontLine is a line that waits.
type frontLine struct {
	piece  piece  // its data a copy, cut at MaxRejectText
	at     moment // its own time, if any
	reason string // of its reject

	// What it is under a given date, where it turns out to be no line of an application's log.
	date   moment
	format int // index in Formats
}

// maxFront is the number of lines that wait; a file that is no log is rejected in batches of this size.
const maxFront = 1000

// errWaits says that a line was put into the front.
var errWaits = errors.New("no format yet")

func (f *front) full() bool { return len(f.lines) == maxFront }

// waits puts a piece that no format knows, or none can date, into the front. It reports false where the piece does not belong
// there: requests never do.
func (r *Reader) waits(p piece, err error) bool {
	_, refused := err.(refusals)
	unknown := refused || err == errUnknownLine || err == errNoDate && r.entry.Type == nil
	if !unknown || r.near.known && !r.near.assumed || p.inList || isRequestLine(p.data) {
		return false
	}
	line := frontLine{piece: p, reason: err.Error()}
	line.piece.data = bytes.Clone(p.data[:min(len(p.data), MaxRejectText)])
	line.at = stampOf(p.data, r.day.zone())
	if r.near.assumed && !refused {
		line.date, line.format = r.near.at, r.near.format
		r.framer.inText = true
	}
	r.front.lines = append(r.front.lines, line)
	return true
}

// tellFront decides what the waiting lines are by what was read behind them. A line without a time takes the first one behind it:
// that hour has lines already, so that no more hours look alive than there were.
func (r *Reader) tellFront(rec *Record, err error) {
	f := &r.front
	f.told, f.piece, f.added, f.err = true, r.piece, r.added, err
	if rec == nil {
		return
	}
	f.raw, f.rec = rec.Format == Formats[rawFormat].Name, *rec
	at := moment{known: true, micros: rec.Time, digits: rec.Precision}
	for i := range slices.Backward(f.lines) {
		if f.lines[i].at.known {
			at = f.lines[i].at
		}
		f.lines[i].at = at
	}
}

// nextInFront hands out the next waiting line or, after the last, what was read behind them. ok is false where that was one more
// line.
func (r *Reader) nextInFront() (rec *Record, err error, ok bool) {
	f := &r.front
	for f.next < len(f.lines) {
		f.next++
		if rec, err = r.frontRecord(&f.lines[f.next-1]); rec != nil || err != nil {
			return rec, err, true
		}
	}
	f.lines, f.next, f.told, f.raw = f.lines[:0], 0, false, false
	r.piece, r.added = f.piece, f.added
	switch {
	case f.err == errWaits:
		return nil, nil, false
	case f.err != nil:
		return nil, f.err, true
	}
	return &f.rec, nil, true
}

// frontRecord reads a waiting line, now that it is known what it is. It returns nothing for a line that waits for its second half.
func (r *Reader) frontRecord(line *frontLine) (*Record, error) {
	r.piece, r.added = line.piece, true
	r.entry = Entry{Message: bytes.TrimRight(line.piece.data, "\r\n")}
	switch {
	case r.front.raw:
		r.format, r.entry.Clock, r.entry.chatter = rawFormat, line.at, !line.piece.printed()
	case line.date.known:
		r.format, r.entry.Clock = line.format, line.date
	default:
		return nil, r.reject(line.piece, line.reason)
	}
	held, reason := r.record()
	switch {
	case reason != "":
		return nil, r.reject(line.piece, reason)
	case held:
		return nil, nil
	}
	return &r.rec, nil
}
