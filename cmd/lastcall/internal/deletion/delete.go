package deletion

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Delete deletes a batch: it tags HEAD, removes the files, runs the test, commits and tags the commit. What an earlier
// interruption left it completes or undoes first; if that completes this batch, it is done.
//
// A *[Refusal] means that nothing was changed, a *[Failure] that everything was restored. Any other error after the
// deletion began means that restoring it did not succeed: the next call tries again.
func (r *Repo) Delete(ctx context.Context, b Batch, o Options) (*Outcome, error) {
	o = o.withDefaults()
	if o.DryRun {
		return r.rehearse(ctx, b, o)
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
	if earlier != nil && earlier.deletes(b) {
		return &earlier.Outcome, nil
	}
	s, err := r.check(ctx, b, o)
	if err != nil {
		return nil, r.rejected(err, Entry{Batch: b.Number, Files: b.Files}, o)
	}
	d := &deletion{Repo: r, o: o, start: s, rec: newRecord(kindDelete, stepDelete, b.Number, s, o)}
	for _, f := range b.Files {
		e := s.index[f.Path]
		d.rec.Files = append(d.rec.Files, keptFile{File: f, Mode: e.mode, OID: e.oid})
	}
	d.rec.Log = filepath.Join(r.state, fmt.Sprintf("batch-%d-%s.log", b.Number, d.rec.Run))
	r.step("keep files")
	if err := r.begin(d.rec); err != nil {
		return nil, r.rejected(err, Entry{Batch: b.Number, Files: b.Files}, o)
	}
	return d.execute(ctx)
}

func newRecord(kind, step string, batch int, s *start, o Options) *record {
	return &record{Kind: kind, Step: step, Run: rand.Text(), Batch: batch, Prefix: o.TagPrefix, Head: s.head, Branch: s.branch}
}

// rehearse checks a batch without writing anything, the journal included.
func (r *Repo) rehearse(ctx context.Context, b Batch, o Options) (*Outcome, error) {
	if err := r.checkPending(); err != nil {
		return nil, err
	}
	if _, err := r.check(ctx, b, o); err != nil {
		return nil, err
	}
	tags := []string{tagOf(o.TagPrefix, b.Number, startSuffix), tagOf(o.TagPrefix, b.Number, verifiedSuffix)}
	return &Outcome{Batch: b.Number, Files: b.Files, Tags: tags, DryRun: true}, nil
}

// checkPending refuses a dry run after an interruption: what it would say holds only after that was completed or undone.
func (r *Repo) checkPending() error {
	rec, err := r.pending()
	if err != nil || rec == nil {
		return err
	}
	return refuse("run it without --dry-run, which completes or undoes that first", "batch %d was interrupted", rec.Batch)
}

// rejected notes a refusal in the journal and returns it.
func (r *Repo) rejected(err error, e Entry, o Options) error {
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	e.Action, e.Reason = ActionRejected, refusal.Reason
	if noteErr := r.note(o, e); noteErr != nil {
		return errors.Join(err, noteErr)
	}
	return err
}

// deletion is a deletion in progress.
type deletion struct {
	*Repo
	o      Options
	start  *start
	rec    *record
	before *snapshot // nil until it is taken
}

func (d *deletion) execute(ctx context.Context) (*Outcome, error) {
	err := d.attempt(ctx, []step{
		{"snapshot", d.takeSnapshot},
		{"note accepted", d.noting(ActionAccepted)},
		{"tag start", d.tagStart},
		{"remove", d.remove},
		{"note deleted", d.noting(ActionDeleted)},
		{"test", d.test},
		{"check test", d.checkTest},
		{"reach commit", func(context.Context) error { return d.reach(d.rec, stepCommit) }},
		{"commit", d.makeCommit},
	})
	if err == nil {
		// From here on the batch is as good as done, so that an interrupt comes too late.
		err = d.attempt(context.WithoutCancel(ctx), []step{
			{"check commit", d.checkCommit},
			{"tag verified", func(ctx context.Context) error { return d.tagVerified(ctx, d.rec, d.rec.Commit) }},
		})
	}
	if err != nil {
		return nil, d.fail(context.WithoutCancel(ctx), err)
	}
	return d.finish(context.WithoutCancel(ctx), d.rec, d.rec.Commit, d.o)
}

type step struct {
	name string
	do   func(context.Context) error
}

// attempt takes steps until one fails or ctx ends.
func (r *Repo) attempt(ctx context.Context, steps []step) error {
	for _, s := range steps {
		r.step(s.name)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := s.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *deletion) takeSnapshot(ctx context.Context) (err error) {
	d.before, err = d.Repo.takeSnapshot(ctx, d.start.index, d.rec)
	return err
}

func (d *deletion) noting(action string) func(context.Context) error {
	return func(context.Context) error { return d.note(d.o, d.rec.entry(action)) }
}

func (d *deletion) tagStart(ctx context.Context) error {
	change := fmt.Sprintf("create refs/tags/%s %s\n", d.rec.tag(startSuffix), d.rec.Head)
	_, err := d.gitReading(ctx, []byte(change), "update-ref", "--stdin")
	return err
}

func (d *deletion) remove(ctx context.Context) error {
	// An interrupt waits for these few files: half of them removed is nothing to gain.
	ctx = context.WithoutCancel(ctx)
	return d.patiently(ctx, func() error {
		_, err := d.git(ctx, append([]string{"rm", "--quiet", "--"}, d.rec.paths()...)...)
		return err
	})
}

// checkTest finds out whether the test command did anything but test.
func (d *deletion) checkTest(ctx context.Context) error {
	if err := d.checkHead(ctx, d.rec.Head); err != nil {
		return err
	}
	changed, err := d.uncommitted(ctx)
	if err != nil {
		return err
	}
	for _, path := range d.rec.paths() {
		_, err := os.Lstat(d.path(path))
		if err == nil || changed[path] != "D." {
			return fmt.Errorf("the test command made %s again", quoted(path))
		}
		delete(changed, path)
	}
	if len(changed) > 0 {
		return fmt.Errorf("the test command changed tracked files: %s", listed(changed))
	}
	return nil
}

// checkHead finds out whether HEAD is where it should be.
func (d *deletion) checkHead(ctx context.Context, want string) error {
	head, err := d.commitOf(ctx, "HEAD")
	if err != nil {
		return err
	}
	branch, err := d.branch(ctx)
	if err != nil {
		return err
	}
	if head != want || branch != d.rec.Branch {
		return fmt.Errorf("HEAD moved from %s to %s %s meanwhile", d.rec.Branch, branch, head)
	}
	return nil
}

func (d *deletion) makeCommit(ctx context.Context) error {
	err := d.gitWithHooks(ctx, message(d.rec, d.o.Test), "commit", "--quiet", "--cleanup=verbatim", "--file=-")
	// What counts is whether the commit is there: an interrupt may come after it was made.
	isAny := func(string) (bool, error) { return true, nil }
	commit, findErr := d.commitAfter(context.WithoutCancel(ctx), d.rec.Head, isAny)
	if d.rec.Commit = commit; commit != "" {
		return nil
	}
	d.logGit(err)
	if err == nil && findErr == nil {
		findErr = errors.New("git commit made no commit")
	}
	return errors.Join(err, findErr)
}

// logGit adds what git and its hooks said to the log, whole where an error message is cut.
func (d *deletion) logGit(err error) {
	var failed *gitError
	if !errors.As(err, &failed) {
		return
	}
	if f, err := os.OpenFile(d.rec.Log, os.O_WRONLY|os.O_APPEND, 0); err == nil {
		fmt.Fprintf(f, "\n[lastcall: git %s]\n%s\n", failed.command, failed.text)
		f.Close()
	}
}

// checkCommit finds out whether hooks put more into the commit, or left anything behind.
func (d *deletion) checkCommit(ctx context.Context) error {
	if err := d.checkHead(ctx, d.rec.Commit); err != nil {
		return err
	}
	exact, err := d.deletesExactly(ctx, d.rec, d.rec.Commit)
	if err != nil {
		return err
	}
	changed, err := d.uncommitted(ctx)
	if err != nil {
		return err
	}
	if !exact {
		return errors.New("a hook changed what was committed")
	}
	if len(changed) > 0 {
		return fmt.Errorf("a hook changed tracked files: %s", listed(changed))
	}
	return nil
}

// deletesExactly tells whether a commit removed the files of the record and did nothing else.
func (r *Repo) deletesExactly(ctx context.Context, rec *record, commit string) (bool, error) {
	changes, err := r.changes(ctx, rec.Head, commit)
	if err != nil {
		return false, err
	}
	var gone []string
	for _, c := range changes {
		if c.letter != "D" {
			return false, nil
		}
		gone = append(gone, c.path)
	}
	slices.Sort(gone)
	return slices.Equal(gone, pathsOf(rec.files())), nil
}

// tagVerified makes the tag, unless an interrupted deletion made it already.
func (r *Repo) tagVerified(ctx context.Context, rec *record, commit string) error {
	tags, err := r.tags(ctx, rec.tag(verifiedSuffix))
	there := tags[rec.tag(verifiedSuffix)].object
	switch {
	case err != nil || there == commit:
		return err
	case there != "":
		return refuse("git tag -d "+rec.tag(verifiedSuffix), "there is a tag %s already", rec.tag(verifiedSuffix))
	}
	change := fmt.Sprintf("create refs/tags/%s %s\n", rec.tag(verifiedSuffix), commit)
	_, err = r.gitReading(ctx, []byte(change), "update-ref", "--stdin")
	return err
}

// finish notes a verified batch and forgets its record.
func (r *Repo) finish(ctx context.Context, rec *record, commit string, o Options) (*Outcome, error) {
	e := rec.entry(ActionVerified)
	e.Commit, e.Tag, e.Log = commit, rec.tag(verifiedSuffix), rec.Log
	err := r.attempt(ctx, []step{
		{"keep converted files", func(context.Context) error { return r.keepConverted(rec) }},
		{"note verified", func(context.Context) error { return r.noteOnce(o, e) }},
		{"end", func(context.Context) error { return r.end() }},
	})
	if err != nil {
		return nil, fmt.Errorf("batch %d is deleted and verified, but this could not be noted (the next call tries again): %w", rec.Batch, err)
	}
	tags := []string{rec.tag(startSuffix), rec.tag(verifiedSuffix)}
	return &Outcome{Batch: rec.Batch, Files: rec.files(), Tags: tags, Commit: commit, Log: rec.Log}, nil
}
