package deletion

import (
	"context"
	"os"
	"slices"
	"strings"
)

// rollbackPlan is what a rollback has to do.
type rollbackPlan struct {
	rec  *record
	back bool // all files are back already
}

// checkRollback refuses a batch that is not there to roll back, or that cannot be rolled back without a conflict.
func (r *Repo) checkRollback(ctx context.Context, number int, o Options) (*rollbackPlan, error) {
	s, err := r.checkState(ctx, o)
	if err != nil {
		return nil, err
	}
	name := tagOf(o.TagPrefix, number, verifiedSuffix)
	tags, err := r.tags(ctx, o.TagPrefix)
	if err != nil {
		return nil, err
	}
	commit := tags[name].commit
	if commit == "" {
		return nil, refuse("git tag --list; git fetch --tags if it was deleted in another clone", "batch %d is not verified: there is no tag %s of a commit", number, name)
	}
	if here, err := r.isAncestor(ctx, commit, "HEAD"); err != nil || !here {
		return nil, orRefuse(err, "switch to the branch that has it", "HEAD does not contain the commit of batch %d (tag %s)", number, name)
	}
	p := &rollbackPlan{rec: newRecord(kindRollback, stepRevert, number, s, o)}
	p.rec.Reverts = commit
	if err := r.findDeleted(ctx, p.rec); err != nil {
		return nil, err
	}
	missing, err := r.checkPlaces(ctx, p.rec)
	p.back = missing == 0
	return p, err
}

// findDeleted reads from the verified commit which files the batch deleted, and from the journal what they contained.
func (r *Repo) findDeleted(ctx context.Context, rec *record) error {
	const hint = "bring the files back by hand: git checkout COMMIT -- FILE"
	short := rec.Reverts[:min(12, len(rec.Reverts))]
	parents, err := r.git(ctx, "rev-list", "--parents", "--max-count=1", rec.Reverts)
	if err != nil {
		return err
	}
	if n := len(strings.Fields(string(parents))); n != 2 {
		return refuse(hint, "%s, which should be the commit of batch %d, has %d parents", short, rec.Batch, n-1)
	}
	changes, err := r.changes(ctx, rec.Reverts+"^", rec.Reverts)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if c.letter != "D" || c.mode != modeFile && c.mode != modeExecutable {
			return refuse(hint, "%s, which should be the commit of batch %d, does more than delete files: it has %s", short, rec.Batch, c)
		}
		rec.Files = append(rec.Files, keptFile{File: File{Path: c.path}, Mode: c.mode, OID: c.oid})
	}
	if len(rec.Files) == 0 {
		return refuse(hint, "%s, which should be the commit of batch %d, deletes nothing", short, rec.Batch)
	}
	entries, err := r.Journal()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Action == ActionVerified && e.Commit == rec.Reverts })
	if i < 0 {
		return nil
	}
	if !slices.Equal(pathsOf(entries[i].Files), pathsOf(rec.files())) {
		return refuse(hint, "%s does not delete the files that the journal says of batch %d", short, rec.Batch)
	}
	for n := range rec.Files {
		f := &rec.Files[n].File
		*f = entries[i].Files[slices.IndexFunc(entries[i].Files, func(e File) bool { return e.Path == f.Path })]
	}
	return nil
}

// checkPlaces refuses a rollback when anything else is now where a file was, and counts the files that are not back.
func (r *Repo) checkPlaces(ctx context.Context, rec *record) (missing int, err error) {
	now, err := r.index(ctx)
	if err != nil {
		return 0, err
	}
	for _, f := range rec.Files {
		name := quoted(f.File.Path)
		if e, tracked := now[f.File.Path]; tracked {
			if e.mode != f.Mode || e.oid != f.OID {
				return 0, refuse("merge the old content by hand: git show "+rec.Reverts+"^:FILE", "there is another %s since batch %d was deleted", name, rec.Batch)
			}
			continue
		}
		missing++
		for i := range len(f.File.Path) + 1 {
			if i < len(f.File.Path) && f.File.Path[i] != '/' {
				continue
			}
			info, err := os.Lstat(r.path(f.File.Path[:i]))
			if err == nil && (i == len(f.File.Path) || !info.IsDir()) {
				return 0, refuse("move it out of the way", "%s is in the way of %s", quoted(f.File.Path[:i]), name)
			}
		}
	}
	return missing, nil
}
