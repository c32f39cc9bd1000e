package scripts_test

import (
	"os"
	"testing"
)

// TestSampleRoutes holds the route dump of the sample project to its sources.
func TestSampleRoutes(t *testing.T) {
	stdout, stderr, code := export(t, "../testdata/acme/backend", nil, "main:app", "--root", "..")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	want, err := os.ReadFile("../testdata/acme/routes/api.json")
	if err != nil {
		t.Fatal(err)
	}
	// testdata/acme/README.md says how to write the dump anew.
	compareDumps(t, stdout, string(want))
}
