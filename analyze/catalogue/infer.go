package catalogue

import "strings"

// Infer returns the template of a path that no route explains: segments that are numbers, dates, UUIDs or hashes
// become {}, and a file's ending stays ("/tiles/{}/{}.png"). Words, also with digits in them ("v1", "top-10"), stay.
func Infer(path string) string {
	path = stripOrigin(path)
	if path == "" {
		return "/"
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		stem, ending := splitEnding(segment)
		if isValue(stem) {
			segments[i] = "{}" + ending
		}
	}
	return strings.Join(segments, "/")
}

// splitEnding cuts a file's ending, which starts with a letter, off a segment.
func splitEnding(segment string) (stem, ending string) {
	i := strings.LastIndexByte(segment, '.')
	if i <= 0 || len(segment)-i > len(".parquet") || i+1 == len(segment) || !isLetter(segment[i+1]) {
		return segment, ""
	}
	return segment[:i], segment[i:]
}

// isValue reports whether a segment is a value rather than a name.
func isValue(s string) bool {
	return isUUID([]byte(s)) || isNumeric(s) || isHash(s)
}

// isNumeric accepts numbers and what is written with digits: dates, times, coordinates, ranges ("2025-10-21T09:30Z",
// "-122.4,37.8").
func isNumeric(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			digits++
		case strings.IndexByte("+-.,:;_", c) >= 0:
		case (c == 'T' || c == 'Z') && digits >= len("20251021"):
		default:
			return false
		}
	}
	return digits > 0
}

// isHash accepts hexadecimal digests of at least 8 digits, and random identifiers in which lower and upper case are
// mixed with several groups of digits (or the 26 characters of a ULID).
func isHash(s string) bool {
	var numbers, lower, upper, hex int
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			if i == 0 || !isDigit(s[i-1]) {
				numbers++
			}
		case 'a' <= c && c <= 'z':
			lower++
		case 'A' <= c && c <= 'Z':
			upper++
		case c != '-' && c != '_':
			return false
		}
		if isHex(s[i]) {
			hex++
		}
	}
	if hex == len(s) {
		return len(s) >= 8 && numbers > 0
	}
	return len(s) >= 16 && numbers >= 2 && upper > 0 && (lower > 0 || len(s) == 26)
}

func isLetter(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z'
}
