package static

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// The shapes of Knip's output, named for the versions and the reporters that write them.
const (
	Knip2           = "knip 2"
	Knip3           = "knip 3-5"
	Knip6           = "knip 6"
	KnipCodeClimate = "knip codeclimate"
	KnipSARIF       = "knip sarif"
)

const knipHint = "write the report again: npx knip --reporter json > knip.json"

// maxReport is far above any report: Knip prints about 300 bytes for each of its findings.
const maxReport = 64 << 20

// Report is what one Knip report says.
type Report struct {
	Path     string
	Shape    string   // one of the constants above
	Files    []string // unused files relative to the frontend's root, slash-separated, in the report's order, without repeats
	Issues   []Issue  // everything else Knip found, in the report's order; never a reason to delete a file
	Warnings []string // why a report that can be read may still be wrong; empty when nothing speaks against it
}

// KnipOptions is what a report cannot say itself: how Knip ended, and where it ran.
type KnipOptions struct {
	ExitCode int    // what Knip exited with; -1 when that is not known
	Base     string // the directory Knip ran in, relative to the frontend's root, slash-separated; "" and "." are the root
	Root     string // the frontend's root as the operating system writes it, links not followed; needed only where Base leads above it
}

// ReadKnip reads what Knip's json, codeclimate and sarif reporters wrote to stdout, with whatever the
// build tools and package managers around it printed before and after. A file that holds no report, two
// different ones, one of an unknown shape, or one that Knip's exit code declares wrong is a [*FormatError],
// and so is a Base that names no directory.
//
// Paths are rewritten from where Knip ran to the frontend's root. Of files outside the directory Knip ran
// in, Knip does not see who imports them, and files outside the root are no part of the frontend: what
// a report says of either is left out, and a warning counts it. A report that flags only such files
// is refused, unless Base leads above the root: there the others may be all that is unused.
func ReadKnip(path string, o KnipOptions) (*Report, error) {
	data, err := readKnipFile(path, maxReport)
	if err != nil {
		return nil, fmt.Errorf("read knip report: %w", err)
	}
	r, err := o.read(data)
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

func (o KnipOptions) read(data []byte) (*Report, error) {
	p, err := o.placing()
	if err != nil {
		return nil, err
	}
	if len(data) > maxReport {
		return nil, fmt.Errorf("it is larger than %d MiB", maxReport>>20)
	}
	r, err := findReport(data)
	if err != nil {
		return nil, err
	}
	if err := r.checkExit(o.ExitCode); err != nil {
		return nil, err
	}
	return r, r.place(p)
}

// readKnipFile reads no more than one byte beyond the limit.
func readKnipFile(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit+1))
}

// newReport checks the paths and adds the warnings that the content calls for.
func newReport(shape string, files []string, issues []Issue) (*Report, error) {
	r := &Report{Shape: shape, Issues: issues}
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
	for _, issue := range issues {
		if err := checkPath(issue.File); err != nil {
			return nil, err
		}
	}
	r.warn()
	return r, nil
}
