package parse

import (
	"bytes"
	"time"
)

// stamps are the times at the start of a line. Where the layout has no zone, UTC is assumed: Render's machines run in it.
var stamps = []struct {
	shape  string // as [hasShape] takes it; the time starts behind its first skip bytes
	skip   int
	layout string
	digits int8
}{
	{"[0000-00-00 00:00:00 +0000] ", 1, "2006-01-02 15:04:05 -0700", 0},               // hypercorn, gunicorn's own lines
	{"[00/Aaa/0000 00:00:00] ", 1, "02/Jan/2006 15:04:05", 0},                         // Django
	{"[GIN] 0000/00/00 - 00:00:00 ", len("[GIN] "), "2006/01/02 - 15:04:05", 0},       // gin
	{"0000/00/00 00:00:00 ", 0, "2006/01/02 15:04:05", 0},                             // chi, Go's log package
	{"A, [0000-00-00T00:00:00.000000 ", len("I, ["), "2006-01-02T15:04:05.000000", 6}, // Ruby's Logger
}

// lineTime finds the time that a line of an application carries itself, full date and all, for logs that have none
// around it. The line comes without colours. digits are those after the second.
func lineTime(line []byte) (micros int64, digits int8, ok bool) {
	for _, find := range []func([]byte) (int64, int8, bool){clfTime, stampTime, railsTime, rfc3339Time, jsonTime} {
		if micros, digits, ok = find(line); ok {
			return micros, digits, micros >= earliest && micros < latest
		}
	}
	return 0, 0, false
}

// clfTime finds the date of the common log format, which has a zone, or that of Python's servers, which has none.
func clfTime(line []byte) (micros int64, digits int8, ok bool) {
	if _, date, _, ok := cutDate(line, clfDate); ok {
		return layoutTime(date, "02/Jan/2006:15:04:05 -0700", 0)
	}
	if _, date, _, ok := cutDate(line, pythonDate); ok {
		return layoutTime(date, "02/Jan/2006 15:04:05", 0)
	}
	return 0, 0, false
}

func stampTime(line []byte) (micros int64, digits int8, ok bool) {
	for _, s := range stamps {
		if len(line) >= len(s.shape) && hasShape(line[:len(s.shape)], s.shape) {
			return layoutTime(line[s.skip:s.skip+len(s.layout)], s.layout, s.digits)
		}
	}
	return 0, 0, false
}

func layoutTime(b []byte, layout string, digits int8) (int64, int8, bool) {
	t, err := time.Parse(layout, string(b))
	return t.UnixMicro(), digits, err == nil
}

// railsTime finds the time at the end of a line in which Rails names a request.
func railsTime(line []byte) (micros int64, digits int8, ok bool) {
	const stamp = "0000-00-00 00:00:00 +0000"
	if role, _ := readRails(line, new(Record)); role != opensRequest {
		return 0, 0, false
	}
	return layoutTime(line[len(line)-len(stamp):], "2006-01-02 15:04:05 -0700", 0)
}

// rfc3339Time finds the time in front of winston's lines.
func rfc3339Time(line []byte) (micros int64, digits int8, ok bool) {
	first, _, _ := bytes.Cut(line, []byte(" "))
	return readTimestamp(first)
}

// jsonTime finds "time" or "timestamp" in a JSON line or in the object at the end of one of winston's, as RFC 3339 or in milliseconds.
func jsonTime(line []byte) (micros int64, digits int8, ok bool) {
	if i := bytes.Index(line, []byte(" {")); i >= 0 && line[0] != '{' {
		line = line[i+1:]
	}
	if !holdsJSON(line, `"time`) {
		return 0, 0, false
	}
	var stamp []byte
	err := readFields(&cursor{b: line}, func(key []byte) *[]byte {
		if string(key) == "time" || string(key) == "timestamp" {
			return &stamp
		}
		return nil
	}, nil)
	if millis := number(stamp); len(stamp) == len("1798761601000") && millis != Unknown {
		return millis * 1000, 3, err == nil
	}
	micros, digits, ok = readTimestamp(stamp)
	return micros, digits, ok && err == nil
}
