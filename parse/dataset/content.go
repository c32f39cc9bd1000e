package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/zeebo/xxh3"

	"lastcall/parse"
)

// UnusableError says why a source holds nothing that can be stored. The dataset is as it was.
type UnusableError struct {
	Name    string
	Reason  string
	Hint    string
	Foreign bool // nothing in it looks like a log; false where a log is damaged
}

func (e *UnusableError) Error() string { return e.Name + ": " + e.Reason }

// content is the decompressed text of a source. It is hashed as it is read, and compared with the committed sources that
// are shorter.
type content struct {
	name  string
	raw   *rawSource
	plain io.Reader
	hash  *xxh3.Hasher
	bytes int64

	shorter []*Source // committed sources by length, of which none is passed yet
	grown   *Source   // the longest of them that the content begins with, nil when there is none
}

// newContent opens a source. committed are the sources it may have grown from, in any order.
func newContent(name string, r io.Reader, committed iter.Seq[*Source]) (*content, error) {
	c := &content{name: name, raw: &rawSource{r: r}, hash: xxh3.New()}
	c.shorter = slices.SortedFunc(committed, func(a, b *Source) int { return cmp.Compare(a.Bytes, b.Bytes) })
	var err error
	if c.plain, err = parse.Decompress(c.raw); err != nil {
		return nil, c.unreadable(err)
	}
	return c, nil
}

func (c *content) Read(p []byte) (int, error) {
	n, err := c.plain.Read(p)
	c.take(p[:n])
	return n, err
}

// take hashes what was read, stopping where a committed source ends.
func (c *content) take(b []byte) {
	for len(c.shorter) > 0 && c.shorter[0].Bytes <= c.bytes+int64(len(b)) {
		s := c.shorter[0]
		n := s.Bytes - c.bytes
		c.hash.Write(b[:n])
		c.bytes += n
		b = b[n:]
		c.shorter = c.shorter[1:]
		if c.fingerprint() == s.Fingerprint {
			c.grown = s
		}
	}
	c.hash.Write(b)
	c.bytes += int64(len(b))
}

// fingerprint is the hash of what was read.
func (c *content) fingerprint() string {
	sum := c.hash.Sum128().Bytes()
	return fmt.Sprintf("%x", sum[:])
}

// unreadable tells damaged content from a source that could not be read to its end.
func (c *content) unreadable(err error) error {
	switch {
	case c.raw.err != nil:
		return fmt.Errorf("read %s: %w", c.name, c.raw.err)
	case errors.Is(err, parse.ErrTruncated):
		return &UnusableError{Name: c.name, Reason: err.Error(), Hint: "the file is cut off: copy or download it again"}
	case errors.Is(err, parse.ErrWindow):
		return &UnusableError{Name: c.name, Reason: err.Error(), Hint: "unpack it first: zstd -d --long=31 FILE"}
	}
	return &UnusableError{Name: c.name, Reason: err.Error(), Hint: "the file is damaged: copy or download it again"}
}

// rawSource remembers the error on which reading the source itself failed.
type rawSource struct {
	r   io.Reader
	err error
}

func (s *rawSource) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}
