package main

import (
	"os"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// TestManual holds the manual against the commands: every command and every flag is named in it.
func TestManual(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	manual := string(text)
	for _, c := range commands() {
		if !strings.Contains(manual, "lastcall "+c.name+" ") {
			t.Errorf("the manual does not name the command %s", c.name)
		}
		c.flags.VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(manual, "--"+f.Name+" ") {
				t.Errorf("the manual does not name --%s of %s", f.Name, c.name)
			}
		})
	}
}
