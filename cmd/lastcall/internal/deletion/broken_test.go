package deletion

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestOtherFileSystem deletes in a work tree on another file system than the git directory, where nothing can be renamed
// from one to the other.
func TestOtherFileSystem(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	elsewhere, err := os.MkdirTemp("/dev/shm", "")
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { os.RemoveAll(elsewhere) })
	probe := filepath.Join(elsewhere, "probe")
	s.check(os.WriteFile(probe, nil, 0o644))
	if os.Rename(probe, s.path(".git/probe")) == nil {
		t.Skip("/dev/shm is on the same file system")
	}
	s.git("worktree", "add", "-q", "-b", "cleanup", elsewhere+"/added")
	added := &sandbox{t, elsewhere + "/added"}
	added.git("config", "core.autocrlf", "true")
	files := added.files()
	b := added.batch(1, "src/old/a.ts", "src/old/run.sh", "src/b.ts")
	failure := added.fails(b, tested("echo x > src/live.ts; mkdir -p src/old; echo x > src/old/a.ts"))
	same(t, "work tree", added.files(), files)
	if got := asideFiles(t, failure.Aside); strings.Join(got, " ") != "src/live.ts src/old/a.ts" {
		t.Errorf("aside %q", got)
	}
	again := passing()
	again.Again = true
	added.delete(b, again)
	added.rollback(1)
	same(t, "after the rollback", added.files(), files)
}

// TestRestoringFails keeps a deletion from restoring what it removed, and lets the next call do it.
func TestRestoringFails(t *testing.T) {
	t.Parallel()
	for _, broken := range []string{"pending/0", "journal.ndjson"} {
		t.Run(broken, func(t *testing.T) {
			s := newProject(t)
			b := s.batch(1, "src/b.ts", "src/old/a.ts")
			check := s.unchanged()
			path := s.path(".git/lastcall/" + broken)
			r := s.open()
			r.step = func(name string) {
				if name == "check test" || name == "reach failed" {
					s.check(os.Rename(path, path+".away"))
					s.check(os.Mkdir(path, 0o777))
				}
			}
			_, err := r.Delete(t.Context(), b, passingOr(broken == "journal.ndjson"))
			var failure *Failure
			if err == nil || errors.As(err, &failure) || !strings.Contains(err.Error(), "the next call tries again") {
				t.Fatalf("got %v", err)
			}
			if _, err := s.open().Resume(t.Context(), passing()); err == nil {
				t.Error("resumed although nothing has changed")
			}
			s.check(os.Remove(path))
			s.check(os.Rename(path+".away", path))
			outcome, err := s.open().Resume(t.Context(), passing())
			s.check(err)
			if !outcome.Undone && !outcome.Resumed {
				t.Errorf("outcome %+v", outcome)
			}
			if outcome.Undone {
				check()
				s.wantActions("1 accepted", "1 deleted", "1 failed", "1 restored")
			} else {
				s.wantActions("1 accepted", "1 deleted", "1 verified")
			}
		})
	}
}

// passingOr returns options under which the test passes, or fails.
func passingOr(pass bool) Options {
	if pass {
		return passing()
	}
	return tested("exit 1")
}

// TestKilledGit resumes where git itself was killed as well, and left its lock.
func TestKilledGit(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	b := s.batch(1, "src/b.ts", "src/old/a.ts")
	check := s.unchanged()
	if k := (task{Dir: s.dir, Batch: b, Test: "true", Before: "remove"}); !k.killed(t) {
		t.Fatal("not killed")
	}
	// git rm removes files before it writes the index.
	s.check(os.Remove(s.path("src/b.ts")))
	s.write(".git/index.lock", "")
	r := s.open()
	r.patience = 0
	_, err := r.Delete(t.Context(), b, passing())
	if refused := refusal(t, err); !strings.Contains(refused.Hint, "index.lock") {
		t.Errorf("hint %q", refused.Hint)
	}
	s.check(os.Remove(s.path(".git/index.lock")))
	outcome, err := s.open().Resume(t.Context(), passing())
	s.check(err)
	if !outcome.Undone {
		t.Errorf("outcome %+v", outcome)
	}
	check()
}

// TestHalfReverted resumes a rollback where git revert was killed as well.
func TestHalfReverted(t *testing.T) {
	t.Parallel()
	from := newProject(t)
	b := from.batch(1, "src/b.ts", "src/old/a.ts", "src/old/run.sh")
	from.delete(b, passing())
	if k := (task{Dir: from.dir, Batch: b, Undo: true, Before: "revert"}); !k.killed(t) {
		t.Fatal("not killed")
	}
	rows := map[string]func(s *sandbox){
		"nothing":           func(s *sandbox) {},
		"one file":          func(s *sandbox) { s.write("src/b.ts", "export const b = 2\r\n") },
		"one in a new dir":  func(s *sandbox) { s.write("src/old/a.ts", "export const a = 1\n") },
		"all but the index": func(s *sandbox) { s.git("checkout", "HEAD^", "--", "src"); s.git("reset", "-q") },
		"all but the head":  func(s *sandbox) { s.git("checkout", "HEAD^", "--", "src") },
		"in progress":       func(s *sandbox) { s.git("revert", "--no-commit", "HEAD") },
	}
	for name, half := range rows {
		t.Run(name, func(t *testing.T) {
			s := from.copied(t)
			files, repository := s.files(), s.repository()
			half(s)
			outcome, err := s.open().Resume(t.Context(), passing())
			s.check(err)
			if !outcome.Undone {
				t.Errorf("outcome %+v", outcome)
			}
			same(t, "work tree", s.files(), files)
			same(t, "repository", s.repository(), repository)
			s.rollback(1)
		})
	}
	// A file that the revert cannot have written is the user's.
	s := from.copied(t)
	s.write("src/b.ts", "mine")
	_, err := s.open().Resume(t.Context(), passing())
	s.check(err)
	if content, err := os.ReadFile(s.path("src/b.ts")); string(content) != "mine" {
		t.Errorf("%q, %v", content, err)
	}
}

// TestDamagedRecord refuses to guess what an interrupted deletion did.
func TestDamagedRecord(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.write(".git/lastcall/pending/record.json", `{"kind":`)
	for range 2 {
		_, err := s.open().Delete(t.Context(), s.batch(1, "src/b.ts"), passing())
		if err == nil || !strings.Contains(err.Error(), "read what an interrupted deletion left") {
			t.Errorf("got %v", err)
		}
	}
	dry := passing()
	dry.DryRun = true
	if _, err := s.open().Rollback(t.Context(), 1, dry); err == nil {
		t.Error("a dry run saw nothing")
	}
}

// TestDryRunAfterKill does not resume.
func TestDryRunAfterKill(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	b := s.batch(1, "src/b.ts")
	if k := (task{Dir: s.dir, Batch: b, Test: "true", Before: "test"}); !k.killed(t) {
		t.Fatal("not killed")
	}
	files, repository := s.files(), s.repository()
	o := passing()
	o.DryRun = true
	_, err := s.open().Delete(t.Context(), b, o)
	if r := refusal(t, err); !strings.Contains(r.Reason, "batch 1 was interrupted") {
		t.Errorf("refused with %q", r.Reason)
	}
	_, err = s.open().Rollback(t.Context(), 1, o)
	refusal(t, err)
	same(t, "work tree", s.files(), files)
	same(t, "repository", s.repository(), repository)
}

// TestInSubmodule deletes in a repository that is a submodule of another.
func TestInSubmodule(t *testing.T) {
	t.Parallel()
	inner, s := newProject(t), newProject(t)
	s.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "sub")
	s.git("commit", "-q", "-m", "sub")
	sub := &sandbox{t, s.path("sub")}
	sub.git("config", "user.name", "test")
	sub.git("config", "user.email", "test@example.com")
	before := sub.files()
	b := sub.batch(1, "src/b.ts", "src/old/a.ts")
	failure := sub.fails(b, tested("exit 1"))
	if !strings.HasPrefix(failure.Log, s.path(".git/modules/sub/lastcall")) {
		t.Errorf("log %s", failure.Log)
	}
	same(t, "work tree", sub.files(), before)
	again := passing()
	again.Again = true
	sub.delete(b, again)
	// For the repository around it, that is a change.
	_, err := s.open().Delete(t.Context(), s.batch(1, "src/b.ts"), passing())
	if r := refusal(t, err); !strings.Contains(r.Reason, "uncommitted changes: sub") {
		t.Errorf("refused with %q", r.Reason)
	}
}

// TestTask is what the others rest on: a task that is not killed ends well.
func TestTask(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	cmd := task{Dir: s.dir, Batch: s.batch(1, "src/b.ts"), Test: "true"}.command(t)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	cmd = task{Dir: s.dir, Batch: Batch{Number: 5}, Test: "true"}.command(t)
	var exit *exec.ExitError
	if out, err := cmd.CombinedOutput(); !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(out), "empty") {
		t.Errorf("%v: %s", err, out)
	}
	s.wantTags("cleanup-batch-1-start", "cleanup-batch-1-verified")
}
