package parse

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

// someTextBzip2 is "some text" as the bzip2 command packs it; the standard library only unpacks.
const someTextBzip2 = "425a6839314159265359fb2ce7c20000029180400002028c402000310c01064f4723c44945dc914e14243ecb39f080"

func bzip2ed(t testing.TB) []byte {
	t.Helper()
	data, err := hex.DecodeString(someTextBzip2)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestBzip2(t *testing.T) {
	data := bzip2ed(t)
	for _, way := range ways {
		if got, err := decompressed(way.wrap(bytes.NewReader(data))); got != "some text" || err != nil {
			t.Errorf("%s: got %q, error %v", way.name, got, err)
		}
	}
	if got, err := decompressed(bytes.NewReader(append(data[:len(data):len(data)], data...))); got != "some textsome text" || err != nil {
		t.Errorf("two streams: got %q, error %v", got, err)
	}
	for n := 10; n < len(data); n++ {
		if _, err := decompressed(bytes.NewReader(data[:n])); !errors.Is(err, ErrTruncated) {
			t.Errorf("cut at %d: error %v", n, err)
		}
	}
	const text = "BZh9 is how this text begins"
	if got, err := decompressed(bytes.NewReader([]byte(text))); got != text || err != nil {
		t.Errorf("text: got %q, error %v", got, err)
	}
}

// TestUTF16 reads text of both byte orders, marked or not, and leaves other text alone.
func TestUTF16(t *testing.T) {
	const text = "{\"path\":\"/café/🎉\"}\r\n"
	encode := func(order binary.AppendByteOrder, text string) (b []byte) {
		for _, c := range utf16.Encode([]rune(text)) {
			b = order.AppendUint16(b, c)
		}
		return b
	}
	little, big := encode(binary.LittleEndian, text), encode(binary.BigEndian, text)
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"little", little, text},
		{"big", big, text},
		{"marked little", append([]byte{0xff, 0xfe}, little...), text},
		{"marked big", append([]byte{0xfe, 0xff}, big...), text},
		{"UTF-8", []byte(text), text},
		{"marked UTF-8", []byte("\ufeff" + text), "\ufeff" + text},
		{"the mark alone", []byte{0xff, 0xfe}, ""},
		{"two characters", little[:4], "{\""},
		{"one character", little[:2], "{\x00"},
		{"NUL bytes", []byte("\x00\x00\x00\x00"), "\x00\x00\x00\x00"},
		{"half a character at the end", little[:len(little)-1], text[:len(text)-1] + "\ufffd"},
	}
	for _, test := range tests {
		for _, way := range ways {
			got, err := decompressed(way.wrap(bytes.NewReader(test.data)))
			if err != nil || got != test.want {
				t.Errorf("%s/%s: got %q, error %v, want %q", test.name, way.name, got, err, test.want)
			}
		}
	}
	if _, err := decompressed(iotest.ErrReader(errors.New("broken"))); err == nil {
		t.Error("the error of the stream is lost")
	}
}
