package parse

import "time"

// stampScan reads the timestamps of one stream. Most of them are of the day of the one before and in UTC; the others are left to
// [readTimestamp], which gives the same.
type stampScan struct {
	day      [len("0000-00-00")]byte // of the last timestamp that was read
	midnight int64
}

const (
	microsPerSecond = int64(time.Second / time.Microsecond)
	shortestStamp   = len("0000-00-00T00:00:00Z")
	longestStamp    = len("0000-00-00T00:00:00.000000000Z")
)

func (s *stampScan) read(b []byte) (micros int64, digits int8, ok bool) {
	if len(b) >= shortestStamp && len(b) <= longestStamp && string(b[:len(s.day)]) == string(s.day[:]) {
		if micros, digits, ok = timeOfDay(b[len(s.day):]); ok {
			return s.midnight + micros, digits, true
		}
	}
	micros, digits, ok = readTimestamp(b)
	if ok && b[len(b)-1] == 'Z' {
		copy(s.day[:], b)
		const day = 24 * 3600 * microsPerSecond
		s.midnight = micros - (micros%day+day)%day
	}
	return micros, digits, ok
}

// timeOfDay reads T00:00:00Z with up to nine digits behind a point before the Z.
func timeOfDay(b []byte) (micros int64, digits int8, ok bool) {
	h, m, s := twoDigits(b[1:]), twoDigits(b[4:]), twoDigits(b[7:])
	if b[0] != 'T' || b[3] != ':' || b[6] != ':' || h > 23 || m > 59 || s > 59 || b[len(b)-1] != 'Z' {
		return 0, 0, false
	}
	micros = int64(h*3600+m*60+s) * microsPerSecond
	fraction := b[len("T00:00:00") : len(b)-1]
	if len(fraction) == 0 {
		return micros, 0, true
	}
	if fraction[0] != '.' || len(fraction) == 1 {
		return 0, 0, false
	}
	unit := microsPerSecond
	for _, c := range fraction[1:] {
		if !isDigit(c) {
			return 0, 0, false
		}
		unit /= 10
		micros += int64(c-'0') * unit
	}
	return micros, int8(len(fraction) - 1), true
}

// twoDigits reads a number of two digits; where there are none it is 100 or more.
func twoDigits(b []byte) int {
	if !isDigit(b[0]) || !isDigit(b[1]) {
		return 100
	}
	return int(b[0]-'0')*10 + int(b[1]-'0')
}
