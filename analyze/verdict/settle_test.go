package verdict

import (
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
		{"safe, named by static-only, which stays unless asked for", map[string]Verdict{"a": StaticOnly, "b": Safe}, map[string][]string{"a": {"b"}}, map[string]Verdict{"b": Review}},
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
		named := map[string][]Mention{}
		for by, targets := range tt.names {
			for _, target := range targets {
				named[target] = append(named[target], Mention{File: by, Line: 3, Text: "import", Flagged: true})
			}
		}
		Settle(files, named)
		for _, f := range files {
			want, ok := tt.want[f.Path]
			if ok && f.Verdict != want {
				t.Errorf("%s: %s is %s, want %s", tt.rule, f.Path, f.Verdict, want)
			}
			if f.Verdict == Review && tt.verdicts[f.Path] != Review && (f.Bound != "" || !strings.Contains(f.Reasons[len(f.Reasons)-1], ":3, which stays (")) {
				t.Errorf("%s: %s gives the reasons %q and the bound %q", tt.rule, f.Path, f.Reasons, f.Bound)
			}
		}
	}
}
