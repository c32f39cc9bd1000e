package parse

import "bytes"

// readNextJS reads the lines of `next dev`; `next start` prints none:
//
//	GET /about?tab=1 200 in 1.2s (compile: 900ms, render: 300ms)
//
// Every one starts with a space. Calls that a page makes itself start with a bar and are not read.
func readNextJS(line []byte, rec *Record) bool {
	line, ok := bytes.CutPrefix(line, []byte(" "))
	var f [5][]byte
	if !ok {
		return false
	}
	rest, ok := cutFields(line, f[:])
	rec.DurationMS = nextMillis(f[4])
	return ok && string(f[3]) == "in" && rec.DurationMS != Unknown && isNextPhases(rest) &&
		setTarget(f[0], f[1], rec) && setStatus(f[2], rec) && rec.Status != 0
}

// nextMillis reads 35ms, 1.2s or 1.5min.
func nextMillis(b []byte) int64 {
	if minutes, ok := bytes.CutSuffix(b, []byte("min")); ok {
		if n := scaled(minutes, 1); n != Unknown {
			return n * 6000
		}
		return Unknown
	}
	return goMillis(b)
}

// isNextPhases reports whether b is empty or ` (name: duration, …)`.
func isNextPhases(b []byte) bool {
	if len(b) == 0 {
		return true
	}
	b, ok := bytes.CutPrefix(b, []byte(" ("))
	b, ok1 := bytes.CutSuffix(b, []byte(")"))
	for more := true; more; {
		var phase []byte
		phase, b, more = bytes.Cut(b, []byte(", "))
		name, duration, _ := bytes.Cut(phase, []byte(": "))
		if len(name) == 0 || nextMillis(duration) == Unknown {
			return false
		}
	}
	return ok && ok1
}
