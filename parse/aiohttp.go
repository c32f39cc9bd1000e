package parse

import "bytes"

// readAiohttp reads aiohttp's access lines, behind Python's logging prefix or without:
//
//	127.0.0.1 [01/Jan/2027:00:00:01 +0300] "GET /x?y=1 HTTP/1.1" 200 188 "-" "curl/8.6.0"
//
// Nothing is escaped. The size counts the headers in.
func readAiohttp(line []byte, rec *Record) bool {
	before, after, ok := cutAt(cutPythonLogger(line, "aiohttp.access"), clfDate)
	peer, ok1 := bytes.CutSuffix(before, []byte(" "))
	if !ok || !ok1 || len(peer) == 0 || bytes.IndexByte(peer, ' ') >= 0 {
		return false
	}
	rec.ClientIP = absentDash(peer)
	tail, ok := readExchange(after, rec)
	return ok && readRawAgent(tail, rec)
}
