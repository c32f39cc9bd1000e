package deletion

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// snapshot is how the tracked files were before a test command ran, so that they can be restored byte for byte. Files
// whose bytes git stores as they are need no copy.
type snapshot struct {
	index map[string]entry
	files map[string]original // without those that are missing
}

// original is a tracked file or symbolic link as it was.
type original struct {
	blob string // id of its bytes as they are
	copy string // path of a copy; empty when git has the bytes
	link string // what a symbolic link points to; empty for a file
	perm fs.FileMode
}

// takeSnapshot reads every tracked file. index is what the index holds; files of the record are kept already.
func (r *Repo) takeSnapshot(ctx context.Context, index map[string]entry, rec *record) (*snapshot, error) {
	dir := filepath.Join(r.pendingDir(), "tracked")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("keep tracked files: %w", err)
	}
	s := &snapshot{index: index, files: map[string]original{}}
	kept := rec.index()
	for path, e := range index {
		if _, ok := kept[path]; ok || e.mode == modeSubmodule {
			continue
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		o, err := r.original(path, e, filepath.Join(dir, strconv.Itoa(len(s.files))))
		if errors.Is(err, fs.ErrNotExist) {
			continue // git was told not to look at it, or the work tree would not be clean
		}
		if err != nil {
			return nil, fmt.Errorf("keep %s: %w", quoted(path), err)
		}
		s.files[path] = o
	}
	return s, nil
}

// original notes how a file is, and copies it if git has not its bytes.
func (r *Repo) original(path string, e entry, copy string) (original, error) {
	info, err := os.Lstat(r.path(path))
	if err != nil {
		return original{}, err
	}
	o := original{perm: info.Mode().Perm()}
	if o.blob, err = blobOf(r.path(path), e.oid); err != nil {
		return original{}, err
	}
	if info.Mode().Type() == fs.ModeSymlink {
		o.link, err = os.Readlink(r.path(path))
		return o, err
	}
	if o.blob != e.oid {
		o.copy = copy
		_, err = copyFile(r.path(path), copy)
	}
	return o, err
}

// restoreSnapshot makes the tracked files what they were. What they had become goes to the directory aside, so that
// nothing is lost if it was not the test that changed them. It returns the paths of files that differed.
func (r *Repo) restoreSnapshot(ctx context.Context, s *snapshot, aside string) (changed []string, err error) {
	for _, path := range slices.Sorted(maps.Keys(s.files)) {
		o := s.files[path]
		same, err := r.isOriginal(path, o)
		if err == nil && !same {
			changed = append(changed, path)
			err = r.restoreOriginal(ctx, path, o, aside)
		}
		if err != nil {
			return changed, fmt.Errorf("restore %s: %w", quoted(path), err)
		}
	}
	return changed, nil
}

func (r *Repo) isOriginal(path string, o original) (bool, error) {
	info, err := os.Lstat(r.path(path))
	if err != nil {
		// Missing, or below what is no directory any more.
		return false, nil
	}
	isLink := info.Mode().Type() == fs.ModeSymlink
	if isLink != (o.link != "") || !isLink && !info.Mode().IsRegular() || r.linkedParent(path) {
		return false, nil
	}
	blob, err := blobOf(r.path(path), o.blob)
	if err != nil || blob != o.blob || isLink {
		return blob == o.blob, err
	}
	if info.Mode().Perm() != o.perm {
		return true, os.Chmod(r.path(path), o.perm)
	}
	return true, nil
}

// linkedParent tells whether a symbolic link stands where a directory of the path should be.
func (r *Repo) linkedParent(path string) bool {
	for i := range len(path) {
		if path[i] != '/' {
			continue
		}
		if info, err := os.Lstat(r.path(path[:i])); err == nil && info.Mode().Type() == fs.ModeSymlink {
			return true
		}
	}
	return false
}

func (r *Repo) restoreOriginal(ctx context.Context, path string, o original, aside string) error {
	if err := r.clearWay(path, aside); err != nil {
		return err
	}
	if o.link != "" {
		return os.Symlink(o.link, r.path(path))
	}
	staged, err := r.stage()
	if err != nil {
		return err
	}
	if o.copy != "" {
		_, err = copyFile(o.copy, staged)
	} else {
		err = r.gitToFile(ctx, staged, "cat-file", "blob", o.blob)
	}
	if err != nil {
		return err
	}
	if err := os.Chmod(staged, o.perm); err != nil {
		return err
	}
	return move(staged, r.path(path))
}

// stage returns the path of a file, not there yet, to write before it is moved into the work tree as a whole.
func (r *Repo) stage() (string, error) {
	staged := filepath.Join(r.pendingDir(), "staged")
	if err := os.Remove(staged); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	return staged, nil
}
