package parse

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// zstdFrame is a frame of one byte that asks for a window of 2 to the power of 10+exponent bytes.
func zstdFrame(exponent byte) []byte {
	return append([]byte{0x28, 0xb5, 0x2f, 0xfd, 0, exponent << 3, 1 | 1<<3, 0, 0}, 'x')
}

// TestZstdWindow: a frame may ask for the window of zstd's own default limit, and for no more.
func TestZstdWindow(t *testing.T) {
	if got, err := decompressed(bytes.NewReader(zstdFrame(17))); got != "x" || err != nil {
		t.Errorf("128 MiB: got %q, %v", got, err)
	}
	for _, exponent := range []byte{18, 21, 31} {
		got, err := decompressed(bytes.NewReader(zstdFrame(exponent)))
		if got != "" || err == nil || errors.Is(err, ErrTruncated) || !strings.Contains(err.Error(), "128 MiB") {
			t.Errorf("2^%d bytes: got %q, %v", exponent+10, got, err)
		}
	}
}

// TestManyMembers reads a gzip file of as many empty members as fit, between two that are not.
func TestManyMembers(t *testing.T) {
	data := append(gzipped(t, "first, "), bytes.Repeat(gzipped(t, ""), 200_000)...)
	if got, err := decompressed(bytes.NewReader(append(data, gzipped(t, "last")...))); got != "first, last" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestGzipName: the name in a gzip header is as long as its writer likes, and is not kept.
func TestGzipName(t *testing.T) {
	header := []byte{0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0}
	endless := io.MultiReader(bytes.NewReader(header), repeated('n', 64<<20))
	if got, err := decompressed(endless); got != "" || err == nil {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := gzip.NewReader(bytes.NewReader(append(header, "short\x00"...))); err != nil {
		t.Errorf("the header is no header: %v", err)
	}
}
