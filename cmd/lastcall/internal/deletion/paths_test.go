package deletion

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestProtected(t *testing.T) {
	t.Parallel()
	globs := []string{"docs/**", "src/*.config.ts"}
	for path, want := range map[string]string{
		"src/a.ts":               "",
		"src/deep/x.config.ts":   "",
		"docs":                   "docs/**",
		"docs/a/b.md":            "docs/**",
		"src/x.config.ts":        "src/*.config.ts",
		".git/config":            "**/.*/**",
		"sub/.git/config":        "**/.*/**",
		".GIT/config":            "**/.*/**",
		".github/workflows/x.ts": "**/.*/**",
		".eslintrc.ts":           "**/.*",
		"web/.storybook/main.ts": "**/.*/**",
		"lastcall.yaml":          "**/lastcall.yaml",
		"ops/render.yaml":        "**/render.yaml",
		"web/package.json":       "**/package.json",
		"src/lastcall.yaml.ts":   "",
	} {
		if got, err := Protected(path, globs); got != want || err != nil {
			t.Errorf("%s: %q, %v, want %q", path, got, err, want)
		}
	}
	if _, err := Protected("a", []string{"b", "[z-a"}); err == nil {
		t.Error("an invalid glob is accepted")
	}
}

func FuzzInside(f *testing.F) {
	for _, path := range []string{"a", "a/b", "..", "a/..", "/a", "a//b", "./a", "a/.", "", ".", "...", "..a/b", "a\x00"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !inside(path) {
			return
		}
		full := filepath.Join("/top", path)
		if !strings.HasPrefix(full, "/top/") || full != "/top/"+path || !filepath.IsLocal(path) {
			t.Errorf("%q leads to %q", path, full)
		}
	})
}

func FuzzMessage(f *testing.F) {
	f.Add("src/a.ts", "safe", "no call", "npm test")
	f.Add("a\nCleanup-Run: x", "\r\n", "\u0085a\u2028b", "a\x00b\n\nc")
	f.Fuzz(func(t *testing.T, path, verdict, reason, test string) {
		rec := &record{Run: "R", Batch: 1, Files: []keptFile{{File: File{Path: path, Verdict: verdict, Reason: reason}}}}
		text := string(message(rec, test))
		if n := strings.Count(text, "\n"); n != 9 {
			t.Errorf("%d lines:\n%s", n, text)
		}
		if strings.ContainsAny(text, "\x00\r") || !strings.HasSuffix(text, "\nCleanup-Run: R\n") {
			t.Errorf("odd message %q", text)
		}
	})
}
