package dataset

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Dataset is a dataset opened for writing. One process at a time can hold it.
type Dataset struct {
	dir     string
	lock    *flock.Flock
	sources map[string]*Source // by fingerprint
	create  func(name string) (*os.File, error)
}

// Open opens the dataset in dir for writing, creating it where there is none, waits while another process
// writes, and discards what an interrupted one left. waiting is called once when it has to wait.
func Open(ctx context.Context, dir string, waiting func()) (*Dataset, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("create dataset: %w", err)
	}
	lock := flock.New(filepath.Join(dir, ".lock"))
	locked, err := lock.TryLock()
	if err == nil && !locked {
		waiting()
		_, err = lock.TryLockContext(ctx, 100*time.Millisecond)
	}
	if err != nil {
		return nil, fmt.Errorf("lock dataset: %w", err)
	}
	d := &Dataset{dir: dir, lock: lock, sources: map[string]*Source{}, create: os.Create}
	if err := d.load(); err != nil {
		lock.Unlock()
		return nil, err
	}
	return d, nil
}

// Close lets the next writer in.
func (d *Dataset) Close() error {
	return d.lock.Unlock()
}

// load reads the commit records and removes files that no commit record names.
func (d *Dataset) load() error {
	snapshot, err := Read(d.dir)
	if err != nil {
		return err
	}
	keep := map[string]bool{}
	for i := range snapshot.Sources {
		s := &snapshot.Sources[i]
		d.sources[s.Fingerprint] = s
		keep[filepath.Join("rejects", s.Fingerprint+".ndjson")] = true
		for _, f := range s.Files {
			keep[filepath.FromSlash(f.Path)] = true
		}
	}
	if err := os.RemoveAll(d.staging()); err != nil {
		return fmt.Errorf("clean up dataset: %w", err)
	}
	for _, table := range []string{"requests", "lines", "ids", "rejects"} {
		if err := d.removeOrphans(table, keep); err != nil {
			return fmt.Errorf("clean up dataset: %w", err)
		}
	}
	return nil
}

func (d *Dataset) removeOrphans(table string, keep map[string]bool) error {
	return filepath.WalkDir(filepath.Join(d.dir, table), func(name string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(d.dir, name)
		if err != nil || keep[rel] || !ours(name) {
			return err
		}
		return os.Remove(name)
	})
}

// ours tells files of the dataset from anything else a user may keep beside them.
func ours(name string) bool {
	return strings.HasSuffix(name, ".parquet") || strings.HasSuffix(name, ".ndjson")
}

func (d *Dataset) staging() string { return filepath.Join(d.dir, ".staging") }

// Knows reports whether a source of this name was committed before. It says nothing of its content.
func (d *Dataset) Knows(name string) bool {
	for _, s := range d.sources {
		if slices.Contains(s.Names, name) {
			return true
		}
	}
	return false
}

// move is the way of a staged file to its place below the dataset.
type move struct{ staged, place string }

// commit moves staged files into place and then the commit record, which makes them part of the dataset.
func (d *Dataset) commit(s *Source, moves []move) error {
	for _, m := range moves {
		target := filepath.Join(d.dir, m.place)
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			return err
		}
		if err := os.Rename(m.staged, target); err != nil {
			return err
		}
		if err := syncDir(filepath.Dir(target)); err != nil {
			return err
		}
	}
	if err := d.writeSource(s); err != nil {
		return err
	}
	d.sources[s.Fingerprint] = s
	return nil
}

// writeSource writes a commit record, whole or not at all.
func (d *Dataset) writeSource(s *Source) error {
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err
	}
	dir := filepath.Join(d.dir, "sources")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if err := os.MkdirAll(d.staging(), 0o777); err != nil {
		return err
	}
	name := s.Fingerprint + ".json"
	f, err := d.create(filepath.Join(d.staging(), name))
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err := syncAndClose(f, err); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(d.staging(), name), filepath.Join(dir, name)); err != nil {
		return err
	}
	return syncDir(dir)
}

// seenAs adds a name to a committed source.
func (d *Dataset) seenAs(s *Source, name string) error {
	if slices.Contains(s.Names, name) {
		return nil
	}
	s.Names = append(s.Names, name)
	return d.writeSource(s)
}

func syncAndClose(f *os.File, err error) error {
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
