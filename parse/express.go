package parse

import "bytes"

// readExpress reads the lines that a widespread Express template prints, cut with `…` when they grow longer than
// 80 characters:
//
//	8:00:32 AM [express] GET /api/x 200 in 12ms :: {"ok":true}
//
// They have no query. A line cut within its duration or before is not read: its path may be cut, too.
func readExpress(line []byte, rec *Record) bool {
	if len(line) == 0 || !isDigit(line[0]) {
		return false
	}
	clock, line, ok := bytes.Cut(line, []byte(" [express] "))
	if !ok || !isClock12(clock) {
		return false
	}
	var f [4][]byte
	rest, ok := cutFields(line, f[:])
	millis, answer, ok1 := bytes.Cut(bytes.TrimPrefix(rest, []byte(" ")), []byte("ms"))
	rec.DurationMS = number(millis)
	return ok && ok1 && string(f[3]) == "in" && rec.DurationMS != Unknown && isExpressAnswer(answer) &&
		setTarget(f[0], f[1], rec) && setStatus(f[2], rec) && rec.Status != 0
}

// isClock12 reports whether b is a time of the twelve-hour clock. Since Node 20 a narrow space stands before AM and PM.
func isClock12(b []byte) bool {
	clock, ok := bytes.CutSuffix(b, []byte("M"))
	clock = bytes.TrimRight(clock, "AP")
	clock, ok1 := bytes.CutSuffix(clock, []byte(" "))
	if !ok1 {
		clock, ok1 = bytes.CutSuffix(clock, []byte("\u202f"))
	}
	return ok && ok1 && (hasShape(clock, "0:00:00") || hasShape(clock, "00:00:00"))
}

// isExpressAnswer reports whether b is ` :: ` and an answer, or what the cut left of it.
func isExpressAnswer(b []byte) bool {
	const mark = " :: "
	start, cut := bytes.CutSuffix(b, []byte("…"))
	return len(b) == 0 || bytes.HasPrefix(b, []byte(mark)) || cut && bytes.HasPrefix([]byte(mark), start)
}
