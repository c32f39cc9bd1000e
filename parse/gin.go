package parse

import (
	"bytes"
	"strconv"
)

// readGin reads gin's lines:
//
//	[GIN] 2027/01/01 - 00:00:01 | 200 |      55.679µs |     203.0.113.7 | GET      "/path?query"
//
// The path is decoded and quoted as Go does; CONNECT has an empty one.
func readGin(line []byte, rec *Record) bool {
	line, ok := bytes.CutPrefix(line, []byte("[GIN] "))
	var f [5][]byte
	if !ok || !cutColumns(line, f[:]) || !hasShape(f[0], "0000/00/00 - 00:00:00") {
		return false
	}
	rec.ClientIP = nilIfEmpty(f[3])
	method, quoted, _ := bytes.Cut(f[4], []byte(" "))
	target, ok := goString(bytes.TrimLeft(quoted, " "))
	if !ok || !setTarget(method, target, rec) && (string(method) != "CONNECT" || len(target) > 0) {
		return false
	}
	return setStatus(f[1], rec) && rec.Status != 0 && setGoDuration(f[2], rec)
}

// goString undoes Go's quoting.
func goString(b []byte) ([]byte, bool) {
	if len(b) < 2 || b[0] != '"' {
		return nil, false
	}
	if inner := b[1 : len(b)-1]; b[len(b)-1] == '"' && bytes.IndexByte(inner, '\\') < 0 && !hasQuote(inner) {
		return inner, true
	}
	text, err := strconv.Unquote(string(b))
	return []byte(text), err == nil
}
