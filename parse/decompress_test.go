package parse

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gzipped(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstded(t testing.TB, text string) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll([]byte(text), nil)
}

func decompressed(r io.Reader) (string, error) {
	r, err := Decompress(r)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return string(text), err
}

// compressible is text of several blocks in either format.
func compressible() string {
	var b strings.Builder
	for i := range 20_000 {
		b.WriteString(entryJSON(strings.Repeat("x", i*7919%50)))
	}
	return b.String()
}

func TestDecompress(t *testing.T) {
	long := compressible()
	tests := []struct {
		name, want string
		data       []byte
	}{
		{"empty", "", nil},
		{"one byte", "x", []byte("x")},
		{"plain", "some text", []byte("some text")},
		{"half of gzip's magic", "\x1f", []byte("\x1f")},
		{"half of zstd's magic", "\x28\xb5\x2f", []byte("\x28\xb5\x2f")},
		{"gzip", "some text", gzipped(t, "some text")},
		{"empty gzip", "", gzipped(t, "")},
		{"gzip of several members", "some text, and more", append(append(gzipped(t, "some text"), gzipped(t, "")...), gzipped(t, ", and more")...)},
		{"long gzip", long, gzipped(t, long)},
		{"zstd", "some text", zstded(t, "some text")},
		{"zstd of several frames", "some text, and more", append(zstded(t, "some text"), zstded(t, ", and more")...)},
		{"long zstd", long, zstded(t, long)},
	}
	for _, test := range tests {
		for _, way := range ways {
			got, err := decompressed(way.wrap(bytes.NewReader(test.data)))
			if err != nil || got != test.want {
				t.Errorf("%s/%s: got %.50q, error %v", test.name, way.name, got, err)
			}
		}
	}
}

// TestTruncated cuts streams behind their magic, short ones at every byte: whatever was read before is a beginning of the text.
func TestTruncated(t *testing.T) {
	for name, compress := range map[string]func(testing.TB, string) []byte{"gzip": gzipped, "zstd": zstded} {
		for _, text := range []string{"some text", strings.Repeat("some text", 50_000)} {
			data := compress(t, text)
			for n := 4; n < len(data); n += 1 + len(data)/100 {
				got, err := decompressed(bytes.NewReader(data[:n]))
				if !errors.Is(err, ErrTruncated) || !strings.HasPrefix(text, got) {
					t.Fatalf("%s: cut at %d of %d bytes: got %.50q, error %v", name, n, len(data), got, err)
				}
			}
		}
	}
}

func TestTruncatedSecondMember(t *testing.T) {
	first, second := gzipped(t, "some text"), gzipped(t, "more")
	for n := 1; n < len(second); n++ {
		got, err := decompressed(bytes.NewReader(append(bytes.Clone(first), second[:n]...)))
		if !errors.Is(err, ErrTruncated) || !strings.HasPrefix(got, "some text") {
			t.Fatalf("cut at %d: got %q, error %v", n, got, err)
		}
	}
}

// TestTruncatedRecords reads every record in front of the cut, then the error.
func TestTruncatedRecords(t *testing.T) {
	text := compressible()
	for name, data := range map[string][]byte{"gzip": gzipped(t, text), "zstd": zstded(t, text)} {
		data = data[:len(data)*2/3]
		plain, err := decompressed(bytes.NewReader(data))
		if !errors.Is(err, ErrTruncated) {
			t.Fatalf("%s: error %v", name, err)
		}
		r, err := Decompress(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		records, rejects, err := readAll(r)
		if want := strings.Count(plain, "}"); len(records) != want || want == 0 || len(rejects) != 1 || !errors.Is(err, ErrTruncated) {
			t.Errorf("%s: %d records, want %d, rejects %v, error %v", name, len(records), want, rejects, err)
		}
	}
}

func TestCorrupt(t *testing.T) {
	flipped := func(data []byte, i int) []byte {
		data[(i+len(data))%len(data)] ^= 0x55
		return data
	}
	for name, data := range map[string][]byte{
		"gzip method":       flipped(gzipped(t, "some text"), 2),
		"gzip checksum":     flipped(gzipped(t, "some text"), -6),
		"gzip and garbage":  append(gzipped(t, "some text"), "garbage and more"...),
		"zstd checksum":     flipped(zstded(t, "some text"), -1),
		"zstd and garbage":  append(zstded(t, "some text"), "garbage and more"...),
		"zstd frame header": []byte("\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
	} {
		if got, err := decompressed(bytes.NewReader(data)); err == nil || errors.Is(err, ErrTruncated) {
			t.Errorf("%s: got %q, error %v", name, got, err)
		}
	}
}

func TestDecompressReadError(t *testing.T) {
	broken := errors.New("disk on fire")
	for name, data := range map[string][]byte{"nothing": nil, "gzip": gzipped(t, "some text")[:15], "zstd": zstded(t, "some text")[:10]} {
		_, err := decompressed(io.MultiReader(bytes.NewReader(data), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) || errors.Is(err, ErrTruncated) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestBomb reads far more text than memory is used: one line, which is rejected.
func TestBomb(t *testing.T) {
	var asGzip, asZstd bytes.Buffer
	gzipWriter := gzip.NewWriter(&asGzip)
	bomb(t, gzipWriter)
	zstdWriter, err := zstd.NewWriter(&asZstd)
	if err != nil {
		t.Fatal(err)
	}
	bomb(t, zstdWriter)
	for name, data := range map[string]io.Reader{"gzip": &asGzip, "zstd": &asZstd} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, err := Decompress(data)
		if err != nil {
			t.Fatal(err)
		}
		records, rejects, err := readAll(r)
		runtime.ReadMemStats(&after)
		if err != nil || len(records) != 0 || len(rejects) != 1 {
			t.Errorf("%s: %d records, %d rejects, error %v", name, len(records), len(rejects), err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 6*maxRecord {
			t.Errorf("%s: %d MiB were allocated", name, used>>20)
		}
	}
}

func bomb(t *testing.T, w io.WriteCloser) {
	t.Helper()
	if _, err := io.Copy(w, repeated('x', 128<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
