package parse

import "bytes"

// readUvicorn reads uvicorn's access lines, with the level in front or, under gunicorn's UvicornWorker, without:
//
//	INFO:     203.0.113.7:0 - "GET /x?y=1 HTTP/1.1" 200 OK
//	203.0.113.7:0 - "GET /x HTTP/1.1" 200
//	INFO:     203.0.113.7:0 - "WebSocket /ws" [accepted]
//
// Such a line gives no time, size or duration. The path is quoted anew by uvicorn from the decoded one.
func readUvicorn(line []byte, rec *Record) bool {
	line = cutLevel(line)
	peer, rest, ok := bytes.Cut(line, []byte(` - "`))
	ip, ok1 := peerAddress(peer)
	quote := bytes.LastIndexByte(rest, '"')
	if !ok || !ok1 || quote < 0 {
		return false
	}
	rec.ClientIP = ip
	request, result := rest[:quote], rest[quote+1:]
	if target, ok := bytes.CutPrefix(request, []byte("WebSocket ")); ok {
		return readWebSocket(target, result, rec)
	}
	return bytes.Count(request, []byte(" ")) == 2 && readRequestTarget(request, rec) && readPhrase(result, rec)
}

// cutLevel removes the level and its padding but for one space, which a line without a peer has in front of its dash.
func cutLevel(line []byte) []byte {
	for _, level := range []string{"INFO: ", "WARNING: ", "ERROR: "} {
		if rest, ok := bytes.CutPrefix(line, []byte(level)); ok {
			padding := len(rest) - len(bytes.TrimLeft(rest, " "))
			return line[len(level)+padding-1:]
		}
	}
	return line
}

// readWebSocket reads what follows a WebSocket path: [accepted], logged when the upgrade was answered with 101, or a status.
func readWebSocket(target, result []byte, rec *Record) bool {
	result = bytes.TrimSpace(result)
	rec.Status = status(result)
	if string(result) == "[accepted]" {
		rec.Status = 101
	}
	rec.Method = []byte(MethodWebSocket)
	rec.Path, rec.Query = splitTarget(target)
	return rec.Status != 0 && len(target) > 0 && bytes.IndexByte(target, ' ') < 0
}

// MethodWebSocket is the method under which WebSocket lines of application servers are recorded.
const MethodWebSocket = "WEBSOCKET"

// readPhrase reads ` 200 OK`; the phrase may be missing.
func readPhrase(b []byte, rec *Record) bool {
	code, phrase, _ := bytes.Cut(bytes.TrimPrefix(b, []byte(" ")), []byte(" "))
	rec.Status = status(code)
	return rec.Status != 0 && b[0] == ' ' && (len(phrase) == 0 || phrase[0] >= 'A' && phrase[0] <= 'Z')
}

// peerAddress reads ip:port, where an IPv6 address stands without brackets, or Python's ('ip', port). An
// empty address is a peer the server did not know.
func peerAddress(b []byte) (ip []byte, ok bool) {
	b = bytes.TrimPrefix(b, []byte(" "))
	if len(b) == 0 {
		return nil, true
	}
	tuple, isTuple := bytes.CutPrefix(b, []byte("('"))
	if isTuple {
		ip, port, _ := bytes.Cut(tuple, []byte("', "))
		port, ok := bytes.CutSuffix(port, []byte(")"))
		return nilIfEmpty(ip), ok && len(port) > 0 && isDigits(port)
	}
	i := bytes.LastIndexByte(b, ':')
	if i <= 0 || i+1 == len(b) || !isDigits(b[i+1:]) || bytes.IndexByte(b, ' ') >= 0 {
		return nil, false
	}
	return b[:i], true
}
