package static

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKnipExitCode(t *testing.T) {
	const (
		none3 = `{"files":[],"issues":[]}`
		none6 = `{"issues":[]}`
		only6 = `{"issues":[{"file":"a.ts","files":[],"exports":[{"name":"x"}]}]}`
		only2 = `[{"file":"a.ts","files":false,"exports":["x"]}]`

		fine  = "fine"
		odd   = "says that it found something"
		wrong = "it failed"
	)
	tests := []struct {
		report string
		codes  map[int]string
	}{
		{report3, map[int]string{-1: fine, 0: fine, 1: fine, 2: wrong, 3: wrong, 137: wrong, -2: wrong, 1 << 31: wrong}},
		{report6, map[int]string{-1: fine, 0: fine, 1: fine, 2: wrong, 130: wrong}},
		{reportSARIF, map[int]string{-1: fine, 0: fine, 1: fine, 2: wrong}},
		{reportCodeClimate, map[int]string{-1: fine, 0: fine, 1: fine, 2: wrong}},
		{only6, map[int]string{0: fine, 1: fine, 2: wrong}},
		{none3, map[int]string{-1: fine, 0: fine, 1: odd, 2: wrong}},
		{none6, map[int]string{-1: fine, 0: fine, 1: odd, 2: wrong}},
		// Knip 2 exits with the number of its findings; 256 of them are 0.
		{report2, map[int]string{-1: fine, 0: fine, 1: fine, 2: fine, 114: fine, 255: fine}},
		{only2, map[int]string{0: fine, 1: fine, 2: fine}},
		// Nothing of Knip 2, or nothing of the codeclimate reporter: neither exits with 2 then.
		{"[]", map[int]string{-1: fine, 0: fine, 1: odd, 2: wrong, 114: wrong}},
	}
	for _, test := range tests {
		for code, want := range test.codes {
			r, err := KnipOptions{ExitCode: code}.read([]byte(test.report))
			got := fine
			var fe *FormatError
			switch {
			case errors.As(err, &fe):
				got = fe.Reason
			case err != nil:
				got = err.Error()
			case strings.Contains(strings.Join(r.Warnings, "\n"), odd):
				got = odd
			}
			if !strings.Contains(got, want) {
				t.Errorf("exit %d of %s: %s, want %s", code, test.report, got, want)
			}
		}
	}
}

// The report of Knip 6 without node_modules says by its binaries that it is wrong, and its exit code does.
func TestKnipBareInstall(t *testing.T) {
	path := filepath.Join("testdata", "knip", "knip6-bare-install.json")
	r, err := ReadKnip(path, KnipOptions{ExitCode: 1})
	if err != nil || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "did not find tsc, vite: ") {
		t.Errorf("got %+v, %v", r, err)
	}
	_, err = ReadKnip(path, KnipOptions{ExitCode: 2})
	var fe *FormatError
	if !errors.As(err, &fe) || fe.Path != path || !strings.Contains(fe.Reason, "exited with 2") || !strings.Contains(fe.Hint, "node_modules") {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestKnipMissingTools(t *testing.T) {
	const quiet = ""
	tests := map[string]string{
		`[{"file":"package.json","files":false,"binaries":["tsc","lhci"]}]`:                                               "tsc: it seems",
		`{"files":["a.ts"],"issues":[{"file":"package.json","binaries":[{"name":"vite"},{"name":"vite"}]}]}`:              "vite: it seems",
		`{"files":["a.ts"],"issues":[{"file":"package.json","binaries":[{"name":"lhci"},{"name":"husky"}]}]}`:             quiet,
		`{"files":["a.ts"],"issues":[{"file":"package.json","unlisted":[{"name":"vite"}]}]}`:                              quiet,
		`[{"check_name":"Unlisted binaries","description":"Unlisted binary: eslint","location":{"path":"package.json"}}]`: "eslint: it seems",
	}
	for report, want := range tests {
		r, err := findReport([]byte(report))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(r.Warnings, "\n")
		if strings.Contains(got, "node_modules") != (want != quiet) || !strings.Contains(got, want) {
			t.Errorf("%s: warnings %q, want %q", report, got, want)
		}
	}
}

// A report is never read without a limit: the path may be a device, or a log of another program.
func TestReadKnipFileLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "knip.json")
	if err := os.WriteFile(path, []byte(report3), 0o600); err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int64]int{5: 6, int64(len(report3)): len(report3), 1 << 20: len(report3)} {
		if data, err := readKnipFile(path, limit); err != nil || len(data) != want {
			t.Errorf("limit %d: %d bytes, %v, want %d", limit, len(data), err, want)
		}
	}
}
