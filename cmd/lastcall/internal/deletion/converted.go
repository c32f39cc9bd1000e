package deletion

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Git brings a file back as its attributes and settings say, which need not be how it was: line ends may differ. So a
// deletion keeps the bytes that git does not have, and a rollback gives every file the bytes that the journal has the
// hash of.

func (r *Repo) convertedPath(sha256 string) string {
	return filepath.Join(r.state, "converted", strings.ToLower(sha256))
}

// keepConverted keeps the files of a record whose bytes git stores in another form.
func (r *Repo) keepConverted(rec *record) error {
	for i, f := range rec.Files {
		blob, err := blobOf(r.copyOf(i), f.OID)
		if err != nil {
			return err
		}
		place := r.convertedPath(f.File.SHA256)
		if _, err := os.Lstat(place); blob == f.OID || err == nil {
			continue
		}
		err = inOrder(
			func() error { return os.MkdirAll(filepath.Dir(place), 0o777) },
			func() error { return ignoreMissing(os.Remove(place + ".new")) },
			func() error { _, err := copyFile(r.copyOf(i), place+".new"); return err },
			func() error { return os.Rename(place+".new", place) },
			func() error { return syncDir(filepath.Dir(place)) },
		)
		if err != nil {
			return err
		}
	}
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// restoreBytes gives the files of a rollback the bytes that they had, where the journal says which and they can be had.
// After an interruption it leaves a file alone that is not what git made of it.
func (r *Repo) restoreBytes(ctx context.Context, rec *record, interrupted bool) error {
	now, err := r.index(ctx, rec.paths()...)
	if err != nil {
		return err
	}
	entries := rec.index()
	for _, f := range rec.Files {
		if !now[f.File.Path].same(entries[f.File.Path]) {
			delete(entries, f.File.Path)
			continue
		}
		differs, err := r.differs(ctx, f, interrupted)
		if err == nil && differs {
			err = r.replaceBytes(ctx, f)
		}
		if err != nil {
			return fmt.Errorf("restore %s: %w", quoted(f.File.Path), err)
		}
	}
	// Git takes a file of another size than the index says for a changed one; a new entry says no size.
	return r.restoreIndex(ctx, entries, nil)
}

// differs tells whether a file is there with other bytes than it had.
func (r *Repo) differs(ctx context.Context, f keptFile, interrupted bool) (bool, error) {
	sum, err := fileSum(r.path(f.File.Path))
	if err != nil || f.File.SHA256 == "" || strings.EqualFold(sum, f.File.SHA256) {
		return false, ignoreMissing(err)
	}
	if !interrupted {
		return true, nil
	}
	out, err := r.git(ctx, "hash-object", "--", f.File.Path)
	return strings.TrimSpace(string(out)) == f.OID, err
}

// replaceBytes gives a file the bytes it had: those that git stores, or else those that were kept.
func (r *Repo) replaceBytes(ctx context.Context, f keptFile) error {
	staged, err := r.stage()
	if err != nil {
		return err
	}
	if err := r.gitToFile(ctx, staged, "cat-file", "blob", f.OID); err != nil {
		return err
	}
	sum, err := fileSum(staged)
	if err != nil {
		return err
	}
	if !strings.EqualFold(sum, f.File.SHA256) {
		if err := os.Remove(staged); err != nil {
			return err
		}
		_, err := copyFile(r.convertedPath(f.File.SHA256), staged)
		if err != nil {
			return ignoreMissing(err) // deleted in another clone
		}
	}
	info, err := os.Lstat(r.path(f.File.Path))
	if err != nil {
		return err
	}
	if err := os.Chmod(staged, info.Mode().Perm()); err != nil {
		return err
	}
	return move(staged, r.path(f.File.Path))
}
