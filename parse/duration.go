package parse

import (
	"bytes"
	"time"
)

// scaled reads a decimal number times ten to the power of digits, and cuts off what is finer: scaled("0.0431", 3) is
// 43. Text that is no such number is Unknown, and so are numbers of more than ten digits.
func scaled(b []byte, digits int) int64 {
	whole, fraction, point := bytes.Cut(b, []byte("."))
	n := number(whole)
	if n == Unknown || len(whole) > 10 || !isDigits(fraction) || point && len(fraction) == 0 {
		return Unknown
	}
	for i := range digits {
		n *= 10
		if i < len(fraction) {
			n += int64(fraction[i] - '0')
		}
	}
	return n
}

// goMillis reads a duration as Go prints it, in whole milliseconds; anything else is Unknown.
func goMillis(b []byte) int64 {
	if len(b) < 2 || len(b) > 32 || !isDigit(b[0]) {
		return Unknown
	}
	d, err := time.ParseDuration(string(b))
	if err != nil {
		return Unknown
	}
	return d.Milliseconds()
}
