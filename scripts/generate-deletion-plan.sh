#!/bin/sh
# Reads new logs, judges the files Knip calls unused, and plans their deletion: parse, crossref, plan.
#
#   scripts/generate-deletion-plan.sh [CONFIG]
#
# CONFIG is ./lastcall.yaml if it is not given. The plan is written into the output directory of the config, for
# `lastcall delete`. The exit code is that of the step that failed: 2 unusable input, 4 insufficient evidence.
# The variable LASTCALL names the program where it is not in the PATH.
set -eu

config=${1:-lastcall.yaml}
lastcall=${LASTCALL:-lastcall}
if ! command -v "$lastcall" >/dev/null 2>&1; then
	echo "generate-deletion-plan: there is no program $lastcall" >&2
	echo "hint: go install ./cmd/lastcall, or name it in LASTCALL" >&2
	exit 2
fi

"$lastcall" parse --config "$config"
echo
status=0
"$lastcall" crossref --config "$config" || status=$?
# With too little evidence the plan is written all the same, empty: an earlier one must not stay.
if [ "$status" -ne 0 ] && [ "$status" -ne 4 ]; then
	exit "$status"
fi
echo
exec "$lastcall" plan --config "$config"
