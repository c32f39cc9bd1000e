package parse

import "bytes"

// readPuma reads the lines of Rack's CommonLogger, which Puma writes as well, with the seconds at the end:
//
//	203.0.113.7, 198.51.100.5, 10.214.0.5 - - [01/Jan/2027:00:00:01 +0000] "GET /orders?page=2 HTTP/1.1" 200 1234 0.0431
//	10.214.0.5 - - [01/Jan/2027:00:00:03 +0000] "GET /cable HTTP/1.1" HIJACKED -1 0.0061
//
// The first field is the whole list of X-Forwarded-For. A size of zero is printed as a dash.
func readPuma(line []byte, rec *Record) bool {
	before, after, ok := cutAt(line, clfDate)
	peers, ok1 := bytes.CutSuffix(before, []byte(" "))
	var f [6][]byte
	if !ok || !ok1 || !readPeers(peers, rec) {
		return false
	}
	rest, ok := cutFields(after, f[:])
	rec.DurationMS = scaled(f[5], 3)
	return ok && len(rest) == 0 && readRequestFields(f[0], f[1], f[2], rec) && readPumaResult(f[3], f[4], rec) &&
		rec.DurationMS != Unknown && bytes.IndexByte(f[5], '.') == len(f[5])-len(".0000")
}

// readPumaResult reads status and size. A connection that the application took over has no status that Puma knows.
func readPumaResult(code, size []byte, rec *Record) bool {
	if string(code) == "HIJACKED" {
		return string(size) == "-1"
	}
	return setStatus(code, rec) && setBytes(size, rec)
}
