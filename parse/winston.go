package parse

import "bytes"

// readWinston reads requests that were logged with winston, by express-winston or by the application itself:
//
//	info: GET /api/orders?page=2 200 {"durationMs":12,"ip":"203.0.113.7"}
//	info: HTTP GET /api/orders {"meta":{"req":{"url":"/api/orders?x=1","method":"GET"},"res":{"statusCode":200},"responseTime":12}}
//	2027-01-01T00:00:02.000Z [info]: GET /api/orders 200 - 12ms
//	{"level":"info","message":"HTTP GET /api/orders","meta":{"req":{…},"res":{…},"responseTime":12}}
//
// There is no fixed form, so text without a status is read only when its object names the visitor: without either it may
// be a call that the application made.
func readWinston(line []byte, rec *Record) bool {
	if len(line) > 0 && line[0] == '{' {
		if !holdsJSON(line, `"meta"`) {
			return false
		}
		n, ok := readNode(line)
		return ok && n.nested && n.method != nil && n.answered && n.store(rec)
	}
	text, ok := cutWinstonLevel(line)
	end := len(text)
	if i := bytes.Index(text, []byte(" {")); i >= 0 {
		end = i
	}
	return ok && readWinstonText(text[:end], rec) && readWinstonObject(text[end:], rec) &&
		(rec.Status != 0 || rec.ClientIP != nil || rec.UserAgent != nil)
}

// cutWinstonLevel removes `info: ` or `[info]: `, with a time before it or without.
func cutWinstonLevel(line []byte) (text []byte, ok bool) {
	const longest = len("2027-01-01T00:00:00.000000000+00:00 [verbose]: ")
	level, _, ok := bytes.Cut(line[:min(len(line), longest)], []byte(": "))
	text = line[min(len(line), len(level)+len(": ")):]
	if i := bytes.IndexByte(level, ' '); i >= 0 {
		if _, _, ok := readTimestamp(level[:i]); !ok {
			return nil, false
		}
		level = level[i+1:]
	}
	if inner, bracket := bytes.CutPrefix(level, []byte("[")); bracket {
		level = bytes.TrimSuffix(inner, []byte("]"))
	}
	switch string(level) {
	case "error", "warn", "info", "http", "verbose", "debug", "silly":
		return text, ok
	}
	return nil, false
}

// readWinstonText reads `GET /api/orders 200 - 12ms`, where status and duration may be missing.
func readWinstonText(text []byte, rec *Record) bool {
	var f [2][]byte
	rest, ok := cutFields(bytes.TrimPrefix(text, []byte("HTTP ")), f[:])
	if !ok || !setTarget(f[0], f[1], rec) {
		return false
	}
	if len(rest) == 0 {
		return true
	}
	code, duration, timed := bytes.Cut(rest[1:], []byte(" - "))
	if timed {
		millis, ok := bytes.CutSuffix(duration, []byte("ms"))
		rec.DurationMS = scaled(millis, 0)
		if !ok || rec.DurationMS == Unknown {
			return false
		}
	}
	return setStatus(code, rec) && rec.Status != 0
}

// readWinstonObject reads ` {"ip":"203.0.113.7"}`, or nothing. What it says of the request holds more than the text before it.
func readWinstonObject(b []byte, rec *Record) bool {
	if len(b) == 0 {
		return true
	}
	if !holdsJSON(b[1:], "") {
		return false
	}
	n, ok := readNode(b[1:])
	return ok && n.store(rec)
}
