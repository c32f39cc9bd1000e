package parse

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxZstdWindow bounds what one zstd stream may make us hold in memory. It is the bound of the zstd command, so that
// every file it unpacks without an option is read.
const maxZstdWindow = 128 << 20

// ErrTruncated marks a compressed stream that ends before its end.
var ErrTruncated = errors.New("compressed data ends too early")

// ErrWindow marks a zstd stream that takes more memory to unpack than one may have.
var ErrWindow = errors.New("its window is larger than 128 MiB")

// Decompress returns the text of a stream that may be plain, gzip, zstd or bzip2, told apart by its first bytes, in UTF-8 where
// it was UTF-16. Reading a damaged stream fails with an error that wraps [ErrTruncated] where the stream was cut.
func Decompress(r io.Reader) (io.Reader, error) {
	plain, err := unpack(r)
	if err != nil {
		return nil, err
	}
	return asUTF8(plain)
}

func unpack(r io.Reader) (io.Reader, error) {
	// Smaller than what is asked for at a time, so that plain text is not copied once more.
	br := bufio.NewReaderSize(r, readSize/4)
	magic, err := br.Peek(10)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		zr, err := gzip.NewReader(br)
		if err != nil {
			return nil, compressed("gzip", err)
		}
		return &decompressor{name: "gzip", r: zr}, nil
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		zr, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return nil, compressed("zstd", err)
		}
		return &decompressor{name: "zstd", r: zr}, nil
	case isBzip2(magic):
		return &decompressor{name: "bzip2", r: bzip2.NewReader(br)}, nil
	}
	return br, nil
}

// isBzip2 looks at the first block, too: text may begin with the letters of the header.
func isBzip2(b []byte) bool {
	return len(b) == 10 && bytes.HasPrefix(b, []byte("BZh")) && b[3] >= '1' && b[3] <= '9' &&
		(string(b[4:]) == "1AY&SY" || string(b[4:]) == "\x17\x72\x45\x38\x50\x90")
}

type decompressor struct {
	name string
	r    io.Reader
}

func (d *decompressor) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if err != nil && err != io.EOF {
		err = compressed(d.name, err)
	}
	return n, err
}

func compressed(name string, err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		err = ErrTruncated
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		err = ErrWindow
	}
	return fmt.Errorf("read %s data: %w", name, err)
}
