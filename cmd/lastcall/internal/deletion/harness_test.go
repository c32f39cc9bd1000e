package deletion

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	// Nothing of the machine's or the user's git may change a test.
	for _, setting := range os.Environ() {
		if name, _, _ := strings.Cut(setting, "="); strings.HasPrefix(name, "GIT_") {
			os.Unsetenv(name)
		}
	}
	os.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	os.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	if task := os.Getenv(taskVariable); task != "" {
		os.Exit(perform(task))
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	project.dir = filepath.Join(dir, "project")
	return m.Run()
}

// sandbox is a git repository made for a test.
type sandbox struct {
	t   *testing.T
	dir string
}

// file is what a test puts into a repository.
type file struct {
	path, content string
	perm          fs.FileMode // 0644 when 0
}

// standard is a small project: two files to delete, one beside them, one that an executable bit makes different.
var standard = []file{
	{path: "src/old/a.ts", content: "export const a = 1\n"},
	{path: "src/old/run.sh", content: "#!/bin/sh\necho run\n", perm: 0o755},
	{path: "src/b.ts", content: "export const b = 2\r\n"},
	{path: "src/live.ts", content: "export const live = true\n"},
	{path: "package-lock.json", content: "{}\n"},
}

func needGit(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
}

// newSandbox makes a repository with a commit of the files.
func newSandbox(t *testing.T, files ...file) *sandbox {
	t.Helper()
	needGit(t)
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &sandbox{t, dir}
	s.git("init", "-q", "-b", "main")
	s.git("config", "user.name", "test")
	s.git("config", "user.email", "test@example.com")
	for _, f := range files {
		s.write(f.path, f.content)
		if f.perm != 0 {
			s.check(os.Chmod(s.path(f.path), f.perm))
		}
	}
	if len(files) > 0 {
		s.git("add", "-A")
		s.git("commit", "-q", "-m", "first")
	}
	return s
}

// project is a repository of the standard files that is copied for every test: making one takes five times as long.
var project struct {
	sync.Once
	dir string
}

func newProject(t *testing.T) *sandbox {
	t.Helper()
	needGit(t)
	project.Do(func() {
		made := newSandbox(t, standard...)
		made.check(os.Rename(made.dir, project.dir))
	})
	return (&sandbox{t, project.dir}).copied(t)
}

// copied is a sandbox with the same content.
func (s *sandbox) copied(t *testing.T) *sandbox {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", s.dir+"/.", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return &sandbox{t, dir}
}

func (s *sandbox) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *sandbox) path(slashed string) string {
	return filepath.Join(s.dir, filepath.FromSlash(slashed))
}

func (s *sandbox) git(args ...string) string {
	s.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = s.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return string(out)
}

func (s *sandbox) write(path, content string) {
	s.t.Helper()
	s.check(os.MkdirAll(filepath.Dir(s.path(path)), 0o777))
	s.check(os.WriteFile(s.path(path), []byte(content), 0o644))
}

func (s *sandbox) commit(path, content string) {
	s.t.Helper()
	s.write(path, content)
	s.git("add", "-A")
	s.git("commit", "-q", "-m", "change "+path)
}

func (s *sandbox) open() *Repo {
	s.t.Helper()
	r, err := Open(s.t.Context(), s.dir)
	s.check(err)
	return r
}

// batch plans files as they are now.
func (s *sandbox) batch(number int, paths ...string) Batch {
	s.t.Helper()
	b := Batch{Number: number}
	for _, p := range paths {
		content, err := os.ReadFile(s.path(p))
		s.check(err)
		sum := sha256.Sum256(content)
		b.Files = append(b.Files, File{Path: p, SHA256: hex.EncodeToString(sum[:]), Verdict: "safe", Reason: "no call in 14 days"})
	}
	return b
}

// passing are options under which a batch can be deleted.
func passing() Options {
	return Options{Test: "true", SameDeployment: true, Now: func() time.Time { return time.Date(2025, 10, 21, 9, 30, 0, 0, time.UTC) }}
}

// tested is passing with another test command.
func tested(command string) Options {
	o := passing()
	o.Test = command
	return o
}

func (s *sandbox) delete(b Batch, o Options) *Outcome {
	s.t.Helper()
	outcome, err := s.open().Delete(s.t.Context(), b, o)
	s.check(err)
	return outcome
}

// fails deletes a batch that cannot be deleted, and returns why.
func (s *sandbox) fails(b Batch, o Options) *Failure {
	s.t.Helper()
	_, err := s.open().Delete(s.t.Context(), b, o)
	var failure *Failure
	if !errors.As(err, &failure) {
		s.t.Fatalf("got %v, want a failure", err)
	}
	return failure
}

// refusal finds the refusal in an error.
func refusal(t *testing.T, err error) *Refusal {
	t.Helper()
	var r *Refusal
	if !errors.As(err, &r) {
		t.Fatalf("got %v, want a refusal", err)
	}
	if r.Reason == "" || r.Hint == "" {
		t.Errorf("a refusal needs a reason and a hint: %+v", r)
	}
	return r
}

// files describes everything in the work tree: kind, permissions, content.
func (s *sandbox) files() map[string]string {
	s.t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name, _ := filepath.Rel(s.dir, path); name == ".git" {
			return filepath.SkipDir
		} else if name != "." {
			found[name], err = describe(path)
		}
		return err
	})
	s.check(err)
	return found
}

func describe(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	var content string
	switch {
	case info.Mode().IsRegular():
		var text []byte
		text, err = os.ReadFile(path)
		content = string(text)
	case info.Mode().Type() == fs.ModeSymlink:
		content, err = os.Readlink(path)
	}
	return info.Mode().String() + " " + content, err
}

// repository describes all that git has of ours: HEAD, branches, index, changes, tags.
func (s *sandbox) repository() map[string]string {
	s.t.Helper()
	return map[string]string{
		"refs":   s.git("for-each-ref") + s.git("rev-parse", "HEAD") + s.git("symbolic-ref", "-q", "HEAD"),
		"index":  s.git("ls-files", "-s", "-v", "-z"),
		"status": s.git("status", "--porcelain", "-z", "--ignored"),
		"diff":   s.git("diff-files", "--raw", "-z"),
	}
}

// same compares two descriptions.
func same(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s: %q is missing", what, name)
		}
	}
	for name, g := range got {
		if w, ok := want[name]; !ok {
			t.Errorf("%s: %q is there: %q", what, name, g)
		} else if g != w {
			t.Errorf("%s: %q is %q, want %q", what, name, g, w)
		}
	}
}

// unchanged returns a function that finds out whether anything but the journal has changed since.
func (s *sandbox) unchanged() func() {
	s.t.Helper()
	files, repository := s.files(), s.repository()
	return func() {
		s.t.Helper()
		same(s.t, "work tree", s.files(), files)
		same(s.t, "repository", s.repository(), repository)
		if rec, err := s.open().pending(); rec != nil || err != nil {
			s.t.Errorf("something is pending: %v, %v", rec, err)
		}
	}
}

func (s *sandbox) tags() []string { return strings.Fields(s.git("tag", "--list")) }

// actions returns what the journal says was done: "1 accepted".
func (s *sandbox) actions() []string {
	s.t.Helper()
	entries, err := s.open().Journal()
	s.check(err)
	var actions []string
	for _, e := range entries {
		actions = append(actions, fmt.Sprint(e.Batch, " ", e.Action))
	}
	return actions
}

func (s *sandbox) wantActions(want ...string) {
	s.t.Helper()
	if got := s.actions(); !slices.Equal(got, want) {
		s.t.Errorf("journal %q, want %q", got, want)
	}
}

func (s *sandbox) wantTags(want ...string) {
	s.t.Helper()
	if got := s.tags(); !slices.Equal(got, want) {
		s.t.Errorf("tags %q, want %q", got, want)
	}
}

// interruptible returns a context and a writer that cancels it when something is written.
func interruptible(t *testing.T) (context.Context, writerFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, func(p []byte) (int, error) { cancel(); return len(p), nil }
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func (s *sandbox) mkfifo(path string) {
	s.t.Helper()
	s.check(syscall.Mkfifo(path, 0o666))
}
