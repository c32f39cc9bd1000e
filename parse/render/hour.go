package render

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/zeebo/xxh3"
)

// Hour is an hour of the log of one service.
type Hour struct {
	Resource string    `json:"resource"`
	Start    time.Time `json:"start"` // UTC
}

const (
	suffix           = ".ndjson.zst"
	incompleteSuffix = ".incomplete" + suffix
	temporarySuffix  = suffix + ".tmp"
)

// dir is where the hour's file is, below the directory of the pull.
func (h Hour) dir() string { return filepath.Join(h.Resource, h.Start.Format(time.DateOnly)) }

// path returns the file of the hour, below the directory of the pull. An hour of which entries may be missing has another
// name, under which it is read like the others and asked for again.
func (h Hour) path(incomplete bool) string {
	if incomplete {
		return filepath.Join(h.dir(), h.Start.Format("15")+incompleteSuffix)
	}
	return filepath.Join(h.dir(), h.Start.Format("15")+suffix)
}

func (h Hour) temporaryPath() string {
	return filepath.Join(h.dir(), "."+h.Start.Format("15")+temporarySuffix)
}

func (h Hour) end() time.Time { return h.Start.Add(time.Hour) }

// output is the part of [os.File] that writing needs. Tests fill the disk with it.
type output interface {
	io.WriteCloser
	Sync() error
}

func createFile(name string) (output, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
}

// hourFile is an hour under way: its entries, each once, and the temporary file that holds those that are final. Entries are
// ordered by time and id, so that the bytes of the file do not depend on how the entries came.
type hourFile struct {
	hour       Hour
	dir        string // of the pull
	create     func(name string) (output, error)
	incomplete bool

	seen        map[xxh3.Uint128]bool
	pending     []entry // not written yet
	entries     int
	kinds       map[string]int // entries by type
	first, last time.Time      // of the entries

	file  output // nil until something is written
	zstd  *zstd.Encoder
	lines *bufio.Writer // gives the encoder blocks of one size: its output may depend on it
}

func newHourFile(c *Client, dir string, h Hour) *hourFile {
	return &hourFile{hour: h, dir: dir, create: c.createFile, seen: map[xxh3.Uint128]bool{}, kinds: map[string]int{}}
}

// add takes an entry that may have come before.
func (f *hourFile) add(e entry) (fresh bool) {
	if f.seen[e.key] {
		return false
	}
	f.seen[e.key] = true
	f.pending = append(f.pending, e)
	f.entries++
	f.kinds[e.kind]++
	if f.first.IsZero() || e.at.Before(f.first) {
		f.first = e.at
	}
	if e.at.After(f.last) {
		f.last = e.at
	}
	return true
}

// write writes the entries before a time. No more of them may come, or the order of the file depends on when they do.
func (f *hourFile) write(before time.Time) error {
	slices.SortFunc(f.pending, func(a, b entry) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.key.Hi, b.key.Hi), cmp.Compare(a.key.Lo, b.key.Lo), bytes.Compare(a.raw, b.raw))
	})
	n, _ := slices.BinarySearchFunc(f.pending, before, func(e entry, t time.Time) int { return e.at.Compare(t) })
	if n == 0 {
		return nil
	}
	if err := f.open(); err != nil {
		return err
	}
	for _, e := range f.pending[:n] {
		f.lines.Write(e.raw)
		if err := f.lines.WriteByte('\n'); err != nil {
			return fmt.Errorf("write logs: %w", err)
		}
	}
	f.pending = slices.Delete(f.pending, 0, n)
	return nil
}

func (f *hourFile) open() error {
	if f.file != nil {
		return nil
	}
	if err := makeDir(filepath.Join(f.dir, f.hour.dir())); err != nil {
		return fmt.Errorf("write logs: %w", err)
	}
	file, err := f.create(filepath.Join(f.dir, f.hour.temporaryPath()))
	if err != nil {
		return fmt.Errorf("write logs: %w", err)
	}
	f.file = file
	if f.zstd, err = zstd.NewWriter(file, zstd.WithEncoderConcurrency(1)); err != nil {
		return fmt.Errorf("write logs: %w", err)
	}
	f.lines = bufio.NewWriterSize(f.zstd, 128<<10)
	return nil
}

// commit completes the file and puts it in place. The hour must have entries.
func (f *hourFile) commit() error {
	if err := f.write(f.hour.end()); err != nil {
		return err
	}
	err := f.lines.Flush()
	if closeErr := f.zstd.Close(); err == nil {
		err = closeErr
	}
	if err = syncAndClose(f.file, err); err == nil {
		err = f.place()
	}
	if err != nil {
		return fmt.Errorf("write logs: %w", err)
	}
	return nil
}

func (f *hourFile) place() error {
	name := filepath.Join(f.dir, f.hour.path(f.incomplete))
	if err := os.Rename(filepath.Join(f.dir, f.hour.temporaryPath()), name); err != nil {
		return err
	}
	if !f.incomplete {
		if err := os.Remove(filepath.Join(f.dir, f.hour.path(true))); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return syncDir(filepath.Dir(name))
}

// discard removes the temporary file.
func (f *hourFile) discard() {
	if f.file != nil {
		f.file.Close()
		os.Remove(filepath.Join(f.dir, f.hour.temporaryPath()))
	}
}

// makeDir creates a directory that only its owner can enter: logs hold addresses of visitors and, in queries, secrets.
func makeDir(dir string) error {
	parent := filepath.Dir(dir)
	if _, err := os.Stat(dir); err == nil || parent == dir {
		return err
	}
	if err := makeDir(parent); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	return syncDir(parent)
}

func syncAndClose(f output, err error) error {
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return syncAndClose(f, nil)
}
