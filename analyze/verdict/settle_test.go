package verdict

import (
	"slices"
	"strings"
	"testing"
)

// What a staying file names stays, and what that names, too.
func TestSettle(t *testing.T) {
	tests := []struct {
		rule     string
		verdicts map[string]Verdict
		names    map[string][]string // file -> files it names
		want     map[string]Verdict
	}{
		{"safe and only named by safe", map[string]Verdict{"a": Safe, "b": Safe}, map[string][]string{"a": {"b"}}, map[string]Verdict{"a": Safe, "b": Safe}},
		{"named by what is kept", map[string]Verdict{"a": Kept, "b": Safe}, map[string][]string{"a": {"b"}}, map[string]Verdict{"b": Review}},
		{"named by what is in use", map[string]Verdict{"a": InUse, "b": StaticOnly}, map[string][]string{"a": {"b"}}, map[string]Verdict{"b": Review}},
		{"named by what needs review", map[string]Verdict{"a": Review, "b": Safe}, map[string][]string{"a": {"b"}}, map[string]Verdict{"b": Review}},
		{"safe, named by static-only, which must go first", map[string]Verdict{"a": StaticOnly, "b": Safe}, map[string][]string{"a": {"b"}}, map[string]Verdict{"b": Safe}},
		{"static-only, named by either that may go", map[string]Verdict{"a": StaticOnly, "b": StaticOnly, "c": Safe}, map[string][]string{"a": {"b"}, "c": {"b"}}, map[string]Verdict{"b": StaticOnly}},
		{"a chain", map[string]Verdict{"a": TooNew, "b": Safe, "c": Safe, "d": StaticOnly}, map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"d"}}, map[string]Verdict{"b": Review, "c": Review, "d": Review}},
		{"a circle of safe files", map[string]Verdict{"a": Safe, "b": Safe}, map[string][]string{"a": {"b"}, "b": {"a"}}, map[string]Verdict{"a": Safe, "b": Safe}},
		{"a circle that something holds", map[string]Verdict{"a": Safe, "b": Safe, "c": Insufficient}, map[string][]string{"a": {"b"}, "b": {"a"}, "c": {"a"}}, map[string]Verdict{"a": Review, "b": Review}},
		{"other verdicts stay as they are", map[string]Verdict{"a": Review, "b": InUse, "c": Kept}, map[string][]string{"a": {"b", "c"}}, map[string]Verdict{"b": InUse, "c": Kept}},
	}
	for _, tt := range tests {
		var files []File
		for path, v := range tt.verdicts {
			files = append(files, File{Path: path, Finding: Finding{Verdict: v, Bound: "bound"}})
		}
		for i := range files {
			for by, targets := range tt.names {
				if slices.Contains(targets, files[i].Path) {
					files[i].UsedBy = append(files[i].UsedBy, Use{File: by, Line: 3, How: "import"})
				}
			}
		}
		Settle(files)
		for _, f := range files {
			want, ok := tt.want[f.Path]
			if ok && f.Verdict != want {
				t.Errorf("%s: %s is %s, want %s", tt.rule, f.Path, f.Verdict, want)
			}
			if f.Verdict == Review && tt.verdicts[f.Path] != Review && (f.Bound != "" || !strings.Contains(f.Reasons[len(f.Reasons)-1], ":3 (import), which stays (")) {
				t.Errorf("%s: %s gives the reasons %q and the bound %q", tt.rule, f.Path, f.Reasons, f.Bound)
			}
		}
	}
}

// A safe file that static-only files need says so: it must not go before them.
func TestSettleNotes(t *testing.T) {
	files := []File{
		{Path: "a", Finding: Finding{Verdict: StaticOnly}},
		{Path: "b", Finding: Finding{Verdict: Safe}, UsedBy: []Use{{File: "a", Line: 4, How: "@import"}}},
	}
	Settle(files)
	if got, want := files[1].Reasons, []string{"imported by a:4 (@import), which is static-only and must go first"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
