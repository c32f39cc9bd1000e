package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs the commands of the README as they stand there, one after the other in a copy of the sample project, and
// compares what they print. With -update it writes what they print into the README.
func TestReadme(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("needs a shell")
	}
	const readme = "../../README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "testdata", "acme"), os.DirFS("../../testdata/acme")); err != nil {
		t.Fatal(err)
	}
	for _, made := range []string{"data", "out"} {
		if err := os.RemoveAll(filepath.Join(dir, "testdata", "acme", made)); err != nil {
			t.Fatal(err)
		}
	}
	// As in a clone: git knows every file.
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if printed, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("git %s: %v\n%s", args[0], err, printed)
		}
	}
	got := consoleBlock.ReplaceAllStringFunc(string(text), func(block string) string { return replay(t, dir, block) })
	if *update && got != string(text) {
		if err := os.WriteFile(readme, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if timeless(got) != timeless(string(text)) {
		t.Errorf("the README shows other output than its commands print; run this test with -update and look at the difference\n%s", got)
	}
}

// consoleBlock finds the blocks that hold commands behind "$ " and what they print.
var consoleBlock = regexp.MustCompile("(?s)```console\n.*?```\n")

// replay runs the commands of a block and returns the block with what they printed.
func replay(t *testing.T, dir, block string) string {
	t.Helper()
	out := "```console\n"
	for line := range strings.Lines(block) {
		command, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "$ ")
		if !ok {
			continue
		}
		out += line
		if strings.HasPrefix(command, "go test") || strings.HasPrefix(command, "go install") {
			continue
		}
		cmd := exec.Command("sh", "-c", strings.Replace(command, "go run ./cmd/lastcall", "lastcall", 1))
		cmd.Dir = dir
		printed, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", command, err, printed)
		}
		out += string(printed)
	}
	return out + "```\n"
}

// timeless removes what depends on the day of the test.
func timeless(text string) string {
	return regexp.MustCompile(`(newest line[^\n]*?), \S+ days old|newest line \S+( days)? old`).ReplaceAllString(text, "$1 … old")
}
