package parse

import (
	"bytes"
	"io"
)

const (
	readSize   = 256 << 10 // bytes asked for at a time
	maxRecord  = 16 << 20  // longer records are rejected, so that memory stays bounded
	whiteSpace = " \t\r\n"
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// buffer holds the part of a stream that is being read, and where in the stream that is.
type buffer struct {
	r          io.Reader
	err        error // what ended the stream, nil before
	buf        []byte
	start, end int   // unread bytes are buf[start:end]
	offset     int64 // stream offset of buf[start]
	line       int64 // line of buf[start], from 1
	indent     int   // spaces between the start of that line and buf[start], negative where anything else stands there
}

// behindText is an indent no number of spaces leads back from.
const behindText = -1 << 62

// unread returns the bytes at hand, never more than the longest record, so that no outcome depends on
// how much a single Read happened to return.
func (f *buffer) unread() []byte {
	return f.buf[f.start:min(f.end, f.start+maxRecord)]
}

// ended reports whether the stream ends at the read position.
func (f *buffer) ended() bool {
	return f.start == f.end && f.err != nil
}

func (f *buffer) advance(n int) {
	if n == 0 {
		return
	}
	f.line += int64(bytes.Count(f.buf[f.start:f.start+n], []byte{'\n'}))
	f.start += n
	f.offset += int64(n)
	f.indent = behindText
	if f.buf[f.start-1] == '\n' {
		f.indent = 0
	}
}

// fill reads more bytes behind the unread ones, which may move. It reports false when there are none, or when
// the longest record is at hand already. An error of the stream is kept for the end, after the bytes before it.
func (f *buffer) fill() bool {
	have := f.end - f.start
	if f.err != nil || have >= maxRecord {
		return false
	}
	if f.start > 0 {
		f.end = copy(f.buf, f.buf[f.start:f.end])
		f.start = 0
	}
	// At least as much again, because what is unread will be scanned from its start each time.
	want := max(have, 1)
	if len(f.buf)-f.end < max(want, readSize/2) {
		f.buf = append(f.buf[:f.end], make([]byte, max(want, readSize))...)
	}
	for f.end-have < want && f.err == nil {
		var n int
		n, f.err = f.r.Read(f.buf[f.end:])
		f.end += n
	}
	return f.end > have
}

// skipSpace moves to the next record, over white space and byte order marks, which stand wherever
// exports were concatenated. It reports false at the end of the stream.
func (f *buffer) skipSpace() bool {
	for {
		n, indent := 0, f.indent
		for n < f.end-f.start && isSpace(f.buf[f.start+n]) {
			switch f.buf[f.start+n] {
			case ' ':
				indent++
			case '\n':
				indent = 0
			default:
				indent = behindText
			}
			n++
		}
		f.advance(n)
		f.indent = indent
		b := f.buf[f.start:f.end]
		switch {
		case bytes.HasPrefix(b, byteOrderMark):
			f.advance(len(byteOrderMark))
			f.indent = 0
		case len(b) > 0 && !bytes.HasPrefix(byteOrderMark, b):
			return true
		case !f.fill():
			return len(b) > 0
		}
	}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t'
}
