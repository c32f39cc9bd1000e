package ages

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// repository makes a git repository and returns it with a function that writes files and commits them at a time.
func repository(t *testing.T) (dir string, commit func(at time.Time, files ...string)) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir = t.TempDir()
	git := func(at time.Time, args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=test", "-c", "user.email=test@example.com"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE="+at.Format(time.RFC3339), "GIT_AUTHOR_DATE="+at.Format(time.RFC3339))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git(time.Now(), "init", "-q")
	return dir, func(at time.Time, files ...string) {
		t.Helper()
		for _, name := range files {
			full := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(full, []byte(name+at.String()), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		git(at, "add", "-A")
		git(at, "commit", "-q", "-m", "change")
	}
}

func TestRead(t *testing.T) {
	dir, commit := repository(t)
	first := time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)
	second := first.AddDate(0, 0, 10)
	third := first.AddDate(0, 0, 20)
	commit(first, "web/src/a.ts", "web/src/café.ts", "outside.ts")
	commit(second, "web/src/a.ts", "web/src/b.ts") // a change does not make a file younger
	if err := os.Rename(filepath.Join(dir, "web/src/b.ts"), filepath.Join(dir, "web/src/moved.ts")); err != nil {
		t.Fatal(err)
	}
	commit(third)
	got, err := Read(filepath.Join(dir, "web"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]time.Time{"src/a.ts": first, "src/café.ts": first, "src/b.ts": second, "src/moved.ts": third}
	if !maps.EqualFunc(got, want, time.Time.Equal) {
		t.Errorf("ages %v, want %v", got, want)
	}
}

func TestReadOutsideRepository(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	_, err := Read(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "not a git repository") {
		t.Errorf("got %v, want an error that says what is missing", err)
	}
}
