package plan

import (
	"cmp"
	"slices"

	"lastcall/analyze/verdict"
)

// group is a set of files that only go together.
type group struct {
	members []int // importers before what they import, as far as they are in no circle
	rank    int   // 0 for safe; 1 where a member enters as static-only
	first   int   // its first file by path that is no companion
	waits   int   // edges from groups that are not placed yet
	next    []int // groups it needs, one entry for each edge
}

// compare orders groups that could go next: safe before static-only, then by path.
func (gr *group) compare(other *group) int {
	return cmp.Or(cmp.Compare(gr.rank, other.rank), cmp.Compare(gr.first, other.first))
}

// ordered returns the groups with the edges between them.
func (g *graph) ordered() []*group {
	var groups []*group
	in := make([]int, len(g.nodes))
	for i, members := range g.groups() {
		groups = append(groups, g.newGroup(members))
		for _, m := range members {
			in[m] = i
		}
	}
	for i, gr := range groups {
		for _, m := range gr.members {
			for _, target := range g.nodes[m].uses {
				if to := in[target]; !g.nodes[target].stays && to != i {
					gr.next = append(gr.next, to)
					groups[to].waits++
				}
			}
		}
	}
	return groups
}

func (g *graph) newGroup(members []int) *group {
	gr := &group{members: g.sequence(members), first: members[0]}
	if i := slices.IndexFunc(members, func(m int) bool { return g.isFile(m) == 1 }); i >= 0 {
		gr.first = members[i]
	}
	for _, m := range members {
		gr.rank = max(gr.rank, g.rank(m))
	}
	return gr
}

// rank is 0 for a file that enters as safe, 1 for static-only.
func (g *graph) rank(i int) int {
	return slices.Index([]verdict.Verdict{verdict.Safe, verdict.StaticOnly}, g.nodes[g.nodes[i].lead].file.Verdict)
}

// sequence orders the files of a group: importers before what they import, unless they import each other; where either
// could be first, tests and stories, then safe before static-only, then by path. A group has at most 20 files.
func (g *graph) sequence(members []int) []int {
	if len(members) == 1 {
		return members
	}
	rest := slices.Clone(members)
	slices.SortStableFunc(rest, func(a, b int) int {
		return cmp.Or(cmp.Compare(g.isFile(a), g.isFile(b)), cmp.Compare(g.rank(a), g.rank(b)))
	})
	reach := map[int]map[int]bool{}
	for _, m := range members {
		reach[m] = g.reach(m, members)
	}
	var sequence []int
	for len(rest) > 0 {
		at := slices.IndexFunc(rest, func(m int) bool {
			return !slices.ContainsFunc(rest, func(user int) bool { return reach[user][m] && !reach[m][user] })
		})
		sequence = append(sequence, rest[at])
		rest = slices.Delete(rest, at, at+1)
	}
	return sequence
}

// isFile is 0 for a test or story, 1 for any other file.
func (g *graph) isFile(i int) int {
	if len(g.nodes[i].of) > 0 {
		return 0
	}
	return 1
}

// reach returns the members of a group that a file needs, directly or through other members.
func (g *graph) reach(from int, members []int) map[int]bool {
	found := map[int]bool{}
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		for _, i := range g.nodes[queue[0]].uses {
			if !found[i] && slices.Contains(members, i) {
				found[i] = true
				queue = append(queue, i)
			}
		}
	}
	return found
}

// batches fills one batch after another. Of the groups whose importers are placed it takes the first that fits; a
// static-only group does not get ahead of a safe one that has to wait for the next batch.
func (g *graph) batches() []Batch {
	groups := g.ordered()
	var ready []*group
	add := func(gr *group) {
		at, _ := slices.BinarySearchFunc(ready, gr, (*group).compare)
		ready = slices.Insert(ready, at, gr)
	}
	for _, gr := range groups {
		if gr.waits == 0 {
			add(gr)
		}
	}
	batches := []Batch{}
	for len(ready) > 0 {
		room := g.MaxFiles
		batch := Batch{Number: g.First + len(batches)}
		for at := 0; at >= 0; at = fitting(ready, room) {
			gr := ready[at]
			ready = slices.Delete(ready, at, at+1)
			room -= len(gr.members)
			for _, m := range gr.members {
				batch.Files = append(batch.Files, g.planned(m))
			}
			for _, to := range gr.next {
				if groups[to].waits--; groups[to].waits == 0 {
					add(groups[to])
				}
			}
		}
		batches = append(batches, batch)
	}
	return batches
}

// fitting returns the place of the first group that fits and has the rank of the very first, -1 for none.
func fitting(ready []*group, room int) int {
	return slices.IndexFunc(ready, func(gr *group) bool {
		return len(gr.members) <= room && gr.rank == ready[0].rank
	})
}
