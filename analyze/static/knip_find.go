package static

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
)

var (
	// Colours, cursor movements and links that tools print even when their output is a file.
	escapes = regexp.MustCompile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b\r\n]*(?:\x07|\x1b\\\\))")

	// A value may begin wherever a line does; where other text stands before it on its line (another
	// reporter's output, the label of a task runner) only the very words of a report count.
	opener = regexp.MustCompile(`[\r\n][{\[]|\{"(?:files|issues|\$schema)":|\[\{"(?:file|type)":`)

	reportStart = regexp.MustCompile(`^(?:\{\s*"(?:files|issues)"\s*:|\[\s*\{\s*"file"\s*:|` +
		`\[\s*\{\s*"type"\s*:\s*"issue"|\{\s*"\$schema"\s*:\s*"[^"]*sarif)`)

	knipFailed = regexp.MustCompile("(?m)^(?:Module load error\\?|Configuration file load error\\?|Run `knip --help`|ERROR: Error loading )")
	exitedTwo  = regexp.MustCompile(`Command failed with exit code 2\b`)
)

// maxWasted bounds the work on text full of brackets that are never closed.
const maxWasted = 32 << 20

// findReport finds the report in everything that was printed around it. Its paths are relative to
// where Knip ran.
func findReport(data []byte) (*Report, error) {
	out := append([]byte("\n"), escapes.ReplaceAll(decodeText(data), nil)...)
	if knipFailed.Match(out) {
		return nil, crashed("Knip printed that it could not run")
	}
	s := scan{out: out}
	for s.next() {
	}
	r, err := s.result()
	if err == nil && exitedTwo.Match(out) {
		err = r.checkExit(2)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// scan walks over the JSON values of an output and keeps what they turn out to be.
type scan struct {
	out    []byte
	at     int
	wasted int // bytes read for values that turned out to be none
	found  *Report
	empty  bool   // a line is exactly "[]": an empty report of Knip 2 or of its codeclimate reporter, or somebody's console.log([])
	other  string // what the first JSON value is that is no report
	err    error
}

func (s *scan) result() (*Report, error) {
	switch {
	case s.err != nil:
		return nil, s.err
	case s.found == nil && s.empty:
		return newReport(Knip2, nil, nil)
	case s.found == nil:
		return nil, noReport(s.out, s.other)
	}
	return s.found, nil
}

// next reads one value; it reports false at the end and on an error.
func (s *scan) next() bool {
	loc := opener.FindIndex(s.out[s.at:])
	if loc == nil {
		return false
	}
	start := s.at + loc[0]
	if s.out[start] == '\n' || s.out[start] == '\r' {
		start++
	}
	var raw json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(s.out[start:]))
	if err := dec.Decode(&raw); err != nil {
		s.fail(start, err)
		return s.err == nil
	}
	s.at = start + int(dec.InputOffset())
	s.take(raw)
	return s.err == nil
}

// fail passes over a bracket that begins no JSON value.
func (s *scan) fail(start int, err error) {
	read := len(s.out) - start
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		read = int(syntax.Offset)
	}
	s.at = start + 1
	s.wasted += read
	switch {
	case reportStart.Match(s.out[start:]):
		s.err = errors.New("the report breaks off, or other output is mixed into it")
	case s.wasted > maxWasted:
		s.err = errors.New("it is full of JSON that breaks off")
	}
}

// take sorts one complete JSON value into the scan.
func (s *scan) take(raw json.RawMessage) {
	r, err := decodeReport(raw)
	switch {
	case errors.Is(err, errNoReport):
		if string(raw) == "[]" && s.restOfLineBlank() {
			s.empty = true
		} else if s.other == "" {
			s.other = otherJSON(raw)
		}
	case err != nil:
		s.err = err
	case s.found == nil:
		s.found = r
	case !sameFiles(s.found.Files, r.Files):
		s.err = errors.New("the file holds two reports that differ")
	case lossy(r) < lossy(s.found):
		s.found = r
	}
}

// lossy ranks what reporters leave out, to keep the best of several: codeclimate tears duplicates apart, sarif
// has no lines of duplicates, and neither tells a parent from a name in parentheses.
func lossy(r *Report) int {
	return slices.Index([]string{KnipSARIF, KnipCodeClimate}, r.Shape)
}

func (s *scan) restOfLineBlank() bool {
	line, _, _ := bytes.Cut(s.out[s.at:], []byte("\n"))
	return len(bytes.TrimSpace(line)) == 0
}

func sameFiles(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// textReporters recognises what Knip prints when it was not asked for JSON.
var textReporters = []struct {
	pattern *regexp.Regexp
	reason  string
}{
	{regexp.MustCompile(`(?m)^# Knip report`), "this is Knip's markdown reporter, not JSON"},
	{regexp.MustCompile(`(?m)^::(?:error|warning|notice) file=`), "this is Knip's github-actions reporter, not JSON"},
	{regexp.MustCompile(`(?m)^(?:Unused|Unlisted|Unresolved|Duplicate|Referenced) .+\(\d+\)`), "this is one of Knip's text reporters, not JSON"},
	{regexp.MustCompile(`(?m)^\S*\s*Excellent, Knip found no issues`), "this is one of Knip's text reporters, not JSON"},
	{regexp.MustCompile(`(?m)^Usage: knip`), "this is Knip's help text: it did not understand an option"},
}

// noReport says what an output without a report is instead.
func noReport(out []byte, other string) error {
	if len(bytes.TrimSpace(out)) == 0 {
		return errors.New("the file is empty: Knip did not run, or failed")
	}
	for _, r := range textReporters {
		if r.pattern.Match(out) {
			return errors.New(r.reason)
		}
	}
	if other != "" {
		return errors.New(other)
	}
	return errors.New("there is no Knip JSON report in it")
}

// otherJSON names the product of a JSON value that is no Knip report.
func otherJSON(raw json.RawMessage) string {
	if items, err := list(raw); err == nil && len(items) > 0 && jsonAt(items[0], "check_name") != nil {
		return "this is a codeclimate report, but not Knip's"
	}
	if jsonAt(raw, "runs") != nil {
		return "this is a SARIF log without a run of Knip"
	}
	return "this is JSON, but not of Knip"
}
