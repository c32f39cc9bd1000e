package parse

import "bytes"

const (
	notJSON     = "not JSON, nor a line of a text export"
	lineTooLong = "line longer than 16 MiB"
)

// textEntry takes what does not start a JSON value: a line, or the lines that make one entry together.
func (f *framer) textEntry() piece {
	line := f.lineEnd(0)
	b := f.unread()
	if line < 0 {
		return f.reject(lineTooLong, nil)
	}
	if isDigit(b[0]) {
		if p, ok := f.octets(line); ok {
			return p
		}
	}
	n := line
	switch b = f.unread(); {
	case bytes.HasPrefix(b, []byte("id: ")):
		n = f.yamlEntry(line)
	case isMethodChip(bytes.TrimRight(b[:line], whiteSpace)):
		n = f.chipEntry(line)
	}
	return f.takeText(n)
}

func (f *framer) takeText(n int) piece {
	p := f.take(n, "")
	p.text = true
	return p
}

// lineEnd returns where the line that starts n bytes behind the read position ends, its line break included. It is -1 where
// that is farther than the longest record.
func (f *framer) lineEnd(n int) int {
	for {
		b := f.unread()
		if i := bytes.IndexByte(b[n:], '\n'); i >= 0 {
			return n + i + 1
		}
		if f.fill() {
			continue
		}
		if len(b) == maxRecord {
			return -1
		}
		return len(b)
	}
}

// chipEntry adds the line behind a method in brackets, where that is the rest of its request.
func (f *framer) chipEntry(line int) int {
	next := f.lineEnd(line)
	if next < 0 {
		return line
	}
	if _, _, ok := cutRequestMessage(bytes.TrimRight(f.unread()[line:next], whiteSpace)); ok {
		return next
	}
	return line
}

func isMethodChip(b []byte) bool {
	return len(b) > 2 && b[0] == '[' && b[len(b)-1] == ']' && isMethod(b[1:len(b)-1])
}

// yamlEntry adds the lines behind `id: …`, where labels follow: all that are indented or carry a key of an entry.
func (f *framer) yamlEntry(line int) int {
	end := f.lineEnd(line)
	if end < 0 || !bytes.HasPrefix(f.unread()[line:end], []byte("labels:")) {
		return line
	}
	for {
		next := f.lineEnd(end)
		if next <= end || !continuesYAML(f.unread()[end:next]) {
			return end
		}
		end = next
	}
}

func continuesYAML(line []byte) bool {
	return line[0] == ' ' || line[0] == '\n' || line[0] == '\r' || bytes.HasPrefix(line, []byte("- ")) ||
		bytes.HasPrefix(line, []byte("message:")) || bytes.HasPrefix(line, []byte("timestamp:"))
}

// octets takes a syslog frame, `120 <14>1 …`, which ends after that many bytes and not with a line. ok is false
// where the line is none, or its count leads nowhere: it then is a line like any other.
func (f *framer) octets(line int) (p piece, ok bool) {
	count, _, _ := bytes.Cut(f.unread()[:line], []byte(" "))
	size := number(count)
	start := len(count) + 1
	if size <= 0 || size > maxRecord-int64(start)-1 || start >= line || syslogStart(f.unread()[start:line]) < 0 {
		return piece{}, false
	}
	end := start + int(size)
	for len(f.unread()) <= end && f.fill() {
	}
	b := f.unread()
	switch {
	case len(b) < end && line < len(b), len(b) > end && !isDigit(b[end]) && !isSpace(b[end]):
		return piece{}, false
	case len(b) < end:
		p = f.take(len(b), "truncated syslog message")
		p.text = true
		return p, true
	}
	p = f.takeText(end)
	p.data = p.data[start:]
	return p, true
}
