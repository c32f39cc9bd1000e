package parse

import "bytes"

// readChi reads the lines of chi's Logger, whose request id is optional:
//
//	2027/01/01 00:00:01 [host/AbCdEfGhIj-000001] "GET http://example.com/x?y=1 HTTP/1.1" from 203.0.113.7:57026 - 200 2B in 11.9µs
func readChi(line []byte, rec *Record) bool {
	const stamp = "0000/00/00 00:00:00 "
	if len(line) < len(stamp) || !hasShape(line[:len(stamp)], stamp) {
		return false
	}
	line, ok := bytes.CutPrefix(cutChiID(line[len(stamp):]), []byte(`"`))
	var f [10][]byte
	rest, ok1 := cutFields(line, f[:])
	if !ok || !ok1 || len(rest) > 0 || string(f[3]) != "from" || string(f[5]) != "-" || string(f[8]) != "in" {
		return false
	}
	rec.ClientIP = chiPeer(f[4])
	target, ok := readChiURL(f[1], rec)
	return ok && readRequestFields(f[0], target, f[2], rec) && readChiResult(f[6], f[7], rec) && setGoDuration(f[9], rec)
}

// cutChiID removes `[request id] `.
func cutChiID(b []byte) []byte {
	if len(b) == 0 || b[0] != '[' {
		return b
	}
	id, rest, ok := bytes.Cut(b, []byte("] "))
	if !ok || bytes.IndexByte(id, ' ') >= 0 {
		return b
	}
	return rest
}

// readChiURL reads scheme, host and request target, which chi prints without anything between: a request in absolute
// form has a second scheme behind the host.
func readChiURL(b []byte, rec *Record) (target []byte, ok bool) {
	b, ok = bytes.CutPrefix(b, []byte("http://"))
	if !ok {
		b, ok = bytes.CutPrefix(b, []byte("https://"))
	}
	end := bytes.IndexAny(b, "/*")
	if !ok || end <= 0 {
		return nil, false
	}
	for _, scheme := range []string{"http:", "https:"} {
		if bytes.HasSuffix(b[:end], []byte(scheme)) && bytes.HasPrefix(b[end:], []byte("//")) {
			end -= len(scheme)
			break
		}
	}
	rec.Host = nilIfEmpty(b[:end])
	return b[end:], true
}

// readChiResult reads `200` and `2B`. A handler that wrote nothing has a status of 000, though net/http then sent one.
func readChiResult(code, size []byte, rec *Record) bool {
	size, ok := bytes.CutSuffix(size, []byte("B"))
	rec.Bytes = number(size)
	return ok && rec.Bytes != Unknown && (string(code) == "000" || setStatus(code, rec) && rec.Status != 0)
}

// chiPeer cuts the port off an address, where an IPv6 address with a port has brackets.
func chiPeer(b []byte) []byte {
	if ip, ok := bytes.CutPrefix(b, []byte("[")); ok {
		ip, _, _ = bytes.Cut(ip, []byte("]"))
		return nilIfEmpty(ip)
	}
	if bytes.Count(b, []byte(":")) == 1 {
		b, _, _ = bytes.Cut(b, []byte(":"))
	}
	return nilIfEmpty(b)
}
