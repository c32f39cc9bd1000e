package parse

import "bytes"

// readGunicorn reads gunicorn's access lines in the combined format, also with fields appended:
//
//	10.214.0.5 - - [01/Jan/2027:00:00:01 +0000] "GET /s HTTP/1.1" 200 71406 "-" "curl/8.6.0"
//
// The first field is the socket's peer or, where the format was changed to it, the list of X-Forwarded-For,
// whose first address is the visitor. The common format ends at the size.
func readGunicorn(line []byte, rec *Record) bool {
	peers, rest, ok := bytes.Cut(line, []byte(" ["))
	date, rest, ok1 := bytes.Cut(rest, []byte(`] "`))
	request, rest, ok2 := cutQuoted(rest)
	rest, ok3 := bytes.CutPrefix(rest, []byte(" "))
	if !ok || !ok1 || !ok2 || !ok3 || !hasShape(date, "00/Aaa/0000:00:00:00 +0000") || !readRequestTarget(backslashQuotes(request), rec) {
		return false
	}
	code, rest, ok := bytes.Cut(rest, []byte(" "))
	size, rest, quoted := bytes.Cut(rest, []byte(` "`))
	rec.Status = status(code)
	rec.Bytes = number(size)
	if !ok || rec.Status == 0 && string(code) != "-" || rec.Bytes == Unknown && string(size) != "-" {
		return false
	}
	return readPeers(peers, rec) && (!quoted || readAgent(rest, rec))
}

// readPeers reads `peer ident user`, where peer may be a list with ", " between.
func readPeers(b []byte, rec *Record) bool {
	for range 2 {
		i := bytes.LastIndexByte(b, ' ')
		if i < 0 {
			return false
		}
		b = b[:i]
	}
	first, _, _ := bytes.Cut(b, []byte(", "))
	rec.ClientIP = absentDash(first)
	return bytes.Count(b, []byte(" ")) == bytes.Count(b, []byte(", "))
}

// readAgent reads `referer" "agent"`, with or without more behind a space. A backslash at the end of a field stands
// for itself, though it looks like an escape.
func readAgent(b []byte, rec *Record) bool {
	referer, agent, ok := bytes.Cut(b, []byte(`" "`))
	agent, rest, ok1 := cutQuoted(agent)
	rec.UserAgent = absentDash(backslashQuotes(agent))
	bare := bytes.Count(referer, []byte(`"`)) - bytes.Count(referer, []byte(`\"`))
	return ok && ok1 && bare == 0 && (len(rest) == 0 || rest[0] == ' ')
}

// cutQuoted cuts at the first quote without a backslash in front, or else at the last quote.
func cutQuoted(b []byte) (text, rest []byte, ok bool) {
	end := -1
	for i, c := range b {
		if c == '"' {
			end = i
			if i == 0 || b[i-1] != '\\' {
				break
			}
		}
	}
	if end < 0 {
		return nil, nil, false
	}
	return b[:end], b[end+1:], true
}

// backslashQuotes undoes gunicorn's escaping: \" for a quote, backslashes as they are.
func backslashQuotes(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	return bytes.ReplaceAll(b, []byte(`\"`), []byte(`"`))
}

// absentDash is nil for the "-" (or nothing) that stands for an absent field.
func absentDash(b []byte) []byte {
	if string(b) == "-" {
		return nil
	}
	return nilIfEmpty(b)
}
