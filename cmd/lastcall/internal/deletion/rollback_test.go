package deletion

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

func (s *sandbox) rollback(number int) *Outcome {
	s.t.Helper()
	outcome, err := s.open().Rollback(s.t.Context(), number, passing())
	s.check(err)
	return outcome
}

func TestRollback(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.write("src/old/untracked.txt", "stay\n")
	files, tree := s.files(), s.git("rev-parse", "HEAD^{tree}")
	b := s.batch(1, "src/old/a.ts", "src/old/run.sh", "src/b.ts")
	s.delete(b, passing())
	outcome := s.rollback(1)
	same(t, "work tree", s.files(), files)
	if got := s.git("rev-parse", "HEAD^{tree}"); got != tree {
		t.Errorf("tree %s, want %s", got, tree)
	}
	if got := strings.TrimSpace(s.git("rev-parse", "HEAD")); got != outcome.Commit {
		t.Errorf("HEAD %s, want %s", got, outcome.Commit)
	}
	if !slices.Equal(pathsOf(outcome.Files), pathsOf(b.Files)) || outcome.Files[0].Verdict != "safe" {
		t.Errorf("files %+v", outcome.Files)
	}
	s.wantTags("cleanup-batch-1-rolled-back")
	s.wantActions("1 accepted", "1 deleted", "1 verified", "1 rolled-back")
	if highest, _, err := s.open().Verified(t.Context(), ""); highest != 0 || err != nil {
		t.Errorf("highest %d, %v", highest, err)
	}
	// And once more: the batch may be deleted and rolled back again.
	again := passing()
	again.Again = true
	s.delete(b, again)
	s.wantTags("cleanup-batch-1-rolled-back", "cleanup-batch-1-start", "cleanup-batch-1-verified")
	s.rollback(1)
	same(t, "work tree", s.files(), files)
	s.wantTags("cleanup-batch-1-rolled-back")
}

// TestRollbackMiddle rolls back a batch that others follow.
func TestRollbackMiddle(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	for i, path := range []string{"src/b.ts", "src/old/a.ts", "src/old/run.sh"} {
		s.delete(s.batch(i+1, path), passing())
	}
	s.commit("src/live.ts", "more\n")
	outcome := s.rollback(2)
	if !slices.Equal(outcome.Later, []int{3}) {
		t.Errorf("later %v, want 3", outcome.Later)
	}
	if content, err := os.ReadFile(s.path("src/old/a.ts")); string(content) != "export const a = 1\n" {
		t.Errorf("%q, %v", content, err)
	}
	if highest, _, err := s.open().Verified(t.Context(), ""); highest != 3 || err != nil {
		t.Errorf("highest %d, %v", highest, err)
	}
	// The batch after the one rolled back may not rest on it.
	s.git("tag", "-d", "cleanup-batch-3-start", "cleanup-batch-3-verified")
	_, err := s.open().Delete(t.Context(), s.batch(3, "package-lock.json"), passing())
	if r := refusal(t, err); !strings.Contains(r.Reason, "batch 2 before it is not verified") {
		t.Errorf("refused with %q", r.Reason)
	}
}

// TestRollbackByHand rolls back what the user reverted already.
func TestRollbackByHand(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.delete(s.batch(1, "src/b.ts", "src/old/a.ts"), passing())
	s.git("revert", "--no-edit", "HEAD")
	head := s.git("rev-parse", "HEAD")
	outcome := s.rollback(1)
	if now := s.git("rev-parse", "HEAD"); now != head || outcome.Commit != "" {
		t.Errorf("HEAD %s, want %s; outcome %+v", now, head, outcome)
	}
	s.wantTags("cleanup-batch-1-rolled-back")
	s.wantActions("1 accepted", "1 deleted", "1 verified", "1 rolled-back")
}

// TestRollbackPartly rolls back a batch of which one file is back already.
func TestRollbackPartly(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	files := s.files()
	s.delete(s.batch(1, "src/b.ts", "src/old/a.ts"), passing())
	s.commit("src/b.ts", "export const b = 2\r\n")
	s.rollback(1)
	same(t, "work tree", s.files(), files)
}

// TestRollbackAfterRename brings files back where they were although their directory was renamed since.
func TestRollbackAfterRename(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.git("config", "merge.directoryRenames", "true")
	s.commit("src/old/more.ts", "a file\nthat is\nrenamed\n")
	s.delete(s.batch(1, "src/old/a.ts", "src/b.ts"), passing())
	s.git("mv", "src", "lib")
	s.git("commit", "-q", "-m", "rename")
	want := s.files()
	s.rollback(1)
	now := s.files()
	for _, path := range []string{"src", "src/old", "src/old/a.ts", "src/b.ts"} {
		if now[path] == "" {
			t.Errorf("%s is missing", path)
		}
		delete(now, path)
	}
	same(t, "the rest", now, want)
}

// TestRollbackInClone rolls back where there is no journal.
func TestRollbackInClone(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	files := s.files()
	s.delete(s.batch(1, "src/b.ts", "src/old/run.sh"), passing())
	clone := t.TempDir() + "/clone"
	s.git("clone", "-q", s.dir, clone)
	c := &sandbox{t, clone}
	c.git("config", "user.name", "test")
	c.git("config", "user.email", "test@example.com")
	c.rollback(1)
	same(t, "work tree", c.files(), files)
	c.wantActions("1 rolled-back")
}

func TestRollbackRefuses(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name   string
		number int
		spoil  func(s *sandbox)
		want   string
	}{
		{"unknown batch", 2, func(s *sandbox) {}, "batch 2 is not verified"},
		{"batch 0", 0, func(s *sandbox) {}, "batch 0 is not verified"},
		{"negative batch", -1, func(s *sandbox) {}, "batch -1 is not verified"},
		{"rolled back already", 1, func(s *sandbox) { s.rollback(1) }, "batch 1 is not verified"},
		{"changed file", 1, func(s *sandbox) { s.write("src/live.ts", "x") }, "uncommitted changes"},
		{"merge", 1, func(s *sandbox) { s.inProgress("MERGE_HEAD") }, "a merge is in progress"},
		{"detached", 1, func(s *sandbox) { s.git("switch", "-q", "--detach") }, "HEAD is detached"},
		{"other branch", 1, func(s *sandbox) { s.git("switch", "-q", "-c", "other", "HEAD^") }, "HEAD does not contain the commit of batch 1"},
		{"another file in its place", 1, func(s *sandbox) { s.commit("src/b.ts", "new") }, "there is another src/b.ts"},
		{"another mode in its place", 1, func(s *sandbox) {
			s.write("src/b.ts", "export const b = 2\r\n")
			s.check(os.Chmod(s.path("src/b.ts"), 0o755))
			s.git("add", "-A")
			s.git("commit", "-q", "-m", "x")
		}, "there is another src/b.ts"},
		{"untracked file in its place", 1, func(s *sandbox) { s.write("src/b.ts", "mine") }, "src/b.ts is in the way"},
		{"untracked directory in its place", 1, func(s *sandbox) { s.write("src/b.ts/x", "mine") }, "src/b.ts is in the way"},
		{"file in place of its directory", 1, func(s *sandbox) {
			s.check(os.RemoveAll(s.path("src/old")))
			s.write("src/old", "mine")
		}, "src/old is in the way of src/old/a.ts"},
		{"link in place of its directory", 1, func(s *sandbox) { s.check(os.Symlink(".", s.path("src/old"))) }, "src/old is in the way of src/old/a.ts"},
		{"tag at a merge", 1, func(s *sandbox) {
			s.git("switch", "-q", "-c", "other", "HEAD^")
			s.commit("other.ts", "x")
			s.git("merge", "-q", "--no-edit", "main")
			s.git("tag", "-f", "cleanup-batch-1-verified")
		}, "has 2 parents"},
		{"tag at the first commit", 1, func(s *sandbox) { s.git("tag", "-f", "cleanup-batch-1-verified", "HEAD^") }, "has 0 parents"},
		{"tag at another commit", 1, func(s *sandbox) {
			s.write("new.ts", "x")
			s.git("rm", "-q", "src/live.ts")
			s.git("add", "-A")
			s.git("commit", "-q", "-m", "more")
			s.git("tag", "-f", "cleanup-batch-1-verified")
		}, "does more than delete files: it has added new.ts"},
		{"tag at an empty commit", 1, func(s *sandbox) {
			s.git("commit", "-q", "--allow-empty", "-m", "x")
			s.git("tag", "-f", "cleanup-batch-1-verified")
		}, "deletes nothing"},
		{"journal of other files", 1, func(s *sandbox) {
			journal, err := os.ReadFile(s.path(".git/lastcall/journal.ndjson"))
			s.check(err)
			s.write(".git/lastcall/journal.ndjson", strings.ReplaceAll(string(journal), "src/b.ts", "src/c.ts"))
		}, "does not delete the files that the journal says"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newProject(t)
			s.delete(s.batch(1, "src/b.ts", "src/old/a.ts", "src/old/run.sh"), passing())
			row.spoil(s)
			files, refs := s.files(), s.git("for-each-ref")
			_, err := s.open().Rollback(t.Context(), row.number, passing())
			if r := refusal(t, err); !strings.Contains(r.Reason, row.want) {
				t.Errorf("refused with %q, want %q in it", r.Reason, row.want)
			}
			same(t, "work tree", s.files(), files)
			if now := s.git("for-each-ref"); now != refs {
				t.Errorf("refs %s, want %s", now, refs)
			}
			if actions := s.actions(); !strings.HasSuffix(actions[len(actions)-1], " rejected") {
				t.Errorf("journal %q", actions)
			}
		})
	}
}

// TestRollbackFails lets git revert fail, or end without a commit, after everything was checked.
func TestRollbackFails(t *testing.T) {
	t.Parallel()
	rows := map[string]func(s *sandbox){
		"refusing hook":  func(s *sandbox) { s.hook("prepare-commit-msg", "exit 1") },
		"no signing key": func(s *sandbox) { s.git("config", "commit.gpgSign", "true"); s.git("config", "gpg.program", "false") },
	}
	for name, spoil := range rows {
		t.Run(name, func(t *testing.T) {
			s := newProject(t)
			s.delete(s.batch(1, "src/b.ts", "src/old/a.ts", "src/old/run.sh"), passing())
			spoil(s)
			check := s.unchanged()
			_, err := s.open().Rollback(t.Context(), 1, passing())
			if r := refusal(t, err); !strings.Contains(r.Reason, "could not be rolled back") {
				t.Errorf("refused with %q", r.Reason)
			}
			check()
		})
	}
}

// TestRollbackRewritten knows the commit of a revert whose message a hook has replaced.
func TestRollbackRewritten(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	files := s.files()
	s.delete(s.batch(1, "src/b.ts", "src/old/a.ts"), passing())
	s.hook("prepare-commit-msg", `echo nothing > "$1"`)
	outcome := s.rollback(1)
	same(t, "work tree", s.files(), files)
	if got := strings.TrimSpace(s.git("rev-parse", "HEAD", "cleanup-batch-1-rolled-back")); got != outcome.Commit+"\n"+outcome.Commit {
		t.Errorf("HEAD and tag %s, want %s", got, outcome.Commit)
	}
}

// TestRollbackInterrupted ends the context while a hook of git revert hangs.
func TestRollbackInterrupted(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.delete(s.batch(1, "src/b.ts", "src/old/a.ts", "src/old/run.sh"), passing())
	pipe := t.TempDir() + "/pipe"
	s.mkfifo(pipe)
	s.hook("prepare-commit-msg", "echo > '"+pipe+"'; exec sleep 1000")
	check := s.unchanged()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		os.ReadFile(pipe)
		cancel()
	}()
	_, err := s.open().Rollback(ctx, 1, passing())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	check()
	s.check(os.Remove(s.path(".git/hooks/prepare-commit-msg")))
	s.rollback(1)
	s.wantTags("cleanup-batch-1-rolled-back")
}

// TestRollbackLeavesEdits completes a rollback that was killed, after the user went on with the files.
func TestRollbackLeavesEdits(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	b := s.batch(1, "src/b.ts", "src/old/a.ts")
	s.delete(b, passing())
	k := task{Dir: s.dir, Batch: b, Undo: true, Before: "restore bytes"}
	if !k.killed(t) {
		t.Fatal("not killed")
	}
	s.write("src/b.ts", "mine")
	outcome, err := s.open().Resume(t.Context(), passing())
	s.check(err)
	if !outcome.Resumed {
		t.Errorf("outcome %+v", outcome)
	}
	if status := s.git("status", "--porcelain"); status != " M src/b.ts\n" {
		t.Errorf("status %q", status)
	}
	s.wantTags("cleanup-batch-1-rolled-back")
}
