package parse

import (
	"bufio"
	"bytes"
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

// Decompress returns the text of a stream that may be plain, gzip or zstd, told apart by its first bytes.
// Reading a damaged stream fails with an error that wraps [ErrTruncated] where the stream was cut.
func Decompress(r io.Reader) (io.Reader, error) {
	br := bufio.NewReaderSize(r, 1<<20)
	magic, err := br.Peek(4)
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
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		zr, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return nil, compressed("zstd", err)
		}
		return &decompressor{name: "zstd", r: zr}, nil
	}
	return br, nil
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
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = ErrTruncated
	}
	return fmt.Errorf("read %s data: %w", name, err)
}
