package static

import "strings"

// words returns the words of an identifier in lower case: "fetchJSONData" is fetch, json, data.
func words(name string) []string {
	var found []string
	start := 0
	end := func(i int) {
		if word := strings.Trim(name[start:i], "_$#-"); word != "" {
			found = append(found, strings.ToLower(word))
		}
		start = i
	}
	for i := 1; i < len(name); i++ {
		switch c := name[i]; {
		case c == '_' || c == '$' || c == '-':
			end(i)
		case isUpperByte(c) && !isUpperByte(name[i-1]):
			end(i)
		case i+1 < len(name) && isUpperByte(c) && !isUpperByte(name[i+1]) && 'a' <= name[i+1] && name[i+1] <= 'z':
			end(i)
		}
	}
	if name != "" {
		end(len(name))
	}
	return found
}

func isUpperByte(c byte) bool { return 'A' <= c && c <= 'Z' }
