package deletion

import (
	"context"
	"fmt"
	"slices"
)

// Resume completes or undoes a deletion or rollback that was interrupted in this work tree, and says which; nil when none
// was. [Repo.Delete] and [Repo.Rollback] do it first themselves. It gives a *[Refusal] when HEAD has moved since and the
// work tree has changes, so that nobody but the user can tell what to keep.
func (r *Repo) Resume(ctx context.Context, o Options) (*Outcome, error) {
	o = o.withDefaults()
	release, err := r.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	earlier, err := r.resume(ctx, o)
	if earlier == nil {
		return nil, err
	}
	return &earlier.Outcome, err
}

// resumed is what became of an interrupted deletion or rollback.
type resumed struct {
	Outcome
	kind string
}

// deletes tells whether it was the deletion of b, and was completed.
func (e *resumed) deletes(b Batch) bool {
	return e.kind == kindDelete && e.Resumed && e.Batch == b.Number && slices.Equal(pathsOf(e.Files), pathsOf(b.Files))
}

func (r *Repo) resume(ctx context.Context, o Options) (*resumed, error) {
	rec, err := r.pending()
	if rec == nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	// What was interrupted once is not left half done again.
	ctx = context.WithoutCancel(ctx)
	o.TagPrefix = rec.Prefix
	if err := r.checkIndexLock(); err != nil {
		return nil, err
	}
	var outcome *Outcome
	if rec.Kind == kindRollback {
		outcome, err = r.resumeRollback(ctx, rec, o)
	} else {
		outcome, err = r.resumeDeletion(ctx, rec, o)
	}
	if err != nil {
		return nil, fmt.Errorf("resume interrupted %s of batch %d: %w", rec.Kind, rec.Batch, err)
	}
	return &resumed{*outcome, rec.Kind}, nil
}

func (r *Repo) resumeDeletion(ctx context.Context, rec *record, o Options) (*Outcome, error) {
	commit, err := r.deletionAfter(ctx, rec)
	if err != nil {
		return nil, err
	}
	if rec.Step == stepCommit && commit != "" {
		return r.resumeCommitted(ctx, rec, commit, o)
	}
	return r.resumeUndo(ctx, rec, o)
}

// resumeCommitted completes a deletion whose commit was made, unless a hook changed it.
func (r *Repo) resumeCommitted(ctx context.Context, rec *record, commit string, o Options) (*Outcome, error) {
	exact, err := r.deletesExactly(ctx, rec, commit)
	if err != nil {
		return nil, err
	}
	if !exact {
		rec.Reason, rec.Commit = "a hook changed what was committed", commit
		if err := r.reach(rec, stepFailed); err != nil {
			return nil, err
		}
		return r.resumeUndo(ctx, rec, o)
	}
	r.step("tag verified")
	if err := r.tagVerified(ctx, rec, commit); err != nil {
		return nil, err
	}
	outcome, err := r.finish(ctx, rec, commit, o)
	if err == nil {
		outcome.Resumed = true
	}
	return outcome, err
}

func (r *Repo) resumeUndo(ctx context.Context, rec *record, o Options) (*Outcome, error) {
	if rec.Step == stepFailed {
		r.step("note failed")
		if err := r.noteFailed(rec, o); err != nil {
			return nil, err
		}
	}
	reason := "interrupted"
	ours, err := r.deletionAfter(ctx, rec)
	if err != nil {
		return nil, err
	}
	moved, err := r.movedOn(ctx, rec, ours)
	if err != nil {
		return nil, err
	}
	if moved {
		// The tree is clean, so the user has settled the matter.
		reason = "interrupted; HEAD has moved since, and the work tree was left as it is"
		err = r.removeStartTag(ctx, rec)
	} else {
		_, err = r.undo(ctx, rec, nil)
	}
	if err != nil {
		return nil, err
	}
	outcome := &Outcome{Batch: rec.Batch, Files: rec.files(), Undone: true}
	return outcome, r.forget(rec, o, reason)
}

// movedOn tells whether HEAD is neither where it was nor at our own commit after that, if there is one. It refuses when
// the work tree has changes then.
func (r *Repo) movedOn(ctx context.Context, rec *record, ours string) (bool, error) {
	head, err := r.commitOf(ctx, "HEAD")
	if err != nil || head == rec.Head || head == ours {
		return false, err
	}
	changed, err := r.uncommitted(ctx)
	if err != nil || len(changed) == 0 {
		return true, err
	}
	return true, refuse("commit the changes, or give them up with git restore --staged --worktree -- FILE, then run it again",
		"HEAD has moved from %s since batch %d was interrupted, and the work tree has uncommitted changes: %s", rec.Head[:min(12, len(rec.Head))], rec.Batch, listed(changed))
}
