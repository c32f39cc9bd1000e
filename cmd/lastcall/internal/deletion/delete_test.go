package deletion

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// hook makes a git hook of a shell script.
func (s *sandbox) hook(name, script string) {
	s.t.Helper()
	s.check(os.MkdirAll(s.path(".git/hooks"), 0o777))
	s.check(os.WriteFile(s.path(".git/hooks/"+name), []byte("#!/bin/sh\n"+script+"\n"), 0o755))
}

func TestDelete(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.write("src/old/untracked.txt", "stay\n")
	head := strings.TrimSpace(s.git("rev-parse", "HEAD"))
	b := s.batch(1, "src/old/a.ts", "src/old/run.sh", "src/b.ts")
	want := s.files()
	for _, f := range b.Files {
		delete(want, f.Path)
	}
	outcome := s.delete(b, tested("echo tested; ls src"))
	same(t, "work tree", s.files(), want)
	s.wantTags("cleanup-batch-1-start", "cleanup-batch-1-verified")
	if got := s.git("diff", "--name-status", "--no-renames", "cleanup-batch-1-start", "cleanup-batch-1-verified"); got != "D\tsrc/b.ts\nD\tsrc/old/a.ts\nD\tsrc/old/run.sh\n" {
		t.Errorf("between the tags: %s", got)
	}
	if got := strings.TrimSpace(s.git("rev-parse", "cleanup-batch-1-start")); got != head {
		t.Errorf("start tag at %s, want %s", got, head)
	}
	if got := strings.TrimSpace(s.git("rev-parse", "main")); got != outcome.Commit {
		t.Errorf("main at %s, want %s", got, outcome.Commit)
	}
	log, err := os.ReadFile(outcome.Log)
	s.check(err)
	if string(log) != "tested\nlive.ts\nold\n" {
		t.Errorf("test output %q", log)
	}
	s.wantActions("1 accepted", "1 deleted", "1 verified")
	text := s.git("log", "-1", "--format=%B")
	for _, line := range []string{"Delete 3 unused files (cleanup batch 1)", "src/b.ts", "  safe: no call in 14 days", "Cleanup-Batch: 1", "Cleanup-Test: echo tested; ls src"} {
		if !slices.Contains(strings.Split(text, "\n"), line) {
			t.Errorf("no line %q in the message:\n%s", line, text)
		}
	}
}

func TestDeleteEmptiesDirectory(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.delete(s.batch(1, "src/old/a.ts", "src/old/run.sh"), passing())
	if _, err := os.Lstat(s.path("src/old")); !os.IsNotExist(err) {
		t.Errorf("the empty directory is still there: %v", err)
	}
}

// TestOddNames deletes files whose names need care at one boundary or another.
func TestOddNames(t *testing.T) {
	t.Parallel()
	names := []string{"a b.ts", `q"uote's.ts`, "new\nline.ts", "-rf", "caf\u00e9.ts", "latin\xe9.ts", "*.ts", ":(top)x.ts", "src/[id].ts", "tab\t.ts", "back\\slash", "src/ .ts"}
	var files []file
	for _, name := range names {
		files = append(files, file{path: name, content: "of " + name})
	}
	s := newSandbox(t, append(files, file{path: "stay.ts", content: "stay"}, file{path: "src/i.ts", content: "stay"})...)
	before := s.files()
	o := passing()
	o.MaxFiles = len(names)
	b := s.batch(1, names...)
	s.fails(b, Options{Test: "exit 1", MaxFiles: len(names)})
	same(t, "after the failure", s.files(), before)
	o.Again = true
	s.delete(b, o)
	left := s.files()
	if len(left) != 3 || left["stay.ts"] == "" || left["src/i.ts"] == "" {
		t.Errorf("left: %q", left)
	}
	outcome, err := s.open().Rollback(t.Context(), 1, o)
	s.check(err)
	same(t, "after the rollback", s.files(), before)
	if got := pathsOf(outcome.Files); !slices.Equal(got, pathsOf(b.Files)) {
		t.Errorf("rolled back %q", got)
	}
	entries, err := s.open().Journal()
	s.check(err)
	for _, e := range entries {
		if got := pathsOf(e.Files); !slices.Equal(got, pathsOf(b.Files)) {
			t.Errorf("journal has %q", got)
		}
	}
}

// TestEnvironment deletes although the environment points git elsewhere, as it does in a hook.
func TestEnvironment(t *testing.T) {
	s, other := newProject(t), newProject(t)
	t.Setenv("GIT_DIR", other.path(".git"))
	t.Setenv("GIT_WORK_TREE", other.dir)
	t.Setenv("GIT_INDEX_FILE", other.path(".git/index"))
	t.Setenv("GIT_GLOB_PATHSPECS", "1")
	t.Setenv("GIT_EXTERNAL_DIFF", "false")
	r, err := Open(t.Context(), s.dir)
	s.check(err)
	if r.Top() != s.dir {
		t.Fatalf("top %s, want %s", r.Top(), s.dir)
	}
	// The test command and hooks get no foreign repository either.
	s.hook("pre-commit", `test -z "$GIT_DIR$GIT_LITERAL_PATHSPECS" && git ls-files --error-unmatch 'src/l*.ts'`)
	if _, err = r.Delete(t.Context(), s.batch(1, "src/b.ts"), tested(`test -z "$GIT_DIR$GIT_INDEX_FILE" && test "$(git rev-parse --show-toplevel)" = "$PWD"`)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_GLOB_PATHSPECS", "GIT_EXTERNAL_DIFF"} {
		os.Unsetenv(name)
	}
	s.wantTags("cleanup-batch-1-start", "cleanup-batch-1-verified")
	other.wantTags()
	if _, err := os.Lstat(other.path("src/b.ts")); err != nil {
		t.Error(err)
	}
}

// TestSettings deletes under settings of users that change what git prints or does.
func TestSettings(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	for name, value := range map[string]string{
		"status.showUntrackedFiles": "all", "status.relativePaths": "true", "status.branch": "true", "status.short": "true", "status.showStash": "true",
		"color.ui": "always", "core.quotePath": "true", "core.pager": "false", "diff.renames": "copies", "status.renames": "copies",
		"tag.gpgSign": "true", "commit.verbose": "true", "commit.cleanup": "scissors", "core.commentChar": "C", "diff.noprefix": "true",
		"diff.external": "false", "commit.status": "true", "core.editor": "false", "revert.reference": "true", "core.abbrev": "4", "log.showSignature": "true",
	} {
		s.git("config", name, value)
	}
	before := s.files()
	s.delete(s.batch(1, "src/b.ts", "src/old/a.ts"), passing())
	s.git("config", "tag.gpgSign", "false")
	s.wantTags("cleanup-batch-1-start", "cleanup-batch-1-verified")
	if text := s.git("log", "-1", "--no-show-signature", "--format=%B"); !strings.Contains(text, "Cleanup-Batch: 1\n") {
		t.Errorf("message %q", text)
	}
	_, err := s.open().Rollback(t.Context(), 1, passing())
	s.check(err)
	same(t, "after the rollback", s.files(), before)
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	check := s.unchanged()
	o := passing()
	o.DryRun = true
	b := s.batch(1, "src/b.ts")
	outcome := s.delete(b, o)
	if !outcome.DryRun || outcome.Commit != "" || !slices.Equal(outcome.Tags, []string{"cleanup-batch-1-start", "cleanup-batch-1-verified"}) {
		t.Errorf("outcome %+v", outcome)
	}
	if _, err := os.Lstat(s.path(".git/lastcall")); !os.IsNotExist(err) {
		t.Errorf("a dry run wrote: %v", err)
	}
	s.write("src/b.ts", "changed")
	_, err := s.open().Delete(t.Context(), b, o)
	refusal(t, err)
	s.write("src/b.ts", "export const b = 2\r\n")
	check()
	s.delete(b, passing())
	check = s.unchanged()
	outcome, err = s.open().Rollback(t.Context(), 1, o)
	s.check(err)
	if !outcome.DryRun || !slices.Equal(pathsOf(outcome.Files), []string{"src/b.ts"}) {
		t.Errorf("outcome %+v", outcome)
	}
	check()
	s.wantActions("1 accepted", "1 deleted", "1 verified")
}

// TestWorkTree deletes in a work tree added to the repository, whose .git is a file.
func TestWorkTree(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	dir := t.TempDir() + "/added"
	s.git("worktree", "add", "-q", "-b", "cleanup", dir)
	added := &sandbox{t, dir}
	b := added.batch(1, "src/b.ts", "src/old/a.ts")
	untouched := s.files()
	check := added.files()
	added.fails(b, tested("exit 1"))
	same(t, "added work tree", added.files(), check)
	again := passing()
	again.Again = true
	added.delete(b, again)
	same(t, "first work tree", s.files(), untouched)
	s.wantActions("1 accepted", "1 deleted", "1 failed", "1 restored", "1 accepted", "1 deleted", "1 verified")
	_, err := s.open().Delete(t.Context(), s.batch(2, "src/b.ts"), passing())
	if r := refusal(t, err); !strings.Contains(r.Reason, "HEAD does not contain the commit of batch 1") {
		t.Errorf("refused with %q", r.Reason)
	}
}

func TestVerified(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	highest, batches, err := s.open().Verified(t.Context(), "")
	if highest != 0 || len(batches) != 0 || err != nil {
		t.Errorf("%d, %v, %v", highest, batches, err)
	}
	s.delete(s.batch(1, "src/b.ts"), passing())
	second := s.delete(s.batch(2, "src/old/a.ts"), passing())
	s.git("tag", "-a", "-m", "by hand", "cleanup-batch-11-verified", "HEAD^")
	s.git("tag", "cleanup-batch-9-start")
	s.git("tag", "cleanup-batch-03-verified")
	s.git("tag", "cleanup-batch--4-verified")
	s.git("tag", "cleanup-batch-99999999999999999999-verified")
	s.git("tag", "other-77-verified")
	s.git("tag", "cleanup-batch-12-verified", "HEAD:src")
	s.git("switch", "-q", "-c", "before", "HEAD^")
	highest, batches, err = s.open().Verified(t.Context(), "")
	s.check(err)
	var got []int
	for _, v := range batches {
		got = append(got, v.Number)
		if v.InHead != (v.Number != 2) || v.Time.IsZero() {
			t.Errorf("batch %d: %+v", v.Number, v)
		}
	}
	if highest != 11 || !slices.Equal(got, []int{1, 2, 11}) || batches[1].Commit != second.Commit {
		t.Errorf("%d, %+v", highest, batches)
	}
}

func TestTracked(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.check(os.Symlink("b.ts", s.path("src/link")))
	s.commit("new\nline", "x")
	s.write("untracked", "x")
	got, err := s.open().Tracked(t.Context())
	s.check(err)
	want := []string{"new\nline", "package-lock.json", "src/b.ts", "src/link", "src/live.ts", "src/old/a.ts", "src/old/run.sh"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	// From a directory below the top they are the same.
	r, err := Open(t.Context(), s.path("src"))
	s.check(err)
	if got, err := r.Tracked(t.Context()); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}
