package plan

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lastcall/analyze/verdict"
)

// settle finds the files that stay: those that stay by themselves, whatever a staying file needs, and groups that
// fit into no batch.
func (g *graph) settle(sufficient bool) {
	g.attach()
	var held []int
	for i := range g.nodes {
		if why, stays := g.ownReason(i, sufficient); stays {
			g.nodes[i].stays, g.nodes[i].why = true, why
			held = append(held, i)
		}
	}
	g.hold(held)
	// Whoever stays makes its whole group stay, so the groups of those that go are the same before and after.
	for _, members := range g.groups() {
		if len(members) > g.MaxFiles {
			g.holdGroup(members)
		}
	}
}

// ownReason tells whether a file stays whatever the others do, and why. The reason is empty where its verdict says it.
func (g *graph) ownReason(i int, sufficient bool) (string, bool) {
	n := g.nodes[i]
	switch {
	case n.file != nil && !mayGo(n.file.Verdict):
		return "", true
	case !ValidPath(n.path):
		return "its path is no clean UTF-8 path below the root", true
	case !sufficient:
		return "no service has enough evidence", true
	}
	if glob := g.protectedBy(n.path); glob != "" {
		return fmt.Sprintf("protected by %q", glob), true
	}
	for _, use := range n.users {
		if _, known := g.find(use.File); !known {
			return use.String() + ", which stays", true
		}
	}
	if n.lead < 0 && n.file != nil {
		return notIncluded(n.file.Verdict), true
	}
	return "", n.lead < 0
}

// find returns the node of a path.
func (g *graph) find(path string) (int, bool) {
	return slices.BinarySearchFunc(g.nodes, path, func(n node, path string) int { return strings.Compare(n.path, path) })
}

// protectedBy returns the first glob that protects the file, empty when none does.
func (g *graph) protectedBy(name string) string {
	inRepository := path.Join(g.Root, name)
	for _, glob := range g.Protected {
		if (verdict.Keep{Match: glob}).Matches(inRepository) {
			return glob
		}
	}
	return ""
}

func notIncluded(v verdict.Verdict) string { return fmt.Sprintf("plan.include does not name %s", v) }

// notAskedFor counts the files of a verdict that nothing but plan.include makes stay.
func (g *graph) notAskedFor(v verdict.Verdict) int {
	count := 0
	for _, n := range g.nodes {
		if n.stays && n.file != nil && n.file.Verdict == v && n.why == notIncluded(v) {
			count++
		}
	}
	return count
}

// hold makes stay what the staying files need: what they import, their tests and stories, and what they test.
func (g *graph) hold(queue []int) {
	for ; len(queue) > 0; queue = queue[1:] {
		x := queue[0]
		by := g.nodes[x]
		stay := func(i int, why func() string) {
			if n := &g.nodes[i]; !n.stays {
				n.stays, n.why = true, why()
				queue = append(queue, i)
			}
		}
		for _, i := range by.uses {
			stay(i, func() string { return g.use(i, by.path).String() + ", " + by.whichStays() })
		}
		for _, i := range by.companions {
			stay(i, func() string { return kind(g.nodes[i].path) + " of " + by.path + ", " + by.whichStays() })
		}
		for _, i := range by.of {
			stay(i, func() string { return "it has a " + kind(by.path) + " " + by.path + ", " + by.whichStays() })
		}
	}
}

// use returns the first place in a file that needs node i.
func (g *graph) use(i int, by string) verdict.Use {
	users := g.nodes[i].users
	return users[slices.IndexFunc(users, func(u verdict.Use) bool { return u.File == by })]
}

// whichStays names the verdict where it is what makes the file stay.
func (n node) whichStays() string {
	if n.file == nil || mayGo(n.file.Verdict) {
		return "which stays"
	}
	return fmt.Sprintf("which stays (%s)", n.file.Verdict)
}

// holdGroup makes a group stay that no batch can take, and what it needs.
func (g *graph) holdGroup(members []int) {
	const shown = 5
	var names []string
	for _, i := range members[:min(shown, len(members))] {
		names = append(names, g.nodes[i].path)
	}
	text := strings.Join(names, ", ")
	if more := len(members) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	for _, i := range members {
		g.nodes[i].stays = true
		g.nodes[i].why = fmt.Sprintf("one of %d files that only go together, by imports in a circle or common tests and stories, while a batch takes %d: %s", len(members), g.MaxFiles, text)
	}
	g.hold(members)
}

// leftOut lists the flagged files that stay, by path.
func (g *graph) leftOut() []LeftOut {
	list := []LeftOut{}
	for _, n := range g.nodes {
		if !n.stays || n.file == nil {
			continue
		}
		var reasons []string
		if n.why != "" {
			reasons = append(reasons, n.why)
		}
		reasons = append(reasons, n.file.Words()...)
		if len(reasons) == 0 {
			reasons = append(reasons, fmt.Sprintf("judged %s", n.file.Verdict))
		}
		list = append(list, LeftOut{Path: n.path, Verdict: n.file.Verdict, Reason: oneLine(reasons)})
	}
	return list
}
