package world

import (
	"math/rand/v2"
	"net/netip"
	"time"
)

// visit is one request as it happened, whatever the logs keep of it.
type visit struct {
	use    *use
	at     time.Time // when the answer was complete
	path   string    // as sent, without query
	query  string
	status int // 0 if the request log does not tell
	agent  string
	client netip.Addr // who really sent it

	lost    bool // its access line is missing: over the limit of lines per minute
	exposed bool // its access line shows the public peer in a world that otherwise shows none
}

// builder makes one world.
type builder struct {
	Options
	traits
	rng     *rand.Rand
	until   time.Time
	precise time.Time // request log entries have whole seconds before, nanoseconds from here on

	entries   []entry
	sightings []sighting
}

func newBuilder(o Options) *builder {
	return &builder{
		Options: o,
		traits:  shapes[o.Shape],
		rng:     rand.New(rand.NewPCG(uint64(o.Seed), 1)),
		until:   o.Start.AddDate(0, 0, o.Days),
		precise: o.day(flatDay),
	}
}

// drawVisits makes every visit of the uses, bursts included.
func (b *builder) drawVisits(uses []use) []visit {
	total := 0
	for _, u := range uses {
		if u.caller.class == Client {
			total += u.share
		}
	}
	var visits []visit
	for i := range uses {
		u := &uses[i]
		n := float64(u.share) * float64(b.Requests) / float64(total) * (0.75 + b.rng.Float64()/2)
		for j := range max(2, len(u.statuses), int(n)) {
			visits = append(visits, b.visit(u, b.moment(u.before), j))
		}
	}
	b.burst(visits)
	return visits
}

// visit makes the nth visit of a use.
func (b *builder) visit(u *use, at time.Time, n int) visit {
	v := visit{
		use:    u,
		at:     at,
		path:   fillPath(b.rng, u.path),
		status: u.statuses[n%len(u.statuses)],
		agent:  pick(b.rng, u.caller.agents),
		client: publicAddress(b.rng),
	}
	if u.query && b.rng.IntN(4) > 0 {
		v.query = pick(b.rng, queries)
	}
	return v
}

// moment draws a time in the window or on the day before it. It keeps away from the borders, so that neither the rounding of
// stamps nor the distance between two entries of one request can carry one of them across.
func (b *builder) moment(before bool) time.Time {
	const margin = 5 * time.Minute
	from, span := b.Start, b.until.Sub(b.Start)
	if before {
		from, span = b.Start.AddDate(0, 0, -1), 24*time.Hour
	}
	return from.Add(margin + time.Duration(b.rng.Int64N(int64(span-2*margin))))
}

// burst moves some visits together into six minutes and loses every other access line of them, as Render does with a service
// that writes too many.
func (b *builder) burst(visits []visit) {
	var minutes [6]time.Time
	for i := range minutes {
		minutes[i] = b.moment(false)
	}
	for i := range visits {
		v := &visits[i]
		if v.use.caller.inside || v.use.before || v.use.edgeless || b.rng.IntN(20) > 0 {
			continue
		}
		v.at = minutes[b.rng.IntN(len(minutes))].Add(time.Duration(b.rng.Int64N(int64(time.Minute))))
		v.lost = b.edge && b.rng.IntN(2) == 0
	}
}
