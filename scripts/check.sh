#!/usr/bin/env bash
# Everything that must hold before a change is done: format, vet, staticcheck, tidy modules, all tests with the race
# detector, and a few seconds of every fuzz target. FUZZTIME=60s fuzzes longer.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

if [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	step "install what the tests use where it is missing"
	missing=()
	command -v gcc >/dev/null || missing+=(gcc libc6-dev g++)
	command -v git >/dev/null || missing+=(git)
	/usr/bin/python3 -c 'import fastapi' 2>/dev/null || missing+=(python3-fastapi)
	if [ ${#missing[@]} -gt 0 ]; then
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
	fi
fi

step "gofmt"
unformatted=$(gofmt -l $(git ls-files '*.go'))
if [ -n "$unformatted" ]; then
	echo "$unformatted"
	exit 1
fi

step "go mod tidy"
go mod tidy -diff

step "go vet"
go vet ./...

step "staticcheck"
go tool staticcheck ./...

step "go test -race"
go test -race ./...

step "fuzz"
go list -f '{{.ImportPath}} {{.Dir}}' ./... | while read -r package dir; do
	for target in $(grep -hos '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go | sed 's/func //' || true); do
		echo "$package $target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-4s}" -fuzzminimizetime 10x "$package" | tail -1
	done
done

step "all checks passed"
