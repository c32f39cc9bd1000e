package parse

import (
	"encoding/binary"
	"math/bits"
)

// Eight bytes are looked at in one word.
const (
	everyByte = 0x0101010101010101
	wideBits  = 0x8080808080808080
)

// special returns the place of the first quote, backslash or control character from i on, len(b) when there is none.
func (s *apiScan) special(b []byte, i int) int {
	wide := s.wide
	for i+8 <= len(b) {
		w := binary.LittleEndian.Uint64(b[i:])
		wide |= w
		if found := specialBytes(w); found != 0 {
			s.wide = wide
			return i + bits.TrailingZeros64(found)/8
		}
		i += 8
	}
	for ; i < len(b); i++ {
		wide |= uint64(b[i])
		if c := b[i]; c == '"' || c == '\\' || c < ' ' {
			break
		}
	}
	s.wide = wide
	return i
}

// specialBytes sets the highest bit of the first byte of w that is a quote, a backslash or a control character. Bits above
// it mean nothing: a subtraction may borrow from them.
func specialBytes(w uint64) uint64 {
	quote, backslash := w^everyByte*'"', w^everyByte*'\\'
	return ((quote-everyByte)&^quote | (backslash-everyByte)&^backslash | (w-everyByte*' ')&^w) & wideBits
}

func hasAt(b []byte, i int, text string) bool {
	return len(b)-i >= len(text) && string(b[i:i+len(text)]) == text
}

// behindSpace returns the place of the next token. 0, which says that the token before was not found, stays 0.
func behindSpace(b []byte, i int) int {
	if i > 0 {
		for i < len(b) && isSpace(b[i]) {
			i++
		}
	}
	return i
}
