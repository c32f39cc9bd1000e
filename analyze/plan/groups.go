package plan

import "slices"

// groups returns the files that may go in sets that only go together, each sorted: circles of imports, and files with
// their tests and stories. These are the strongly connected components, by Tarjan's algorithm, of a graph in which a
// file leads to what it needs, and a companion and its file lead to each other.
func (g *graph) groups() [][]int {
	t := tarjan{graph: g, order: make([]int, len(g.nodes)), low: make([]int, len(g.nodes)), done: make([]bool, len(g.nodes))}
	for i, n := range g.nodes {
		if !n.stays && t.order[i] == 0 {
			t.visit(i)
		}
	}
	return t.found
}

type tarjan struct {
	*graph
	order []int // when a node was first seen, from 1; 0 before
	low   []int // the earliest node on the stack that it reaches
	done  []bool
	stack []int
	seen  int
	found [][]int
}

func (t *tarjan) visit(i int) {
	t.seen++
	t.order[i], t.low[i] = t.seen, t.seen
	t.stack = append(t.stack, i)
	n := &t.nodes[i]
	for _, targets := range [][]int{n.uses, n.companions, n.of} {
		for _, j := range targets {
			switch {
			case t.nodes[j].stays || t.done[j]:
			case t.order[j] == 0:
				t.visit(j)
				t.low[i] = min(t.low[i], t.low[j])
			default:
				t.low[i] = min(t.low[i], t.order[j])
			}
		}
	}
	if t.low[i] == t.order[i] {
		t.pop(i)
	}
}

// pop takes the component that begins with i off the stack.
func (t *tarjan) pop(i int) {
	at := len(t.stack) - 1
	for t.stack[at] != i {
		at--
	}
	members := slices.Clone(t.stack[at:])
	t.stack = t.stack[:at]
	for _, j := range members {
		t.done[j] = true
	}
	slices.Sort(members)
	t.found = append(t.found, members)
}
