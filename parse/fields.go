package parse

import "bytes"

// cutFields fills fields with the texts between the single spaces of b. rest is what is left: nothing, or text behind
// a space. ok is false when there are fewer fields, or an empty one.
func cutFields(b []byte, fields [][]byte) (rest []byte, ok bool) {
	for i := range fields {
		if i > 0 {
			b = bytes.TrimPrefix(b, []byte(" "))
		}
		n := bytes.IndexByte(b, ' ')
		if n < 0 {
			n = len(b)
		}
		if n == 0 {
			return nil, false
		}
		fields[i], b = b[:n], b[n:]
	}
	return b, true
}

// cutColumns fills columns with the texts between the bars of b, their padding removed. The last column is all that is left.
func cutColumns(b []byte, columns [][]byte) bool {
	last := len(columns) - 1
	for i := range last {
		column, rest, ok := bytes.Cut(b, []byte(" | "))
		if !ok {
			return false
		}
		columns[i], b = bytes.Trim(column, " "), rest
	}
	columns[last] = bytes.Trim(b, " ")
	return true
}

// setStatus stores a status of three digits, or an unknown one for the dash of an aborted request.
func setStatus(b []byte, rec *Record) bool {
	rec.Status = status(b)
	return rec.Status >= 100 && rec.Status <= 599 || string(b) == "-"
}

// setBytes stores a size, where a dash stands for an unknown one.
func setBytes(b []byte, rec *Record) bool {
	rec.Bytes = number(b)
	return rec.Bytes != Unknown || string(b) == "-"
}

// setMillis stores milliseconds with or without a fraction, where a dash stands for an unknown time.
func setMillis(b []byte, rec *Record) bool {
	rec.DurationMS = scaled(b, 0)
	return rec.DurationMS != Unknown || string(b) == "-"
}

// setGoDuration stores a duration as Go prints it: 11.9µs, 1m2.5s.
func setGoDuration(b []byte, rec *Record) bool {
	rec.DurationMS = goMillis(b)
	return rec.DurationMS != Unknown
}
