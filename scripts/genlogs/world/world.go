// Package world invents a web service on Render: its routes, two weeks of traffic, the log exports that would remain of it, and
// the exact counts that follow. It knows what each request was made for; it never reads a log line or matches a path to find out.
package world

import (
	"fmt"
	"time"
)

// Options says which world to make. The same Options always give the same World, byte for byte.
type Options struct {
	Seed     int64
	Shape    Shape     // Mixed if empty
	Days     int       // length of the window; 14 if zero
	Requests int       // client requests to make, approximately; 5000 if zero
	Start    time.Time // UTC midnight at which the window starts; 2025-10-08 if zero
}

// World is everything an analysis needs, and its answer.
type World struct {
	Routes     []Route           // in registration order; several rows may have equal keys
	Files      map[string][]byte // exports by file name; those ending in .gz are compressed
	Until      time.Time         // end of the window, exclusive: Options.Start plus Options.Days
	HealthPath string            // health path to configure for the service; empty if it has none
	Expected   Expected
}

// Generate makes the world of o. It panics if o.Shape is not one of Shapes.
func Generate(o Options) *World {
	o = o.withDefaults()
	b := newBuilder(o)
	routes, uses := parseRoutes(routesText), parseUses(trafficText)
	areaRoutes, areaUses := drawAreas(b.rng)
	routes, uses = append(routes, areaRoutes...), append(uses, areaUses...)

	visits := b.drawVisits(uses)
	visits = append(visits, b.deploys()...)
	visits = append(visits, b.peerOfYesterday()...)
	for i := range visits {
		b.record(&visits[i])
	}
	b.chatter()

	exports := b.export()
	expected := b.judge(routes)
	expected.Duplicates = exports.repeats
	expected.Records = len(b.entries) + exports.repeats
	for _, e := range b.entries {
		if e.request {
			expected.Requests++
		} else {
			expected.Other++
		}
	}
	return &World{Routes: routes, Files: exports.files, Until: b.until, HealthPath: b.traits.healthPath, Expected: expected}
}

func (o Options) withDefaults() Options {
	if o.Shape == "" {
		o.Shape = Mixed
	}
	if o.Days == 0 {
		o.Days = 14
	}
	if o.Requests == 0 {
		o.Requests = 5000
	}
	if o.Start.IsZero() {
		o.Start = time.Date(2025, 10, 8, 0, 0, 0, 0, time.UTC)
	}
	if _, ok := shapes[o.Shape]; !ok {
		panic(fmt.Sprintf("unknown shape %q", o.Shape))
	}
	return o
}
