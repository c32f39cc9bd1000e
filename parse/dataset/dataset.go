package dataset

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"lastcall/parse"
)

// Dataset is a dataset opened for writing. One process at a time can hold it. It is not safe for concurrent use.
type Dataset struct {
	Options parse.Options // how sources are read; set before the first one
	Privacy Privacy       // what is kept of them; set before the first one

	dir     string
	lock    *flock.Flock
	sources map[string]*Source // by fingerprint

	create               func(name string) (output, error)
	chunkRows, chunkText int // when a chunk is full
	rejectBytes          int // when a log of rejects is full
}

// Open opens the dataset in dir for writing, creating it where there is none, waits while another process
// writes, and discards what an interrupted one left. waiting is called once when it has to wait.
func Open(ctx context.Context, dir string, waiting func()) (*Dataset, error) {
	shareEncoder()
	if err := os.MkdirAll(filepath.Join(dir, "sources"), 0o777); err != nil {
		return nil, fmt.Errorf("create dataset: %w", err)
	}
	lock := flock.New(filepath.Join(dir, ".lock"), flock.SetPermissions(0o666))
	locked, err := lock.TryLock()
	if err == nil && !locked {
		waiting()
		_, err = lock.TryLockContext(ctx, 100*time.Millisecond)
	}
	if err != nil {
		return nil, fmt.Errorf("lock dataset: %w", err)
	}
	d := &Dataset{
		dir: dir, lock: lock, sources: map[string]*Source{},
		create: createFile, chunkRows: chunkRows, chunkText: chunkText, rejectBytes: rejectBytes,
	}
	if err := d.load(); err != nil {
		lock.Unlock()
		return nil, err
	}
	return d, nil
}

func createFile(name string) (output, error) { return os.Create(name) }

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
		if err != nil || keep[rel] || !ourFile.MatchString(filepath.ToSlash(rel)) {
			return err
		}
		if err := os.Remove(name); err != nil {
			return err
		}
		os.Remove(filepath.Dir(name)) // succeeds when nothing else is in it
		return nil
	})
}

// ourFile tells files of the dataset, by their paths in it, from anything else a user may keep beside them: logs that
// are named by their MD5, for example.
var ourFile = regexp.MustCompile(`^((requests|lines|ids)/date=\d{4}-\d\d-\d\d/[0-9a-f]{32}(-[0-9]+)?\.parquet|rejects/[0-9a-f]{32}\.ndjson)$`)

func (d *Dataset) staging() string { return filepath.Join(d.dir, ".staging") }

// Knows reports whether a source of this name was committed before. It says nothing of its content.
func (d *Dataset) Knows(name string) bool {
	name = validName(name)
	for _, s := range d.sources {
		if slices.Contains(s.Names, name) {
			return true
		}
	}
	return false
}
