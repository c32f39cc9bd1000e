package parse

import (
	"bytes"
	"strings"
)

// The dates of lines that follow the common log format, as [hasShape] takes them.
const (
	clfDate    = "00/Aaa/0000:00:00:00 +0000"
	pythonDate = "00/Aaa/0000 00:00:00" // of Python's http.server and what is built on it
)

// cutDate cuts a line at the date in brackets before its request: `before[date] "after`.
func cutDate(line []byte, shape string) (before, date, after []byte, ok bool) {
	end := bytes.Index(line, []byte(`] "`))
	start := end - len(shape)
	if start < 1 || line[start-1] != '[' || !hasShape(line[start:end], shape) {
		return nil, nil, nil, false
	}
	return line[:start-1], line[start:end], line[end+len(`] "`):], true
}

// cutAt is [cutDate] for the formats read here, whose lines all end in an agent, a number or a dash.
func cutAt(line []byte, shape string) (before, after []byte, ok bool) {
	if !endsIn(line, `"0123456789-`) {
		return nil, nil, false
	}
	before, _, after, ok = cutDate(line, shape)
	return before, after, ok
}

// endsIn tells most lines of other kinds from access lines at no cost.
func endsIn(line []byte, last string) bool {
	return len(line) > 0 && strings.IndexByte(last, line[len(line)-1]) >= 0
}

// readCLF reads the part that lines of the common log format share, and returns what follows it: nothing, or text behind a space.
//
//	203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET /x?y=1 HTTP/1.1" 200 16
func readCLF(line []byte, shape string, rec *Record) (tail []byte, ok bool) {
	before, after, ok := cutAt(line, shape)
	peers, ok1 := bytes.CutSuffix(before, []byte(" "))
	if !ok || !ok1 || !readPeers(peers, rec) {
		return nil, false
	}
	return readExchange(after, rec)
}

// readExchange reads `METHOD target HTTP/1.1" 200 16`, the quote before it cut off. No server lets a space into the
// target, so quotes in it do no harm.
func readExchange(b []byte, rec *Record) (tail []byte, ok bool) {
	var f [5][]byte
	tail, ok = cutFields(b, f[:])
	return tail, ok && readRequestFields(f[0], f[1], f[2], rec) && setStatus(f[3], rec) && setBytes(f[4], rec)
}

// readRequestFields reads a request cut at its spaces, the version with the quote that ends it.
func readRequestFields(method, target, version []byte, rec *Record) bool {
	version, ok := bytes.CutSuffix(version, []byte(`"`))
	return ok && isHTTP(version) && setTarget(method, target, rec)
}

// readRawAgent reads ` "referer" "agent"` up to the end of the line, where quotes inside may not be escaped.
func readRawAgent(tail []byte, rec *Record) bool {
	text, ok := bytes.CutPrefix(tail, []byte(` "`))
	text, ok1 := bytes.CutSuffix(text, []byte(`"`))
	_, agent, ok2 := bytes.Cut(text, []byte(`" "`))
	rec.UserAgent = absentDash(agent)
	return ok && ok1 && ok2
}

// cutPythonLogger removes what Python's logging writes in front of a message of the named logger, in its own format or
// in the usual one with a time:
//
//	INFO:werkzeug:
//	2027-01-01 00:00:02,590 - aiohttp.access - INFO -
func cutPythonLogger(line []byte, name string) []byte {
	const stamp = "0000-00-00 00:00:00,000"
	if rest, ok := bytes.CutPrefix(line, []byte("INFO:")); ok {
		return cutName(line, rest, name, ":")
	}
	if len(line) > len(stamp) && hasShape(line[:len(stamp)], stamp) {
		if rest, ok := bytes.CutPrefix(line[len(stamp):], []byte(" - ")); ok {
			return cutName(line, rest, name, " - INFO - ")
		}
	}
	return line
}

// cutName removes name and end from rest; line is returned where they do not stand there.
func cutName(line, rest []byte, name, end string) []byte {
	rest, ok := bytes.CutPrefix(rest, []byte(name))
	rest, ok1 := bytes.CutPrefix(rest, []byte(end))
	if !ok || !ok1 {
		return line
	}
	return rest
}
