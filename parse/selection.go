package parse

import "bytes"

// unwrapSelection reads the requests in text that was selected in the dashboard. It has no times, and how much else there is
// depends on the year:
//
//	[GET]200acme.example/pathclientIP="203.0.113.7" requestID="…" responseTimeMS=6 …     2024: nothing between the parts
//	[GET]                                                                                 2026: two lines, no status
//	acme.example/path clientIP="203.0.113.7" requestID="…" responseTimeMS=6 …
func unwrapSelection(line []byte, _ *calendar, e *Entry) error {
	if !readChips(line, e) {
		return errForeign
	}
	return nil
}

// readChips fills e from a request with its method in brackets, and status, host and path as far as they are there.
func readChips(line []byte, e *Entry) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(line, whiteSpace), []byte("["))
	method, rest, ok1 := bytes.Cut(rest, []byte("]"))
	if !ok || !ok1 || !isMethod(method) {
		return false
	}
	target, message, ok := cutRequestMessage(rest)
	if !ok {
		return false
	}
	e.Type, e.Method, e.Message = []byte("request"), method, message
	e.Status, target = cutStatus(target)
	i := bytes.IndexByte(target, '/')
	if i < 0 {
		i = len(target)
	}
	e.Host, e.Path = target[:i], target[i:]
	return true
}

// maxMessages bounds the search for the message in a line that begins many of them.
const maxMessages = 100

// cutRequestMessage splits what stands before a request's message from it. The path may hold the start of a message itself,
// so the last one that can be read is taken.
func cutRequestMessage(b []byte) (target, message []byte, ok bool) {
	end := len(b)
	for range maxMessages {
		i := bytes.LastIndex(b[:end], []byte(`clientIP="`))
		if i < 0 {
			return nil, nil, false
		}
		if isRequestLine(b[i:]) {
			return bytes.TrimSuffix(b[:i], []byte(" ")), b[i:], true
		}
		end = i
	}
	return nil, nil, false
}

// cutStatus takes the status off the text behind the method. Without a space in between it is exactly three digits: the host
// behind it may begin with digits, too. With one, a space ends it as well, or the digits are the host's.
func cutStatus(b []byte) (status, rest []byte) {
	rest, spaced := bytes.CutPrefix(b, []byte(" "))
	if !spaced {
		rest = bytes.TrimLeft(b, "\r\n")
		spaced = len(rest) < len(b)
	}
	if len(rest) < 3 || !isDigits(rest[:3]) || spaced && len(rest) > 3 && rest[3] != ' ' {
		return nil, bytes.TrimLeft(rest, " ")
	}
	return rest[:3], bytes.TrimPrefix(rest[3:], []byte(" "))
}
