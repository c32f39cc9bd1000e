package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"lastcall/analyze/verdict"
)

// Plan is the order in which statically unused files may go. Every file of the Result is in one batch or left out.
type Plan struct {
	GeneratedAt       time.Time         `json:"generated_at"` // when the Result was
	Root              string            `json:"root"`         // the frontend's root inside the repository, "." when it is the repository itself; paths are below it
	Window            Window            `json:"window"`
	Sufficient        bool              `json:"sufficient"`           // false: the evidence allows no deletion, and there is no batch
	Unmet             []string          `json:"unmet"`                // what the evidence lacks where it is not sufficient; never nil
	Include           []verdict.Verdict `json:"include"`              // verdicts that enter, safe first
	MaxFiles          int               `json:"max_files"`            // the most files of a batch
	TagPrefix         string            `json:"tag_prefix"`           // of the tags PREFIX + N + "-start" and PREFIX + N + "-verified"
	Batches           []Batch           `json:"batches"`              // never nil
	LeftOut           []LeftOut         `json:"left_out"`             // flagged files that stay, by path; never nil
	StaticOnlyLeftOut int               `json:"static_only_left_out"` // those of them that only plan.include keeps out
	Warnings          []string          `json:"warnings"`             // the Result's; never nil
}

// Window is the time the evidence covers: [Since, Until).
type Window struct {
	Since    time.Time `json:"since"`
	Until    time.Time `json:"until"`
	Days     int       `json:"days"`
	LastLine time.Time `json:"last_line,omitzero"` // the newest evidence; absent when there is none
}

// Batch is a set of files that go together, importers before what they import.
type Batch struct {
	Number int       `json:"batch"`
	Files  []Planned `json:"files"`
}

// Planned is a file that may go.
type Planned struct {
	Path    string          `json:"path"`
	Verdict verdict.Verdict `json:"verdict"`          // for a test or story that does not enter by itself, that of the file it goes with
	Reason  string          `json:"reason"`           // one line, with the bound where the verdict has one
	SHA256  string          `json:"sha256"`           // of the content, in hex; empty until the caller fills it in
	With    string          `json:"with,omitempty"`   // the file whose test or story this is; empty for any other file
	Traces  []Trace         `json:"traces,omitempty"` // what would show that the file is missed; empty where nothing would
}

// Trace is something that production shows of a file as long as anybody uses it.
type Trace struct {
	Kind    string `json:"kind"`              // handler, api, config or component
	Service string `json:"service,omitempty"` // of an endpoint; empty where there is one service without a name
	Target  string `json:"target"`            // key of the endpoint, or name of the component
}

// LeftOut is a flagged file that stays.
type LeftOut struct {
	Path    string          `json:"path"`
	Verdict verdict.Verdict `json:"verdict"`
	Reason  string          `json:"reason"` // one line: what holds it, then what its verdict rests on
}

// Options say what may enter a plan. The zero value is the default.
type Options struct {
	Include   []verdict.Verdict // safe, static-only or both; only safe when empty
	MaxFiles  int               // the most files of a batch, 1 to 20; 5 when 0
	First     int               // number of the first batch; 1 when 0
	Root      string            // the frontend's root inside the repository, slash-separated; "." when empty
	TagPrefix string            // "cleanup-batch-" when empty
	Protected []string          // globs, as in a keep-list, of paths in the repository that never go
}

const (
	defaultMaxFiles  = 5
	mostFiles        = 20
	defaultTagPrefix = "cleanup-batch-"
)

// Make plans the deletion of the flagged files of a Result. It fails where an option is out of its range, where the
// Result comes from no Knip report, and where it names a file twice. Paths that are not below the root are left out.
func Make(r *verdict.Result, o Options) (*Plan, error) {
	if r.Files == nil {
		return nil, errors.New("plan deletions: the result judges no files, as no Knip report was given")
	}
	o, err := o.complete()
	if err != nil {
		return nil, fmt.Errorf("plan deletions: %w", err)
	}
	g, err := newGraph(r.Files, o)
	if err != nil {
		return nil, fmt.Errorf("plan deletions: %w", err)
	}
	g.settle(r.Sufficient)
	return &Plan{
		GeneratedAt: r.GeneratedAt, Root: o.Root, Sufficient: r.Sufficient, Unmet: unmet(r),
		Window:  Window{r.Window.Since, r.Window.Until, r.Window.Days, r.Window.LastLine},
		Include: o.Include, MaxFiles: o.MaxFiles, TagPrefix: o.TagPrefix,
		Batches: g.batches(), LeftOut: g.leftOut(), StaticOnlyLeftOut: g.notAskedFor(verdict.StaticOnly),
		Warnings: append([]string{}, r.Warnings...),
	}, nil
}

// complete fills in the defaults and checks the rest.
func (o Options) complete() (Options, error) {
	for _, v := range o.Include {
		if !mayGo(v) {
			return o, fmt.Errorf("%q cannot be included, only %s and %s", v, verdict.Safe, verdict.StaticOnly)
		}
	}
	for _, glob := range o.Protected {
		if !verdict.ValidMatch(glob) {
			return o, fmt.Errorf("%q is no glob of protected files", glob)
		}
	}
	o.Include = included(o.Include)
	o.MaxFiles = orDefault(o.MaxFiles, defaultMaxFiles)
	o.First = orDefault(o.First, 1)
	o.Root = orDefault(o.Root, ".")
	o.TagPrefix = orDefault(o.TagPrefix, defaultTagPrefix)
	switch {
	case o.MaxFiles < 1 || o.MaxFiles > mostFiles:
		return o, fmt.Errorf("a batch of %d files is not possible, only of 1 to %d", o.MaxFiles, mostFiles)
	case o.First < 1:
		return o, fmt.Errorf("a first batch %d is not possible, numbers begin at 1", o.First)
	case !ValidPath(o.Root) && o.Root != ".":
		return o, fmt.Errorf("the root %q is no path inside the repository", o.Root)
	case !ValidTagPrefix(o.TagPrefix):
		return o, fmt.Errorf("%q cannot begin a git tag", o.TagPrefix)
	}
	return o, nil
}

// included puts the verdicts into their order, each once.
func included(include []verdict.Verdict) []verdict.Verdict {
	if len(include) == 0 {
		return []verdict.Verdict{verdict.Safe}
	}
	include = slices.Clone(include)
	slices.SortFunc(include, verdict.CompareFiles)
	return slices.Compact(include)
}

func orDefault[T comparable](value, standard T) T {
	var zero T
	if value == zero {
		return standard
	}
	return value
}

// mayGo tells whether a plan can hold files of the verdict at all.
func mayGo(v verdict.Verdict) bool { return v == verdict.Safe || v == verdict.StaticOnly }

// ValidPath reports whether path names something below a root and can be written down in JSON and handed to a
// program: slash-separated and clean, without "..", UTF-8, without NUL.
func ValidPath(path string) bool {
	return fs.ValidPath(path) && path != "." && !strings.Contains(path, "\x00")
}

var tagPrefix = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./-]*$`)

// ValidTagPrefix reports whether a git tag can begin with prefix. It is stricter than git: letters, digits and _ . / -
// only, so that a tag needs no quotes in a shell.
func ValidTagPrefix(prefix string) bool {
	for _, bad := range []string{"..", "//", "/.", ".lock/", "./"} {
		if strings.Contains(prefix, bad) {
			return false
		}
	}
	return tagPrefix.MatchString(prefix)
}

// unmet lists the thresholds that services miss, where no service has enough evidence.
func unmet(r *verdict.Result) []string {
	texts := []string{}
	if r.Sufficient {
		return texts
	}
	for _, s := range r.Services {
		for _, text := range verdict.Unmet(s.Checks) {
			if s.Name != "" {
				text = s.Name + ": " + text
			}
			texts = append(texts, text)
		}
	}
	return texts
}
