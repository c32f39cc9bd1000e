package parse

import "bytes"

// maxDepth bounds how deeply the values of an entry are nested: the bits of nesting. Entries need three levels.
const maxDepth = 64

type scanState uint8

const (
	incomplete scanState = iota // the object goes on behind the bytes at hand
	complete                    // n bytes hold the whole object
	page                        // the object is a page: its list of entries starts at n
	malformed                   // no JSON, for the reason given
	tooDeep                     // the same, for its nesting
)

type scanResult struct {
	state  scanState
	n      int
	outer  int // objects around the one that is the page: 1 for a browser's recording, 2 for GraphQL
	reason string
}

// nesting remembers for each open bracket whether it is an object, the innermost in the lowest bit.
type nesting struct {
	depth   int
	objects uint64
}

func (s *nesting) push(object bool) {
	s.depth++
	s.objects <<= 1
	if object {
		s.objects |= 1
	}
}

func (s *nesting) pop() {
	s.depth--
	s.objects >>= 1
}

func (s *nesting) inObject() bool { return s.objects&1 != 0 }

// scanObject finds the end of a JSON object. It checks that every bracket, string and separator stands where one can, which
// tells a damaged record from a whole one before it swallows the next; what strings and numbers hold is left to the cursor.
// depth is 0 before the object's opening brace and 1 inside it, behind a value.
func scanObject(b []byte, depth int) scanResult {
	var open nesting
	path := nowhere
	prev := byte(':') // last token: 'k' a key, 's' a string or a closing bracket, 'v' other values, else the byte itself
	if depth == 1 {
		open.push(true)
		prev = 's'
	}
	for i := 0; i < len(b); i++ {
		c := b[i]
		if isSpace(c) {
			continue
		}
		if reason := misplaced(c, prev, open.inObject()); reason != "" {
			return scanResult{state: malformed, reason: reason}
		}
		switch c {
		case '"':
			n, state := scanString(b[i:])
			if state != complete {
				return scanResult{state: state, reason: "line break inside a string"}
			}
			c = 's'
			if prev == '{' || prev == ',' && open.inObject() {
				c = 'k'
			}
			if c == 'k' && (open.depth == 1 || open.depth <= 3 && path != nowhere) {
				if path = path.key(b[i+1:i+n-1], open.depth); path == atPage {
					if m := listAfter(b[i+n:]); m > 0 {
						return scanResult{state: page, n: i + n + m, outer: open.depth - 1}
					} else if m < 0 {
						return scanResult{state: incomplete}
					}
				}
			}
			i += n - 1
		case '{', '[':
			if open.depth == maxDepth {
				return scanResult{state: tooDeep, reason: "nested too deeply"}
			}
			open.push(c == '{')
		case '}', ']':
			open.pop()
			if open.depth == 0 {
				return scanResult{state: complete, n: i + 1}
			}
			c = 's'
		case ':', ',':
		default:
			c = 'v'
		}
		prev = c
	}
	return scanResult{state: incomplete}
}

// pagePath is the way to the list of a page: {"logs":[…]}, or {"data":{"logs":{"logs":[…]}}} in answers of GraphQL. The
// recordings of browsers, {"log":{"entries":[…]}}, are pages of such answers.
type pagePath uint8

const (
	nowhere pagePath = iota
	inData
	inDataLogs
	inLog
	atPage
)

// key returns where a key leads that stands in the given number of brackets. From nowhere, only those of the object itself lead on.
func (p pagePath) key(key []byte, depth int) pagePath {
	switch {
	case depth == 1:
		return pathFrom(key)
	case p == atPage: // the key before led to no list
		return nowhere
	case p == inLog:
		if depth == 2 && string(key) == "entries" {
			return atPage
		}
		return inLog
	case depth == 2 && string(key) == "logs":
		return inDataLogs
	case depth == 2:
		return inData
	case p == inDataLogs && string(key) == "logs":
		return atPage
	}
	return p
}

func pathFrom(key []byte) pagePath {
	switch string(key) {
	case "logs":
		return atPage
	case "data":
		return inData
	case "log":
		return inLog
	}
	return nowhere
}

// misplaced says why a token that begins with c cannot follow prev, "" when it can.
func misplaced(c, prev byte, inObject bool) string {
	value := prev == ':' || prev == '[' || prev == ',' && !inObject // one may begin here
	end := prev == 's' || prev == 'v'                               // one may have ended here
	switch c {
	case '"':
		if !value && (!inObject || prev != '{' && prev != ',') {
			return "string in the wrong place"
		}
	case '{', '[':
		if !value {
			return "bracket in the wrong place"
		}
	case '}', ']':
		if inObject != (c == '}') || !end && prev != '{' && prev != '[' {
			return "closing bracket in the wrong place"
		}
	case ':', ',':
		if c == ':' && prev != 'k' || c == ',' && !end {
			return "separator in the wrong place"
		}
	default:
		if !value && prev != 'v' {
			return "text in the wrong place"
		}
	}
	return ""
}

// scanString returns the length of the string at the start of b, quotes included.
func scanString(b []byte) (int, scanState) {
	for i := 1; i < len(b); {
		j := bytes.IndexByte(b[i:], '"')
		if j < 0 {
			j = len(b) - i
		}
		part := b[i : i+j]
		if bytes.IndexByte(part, '\n') >= 0 {
			return 0, malformed
		}
		i += j
		if i == len(b) {
			return 0, incomplete
		}
		if !escaped(part) {
			return i + 1, complete
		}
		i++
	}
	return 0, incomplete
}

// escaped reports whether a quote behind b is escaped by b's trailing backslashes.
func escaped(b []byte) bool {
	n := 0
	for n < len(b) && b[len(b)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// listAfter returns the length of `:[` with any white space, 0 when something else follows, -1 when b ends before that shows.
func listAfter(b []byte) int {
	want := byte(':')
	for i, c := range b {
		switch {
		case isSpace(c):
		case c != want:
			return 0
		case c == '[':
			return i + 1
		default:
			want = '['
		}
	}
	return -1
}
