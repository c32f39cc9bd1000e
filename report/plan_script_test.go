package report_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lastcall/analyze/plan"
	"lastcall/analyze/verdict"
)

// repository is a git repository of its own, whatever the settings of the machine are.
type repository struct {
	t   *testing.T
	dir string
	env []string
}

func newRepository(t *testing.T, files map[string]string) *repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	r := &repository{t: t, dir: t.TempDir()}
	r.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=c", "GIT_COMMITTER_EMAIL=c@example.com",
	}
	for name, content := range files {
		r.write(name, content)
	}
	r.git("init", "-q")
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "first")
	return r
}

func (r *repository) write(name, content string) {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r *repository) git(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = r.dir, r.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// run runs a script in a directory of the work tree and returns what it prints, and whether it succeeded.
func (r *repository) run(shell, script, in string) (string, bool) {
	r.t.Helper()
	file := filepath.Join(r.t.TempDir(), "batch.sh")
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.Command(shell, file)
	cmd.Dir, cmd.Env = filepath.Join(r.dir, in), r.env
	out, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		r.t.Fatal(err)
	}
	return string(out), err == nil
}

// state is everything a script could change: files, branch, tags, index.
func (r *repository) state() string {
	r.t.Helper()
	text := r.git("rev-parse", "HEAD") + "\n" + r.git("status", "--porcelain", "-z") + "\n" + r.git("for-each-ref") + "\n" + r.git("ls-files", "-s", "-z") + "\n"
	for path, content := range r.files() {
		text += fmt.Sprintf("%q %q\n", path, content)
	}
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// files returns the content of the work tree by path.
func (r *repository) files() map[string]string {
	r.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(r.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == ".git" {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			content, err := os.ReadFile(path)
			files[strings.TrimPrefix(path, r.dir+"/")] = string(content)
			return err
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return files
}

// planFor plans batches of files, given by path below root, as they are now.
func (r *repository) planFor(root string, batches ...[]string) *plan.Plan {
	r.t.Helper()
	p := planOf([]string{"x"})
	p.Root, p.TagPrefix, p.Batches = root, "cleanup-batch-", nil
	for i, paths := range batches {
		b := plan.Batch{Number: i + 1}
		for _, path := range paths {
			content, err := os.ReadFile(filepath.Join(r.dir, root, path))
			if err != nil {
				r.t.Fatal(err)
			}
			hash := fmt.Sprintf("%x", sha256.Sum256(content))
			b.Files = append(b.Files, plan.Planned{Path: path, Verdict: verdict.Safe, Reason: "it's unused: $(touch reason) `touch reason`\ntouch reason", SHA256: hash})
		}
		p.Batches = append(p.Batches, b)
	}
	return p
}

// hostilePaths are such that a shell, git or printf could take them for something else.
var hostilePaths = []string{
	"src/plain.ts", "src/two words.ts", "src/it's.ts", `src/"quoted".ts`, "src/$(touch pwned).ts", "src/`touch pwned`.ts", "src/$HOME.ts", "src/${x}.ts",
	"-rf", "--force", "-", "src/*.ts", "src/[a-z].ts", "src/?.ts", ":(glob)**", ":!src", ":", "src/new\nline.ts", "src/line\n", "\n\n", "src/tab\t.ts", "src/back\\slash.ts", `src/\n.ts`,
	"src/%s.ts", "src/;touch pwned;.ts", "src/&&x.ts", "src/a|b.ts", "src/#x.ts", "#x", "~", "!x", "src/日本語.ts", "src/e\u0301.ts", "src/\x1b[2J.ts", "src/\u202egnp.ts", " ", " x ", "src/$newline", "src/x'\n", "src/*",
}

func TestBatchScript(t *testing.T) {
	for _, shell := range installedShells(t) {
		for root, hostilePaths := range map[string][]string{".": hostilePaths, "web app/it's": hostilePaths[:4], "web\n": hostilePaths[2:6], "-web": {"-rf", "x\n"}} {
			files := map[string]string{"README.md": "kept\n", "src/a.ts": "kept", "src/x.ts": "kept"}
			for i, path := range hostilePaths {
				files[filepath.Join(root, path)] = fmt.Sprint(i, "\r\n\x00", path)
			}
			r := newRepository(t, files)
			r.write("untracked.txt", "kept")
			before := r.git("rev-parse", "HEAD")
			tree := r.git("rev-parse", "HEAD^{tree}")
			p := r.planFor(root, hostilePaths)

			out, ok := r.run(shell, batchScript(t, p, p.Batches[0]), "src")
			if !ok {
				t.Fatalf("%s, root %q: %s", shell, root, out)
			}
			left := slices.Sorted(maps.Keys(r.files()))
			if want := []string{"README.md", "src/a.ts", "src/x.ts", "untracked.txt"}; !slices.Equal(left, want) {
				t.Errorf("%s, root %q: left %q, want %q", shell, root, left, want)
			}
			if parent, start := r.git("rev-parse", "HEAD^"), r.git("rev-parse", "cleanup-batch-1-start"); parent != before || start != before {
				t.Errorf("%s, root %q: the start tag is %s, and the commit's parent %s, want %s", shell, root, start, parent, before)
			}
			if changes := strings.Split(strings.TrimSuffix(r.git("diff", "--name-status", "--no-renames", "-z", "HEAD^", "HEAD"), "\x00"), "\x00"); len(changes) != 2*len(hostilePaths) {
				t.Errorf("%s, root %q: the commit changes %q", shell, root, changes)
			}
			if message := r.git("log", "-1", "--format=%B"); !strings.HasPrefix(message, fmt.Sprintf("Delete %d files that nothing uses (batch 1)\n\nEvidence: 2026-01-01", len(hostilePaths))) || strings.ContainsRune(message, '\x1b') {
				t.Errorf("%s, root %q: the message is %q", shell, root, message)
			}

			// what it prints takes the batch back
			_, command, _ := strings.Cut(out, "To roll back: ")
			command, _, _ = strings.Cut(command, " (and")
			if out, ok := r.run(shell, command, "."); !ok || r.git("rev-parse", "HEAD^{tree}") != tree || r.git("tag") != "" {
				t.Errorf("%s, root %q: %s does not roll back: %s", shell, root, command, out)
			}
		}
	}
}

func installedShells(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, name := range []string{"sh", "bash"} {
		if path, err := exec.LookPath(name); err == nil {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		t.Skip("there is no shell")
	}
	return found
}

// TestBatchScriptRefuses: whatever is not as it was when the plan was made, nothing at all changes.
func TestBatchScriptRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*repository)
		want   string
	}{
		{"a file that changed", func(r *repository) { r.write("web/src/c.ts", "changed"); r.git("commit", "-qam", "change") }, "src/c.ts has changed since the plan was made"},
		{"a file that changed, of a strange name", func(r *repository) { r.write("web/src/new\nline.ts", "changed"); r.git("commit", "-qam", "change") }, `src/new\x0aline.ts has changed since the plan was made`},
		{"a change that git is told to overlook", func(r *repository) {
			r.git("update-index", "--assume-unchanged", "web/src/c.ts")
			r.write("web/src/c.ts", "changed")
		}, "src/c.ts has changed since the plan was made"},
		{"a change elsewhere", func(r *repository) { r.write("README.md", "changed") }, "the work tree has changes that are not committed"},
		{"a staged change elsewhere", func(r *repository) { r.write("README.md", "changed"); r.git("add", "README.md") }, "the work tree has changes that are not committed"},
		{"a staged new file", func(r *repository) { r.write("new", ""); r.git("add", "new") }, "the work tree has changes that are not committed"},
		{"a file that is gone", func(r *repository) { r.git("rm", "-q", "web/src/c.ts"); r.git("commit", "-qm", "rm") }, "src/c.ts is no regular file"},
		{"a file that is not tracked", func(r *repository) {
			r.git("rm", "-q", "--cached", "web/src/c.ts")
			r.git("commit", "-qm", "rm")
		}, "git does not track src/c.ts"},
		{"a symbolic link to the same content", func(r *repository) {
			r.git("mv", "web/src/c.ts", "web/src/d.ts")
			os.Symlink("d.ts", filepath.Join(r.dir, "web/src/c.ts"))
			r.git("add", "-A")
			r.git("commit", "-qm", "link")
		}, "src/c.ts is no regular file"},
		{"a directory that became a link", func(r *repository) {
			r.git("mv", "web/src", "web/other")
			os.Symlink("other", filepath.Join(r.dir, "web/src"))
			r.git("add", "-A")
			r.git("commit", "-qm", "link")
		}, "git does not track src/a.ts"},
		{"a batch begun before", func(r *repository) { r.git("tag", "cleanup-batch-1-start") }, "the tag cleanup-batch-1-start exists"},
		{"a batch done before", func(r *repository) { r.git("tag", "cleanup-batch-1-verified") }, "the tag cleanup-batch-1-verified exists"},
		{"no root", func(r *repository) { r.git("mv", "web", "web2"); r.git("commit", "-qm", "mv") }, "web"},
	}
	for _, tt := range tests {
		r := newRepository(t, map[string]string{"README.md": "", "web/src/a.ts": "a", "web/src/b.ts": "b", "web/src/new\nline.ts": "n", "web/src/c.ts": "c"})
		p := r.planFor("web", []string{"src/a.ts", "src/b.ts", "src/new\nline.ts", "src/c.ts"})
		script := batchScript(t, p, p.Batches[0])
		tt.change(r)
		before := r.state()
		out, ok := r.run("sh", script, ".")
		if ok || !strings.Contains(out, tt.want) {
			t.Errorf("%s: success %v, %q, want %q", tt.name, ok, out, tt.want)
		}
		if after := r.state(); after != before {
			t.Errorf("%s: the repository changed from\n%s\nto\n%s", tt.name, before, after)
		}
	}
}

func TestBatchScriptOutside(t *testing.T) {
	r := newRepository(t, map[string]string{"a": "a"})
	p := r.planFor(".", []string{"a"})
	script := batchScript(t, p, p.Batches[0])
	r.dir = t.TempDir()
	r.env = append(r.env, "GIT_CEILING_DIRECTORIES="+filepath.Dir(r.dir))
	if out, ok := r.run("sh", script, "."); ok || !strings.Contains(out, "not a git repository") {
		t.Errorf("outside a repository: %v %q", ok, out)
	}
	r.git("init", "-q")
	if out, ok := r.run("sh", script, "."); ok {
		t.Errorf("in a repository without a commit: %q", out)
	}
}

// TestBatchScriptOrder: a batch waits until the one before is verified in the history of this branch.
func TestBatchScriptOrder(t *testing.T) {
	r := newRepository(t, map[string]string{"a": "a", "b": "b", "c": "c"})
	p := r.planFor(".", []string{"a"}, []string{"b"})
	first, second := batchScript(t, p, p.Batches[0]), batchScript(t, p, p.Batches[1])
	refused := func(when string) {
		t.Helper()
		before := r.state()
		if out, ok := r.run("sh", second, "."); ok || !strings.Contains(out, "batch 1, which goes before, is not verified here") || r.state() != before {
			t.Errorf("%s: %v %q", when, ok, out)
		}
	}
	refused("before the first")
	if out, ok := r.run("sh", first, "."); !ok {
		t.Fatal(out)
	}
	refused("before the first is verified")
	r.git("checkout", "-q", "-b", "other", "HEAD^")
	r.git("tag", "cleanup-batch-1-verified", "cleanup-batch-1-start")
	r.git("tag", "-f", "cleanup-batch-1-verified", "@{-1}")
	refused("on a branch that lacks the first")
	r.git("checkout", "-q", "-")
	if out, ok := r.run("sh", second, "."); !ok {
		t.Fatal(out)
	}
	if left := slices.Sorted(maps.Keys(r.files())); !slices.Equal(left, []string{"c"}) {
		t.Errorf("left %q", left)
	}
}

// TestBatchScriptFails: a commit that does not come about leaves everything as it was, and so does an interruption.
func TestBatchScriptFails(t *testing.T) {
	hooks := map[string]string{
		"a hook that refuses":               "exit 1",
		"a hook that refuses and changes":   "echo changed >README.md; echo new >new; git add -A; exit 1",
		"an interruption before the commit": "kill -TERM $(cat \"$PIDFILE\"); exit 1",
		"an interruption that comes late":   "kill -TERM $(cat \"$PIDFILE\"); exit 0",
	}
	for _, shell := range installedShells(t) {
		for name, hook := range hooks {
			failingCommit(t, shell, name, hook)
		}
	}
}

func failingCommit(t *testing.T, shell, name, hook string) {
	t.Helper()
	r := newRepository(t, map[string]string{"README.md": "", "web/a": "a", "web/b": "b"})
	pid := filepath.Join(t.TempDir(), "pid")
	r.env = append(r.env, "PIDFILE="+pid)
	r.write("keep", "untracked")
	p := r.planFor("web", []string{"a", "b"})
	script := batchScript(t, p, p.Batches[0])
	before := r.state()
	r.write(".git/hooks/pre-commit", "#!/bin/sh\n"+hook+"\n")
	if err := os.Chmod(filepath.Join(r.dir, ".git/hooks/pre-commit"), 0o755); err != nil {
		t.Fatal(err)
	}
	out, ok := r.run(shell, "echo $$ >\"$PIDFILE\"\n"+script, ".")
	if ok || !strings.Contains(out, "the deletion failed and was taken back; nothing was deleted") {
		t.Errorf("%s, %s: success %v, %q", shell, name, ok, out)
	}
	os.Remove(filepath.Join(r.dir, "new")) // what a hook writes beside is its own
	if after := r.state(); after != before {
		t.Errorf("%s, %s: the repository changed from\n%s\nto\n%s", shell, name, before, after)
	}
}

// TestBatchScriptSettings: settings that make git ask, sign or show things differently do no harm.
func TestBatchScriptSettings(t *testing.T) {
	r := newRepository(t, map[string]string{"a": "a", "b": "b"})
	for _, setting := range []string{"tag.gpgSign", "color.ui=always", "status.short", "status.showUntrackedFiles=all", "core.quotePath=false", "commit.verbose", "push.default=matching"} {
		key, value, _ := strings.Cut(setting, "=")
		r.git("config", key, map[bool]string{true: value, false: "true"}[value != ""])
	}
	r.write("untracked", "")
	p := r.planFor(".", []string{"a"})
	if out, ok := r.run("sh", batchScript(t, p, p.Batches[0]), "."); !ok {
		t.Error(out)
	}
}

// TestBatchScriptHashes: each of the three programs will do, and without any the script refuses.
func TestBatchScriptHashes(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	for _, program := range []string{"sha256sum", "shasum", "openssl", ""} {
		bin := t.TempDir()
		found := true
		for _, name := range []string{"git", "cut", program} {
			if name == "" {
				continue
			}
			path, err := exec.LookPath(name)
			if err != nil {
				found = false
				break
			}
			if err := os.Symlink(path, filepath.Join(bin, name)); err != nil {
				t.Fatal(err)
			}
		}
		if !found {
			t.Logf("%s is not installed", program)
			continue
		}
		r := newRepository(t, map[string]string{"a\n": "a", `-b\`: "b"})
		p := r.planFor(".", []string{"a\n", `-b\`})
		shell, err := exec.LookPath("sh")
		if err != nil {
			t.Skip("there is no shell")
		}
		r.env[0] = "PATH=" + bin
		out, ok := r.run(shell, batchScript(t, p, p.Batches[0]), ".")
		if ok != (program != "") || program == "" && !strings.Contains(out, "is unknown (sha256sum, shasum or openssl finds it)") {
			t.Errorf("with %q: success %v, %s", program, ok, out)
		}
	}
}

// TestBatchScriptSyntax: what is stored as expected output is a script that a shell can read.
func TestBatchScriptSyntax(t *testing.T) {
	scripts, err := filepath.Glob("testdata/plan/*.sh")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no stored scripts: %v", err)
	}
	for _, shell := range installedShells(t) {
		for _, script := range scripts {
			var out bytes.Buffer
			cmd := exec.Command(shell, "-n", script)
			cmd.Stderr = &out
			if err := cmd.Run(); err != nil || out.Len() > 0 {
				t.Errorf("%s -n %s: %v\n%s", shell, script, err, &out)
			}
		}
	}
}
