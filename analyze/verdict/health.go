package verdict

import (
	"fmt"
	"time"
)

// Health says whether the evidence can be trusted today.
type Health struct {
	Healthy bool           // every check is met
	Checks  []HealthCheck  // those of the dataset first, then those of each service
	Started time.Time      // start of the window
	At      time.Time      // time of the examination
	Days    int            // of the window
	Tracked map[string]int // endpoints with calls, by service
}

// HealthCheck is one thing that makes evidence trustworthy.
type HealthCheck struct {
	Name    string `json:"name"` // freshness, rejects, coverage, paths, silence, bursts, sources or routes
	Service string `json:"service,omitempty"`
	Met     bool   `json:"met"`
	Text    string `json:"text"` // the numbers in words
}

// Limits of healthy evidence. They are stricter than those below which nothing is judged: health warns before.
const (
	maxRejected  = 0.01 // share of the records
	maxQuiet     = 24   // hours without any request in the channel that counts, where
	maxMissed    = 10   // so many were to be expected in them
	maxUnmatched = 0.05 // share of the successful client requests that no route explains
	maxSurplus   = 0.01 // application lines that the edge log does not account for, against the calls

	// Burst is the number of lines in a minute from which Render drops some of an instance.
	Burst = 6000
)

// Vitals are what health is judged by, beside the Result.
type Vitals struct {
	Records, Rejected int64            // of the sources that touch the window
	Quiet             map[string]Quiet // by service
	Bursts            []BurstMinute    // busiest first
}

// Quiet is the longest stretch without a request in the channel that a service is judged by.
type Quiet struct {
	Hours int
	Since time.Time
}

// BurstMinute is a minute in which an instance wrote too many lines.
type BurstMinute struct {
	Service, Instance string
	Minute            time.Time
	Lines             int64
}

// Examine judges the health of the evidence. maxAge is how old the newest line may be, 0 for any age.
func Examine(r *Result, v Vitals, maxAge time.Duration) Health {
	h := Health{Started: r.Window.Since, At: r.GeneratedAt, Days: r.Window.Days, Tracked: map[string]int{}}
	h.add("freshness", "", maxAge == 0 || r.Window.Age <= maxAge, freshness(r.Window.Age, maxAge))
	h.add("rejects", "", float64(v.Rejected) <= maxRejected*float64(v.Records),
		fmt.Sprintf("%d of %d records could not be read, 1 %% allowed", v.Rejected, v.Records))
	for _, s := range r.Services {
		h.service(s, v)
	}
	h.Healthy = true
	for _, c := range h.Checks {
		h.Healthy = h.Healthy && c.Met
	}
	return h
}

func (h *Health) add(name, service string, met bool, text string) {
	h.Checks = append(h.Checks, HealthCheck{name, service, met, text})
}

func freshness(age, limit time.Duration) string {
	text := fmt.Sprintf("the newest line is %s old", hours(age))
	if limit == 0 {
		return text
	}
	return fmt.Sprintf("%s, %s allowed", text, hours(limit))
}

func hours(d time.Duration) string {
	if d < 48*time.Hour {
		return plural(int64(d.Hours()), "hour")
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

func (h *Health) service(s Service, v Vitals) {
	for _, c := range s.Checks {
		// How much there is to judge by is no question of health; routes have a stricter limit here.
		if c.Name == "coverage" || c.Name == "paths" {
			h.add(c.Name, s.Name, c.Met, c.Text)
		}
	}
	quiet := v.Quiet[s.Name]
	expected := float64(s.Requests) / float64(24*h.Days) * float64(quiet.Hours)
	silent := quiet.Hours > maxQuiet && expected > maxMissed
	text := fmt.Sprintf("at most %s without a request", plural(int64(quiet.Hours), "hour"))
	if silent {
		text = fmt.Sprintf("%s, from %s, in which about %.0f were to be expected", text, stamp(quiet.Since), expected)
	}
	h.add("silence", s.Name, !silent, text)
	h.bursts(s, v.Bursts)
	h.sources(s)
	h.routes(s)
	for _, e := range s.Endpoints {
		if e.Calls > 0 {
			h.Tracked[s.Name]++
		}
	}
}

func (h *Health) bursts(s Service, all []BurstMinute) {
	n, text := 0, fmt.Sprintf("no instance wrote %d lines in a minute", Burst)
	for _, b := range all {
		if b.Service != s.Name {
			continue
		}
		if n == 0 {
			text = fmt.Sprintf("instance %s wrote %d lines in the minute of %s: Render drops lines from %d on", b.Instance, b.Lines, stamp(b.Minute), Burst)
		}
		n++
	}
	h.add("bursts", s.Name, n == 0, text)
}

// sources compares the two channels where both are there.
func (h *Health) sources(s Service) {
	var surplus int64
	for _, e := range s.Endpoints {
		surplus += e.Unaccounted
	}
	h.add("sources", s.Name, float64(surplus) <= maxSurplus*float64(s.Calls),
		fmt.Sprintf("the application logged %s that the edge log does not have, with %s", plural(surplus, "request"), plural(s.Calls, "call")))
}

func (h *Health) routes(s Service) {
	if s.Inventory == Inferred {
		h.add("routes", s.Name, false, "there is no list of routes: what was never called cannot be known")
		return
	}
	var explained, unmatched int64
	for _, e := range s.Endpoints {
		explained += e.OK
	}
	for _, u := range s.Unmatched {
		unmatched += u.OK
	}
	known := share(explained, unmatched)
	h.add("routes", s.Name, 1-known <= maxUnmatched, fmt.Sprintf("routes explain %s of the successful client requests, %s expected", Percent(known), Percent(1-maxUnmatched)))
}
