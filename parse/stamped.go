package parse

import (
	"bytes"
	"time"
)

// unwrapRFC3339 reads `2027-01-01T00:00:00.5Z message`. An empty message has lost its space where an editor cut it.
func unwrapRFC3339(line []byte, _ *calendar, e *Entry) error {
	stamp, message, _ := bytes.Cut(line, []byte(" "))
	if !looksRFC3339(stamp) {
		return errForeign
	}
	e.Timestamp, e.Message = stamp, message
	return nil
}

// unwrapBracketed reads `[2027-01-01T00:00:00Z] message`. The line in front of each page, `=== LOGS FROM … TO … ===`, is no
// entry.
func unwrapBracketed(line []byte, _ *calendar, e *Entry) error {
	if bytes.HasPrefix(line, []byte("=== LOGS FROM ")) && bytes.HasSuffix(line, []byte(" ===")) {
		return errEmptyPage
	}
	rest, ok := bytes.CutPrefix(line, []byte("["))
	stamp, message, ok1 := bytes.Cut(rest, []byte("]"))
	if !ok || !ok1 || !looksRFC3339(stamp) {
		return errForeign
	}
	e.Timestamp, e.Message = stamp, bytes.TrimPrefix(message, []byte(" "))
	return nil
}

// unwrapCLIText reads `2027-01-01 00:00:00  message`, with two spaces. The command prints what the API gave it, without the
// zone; the API gives UTC.
func unwrapCLIText(line []byte, _ *calendar, e *Entry) error {
	const stamp = "0000-00-00 00:00:00"
	if len(line) < len(stamp) || !hasShape(line[:len(stamp)], stamp) {
		return errForeign
	}
	message, ok := bytes.CutPrefix(line[len(stamp):], []byte("  "))
	if !ok && len(line) > len(stamp) {
		return errForeign
	}
	micros := layoutMicros(line[:len(stamp)], time.DateTime, time.UTC)
	if micros == noSuchTime {
		return errForeign
	}
	e.Clock, e.Message = moment{known: true, micros: micros}, message
	return nil
}

func looksRFC3339(b []byte) bool {
	const seconds = "0000-00-00T00:00:00"
	return len(b) > len(seconds) && hasShape(b[:len(seconds)], seconds) && bytes.IndexByte([]byte("Z.+-"), b[len(seconds)]) >= 0
}
