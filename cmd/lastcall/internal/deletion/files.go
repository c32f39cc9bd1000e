package deletion

import (
	"cmp"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// inOrder takes steps until one fails.
func inOrder(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// fileSum returns the SHA-256 of a file's content in hex.
func fileSum(path string) (string, error) {
	sum := sha256.New()
	err := readInto(sum, path)
	return hex.EncodeToString(sum.Sum(nil)), err
}

func readInto(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// blobOf returns the id that git would give to a file's bytes as they are. It differs from the id in the index where git
// converts: line ends, encodings, filters. like is any id of the repository: it tells which hash is used.
func blobOf(path, like string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	if info.Mode().Type() == fs.ModeSymlink {
		target, err := os.Readlink(path)
		sum := blobHash(like, int64(len(target)))
		io.WriteString(sum, target)
		return hex.EncodeToString(sum.Sum(nil)), err
	}
	sum := blobHash(like, info.Size())
	err = readInto(sum, path)
	return hex.EncodeToString(sum.Sum(nil)), err
}

func blobHash(like string, size int64) hash.Hash {
	sum := sha1.New()
	if len(like) == hex.EncodedLen(sha256.Size) {
		sum = sha256.New()
	}
	fmt.Fprintf(sum, "blob %d\x00", size)
	return sum
}

// copyFile copies a file's content, durably, and returns its SHA-256 in hex. The copy must not exist yet.
func copyFile(from, to string) (sum string, err error) {
	src, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	hashed := sha256.New()
	_, err = io.Copy(io.MultiWriter(dst, hashed), src)
	if err == nil {
		err = dst.Sync()
	}
	return hex.EncodeToString(hashed.Sum(nil)), cmp.Or(err, dst.Close())
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return cmp.Or(f.Sync(), f.Close())
}

// writeWhole writes a file that is there as a whole or not at all, durably.
func writeWhole(path string, content []byte) error {
	f, err := os.Create(path + ".new")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err := cmp.Or(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// move renames a file, or copies it where the target is on another file system.
func move(from, to string) error {
	err := os.Rename(from, to)
	if !errors.Is(err, syscall.EXDEV) {
		return err
	}
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("move %s: it is no file, and the git directory is on another file system", from)
	}
	// The temporary name keeps an interruption from leaving half a file under the name of a whole one.
	half := to + ".lastcall"
	if err := os.Remove(half); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := copyFile(from, half); err != nil {
		return err
	}
	return inOrder(
		func() error { return os.Chmod(half, info.Mode().Perm()) },
		func() error { return os.Chtimes(half, info.ModTime(), info.ModTime()) },
		func() error { return os.Rename(half, to) },
		func() error { return os.Remove(from) },
	)
}

// clearWay moves what is in the way of a file out of the work tree: whatever has its name, and any parent that is no
// directory. Then it makes the directories that are missing.
func (r *Repo) clearWay(path, aside string) error {
	for i := range len(path) + 1 {
		if i < len(path) && path[i] != '/' {
			continue
		}
		part := path[:i]
		info, err := os.Lstat(r.path(part))
		if err == nil && i < len(path) && info.IsDir() {
			continue
		}
		if err == nil {
			to := filepath.Join(aside, filepath.FromSlash(part))
			if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
				return err
			}
			if err := move(r.path(part), to); err != nil {
				return err
			}
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if i < len(path) {
			if err := os.Mkdir(r.path(part), 0o777); err != nil {
				return err
			}
		}
	}
	return nil
}

// gitToFile writes what a git command prints to a new file.
func (r *Repo) gitToFile(ctx context.Context, path string, args ...string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	cmd := r.command(ctx, r.program, append(plainly.args, args...)...)
	cmd.Env = append(cmd.Env, plainly.env...)
	cmd.Stdout = f
	return cmp.Or(cmd.Run(), f.Sync(), f.Close())
}
