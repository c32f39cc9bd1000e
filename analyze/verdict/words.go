package verdict

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

func day(t time.Time) string   { return t.UTC().Format(time.DateOnly) }
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

func callsText(u Usage) string {
	return fmt.Sprintf("%s, last %s", plural(u.Calls, "call"), stamp(u.Last))
}

func errorsText(u Usage) string {
	if u.Calls == 1 {
		return "the only call was a client error, at " + stamp(u.Last)
	}
	return fmt.Sprintf("all %d calls were client errors, last %s", u.Calls, stamp(u.Last))
}

func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// syntheticText lists classes with their counts: "12 bot, 3 monitor".
func syntheticText(synthetic map[Class]int64) string {
	var parts []string
	for _, class := range slices.Sorted(maps.Keys(synthetic)) {
		parts = append(parts, fmt.Sprintf("%d %s", synthetic[class], class))
	}
	return strings.Join(parts, ", ")
}

// boundText says what zero sightings mean, so that no absence is printed without its strength.
func boundText(w Window) string {
	return "zero calls exclude, at 95 %, more than " + w.BoundText() + " calls a day"
}

// BoundText is Bound with two decimals, rounded up so that it never promises too much.
func (w Window) BoundText() string {
	return fmt.Sprintf("%.2f", math.Ceil(w.Bound()*100)/100)
}
