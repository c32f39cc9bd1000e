package static

import (
	"bytes"
	"slices"
	"strings"
)

// withoutComments turns the JSON of configurations into that of the standard: comments and commas before
// a closing bracket become blanks.
func withoutComments(data []byte) []byte {
	out := slices.Clone(data)
	comma := -1 // offset of a comma that nothing has followed yet
	for i := 0; i < len(out); {
		switch end := jsoncEnd(out, i); {
		case end < 0:
			for j := i; j < -end; j++ {
				out[j] = ' '
			}
			i = -end
			continue
		case out[i] == ',':
			comma = i
		case (out[i] == '}' || out[i] == ']') && comma >= 0:
			out[comma], comma = ' ', -1
		case strings.IndexByte(" \t\r\n", out[i]) < 0:
			comma = -1
			i = end
			continue
		}
		i++
	}
	return out
}

// jsoncEnd returns the offset behind the string, the comment (as a negative number) or the byte at i.
func jsoncEnd(data []byte, i int) int {
	rest := data[i:]
	switch {
	case rest[0] == '"':
		for j := 1; j < len(rest); j++ {
			switch rest[j] {
			case '\\':
				j++
			case '"':
				return i + j + 1
			}
		}
		return len(data)
	case bytes.HasPrefix(rest, []byte("//")):
		if n := bytes.IndexByte(rest, '\n'); n >= 0 {
			return -(i + n)
		}
		return -len(data)
	case bytes.HasPrefix(rest, []byte("/*")):
		if n := bytes.Index(rest, []byte("*/")); n >= 0 {
			return -(i + n + 2)
		}
		return -len(data)
	}
	return i + 1
}
