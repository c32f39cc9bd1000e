package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gzipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.Bytes()
}

func zstandard(text string) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err) // there are no options that could be wrong
	}
	return w.EncodeAll([]byte(text), nil)
}

// longLog does not compress into one block, so that much of it is readable before a cut.
func longLog() string {
	rng := rand.New(rand.NewPCG(1, 2))
	var entries []entry
	for i := range 6000 {
		entries = append(entries, edge(fmt.Sprintf("%x", rng.Uint64()), newYear.Add(time.Duration(i)*time.Second), fmt.Sprintf("/%x", rng.Uint64())))
	}
	return log(entries...)
}

func damaged(b []byte) []byte {
	b = bytes.Clone(b)
	for i := range 16 {
		b[len(b)*3/4+i] ^= 0xff
	}
	return b
}

// TestUnusable refuses content that holds no logs or not all of them.
func TestUnusable(t *testing.T) {
	long := longLog()
	zipped, packed := gzipped(long), zstandard(long)
	for _, test := range []struct {
		name         string
		content      []byte
		reason, hint string // parts of
	}{
		{"empty", nil, "empty", "export"},
		{"empty gzip", gzipped(""), "empty", "export"},
		{"foreign JSON", []byte(`{"level":"info","msg":"hello"}` + "\n" + `{"level":"warn","msg":"bye"}` + "\n"), "no Render log entry found (line 1: no log entry", "/v1/logs"},
		{"text export", []byte("2027-01-01 10:00:00 GET /x\n"), "no Render log entry found (line 1: not JSON", "/v1/logs"},
		{"binary", []byte("\x00\x01\x02\xff\xfe\x7fELF\x00\x00"), "no Render log entry found", "/v1/logs"},
		{"truncated gzip", zipped[:len(zipped)*9/10], "gzip data: compressed data ends too early", "cut off"},
		{"gzip without its end", zipped[:len(zipped)-1], "gzip data: compressed data ends too early", "cut off"},
		{"gzip header alone", zipped[:5], "gzip data: compressed data ends too early", "cut off"},
		{"truncated zstd", packed[:len(packed)*9/10], "zstd data: compressed data ends too early", "cut off"},
		{"corrupt gzip", damaged(zipped), "gzip data", "damaged"},
		{"corrupt zstd", damaged(packed), "zstd data", "damaged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := parsed(t, log(edge("a", newYear, "/x")))
			d.chunkRows = 500
			before := contentsOf(t, d.dir)
			o, err := d.Ingest(context.Background(), "some.json", bytes.NewReader(test.content))
			var unusable *UnusableError
			if o != nil || !errors.As(err, &unusable) {
				t.Fatalf("%v, %v", o, err)
			}
			if unusable.Name != "some.json" || !strings.Contains(unusable.Reason, test.reason) || !strings.Contains(unusable.Hint, test.hint) {
				t.Errorf("%+v, want reason %q and hint %q", unusable, test.reason, test.hint)
			}
			if unusable.Error() != "some.json: "+unusable.Reason {
				t.Errorf("error %q", unusable)
			}
			sameContents(t, "after refusing", contentsOf(t, d.dir), before)
			ingest(t, d, "good.json", log(edge("b", newYear, "/x")))
		})
	}
}

// TestSkipUnusable compares content that cannot be read to its end.
func TestSkipUnusable(t *testing.T) {
	zipped := gzipped(longLog())
	var unusable *UnusableError
	if o, err := open(t, t.TempDir()).Skip("x", bytes.NewReader(zipped[:len(zipped)/2])); o != nil || !errors.As(err, &unusable) {
		t.Errorf("%v, %v", o, err)
	}
}

// TestFailingSource tells a source that cannot be read from content that is damaged.
func TestFailingSource(t *testing.T) {
	broken := errors.New("the network is down")
	long := longLog()
	for name, content := range map[string][]byte{"plain": []byte(long), "gzip": gzipped(long), "zstd": zstandard(long), "nothing": nil} {
		d := open(t, t.TempDir())
		source := func() io.Reader {
			return io.MultiReader(bytes.NewReader(content[:len(content)/2]), iotest.ErrReader(broken))
		}
		_, ingestErr := d.Ingest(context.Background(), "some.json", source())
		_, skipErr := d.Skip("some.json", source())
		for _, err := range []error{ingestErr, skipErr} {
			var unusable *UnusableError
			if !errors.Is(err, broken) || errors.As(err, &unusable) || !strings.Contains(err.Error(), "some.json") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if s, err := Read(d.dir); err != nil || len(s.Sources) != 0 {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
}
