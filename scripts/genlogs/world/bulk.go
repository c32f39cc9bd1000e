package world

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"time"
)

// BulkFormats are the export formats that Bulk writes.
var BulkFormats = []string{"pages", "cli", "flat", "ws"}

// BulkOptions says how much to write, and how.
type BulkOptions struct {
	Seed     int64
	Requests int    // each leaves an entry in the request log and an access line
	Format   string // one of BulkFormats
	Days     int    // 14 if zero
	Start    time.Time
}

// BulkCounts is what a bulk file holds. Bulk files have no duplicates and no chatter.
type BulkCounts struct {
	Records int            `json:"records"`
	Calls   map[string]int `json:"calls"` // by endpoint
}

// Bulk streams a large export to w, for benchmarks: visitors only, a few endpoints taking most of the calls, countless distinct
// paths. It needs the same memory for any number of requests.
func Bulk(w io.Writer, o BulkOptions) (BulkCounts, error) {
	counts := BulkCounts{Calls: map[string]int{}}
	encode := blockEncoder(o.Format)
	if encode == nil {
		return counts, fmt.Errorf("unknown format %q", o.Format)
	}
	b := newBuilder(Options{Seed: o.Seed, Shape: Mixed, Days: o.Days, Start: o.Start}.withDefaults())
	b.precise = b.Start
	out := bufio.NewWriterSize(w, 1<<20)
	visits := newBulkVisits(b, o.Requests)
	for block := range visits.blocks {
		if o.Format == "pages" {
			block = visits.blocks - 1 - block
		}
		if _, err := out.Write(encode(visits.entries(block))); err != nil {
			return counts, fmt.Errorf("write bulk logs: %w", err)
		}
		counts.take(b)
	}
	if err := out.Flush(); err != nil {
		return counts, fmt.Errorf("write bulk logs: %w", err)
	}
	return counts, nil
}

func blockEncoder(format string) func([]entry) []byte {
	return map[string]func([]entry) []byte{"pages": pageOf, "cli": cliFile, "flat": flatFile, "ws": wsFile}[format]
}

// take counts what the builder recorded and forgets it.
func (c *BulkCounts) take(b *builder) {
	c.Records += len(b.entries)
	for _, s := range b.sightings {
		if s.edge && s.class == Client {
			c.Calls[s.target.key]++
		}
	}
	b.sightings = b.sightings[:0]
}

// bulkVisits draws visits block by block; times rise evenly over the window.
type bulkVisits struct {
	*builder
	uses         []use
	zipf         *rand.Zipf
	total        int
	blocks, size int
	written      int
}

func newBulkVisits(b *builder, total int) *bulkVisits {
	const size = 50
	v := &bulkVisits{builder: b, total: total, size: size, blocks: (total + size - 1) / size}
	for _, u := range parseUses(trafficText) {
		if plain := u.caller.class == Client && !u.caller.inside && u.app.key != "" && u.app == u.edge; plain &&
			!u.slash && !u.stub && !u.edgeless && !u.before && !u.health {
			v.uses = append(v.uses, u)
		}
	}
	v.zipf = rand.NewZipf(b.rng, 1.1, 4, uint64(len(v.uses)-1))
	return v
}

// entries makes the entries of one block, with ids unlike those of any other.
func (v *bulkVisits) entries(block int) []entry {
	v.builder.entries = v.builder.entries[:0]
	step := float64(v.until.Sub(v.Start)-time.Hour) / math.Max(1, float64(v.total))
	for i := block * v.size; i < min(v.total, (block+1)*v.size); i++ {
		at := v.Start.Add(30*time.Minute + time.Duration(float64(i)*step))
		visit := v.visit(&v.uses[v.zipf.Uint64()], at, v.rng.IntN(12))
		v.record(&visit)
	}
	for i := range v.builder.entries {
		v.written++
		v.builder.entries[i].id = fmt.Sprintf("bulk-%09x", v.written)
	}
	return v.builder.entries
}
