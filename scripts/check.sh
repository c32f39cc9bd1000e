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

# fuzz runs one target. Go now and then reports its own time limit as a failure ("context deadline exceeded"); a real
# one leaves the input that fails.
fuzz() {
	local out
	if ! out=$(go test -run '^$' -fuzz "^$2\$" -fuzztime "${FUZZTIME:-4s}" -fuzzminimizetime 10x "$1" 2>&1); then
		if grep -q 'Failing input written' <<<"$out" || ! grep -q 'context deadline exceeded' <<<"$out"; then
			echo "$out"
			return 1
		fi
	fi
	echo "$1 $2: no failing input"
}

step "fuzz"
while read -r package dir; do
	for target in $(grep -hos '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go | sed 's/func //' || true); do
		fuzz "$package" "$target"
	done
done < <(go list -f '{{.ImportPath}} {{.Dir}}' ./...)

step "all checks passed"
