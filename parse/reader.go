package parse

import (
	"bytes"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Reader reads records from one stream of text. It is not safe for concurrent use.
type Reader struct {
	framer *framer
	cursor cursor
	entry  Entry
	piece  piece
	forced int  // index in Formats of the only format allowed, -1 for any
	last   int  // the format that read the last JSON record
	format int  // the format that read the last record
	added  bool // no format knows the last record's line

	refused  refusals // why the formats did not read the last JSON object
	indented []byte   // the last line with the space in front of it
	day      calendar
	stamps   stampScan
	near     neighbour
	front    front
	har      recording
	inner    *Reader // reads the page inside the last record, nil when there is none
	nested   bool    // this reader is such a one
	general  bool    // apiScan is not used: what it gives must be the same without
	rec      Record
	join     joiner
}

// Options are what a stream does not say of itself.
type Options struct {
	// Date is the day of the first line in exports and logs without dates, midnight in their zone, which is also that of an
	// application's dates without one. Where it is zero, requests without a date are rejected, and other dates are UTC.
	Date time.Time
	// Format is the name of the one format to read everything as, empty for each record by its own.
	Format string
}

// NewReader returns a reader of r, which must be decompressed (see [Decompress]).
func NewReader(r io.Reader) *Reader {
	return Options{}.NewReader(r)
}

// NewReader returns a reader of r, which must be decompressed (see [Decompress]). A format that does not exist reads nothing.
func (o Options) NewReader(r io.Reader) *Reader {
	reader := &Reader{framer: newFramer(r), forced: -1, day: calendar{day: o.Date}}
	if o.Format != "" {
		reader.forced = formatNamed(o.Format)
		reader.framer.linesOnly = reader.forced >= 0 && Formats[reader.forced].unwrapLine != nil
		if reader.forced < 0 {
			reader.forced = len(Formats)
		}
	}
	if !o.Date.IsZero() {
		// Selections may begin with parts of the page.
		reader.near = neighbour{known: true, assumed: true, at: reader.day.whole(), format: formatNamed("selection")}
		if reader.framer.linesOnly {
			reader.near.format = reader.forced
		}
	}
	return reader
}

// allows reports whether format i of [Formats] may be tried.
func (r *Reader) allows(i int) bool { return r.forced < 0 || r.forced == i }

// Next returns the next record, valid until the next call. A record that cannot be read gives a *[Reject] as
// error; the caller goes on. Any other error but io.EOF is the stream's own and final.
func (r *Reader) Next() (*Record, error) {
	for {
		if r.front.told {
			if rec, err, ok := r.nextInFront(); ok {
				return rec, err
			}
		}
		rec, err := r.next()
		switch {
		case len(r.front.lines) == 0:
			return rec, err
		case err != errWaits || r.front.full():
			r.tellFront(rec, err)
		}
	}
}

// next reads on in the stream. It returns errWaits for a line that waits in the front.
func (r *Reader) next() (*Record, error) {
	for {
		if r.inner != nil {
			if rec, err := r.nextInside(); err != io.EOF {
				return rec, err
			}
		}
		if rec := r.join.next(); rec != nil {
			return rec, nil
		}
		r.framer.entries = r.last == apiFormat && r.allows(apiFormat) && !r.general
		r.framer.scan.entry = &r.entry
		p, err := r.framer.next()
		if err != nil && r.join.end() {
			continue // the framer returns the same error again
		}
		if err != nil {
			return nil, r.end(err)
		}
		p.cut = r.framer.ended() && (p.bad != "" || p.text && !bytes.HasSuffix(p.data, []byte("\n")))
		r.piece = p
		if p.bad != "" {
			return nil, r.reject(p, p.bad)
		}
		switch err = r.unwrapPiece(p); err {
		case nil:
		case errEmptyPage:
			continue
		case errNoLogs:
			r.har.other = !r.har.logs
			continue
		case errPageInside:
			r.har.logs, r.har.other = true, false
			if r.nested {
				return nil, r.reject(p, err.Error())
			}
			r.inner = &Reader{framer: framerOf(r.entry.Message), forced: -1, nested: true, general: r.general}
			continue
		default:
			if r.waits(p, err) {
				return nil, errWaits
			}
			return nil, r.reject(p, err.Error())
		}
		held, reason := r.record()
		if reason != "" {
			return nil, r.reject(p, reason)
		}
		r.framer.inText = r.framer.inText || p.text
		if r.framer.inText || r.format == rawFormat {
			r.remember()
		}
		if !held {
			return &r.rec, nil
		}
	}
}

// end returns the error that ended the stream, after a reject where the stream is a browser's recording of anything else.
func (r *Reader) end(err error) error {
	if err != io.EOF || !r.har.other {
		return err
	}
	r.har.other = false
	return &Reject{Line: r.framer.line, Offset: r.framer.offset, Reason: "a browser's recording without log entries"}
}

// unwrapPiece fills the entry from a piece of the stream and notes its format.
func (r *Reader) unwrapPiece(p piece) error {
	if p.text {
		return r.unwrapText(p)
	}
	err := r.unwrap(p)
	switch err {
	case nil:
		r.format, r.added = r.last, false
		r.near.known, r.framer.inText = false, false
		return nil
	case errEmptyPage, errPageInside, errNoLineTime, errNoLogs:
		return err
	}
	// The application logs JSON, and the export is text or there is none.
	if line := r.unwrapText(p); r.framer.inText || line != errUnknownLine {
		return line
	}
	return err
}

// nextInside reads on in the page inside a record; its rejects stand where the record stands. io.EOF is the end of the page.
func (r *Reader) nextInside() (*Record, error) {
	rec, err := r.inner.Next()
	if err == io.EOF {
		r.inner = nil
		return nil, err
	}
	if bad, ok := err.(*Reject); ok {
		bad.Line, bad.Offset, bad.Cut = r.piece.line, r.piece.offset, false
	}
	if rec != nil {
		r.format = r.last
		rec.Format = Formats[r.format].Name
		rec.Offset, rec.Began = r.piece.offset, r.piece.offset
	}
	return rec, err
}

// reject keeps no text of a browser's recording: cookies and tokens are all over it.
func (r *Reader) reject(p piece, reason string) *Reject {
	text := p.data
	r.har.secret = r.har.secret || p.secret || bytes.Contains(text, []byte(`"startedDateTime"`))
	if r.har.secret {
		text = nil
	}
	if p.text {
		text = withoutToken(text)
	}
	text = bytes.TrimRight(text[:min(len(text), MaxRejectText)], whiteSpace)
	return &Reject{Line: p.line, Offset: p.offset, Reason: reason, Text: validText(text, MaxRejectText), Cut: p.cut}
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
	ok := e.Clock.known
	rec.Time, rec.Precision = e.Clock.micros, e.Clock.digits
	if !ok {
		rec.Time, rec.Precision, ok = r.stamps.read(e.Timestamp)
	}
	if !ok {
		return false, "unreadable timestamp"
	}
	if !inRange(rec.Time) {
		return false, "timestamp out of range"
	}
	rec.Offset, rec.Began, rec.Cut = r.piece.offset, r.piece.offset, r.piece.cut
	rec.Format = Formats[r.format].Name
	rec.ID = nilIfEmpty(e.ID)
	rec.Service = nilIfEmpty(e.Resource)
	rec.Instance = nilIfEmpty(e.Instance)
	if held = r.readMessage(); held {
		return true, ""
	}
	if !r.piece.read || r.framer.scan.wide&wideBits != 0 {
		makeValid(rec)
	}
	if rec.tooLong() {
		return false, "a field of more than 64 KiB"
	}
	return false, ""
}

// readMessage decides what the entry is. Entries without a type label are told by their message.
func (r *Reader) readMessage() (held bool) {
	e, rec := &r.entry, &r.rec
	kind := string(e.Type)
	switch text, render := bytes.CutPrefix(e.Message, []byte("==> ")); {
	case e.line.known:
		e.line.store(rec)
		edgeRequest(e, rec)
	case kind == "request":
		readRequestLine(e.Message, rec)
		edgeRequest(e, rec)
	case kind == "" && readRequestLine(e.Message, rec):
		edgeRequest(e, rec)
	case render:
		rec.Channel, rec.Kind = System, marker(text)
	case e.chatter:
		rec.Channel = App
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
	line := plain(message)
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
