package render

import (
	"fmt"
	"time"
)

// Outcome is what a pull did. It is complete as far as the pull came, also beside an error.
type Outcome struct {
	Plan     *Plan
	Services []Service // ordered by id
	Files    []string  // written, below the directory of the pull, in the order in which they were
	Gaps     []Hour    // hours for which the API gave nothing: no file is written, and the next pull asks again
	Open     []Hour    // hours that are not over by the API's clock: they are left to a later pull
	Losses   []Loss    // the files of these hours are marked as incomplete, and the next pull asks again
	Pages    int       // answers of the API that held logs
	Retries  int
	Strays   int           // entries outside of the window that was asked for; they are not kept
	Skew     time.Duration // how far the clock here is ahead of the API's, about
}

// Service is what a pull found of one service.
type Service struct {
	Resource    string
	Hours       int            // written
	Entries     int            // in them
	Types       map[string]int // entries by type
	First, Last time.Time      // of the entries; zero when there are none
}

// Loss is a time of which entries may be missing, because the API gave no way to get them all.
type Loss struct {
	Hour     Hour
	From, To time.Time
	Why      string
}

// Progress is where a pull is.
type Progress struct {
	Pages, Entries int
	Done, Total    int           // hours
	At             Hour          // being read
	Left           time.Duration // at the permitted rate, estimated from the hours that are done
}

func incomplete(losses []Loss) error {
	l := losses[0]
	return &Error{
		Kind:    Incomplete,
		Message: fmt.Sprintf("entries of %s at %s may be missing (%d such times): %s", l.Hour.Resource, l.From.Format(time.RFC3339), len(losses), l.Why),
		Hint:    "the files of these hours are marked as incomplete, and the next pull asks again",
	}
}

// plans are the numbers of days for which Render's plans keep logs.
var plans = []int{7, 14, 30}

// Keeps guesses for how many days the plan keeps logs: the window began with gaps, and the first entry is just as old as a
// plan would have it. It is 0 when nothing tells, as when the number was given.
func (o *Outcome) Keeps() int {
	var first time.Time
	for _, s := range o.Services {
		if first.IsZero() || !s.First.IsZero() && s.First.Before(first) {
			first = s.First
		}
	}
	if first.IsZero() || len(o.Plan.Missing) == 0 || o.Plan.request.Retention > 0 {
		return 0
	}
	for _, days := range plans {
		border := o.Plan.made.AddDate(0, 0, -days)
		if o.Plan.Missing[0].end().Before(border) && !first.Before(border) && first.Before(border.Add(2*time.Hour)) {
			return days
		}
	}
	return 0
}
