package parse

import "bytes"

// unwrapRaw reads an access line of an application from a file that holds what the application printed and nothing around it:
//
//	10.214.0.5 - - [01/Jan/2027:00:00:01 +0000] "GET /s HTTP/1.1" 200 71406 "-" "curl/8.6.0"
//	{"level":30,"time":1798761601000,"req":{"method":"GET","url":"/x"},"res":{"statusCode":200},"responseTime":3}
//
// The time is that of the line itself, in the zone given with the date where it names none. A line with the time of day only, or
// with no time at all, needs a date; between the lines of an export it belongs to the entry before it. All other lines of such
// a file are known by the access lines beside them, see front and neighbour.
func unwrapRaw(line []byte, day *calendar, e *Entry) error {
	bare := plain(line)
	role := lineRole(bare)
	if role == notAccess {
		return errForeign
	}
	e.Clock = findTime(bare, day.zone())
	if !e.Clock.known && (role == closesRequest || day.given && !day.app) {
		return errForeign
	}
	e.Type, e.Message = []byte("app"), line
	if e.Clock.known {
		day.follow(e.Clock.micros)
		return nil
	}
	t, _, ok := cutClock(bare)
	if !ok {
		return nil
	}
	at, err := day.at(t)
	e.Clock = moment{known: err == nil, micros: at.UnixMicro()}
	return err
}

// lineRole says what a line without colours tells about a request. As nothing but such lines tells a log from other text, it is
// stricter than the formats in that a peer has to look like one.
func lineRole(line []byte) joinRole {
	var rec Record
	for _, format := range accessLines {
		rec = Record{}
		if format.read(line, &rec) && isPeer(rec.ClientIP) {
			return wholeRequest
		}
	}
	for _, format := range pairedLines {
		if role, _ := format.read(line, &rec); role != notAccess {
			return role
		}
	}
	return notAccess
}

// isPeer reports whether b may be an address or the name of a host.
func isPeer(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') && bytes.IndexByte([]byte(".:-_%[]"), c) < 0 {
			return false
		}
	}
	return true
}
