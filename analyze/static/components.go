package static

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// Components is what browsers counted about the components they rendered.
type Components struct {
	Browsers []Browser // in the order of the files; an export that was given twice is in it once
}

// Browser is one export out of one browser.
type Browser struct {
	Source      string    // the file it came from
	ExportedAt  time.Time // zero for a localStorage dump: it can prove use, never zero use
	Environment string    // as exported; empty when the export does not say
	Uses        map[string]Use
}

// Use is what is known about the rendering of one component.
type Use struct {
	Count       int64
	First, Last time.Time // UTC; zero when unknown
}

// ReadComponents reads exports of the component tracker and raw dumps of localStorage, one or a list of
// them per file. A file of another shape, a negative count or a time that is none is a [*FormatError].
func ReadComponents(files []string) (*Components, error) {
	c := &Components{}
	seen := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read component counts: %w", err)
		}
		browsers, err := decodeBrowsers(decodeText(data))
		if err != nil {
			return nil, &FormatError{Path: file, Reason: err.Error(), Hint: componentsHint}
		}
		for _, b := range browsers {
			if key := fmt.Sprintf("%#v", b); !seen[key] {
				seen[key] = true
				b.Source = file
				c.Browsers = append(c.Browsers, b)
			}
		}
	}
	return c, nil
}

// Use returns what all browsers together know about a component: counts added up, the earliest first
// and the latest last use. It reports false when no browser names the component.
func (c *Components) Use(name string) (Use, bool) {
	var all Use
	known := false
	for _, b := range c.Browsers {
		u, ok := b.Uses[name]
		if !ok {
			continue
		}
		known = true
		all.Count += u.Count
		if all.First.IsZero() || !u.First.IsZero() && u.First.Before(all.First) {
			all.First = u.First
		}
		if u.Last.After(all.Last) {
			all.Last = u.Last
		}
	}
	return all, known
}

// Covering returns the number of exports that watched the whole window [since, until): made at its end
// or later, and with a first use of any component at its start or before, which shows that the tracker
// was already counting. Exports that name an environment other than production are left out.
func (c *Components) Covering(since, until time.Time) int {
	n := 0
	for _, b := range c.Browsers {
		if b.production() && !b.ExportedAt.IsZero() && !b.ExportedAt.Before(until) && b.countedBy(since) {
			n++
		}
	}
	return n
}

func (b Browser) production() bool {
	return b.Environment == "" || strings.EqualFold(b.Environment, "production")
}

// countedBy tells whether the browser had counted something at that time.
func (b Browser) countedBy(t time.Time) bool {
	for _, u := range b.Uses {
		if !u.First.IsZero() && !u.First.After(t) {
			return true
		}
	}
	return false
}
