package deletion

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// gitError is a git command that failed.
type gitError struct {
	command string // its name: "rm"
	code    int    // exit code; -1 when it was killed or did not start
	text    string // the end of what it wrote to stderr
	cause   error
}

func (e *gitError) Error() string {
	const most = 400
	text := oneLine(e.text)
	switch {
	case text == "":
		return fmt.Sprintf("git %s: %v", e.command, e.cause)
	case len(text) > most:
		text = "..." + strings.ToValidUTF8(text[len(text)-most:], "")
	}
	return fmt.Sprintf("git %s: %s", e.command, text)
}

func (e *gitError) Unwrap() error { return e.cause }

// exitedWith tells whether err is of a git command that ended with an exit code.
func exitedWith(err error, code int) bool {
	var failed *gitError
	return errors.As(err, &failed) && failed.code == code
}

// plainly makes the answers of git independent of settings and names: no translation, no quoting, no patterns, no
// prompts, no lazy fetching from a remote, no monitor that may miss a change.
var plainly = struct{ args, env []string }{
	[]string{"--no-pager", "--no-optional-locks", "--literal-pathspecs", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false"},
	[]string{"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1"},
}

// git runs a git command and returns what it wrote to stdout.
func (r *Repo) git(ctx context.Context, args ...string) ([]byte, error) {
	return r.gitReading(ctx, nil, args...)
}

// gitReading is git with a standard input.
func (r *Repo) gitReading(ctx context.Context, input []byte, args ...string) ([]byte, error) {
	cmd := r.command(ctx, r.program, append(plainly.args, args...)...)
	cmd.Env = append(cmd.Env, plainly.env...)
	return run(ctx, cmd, args[0], input)
}

// gitWithHooks runs a git command that changes the index and runs hooks. These get the user's locale and none of our
// settings: GIT_LITERAL_PATHSPECS alone would break every hook that passes a pattern to git.
func (r *Repo) gitWithHooks(ctx context.Context, input []byte, args ...string) error {
	name := args[0]
	for i := 0; args[i] == "-c"; i += 2 {
		name = args[i+2]
	}
	return r.patiently(ctx, func() error {
		cmd := r.command(ctx, r.program, append([]string{"--no-pager"}, args...)...)
		cmd.Env = append(cmd.Env, "GIT_TERMINAL_PROMPT=0", "GIT_EDITOR=:")
		_, err := run(ctx, cmd, name, input)
		return err
	})
}

// patiently repeats a git command that changes the index while another git command holds its lock, as editors do at
// every change of a file. Nothing was changed then.
func (r *Repo) patiently(ctx context.Context, do func() error) error {
	for until := time.Now().Add(r.patience); ; {
		err := do()
		var failed *gitError
		if !errors.As(err, &failed) || !strings.Contains(failed.text, "index.lock") || time.Now().After(until) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockPoll):
		}
	}
}

// lockPoll is how often a lock is tried that another process holds.
const lockPoll = 20 * time.Millisecond

// command prepares a program to run in the repository's top, in a process group of its own, which an interrupt from the
// terminal does not reach and which ends with ctx.
func (r *Repo) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = r.top
	cmd.Env = environment()
	separate(cmd)
	cmd.WaitDelay = killDelay
	if r.lock != nil {
		r.lock.share(cmd)
	}
	return cmd
}

// killDelay is how long a process gets to end after it was asked to, and how long its output is waited for when it has
// left other processes behind.
const killDelay = time.Second

func run(ctx context.Context, cmd *exec.Cmd, name string, input []byte) ([]byte, error) {
	var stdout bytes.Buffer
	stderr := tail{limit: 4 << 10}
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if input != nil {
		cmd.Stdin = bytes.NewReader(input)
	}
	err := cmd.Run()
	if err == nil || errors.Is(err, exec.ErrWaitDelay) {
		return stdout.Bytes(), nil
	}
	endGroup(cmd)
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	text := strings.TrimSpace(strings.ToValidUTF8(string(stderr.kept()), "\uFFFD"))
	if text == "" {
		// Hooks and git commit report to stdout.
		text = strings.TrimSpace(strings.ToValidUTF8(string(stdout.Bytes()[max(0, stdout.Len()-4<<10):]), "\uFFFD"))
	}
	return nil, &gitError{command: name, code: cmd.ProcessState.ExitCode(), text: text, cause: err}
}

// environment is ours without what binds git to another repository: GIT_DIR and its like are set inside hooks. Identity,
// dates and configuration stay.
func environment() []string {
	var kept []string
	for _, setting := range os.Environ() {
		name, _, _ := strings.Cut(setting, "=")
		if !strings.HasPrefix(name, "GIT_") || keepsSetting(name) {
			kept = append(kept, setting)
		}
	}
	return kept
}

func keepsSetting(name string) bool {
	for _, prefix := range []string{"GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG_", "GIT_CEILING_", "GIT_DISCOVERY_", "GIT_EXEC_PATH", "GIT_TRACE"} {
		if strings.HasPrefix(name, prefix) && name != "GIT_CONFIG_PARAMETERS" {
			return true
		}
	}
	return false
}

// tail keeps the last bytes of what is written to it.
type tail struct {
	limit  int
	bytes  []byte // at most twice the limit
	passed int64  // how many bytes were dropped
}

func (t *tail) Write(p []byte) (int, error) {
	t.bytes = append(t.bytes, p[max(0, len(p)-t.limit):]...)
	t.passed += int64(max(0, len(p)-t.limit))
	if extra := len(t.bytes) - t.limit; extra > t.limit {
		t.bytes = append(t.bytes[:0], t.bytes[extra:]...)
		t.passed += int64(extra)
	}
	return len(p), nil
}

// kept returns the last bytes, and leaves in passed how many went before.
func (t *tail) kept() []byte {
	if extra := len(t.bytes) - t.limit; extra > 0 {
		t.bytes = t.bytes[extra:]
		t.passed += int64(extra)
	}
	return t.bytes
}
