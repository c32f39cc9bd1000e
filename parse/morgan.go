package parse

import "bytes"

// readMorgan reads morgan's combined and common lines:
//
//	203.0.113.7 - - [01/Jan/2027:00:00:01 +0000] "GET / HTTP/1.1" 200 16 "-" "Mozilla/5.0"
//
// They look like gunicorn's, but before 1.11 quotes in fields were not escaped, and since then backslashes are, too.
func readMorgan(line []byte, rec *Record) bool {
	tail, ok := readCLF(line, clfDate, rec)
	if !ok || len(tail) > 0 && !readRawAgent(tail, rec) {
		return false
	}
	rec.UserAgent = unquoted(rec.UserAgent)
	return true
}

// readMorganDev reads `GET /x 200 1.267 ms - 16`, which morgan colours always. Copies through a terminal may have lost
// the escape byte of the colours: `[0mGET /x [32m200[0m 1.267 ms - 16[0m`.
func readMorganDev(line []byte, rec *Record) bool {
	if !endsIn(line, "0123456789-m") || !bytes.Contains(line, []byte(" ms - ")) {
		return false
	}
	line, bare := bytes.CutPrefix(line, []byte("[0m"))
	if bare {
		line = bytes.TrimSuffix(line, []byte("[0m"))
	}
	var f [7][]byte
	rest, ok := cutFields(line, f[:])
	code := f[2]
	if bare {
		_, code, _ = bytes.Cut(bytes.TrimSuffix(code, []byte("[0m")), []byte("m"))
	}
	return ok && len(rest) == 0 && string(f[4]) == "ms" && string(f[5]) == "-" &&
		setTarget(f[0], f[1], rec) && setStatus(code, rec) && setMillis(f[3], rec) && setBytes(f[6], rec)
}

// readMorganShort reads `203.0.113.7 - GET /x HTTP/1.1 200 16 - 0.203 ms`, where a user may stand for the first dash.
func readMorganShort(line []byte, rec *Record) bool {
	if !bytes.HasSuffix(line, []byte(" ms")) {
		return false
	}
	var f [5][]byte
	rest, ok := cutFields(line, f[:])
	rec.ClientIP = absentDash(f[0])
	return ok && isHTTP(f[4]) && setTarget(f[2], f[3], rec) && readMorganResult(rest, rec)
}

// readMorganTiny reads `GET /x 200 16 - 0.218 ms`.
func readMorganTiny(line []byte, rec *Record) bool {
	if !bytes.HasSuffix(line, []byte(" ms")) {
		return false
	}
	var f [2][]byte
	rest, ok := cutFields(line, f[:])
	return ok && setTarget(f[0], f[1], rec) && readMorganResult(rest, rec)
}

// readMorganResult reads ` 200 16 - 0.218 ms`; a request that was aborted has dashes for all three.
func readMorganResult(b []byte, rec *Record) bool {
	b, ok := bytes.CutPrefix(b, []byte(" "))
	var f [5][]byte
	rest, ok1 := cutFields(b, f[:])
	return ok && ok1 && len(rest) == 0 && string(f[2]) == "-" && string(f[4]) == "ms" &&
		setStatus(f[0], rec) && setBytes(f[1], rec) && setMillis(f[3], rec)
}
