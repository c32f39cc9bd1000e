package parse

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// Reader reads records from one stream of text. It is not safe for concurrent use.
type Reader struct {
	framer *framer
	cursor cursor
	entry  Entry
	last   int // index in Formats of the format that read the last record
	rec    Record
	join   joiner
}

// NewReader returns a reader of r, which must be decompressed (see [Decompress]).
func NewReader(r io.Reader) *Reader {
	return &Reader{framer: newFramer(r)}
}

// Next returns the next record, valid until the next call. A record that cannot be read gives a *[Reject] as
// error; the caller goes on. Any other error but io.EOF is the stream's own and final.
func (r *Reader) Next() (*Record, error) {
	for {
		if rec := r.join.next(); rec != nil {
			return rec, nil
		}
		p, err := r.framer.next()
		if err != nil && len(r.join.open) > 0 {
			r.join.end()
			continue // the framer returns the same error again
		}
		if err != nil {
			return nil, err
		}
		if p.bad != "" {
			return nil, reject(p, p.bad)
		}
		err = r.unwrap(p.data)
		if err == errEmptyPage {
			continue
		}
		if err != nil {
			return nil, reject(p, err.Error())
		}
		held, reason := r.record()
		if reason != "" {
			return nil, reject(p, reason)
		}
		if !held {
			return &r.rec, nil
		}
	}
}

func reject(p piece, reason string) *Reject {
	text := bytes.TrimRight(p.data[:min(len(p.data), MaxRejectText)], whiteSpace)
	return &Reject{Line: p.line, Offset: p.offset, Reason: reason, Text: validText(text, MaxRejectText)}
}

// validText replaces what is not UTF-8 and cuts the text between characters.
func validText(b []byte, size int) string {
	text := strings.ToValidUTF8(string(b), "\uFFFD")
	for size < len(text) && !utf8.RuneStart(text[size]) {
		size--
	}
	return text[:min(size, len(text))]
}

// record makes a record of the entry, which is held back when it waits for a second line. It returns a reason
// where the entry makes no record.
func (r *Reader) record() (held bool, reason string) {
	e, rec := &r.entry, &r.rec
	rec.reset()
	var ok bool
	rec.Time, rec.Precision, ok = readTimestamp(e.Timestamp)
	if !ok {
		return false, "unreadable timestamp"
	}
	if rec.Time < earliest || rec.Time >= latest {
		return false, "timestamp out of range"
	}
	rec.Format = Formats[r.last].Name
	rec.ID = nilIfEmpty(e.ID)
	rec.Service = nilIfEmpty(e.Resource)
	rec.Instance = nilIfEmpty(e.Instance)
	held = r.readMessage()
	makeValid(rec)
	return held, ""
}

// readMessage decides what the entry is. Entries without a type label are told by their message.
func (r *Reader) readMessage() (held bool) {
	e, rec := &r.entry, &r.rec
	kind := string(e.Type)
	switch text, render := bytes.CutPrefix(e.Message, []byte("==> ")); {
	case kind == "request":
		readRequestLine(e.Message, rec)
		edgeRequest(e, rec)
	case kind == "" && readRequestLine(e.Message, rec):
		edgeRequest(e, rec)
	case render:
		rec.Channel, rec.Kind = System, marker(text)
	case kind == "" || kind == "app":
		return r.appLine(e.Message)
	}
	return false
}

func edgeRequest(e *Entry, rec *Record) {
	rec.Kind, rec.Channel = Request, Edge
	rec.Host = nilIfEmpty(e.Host)
	rec.Method = nilIfEmpty(e.Method)
	rec.Path, rec.Query = splitTarget(e.Path)
	rec.Status = status(e.Status)
}

// appLine reads what the application printed: an access line, one of a pair, or anything else.
func (r *Reader) appLine(message []byte) (held bool) {
	rec := &r.rec
	rec.Channel = App
	line := bytes.TrimRight(stripANSI(message), "\r\n")
	before := *rec
	for _, format := range accessLines {
		if format.read(line, rec) {
			rec.Kind, rec.Access = Request, format.name
			return false
		}
		*rec = before
	}
	return r.join.take(line, rec)
}

// marker tells the lines by which Render marks a start.
func marker(text []byte) Kind {
	if bytes.HasPrefix(text, []byte("Your service is live")) {
		return Live
	}
	for _, prefix := range []string{"Deploying...", "Running '", "Detected service running on port", "New primary port detected"} {
		if bytes.HasPrefix(text, []byte(prefix)) {
			return Deploy
		}
	}
	return Other
}

// makeValid replaces what is not UTF-8, so that every reader of the dataset can take it.
func makeValid(rec *Record) {
	for _, field := range rec.texts() {
		if !utf8.Valid(*field) {
			*field = bytes.ToValidUTF8(*field, []byte("\uFFFD"))
		}
	}
}
