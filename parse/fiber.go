package parse

// readFiber reads fiber's lines:
//
//	00:00:01 | 200 |       2.781µs | 203.0.113.7 | GET | /path | error
//
// They have no query. The error, a dash when there was none, may hold bars.
func readFiber(line []byte, rec *Record) bool {
	const clock = "00:00:00"
	if len(line) < len(clock) || !hasShape(line[:len(clock)], clock) {
		return false
	}
	var f [7][]byte
	if !cutColumns(line, f[:]) || len(f[0]) != len(clock) || len(f[6]) == 0 {
		return false
	}
	rec.ClientIP = nilIfEmpty(f[3])
	return setTarget(f[4], f[5], rec) && setStatus(f[1], rec) && rec.Status != 0 && setGoDuration(f[2], rec)
}
