package deletion

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// Modes of index entries, as git prints them.
const (
	modeFile       = "100644"
	modeExecutable = "100755"
	modeSymlink    = "120000"
	modeSubmodule  = "160000"
)

// entry is what the index holds for a path.
type entry struct {
	mode, oid string
	stage     string // "0" but in a conflict
	flag      string // "H"; "S" when git ignores the work tree's file, lower case when it assumes that it never changes
}

// hidden tells whether git may not notice a change of the file.
func (e entry) hidden() bool { return e.flag != "H" }

func (e entry) same(other entry) bool {
	return e.mode == other.mode && e.oid == other.oid && e.stage == other.stage
}

// index returns the entries of the given paths, or all of them when none is given.
func (r *Repo) index(ctx context.Context, paths ...string) (map[string]entry, error) {
	out, err := r.git(ctx, append([]string{"ls-files", "-s", "-v", "-z", "--"}, paths...)...)
	if err != nil {
		return nil, err
	}
	entries := map[string]entry{}
	for line := range strings.SplitSeq(string(out), "\x00") {
		facts, path, ok := strings.Cut(line, "\t")
		if field := strings.Fields(facts); ok && len(field) == 4 {
			entries[path] = entry{flag: field[0], mode: field[1], oid: field[2], stage: field[3]}
		}
	}
	return entries, nil
}

// restoreIndex makes the index hold, for the paths in now, what it held before.
func (r *Repo) restoreIndex(ctx context.Context, before, now map[string]entry) error {
	var changes bytes.Buffer
	for path, e := range now {
		if was, ok := before[path]; !ok || !was.same(e) {
			fmt.Fprintf(&changes, "0 %s\t%s\x00", strings.Repeat("0", len(e.oid)), path)
		}
	}
	for path, e := range before {
		if is, ok := now[path]; !ok || !is.same(e) {
			fmt.Fprintf(&changes, "%s %s 0\t%s\x00", e.mode, e.oid, path)
		}
	}
	if changes.Len() > 0 {
		err := r.patiently(ctx, func() error {
			_, err := r.gitReading(ctx, changes.Bytes(), "update-index", "-z", "--index-info")
			return err
		})
		if err != nil {
			return err
		}
	}
	// Restored files have new times, which git must know to be of no importance.
	err := r.patiently(ctx, func() error {
		_, err := r.git(ctx, "update-index", "-q", "--refresh")
		return err
	})
	if exitedWith(err, 1) {
		return nil // files differ
	}
	return err
}

// change is a difference between two trees, or between HEAD and the index, or between the index and the work tree.
type change struct {
	path      string
	mode, oid string // before
	newMode   string
	letter    string // "D" for deleted, "A" for added, "M" for modified
}

func (c change) String() string {
	return map[string]string{"D": "deleted ", "A": "added ", "M": "changed "}[c.letter] + quoted(c.path)
}

// changes returns what differs between the trees of two commits, ordered by path.
func (r *Repo) changes(ctx context.Context, from, to string) ([]change, error) {
	out, err := r.git(ctx, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", from, to)
	if err != nil {
		return nil, err
	}
	var found []change
	field := strings.Split(string(out), "\x00")
	for i := 0; i+1 < len(field); i += 2 {
		f := strings.Fields(strings.TrimPrefix(field[i], ":"))
		if len(f) != 5 {
			return nil, fmt.Errorf("read %q of git diff-tree", field[i])
		}
		found = append(found, change{path: field[i+1], mode: f[0], newMode: f[1], oid: f[2], letter: f[4][:1]})
	}
	return found, nil
}

// uncommitted returns how the index differs from HEAD or the work tree from the index, in words: at most one for each
// tracked file. Untracked files are no change. Entries that say "deleted" in the index alone are of the form "D.".
func (r *Repo) uncommitted(ctx context.Context) (map[string]string, error) {
	out, err := r.git(ctx, "status", "--porcelain=v2", "-z", "--untracked-files=no", "--ignore-submodules=untracked", "--no-renames")
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for line := range strings.SplitSeq(string(out), "\x00") {
		// "1 XY sub mH mI mW hH hI path", or "u XY sub m1 m2 m3 mW h1 h2 h3 path" in a conflict.
		fields := map[byte]int{'1': 9, 'u': 11}
		if line == "" || fields[line[0]] == 0 {
			continue
		}
		n := fields[line[0]]
		if f := strings.SplitN(line, " ", n); len(f) == n {
			found[f[n-1]] = f[1]
		}
	}
	return found, nil
}
