package parse

import (
	"bytes"
	"time"
)

// unwrapClock reads lines with the time of day in front, as a selection in the dashboard has them:
//
//	06:22:54 PM [x2k9q] message
//	Nov 1 1:59:59 AM [GET] 200 clientIP="203.0.113.7" …
//	11:24:03 [GET] acme.example/path clientIP="203.0.113.7" …
//
// The five characters in brackets are the end of the instance's name. Between lines that carry their date, a time of day is the
// application's own, but for requests.
func unwrapClock(line []byte, day *calendar, e *Entry) error {
	t, message, ok := cutClock(line)
	if !ok || len(message) == 0 || isOwnClock(message) {
		return errForeign
	}
	instance, message := cutInstance(message)
	request := readChips(message, e)
	if day.given && !request {
		return errForeign
	}
	at, err := day.at(t)
	if err != nil {
		return err
	}
	e.Clock, e.Instance = moment{known: true, micros: at.UnixMicro()}, instance
	if !request {
		e.Message = message
	}
	return nil
}

// cutInstance takes `[x2k9q] ` off the front, nil where it does not stand there.
func cutInstance(message []byte) (instance, rest []byte) {
	if len(message) >= len("[x2k9q]") && message[0] == '[' && message[6] == ']' && isInstanceChip(message[1:6]) {
		return message[1:6], bytes.TrimPrefix(message[7:], []byte(" "))
	}
	return nil, message
}

// isOwnClock tells the lines of applications that begin with a time of day themselves: the Express template and fiber.
func isOwnClock(message []byte) bool {
	return bytes.HasPrefix(message, []byte("[express] ")) || bytes.HasPrefix(message, []byte("| "))
}

func isInstanceChip(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// isLoneChip tells an instance that stands alone on its line from a word: Kubernetes, which makes these names, uses neither vowels
// nor digits that look like letters.
func isLoneChip(b []byte) bool {
	return len(b) == len("x2k9q") && len(bytes.Trim(b, "bcdfghjklmnpqrstvwxz2456789")) == 0
}

// clockTime is a time of day; month and day are 0 where the line does not give them.
type clockTime struct {
	month    time.Month
	day      int
	hour     int
	min, sec int
}

// seconds are those since midnight.
func (t clockTime) seconds() int { return t.hour*3600 + t.min*60 + t.sec }

// cutClock takes the time off the front of a line: `Nov 1 ` or nothing, then 12 or 24 hours.
func cutClock(line []byte) (t clockTime, rest []byte, ok bool) {
	rest = line
	if len(line) > 4 && line[3] == ' ' {
		month, err := time.Parse("Jan", string(line[:3]))
		if err != nil {
			return t, nil, false
		}
		day, after, found := bytes.Cut(line[4:], []byte(" "))
		t.month, t.day, rest = month.Month(), int(number(day)), after
		if !found || len(day) > 2 || t.day < 1 || t.day > 31 {
			return t, nil, false
		}
	}
	n := len("0:00:00")
	if len(rest) > n && isDigit(rest[n]) {
		n++
	}
	if len(rest) < n || !hasShape(rest[:n], "00:00:00"[8-n:]) {
		return t, nil, false
	}
	t.hour, t.min, t.sec = int(number(rest[:n-6])), int(number(rest[n-5:n-3])), int(number(rest[n-2:n]))
	rest = rest[n:]
	if half, after := cutHalf(rest); half != 0 {
		if t.hour < 1 || t.hour > 12 {
			return t, nil, false
		}
		t.hour, rest = t.hour%12, after
		if half == 'P' {
			t.hour += 12
		}
	}
	ok = t.hour < 24 && t.min < 60 && t.sec < 60 && (len(rest) == 0 || isSpace(rest[0]))
	return t, bytes.TrimLeft(rest, whiteSpace), ok
}

// cutHalf takes AM or PM off the front, behind a space; browsers write a narrow one. half is A, P, or 0 for neither.
func cutHalf(b []byte) (half byte, rest []byte) {
	rest = bytes.TrimPrefix(bytes.TrimPrefix(b, []byte(" ")), []byte("\u202f"))
	if len(rest) >= 2 && len(rest) < len(b) && (rest[0] == 'A' || rest[0] == 'P') && rest[1] == 'M' {
		return rest[0], rest[2:]
	}
	return 0, b
}
