package deletion

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// giveUpRollback undoes a revert that did not succeed.
func (r *Repo) giveUpRollback(ctx context.Context, rec *record, cause error, o Options) error {
	err := r.undoRevert(ctx, rec)
	if err == nil {
		err = r.forget(rec, o, "the rollback did not succeed")
	}
	switch {
	case err != nil:
		return fmt.Errorf("roll back batch %d: %w; undoing that did not succeed either, and the next call tries again: %w", rec.Batch, cause, err)
	case errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded):
		return cause
	case cause == nil:
		cause = errors.New("git revert made no commit")
	}
	refusal := refuse("revert it by hand: git revert "+rec.Reverts, "batch %d could not be rolled back, everything is as before: %v", rec.Batch, cause)
	return r.rejected(refusal, Entry{Batch: rec.Batch, Files: rec.files()}, o)
}

// undoRevert restores work tree and index after an incomplete revert. It removes nothing but files that have the content
// that the revert gives them.
func (r *Repo) undoRevert(ctx context.Context, rec *record) error {
	reverting, err := r.commitOf(ctx, "REVERT_HEAD")
	if err != nil {
		return err
	}
	r.step("undo revert")
	if reverting == rec.Reverts {
		if err := r.gitWithHooks(ctx, nil, "revert", "--abort"); err != nil {
			return err
		}
	}
	now, err := r.index(ctx, rec.paths()...)
	if err != nil {
		return err
	}
	inHead, err := r.git(ctx, append([]string{"ls-tree", "-z", "--name-only", "HEAD", "--"}, rec.paths()...)...)
	if err != nil {
		return err
	}
	for path := range strings.SplitSeq(string(inHead), "\x00") {
		delete(now, path)
	}
	if err := r.restoreIndex(ctx, nil, now); err != nil {
		return err
	}
	for _, f := range rec.Files {
		if slices.Contains(strings.Split(string(inHead), "\x00"), f.File.Path) {
			continue
		}
		if err := r.removeReverted(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// removeReverted removes a file that an incomplete revert wrote, and the directories that it leaves empty.
func (r *Repo) removeReverted(ctx context.Context, f keptFile) error {
	if _, err := os.Lstat(r.path(f.File.Path)); err != nil {
		return ignoreMissing(err)
	}
	// As git would store it, whatever the line ends.
	out, err := r.git(ctx, "hash-object", "--", f.File.Path)
	if err != nil || strings.TrimSpace(string(out)) != f.OID {
		return err
	}
	if err := os.Remove(r.path(f.File.Path)); err != nil {
		return err
	}
	for i := len(f.File.Path) - 1; i > 0; i-- {
		if f.File.Path[i] == '/' && os.Remove(r.path(f.File.Path[:i])) != nil {
			break // not empty
		}
	}
	return nil
}
