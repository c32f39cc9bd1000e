package dataset

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
)

// TestSecondWriterWaits opens a dataset that another writer holds.
func TestSecondWriterWaits(t *testing.T) {
	first := open(t, t.TempDir())
	waiting := make(chan bool, 10)
	type result struct {
		d   *Dataset
		err error
	}
	done := make(chan result)
	go func() {
		d, err := Open(context.Background(), first.dir, func() { waiting <- true })
		done <- result{d, err}
	}()
	<-waiting
	ingest(t, first, "x", log(edge("a", newYear, "/x")))
	select {
	case <-done:
		t.Fatal("two writers at a time")
	default:
	}
	first.Close()
	second := <-done
	if second.err != nil {
		t.Fatal(second.err)
	}
	defer second.d.Close()
	if !second.d.Knows("x") {
		t.Error("the second writer does not know what the first one wrote")
	}
	if len(waiting) != 0 {
		t.Error("waiting was called more than once")
	}
}

// TestCancelWhileWaiting gives up waiting, and leaves nothing that keeps the next writer out.
func TestCancelWhileWaiting(t *testing.T) {
	first := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	d, err := Open(ctx, first.dir, cancel)
	if d != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", d, err)
	}
	first.Close()
	open(t, first.dir)
}

// TestReadersDuringWrite reads the dataset while sources are added: every reader sees whole sources only, and never fewer
// than before.
func TestReadersDuringWrite(t *testing.T) {
	d := open(t, t.TempDir())
	d.chunkRows = 20
	stream, _, _ := sampleStream(200)
	const sources = 8
	var finished atomic.Bool
	go func() {
		defer finished.Store(true)
		for i := range sources {
			if _, err := d.Ingest(context.Background(), fmt.Sprint(i), strings.NewReader(log(stream[i*15:i*15+50]...))); err != nil {
				t.Error(err)
			}
		}
	}()
	seen := 0
	for last := false; !last; {
		last = finished.Load()
		found := map[any]bool{}
		for _, r := range audit(t, d.dir)["lines"] {
			found[r["source"]] = true
		}
		if len(found) < seen {
			t.Errorf("%d sources after %d", len(found), seen)
		}
		seen = len(found)
	}
	if seen != sources {
		t.Errorf("%d sources in the end, want %d", seen, sources)
	}
}
