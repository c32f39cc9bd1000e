package parse

import (
	"bytes"
	"time"
)

// Render was founded in 2018; times outside these bounds are damage, and one of them would move the
// window of every analysis.
var (
	earliest = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	latest   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
)

func inRange(micros int64) bool { return micros >= earliest && micros < latest }

// readTimestamp reads an RFC 3339 time with 0 to 9 digits after the second, Z or an offset. It returns microseconds
// since 1970 UTC, finer digits cut off, and the number of digits.
func readTimestamp(b []byte) (micros int64, digits int8, ok bool) {
	const seconds = "0000-00-00T00:00:00"
	if len(b) <= len(seconds) || !hasShape(b[:len(seconds)], seconds) {
		return 0, 0, false
	}
	zone := b[len(seconds):]
	if zone[0] == '.' {
		zone = bytes.TrimLeft(zone[1:], "0123456789")
	}
	fraction := len(b) - len(zone) - len(seconds) // with its point
	var t time.Time
	if fraction == 1 || fraction > 10 || !isZone(zone) || t.UnmarshalText(b) != nil {
		return 0, 0, false
	}
	return t.UnixMicro(), int8(max(fraction-1, 0)), true
}

// isZone is stricter than the time package, which lets hours and minutes of 24 and 60 pass.
func isZone(b []byte) bool {
	return string(b) == "Z" || hasShape(b, "+00:00") && string(b[1:3]) < "24" && b[4] < '6'
}

// hasShape compares b with a sample of its form: 0 stands for any digit, A and a for letters, + for either sign.
func hasShape(b []byte, shape string) bool {
	if len(b) != len(shape) {
		return false
	}
	for i, c := range b {
		ok := c == shape[i]
		switch shape[i] {
		case '0':
			ok = isDigit(c)
		case 'A':
			ok = c >= 'A' && c <= 'Z'
		case 'a':
			ok = c >= 'a' && c <= 'z'
		case '+':
			ok = c == '+' || c == '-'
		}
		if !ok {
			return false
		}
	}
	return true
}
