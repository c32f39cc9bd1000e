package verdict

import (
	"fmt"
	"time"
)

// ComponentEdge is a component that the file defines, with what browsers reported of it.
type ComponentEdge struct {
	Name        string
	Line        int
	Count       int64
	First, Last time.Time // zero when never rendered
	Tracked     bool      // the file itself calls the tracker, so zero means not rendered
	Covering    int       // browser exports that cover the window
	Ambiguous   []string  // other files that declare a component of this name
	Source      string    // a browser export that names it; empty when none does
}

func (c ComponentEdge) rendered(w Window) bool {
	return c.Count > 0 && len(c.Ambiguous) == 0 && !c.Last.Before(w.Since)
}

// doubt says why the counts of a component settle nothing; empty when they do.
func (c ComponentEdge) doubt(w Window) string {
	switch {
	case c.Count > 0 && len(c.Ambiguous) > 0:
		return fmt.Sprintf("a component %s was rendered, and %s declares one of that name too", c.Name, c.Ambiguous[0])
	case c.Tracked && len(c.Ambiguous) > 0:
		return fmt.Sprintf("its component %s is counted by its name, and %s declares one of that name too", c.Name, c.Ambiguous[0])
	case c.Count > 0 && c.Last.IsZero():
		return fmt.Sprintf("its component %s was rendered %s, at a time that no browser gives", c.Name, times(c.Count))
	case c.Count > 0 && c.Last.Before(w.Since):
		return fmt.Sprintf("its component %s was rendered before the window, last %s", c.Name, stamp(c.Last))
	case c.Count == 0 && !(c.First.IsZero() && c.Last.IsZero()):
		return fmt.Sprintf("browsers count no rendering of its component %s, yet give a time for one", c.Name)
	}
	return ""
}

// showsZero tells whether the file calls the tracker for the component and enough browsers saw none of it.
func (c ComponentEdge) showsZero(p Policy) bool {
	return c.Tracked && c.Count == 0 && c.Covering >= p.browsers()
}

func covering(browsers int) string {
	if browsers == 1 {
		return "1 browser export covers"
	}
	return fmt.Sprintf("%d browser exports cover", browsers)
}
