package parse

import "bytes"

// readRequestLine reads the message of a request entry: five fields in a fixed order,
//
//	clientIP="…" requestID="…" responseTimeMS=0 responseBytes=0 userAgent="…"
//
// The user agent goes to the last quote, whatever it holds. It reports false when msg is something else.
func readRequestLine(msg []byte, rec *Record) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimRight(msg, " \r\n"), []byte(`clientIP="`))
	ip, rest, ok1 := bytes.Cut(rest, []byte(`" requestID="`))
	id, rest, ok2 := bytes.Cut(rest, []byte(`" responseTimeMS=`))
	ms, rest, ok3 := bytes.Cut(rest, []byte(` responseBytes=`))
	size, agent, ok4 := bytes.Cut(rest, []byte(` userAgent="`))
	agent, ok5 := bytes.CutSuffix(agent, []byte(`"`))
	if !ok || !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || hasQuote(ip) || hasQuote(id) || !isInteger(ms) || !isInteger(size) {
		return false
	}
	rec.ClientIP = nilIfEmpty(ip)
	rec.RequestID = id
	rec.DurationMS = number(ms)
	rec.Bytes = number(size)
	rec.UserAgent = unquoted(agent)
	return true
}

func isRequestLine(msg []byte) bool { return readRequestLine(msg, new(Record)) }

// unquoted resolves \" and \\ where the text is escaped throughout. Whether Render escapes quotes in user
// agents is not known, so text that holds a bare quote is left as it is.
func unquoted(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '"':
			return b
		case b[i] == '\\':
			i++
			if i == len(b) || b[i] != '"' && b[i] != '\\' {
				return b
			}
		}
		out = append(out, b[i])
	}
	return out
}

func hasQuote(b []byte) bool { return bytes.IndexByte(b, '"') >= 0 }

func nilIfEmpty(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

func isInteger(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte("-"))
	return len(b) > 0 && isDigits(b)
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

// number reads a decimal number; negative, empty and absurdly large ones are Unknown.
func number(b []byte) int64 {
	if len(b) == 0 || len(b) > 18 || !isDigits(b) {
		return Unknown
	}
	var n int64
	for _, c := range b {
		n = n*10 + int64(c-'0')
	}
	return n
}

// status reads a three-digit status; anything else is 0, unknown.
func status(b []byte) int16 {
	if len(b) != 3 || b[0] < '1' {
		return 0
	}
	return int16(max(number(b), 0))
}

// splitTarget splits a request target at its first question mark. query is nil when there is none.
func splitTarget(target []byte) (path, query []byte) {
	if i := bytes.IndexByte(target, '?'); i >= 0 {
		return nilIfEmpty(target[:i]), target[i+1:]
	}
	return nilIfEmpty(target), nil
}
