package parse

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/encoding/unicode"
)

// asUTF8 converts UTF-16, as PowerShell writes it, to UTF-8. It is told by its byte order mark or, without one, by the
// NUL bytes between the ASCII characters with which every export begins. Other text is left as it is.
func asUTF8(r io.Reader) (io.Reader, error) {
	br := bufio.NewReader(r)
	start, err := br.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}), hasNULs(start, 1):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(br), nil
	case bytes.HasPrefix(start, []byte{0xfe, 0xff}), hasNULs(start, 0):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(br), nil
	}
	return br, nil
}

// hasNULs reports whether of the four bytes exactly every second is NUL, the first of them at the given place.
func hasNULs(b []byte, first int) bool {
	for i, c := range b {
		if (c == 0) != (i%2 == first) {
			return false
		}
	}
	return len(b) == 4
}
