package static

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// FormatError says that a file is not what it was handed over as. A file that cannot be understood
// is never read as "nothing found".
type FormatError struct {
	Path   string
	Reason string // what is wrong with the file, one clause
	Hint   string // how to get a file that can be read
}

func (e *FormatError) Error() string { return e.Path + ": " + e.Reason }

// decodeText returns a text as UTF-8 without a byte order mark; ">" in PowerShell 5 writes UTF-16.
func decodeText(data []byte) []byte {
	rest, ok := bytes.CutPrefix(data, []byte{0xff, 0xfe})
	if !ok {
		return bytes.TrimPrefix(data, []byte("\ufeff"))
	}
	units := make([]uint16, len(rest)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(rest[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
