#!/bin/sh
# Deletion batch 4: 2 files. Read it before you run it, anywhere in the work tree.
#
# lastcall delete --batch 4 is the guarded way: it judges the files once more, runs the tests, restores everything
# when they fail, and keeps a journal. This script checks that nothing has changed, deletes and commits, no more.
#
# Evidence: 2026-01-01 00:00 to 2026-01-15 00:00 (14 days), newest line 2026-01-14 23:59:59, 1h0m0s old when the plan was made
# Paths are below web
#
# src/orders/Export.test.tsx (safe): test of src/orders/Export.tsx; zero calls exclude, at 95 %, more than 0.22 calls a day
# src/orders/Export.tsx (safe): statically unused; its component Export calls the tracker and was rendered in none of 3 browsers that cover the window; zero calls exclude, at 95 %, more than 0.22 calls a day
set -eu

name=deletion-batch-4.sh
start=cleanup-batch-4-start
verified=cleanup-batch-4-verified

each() {
	"$1" 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 'src/orders/Export.test.tsx' || return 1
	"$1" 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752 'src/orders/Export.tsx' || return 1
}

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
cd -- "$top"/'web'
each check

git -c tag.gpgSign=false tag "$start"
trap undo HUP INT TERM
if ! { each delete && cd -- "$top" && git commit -q -m 'Delete 2 files that nothing uses (batch 4)' -m 'Evidence: 2026-01-01 00:00 to 2026-01-15 00:00 (14 days), newest line 2026-01-14 23:59:59, 1h0m0s old when the plan was made
- src/orders/Export.test.tsx (safe): test of src/orders/Export.tsx; zero calls exclude, at 95 %, more than 0.22 calls a day
- src/orders/Export.tsx (safe): statically unused; its component Export calls the tracker and was rendered in none of 3 browsers that cover the window; zero calls exclude, at 95 %, more than 0.22 calls a day'; }; then
	undo
fi
trap - HUP INT TERM

commit=$(git rev-parse HEAD)
printf '%s\n' \
	"batch 4: 2 files deleted in commit $commit" \
	"Run the tests. When they pass: git tag $verified" \
	"To roll back: git revert --no-edit $commit && git tag -d $start (and $verified, if it is set)"
