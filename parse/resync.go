package parse

import "bytes"

// reject gives up what is at the read position and goes on where a record can start: at head, or at
// a line outside of any list.
func (f *framer) reject(reason string, head []byte) piece {
	p := f.skip(reason, func(b []byte) (int, bool) { return resync(b, head) })
	if len(head) == 0 || !bytes.HasPrefix(f.unread(), head) {
		f.open = f.open[:0]
	}
	return p
}

// rejectRecord gives up a record of a list whose others are worth looking for. They begin as it does or, where it is cut
// too early to tell, as the one before it.
func (f *framer) rejectRecord(reason string) piece {
	f.learnHead()
	return f.reject(reason, f.head)
}

// learnHead remembers how the record at the read position begins. The records of a list begin alike, and no
// string holds a bare quote, so that what looks like a head is one.
func (f *framer) learnHead() {
	b := f.unread()
	key := bytes.TrimLeft(b[1:], whiteSpace)
	n := 1
	for n < len(key) && (key[n] == '_' || key[n]|0x20 >= 'a' && key[n]|0x20 <= 'z') {
		n++
	}
	if n < len(key) && key[0] == '"' && key[n] == '"' {
		f.head = append(f.head[:0], b[:len(b)-len(key)+n+1]...)
	}
}

// skip gives up the bytes before the place that find finds. Where there is none yet, find returns the number of
// bytes that need not be looked at again. The piece keeps the first MaxRejectText bytes.
func (f *framer) skip(reason string, find func(b []byte) (n int, found bool)) piece {
	p := f.missing(reason)
	for {
		b := f.buf[f.start:f.end]
		n, found := find(b)
		last := !found && f.err != nil
		if last {
			n = len(b)
		}
		p.data = append(p.data, b[:min(n, MaxRejectText-len(p.data))]...)
		f.advance(n)
		if found || last {
			return p
		}
		f.fill()
	}
}

// resync finds the next record start after the first byte of b. It looks at twice as much each time: the next start is
// near where damage is frequent, and then each search must be short.
func resync(b, head []byte) (n int, found bool) {
	for size := 256; ; size *= 2 {
		n, found = nextStart(b[:min(size, len(b))], head)
		if found || size >= len(b) {
			return n, found
		}
	}
}

// nextStart finds head, or a line that is neither indented nor a mere closing bracket.
func nextStart(b, head []byte) (n int, found bool) {
	ahead := max(len(head), 2)
	line, found := nextLine(b, ahead)
	if len(head) > 0 && len(b) > 1 {
		if i := bytes.Index(b[1:min(len(b), line+ahead)], head); i >= 0 {
			return 1 + i, true
		}
	}
	if found {
		return line, true
	}
	return max(0, min(line, len(b)-ahead)), false
}

// nextLine finds the next line that can start a record, or the second half of a "}{" border at the start of a line,
// with the given number of bytes behind it at hand. Where there is none, n is the first byte still to be looked at.
func nextLine(b []byte, ahead int) (n int, found bool) {
	for i := 0; ; {
		j := bytes.IndexByte(b[i:], '\n')
		if j < 0 {
			return len(b), false
		}
		if i+j+1+ahead > len(b) {
			return i + j, false
		}
		i += j + 1
		switch c := b[i]; {
		case c == '}' && b[i+1] == '{':
			return i + 1, true
		case c != '}' && c != ']' && !isSpace(c):
			return i, true
		}
	}
}

func endOfNULs(b []byte) (n int, found bool) {
	n = len(b) - len(bytes.TrimLeft(b, "\x00"))
	return n, n < len(b)
}

func nextBrace(b []byte) (n int, found bool) {
	if n = bytes.IndexByte(b, '{'); n < 0 {
		return len(b), false
	}
	return n, true
}
