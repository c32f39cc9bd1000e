package catalogue

// coverage decides, as covers does, whether tokens match every path that symbols stand for. It remembers where that
// failed, so that parameters side by side do not multiply the time.
type coverage struct {
	tokens []token
	all    []symbol
	failed map[[2]int]bool // by the places in both from which the rest does not match
}

func coversAll(tokens []token, all []symbol) bool {
	c := coverage{tokens: tokens, all: all}
	return c.from(0, 0)
}

// from decides for the tokens from t on and the symbols from s on.
func (c *coverage) from(t, s int) bool {
	switch {
	case t == len(c.tokens):
		return s == len(c.all)
	case c.failed[[2]int{t, s}]:
		return false
	}
	ok := false
	if first := c.tokens[t]; first.kind == literal {
		n := len(first.text)
		ok = startsLike(c.tokens[t:], c.all[s:]) && c.from(t+1, s+n)
	} else {
		for n := 0; !ok && s+n <= len(c.all) && first.kind.mayTake(c.all[s:s+n]); n++ {
			ok = first.kind.takesAll(c.all[s:s+n]) && c.from(t+1, s+n)
		}
	}
	if !ok && c.failed == nil {
		c.failed = map[[2]int]bool{}
	}
	if !ok {
		c.failed[[2]int{t, s}] = true
	}
	return ok
}

// mayTake tells whether a parameter may accept what symbols stand for, or these and more. Those before the last were
// asked about already.
func (k kind) mayTake(all []symbol) bool {
	const uuidLength = 36
	if k == pathParam || len(all) == 0 {
		return true
	}
	last := all[len(all)-1]
	switch {
	case k == uuidParam && len(all) > uuidLength:
		return false
	case last.kind == literal:
		return k.takes(last.text)
	case k == strParam:
		return last.kind != pathParam
	}
	return len(all) == 1
}

// takesAll is acceptsAll for symbols that the parameter may take.
func (k kind) takesAll(all []symbol) bool {
	switch {
	case k == pathParam:
		return true
	case k == strParam, k == intParam && len(all) > 0 && all[0].kind == literal:
		return len(all) > 0
	}
	return k.acceptsAll(all)
}

// startsLike tells, at little cost, whether tokens may cover symbols.
func startsLike(tokens []token, all []symbol) bool {
	if len(tokens) == 0 || len(all) < len(tokens[0].text) {
		return false
	}
	for i := range len(tokens[0].text) {
		if all[i] != (symbol{literal, tokens[0].text[i]}) {
			return false
		}
	}
	return true
}
