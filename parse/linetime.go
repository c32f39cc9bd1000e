package parse

import (
	"bytes"
	"math"
	"time"
)

// stamps are the times at the start of a line.
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
	{"0000-00-00 00:00:00,000 ", 0, "2006-01-02 15:04:05,000", 3},                     // Python's logging
	{"[0000-00-00 00:00:00,000] ", 1, "2006-01-02 15:04:05,000", 3},                   // the same as Flask has it
}

// noSuchTime stands for a time of the right form that is none, such as the 31st of February. It is out of range.
const noSuchTime = math.MinInt64

// lineTime finds the time that a line of an application carries itself, full date and all, for logs that have none
// around it. The line comes without colours. digits are those after the second. Where the line names no zone, UTC is assumed:
// Render's machines run in it.
func lineTime(line []byte) (micros int64, digits int8, ok bool) {
	at := findTime(line, time.UTC)
	return at.micros, at.digits, at.known && inRange(at.micros)
}

// findTime does so in another zone, and also finds times that are out of range.
func findTime(line []byte, zone *time.Location) moment {
	for _, find := range []func([]byte, *time.Location) (int64, int8, bool){clfTime, stampTime, railsTime, rfc3339Time, jsonTime} {
		if micros, digits, ok := find(line, zone); ok {
			return moment{known: true, micros: micros, digits: digits}
		}
	}
	return moment{}
}

// stampOf finds the time with which a logger begins a line that is no access line. Dates within such a line may be anything:
// what a visitor sent is logged, too.
func stampOf(line []byte, zone *time.Location) moment {
	line = plain(line)
	micros, digits, ok := stampTime(line, zone)
	if !ok && len(line) > 0 && line[0] == '{' {
		micros, digits, ok = jsonTime(line, zone)
	}
	return moment{known: ok && inRange(micros), micros: micros, digits: digits}
}

// clfTime finds the date of the common log format, which has a zone, or that of Python's servers, which has none.
func clfTime(line []byte, zone *time.Location) (micros int64, digits int8, ok bool) {
	if _, date, _, ok := cutDate(line, clfDate); ok {
		return layoutMicros(date, "02/Jan/2006:15:04:05 -0700", zone), 0, true
	}
	if _, date, _, ok := cutDate(line, pythonDate); ok {
		return layoutMicros(date, "02/Jan/2006 15:04:05", zone), 0, true
	}
	return 0, 0, false
}

func stampTime(line []byte, zone *time.Location) (micros int64, digits int8, ok bool) {
	for _, s := range stamps {
		if len(line) >= len(s.shape) && hasShape(line[:len(s.shape)], s.shape) {
			return layoutMicros(line[s.skip:s.skip+len(s.layout)], s.layout, zone), s.digits, true
		}
	}
	return 0, 0, false
}

func layoutMicros(b []byte, layout string, zone *time.Location) int64 {
	t, err := time.ParseInLocation(layout, string(b), zone)
	if err != nil {
		return noSuchTime
	}
	return t.UnixMicro()
}

// railsTime finds the time at the end of a line in which Rails names a request.
func railsTime(line []byte, zone *time.Location) (micros int64, digits int8, ok bool) {
	const stamp = "0000-00-00 00:00:00 +0000"
	if role, _ := readRails(line, new(Record)); role != opensRequest {
		return 0, 0, false
	}
	return layoutMicros(line[len(line)-len(stamp):], "2006-01-02 15:04:05 -0700", zone), 0, true
}

// rfc3339Time finds the time in front of winston's lines.
func rfc3339Time(line []byte, _ *time.Location) (micros int64, digits int8, ok bool) {
	first, _, _ := bytes.Cut(line, []byte(" "))
	return readTimestamp(first)
}

// jsonTime finds "time" or "timestamp" in a JSON line or in the object at the end of one of winston's: as RFC 3339, in
// milliseconds, or as winston's users write it, `2027-01-01 00:00:02`.
func jsonTime(line []byte, zone *time.Location) (micros int64, digits int8, ok bool) {
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
	if hasShape(stamp, "0000-00-00 00:00:00") {
		return layoutMicros(stamp, time.DateTime, zone), 0, err == nil
	}
	micros, digits, ok = readTimestamp(stamp)
	return micros, digits, ok && err == nil
}
