package catalogue

import "slices"

// piece is one byte of a pattern, or any number of bytes.
type piece struct {
	symbol
	many bool
}

// pieces takes parameters apart, so that each piece is either one byte or may be none.
func pieces(all []symbol) []piece {
	var p []piece
	for _, s := range all {
		if s.kind != pathParam {
			p = append(p, piece{s, false})
		}
		if s.kind != literal {
			p = append(p, piece{s, true})
		}
	}
	return p
}

// optional makes parameters that may be empty of all.
func optional(p []piece) []piece {
	return slices.DeleteFunc(p, func(one piece) bool { return one.kind != literal && !one.many })
}

// overlap tells whether some text matches both.
func overlap(a, b []piece) bool {
	seen := make([]bool, (len(a)+1)*(len(b)+1))
	next := [][2]int{{0, 0}}
	for len(next) > 0 {
		i, j := next[len(next)-1][0], next[len(next)-1][1]
		next = next[:len(next)-1]
		if i > len(a) || j > len(b) || seen[i*(len(b)+1)+j] {
			continue
		}
		seen[i*(len(b)+1)+j] = true
		if i == len(a) && j == len(b) {
			return true
		}
		if i < len(a) && a[i].many {
			next = append(next, [2]int{i + 1, j})
		}
		if j < len(b) && b[j].many {
			next = append(next, [2]int{i, j + 1})
		}
		if i < len(a) && j < len(b) && share(a[i].symbol, b[j].symbol) {
			next = append(next, [2]int{after(i, a), after(j, b)})
		}
	}
	return false
}

// after returns the place in a pattern after one byte of the piece at i.
func after(i int, p []piece) int {
	if p[i].many {
		return i
	}
	return i + 1
}

// share tells whether two symbols may have a byte in common.
func share(a, b symbol) bool {
	switch {
	case a.kind == literal && b.kind == literal:
		return a.text == b.text
	case a.kind == literal:
		return b.kind.takes(a.text)
	case b.kind == literal:
		return a.kind.takes(b.text)
	}
	return true // all parameters take digits
}

// takes tells whether a parameter's value may have a byte.
func (k kind) takes(c byte) bool {
	switch k {
	case intParam:
		return isDigit(c)
	case floatParam:
		return isDigit(c) || c == '.'
	case uuidParam:
		return isHex(c) || c == '-'
	case strParam:
		return c != '/'
	}
	return true
}
