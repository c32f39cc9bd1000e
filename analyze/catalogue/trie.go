package catalogue

import (
	"bytes"
	"math"
	"slices"
	"strings"
)

// noRoute is a rank below that of every route.
const noRoute = math.MaxInt

// node is a place in a trie over path segments. Routes must be added in the order of their rank: then branches and
// tails stand in that order too, and lowest may stop at the first that cannot win.
type node struct {
	rank   int // of the route that ends here, or noRoute
	min    int // lowest rank here and below
	static map[string]*node
	params []branch
	tails  []tail
}

// branch leads on through a segment with parameters.
type branch struct {
	tokens []token
	node   *node
}

// tail is the rest of a route from its first {x:path} segment on: it may span any number of segments.
type tail struct {
	tokens []token
	rank   int
}

func newNode(rank int) *node {
	return &node{rank: noRoute, min: rank, static: map[string]*node{}}
}

// add puts a route into the trie. Of equal templates the first added stays.
func (n *node) add(template string, rank int) {
	n.min = min(n.min, rank)
	rest := template[1:]
	for more := true; more; {
		var segment string
		from := rest
		segment, rest, more = strings.Cut(rest, "/")
		tokens := tokenize(segment)
		if hasPathParam(tokens) {
			n.tails = append(n.tails, tail{tokenize(from), rank})
			return
		}
		n = n.child(segment, tokens, rank)
	}
	n.rank = min(n.rank, rank)
}

// child returns the node behind a segment, made if need be.
func (n *node) child(segment string, tokens []token, rank int) *node {
	if isConstant(tokens) {
		if n.static[segment] == nil {
			n.static[segment] = newNode(rank)
		}
		return n.static[segment]
	}
	for _, b := range n.params {
		if slices.Equal(b.tokens, tokens) {
			return b.node
		}
	}
	child := newNode(rank)
	n.params = append(n.params, branch{tokens, child})
	return child
}

// lowest returns the lowest rank below best of a route that matches path from i on, or best. At i a segment starts;
// i is len(path)+1 after the last one.
func (n *node) lowest(path []byte, i, best int) int {
	if i > len(path) {
		return min(n.rank, best)
	}
	end := len(path)
	if j := bytes.IndexByte(path[i:], '/'); j >= 0 {
		end = i + j
	}
	if child := n.static[string(path[i:end])]; child != nil && child.min < best {
		best = child.lowest(path, end+1, best)
	}
	for _, b := range n.params {
		if b.node.min >= best {
			break
		}
		if matchTokens(b.tokens, path[i:end]) {
			best = b.node.lowest(path, end+1, best)
		}
	}
	for _, t := range n.tails {
		if t.rank >= best {
			break
		}
		if matchTokens(t.tokens, path[i:]) {
			return t.rank
		}
	}
	return best
}
