package main

import (
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"lastcall/analyze/plan"
	"lastcall/analyze/verdict"
	"lastcall/cmd/lastcall/internal/config"
	"lastcall/cmd/lastcall/internal/deletion"
	"lastcall/report"
)

func deleteCommand() *command {
	c := newCommand("delete", "", "delete one batch of the plan: tag, delete, test, commit; all is put back when the test fails")
	v := &view{static: true}
	v.windowFlags(c.flags)
	v.staticFlags(c.flags)
	v.outFlag(c.flags)
	batch := c.flags.Int("batch", 0, "delete batch `N` of the plan")
	var o deletion.Options
	c.flags.BoolVar(&o.Again, "again", false, "try a batch again that failed or was rolled back")
	c.flags.BoolVar(&o.SameDeployment, "same-deployment", false, "do not wait until the batch before is in production")
	c.flags.BoolVar(&o.DryRun, "dry-run", false, "check everything and change nothing")
	v.out = outputFlags(c.flags, report.Text, report.JSON)
	c.run = func(ctx context.Context, e *env, args []string) error {
		if len(args) > 0 || *batch < 1 {
			return usage("say which batch to delete", "lastcall delete --batch N; lastcall plan lists the batches")
		}
		return v.deleteBatch(ctx, e, *batch, o)
	}
	return c
}

// deleteBatch deletes a batch of the plan, after judging its files again.
func (v *view) deleteBatch(ctx context.Context, e *env, number int, flags deletion.Options) error {
	format, err := v.out.chosen()
	if err != nil {
		return err
	}
	r, err := v.judged(ctx, e, nil)
	if err != nil {
		return err
	}
	p, err := readPlan(v.config.Out)
	if err != nil {
		return err
	}
	repo, root, err := v.repository(ctx)
	if err != nil {
		return err
	}
	b, err := v.batch(p, number, root)
	if err != nil {
		return err
	}
	if err := refuseDeleted(ctx, repo, number, v.config.Deletion.TagPrefix); err != nil {
		return err
	}
	if err := v.mayDelete(b, r, e.now()); err != nil {
		return err
	}
	o := deletionOptions(v.config)
	o.Again, o.SameDeployment, o.DryRun, o.Output, o.Now = flags.Again, flags.SameDeployment, flags.DryRun, e.stderr, e.now
	outcome, err := repo.Delete(ctx, batchOf(p, b), o)
	if err != nil {
		return err
	}
	return v.out.write(e, func(w io.Writer) error { return writeOutcome(w, outcome, deletedText(outcome), format) })
}

// refuseDeleted: what is deleted is not flagged any more, which would be told as a change of the files.
func refuseDeleted(ctx context.Context, repo *deletion.Repo, number int, prefix string) error {
	_, verified, err := repo.Verified(ctx, prefix)
	if err != nil {
		return err
	}
	for _, b := range verified {
		if b.Number == number && b.InHead {
			return usage(fmt.Sprintf("batch %d is deleted already, by the commit of tag %s", number, b.Tag),
				fmt.Sprintf("lastcall plan numbers on from there; lastcall rollback --batch %d brings it back", number))
		}
	}
	return nil
}

// deletionOptions are the settings of the config.
func deletionOptions(c *config.Config) deletion.Options {
	d := c.Deletion
	return deletion.Options{TagPrefix: d.TagPrefix, Test: d.Test, Protected: d.Protected, MaxFiles: d.MaxFiles, DeployedRef: d.DeployedRef}
}

// batch finds a batch in a plan that still fits the config.
func (v *view) batch(p *plan.Plan, number int, root string) (plan.Batch, error) {
	again := "plan again: lastcall plan"
	if p.Root != root {
		return plan.Batch{}, usage(fmt.Sprintf("the plan is for the source tree %s of the repository, and the config names %s", p.Root, root), again)
	}
	if p.TagPrefix != v.config.Deletion.TagPrefix {
		return plan.Batch{}, usage(fmt.Sprintf("the plan uses the tag prefix %s, and the config %s", p.TagPrefix, v.config.Deletion.TagPrefix), again)
	}
	i := slices.IndexFunc(p.Batches, func(b plan.Batch) bool { return b.Number == number })
	if i < 0 {
		return plan.Batch{}, usage(fmt.Sprintf("the plan has no batch %d", number), batchesText(p))
	}
	return p.Batches[i], nil
}

func batchesText(p *plan.Plan) string {
	if len(p.Batches) == 0 {
		return "it has no batch at all: lastcall plan says why"
	}
	return fmt.Sprintf("its batches are %d to %d", p.Batches[0].Number, p.Batches[len(p.Batches)-1].Number)
}

// mayDelete holds what is known now against what was planned. Git's part of the conditions is the repository's.
func (v *view) mayDelete(b plan.Batch, r *verdict.Result, now time.Time) error {
	if m := v.config.Monitoring; m.Days > 0 {
		if end := m.Start.AddDate(0, 0, m.Days); now.Before(end) {
			return insufficient(fmt.Sprintf("the monitoring period ends %s, and nothing is deleted before", end.Format("2006-01-02 15:04")),
				"wait until it is over, or change monitoring in "+configName)
		}
	}
	if limit := v.config.Deletion.MaxEvidenceAge; r.Window.Age > limit {
		return insufficient(fmt.Sprintf("the newest log line is %s old, and deletion.max-evidence-age allows %s", ageText(r.Window.Age), ageText(limit)),
			"parse newer logs first: lastcall parse, or lastcall run")
	}
	if err := tooLittle(r); err != nil {
		return err
	}
	for _, planned := range b.Files {
		if err := judgedAgain(planned, b, r); err != nil {
			return err
		}
	}
	return nil
}

func ageText(d time.Duration) string {
	if d < 48*time.Hour {
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// judgedAgain refuses a file that is not what it was when it was planned.
func judgedAgain(planned plan.Planned, b plan.Batch, r *verdict.Result) error {
	const hint = "plan again: lastcall plan"
	name := planned.Path
	if planned.With != "" {
		name = planned.With
	}
	f := fileOf(r, name)
	switch {
	case f == nil:
		return usage(fmt.Sprintf("%s is not statically unused any more", name), hint)
	case planned.With != "":
		if !slices.Contains(f.Companions, planned.Path) {
			return usage(fmt.Sprintf("%s is no test of %s any more", planned.Path, name), hint)
		}
		return nil
	case f.Verdict != planned.Verdict:
		return usage(fmt.Sprintf("%s was %s when it was planned and is %s now: %s", name, planned.Verdict, f.Verdict, strings.Join(f.Words(), "; ")), hint)
	}
	for _, use := range f.UsedBy {
		if !slices.ContainsFunc(b.Files, func(p plan.Planned) bool { return p.Path == use.File }) {
			return usage(fmt.Sprintf("%s is %s, which is not in the batch", name, use), "delete the batch of that file first, or plan again")
		}
	}
	return nil
}

func fileOf(r *verdict.Result, path string) *verdict.File {
	i := slices.IndexFunc(r.Files, func(f verdict.File) bool { return f.Path == path })
	if i < 0 {
		return nil
	}
	return &r.Files[i]
}

// batchOf is a batch with the paths of its files in the repository.
func batchOf(p *plan.Plan, b plan.Batch) deletion.Batch {
	batch := deletion.Batch{Number: b.Number}
	for _, f := range b.Files {
		batch.Files = append(batch.Files, deletion.File{
			Path: path.Join(p.Root, f.Path), SHA256: f.SHA256, Verdict: string(f.Verdict), Reason: f.Reason, Traces: f.Traces,
		})
	}
	return batch
}

func batchesOf(p *plan.Plan) []deletion.Batch {
	var batches []deletion.Batch
	for _, b := range p.Batches {
		batches = append(batches, batchOf(p, b))
	}
	return batches
}

func filesText(n int) string {
	if n == 1 {
		return "1 file"
	}
	return fmt.Sprintf("%d files", n)
}

func deletedText(o *deletion.Outcome) string {
	var b strings.Builder
	what := "deleted"
	if o.DryRun {
		what = "would be deleted"
	}
	if o.Resumed {
		what += " (an interrupted deletion was completed)"
	}
	fmt.Fprintf(&b, "batch %d: %s %s\n", o.Batch, filesText(len(o.Files)), what)
	for _, f := range o.Files {
		fmt.Fprintf(&b, "  %s (%s)\n", report.Printable(f.Path), f.Verdict)
	}
	if o.DryRun {
		return b.String()
	}
	fmt.Fprintf(&b, "tags: %s\n", strings.Join(o.Tags, ", "))
	fmt.Fprintf(&b, "undo: lastcall rollback --batch %d\n", o.Batch)
	return b.String()
}
