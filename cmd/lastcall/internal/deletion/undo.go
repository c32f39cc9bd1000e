package deletion

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// fail restores everything after a deletion did not succeed, and returns what to tell about it.
func (d *deletion) fail(ctx context.Context, cause error) error {
	reason := cause.Error()
	if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
		reason = "it was interrupted: " + reason
	}
	d.rec.Reason = reason
	// A full disk must not keep the files from being restored, so these two may fail for now.
	noted := d.attempt(ctx, []step{
		{"reach failed", func(context.Context) error { return d.reach(d.rec, stepFailed) }},
		{"note failed", func(context.Context) error { return d.noteFailed(d.rec, d.o) }},
	})
	aside, err := d.undo(ctx, d.rec, d.before)
	if err == nil && noted != nil {
		err = d.noteFailed(d.rec, d.o)
	}
	if err == nil {
		err = d.forget(d.rec, d.o, "")
	}
	if err != nil {
		return fmt.Errorf("batch %d failed: %s; restoring it did not succeed either, and the next call tries again: %w", d.rec.Batch, reason, err)
	}
	if head, err := d.commitOf(ctx, "HEAD"); err != nil || head != d.rec.Head {
		reason += "; HEAD was left where it is"
	}
	f := &Failure{Batch: d.rec.Batch, Reason: reason, Aside: aside, Cause: cause}
	if _, err := os.Stat(d.rec.Log); err == nil {
		f.Log = d.rec.Log
	}
	return f
}

func (r *Repo) noteFailed(rec *record, o Options) error {
	e := rec.entry(ActionFailed)
	e.Reason, e.Log = rec.Reason, rec.Log
	return r.noteOnce(o, e)
}

// forget notes that everything is as it was before, and removes the record.
func (r *Repo) forget(rec *record, o Options, reason string) error {
	r.step("note restored")
	e := rec.entry(ActionRestored)
	e.Reason = reason
	if rec.Kind == kindDelete {
		e.Tag = rec.tag(startSuffix)
	}
	if err := r.noteOnce(o, e); err != nil {
		return err
	}
	r.step("end")
	return r.end()
}

// undo restores what a deletion changed: files, index, HEAD and the start tag. With before it restores every tracked
// file and returns the directory with what they had become, if any had changed. Without it, after an interruption, or
// when HEAD has moved, it touches nothing but the batch: other changes may be somebody's work.
func (r *Repo) undo(ctx context.Context, rec *record, before *snapshot) (aside string, err error) {
	if err := r.takeBack(ctx, rec); err != nil {
		return "", fmt.Errorf("take back commit: %w", err)
	}
	head, err := r.commitOf(ctx, "HEAD")
	if err != nil {
		return "", err
	}
	if head != rec.Head {
		before = nil
	}
	aside = filepath.Join(r.state, "changed", rec.Run)
	if err := r.restoreFiles(ctx, rec, before != nil, aside); err != nil {
		return "", err
	}
	if before != nil {
		r.step("restore tracked files")
		if _, err := r.restoreSnapshot(ctx, before, aside); err != nil {
			return "", err
		}
	}
	r.step("restore index")
	if err := r.undoIndex(ctx, rec, before); err != nil {
		return "", fmt.Errorf("restore index: %w", err)
	}
	r.step("remove start tag")
	if err := r.removeStartTag(ctx, rec); err != nil {
		return "", fmt.Errorf("remove start tag: %w", err)
	}
	if _, err := os.Stat(aside); err != nil {
		return "", nil
	}
	return aside, nil
}

// takeBack removes the commit of a deletion from the branch if it is the last one.
func (r *Repo) takeBack(ctx context.Context, rec *record) error {
	commit, err := r.deletionAfter(ctx, rec)
	if err != nil || commit == "" {
		return err
	}
	head, err := r.commitOf(ctx, "HEAD")
	if err != nil || head != commit {
		return err
	}
	r.step("take back commit")
	_, err = r.git(ctx, "update-ref", "-m", "lastcall: take back batch", "HEAD", rec.Head, commit)
	return err
}

// deletionAfter returns the commit that the deletion of a record made, empty when it made none. It is known by its
// message or, since a hook may change that, by what it deletes.
func (r *Repo) deletionAfter(ctx context.Context, rec *record) (string, error) {
	if rec.Step != stepCommit || rec.Commit != "" {
		return rec.Commit, nil
	}
	return r.commitAfter(ctx, rec.Head, func(commit string) (bool, error) {
		text, err := r.git(ctx, "cat-file", "commit", commit)
		if err != nil || bytes.Contains(text, []byte(rec.marker())) {
			return true, err
		}
		return r.deletesExactly(ctx, rec, commit)
	})
}

// commitAfter returns the commit among the ancestors of HEAD whose only parent is the commit from and that is the one
// looked for; empty when there is none.
func (r *Repo) commitAfter(ctx context.Context, from string, isIt func(commit string) (bool, error)) (string, error) {
	out, err := r.git(ctx, "rev-list", "--parents", from+"..HEAD")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) == 2 && f[1] == from {
			if found, err := isIt(f[0]); err != nil || found {
				return f[0], err
			}
		}
	}
	return "", nil
}

// restoreFiles brings the files of a record back as they were. Unless all is true it leaves a file alone that is both
// there and in the index: somebody has brought it back since.
func (r *Repo) restoreFiles(ctx context.Context, rec *record, all bool, aside string) error {
	now, err := r.index(ctx, rec.paths()...)
	if err != nil {
		return err
	}
	for i, f := range rec.Files {
		sum, err := fileSum(r.path(f.File.Path))
		there := err == nil
		_, tracked := now[f.File.Path]
		if there && tracked && !all && !strings.EqualFold(sum, f.File.SHA256) {
			continue
		}
		r.step("restore file")
		if err := r.restoreFile(i, f, aside); err != nil {
			return fmt.Errorf("restore %s: %w", quoted(f.File.Path), err)
		}
	}
	for _, d := range rec.Dirs {
		if err := r.restorePerm(string(d.Path), d.Perm); err != nil {
			return fmt.Errorf("restore %s: %w", quoted(string(d.Path)), err)
		}
	}
	return nil
}

// restoreFile brings back content, permissions and time of one file.
func (r *Repo) restoreFile(i int, f keptFile, aside string) error {
	place := r.path(f.File.Path)
	same, err := r.isKept(f)
	if err != nil {
		return err
	}
	if !same {
		if err := r.clearWay(f.File.Path, aside); err != nil {
			return err
		}
		staged, err := r.stage()
		if err != nil {
			return err
		}
		if _, err := copyFile(r.copyOf(i), staged); err != nil {
			return err
		}
		if err := os.Chmod(staged, f.Perm); err != nil {
			return err
		}
		if err := move(staged, place); err != nil {
			return err
		}
	}
	return inOrder(
		func() error { return os.Chmod(place, f.Perm) },
		func() error { return os.Chtimes(place, f.ModTime, f.ModTime) },
	)
}

// isKept tells whether a file is there with the content it had.
func (r *Repo) isKept(f keptFile) (bool, error) {
	info, err := os.Lstat(r.path(f.File.Path))
	if err != nil || !info.Mode().IsRegular() || r.linkedParent(f.File.Path) {
		return false, nil
	}
	sum, err := fileSum(r.path(f.File.Path))
	return strings.EqualFold(sum, f.File.SHA256), err
}

func (r *Repo) restorePerm(path string, perm fs.FileMode) error {
	info, err := os.Lstat(r.path(path))
	if errors.Is(err, fs.ErrNotExist) || err == nil && (!info.IsDir() || info.Mode().Perm() == perm) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Chmod(r.path(path), perm)
}

func (r *Repo) undoIndex(ctx context.Context, rec *record, before *snapshot) error {
	if before != nil {
		now, err := r.index(ctx)
		if err != nil {
			return err
		}
		return r.restoreIndex(ctx, before.index, now)
	}
	now, err := r.index(ctx, rec.paths()...)
	if err != nil {
		return err
	}
	missing := map[string]entry{}
	for path, e := range rec.index() {
		if _, ok := now[path]; !ok {
			missing[path] = e
		}
	}
	return r.restoreIndex(ctx, missing, nil)
}

// removeStartTag removes the tag if the deletion made it.
func (r *Repo) removeStartTag(ctx context.Context, rec *record) error {
	name := rec.tag(startSuffix)
	tags, err := r.tags(ctx, name)
	if err != nil || tags[name].object != rec.Head {
		return err
	}
	_, err = r.gitReading(ctx, fmt.Appendf(nil, "delete refs/tags/%s %s\n", name, rec.Head), "update-ref", "--stdin")
	return err
}
