package dataset

import (
	"bytes"
	"context"
	"testing"

	"lastcall/scripts/genlogs/world"
)

// benchRequests is the number of requests in the measured input; each leaves an edge entry and an access line.
const benchRequests = 100_000

func BenchmarkIngest(b *testing.B) {
	for _, format := range world.BulkFormats {
		b.Run("format="+format, func(b *testing.B) {
			var input bytes.Buffer
			counts, err := world.Bulk(&input, world.BulkOptions{Seed: 1, Requests: benchRequests, Format: format})
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(input.Len()))
			b.ReportAllocs()
			for b.Loop() {
				d, err := Open(context.Background(), b.TempDir(), func() {})
				if err != nil {
					b.Fatal(err)
				}
				outcome, err := d.Ingest(context.Background(), format, bytes.NewReader(input.Bytes()))
				if err != nil {
					b.Fatal(err)
				}
				if got := outcome.Source.Records; got != int64(counts.Records) {
					b.Fatalf("%d records, want %d", got, counts.Records)
				}
				if err := d.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
