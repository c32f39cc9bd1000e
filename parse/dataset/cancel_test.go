package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

// halting gives one half of a text, calls a function, and gives the other half.
type halting struct {
	text string
	read int
	halt func()
}

func (r *halting) Read(p []byte) (int, error) {
	half := len(r.text) / 2
	if r.read < half {
		p = p[:min(len(p), half-r.read)]
	} else if r.halt != nil {
		r.halt()
		r.halt = nil
	}
	n := copy(p, r.text[r.read:])
	r.read += n
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// TestCancel cancels in the middle of a source, after chunks of it were staged.
func TestCancel(t *testing.T) {
	bad := strings.Repeat("not JSON, and a line long enough to fill the buffers of the reader before the end\n", 60_000)
	var requests strings.Builder
	for i := range 20_000 {
		requests.WriteString(edge(fmt.Sprint(i), newYear.Add(time.Duration(i)*time.Second), "/x").String() + "\n")
	}
	for _, test := range []struct {
		name, text string
		rows       int
	}{
		{"requests", requests.String(), 1000}, {"rejects", bad, 1000}, {"few requests", requests.String()[:200_000], 100},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := parsed(t, log(edge("a", newYear, "/x")))
			d.chunkRows = test.rows
			before := contentsOf(t, d.dir)
			ctx, cancel := context.WithCancel(context.Background())
			staged := 0
			source := &halting{text: test.text, halt: func() {
				staged = len(contentsOf(t, d.dir)) - len(before)
				cancel()
			}}
			o, err := d.Ingest(ctx, "x", source)
			if o != nil || !errors.Is(err, context.Canceled) {
				t.Errorf("%v, %v", o, err)
			}
			if staged == 0 {
				t.Error("nothing was staged when the context was cancelled")
			}
			sameContents(t, "after cancelling", contentsOf(t, d.dir), before)
			if _, err := os.Stat(d.staging()); !os.IsNotExist(err) {
				t.Errorf("staging directory: %v", err)
			}
		})
	}
}

// TestCancelledBefore does nothing with a context that is cancelled already.
func TestCancelledBefore(t *testing.T) {
	d := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if o, err := d.Ingest(ctx, "x", strings.NewReader(log(edge("a", newYear, "/x")))); o != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", o, err)
	}
	if s, err := Read(d.dir); err != nil || !reflect.DeepEqual(s, &Snapshot{Dir: d.dir}) {
		t.Errorf("%+v, %v", s, err)
	}
}
