package static

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// The shapes of Knip's JSON, named for the versions that write them.
const (
	Knip2 = "knip 2"
	Knip3 = "knip 3-5"
	Knip6 = "knip 6"
)

const knipHint = "write the report again: npx knip --reporter json > knip.json"

// Report is what one Knip JSON report says.
type Report struct {
	Path     string
	Shape    string   // Knip2, Knip3 or Knip6
	Files    []string // unused files relative to where Knip ran, slash-separated, in the report's order, without repeats
	Issues   int      // rows that name unused exports, dependencies and the like; not files to delete
	Warnings []string // why a report that can be read may still be wrong; empty when nothing speaks against it
}

// ReadKnip reads what `knip --reporter json` wrote to its stdout, with whatever the build tools and
// package managers around it printed before and after the JSON. A file that holds no report, two
// different ones, or one of an unknown shape is a [*FormatError].
func ReadKnip(path string) (*Report, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read knip report: %w", err)
	}
	r, err := findReport(data)
	if err != nil {
		var fe *FormatError
		if !errors.As(err, &fe) {
			fe = &FormatError{Reason: err.Error(), Hint: knipHint}
		}
		fe.Path = path
		return nil, fe
	}
	r.Path = path
	return r, nil
}

// newReport checks the flagged paths and adds the warnings that the content calls for.
func newReport(shape string, files []string, rows []row) (*Report, error) {
	r := &Report{Shape: shape}
	seen := make(map[string]bool, len(files))
	for _, file := range files {
		if err := checkPath(file); err != nil {
			return nil, err
		}
		if !seen[file] {
			seen[file] = true
			r.Files = append(r.Files, file)
		}
	}
	for _, row := range rows {
		if row.issues {
			r.Issues++
		}
	}
	if len(r.Files) == 0 {
		r.Warnings = append(r.Warnings, `Knip flags no file; knip --production reports nothing when no entry pattern in its configuration ends in "!"`)
	}
	if tools := missingTools(rows); len(tools) > 0 {
		r.Warnings = append(r.Warnings, "Knip did not find "+strings.Join(tools, ", ")+
			": it seems to have run where node_modules is not installed, and then flags files that are in use")
	}
	return r, nil
}

var driveLetter = regexp.MustCompile(`^[A-Za-z]:`)

// checkPath refuses paths that cannot name a file of the project: nothing could be said about them.
func checkPath(p string) error {
	// U+FFFD is what is left of a name that went through the wrong encoding.
	unreadable := func(r rune) bool { return r == unicode.ReplacementChar || unicode.IsControl(r) }
	switch {
	case strings.Contains(p, `\`):
		return fmt.Errorf("unused file %q is written with backslashes; Knip separates directories by slashes", p)
	case strings.ContainsFunc(p, unreadable):
		return fmt.Errorf("unused file %q has unreadable characters in its name", p)
	case !fs.ValidPath(p) || p == "." || driveLetter.MatchString(p):
		return fmt.Errorf("unused file %q is not a path inside the project", p)
	}
	return nil
}

// missingTools returns the programs a project hardly works without that Knip lists as unlisted
// binaries. Knip 6 without node_modules prints such a report and tells only by exit status 2 that it is wrong.
func missingTools(rows []row) []string {
	var tools []string
	for _, row := range rows {
		for _, name := range row.binaries {
			switch name {
			case "eslint", "jest", "next", "tsc", "vite", "vitest", "webpack":
				tools = append(tools, name)
			}
		}
	}
	slices.Sort(tools)
	return slices.Compact(tools)
}
