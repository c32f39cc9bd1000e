#!/bin/sh
# Deletion batch 5: 1 file. Read it before you run it, anywhere in the work tree.
#
# lastcall delete --batch 5 is the guarded way: it judges the files once more, runs the tests, restores everything
# when they fail, and keeps a journal. This script checks that nothing has changed, deletes and commits, no more.
#
# Evidence: 2026-01-01 00:00 to 2026-01-15 00:00 (14 days), newest line 2026-01-14 23:59:59, 1h0m0s old when the plan was made
# Paths are below web
#
# src/orders/it's $(old).ts (safe): statically unused; it handles DELETE:/orders/{id}: no request in 14 days; zero calls exclude, at 95 %, more than 0.22 calls a day
set -eu

name=deletion-batch-5.sh
start=cleanup-batch-5-start
verified=cleanup-batch-5-verified

each() {
	"$1" fd61a03af4f77d870fc21e05e7e80678095c92d808cfb3b5c279ee04c74aca13 'src/orders/it'\''s $(old).ts' || return 1
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
git merge-base --is-ancestor refs/tags/cleanup-batch-4-verified HEAD 2>/dev/null || refuse "batch 4, which goes before, is not verified here"
cd -- "$top"/'web'
each check

git -c tag.gpgSign=false tag "$start"
trap undo HUP INT TERM
if ! { each delete && cd -- "$top" && git commit -q -m 'Delete 1 file that nothing uses (batch 5)' -m 'Evidence: 2026-01-01 00:00 to 2026-01-15 00:00 (14 days), newest line 2026-01-14 23:59:59, 1h0m0s old when the plan was made
- src/orders/it'\''s $(old).ts (safe): statically unused; it handles DELETE:/orders/{id}: no request in 14 days; zero calls exclude, at 95 %, more than 0.22 calls a day'; }; then
	undo
fi
trap - HUP INT TERM

commit=$(git rev-parse HEAD)
printf '%s\n' \
	"batch 5: 1 file deleted in commit $commit" \
	"Run the tests. When they pass: git tag $verified" \
	"To roll back: git revert --no-edit $commit && git tag -d $start (and $verified, if it is set)"
