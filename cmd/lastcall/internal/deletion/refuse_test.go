package deletion

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestRefuse has a row for every reason not to delete. Each begins with a repository in which batch 1 could be deleted.
func TestRefuse(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name  string
		spoil func(s *sandbox, b *Batch, o *Options)
		want  string // part of the reason
	}{
		{"no test command", func(s *sandbox, b *Batch, o *Options) { o.Test = "  " }, "no test command"},
		{"number 0", func(s *sandbox, b *Batch, o *Options) { b.Number = 0 }, "no number"},
		{"empty batch", func(s *sandbox, b *Batch, o *Options) { b.Files = nil }, "batch 1 is empty"},
		{"too many files", func(s *sandbox, b *Batch, o *Options) { o.MaxFiles = 1 }, "has 2 files, and at most 1"},
		{"six files by default", func(s *sandbox, b *Batch, o *Options) {
			for _, name := range []string{"c", "d", "e", "f"} {
				s.commit(name, name)
			}
			*b = s.batch(1, "src/b.ts", "src/old/a.ts", "c", "d", "e", "f")
		}, "has 6 files, and at most 5"},
		{"file named twice", func(s *sandbox, b *Batch, o *Options) { b.Files[1] = b.Files[0] }, "twice"},
		{"odd prefix", func(s *sandbox, b *Batch, o *Options) { o.TagPrefix = "a..b" }, "no tag can start"},
		{"prefix with a newline", func(s *sandbox, b *Batch, o *Options) { o.TagPrefix = "a\ncreate refs/heads/x" }, "no tag can start"},

		{"changed file", func(s *sandbox, b *Batch, o *Options) { s.write("src/live.ts", "changed") }, "uncommitted changes: src/live.ts"},
		{"staged file", func(s *sandbox, b *Batch, o *Options) { s.write("new.ts", "new"); s.git("add", "new.ts") }, "uncommitted changes: new.ts"},
		{"file to be added", func(s *sandbox, b *Batch, o *Options) { s.write("new.ts", "new"); s.git("add", "-N", "new.ts") }, "uncommitted changes: new.ts"},
		{"removed file", func(s *sandbox, b *Batch, o *Options) { s.check(os.Remove(s.path("src/live.ts"))) }, "uncommitted changes: src/live.ts"},
		{"changed mode", func(s *sandbox, b *Batch, o *Options) { s.check(os.Chmod(s.path("src/live.ts"), 0o755)) }, "uncommitted changes: src/live.ts"},
		{"many changed files", func(s *sandbox, b *Batch, o *Options) {
			for _, f := range standard {
				s.write(f.path, "x")
			}
		}, "package-lock.json, src/b.ts, src/live.ts, 2 more"},
		{"change hidden from git by settings", func(s *sandbox, b *Batch, o *Options) {
			s.git("config", "core.fsmonitor", "true")
			s.git("config", "status.showUntrackedFiles", "no")
			s.write("src/live.ts", "changed")
		}, "uncommitted changes: src/live.ts"},

		{"merge", func(s *sandbox, b *Batch, o *Options) {
			s.git("switch", "-q", "-c", "other")
			s.commit("other.ts", "x")
			s.git("switch", "-q", "main")
			s.git("merge", "-q", "--no-ff", "--no-commit", "other")
		}, "a merge is in progress"},
		{"cherry-pick", func(s *sandbox, b *Batch, o *Options) { s.inProgress("CHERRY_PICK_HEAD") }, "a cherry-pick is in progress"},
		{"revert", func(s *sandbox, b *Batch, o *Options) { s.inProgress("REVERT_HEAD") }, "a revert is in progress"},
		{"rebase", func(s *sandbox, b *Batch, o *Options) { s.check(os.Mkdir(s.path(".git/rebase-merge"), 0o777)) }, "a rebase is in progress"},
		{"am", func(s *sandbox, b *Batch, o *Options) { s.check(os.Mkdir(s.path(".git/rebase-apply"), 0o777)) }, "git am is in progress"},
		{"bisect", func(s *sandbox, b *Batch, o *Options) { s.git("bisect", "start") }, "a bisect is in progress"},
		{"sequencer", func(s *sandbox, b *Batch, o *Options) { s.check(os.Mkdir(s.path(".git/sequencer"), 0o777)) }, "of several commits is in progress"},
		{"index locked", func(s *sandbox, b *Batch, o *Options) { s.write(".git/index.lock", "") }, "another git command"},
		{"detached HEAD", func(s *sandbox, b *Batch, o *Options) { s.git("switch", "-q", "--detach") }, "HEAD is detached"},
		{"no commit", func(s *sandbox, b *Batch, o *Options) { s.git("switch", "-q", "--orphan", "empty") }, "no commit yet"},
		{"no identity", func(s *sandbox, b *Batch, o *Options) {
			s.git("config", "--unset", "user.email")
			s.git("config", "user.useConfigOnly", "true")
		}, "who commits"},

		{"start tag", func(s *sandbox, b *Batch, o *Options) { s.git("tag", "cleanup-batch-1-start") }, "a tag cleanup-batch-1-start"},
		{"verified tag", func(s *sandbox, b *Batch, o *Options) { s.git("tag", "cleanup-batch-1-verified") }, "batch 1 was deleted already"},
		{"verified tag of another prefix", func(s *sandbox, b *Batch, o *Options) { s.git("tag", "x/1-verified"); o.TagPrefix = "x/" }, "batch 1 was deleted already"},
		{"batch before missing", func(s *sandbox, b *Batch, o *Options) { b.Number = 2 }, "batch 1 before it is not verified"},
		{"batch before only begun", func(s *sandbox, b *Batch, o *Options) { b.Number = 2; s.git("tag", "cleanup-batch-1-start") }, "batch 1 before it is not verified"},
		{"batch before of no commit", func(s *sandbox, b *Batch, o *Options) {
			b.Number = 2
			s.git("tag", "cleanup-batch-1-verified", "HEAD:src")
		}, "batch 1 before it is not verified"},
		{"batch before reset away", func(s *sandbox, b *Batch, o *Options) {
			b.Number = 2
			s.git("commit", "-q", "--allow-empty", "-m", "gone")
			s.git("tag", "cleanup-batch-1-verified")
			s.git("reset", "-q", "--hard", "HEAD^")
		}, "HEAD does not contain the commit of batch 1"},
		{"deployment unknown", func(s *sandbox, b *Batch, o *Options) {
			b.Number, o.SameDeployment = 2, false
			s.git("tag", "cleanup-batch-1-verified")
		}, "nothing tells whether batch 1 is deployed"},
		{"deployed ref unknown", func(s *sandbox, b *Batch, o *Options) {
			b.Number, o.SameDeployment, o.DeployedRef = 2, false, "origin/live"
			s.git("tag", "cleanup-batch-1-verified")
		}, `no commit "origin/live"`},
		{"deployed ref is an option", func(s *sandbox, b *Batch, o *Options) {
			b.Number, o.SameDeployment, o.DeployedRef = 2, false, "--all"
			s.git("tag", "cleanup-batch-1-verified")
		}, `no commit "--all"`},
		{"not deployed", func(s *sandbox, b *Batch, o *Options) {
			b.Number, o.SameDeployment, o.DeployedRef = 2, false, "live"
			s.git("branch", "live")
			s.git("commit", "-q", "--allow-empty", "-m", "batch 1")
			s.git("tag", "cleanup-batch-1-verified")
		}, "batch 1 is not deployed: live does not contain it"},

		{"file changed since the plan", func(s *sandbox, b *Batch, o *Options) { s.commit("src/b.ts", "other") }, "src/b.ts has changed since the plan"},
		{"no hash", func(s *sandbox, b *Batch, o *Options) { b.Files[0].SHA256 = "" }, "does not say what src/b.ts contained"},
		{"file gone", func(s *sandbox, b *Batch, o *Options) {
			s.git("rm", "-q", "src/b.ts")
			s.git("commit", "-q", "-m", "gone")
		}, "src/b.ts is missing"},
		{"file became a directory", func(s *sandbox, b *Batch, o *Options) {
			s.git("rm", "-q", "src/b.ts")
			s.commit("src/b.ts/c.ts", "x")
		}, "src/b.ts is no file"},
		{"directory became a file", func(s *sandbox, b *Batch, o *Options) {
			s.git("rm", "-q", "-r", "src/old")
			s.commit("src/old", "x")
		}, "src/old/a.ts is missing: src/old is no directory"},
		{"directory", func(s *sandbox, b *Batch, o *Options) { b.Files[0].Path = "src" }, "src is no file"},
		{"untracked", func(s *sandbox, b *Batch, o *Options) { s.write("new.ts", "x"); *b = s.batch(1, "new.ts") }, "new.ts is not tracked"},
		{"ignored", func(s *sandbox, b *Batch, o *Options) {
			s.commit(".gitignore", "new.ts\n")
			s.write("new.ts", "x")
			*b = s.batch(1, "new.ts")
		}, "new.ts is not tracked"},
		{"symbolic link", func(s *sandbox, b *Batch, o *Options) {
			s.check(os.Symlink("live.ts", s.path("src/link.ts")))
			s.git("add", "-A")
			s.git("commit", "-q", "-m", "link")
			*b = s.batch(1, "src/link.ts")
		}, "src/link.ts is a symbolic link"},
		{"below a symbolic link", func(s *sandbox, b *Batch, o *Options) {
			s.check(os.Symlink("src", s.path("linked")))
			s.git("add", "-A")
			s.git("commit", "-q", "-m", "link")
			*b = s.batch(1, "linked/b.ts")
		}, "linked is a symbolic link"},
		{"named pipe", func(s *sandbox, b *Batch, o *Options) {
			s.mkfifo(s.path("pipe"))
			b.Files[0].Path = "pipe"
		}, "pipe is no file"},
		{"submodule", func(s *sandbox, b *Batch, o *Options) {
			inner := newSandbox(s.t, file{path: "x.ts", content: "x"})
			s.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "sub")
			s.git("commit", "-q", "-m", "sub")
			b.Files[0].Path = "sub"
		}, "sub is no file"},
		{"file of a submodule", func(s *sandbox, b *Batch, o *Options) {
			inner := newSandbox(s.t, file{path: "x.ts", content: "x"})
			s.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "sub")
			s.git("commit", "-q", "-m", "sub")
			*b = s.batch(1, "sub/x.ts")
		}, "sub/x.ts is not tracked"},
		{"assumed unchanged", func(s *sandbox, b *Batch, o *Options) {
			s.git("update-index", "--assume-unchanged", "src/b.ts")
			s.write("src/b.ts", "changed behind git's back")
			*b = s.batch(1, "src/b.ts")
		}, "told not to look at src/b.ts"},
		{"skipped by the work tree", func(s *sandbox, b *Batch, o *Options) { s.git("update-index", "--skip-worktree", "src/b.ts") }, "told not to look at src/b.ts"},

		{"path above", func(s *sandbox, b *Batch, o *Options) { b.Files[0].Path = "../b.ts" }, "no path below"},
		{"path that leaves and returns", func(s *sandbox, b *Batch, o *Options) { b.Files[0].Path = "src/../src/b.ts" }, "no path below"},
		{"absolute path", func(s *sandbox, b *Batch, o *Options) { b.Files[0].Path = s.path("src/b.ts") }, "no path below"},
		{"path with dots", func(s *sandbox, b *Batch, o *Options) { b.Files[0].Path = "./src/b.ts" }, "no path below"},
		{"path with two slashes", func(s *sandbox, b *Batch, o *Options) { b.Files[0].Path = "src//b.ts" }, "no path below"},
		{"path with a slash at the end", func(s *sandbox, b *Batch, o *Options) { b.Files[0].Path = "src/b.ts/" }, "no path below"},
		{"path with a zero byte", func(s *sandbox, b *Batch, o *Options) { b.Files[0].Path = "src/b.ts\x00x" }, "no path below"},
		{"empty path", func(s *sandbox, b *Batch, o *Options) { b.Files[0].Path = "" }, `"" is no path below`},

		{"git's own file", func(s *sandbox, b *Batch, o *Options) { b.Files[0].Path = ".git/config" }, "protected"},
		{"CI", func(s *sandbox, b *Batch, o *Options) {
			s.commit(".github/workflows/x.yml", "x")
			*b = s.batch(1, ".github/workflows/x.yml")
		}, "protected"},
		{"our configuration", func(s *sandbox, b *Batch, o *Options) {
			s.commit("ops/lastcall.yaml", "x")
			*b = s.batch(1, "ops/lastcall.yaml")
		}, "protected"},
		{"protected by a glob", func(s *sandbox, b *Batch, o *Options) { o.Protected = []string{"lib/**", "src/**/*.ts"} }, `src/b.ts is protected by "src/**/*.ts"`},
		{"bad glob", func(s *sandbox, b *Batch, o *Options) { o.Protected = []string{"src/[a"} }, `"src/[a" is no valid pattern`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newProject(t)
			b, o := s.batch(1, "src/b.ts", "src/old/a.ts"), passing()
			row.spoil(s, &b, &o)
			files, refs := s.files(), s.git("for-each-ref")
			r := s.open()
			r.patience = 0
			_, err := r.Delete(t.Context(), b, o)
			if r := refusal(t, err); !strings.Contains(r.Reason, row.want) {
				t.Errorf("refused with %q, want %q in it", r.Reason, row.want)
			}
			same(t, "work tree", s.files(), files)
			if now := s.git("for-each-ref"); now != refs {
				t.Errorf("refs %s, want %s", now, refs)
			}
			entries, err := s.open().Journal()
			s.check(err)
			if len(entries) != 1 || entries[0].Action != ActionRejected || !strings.Contains(entries[0].Reason, row.want) {
				t.Errorf("journal %+v", entries)
			}
		})
	}
}

// inProgress makes git believe that it is in the middle of an operation.
func (s *sandbox) inProgress(name string) { s.write(".git/"+name, s.git("rev-parse", "HEAD")) }

// TestAllowed has what looks like a reason to refuse and is none.
func TestAllowed(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name    string
		prepare func(s *sandbox, b *Batch, o *Options)
	}{
		{"untracked files", func(s *sandbox, b *Batch, o *Options) { s.write("untracked.ts", "x"); s.write("src/old/x", "x") }},
		{"ignored files", func(s *sandbox, b *Batch, o *Options) { s.commit(".gitignore", "out\n"); s.write("out/x", "x") }},
		{"hash in upper case", func(s *sandbox, b *Batch, o *Options) { b.Files[0].SHA256 = strings.ToUpper(b.Files[0].SHA256) }},
		{"new times", func(s *sandbox, b *Batch, o *Options) { s.write("src/b.ts", "export const b = 2\r\n") }},
		{"deployed", func(s *sandbox, b *Batch, o *Options) {
			b.Number, o.SameDeployment, o.DeployedRef = 2, false, "live"
			s.git("tag", "-a", "-m", "annotated", "cleanup-batch-1-verified")
			s.git("commit", "-q", "--allow-empty", "-m", "more")
			s.git("tag", "live")
		}},
		{"first batch needs no deployment", func(s *sandbox, b *Batch, o *Options) { o.SameDeployment = false }},
		{"numbering that goes on", func(s *sandbox, b *Batch, o *Options) { b.Number = 8; s.git("tag", "cleanup-batch-7-verified") }},
		{"shallow clone", func(s *sandbox, b *Batch, o *Options) {
			s.commit("second", "x")
			clone := s.t.TempDir() + "/clone"
			s.git("clone", "-q", "--depth", "1", "file://"+s.dir, clone)
			s.dir = clone
			s.git("config", "user.name", "test")
			s.git("config", "user.email", "test@example.com")
		}},
		{"packed refs", func(s *sandbox, b *Batch, o *Options) {
			b.Number = 2
			s.git("tag", "cleanup-batch-1-verified")
			s.git("pack-refs", "--all")
		}},
		{"SHA-256 repository", func(s *sandbox, b *Batch, o *Options) {
			s.check(os.RemoveAll(s.path(".git")))
			s.git("init", "-q", "-b", "main", "--object-format=sha256")
			s.git("config", "user.name", "test")
			s.git("config", "user.email", "test@example.com")
			s.git("add", "-A")
			s.git("commit", "-q", "-m", "first")
		}},
		{"split index", func(s *sandbox, b *Batch, o *Options) {
			s.git("config", "core.splitIndex", "true")
			s.git("update-index", "--split-index")
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newProject(t)
			b, o := s.batch(1, "src/b.ts", "src/old/a.ts"), passing()
			row.prepare(s, &b, &o)
			check := s.unchanged()
			o.Test = "echo x > src/live.ts; exit 1"
			s.fails(b, o)
			check()
			o.Test, o.Again = "true", true
			s.delete(b, o)
			if status := s.git("status", "--porcelain", "--untracked-files=no"); status != "" {
				t.Errorf("status %s", status)
			}
		})
	}
}

// TestAgain deletes files that failed, and files that were rolled back.
func TestAgain(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	b := s.batch(1, "src/b.ts", "src/old/a.ts")
	s.fails(b, tested("exit 3"))
	b.Files[0], b.Files[1] = b.Files[1], b.Files[0] // the same files still
	_, err := s.open().Delete(t.Context(), b, passing())
	if r := refusal(t, err); !strings.Contains(r.Reason, "these files failed on 2025-10-21 09:30 UTC: the test command ended with exit status 3") {
		t.Errorf("refused with %q", r.Reason)
	}
	again := passing()
	again.Again = true
	s.delete(b, again)
	_, err = s.open().Rollback(t.Context(), 1, passing())
	s.check(err)
	_, err = s.open().Delete(t.Context(), b, passing())
	if r := refusal(t, err); !strings.Contains(r.Reason, "these files were rolled back") {
		t.Errorf("refused with %q", r.Reason)
	}
	// A batch of other files is another batch, whatever its number.
	s.delete(s.batch(1, "src/b.ts"), passing())
	s.wantActions("1 accepted", "1 deleted", "1 failed", "1 restored", "1 rejected",
		"1 accepted", "1 deleted", "1 verified", "1 rolled-back", "1 rejected", "1 accepted", "1 deleted", "1 verified")
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	bare := t.TempDir()
	s.git("clone", "-q", "--bare", s.dir, bare)
	rows := []struct{ name, dir, want string }{
		{"no repository", t.TempDir(), "no git repository"},
		{"bare repository", bare, "a bare repository"},
		{"git directory", s.path(".git"), "inside a .git directory"},
		{"no directory", s.path("src/b.ts"), "not a directory"},
		{"missing", s.path("nowhere"), "not a directory"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, err := Open(t.Context(), row.dir)
			if r := refusal(t, err); !strings.Contains(r.Reason, row.want) {
				t.Errorf("refused with %q, want %q in it", r.Reason, row.want)
			}
		})
	}
}

func TestOpenWithoutGit(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Open(t.Context(), t.TempDir())
	if r := refusal(t, err); !strings.Contains(r.Reason, "git is not installed") {
		t.Errorf("refused with %q", r.Reason)
	}
}

func TestCancelledBefore(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	check := s.unchanged()
	r, b := s.open(), s.batch(1, "src/b.ts")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Delete(ctx, b, passing()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(ctx, s.dir); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	check()
	s.wantActions()
}

// TestConcurrent lets a second deletion and a rollback begin while the first one tests.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	b, other := s.batch(1, "src/b.ts"), s.batch(1, "src/old/a.ts")
	o := tested("echo running; cat '" + filepath.Join(s.dir, ".git/pipe") + "'")
	s.mkfifo(s.path(".git/pipe"))
	o.Output = writerFunc(func(p []byte) (int, error) {
		r := s.open()
		r.patience = 0
		_, err := r.Delete(t.Context(), other, passing())
		refusal(t, err)
		_, err = r.Rollback(t.Context(), 1, passing())
		if r := refusal(t, err); !strings.Contains(r.Reason, "another lastcall") {
			t.Errorf("refused with %q", r.Reason)
		}
		s.check(os.WriteFile(s.path(".git/pipe"), nil, 0))
		return len(p), nil
	})
	s.delete(b, o)
	s.wantActions("1 accepted", "1 deleted", "1 verified")
}

// TestReadOnly deletes as a user who may not write to the git directory.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	b := s.batch(1, "src/b.ts")
	check := s.unchanged()
	s.check(os.Chmod(s.path(".git"), 0o555))
	t.Cleanup(func() { os.Chmod(s.path(".git"), 0o777) })
	if os.Getuid() != 0 {
		_, err := s.open().Delete(t.Context(), b, passing())
		if r := refusal(t, err); !strings.Contains(r.Reason, "cannot be written") {
			t.Errorf("refused with %q", r.Reason)
		}
		check()
		return
	}
	// Root may write everywhere, so another user has to try.
	const nobody = 65534
	program := filepath.Join(filepath.Dir(s.dir), "program")
	for _, command := range [][]string{
		{"cp", os.Args[0], program}, {"chmod", "755", program, filepath.Dir(s.dir), filepath.Dir(filepath.Dir(s.dir))}, {"chown", "-R", "65534", s.dir},
	} {
		if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Skipf("%q: %v: %s", command, err, out)
		}
	}
	cmd := task{Dir: s.dir, Batch: b, Test: "true"}.command(t)
	cmd.Path = program
	cmd.Env = append(cmd.Env, "HOME="+s.dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if !strings.Contains(string(out), "cannot be written") {
		t.Errorf("%v: %s", err, out)
	}
	s.check(exec.Command("chown", "-R", "0", s.dir).Run())
	check()
}
