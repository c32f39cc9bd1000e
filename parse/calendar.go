package parse

import (
	"errors"
	"time"
)

// calendar finds the day of lines that give the time of day only. It follows the lines: each is near the one before.
type calendar struct {
	day    time.Time // midnight of the last line's day, in the zone of the export; zero while no date is known
	last   time.Time // time of the last line; zero before the first
	rolled bool      // the clock has passed midnight since the date was last given
	given  bool      // the lines around carry their date themselves
	app    bool      // the lines around are an application's, without any export around them
}

var errNoSuchDay = errors.New("no such day")

// at returns the time of the next line. A clock that falls back by more than twelve hours has passed midnight.
// January after December is of the next year. An hour that occurs twice, when summer time ends, is its second
// occurrence where the clock has fallen back by more than a minute.
func (c *calendar) at(t clockTime) (time.Time, error) {
	if !c.known() {
		return time.Time{}, errNoDate
	}
	back := 0
	if !c.last.IsZero() {
		h, m, s := c.last.Clock()
		back = h*3600 + m*60 + s - t.seconds()
	}
	switch {
	case t.month != 0:
		day := c.date(t.month, t.day)
		if day.Day() != t.day {
			return time.Time{}, errNoSuchDay
		}
		c.day, c.rolled = day, false
	case back > 12*3600:
		c.day, c.rolled = c.day.AddDate(0, 0, 1), true
	case back < -23*3600 && c.rolled:
		// Lines are seconds out of order at times, at midnight too. This one is late.
		return c.time(c.day.AddDate(0, 0, -1), t), nil
	}
	at := c.time(c.day, t)
	c.last = at
	return at, nil
}

// date returns a day of the year that is nearest to the last line at the turn of years.
func (c *calendar) date(month time.Month, day int) time.Time {
	year := c.day.Year()
	switch {
	case c.day.Month() == time.December && month == time.January:
		year++
	case c.day.Month() == time.January && month == time.December:
		year--
	}
	return time.Date(year, month, day, 0, 0, 0, 0, c.day.Location())
}

func (c *calendar) time(day time.Time, t clockTime) time.Time {
	at := time.Date(day.Year(), day.Month(), day.Day(), t.hour, t.min, t.sec, 0, day.Location())
	first, second := at, at
	if earlier := at.Add(-time.Hour); sameClock(earlier, at) {
		first = earlier
	} else if later := at.Add(time.Hour); sameClock(later, at) {
		second = later
	}
	if c.last.Sub(first) > time.Minute && !c.last.IsZero() {
		return second
	}
	return first
}

func sameClock(a, b time.Time) bool {
	return a.Hour() == b.Hour() && a.Day() == b.Day()
}

// follow takes the day over from a line that carries its date itself. Without a date to begin with there is none to follow.
func (c *calendar) follow(micros int64) {
	if !c.known() || !inRange(micros) {
		return
	}
	at := time.UnixMicro(micros).In(c.zone())
	year, month, day := at.Date()
	c.day = time.Date(year, month, day, 0, 0, 0, 0, c.zone())
	c.last, c.rolled = at, false
}

// known reports whether a date was given.
func (c *calendar) known() bool { return !c.day.IsZero() }

// zone is that of the export, UTC where none was given.
func (c *calendar) zone() *time.Location { return c.day.Location() }

// whole is the day of the last line without a time of day.
func (c *calendar) whole() moment {
	return moment{known: true, micros: c.day.UnixMicro(), digits: WholeDay}
}
