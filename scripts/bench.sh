#!/usr/bin/env bash
# Measures `lastcall parse` and what else could do its work, in turn, on generated logs, and prints medians and ratios.
#
#   scripts/bench.sh [-n REQUESTS] [-r RUNS] [-f pages|cli|flat|ws] [-d DIR]
#
# DuckDB runs through our own driver and reads -f ws only, one entry a line; GoAccess and jq run where they are installed.
# Every request leaves two entries, that of the edge and the line of the application.
set -euo pipefail
cd "$(dirname "$0")/.."

requests=200000 runs=3 format=ws dir=
while getopts n:r:f:d: flag; do
	case $flag in
	n) requests=$OPTARG ;;
	r) runs=$OPTARG ;;
	f) format=$OPTARG ;;
	d) dir=$OPTARG ;;
	*) exit 2 ;;
	esac
done

work=$(mktemp -d "${dir:-${TMPDIR:-/tmp}}/lastcall-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "building" >&2
go build -o "$work" ./cmd/lastcall ./scripts/genlogs ./scripts/bench
go test -c -o "$work/peers" ./scripts/bench

echo "generating $requests requests" >&2
"$work/genlogs" -bulk "$requests" -format "$format" -o "$work/logs" 2>/dev/null
gzip -kc "$work/logs" >"$work/logs.gz"
peer() { echo "$work/peers -test.run ^Test$1\$ -in $work/$2 -out $work/$3"; }
parse() { echo "rm -rf $work/$2; $work/lastcall parse --no-progress --data $work/$2 $work/$1"; }

contenders=(
	"lastcall parse=$(parse logs data)"
	"reading records only=$(peer ParseOnly logs none)"
	"lastcall parse, gzip=$(parse logs.gz data-gz)"
	"unpacking gzip only=$(peer Decompress logs.gz none)"
)
[ "$format" = ws ] && contenders+=("DuckDB read_json=$(peer DuckDB logs duckdb.parquet)")
if command -v goaccess >/dev/null; then
	"$work/peers" -test.run '^TestCombined$' -in "$work/logs" -out "$work/combined" >/dev/null
	contenders+=("GoAccess, edge only=goaccess $work/combined --log-format=COMBINED --no-progress -o $work/goaccess.json")
fi
command -v jq >/dev/null && contenders+=("jq, one field=jq -r .timestamp $work/logs")

printf '%s requests, %s, %s MB; %s runs; %s cores, %s; load %s\n' "$requests" "$format" "$(($(stat -c %s "$work/logs") / 1000000))" \
	"$runs" "$(nproc)" "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)" "$(cut -d' ' -f1-3 /proc/loadavg)"
"$work/bench" -runs "$runs" "${contenders[@]}"
printf '\nstored: %s bytes by lastcall' "$(du -sb --apparent-size "$work/data/requests" | cut -f1)"
[ -f "$work/duckdb.parquet" ] && printf ', %s by DuckDB' "$(stat -c %s "$work/duckdb.parquet")"
echo
