package deletion

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestRestore has a row for everything that can make a deletion fail. Each time all must be as before: bytes,
// permissions, index, HEAD and tags.
func TestRestore(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name    string
		prepare func(s *sandbox)
		test    string
		want    string   // part of the reason
		aside   []string // what changed tracked files had become
		extra   []string // new untracked files, which are nobody's to remove
	}{
		{name: "exit status", test: "exit 7", want: "exit status 7"},
		{name: "no such command", test: "no-such-command-anywhere", want: "exit status 127"},
		{name: "syntax error", test: "if", want: "exit status 2"},
		{name: "kills itself", test: "kill -9 $$", want: "signal: killed"},
		{name: "kills its group", test: "kill 0; sleep 60", want: "signal: terminated"},
		{name: "changes a tracked file", test: "echo {1} > package-lock.json", want: "changed tracked files: package-lock.json", aside: []string{"package-lock.json"}},
		{name: "changes a tracked file and fails", test: "echo {1} > package-lock.json; exit 1", want: "exit status 1", aside: []string{"package-lock.json"}},
		{name: "changes a mode", test: "chmod +x src/live.ts", want: "changed tracked files: src/live.ts"},
		{name: "removes a tracked file", test: "rm src/live.ts", want: "changed tracked files: src/live.ts"},
		{name: "removes everything", test: "rm -rf src package-lock.json", want: "changed tracked files: package-lock.json, src/link.ts, src/live.ts"},
		{name: "replaces a file by a directory", test: "rm src/live.ts; mkdir src/live.ts; echo x > src/live.ts/x", want: "src/live.ts", aside: []string{"src/live.ts/x"}},
		{name: "replaces a directory by a file", test: "rm -rf src; echo x > src", want: "src/live.ts", aside: []string{"src"}},
		{name: "replaces a directory by a link", test: "mv src ../moved; ln -s ../moved src", want: "src/live.ts", aside: []string{"src"}},
		{name: "replaces another directory by a link", prepare: func(s *sandbox) { s.commit("lib/keep.ts", "keep") }, test: "mv lib ../lib; ln -s ../lib lib", want: "lib/keep.ts", aside: []string{"lib"}},
		{name: "stages a new file", test: "echo x > new.ts; git add new.ts", want: "changed tracked files: new.ts", extra: []string{"new.ts"}},
		{name: "stages a change", test: "echo x > src/live.ts; git add -A", want: "changed tracked files: src/live.ts", aside: []string{"src/live.ts"}},
		{name: "empties the index", test: "rm .git/index; exit 1", want: "exit status 1"},
		{name: "makes a deleted file again", test: "mkdir -p src/old; echo other > src/old/a.ts", want: "made src/old/a.ts again", aside: []string{"src/old/a.ts"}},
		{name: "makes a directory of a deleted file", test: "mkdir -p src/old/a.ts/x", want: "made src/old/a.ts again", aside: []string{"src/old/a.ts/x"}},
		{name: "brings everything back", test: "git reset -q --hard", want: "made src/old/a.ts again"},
		{name: "moves to a new branch", test: "git switch -q -c other", want: "HEAD moved from refs/heads/main to refs/heads/other"},
		{name: "refusing hook", prepare: func(s *sandbox) { s.hook("pre-commit", "echo not today; exit 1") }, test: "true", want: "not today"},
		{name: "refusing message hook", prepare: func(s *sandbox) { s.hook("commit-msg", "echo bad subject >&2; exit 1") }, test: "true", want: "bad subject"},
		{name: "hook that adds to the commit", prepare: func(s *sandbox) { s.hook("pre-commit", "echo x > new.ts; git add new.ts") }, test: "true", want: "a hook changed what was committed", extra: []string{"new.ts"}},
		{name: "hook that changes a file in the commit", prepare: func(s *sandbox) { s.hook("pre-commit", "echo x > src/live.ts; git add -A") }, test: "true", want: "a hook changed what was committed", aside: []string{"src/live.ts"}},
		{name: "hook that adds to the commit and renames it", prepare: func(s *sandbox) {
			s.hook("pre-commit", "echo x > new.ts; git add new.ts")
			s.hook("commit-msg", `echo mine > "$1"`)
		}, test: "true", want: "a hook changed what was committed", extra: []string{"new.ts"}},
		{name: "hook that changes a file", prepare: func(s *sandbox) { s.hook("post-commit", "echo x > src/live.ts") }, test: "true", want: "a hook changed tracked files: src/live.ts", aside: []string{"src/live.ts"}},
		{name: "verified tag in the way", test: "git tag cleanup-batch-1-verified/x && git tag -d cleanup-batch-1-verified/x; git tag cleanup-batch-1-verified", want: "there is a tag cleanup-batch-1-verified already"},
		{name: "start tag in the way", prepare: func(s *sandbox) { s.git("tag", "cleanup-batch-1-start/x") }, test: "true", want: "git update-ref"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newProject(t)
			s.check(os.Mkdir(s.path("empty"), 0o750))
			s.check(os.Chmod(s.path("src/old"), 0o711))
			s.check(os.Chmod(s.path("src/old/a.ts"), 0o600))
			s.check(os.Symlink("live.ts", s.path("src/link.ts")))
			s.git("add", "-A")
			s.git("commit", "-q", "-m", "link")
			s.write(".git/info/exclude", "ignored\n")
			if row.prepare != nil {
				row.prepare(s)
			}
			b := s.batch(1, "src/old/a.ts", "src/old/run.sh", "src/b.ts")
			old := time.Date(2020, 1, 2, 3, 4, 5, 6000, time.UTC)
			s.check(os.Chtimes(s.path("src/b.ts"), old, old))
			s.git("update-index", "-q", "--refresh")
			files, repository := s.files(), s.repository()
			failure := s.fails(b, tested(row.test))
			if !strings.Contains(failure.Reason, row.want) {
				t.Errorf("failed with %q, want %q in it", failure.Reason, row.want)
			}
			for _, name := range row.extra {
				if _, err := os.Lstat(s.path(name)); err != nil {
					t.Errorf("%v", err)
				}
				s.check(os.Remove(s.path(name)))
			}
			if strings.Contains(row.want, "refs/heads/other") {
				s.git("switch", "-q", "main")
				s.git("branch", "-q", "-D", "other")
			}
			if strings.Contains(row.test, "tag cleanup") {
				s.git("tag", "-d", "cleanup-batch-1-verified")
			}
			same(t, "work tree", s.files(), files)
			same(t, "repository", s.repository(), repository)
			if info, err := os.Stat(s.path("src/b.ts")); err != nil || !info.ModTime().Equal(old) {
				t.Errorf("time of src/b.ts: %v, %v", info.ModTime(), err)
			}
			if got := asideFiles(t, failure.Aside); !slices.Equal(got, row.aside) {
				t.Errorf("aside %q, want %q", got, row.aside)
			}
			if actions := s.actions(); !slices.Equal(actions[len(actions)-2:], []string{"1 failed", "1 restored"}) {
				t.Errorf("journal %q", actions)
			}
		})
	}
}

// TestHeadMoves lets the test command commit: what somebody else put on a branch stays there.
func TestHeadMoves(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"git commit -q -m mine", "git switch -q -c other && git commit -q -m mine"} {
		s := newProject(t)
		files := s.files()
		failure := s.fails(s.batch(1, "src/b.ts", "src/old/a.ts"), tested(command+"; echo x > src/live.ts"))
		if !strings.Contains(failure.Reason, "HEAD moved from refs/heads/main") || !strings.Contains(failure.Reason, "HEAD was left where it is") {
			t.Errorf("failed with %q", failure.Reason)
		}
		if got := s.git("log", "-1", "--format=%s"); got != "mine\n" {
			t.Errorf("HEAD is %q", got)
		}
		if got := s.git("status", "--porcelain"); got != "A  src/b.ts\n M src/live.ts\nA  src/old/a.ts\n" {
			t.Errorf("status %q", got)
		}
		s.write("src/live.ts", "export const live = true\n")
		same(t, "work tree", s.files(), files)
		s.wantTags()
	}
}

// TestBusyIndex deletes while another git command holds the index for a moment, at every step that needs it.
func TestBusyIndex(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	b := s.batch(1, "src/b.ts", "src/old/a.ts")
	check := s.unchanged()
	r := s.open()
	held := 0
	r.step = func(name string) {
		if !slices.Contains([]string{"keep files", "remove", "commit", "restore index", "revert"}, name) {
			return
		}
		held++
		s.write(".git/index.lock", "")
		go func() {
			time.Sleep(100 * time.Millisecond)
			os.Remove(s.path(".git/index.lock"))
		}()
	}
	_, err := r.Delete(t.Context(), b, tested("exit 1"))
	var failure *Failure
	if !errors.As(err, &failure) || failure.Reason != "the test command ended with exit status 1" {
		t.Fatalf("got %v", err)
	}
	check()
	again := passing()
	again.Again = true
	_, err = r.Delete(t.Context(), b, again)
	s.check(err)
	_, err = r.Rollback(t.Context(), 1, passing())
	s.check(err)
	if held != 7 {
		t.Errorf("held the index %d times", held)
	}
}

// TestRewrittenMessage knows its commit when a hook has replaced the message.
func TestRewrittenMessage(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.hook("commit-msg", `echo mine > "$1"`)
	s.delete(s.batch(1, "src/b.ts"), passing())
	s.wantTags("cleanup-batch-1-start", "cleanup-batch-1-verified")
	s.wantActions("1 accepted", "1 deleted", "1 verified")
}

// asideFiles lists what is in a directory: files, links and empty directories.
func asideFiles(t *testing.T, dir string) (names []string) {
	t.Helper()
	if dir == "" {
		return nil
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if children, _ := os.ReadDir(path); !d.IsDir() || len(children) == 0 {
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestRestoreConverted restores files that git would write in another form than they had.
func TestRestoreConverted(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name    string
		prepare func(s *sandbox)
	}{
		{"line ends by setting", func(s *sandbox) { s.git("config", "core.autocrlf", "true") }},
		{"line ends by attribute", func(s *sandbox) { s.commit(".gitattributes", "* text=auto eol=crlf\n") }},
		{"line ends on input", func(s *sandbox) { s.git("config", "core.autocrlf", "input") }},
		{"keywords", func(s *sandbox) { s.commit(".gitattributes", "*.ts ident\n") }},
		{"filter", func(s *sandbox) {
			s.git("config", "filter.rot.clean", "tr a-m n-z")
			s.git("config", "filter.rot.smudge", "echo not what it was")
			s.commit(".gitattributes", "*.ts filter=rot\n")
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newProject(t)
			row.prepare(s)
			s.write("src/lf.ts", "one\ntwo\n")
			s.write("src/crlf.ts", "one\r\ntwo\r\n")
			s.write("src/ident.ts", "// $Id$\n")
			s.write("src/live-lf.ts", "live one\nlive two\n")
			s.write("src/live-crlf.ts", "live one\r\nlive two\r\n")
			s.git("add", "-A")
			s.git("commit", "-q", "-m", "more")
			check := s.unchanged()
			files := s.files()
			b := s.batch(1, "src/lf.ts", "src/crlf.ts", "src/ident.ts")
			failure := s.fails(b, tested("for f in src/live-*; do echo x > $f; done; exit 1"))
			if got := asideFiles(t, failure.Aside); !slices.Equal(got, []string{"src/live-crlf.ts", "src/live-lf.ts"}) {
				t.Errorf("aside %q", got)
			}
			check()
			again := passing()
			again.Again = true
			s.delete(b, again)
			_, err := s.open().Rollback(t.Context(), 1, passing())
			s.check(err)
			same(t, "after the rollback", s.files(), files)
			if status := s.git("status", "--porcelain"); status != "" {
				t.Errorf("status after the rollback: %s", status)
			}
		})
	}
}

// TestInterrupt ends the context while the test, or a hook, hangs.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name, test, hook string
	}{
		{"test", "echo running; sleep 1000", ""},
		{"test that does not listen", "trap '' TERM INT; echo running; sleep 1000", ""},
		{"test with children", "(trap '' TERM; sleep 1000) & echo running; wait", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newProject(t)
			check := s.unchanged()
			ctx, output := interruptible(t)
			o := tested(row.test)
			o.Output = output
			_, err := s.open().Delete(ctx, s.batch(1, "src/b.ts"), o)
			var failure *Failure
			if !errors.As(err, &failure) || !errors.Is(err, context.Canceled) {
				t.Fatalf("got %v", err)
			}
			check()
			if log, _ := os.ReadFile(failure.Log); string(log) != "running\n" {
				t.Errorf("log %q", log)
			}
			s.wantActions("1 accepted", "1 deleted", "1 failed", "1 restored")
		})
	}
}

// TestDeadline runs a test that hangs until the time is over.
func TestDeadline(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	check := s.unchanged()
	r, b := s.open(), s.batch(1, "src/b.ts")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := r.Delete(ctx, b, tested("sleep 1000")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	check()
}

// TestInterruptEverywhere ends the context before each step.
func TestInterruptEverywhere(t *testing.T) {
	t.Parallel()
	from := newProject(t)
	b := from.batch(1, "src/b.ts", "src/old/a.ts")
	before := from.end()
	whole := from.copied(t)
	whole.delete(b, passing())
	done := whole.end()
	completed, restored := 0, 0
	for at := 1; completed < 3; at++ {
		s := from.copied(t)
		ctx, cancel := context.WithCancel(t.Context())
		r, n := s.open(), 0
		r.step = func(string) {
			if n++; n == at {
				cancel()
			}
		}
		_, err := r.Delete(ctx, b, passing())
		cancel()
		if err == nil {
			completed++
			same(t, "completed", s.end(), done)
			continue
		}
		restored++
		if !errors.Is(err, context.Canceled) {
			t.Errorf("step %d: %v", at, err)
		}
		same(t, "restored", s.end(), before)
		if rec, err := s.open().pending(); rec != nil || err != nil {
			t.Errorf("step %d: pending %v, %v", at, rec, err)
		}
	}
	if restored < 8 {
		t.Errorf("restored only %d times", restored)
	}
}

// TestInterruptedHook ends the context while a hook hangs: before the commit, and after it.
func TestInterruptedHook(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"pre-commit": "1 restored", "post-commit": "1 verified"} {
		t.Run(name, func(t *testing.T) {
			s := newProject(t)
			pipe := filepath.Join(t.TempDir(), "pipe")
			s.mkfifo(pipe)
			s.hook(name, "echo > '"+pipe+"'; exec sleep 1000")
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				os.ReadFile(pipe)
				cancel()
			}()
			_, err := s.open().Delete(ctx, s.batch(1, "src/b.ts"), passing())
			if failed := err != nil; failed != (want == "1 restored") {
				t.Errorf("got %v", err)
			}
			actions := s.actions()
			if actions[len(actions)-1] != want {
				t.Errorf("journal %q, want %q at its end", actions, want)
			}
			if status := s.git("status", "--porcelain"); status != "" {
				t.Errorf("status %s", status)
			}
		})
	}
}

// TestMovedOn resumes after an interruption and what a user did then.
func TestMovedOn(t *testing.T) {
	t.Parallel()
	from := newProject(t)
	b := from.batch(1, "src/b.ts", "src/old/a.ts")
	k := task{Dir: from.dir, Batch: b, Test: "true", Before: "test"}
	if !k.killed(t) {
		t.Fatal("not killed")
	}
	if status := from.git("status", "--porcelain"); status != "D  src/b.ts\nD  src/old/a.ts\n" {
		t.Fatalf("status %q", status)
	}
	rows := []struct {
		name   string
		user   func(s *sandbox)
		refuse string
		left   string // status afterwards
	}{
		{"nothing", func(s *sandbox) {}, "", ""},
		{"put everything back", func(s *sandbox) { s.git("reset", "-q", "--hard") }, "", ""},
		{"put a file back", func(s *sandbox) { s.git("restore", "--staged", "--worktree", "src/b.ts") }, "", ""},
		{"put a file back and changed it", func(s *sandbox) { s.git("restore", "--staged", "--worktree", "src/b.ts"); s.write("src/b.ts", "mine") }, "", " M src/b.ts\n"},
		{"changed another file", func(s *sandbox) { s.write("src/live.ts", "mine") }, "", " M src/live.ts\n"},
		{"staged another file", func(s *sandbox) { s.write("src/live.ts", "mine"); s.git("add", "src/live.ts") }, "", "M  src/live.ts\n"},
		{"stashed it", func(s *sandbox) { s.git("stash", "-q") }, "", ""},
		{"committed it", func(s *sandbox) { s.git("commit", "-q", "-m", "mine") }, "", ""},
		{"committed it and went on", func(s *sandbox) { s.git("commit", "-q", "-m", "mine"); s.write("src/live.ts", "mine") }, "HEAD has moved", " M src/live.ts\n"},
		{"changed the branch", func(s *sandbox) { s.git("switch", "-q", "-c", "other") }, "", ""},
		{"made the tag their own", func(s *sandbox) { s.git("tag", "-f", "-a", "-m", "mine", "cleanup-batch-1-start") }, "", ""},
		{"removed the tag", func(s *sandbox) { s.git("tag", "-d", "cleanup-batch-1-start") }, "", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := from.copied(t)
			row.user(s)
			head := s.git("rev-parse", "HEAD")
			_, err := s.open().Resume(t.Context(), passing())
			if row.refuse != "" {
				if r := refusal(t, err); !strings.Contains(r.Reason, row.refuse) {
					t.Errorf("refused with %q", r.Reason)
				}
			} else {
				s.check(err)
				s.wantActions("1 accepted", "1 deleted", "1 restored")
				if own := row.name == "made the tag their own"; own != (len(s.tags()) == 1) {
					t.Errorf("tags %q", s.tags())
				}
			}
			if got := s.git("status", "--porcelain"); got != row.left {
				t.Errorf("status %q, want %q", got, row.left)
			}
			if now := s.git("rev-parse", "HEAD"); now != head {
				t.Errorf("HEAD moved to %s", now)
			}
		})
	}
}
