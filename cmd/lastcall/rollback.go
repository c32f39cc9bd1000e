package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"lastcall/cmd/lastcall/internal/deletion"
	"lastcall/report"
)

func rollbackCommand() *command {
	c := newCommand("rollback", "", "bring back the files of a deleted batch")
	v := &view{}
	v.dataFlags(c.flags)
	c.flags.StringVar(&v.root, "root", "", "the source tree Knip ran on is in `DIR`")
	batch := c.flags.Int("batch", 0, "bring back batch `N`")
	dryRun := c.flags.Bool("dry-run", false, "check everything and change nothing")
	v.out = outputFlags(c.flags, report.Text, report.JSON)
	c.run = func(ctx context.Context, e *env, args []string) error {
		if len(args) > 0 || *batch < 1 {
			return usage("say which batch to bring back", "lastcall rollback --batch N; git tag lists the batches")
		}
		return v.rollback(ctx, e, *batch, *dryRun)
	}
	return c
}

func (v *view) rollback(ctx context.Context, e *env, number int, dryRun bool) error {
	format, err := v.out.chosen()
	if err != nil {
		return err
	}
	repo, err := v.openRepository(ctx)
	if err != nil {
		return err
	}
	o := deletionOptions(v.config)
	o.DryRun, o.Now = dryRun, e.now
	outcome, err := repo.Rollback(ctx, number, o)
	if err != nil {
		return err
	}
	for _, later := range outcome.Later {
		warn(e, fmt.Sprintf("batch %d was deleted after it; what the restored files need of it is still gone", later))
	}
	return v.out.write(e, func(w io.Writer) error { return writeOutcome(w, outcome, restoredText(outcome), format) })
}

// openRepository opens the repository without any source tree being needed.
func (v *view) openRepository(ctx context.Context) (*deletion.Repo, error) {
	if err := v.load(); err != nil {
		return nil, err
	}
	for _, dir := range []string{v.config.Deletion.Repo, v.config.Frontend.Root} {
		if dir != "" {
			return deletion.Open(ctx, dir)
		}
	}
	return deletion.Open(ctx, ".")
}

func restoredText(o *deletion.Outcome) string {
	var b strings.Builder
	what := "restored"
	if o.DryRun {
		what = "would be restored"
	}
	fmt.Fprintf(&b, "batch %d: %s %s\n", o.Batch, filesText(len(o.Files)), what)
	for _, f := range o.Files {
		fmt.Fprintf(&b, "  %s\n", report.Printable(f.Path))
	}
	return b.String()
}

// outcomeJSON is what delete and rollback did.
type outcomeJSON struct {
	Batch   int             `json:"batch"`
	Files   []deletion.File `json:"files"`
	Tags    []string        `json:"tags"`
	Commit  string          `json:"commit,omitempty"`
	Log     string          `json:"log,omitempty"` // the output of the test command
	DryRun  bool            `json:"dry_run"`
	Resumed bool            `json:"resumed"`
}

func writeOutcome(w io.Writer, o *deletion.Outcome, text string, f report.Format) error {
	if f != report.JSON {
		_, err := io.WriteString(w, text)
		return err
	}
	doc := outcomeJSON{o.Batch, append([]deletion.File{}, o.Files...), append([]string{}, o.Tags...), o.Commit, o.Log, o.DryRun, o.Resumed}
	out := json.NewEncoder(w)
	out.SetIndent("", " ")
	return out.Encode(doc)
}
