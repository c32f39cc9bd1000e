package deletion

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Repo is the work tree of a git repository. It is not safe for concurrent use; several processes may have one each.
type Repo struct {
	program string            // the git binary
	top     string            // the work tree, absolute
	gitDir  string            // what belongs to this work tree: HEAD, index, our pending record
	state   string            // what all work trees share of ours: journal, lock, test output
	lock    *lock             // nil while nothing is changed
	step    func(name string) // called before each step; does nothing but in tests

	patience time.Duration // how long others may hold a lock, ours or git's
}

// Open finds the repository that dir lies in. It gives a *[Refusal] when there is none with a work tree, and when git is
// not installed.
func Open(ctx context.Context, dir string) (*Repo, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, refuse("install git; lastcall deletes and restores with it", "git is not installed: %v", err)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, refuse("name the directory of a git work tree", "%s is not a directory", dir)
	}
	r := &Repo{program: program, top: dir, step: func(string) {}, patience: 2 * time.Second}
	for _, place := range []struct {
		flag string
		path *string
	}{{"--show-toplevel", &r.top}, {"--absolute-git-dir", &r.gitDir}, {"--git-common-dir", &r.state}} {
		out, err := r.git(ctx, "rev-parse", place.flag)
		if err != nil {
			return nil, r.noWorkTree(ctx, dir, err)
		}
		*place.path = strings.TrimSuffix(string(out), "\n")
	}
	if !filepath.IsAbs(r.state) {
		r.state = filepath.Join(r.top, r.state)
	}
	r.state = filepath.Join(r.state, "lastcall")
	return r, nil
}

// noWorkTree says why git finds no work tree.
func (r *Repo) noWorkTree(ctx context.Context, dir string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if bare, bareErr := r.git(ctx, "rev-parse", "--is-bare-repository"); bareErr == nil {
		if string(bare) == "true\n" {
			return refuse("clone it, or add a work tree with git worktree add", "%s is a bare repository, without files to delete", dir)
		}
		return refuse("name the directory that holds the files", "%s lies inside a .git directory", dir)
	}
	return refuse("set deletion.repo to a directory of the repository", "%s is in no git repository that can be used: %v", dir, err)
}

// Top returns the directory of the work tree, absolute and without symbolic links.
func (r *Repo) Top() string { return r.top }

// Tracked returns the paths of all tracked files in order, slash-separated and below the top. Symbolic links are among
// them, submodules are not. A path listed may be missing from the work tree.
func (r *Repo) Tracked(ctx context.Context) ([]string, error) {
	index, err := r.index(ctx)
	if err != nil {
		return nil, fmt.Errorf("list tracked files: %w", err)
	}
	var paths []string
	for path, e := range index {
		if e.mode != modeSubmodule {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths, nil
}

// VerifiedBatch is a batch that was deleted, tested and not rolled back.
type VerifiedBatch struct {
	Number int
	Tag    string
	Commit string    // the commit that deleted it
	Time   time.Time // when that was committed, UTC
	InHead bool      // whether HEAD contains the commit
}

// Verified returns the batches that have a verified tag, in order, and the highest number among them: 0 when there is
// none. New plans number on from it. Commits that HEAD does not contain count too, as their tags would be in the way.
// An empty prefix means the default one.
func (r *Repo) Verified(ctx context.Context, prefix string) (highest int, batches []VerifiedBatch, err error) {
	prefix = Options{TagPrefix: prefix}.withDefaults().TagPrefix
	tags, err := r.tags(ctx, prefix)
	if err != nil {
		return 0, nil, fmt.Errorf("list verified batches: %w", err)
	}
	for name, tag := range tags {
		number, ok := numberOf(name, prefix, verifiedSuffix)
		if !ok || tag.commit == "" {
			continue
		}
		v := VerifiedBatch{Number: number, Tag: name, Commit: tag.commit, Time: tag.time}
		if v.InHead, err = r.isAncestor(ctx, tag.commit, "HEAD"); err != nil {
			return 0, nil, fmt.Errorf("list verified batches: %w", err)
		}
		batches = append(batches, v)
		highest = max(highest, number)
	}
	slices.SortFunc(batches, func(a, b VerifiedBatch) int { return a.Number - b.Number })
	return highest, batches, nil
}

const (
	startSuffix      = "-start"
	verifiedSuffix   = "-verified"
	rolledBackSuffix = "-rolled-back"
)

func tagOf(prefix string, number int, suffix string) string {
	return prefix + strconv.Itoa(number) + suffix
}

// numberOf reads the number out of a tag that tagOf made.
func numberOf(tag, prefix, suffix string) (int, bool) {
	digits, ok := strings.CutPrefix(tag, prefix)
	if !ok {
		return 0, false
	}
	digits, ok = strings.CutSuffix(digits, suffix)
	number, err := strconv.Atoi(digits)
	return number, ok && err == nil && number > 0 && strconv.Itoa(number) == digits
}

type tag struct {
	object string    // what the ref holds, which is another object for an annotated tag
	commit string    // empty when it is of no commit
	time   time.Time // of the commit, UTC
}

// tags returns the tags whose name starts with prefix, by name.
func (r *Repo) tags(ctx context.Context, prefix string) (map[string]tag, error) {
	const format = "%(refname)%00%(objectname)%00%(objecttype)%00%(committerdate:unix)%00%(*objectname)%00%(*objecttype)%00%(*committerdate:unix)"
	out, err := r.git(ctx, "for-each-ref", "--format="+format, "refs/tags/")
	if err != nil {
		return nil, err
	}
	tags := map[string]tag{}
	for line := range bytes.Lines(out) {
		field := strings.Split(strings.TrimSuffix(string(line), "\n"), "\x00")
		name := strings.TrimPrefix(field[0], "refs/tags/")
		if len(field) != 7 || !strings.HasPrefix(name, prefix) {
			continue
		}
		t, of := tag{object: field[1]}, field[1:4]
		if field[4] != "" {
			of = field[4:7]
		}
		if of[1] == "commit" {
			seconds, _ := strconv.ParseInt(of[2], 10, 64)
			t.commit, t.time = of[0], time.Unix(seconds, 0).UTC()
		}
		tags[name] = t
	}
	return tags, nil
}

// commitOf returns the commit that a name stands for, empty when it stands for none.
func (r *Repo) commitOf(ctx context.Context, name string) (string, error) {
	if strings.HasPrefix(name, "-") {
		return "", nil
	}
	out, err := r.git(ctx, "rev-parse", "--verify", "--quiet", name+"^{commit}")
	if exitedWith(err, 1) || exitedWith(err, 128) {
		return "", nil
	}
	return strings.TrimSuffix(string(out), "\n"), err
}

func (r *Repo) isAncestor(ctx context.Context, commit, of string) (bool, error) {
	_, err := r.git(ctx, "merge-base", "--is-ancestor", commit, of)
	if exitedWith(err, 1) {
		return false, nil
	}
	return err == nil, err
}

// branch returns the ref that HEAD stands for, empty when HEAD is detached.
func (r *Repo) branch(ctx context.Context) (string, error) {
	out, err := r.git(ctx, "symbolic-ref", "--quiet", "HEAD")
	if exitedWith(err, 1) {
		return "", nil
	}
	return strings.TrimSuffix(string(out), "\n"), err
}

// acquire keeps other deletions and rollbacks out of the repository until release is called.
func (r *Repo) acquire(ctx context.Context) (release func(), err error) {
	if err := os.MkdirAll(r.state, 0o777); err != nil {
		return nil, unwritable(err)
	}
	for until := time.Now().Add(r.patience); ; {
		l, err := tryLock(filepath.Join(r.state, "lock"))
		if err != nil {
			return nil, unwritable(err)
		}
		if l != nil {
			r.lock = l
			return func() { l.release(); r.lock = nil }, nil
		}
		if time.Now().After(until) {
			return nil, refuse("wait for it to end; a test command it started counts too",
				"another lastcall deletes or rolls back in this repository")
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(lockPoll):
		}
	}
}

func unwritable(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return refuse("run as the user who owns the repository", "the git directory cannot be written: %v", err)
	}
	return fmt.Errorf("prepare git directory: %w", err)
}
