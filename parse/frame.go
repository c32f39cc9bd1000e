package parse

import (
	"bytes"
	"io"
)

// piece is a part of the stream: one complete JSON object, one entry of text, or what is neither.
type piece struct {
	data   []byte // valid until the next call of framer.next
	line   int64
	offset int64
	indent int    // spaces in front of it on its line, negative where anything else stands there
	text   bool   // the piece starts no JSON value: a line, or the lines of one entry
	inList bool   // the piece stands inside a page or an array
	secret bool   // the piece stands in a browser's recording, which holds cookies and tokens
	bad    string // why the piece is nothing complete; empty when it is
	read   bool   // the piece is an entry of the format api, read by apiScan
	cut    bool   // the stream ends in it, and more of it may follow when the source has grown
}

// framer cuts a stream into the objects that hold log entries. Pages ({"logs":[…]}) and
// top-level arrays are opened, not returned: a page of any size, or half of one, yields its entries.
type framer struct {
	buffer
	open []byte // containers the reader stands in: '[' an array, 'p' a page's list, 'h' a recording's, 't' the rest of a page
	head []byte // how records begin, up to their first key and with any white space: `{"id"`

	inText    bool // the last entry was text: what looks like a damaged object is one more line
	linesOnly bool // nothing is JSON
	entries   bool // objects are most likely entries of the format api
	scan      apiScan
}

func newFramer(r io.Reader) *framer {
	return &framer{buffer: buffer{r: r, line: 1}}
}

// framerOf reads text that is at hand whole.
func framerOf(text []byte) *framer {
	return &framer{buffer: buffer{buf: text, end: len(text), err: io.EOF, line: 1}}
}

// next returns the next piece. At the end of the stream it returns the error that ended it, io.EOF when it is whole.
func (f *framer) next() (piece, error) {
	for f.skipSpace() {
		c := f.unread()[0]
		switch {
		case f.linesOnly:
			return f.textEntry(), nil
		case len(f.open) > maxDepth:
			return f.reject("nested too deeply", nil), nil
		case f.top() == 't':
			if p, ok := f.pageTail(); !ok {
				return p, nil
			}
		case c == '{':
			if p, opened := f.object(); !opened {
				return p, nil
			}
		case c == '[' && f.startsArray():
			f.open = append(f.open, '[')
			f.advance(1)
		case c == ',' && len(f.open) > 0:
			f.advance(1)
		case c == ']' && len(f.open) > 0:
			f.closeList()
			f.advance(1)
		case c == 0:
			return f.skip("NUL bytes", endOfNULs), nil
		default:
			return f.textEntry(), nil
		}
	}
	if len(f.open) > 0 {
		f.open = f.open[:0]
		return f.missing("truncated page or array"), nil
	}
	return piece{}, f.err
}

func (f *framer) top() byte {
	if len(f.open) == 0 {
		return 0
	}
	return f.open[len(f.open)-1]
}

func (f *framer) inPage() bool { return f.top() == 'p' || f.top() == 'h' }

func (f *framer) pop() {
	f.open = f.open[:len(f.open)-1]
}

// leavePage leaves a page that goes on no further, with the objects around it.
func (f *framer) leavePage() {
	f.pop()
	f.leavePageTails()
}

func (f *framer) leavePageTails() {
	for f.top() == 't' {
		f.pop()
	}
}

// closeList leaves a list; what follows a page's list is the rest of the page.
func (f *framer) closeList() {
	if f.inPage() {
		f.open[len(f.open)-1] = 't'
		return
	}
	f.pop()
}

// amidText reports whether what looks like damaged JSON is more likely a line of text.
func (f *framer) amidText() bool { return f.inText && len(f.open) == 0 }

// startsArray tells an array of objects from text in brackets.
func (f *framer) startsArray() bool {
	for {
		rest := bytes.TrimLeft(f.unread()[1:], whiteSpace)
		if len(rest) > 0 {
			return rest[0] == '{' || !f.amidText() && (rest[0] == '[' || rest[0] == ']')
		}
		if !f.fill() {
			return false
		}
	}
}

// object cuts the object at the read position, or enters it when it is a page.
func (f *framer) object() (p piece, opened bool) {
	for {
		b := f.unread()
		if n := f.entry(b); n > 0 {
			p = f.take(n, "")
			p.read = true
			return p, false
		}
		switch s := scanObject(b, 0); {
		case s.state == complete:
			f.learnHead()
			return f.take(s.n, ""), false
		case s.state == page && f.inPage():
			// No page holds pages, so the one around it was cut off.
			f.leavePage()
			return f.missing("truncated page"), false
		case s.state == page:
			for range s.outer {
				f.open = append(f.open, 't')
			}
			mark := byte('p')
			if s.outer == 1 {
				mark = 'h'
			}
			f.open = append(f.open, mark)
			f.advance(s.n)
			return piece{}, true
		case f.amidText() && (s.state == tooDeep || s.state == malformed):
			return f.textEntry(), false
		case s.state == tooDeep:
			return f.reject(s.reason, nil), false
		case s.state == malformed:
			return f.rejectRecord(s.reason), false
		case f.fill():
		case f.amidText():
			return f.textEntry(), false
		case len(b) == maxRecord:
			return f.reject("record longer than 16 MiB", nil), false
		default:
			return f.rejectRecord("truncated record"), false
		}
	}
}

// entry reads an entry of the format api and returns its length, 0 when there is none that can be read at once.
func (f *framer) entry(b []byte) int {
	if !f.entries {
		return 0
	}
	n := f.scan.read(b)
	if n > 0 && (len(f.head) == 0 || !bytes.HasPrefix(b, f.head)) {
		f.learnHead()
	}
	return n
}

// pageTail skips what follows the entries of a page, up to its closing brace. ok is false when
// the rest is damaged: the piece then says so.
func (f *framer) pageTail() (p piece, ok bool) {
	f.pop()
	if c := f.unread()[0]; c != ',' && c != '}' {
		f.leavePageTails()
		return f.missing("truncated page"), false
	}
	for {
		switch s := scanObject(f.unread(), 1); {
		case s.state == complete:
			f.advance(s.n)
			return piece{}, true
		case s.state == incomplete && f.fill():
		default:
			return f.skip("damaged end of a page", nextBrace), false
		}
	}
}

// take consumes n bytes as one piece.
func (f *framer) take(n int, bad string) piece {
	p := f.missing(bad)
	p.data = f.buf[f.start : f.start+n]
	f.advance(n)
	return p
}

// missing is a piece without text, for what should stand at the read position and does not.
func (f *framer) missing(bad string) piece {
	return piece{
		line: f.line, offset: f.offset, indent: f.indent, bad: bad,
		inList: len(f.open) > 0, secret: bytes.IndexByte(f.open, 'h') >= 0,
	}
}
