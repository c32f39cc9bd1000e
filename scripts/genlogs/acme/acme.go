// Package acme makes the logs of the sample project in testdata/acme: two weeks of an imaginary shop with three services
// on Render, exported in three formats.
//
// It does not know how lastcall counts. What must come out is written down by hand where the sample is tested.
package acme

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const days = 14

// The fortnight that the logs are about, and what the exports overlap by.
var (
	since   = time.Date(2025, 10, 8, 0, 0, 0, 0, time.UTC)
	until   = since.AddDate(0, 0, days)
	overlap = 2 * time.Hour
)

// Logs returns the exports by file name. They are always the same.
func Logs() map[string][]byte {
	b := &builder{rng: rand.New(rand.NewPCG(2025, 1022))}
	for _, f := range traffic {
		b.spread(f)
	}
	for _, s := range sightings {
		b.request(s.flow, s.time())
	}
	for _, name := range []string{"api", "web", "admin"} {
		b.chatter(services[name])
	}
	b.healthChecks()
	b.deploy(services["api"], "2025-10-14T09:12:30Z")
	b.deploy(services["web"], "2025-10-16T13:40:05Z")
	return export(b.sorted())
}

// Write puts the exports into dir, compressed.
func Write(dir string) error {
	for name, text := range Logs() {
		var file bytes.Buffer
		w := gzip.NewWriter(&file)
		w.Write(text) // a bytes.Buffer never refuses
		w.Close()
		if err := os.WriteFile(filepath.Join(dir, name+".gz"), file.Bytes(), 0o644); err != nil {
			return fmt.Errorf("write logs: %w", err)
		}
	}
	return nil
}

// builder collects entries, in any order.
type builder struct {
	rng     *rand.Rand
	entries []entry
}

// sorted returns all entries by time, with their ids.
func (b *builder) sorted() []entry {
	slices.SortStableFunc(b.entries, func(x, y entry) int { return x.at.Compare(y.at) })
	for i := range b.entries {
		b.entries[i].id = fmt.Sprintf("ACME%06d", i)
	}
	return b.entries
}

// spread sends the requests of a flow over the fortnight.
func (b *builder) spread(f flow) {
	for i := range f.n {
		at := b.dayTime()
		if callers[f.caller].steady {
			step := until.Sub(since) / time.Duration(f.n)
			at = since.Add(time.Duration(i)*step + time.Minute)
		}
		b.request(f, at)
	}
}

// dayTime is a moment between 6 and 22 o'clock, most likely in the middle.
func (b *builder) dayTime() time.Time {
	midnight := since.AddDate(0, 0, b.rng.IntN(days))
	const halfDay = 8 * int64(time.Hour)
	return midnight.Add(6*time.Hour + time.Duration(b.rng.Int64N(halfDay)+b.rng.Int64N(halfDay)))
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
