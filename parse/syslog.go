package parse

import "bytes"

// unwrapSyslog reads a message of RFC 5424, with or without its count of octets and a token in front:
//
//	120 TOKEN <14>1 2027-01-01T00:00:00Z acme-api web-srv-… 1 web-srv-… - message
//
// The host name is that of the service, its resource id stands behind the kind of service. The token is a secret of whoever
// receives the stream and is not kept.
func unwrapSyslog(line []byte, _ *calendar, e *Entry) error {
	start := syslogStart(line)
	if start < 0 {
		return errForeign
	}
	_, rest, _ := bytes.Cut(line[start:], []byte(">1 "))
	var f [5][]byte // time, host name, application, process, kind of message
	rest, ok := cutFields(rest, f[:])
	if _, _, isTime := readTimestamp(f[0]); !ok || !isTime {
		return errForeign
	}
	if rest, ok = cutStructuredData(rest); !ok {
		return errForeign
	}
	_, resource, _ := bytes.Cut(f[2], []byte("-"))
	if e.Resource = resourceIn(resource); e.Resource == nil {
		e.Resource = f[1]
	}
	e.Timestamp = f[0]
	e.Message = bytes.TrimPrefix(bytes.TrimPrefix(rest, []byte(" ")), byteOrderMark)
	return nil
}

// syslogStart returns where `<PRI>1 ` stands: at the start, or behind a count of octets, a token, or both. -1 when it does not.
func syslogStart(line []byte) int {
	for at, words := 0, 0; words < 3 && at < len(line); words++ {
		if isPriority(line[at:]) {
			return at
		}
		n := bytes.IndexByte(line[at:], ' ')
		if n <= 0 || words == 1 && !isDigits(line[:at-1]) {
			return -1
		}
		at += n + 1
	}
	return -1
}

// isPriority reports whether b begins with `<PRI>1 `.
func isPriority(b []byte) bool {
	if len(b) == 0 || b[0] != '<' {
		return false
	}
	i := bytes.IndexByte(b[:min(len(b), len("<191>"))], '>')
	return i > 1 && isDigits(b[1:i]) && bytes.HasPrefix(b[i:], []byte(">1 "))
}

// cutStructuredData returns what follows ` -` or ` [id key="value"]…`.
func cutStructuredData(b []byte) (rest []byte, ok bool) {
	if rest, ok := bytes.CutPrefix(b, []byte(" -")); ok {
		return rest, len(rest) == 0 || rest[0] == ' '
	}
	b, ok = bytes.CutPrefix(b, []byte(" "))
	elements, quoted := 0, false
	for i := 0; ok && i < len(b); i++ {
		switch {
		case quoted && b[i] == '\\':
			i++
		case b[i] == '"':
			quoted = !quoted
		case quoted:
		case b[i] == '[':
			elements++
		case b[i] == ']' && (i+1 == len(b) || b[i+1] == ' '):
			return b[i+1:], elements > 0 && b[0] == '['
		}
	}
	return nil, false
}

// withoutToken removes from the text of a line what may be a secret: up to two words before `<PRI>`, even if that is damaged.
func withoutToken(text []byte) []byte {
	for at := range text[:min(len(text), MaxRejectText)] {
		if text[at] == '<' && at+1 < len(text) && isDigit(text[at+1]) && bytes.Count(text[:at], []byte(" ")) <= 2 {
			return text[at:]
		}
	}
	return text
}
