package parse

import "bytes"

// apiScan reads the entries of the format api in the one shape in which Render writes them: id, timestamp, message and
// labels, all strings, with any white space between them. It does in one pass what scanObject, unwrapAPI and readRequestLine do in
// three, and gives the same entry. Whatever else stands there it leaves to them.
type apiScan struct {
	entry *Entry // filled in part where there is no such entry
	text  cursor // holds unescaped strings
	wide  uint64 // has one of wideBits where the last entry may hold more than ASCII
}

// The parts of an entry, as bits of a set.
const (
	scannedID = 1 << iota
	scannedTime
	scannedMessage
	scannedLabels
)

// read fills the entry from the object at the start of b and returns the object's length, 0 when it has another shape
// or is not there whole.
func (s *apiScan) read(b []byte) int {
	*s.entry, s.wide = Entry{}, 0
	s.text.text = s.text.text[:0]
	var message, parts int
	for i := 1; ; i++ {
		part, n := apiKey(b, behindSpace(b, i))
		if part == 0 || parts&part != 0 {
			return 0
		}
		parts |= part
		n = behindSpace(b, n)
		switch part {
		case scannedID:
			s.entry.ID, i = s.str(b, n)
		case scannedTime:
			s.entry.Timestamp, i = s.str(b, n)
		case scannedMessage:
			message, i = n, s.message(b, n)
		case scannedLabels:
			i = s.labels(b, n)
		}
		if i = behindSpace(b, i); i == 0 || i >= len(b) {
			return 0
		}
		if b[i] == '}' {
			return s.finish(b, i+1, message, parts)
		}
		if b[i] != ',' {
			return 0
		}
	}
}

// finish reads the message, now that the labels have said what it is.
func (s *apiScan) finish(b []byte, n, message, parts int) int {
	if parts|scannedID != scannedID|scannedTime|scannedMessage|scannedLabels {
		return 0
	}
	if s.entry.line.known && string(s.entry.Type) == "request" {
		return n
	}
	s.entry.line.known = false
	if s.entry.Message, message = s.str(b, message); message == 0 {
		return 0
	}
	return n
}

// apiKey returns which key stands at i, 0 for none of an entry's, and the place behind its colon.
func apiKey(b []byte, i int) (part, n int) {
	switch {
	case hasAt(b, i, `"id":`):
		return scannedID, i + len(`"id":`)
	case hasAt(b, i, `"timestamp":`):
		return scannedTime, i + len(`"timestamp":`)
	case hasAt(b, i, `"message":`):
		return scannedMessage, i + len(`"message":`)
	case hasAt(b, i, `"labels":`):
		return scannedLabels, i + len(`"labels":`)
	}
	return 0, 0
}

// labels reads the list of labels at i and returns the place behind it, 0 when it is not as expected.
func (s *apiScan) labels(b []byte, i int) int {
	if !hasAt(b, i, "[") {
		return 0
	}
	if i = behindSpace(b, i+1); hasAt(b, i, "]") {
		return i + 1
	}
	for {
		n := s.denseLabel(b, i)
		if n == 0 {
			n = s.label(b, i)
		}
		if i = n; i == 0 {
			return 0
		}
		switch i = behindSpace(b, i); {
		case hasAt(b, i, ","):
			i = behindSpace(b, i+1)
		case hasAt(b, i, "]"):
			return i + 1
		default:
			return 0
		}
	}
}

// denseLabel is [apiScan.label] for labels without white space and escapes, 0 for all others.
func (s *apiScan) denseLabel(b []byte, i int) int {
	const opening, middle, closing = `{"name":"`, `","value":"`, `"}`
	if !hasAt(b, i, opening) {
		return 0
	}
	name, i := s.field(b, i+len(opening), middle)
	if i == 0 {
		return 0
	}
	value, i := s.field(b, i, closing)
	if i > 0 {
		s.entry.label(name, value)
	}
	return i
}

// label reads {"name":…,"value":…} at i and returns the place behind it.
func (s *apiScan) label(b []byte, i int) int {
	if !hasAt(b, i, "{") {
		return 0
	}
	if i = behindSpace(b, i+1); !hasAt(b, i, `"name":`) {
		return 0
	}
	name, i := s.str(b, behindSpace(b, i+len(`"name":`)))
	if i = behindSpace(b, i); i == 0 || !hasAt(b, i, ",") {
		return 0
	}
	if i = behindSpace(b, i+1); !hasAt(b, i, `"value":`) {
		return 0
	}
	value, i := s.str(b, behindSpace(b, i+len(`"value":`)))
	if i = behindSpace(b, i); i == 0 || !hasAt(b, i, "}") {
		return 0
	}
	s.entry.label(name, value)
	return i + 1
}

// str reads the string at i and returns the place behind it, 0 when there is none.
func (s *apiScan) str(b []byte, i int) ([]byte, int) {
	if !hasAt(b, i, `"`) {
		return nil, 0
	}
	start := i + 1
	first := s.special(b, start)
	if hasAt(b, first, `"`) {
		return b[start:first:first], first + 1
	}
	end := s.end(b, first)
	if end == 0 {
		return nil, 0
	}
	if bytes.Contains(b[first:end], []byte(`\u`)) {
		s.wide |= wideBits
	}
	text, err := s.text.unescape(b[start:end], first-start)
	if err != nil {
		return nil, 0
	}
	return text, end + 1
}

// end returns the place of the quote that ends a string in which i stands before the first escape, 0 when there is none.
func (s *apiScan) end(b []byte, i int) int {
	for ; i < len(b); i = s.special(b, i) {
		switch b[i] {
		case '"':
			return i
		case '\\':
			i += 2
		default:
			return 0
		}
	}
	return 0
}

// message notes what a message says of a request and returns the place behind it, 0 when there is no string at i.
func (s *apiScan) message(b []byte, i int) int {
	if n := s.requestLine(b, i); n > 0 {
		s.entry.line.known = true
		return n
	}
	if !hasAt(b, i, `"`) {
		return 0
	}
	n := s.end(b, s.special(b, i+1))
	if n == 0 {
		return 0
	}
	return n + 1
}

// requestLine reads a message of the form that [readRequestLine] reads, in which nothing but the quotes around its fields is
// escaped, and returns the place behind it, 0 when it has another form.
func (s *apiScan) requestLine(b []byte, i int) int {
	line := &s.entry.line
	const opening = `"clientIP=\"`
	if !hasAt(b, i, opening) {
		return 0
	}
	if line.ip, i = s.field(b, i+len(opening), `\" requestID=\"`); i == 0 {
		return 0
	}
	if line.id, i = s.field(b, i, `\" responseTimeMS=`); i == 0 {
		return 0
	}
	if line.millis, i = digitsBefore(b, i, ` responseBytes=`); i == 0 {
		return 0
	}
	if line.size, i = digitsBefore(b, i, ` userAgent=\"`); i == 0 {
		return 0
	}
	line.agent, i = s.field(b, i, `\""`)
	return i
}

// field returns the text from i to the next quote or escape, which has to be the given end, and the place behind that.
func (s *apiScan) field(b []byte, i int, end string) ([]byte, int) {
	n := s.special(b, i)
	if !hasAt(b, n, end) {
		return nil, 0
	}
	return b[i:n:n], n + len(end)
}

// digitsBefore is [apiScan.field] for a number.
func digitsBefore(b []byte, i int, end string) ([]byte, int) {
	n := i
	for n < len(b) && isDigit(b[n]) {
		n++
	}
	if n == i || !hasAt(b, n, end) {
		return nil, 0
	}
	return b[i:n:n], n + len(end)
}
