package deletion

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// taskVariable makes the test binary a process that performs a task, which another test kills.
const taskVariable = "LASTCALL_TEST_TASK"

// task is a deletion or a rollback, killed at a step.
type task struct {
	Dir    string
	Batch  Batch // of a rollback, only the number
	Test   string
	Undo   bool // roll back
	Again  bool
	KillAt int    // the number of a step, from 1; 0 for never
	Before string // or the name of a step
}

// perform does a task in this process.
func perform(text string) int {
	var k task
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		panic(err)
	}
	r, err := Open(context.Background(), k.Dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	steps := 0
	r.step = func(name string) {
		if steps++; steps == k.KillAt || name == k.Before {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	o := passing()
	o.Test, o.Again = k.Test, k.Again
	if k.Undo {
		_, err = r.Rollback(context.Background(), k.Batch.Number, o)
	} else {
		_, err = r.Delete(context.Background(), k.Batch, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// command makes a process of its own for a task.
func (k task) command(t *testing.T) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), taskVariable+"="+string(text))
	return cmd
}

// killed performs a task and tells whether it was killed, rather than ended.
func (k task) killed(t *testing.T) bool {
	t.Helper()
	err := k.command(t).Run()
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signaled()
}

// end is where a task leads to: all but the ids of commits, which hold the time.
func (s *sandbox) end() map[string]string {
	s.t.Helper()
	all := s.files()
	all["(tree)"] = s.git("rev-parse", "HEAD^{tree}")
	all["(commits)"] = s.git("log", "--format=%s")
	all["(status)"] = s.git("status", "--porcelain", "-z")
	all["(tags)"] = strings.Join(s.tags(), " ")
	for _, tag := range s.tags() {
		all["(tag) "+tag] = s.git("log", "-1", "--format=%s", tag)
	}
	return all
}

// killEverywhere performs a task on copies of a sandbox, killed at each of its steps. after gets the killed copy.
func killEverywhere(t *testing.T, from *sandbox, k task, atLeast int, after func(s *sandbox, at int)) {
	t.Helper()
	at := 1
	for ; ; at++ {
		s := from.copied(t)
		k.Dir, k.KillAt = s.dir, at
		if !k.killed(t) {
			break
		}
		after(s, at)
		if t.Failed() {
			t.Fatalf("killed at step %d", at)
		}
	}
	if at <= atLeast {
		t.Errorf("only %d steps, want at least %d", at-1, atLeast)
	}
}

// resumes finds out that Resume leads to one of two states, and to which: undone or completed.
func (s *sandbox) resumes(before, done map[string]string) (completed bool) {
	s.t.Helper()
	outcome, err := s.open().Resume(s.t.Context(), passing())
	s.check(err)
	if outcome != nil && outcome.Resumed == outcome.Undone {
		s.t.Errorf("resumed and undone are both %v", outcome.Undone)
	}
	now := s.end()
	completed = now["(tree)"] == done["(tree)"] && now["(tags)"] == done["(tags)"]
	if outcome != nil && outcome.Resumed != completed {
		s.t.Errorf("resumed is %v, but the tree says %v", outcome.Resumed, completed)
	}
	if completed {
		same(s.t, "after completion", now, done)
	} else {
		same(s.t, "after undoing", now, before)
	}
	if again, err := s.open().Resume(s.t.Context(), passing()); again != nil || err != nil {
		s.t.Errorf("something is left to resume: %v, %v", again, err)
	}
	return completed
}

func TestKillDelete(t *testing.T) {
	t.Parallel()
	from := newProject(t)
	from.write("src/old/untracked.txt", "stay\n")
	b := from.batch(1, "src/old/a.ts", "src/old/run.sh", "src/b.ts")
	before := from.end()
	whole := from.copied(t)
	whole.delete(b, passing())
	done := whole.end()
	completed, undone := 0, 0
	killEverywhere(t, from, task{Batch: b, Test: "true"}, 12, func(s *sandbox, at int) {
		if at%2 == 0 {
			// The next deletion finds out by itself.
			s.delete(b, passing())
			same(t, "after the next deletion", s.end(), done)
		} else if s.resumes(before, done) {
			completed++
		} else {
			undone++
			s.delete(b, passing())
			same(t, "after undoing and deleting", s.end(), done)
		}
		verified := 0
		for _, action := range s.actions() {
			if action == "1 verified" {
				verified++
			}
		}
		if verified != 1 {
			t.Errorf("verified %d times: %q", verified, s.actions())
		}
	})
	if completed < 2 || undone < 2 {
		t.Errorf("%d completed, %d undone", completed, undone)
	}
}

func TestKillFailing(t *testing.T) {
	t.Parallel()
	from := newProject(t)
	b := from.batch(1, "src/old/a.ts", "src/old/run.sh", "src/b.ts")
	before := from.end()
	killEverywhere(t, from, task{Batch: b, Test: "exit 1"}, 14, func(s *sandbox, at int) {
		if s.resumes(before, map[string]string{}) {
			t.Error("a failed deletion was completed")
		}
		failed := slices.Contains(s.actions(), "1 failed")
		_, err := s.open().Delete(t.Context(), b, passing())
		var refused *Refusal
		if errors.As(err, &refused) != failed {
			t.Errorf("the journal says failed: %v, and the next deletion: %v", failed, err)
		}
	})
}

// TestKillCommitThatFails kills after a hook put more into the commit than it should hold.
func TestKillCommitThatFails(t *testing.T) {
	t.Parallel()
	from := newProject(t)
	from.hook("pre-commit", "echo more > more.txt; git add more.txt")
	b := from.batch(1, "src/b.ts")
	before := from.end()
	killEverywhere(t, from, task{Batch: b, Test: "true"}, 16, func(s *sandbox, at int) {
		_, err := s.open().Resume(t.Context(), passing())
		s.check(err)
		now := s.end()
		// Nobody can tell whose an untracked file is.
		delete(now, "more.txt")
		now["(status)"] = strings.TrimPrefix(now["(status)"], "?? more.txt\x00")
		if strings.HasPrefix(now["(status)"], "A  more.txt") {
			t.Log("staged by the hook and left, as it could be the user's")
			now["(status)"] = ""
		}
		same(t, "after undoing", now, before)
	})
}

func TestKillRollback(t *testing.T) {
	t.Parallel()
	from := newProject(t)
	b := from.batch(1, "src/old/a.ts", "src/old/run.sh", "src/b.ts")
	from.delete(b, passing())
	before := from.end()
	whole := from.copied(t)
	_, err := whole.open().Rollback(t.Context(), 1, passing())
	whole.check(err)
	done := whole.end()
	killEverywhere(t, from, task{Batch: Batch{Number: 1}, Undo: true}, 7, func(s *sandbox, at int) {
		if at%2 == 0 || !s.resumes(before, done) {
			_, err := s.open().Rollback(t.Context(), 1, passing())
			s.check(err)
		}
		same(t, "after the next rollback", s.end(), done)
	})
}

// TestKillTwice kills what completes or undoes after a kill.
func TestKillTwice(t *testing.T) {
	t.Parallel()
	from := newProject(t)
	b := from.batch(1, "src/old/a.ts", "src/old/run.sh", "src/b.ts")
	whole := from.copied(t)
	whole.delete(b, passing())
	done := whole.end()
	for _, first := range []string{"test", "check commit"} {
		k := task{Batch: b, Test: "true", Before: first}
		killed := from.copied(t)
		k.Dir = killed.dir
		if !k.killed(t) {
			t.Fatalf("not killed before %s", first)
		}
		k.Before = ""
		killEverywhere(t, killed, k, 3, func(s *sandbox, at int) {
			s.delete(b, passing())
			same(t, fmt.Sprintf("killed before %s and at step %d", first, at), s.end(), done)
		})
	}
}

// TestKillAnytime kills at any moment, so also while git works, which then ends by itself.
func TestKillAnytime(t *testing.T) {
	t.Parallel()
	from := newProject(t)
	b := from.batch(1, "src/old/a.ts", "src/old/run.sh", "src/b.ts")
	whole := from.copied(t)
	began := time.Now()
	if (task{Dir: whole.dir, Batch: b, Test: "true"}).killed(t) {
		t.Fatal("killed by somebody else")
	}
	done, takes := whole.end(), time.Since(began)
	for range 8 {
		s := from.copied(t)
		cmd := task{Dir: s.dir, Batch: b, Test: "true"}.command(t)
		s.check(cmd.Start())
		time.Sleep(time.Duration(rand.Int64N(int64(takes))))
		cmd.Process.Kill()
		if cmd.Wait() != nil {
			_, err := s.open().Delete(t.Context(), b, passing())
			// It may have been killed when it was done.
			if err != nil && !strings.Contains(refusal(t, err).Reason, "batch 1 was deleted already") {
				t.Error(err)
			}
		}
		same(t, "in the end", s.end(), done)
	}
}

// TestOrphanedTest kills a deletion whose test command goes on, and so may still change the work tree.
func TestOrphanedTest(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	b := s.batch(1, "src/b.ts")
	pipes := t.TempDir()
	running, end := filepath.Join(pipes, "running"), filepath.Join(pipes, "end")
	s.mkfifo(running)
	s.mkfifo(end)
	k := task{Dir: s.dir, Batch: b, Test: fmt.Sprintf("echo > '%s'; read x < '%s'", running, end)}
	cmd := k.command(t)
	s.check(cmd.Start())
	_, err := os.ReadFile(running) // until the test runs
	s.check(err)
	cmd.Process.Kill()
	cmd.Wait()
	_, err = s.open().Delete(t.Context(), b, passing())
	if r := refusal(t, err); !strings.Contains(r.Reason, "another lastcall") {
		t.Errorf("refused with %q", r.Reason)
	}
	s.check(os.WriteFile(end, []byte("\n"), 0))
	// The process needs a moment to end.
	for begun := time.Now(); err != nil && time.Since(begun) < time.Minute; {
		_, err = s.open().Delete(t.Context(), b, passing())
	}
	s.check(err)
	s.wantTags("cleanup-batch-1-start", "cleanup-batch-1-verified")
}
