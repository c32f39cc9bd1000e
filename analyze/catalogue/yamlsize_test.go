package catalogue

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLoadTooMuch refuses documents that are small and stand for more than any memory holds.
func TestLoadTooMuch(t *testing.T) {
	bomb := "openapi: 3.1.0\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := range 12 {
		alias := fmt.Sprintf("*a%d", i)
		bomb += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(alias+", ", 9), ", "))
	}
	for name, test := range map[string]struct{ text, want string }{
		"brackets": {"openapi: 3.1.0\npaths: " + strings.Repeat("[", 100_000), "brackets are nested too deeply"},
		"braces":   {"openapi: 3.1.0\npaths: " + strings.Repeat("{a: ", 100_000), "brackets are nested too deeply"},
		"aliases":  {bomb + "paths: *a12\n", "its aliases stand for too much"},
		"unused":   {bomb + "paths: {/a: {get: {}}}\n", "its aliases stand for too much"},
	} {
		path := filepath.Join(t.TempDir(), "routes.yaml")
		if err := os.WriteFile(path, []byte(test.text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); err == nil || !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
	few := "openapi: 3.1.0\nx-get: &get {get: {responses: {}}}\npaths:\n"
	for i := range 1000 {
		few += fmt.Sprintf("  /a%d: *get\n", i)
	}
	path := filepath.Join(t.TempDir(), "routes.yaml")
	if err := os.WriteFile(path, []byte(few), 0o666); err != nil {
		t.Fatal(err)
	}
	if f, err := Load(path); err != nil || len(f.Routes) != 1000 {
		t.Errorf("a thousand aliases: %v", err)
	}
}
