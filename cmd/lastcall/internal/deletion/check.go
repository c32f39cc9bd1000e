package deletion

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// check refuses a batch that must not be deleted now, and returns the index entries of its files and the commit of HEAD.
// It changes nothing.
func (r *Repo) check(ctx context.Context, b Batch, o Options) (*start, error) {
	if err := checkRequest(b, o); err != nil {
		return nil, err
	}
	s, err := r.checkState(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := r.checkOrder(ctx, b.Number, o); err != nil {
		return nil, err
	}
	if err := r.checkHistory(b, o); err != nil {
		return nil, err
	}
	s.index, err = r.index(ctx)
	if err != nil {
		return nil, fmt.Errorf("list tracked files: %w", err)
	}
	for _, f := range b.Files {
		if err := r.checkFile(f, s.index, o); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// start is where a deletion or rollback starts from.
type start struct {
	head, branch string
	index        map[string]entry // all of it; a deletion's only
}

// checkRequest refuses what can be refused without a look at the repository.
func checkRequest(b Batch, o Options) error {
	switch {
	case strings.TrimSpace(o.Test) == "":
		return refuse("set deletion.test to the command that tests the project", "there is no test command, so no deletion could be verified")
	case b.Number < 1:
		return refuse("batches are numbered from 1", "%d is no number of a batch", b.Number)
	case len(b.Files) == 0:
		return refuse("make a new plan", "batch %d is empty", b.Number)
	case len(b.Files) > o.MaxFiles:
		return refuse("make a new plan, or raise deletion.max-files", "batch %d has %d files, and at most %d may go at a time", b.Number, len(b.Files), o.MaxFiles)
	}
	paths := pathsOf(b.Files)
	if twice := len(paths) - len(slices.Compact(slices.Clone(paths))); twice > 0 {
		return refuse("make a new plan", "batch %d names a file twice", b.Number)
	}
	return nil
}

// checkState refuses a work tree in which a commit of ours would end up wrong, or would hold more than it should.
func (r *Repo) checkState(ctx context.Context, o Options) (*start, error) {
	if _, err := r.git(ctx, "check-ref-format", "refs/tags/"+tagOf(o.TagPrefix, 1, startSuffix)); exitedWith(err, 1) {
		return nil, refuse("change deletion.tag-prefix", "no tag can start with %q", o.TagPrefix)
	} else if err != nil {
		return nil, err
	}
	if err := r.checkOperation(ctx); err != nil {
		return nil, err
	}
	s := &start{}
	var err error
	if s.branch, err = r.branch(ctx); err != nil {
		return nil, err
	}
	if s.branch == "" {
		return nil, refuse("git switch BRANCH, or git switch -c NEW-BRANCH", "HEAD is detached, so the commit would be on no branch")
	}
	if s.head, err = r.commitOf(ctx, "HEAD"); err != nil {
		return nil, err
	}
	if s.head == "" {
		return nil, refuse("commit the files first", "the repository has no commit yet")
	}
	changed, err := r.uncommitted(ctx)
	if err != nil {
		return nil, err
	}
	if len(changed) > 0 {
		return nil, refuse("commit or stash the changes; untracked files may stay", "the work tree has uncommitted changes: %s", listed(changed))
	}
	for _, ident := range []string{"GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"} {
		if _, err := r.git(ctx, "var", ident); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, refuse("git config user.name NAME; git config user.email ADDRESS", "git does not know who commits")
		}
	}
	return s, nil
}

// checkOperation refuses while git is in the middle of something.
func (r *Repo) checkOperation(ctx context.Context) error {
	const hint = "finish it, or give it up (git status says how)"
	for ref, name := range map[string]string{"MERGE_HEAD": "merge", "CHERRY_PICK_HEAD": "cherry-pick", "REVERT_HEAD": "revert"} {
		commit, err := r.commitOf(ctx, ref)
		if err != nil {
			return err
		}
		if commit != "" {
			return refuse(hint, "a %s is in progress", name)
		}
	}
	files := []struct{ file, name string }{
		{"rebase-merge", "rebase"}, {"rebase-apply", "rebase or git am"},
		{"BISECT_LOG", "bisect"}, {"sequencer", "cherry-pick or revert of several commits"},
	}
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(r.gitDir, f.file)); err == nil {
			return refuse(hint, "a %s is in progress", f.name)
		}
	}
	return r.checkIndexLock()
}

// checkIndexLock refuses while git is changing the index, or was killed doing so.
func (r *Repo) checkIndexLock() error {
	for until := time.Now().Add(r.patience); ; time.Sleep(lockPoll) {
		if _, err := os.Lstat(filepath.Join(r.gitDir, "index.lock")); err != nil {
			return nil
		}
		if time.Now().After(until) {
			return refuse("wait for it to end; if none runs, remove index.lock in the git directory", "another git command is changing the index")
		}
	}
}

// checkOrder refuses a batch whose turn it is not.
func (r *Repo) checkOrder(ctx context.Context, number int, o Options) error {
	tags, err := r.tags(ctx, o.TagPrefix)
	if err != nil {
		return err
	}
	if name := tagOf(o.TagPrefix, number, verifiedSuffix); tags[name].object != "" {
		return refuse("go on with the next batch, or make a new plan", "batch %d was deleted already: there is a tag %s", number, name)
	}
	if name := tagOf(o.TagPrefix, number, startSuffix); tags[name].object != "" {
		return refuse("if no other work tree is deleting this batch: git tag -d "+name, "there is a tag %s, but no deletion in this work tree that it belongs to", name)
	}
	if number == 1 {
		return nil
	}
	name := tagOf(o.TagPrefix, number-1, verifiedSuffix)
	before := tags[name]
	if before.commit == "" {
		return refuse("delete it first, or make a new plan; git fetch --tags if it was deleted in another clone",
			"batch %d before it is not verified: there is no tag %s of a commit", number-1, name)
	}
	if here, err := r.isAncestor(ctx, before.commit, "HEAD"); err != nil || !here {
		return orRefuse(err, "switch to the branch that has it or merge it; after a squash or a rebase move the tag to the new commit",
			"HEAD does not contain the commit of batch %d (tag %s)", number-1, name)
	}
	return r.checkDeployed(ctx, number-1, before.commit, o)
}

func (r *Repo) checkDeployed(ctx context.Context, number int, commit string, o Options) error {
	if o.SameDeployment {
		return nil
	}
	if o.DeployedRef == "" {
		return refuse("set deletion.deployed-ref to the branch or tag that production runs, or give --same-deployment",
			"nothing tells whether batch %d is deployed", number)
	}
	deployed, err := r.commitOf(ctx, o.DeployedRef)
	if err != nil {
		return err
	}
	if deployed == "" {
		return refuse("git fetch, or correct deletion.deployed-ref", "there is no commit %q, which production should run", o.DeployedRef)
	}
	in, err := r.isAncestor(ctx, commit, deployed)
	if err != nil || in {
		return err
	}
	return refuse("deploy it and watch the logs (git fetch if it is deployed), or give --same-deployment",
		"batch %d is not deployed: %s does not contain it", number, o.DeployedRef)
}

// checkHistory refuses files that did not do well before.
func (r *Repo) checkHistory(b Batch, o Options) error {
	entries, err := r.Journal()
	if err != nil || o.Again {
		return err
	}
	last, _ := lastEnd(entries, b.Files)
	day := last.Time.Format("2006-01-02 15:04 MST")
	switch last.Action {
	case ActionFailed:
		return refuse("find out why, then give --again", "these files failed on %s: %s", day, last.Reason)
	case ActionRolledBack:
		return refuse("find out why, then give --again", "these files were rolled back on %s", day)
	}
	return nil
}

// checkFile refuses a file that is not, or not only, what was planned.
func (r *Repo) checkFile(f File, index map[string]entry, o Options) error {
	name := quoted(f.Path)
	const replan = "make a new plan"
	if !inside(f.Path) {
		return refuse(replan, "%s is no path below the repository's top", name)
	}
	rule, err := Protected(f.Path, o.Protected)
	if err != nil {
		return refuse("correct deletion.protected", "%v", err)
	}
	if rule != "" {
		return refuse("make a new plan without it, or change deletion.protected", "%s is protected by %q", name, rule)
	}
	if err := r.checkKind(f.Path); err != nil {
		return err
	}
	e, tracked := index[f.Path]
	switch {
	case !tracked:
		return refuse("git could not bring it back: commit it, or delete it by hand", "%s is not tracked", name)
	case e.mode != modeFile && e.mode != modeExecutable:
		return refuse(replan, "%s is tracked, but not as a file", name)
	case e.hidden():
		return refuse("git update-index --no-assume-unchanged --no-skip-worktree -- FILE", "git is told not to look at %s, so it may differ from what is committed", name)
	case f.SHA256 == "":
		return refuse(replan, "the plan does not say what %s contained", name)
	}
	sum, err := fileSum(r.path(f.Path))
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if !strings.EqualFold(sum, f.SHA256) {
		return refuse(replan, "%s has changed since the plan", name)
	}
	return nil
}

// checkKind refuses everything but a file in directories that are no symbolic links.
func (r *Repo) checkKind(path string) error {
	for i := range len(path) + 1 {
		if i < len(path) && path[i] != '/' {
			continue
		}
		part := path[:i]
		info, err := os.Lstat(r.path(part))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return refuse("make a new plan", "%s is missing", quoted(path))
		case err != nil:
			return fmt.Errorf("look at %s: %w", quoted(path), err)
		case info.Mode().Type() == fs.ModeSymlink:
			return refuse("delete it by hand: what it points to may be in use", "%s is a symbolic link", quoted(part))
		case i < len(path) && !info.IsDir():
			return refuse("make a new plan", "%s is missing: %s is no directory", quoted(path), quoted(part))
		case i == len(path) && !info.Mode().IsRegular():
			return refuse("make a new plan", "%s is no file", quoted(path))
		}
	}
	return nil
}

func orRefuse(err error, hint, format string, args ...any) error {
	if err != nil {
		return err
	}
	return refuse(hint, format, args...)
}

// path returns where a file of the work tree is.
func (r *Repo) path(slashed string) string {
	return filepath.Join(r.top, filepath.FromSlash(slashed))
}
