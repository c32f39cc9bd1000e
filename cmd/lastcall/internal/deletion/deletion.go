package deletion

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"lastcall/analyze/plan"
)

// Batch is a few files to delete in one commit.
type Batch struct {
	Number int // from 1
	Files  []File
}

// File is one file of a batch.
type File struct {
	Path    string       // slash-separated, below the repository's top; any bytes that git allows
	SHA256  string       // hex of the content when the batch was planned
	Verdict string       // why it may go, in one word
	Reason  string       // and in a sentence; may be empty
	Traces  []plan.Trace // what would show that the file is missed; may be empty
}

// Options say how to delete and how to roll back. A zero value of a field means its default.
type Options struct {
	TagPrefix      string           // "cleanup-batch-" by default
	Test           string           // run by sh -c in the repository's top; without it nothing is deleted
	Protected      []string         // doublestar globs of files that must stay, besides those of [AlwaysProtected]
	MaxFiles       int              // most files in a batch, 5 by default
	DeployedRef    string           // a ref or commit that production runs; may be empty
	SameDeployment bool             // delete although the batch before is not deployed
	Again          bool             // delete although the same files failed or were rolled back before
	DryRun         bool             // check everything, change nothing
	Output         io.Writer        // shows the test command's output while it runs; may be nil
	Now            func() time.Time // time.Now by default
}

func (o Options) withDefaults() Options {
	if o.TagPrefix == "" {
		o.TagPrefix = "cleanup-batch-"
	}
	if o.MaxFiles == 0 {
		o.MaxFiles = 5
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Outcome is what a deletion or a rollback did, or would do.
type Outcome struct {
	Batch   int
	Files   []File   // deleted or restored; a rollback knows hash, verdict and reason only from the journal
	Tags    []string // the tags it made
	Commit  string   // the commit it made; empty in a dry run, and when a rollback found the files back already
	Log     string   // path of the test command's output; empty where no test ran
	Later   []int    // a rollback's: verified batches after it, whose files the restored ones may import
	DryRun  bool     // nothing was changed
	Resumed bool     // an interrupted deletion was completed: see [Repo.Resume]
	Undone  bool     // an interrupted deletion or rollback was undone: see [Repo.Resume]
}

// Refusal says why nothing was done. The repository is as it was.
type Refusal struct {
	Reason string // one sentence
	Hint   string // what to do about it
}

// Error returns the reason without the hint.
func (r *Refusal) Error() string { return r.Reason }

func refuse(hint, format string, args ...any) error {
	return &Refusal{Reason: fmt.Sprintf(format, args...), Hint: hint}
}

// Failure says why a batch could not be deleted. Everything is as it was before, which the journal says too, unless
// HEAD moved meanwhile: then the files of the batch are back, and nothing else was touched.
type Failure struct {
	Batch  int
	Reason string // one sentence
	Log    string // path of the test command's output; empty when no test ran
	Aside  string // directory that holds what tracked files had become before they were restored; empty when none had changed
	Cause  error  // what went wrong; context.Canceled or context.DeadlineExceeded after an interruption
}

// Error names the batch and the reason.
func (f *Failure) Error() string {
	return fmt.Sprintf("batch %d failed, and its files were restored: %s", f.Batch, f.Reason)
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// writtenFile is a file in the journal and in the record of a running deletion.
type writtenFile struct {
	Path    string       `json:"path"`
	Bytes   []byte       `json:"path_bytes,omitempty"` // the path where it is not valid UTF-8, which JSON cannot hold
	SHA256  string       `json:"sha256,omitempty"`
	Verdict string       `json:"verdict,omitempty"`
	Reason  string       `json:"reason,omitempty"`
	Traces  []plan.Trace `json:"traces,omitempty"`
}

// MarshalJSON adds path_bytes, in base64, to a path that is not valid UTF-8.
func (f File) MarshalJSON() ([]byte, error) {
	w := writtenFile{Path: f.Path, SHA256: f.SHA256, Verdict: f.Verdict, Reason: f.Reason, Traces: f.Traces}
	if !utf8.ValidString(f.Path) {
		w.Path, w.Bytes = strings.ToValidUTF8(f.Path, "\uFFFD"), []byte(f.Path)
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *File) UnmarshalJSON(text []byte) error {
	var w writtenFile
	if err := json.Unmarshal(text, &w); err != nil {
		return err
	}
	*f = File{Path: w.Path, SHA256: w.SHA256, Verdict: w.Verdict, Reason: w.Reason, Traces: w.Traces}
	if w.Bytes != nil {
		f.Path = string(w.Bytes)
	}
	return nil
}
