package report

import (
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"unicode"
)

// shells are those of this machine in which scripts are tried.
func shells(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, name := range []string{"sh", "dash", "bash", "ksh", "mksh", "yash"} {
		if path, err := exec.LookPath(name); err == nil {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		t.Skip("there is no shell")
	}
	return found
}

// TestShellWord: a shell takes every word for exactly the text it stands for.
func TestShellWord(t *testing.T) {
	texts := []string{
		"", "a", "src/a b.ts", "it's", "''", "'", `\`, `\\'`, `"`, "$(touch x)", "`touch x`", "${HOME}", "$newline", "a;b", "a&b|c>d<e", "*?[a]{b,c}", "~", "!x", "#x", "-rf", "--", "%s%d%%", `\n\101`,
		"日本語", "naïve", "new\nline", "\n", "a\n", "a\n\n\n", "\n\na\n", "tab\t", "\r", "\x1b[2J", "\x7f", "\u202e", "\xff\xfe", "a\xc3", "'\n'", "$(x)\n", "%s\n", "-\n", `\` + "\n", "123\n456", "\u00a0", "0\x01" + "1",
	}
	r := rand.New(rand.NewPCG(1, 1))
	const letters = "a0/ '\"\\$`%-\n\t\x1b\xc3\xa9()"
	for range 2000 {
		var b strings.Builder
		for range r.IntN(9) {
			b.WriteByte(letters[r.IntN(len(letters))])
		}
		texts = append(texts, b.String())
	}
	script := "newline='\n'\nnul() { printf '%s\\0' \"$1\"; }\n"
	for _, text := range texts {
		word := shellWord(text)
		if strings.ContainsFunc(word, func(c rune) bool { return !unicode.IsPrint(c) }) {
			t.Errorf("%q is written as %q, which hides something", text, word)
		}
		script += "nul " + word + "\n"
	}
	for _, shell := range shells(t) {
		cmd := exec.Command(shell, "-eu")
		cmd.Stdin = strings.NewReader(script)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", shell, err)
		}
		got := strings.Split(string(out), "\x00")
		if len(got) != len(texts)+1 {
			t.Fatalf("%s: %d words of %d", shell, len(got)-1, len(texts))
		}
		for i, text := range texts {
			if got[i] != text {
				t.Errorf("%s takes %s for %q, want %q", shell, shellWord(text), got[i], text)
			}
		}
	}
}
