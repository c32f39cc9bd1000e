package report

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"lastcall/analyze/plan"
	"lastcall/analyze/verdict"
)

// BatchScriptName is the name under which the script of a batch is kept.
func BatchScriptName(number int) string { return fmt.Sprintf("deletion-batch-%d.sh", number) }

// BatchScript writes a batch of the plan as a POSIX shell script for review. The script needs git and one of
// sha256sum, shasum and openssl. It runs no tests: it refuses what does not look as it did when the plan was made,
// sets the start tag, deletes, commits and says what comes next; a deletion that fails midway is taken back.
//
// Contents are compared by SHA-256 of the file in the work tree, since that is what was judged; git's own hash is that
// of the content as committed, which differs where git converts line ends.
//
// A batch whose files lack a hash, or with a path, verdict or tag prefix that no plan of ours has, is an error.
func BatchScript(w io.Writer, p *plan.Plan, b plan.Batch) error {
	if err := checkBatch(p, b); err != nil {
		return fmt.Errorf("write the script of batch %d: %w", b.Number, err)
	}
	return atOnce(w, func(w io.Writer) error {
		scriptHead(w, p, b)
		scriptNames(w, p, b)
		io.WriteString(w, scriptChecks)
		scriptPrevious(w, p, b)
		fmt.Fprintf(w, "cd -- %s\neach check\n", inRoot(p.Root))
		scriptDelete(w, p, b)
		return nil
	})
}

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// checkBatch refuses what Make never yields: plans are read back from files, which somebody may have edited.
func checkBatch(p *plan.Plan, b plan.Batch) error {
	switch {
	case b.Number < 1:
		return errors.New("its number is below 1")
	case len(b.Files) == 0:
		return errors.New("it has no files")
	case !plan.ValidTagPrefix(p.TagPrefix):
		return fmt.Errorf("%q cannot begin a git tag", p.TagPrefix)
	case !plan.ValidPath(p.Root) && p.Root != ".":
		return fmt.Errorf("the root %q is no path inside the repository", p.Root)
	}
	for _, f := range b.Files {
		switch {
		case !plan.ValidPath(f.Path):
			return fmt.Errorf("%q is no path below the root", f.Path)
		case f.Verdict != verdict.Safe && f.Verdict != verdict.StaticOnly:
			return fmt.Errorf("%q is judged %q, and only %s and %s may go", f.Path, f.Verdict, verdict.Safe, verdict.StaticOnly)
		case !sha256Hex.MatchString(f.SHA256):
			return fmt.Errorf("%q has no hash, so nobody can tell whether it is still what was judged", f.Path)
		}
	}
	return nil
}

// scriptHead says what the script does and why. Comments hold printable text only: a path must not end one.
func scriptHead(w io.Writer, p *plan.Plan, b plan.Batch) {
	fmt.Fprintf(w, `#!/bin/sh
# Deletion batch %d: %s. Read it before you run it, anywhere in the work tree.
#
# lastcall delete --batch %d is the guarded way: it judges the files once more, runs the tests, restores everything
# when they fail, and keeps a journal. This script checks that nothing has changed, deletes and commits, no more.
#
# Evidence: %s
`, b.Number, plural(int64(len(b.Files)), "file"), b.Number, planWindow(p))
	if p.Root != "." {
		fmt.Fprintf(w, "# Paths are below %s\n", Printable(p.Root))
	}
	fmt.Fprintln(w, "#")
	for _, f := range b.Files {
		fmt.Fprintln(w, "# "+plannedLine(f))
	}
}

func plannedLine(f plan.Planned) string {
	return Printable(fmt.Sprintf("%s (%s): %s", f.Path, f.Verdict, f.Reason))
}

// scriptNames defines the names of the script and "each", which calls a command with the hash and path of every file,
// and with the path as it may be shown where that is another.
func scriptNames(w io.Writer, p *plan.Plan, b plan.Batch) {
	fmt.Fprintf(w, "set -eu\n\nname=%s\nstart=%s\nverified=%s\n", BatchScriptName(b.Number), startTag(p, b.Number), verifiedTag(p, b.Number))
	if strings.HasSuffix(p.Root, "\n") || slices.ContainsFunc(b.Files, func(f plan.Planned) bool { return strings.HasSuffix(f.Path, "\n") }) {
		fmt.Fprint(w, "newline='\n'\n")
	}
	fmt.Fprint(w, "\neach() {\n")
	for _, f := range b.Files {
		shown := ""
		if s := Printable(f.Path); s != f.Path {
			shown = " " + shellWord(s)
		}
		fmt.Fprintf(w, "\t\"$1\" %s %s%s || return 1\n", f.SHA256, shellWord(f.Path), shown)
	}
	fmt.Fprint(w, "}\n")
}

func startTag(p *plan.Plan, number int) string { return fmt.Sprintf("%s%d-start", p.TagPrefix, number) }
func verifiedTag(p *plan.Plan, number int) string {
	return fmt.Sprintf("%s%d-verified", p.TagPrefix, number)
}

// inRoot is the shell word of a directory below $top.
func inRoot(root string) string {
	if root == "." {
		return `"$top"`
	}
	return `"$top"/` + shellWord(root)
}

const scriptChecks = `
refuse() {
	printf '%s: %s; nothing was deleted\n' "$name" "$1" >&2
	exit 1
}

# The file comes on standard input, so that no name is taken for an option or changes the output.
sha256() {
	if command -v sha256sum >/dev/null; then
		sha256sum
	elif command -v shasum >/dev/null; then
		shasum -a 256
	elif command -v openssl >/dev/null; then
		openssl dgst -sha256 -r
	fi <"$1" | cut -c 1-64
}

check() {
	shown=${3:-$2}
	if [ ! -f "$2" ] || [ -L "$2" ]; then
		refuse "$shown is no regular file"
	fi
	GIT_LITERAL_PATHSPECS=1 git ls-files --error-unmatch -- "$2" >/dev/null 2>&1 || refuse "git does not track $shown"
	hash=$(sha256 "$2")
	[ -n "$hash" ] || refuse "the hash of $shown is unknown (sha256sum, shasum or openssl finds it)"
	[ "$hash" = "$1" ] || refuse "$shown has changed since the plan was made"
}

delete() {
	GIT_LITERAL_PATHSPECS=1 git rm -q -- "$2"
}

# A hook may have added files that git does not track; the first reset makes them untracked again, so that the second
# leaves them alone.
undo() {
	trap '' HUP INT TERM
	cd -- "$top"
	git reset -q "refs/tags/$start"
	git reset -q --hard "refs/tags/$start"
	git tag -d "$start" >/dev/null
	refuse "the deletion failed and was taken back"
}

top=$(git rev-parse --show-toplevel)
changes=$(git status --porcelain --untracked-files=no)
[ -z "$changes" ] || refuse "the work tree has changes that are not committed"
for tag in "$start" "$verified"; do
	if git rev-parse -q --verify "refs/tags/$tag" >/dev/null; then
		refuse "the tag $tag exists, so this batch was begun before"
	fi
done
`

// scriptPrevious demands the batch before: it may hold files that import those of this one.
func scriptPrevious(w io.Writer, p *plan.Plan, b plan.Batch) {
	if len(p.Batches) == 0 || b.Number <= p.Batches[0].Number {
		return
	}
	before := b.Number - 1
	fmt.Fprintf(w, "git merge-base --is-ancestor refs/tags/%s HEAD 2>/dev/null || refuse \"batch %d, which goes before, is not verified here\"\n", verifiedTag(p, before), before)
}

func scriptDelete(w io.Writer, p *plan.Plan, b plan.Batch) {
	subject := fmt.Sprintf("Delete %s that nothing uses (batch %d)", plural(int64(len(b.Files)), "file"), b.Number)
	body := []string{"Evidence: " + planWindow(p)}
	for _, f := range b.Files {
		body = append(body, "- "+plannedLine(f))
	}
	fmt.Fprintf(w, `
git -c tag.gpgSign=false tag "$start"
trap undo HUP INT TERM
if ! { each delete && cd -- "$top" && git commit -q -m %s -m %s; }; then
	undo
fi
trap - HUP INT TERM

commit=$(git rev-parse HEAD)
printf '%%s\n' \
	"batch %d: %s deleted in commit $commit" \
	"Run the tests. When they pass: git tag $verified" \
	"To roll back: git revert --no-edit $commit && git tag -d $start (and $verified, if it is set)"
`, quoted(subject), quoted(strings.Join(body, "\n")), b.Number, plural(int64(len(b.Files)), "file"))
}
