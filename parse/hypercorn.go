package parse

import "bytes"

// readHypercorn reads hypercorn's access lines, with its logger's prefix or without:
//
//	[2027-01-01 00:00:01 +0000] [58] [INFO] 10.214.0.5:51234 - - [01/Jan/2027:00:00:01 +0000] "GET /x 1.1" 200 16 "-" "curl/8.6.0"
//
// The path is decoded and has no query; nothing is escaped.
func readHypercorn(line []byte, rec *Record) bool {
	before, after, ok := cutAt(line, clfDate)
	peer, ok1 := bytes.CutSuffix(before, []byte(" - - "))
	if !ok || !ok1 || !readHypercornPeer(cutHypercornPrefix(peer), rec) {
		return false
	}
	request, version, rest, ok := cutHypercornRequest(after)
	var f [2][]byte
	tail, ok1 := cutFields(rest, f[:])
	return ok && ok1 && readHypercornRequest(request, version, rec) && setStatus(f[0], rec) && setBytes(f[1], rec) && readRawAgent(tail, rec)
}

// cutHypercornPrefix removes `[2027-01-01 00:00:01 +0000] [58] [INFO] `.
func cutHypercornPrefix(b []byte) []byte {
	const stamp = "[0000-00-00 00:00:00 +0000] ["
	if len(b) < len(stamp) || !hasShape(b[:len(stamp)], stamp) {
		return b
	}
	pid, rest, ok := bytes.Cut(b[len(stamp):], []byte("] [INFO] "))
	if !ok || number(pid) == Unknown {
		return b
	}
	return rest
}

// readHypercornPeer reads ip:port, or the None of a peer that was not known.
func readHypercornPeer(b []byte, rec *Record) (ok bool) {
	if string(b) == "None" {
		return true
	}
	rec.ClientIP, ok = peerAddress(b)
	return ok && rec.ClientIP != nil
}

// cutHypercornRequest cuts `METHOD path version" rest`. Quotes may stand in the path, so the first one behind a version ends it.
func cutHypercornRequest(b []byte) (request, version, rest []byte, ok bool) {
	for from := 0; ; {
		n := bytes.Index(b[from:], []byte(`" `))
		if n < 0 {
			return nil, nil, nil, false
		}
		end := from + n
		space := bytes.LastIndexByte(b[:end], ' ')
		if space >= 0 && isHypercornVersion(b[space+1:end]) {
			return b[:space], b[space+1 : end], b[end+2:], true
		}
		from = end + 2
	}
}

func isHypercornVersion(b []byte) bool {
	switch string(b) {
	case "1.0", "1.1", "2", "3", "ws":
		return true
	}
	return false
}

// readHypercornRequest reads `METHOD path`. A version of HTTP within the path is another server's line.
func readHypercornRequest(request, version []byte, rec *Record) bool {
	method, path, _ := bytes.Cut(request, []byte(" "))
	if !setTarget(method, path, rec) || bytes.Contains(path, []byte(" HTTP/")) {
		return false
	}
	if string(version) == "ws" {
		rec.Method = []byte(MethodWebSocket)
	}
	return true
}
