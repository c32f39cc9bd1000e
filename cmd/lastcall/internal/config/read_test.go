package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRefuseEarly refuses what the YAML parser would take too long, or too much memory, to refuse.
func TestRefuseEarly(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"brackets", "data: ./d\n" + strings.Repeat("[", 1<<19), ":2: brackets are nested too deeply"},
		{"braces", strings.Repeat("{a: ", 1<<17), ":1: brackets are nested too deeply"},
		{"a log", strings.Repeat("{\"timestamp\": \"2026-01-01T00:00:00Z\"}\n", 1<<15), ": the file is larger than 1 MiB"},
	} {
		path := filepath.Join(t.TempDir(), "lastcall.yaml")
		if err := os.WriteFile(path, []byte(test.src), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		if e := new(Error); !errors.As(err, &e) || err.Error() != path+test.want || e.Hint == "" {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	deepest := "keep:\n- {match: " + strings.Repeat("[", maxDepth) + "\n"
	if line := tooDeep([]byte(deepest)); line != 2 {
		t.Errorf("line %d of %d brackets, want 2", line, maxDepth+1)
	}
	for _, fine := range []string{deepest[:len(deepest)-2], strings.Repeat("[]{}", 1000), strings.Repeat("}", 1000) + "[", ""} {
		if line := tooDeep([]byte(fine)); line != 0 {
			t.Errorf("%.20q is too deep in line %d", fine, line)
		}
	}
}
