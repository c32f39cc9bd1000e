package deletion

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Rollback brings the files of a verified batch back by reverting its commit, and removes its start and verified tags, so
// that the batch may be deleted again. A tag PREFIX+N-rolled-back stays at the commit that brought them back. If all files
// are back already, as they are after a revert by hand, there is no commit to make. What an earlier interruption left it
// completes or undoes first.
//
// A *[Refusal] means that nothing was changed. Any other error after the revert began means that neither completing nor
// undoing it succeeded: the next call tries again.
func (r *Repo) Rollback(ctx context.Context, number int, o Options) (*Outcome, error) {
	o = o.withDefaults()
	if o.DryRun {
		return r.rehearseRollback(ctx, number, o)
	}
	release, err := r.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	earlier, err := r.resume(ctx, o)
	if err != nil {
		return nil, err
	}
	if earlier != nil && earlier.kind == kindRollback && earlier.Resumed && earlier.Batch == number {
		return &earlier.Outcome, nil
	}
	p, err := r.checkRollback(ctx, number, o)
	if err != nil {
		return nil, r.rejected(err, Entry{Batch: number}, o)
	}
	r.step("begin rollback")
	if err := r.begin(p.rec); err != nil {
		return nil, err
	}
	return r.rollBack(ctx, p, o)
}

func (r *Repo) rehearseRollback(ctx context.Context, number int, o Options) (*Outcome, error) {
	if err := r.checkPending(); err != nil {
		return nil, err
	}
	p, err := r.checkRollback(ctx, number, o)
	if err != nil {
		return nil, err
	}
	outcome, err := r.rolledBack(ctx, p.rec, o)
	if outcome != nil {
		outcome.DryRun = true
	}
	return outcome, err
}

// rollBack carries out a rollback whose record is kept.
func (r *Repo) rollBack(ctx context.Context, p *rollbackPlan, o Options) (*Outcome, error) {
	clean := context.WithoutCancel(ctx)
	if !p.back {
		r.step("revert")
		err := ctx.Err()
		if err == nil {
			err = r.gitWithHooks(ctx, nil, "-c", "merge.directoryRenames=false", "revert", "--no-edit", p.rec.Reverts)
		}
		var findErr error
		p.rec.Revert, findErr = r.revertAfter(clean, p.rec)
		if p.rec.Revert == "" {
			return nil, r.giveUpRollback(clean, p.rec, errors.Join(err, findErr), o)
		}
	}
	return r.completeRollback(clean, p.rec, o, false)
}

// revertAfter returns the commit that brought the files of a record back, empty when there is none.
func (r *Repo) revertAfter(ctx context.Context, rec *record) (string, error) {
	return r.commitAfter(ctx, rec.Head, func(commit string) (bool, error) {
		out, err := r.git(ctx, append([]string{"ls-tree", "-z", commit, "--"}, rec.paths()...)...)
		if err != nil {
			return false, err
		}
		lines := strings.Split(string(out), "\x00")
		for _, f := range rec.Files {
			if !slices.Contains(lines, fmt.Sprintf("%s blob %s\t%s", f.Mode, f.OID, f.File.Path)) {
				return false, nil
			}
		}
		return true, nil
	})
}

// completeRollback does what is left once the files are back.
func (r *Repo) completeRollback(ctx context.Context, rec *record, o Options, interrupted bool) (*Outcome, error) {
	e := rec.entry(ActionRolledBack)
	e.Commit, e.Tag = rec.Revert, rec.tag(verifiedSuffix)
	if rec.Revert == "" {
		e.Reason = "the files were back already"
	}
	outcome, err := r.rolledBack(ctx, rec, o)
	if err != nil {
		return nil, err
	}
	err = r.attempt(ctx, []step{
		{"reach tag", func(context.Context) error { return r.reach(rec, stepTag) }},
		{"restore bytes", func(ctx context.Context) error { return r.restoreBytes(ctx, rec, interrupted) }},
		{"move tags", func(ctx context.Context) error { return r.moveTags(ctx, rec) }},
		{"note rolled back", func(context.Context) error { return r.noteOnce(o, e) }},
		{"end", func(context.Context) error { return r.end() }},
	})
	if err != nil {
		return nil, fmt.Errorf("the files of batch %d are back, but this could not be noted (the next call tries again): %w", rec.Batch, err)
	}
	return outcome, nil
}

// rolledBack describes the outcome of a rollback.
func (r *Repo) rolledBack(ctx context.Context, rec *record, o Options) (*Outcome, error) {
	outcome := &Outcome{Batch: rec.Batch, Files: rec.files(), Commit: rec.Revert, Tags: []string{rec.tag(rolledBackSuffix)}}
	_, verified, err := r.Verified(ctx, rec.Prefix)
	for _, v := range verified {
		if v.Number > rec.Batch && v.InHead {
			outcome.Later = append(outcome.Later, v.Number)
		}
	}
	return outcome, err
}

// moveTags replaces start and verified tag by the rolled-back tag. It may have been interrupted before.
func (r *Repo) moveTags(ctx context.Context, rec *record) error {
	at := rec.Revert
	if at == "" {
		at = rec.Head
	}
	tags, err := r.tags(ctx, rec.Prefix)
	if err != nil {
		return err
	}
	changes := fmt.Appendf(nil, "update refs/tags/%s %s\n", rec.tag(rolledBackSuffix), at)
	for _, suffix := range []string{startSuffix, verifiedSuffix} {
		if old := tags[rec.tag(suffix)].object; old != "" {
			changes = fmt.Appendf(changes, "delete refs/tags/%s %s\n", rec.tag(suffix), old)
		}
	}
	_, err = r.gitReading(ctx, changes, "update-ref", "--stdin")
	return err
}

func (r *Repo) resumeRollback(ctx context.Context, rec *record, o Options) (*Outcome, error) {
	if rec.Step == stepRevert {
		commit, err := r.revertAfter(ctx, rec)
		if err != nil {
			return nil, err
		}
		rec.Revert = commit
	}
	if rec.Revert != "" || rec.Step == stepTag {
		outcome, err := r.completeRollback(ctx, rec, o, true)
		if err == nil {
			outcome.Resumed = true
		}
		return outcome, err
	}
	moved, err := r.movedOn(ctx, rec, "")
	if err == nil && !moved {
		err = r.undoRevert(ctx, rec)
	}
	if err != nil {
		return nil, err
	}
	outcome := &Outcome{Batch: rec.Batch, Files: rec.files(), Undone: true}
	return outcome, r.forget(rec, o, "the rollback was interrupted")
}
