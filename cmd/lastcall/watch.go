package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"lastcall/analyze"
	"lastcall/analyze/static"
	"lastcall/cmd/lastcall/internal/deletion"
	"lastcall/report"
)

func watchCommand() *command {
	c := newCommand("watch", "", "look in newer logs for calls to what was deleted; exit 3 when there are any")
	v := &view{}
	v.dataFlags(c.flags)
	c.flags.StringVar(&v.root, "root", "", "the source tree Knip ran on is in `DIR`")
	c.flags.StringSliceVar(&v.components, "components", nil, "read newer browser exports from `FILE`, directory or glob; may be repeated")
	v.out = outputFlags(c.flags, report.Text, report.JSON, report.CSV, report.Markdown)
	c.run = func(ctx context.Context, e *env, args []string) error {
		if len(args) > 0 {
			return usage(fmt.Sprintf("unexpected argument %q", args[0]), "logs are read by lastcall parse")
		}
		return v.watch(ctx, e)
	}
	return c
}

// deletedBatch is a batch that is deleted and not brought back.
type deletedBatch struct {
	number int
	at     time.Time
	files  []deletion.File
}

// deletedBatches reads from the journal what is deleted now, by number.
func deletedBatches(repo *deletion.Repo) ([]deletedBatch, error) {
	entries, err := repo.Journal()
	if err != nil {
		return nil, err
	}
	files := map[string][]deletion.File{} // by run: the entry that says how a deletion ended need not repeat them
	byNumber := map[int]deletedBatch{}
	for _, e := range entries {
		if len(e.Files) > 0 {
			files[e.Run] = e.Files
		}
		switch e.Action {
		case deletion.ActionVerified:
			byNumber[e.Batch] = deletedBatch{e.Batch, e.Time, files[e.Run]}
		case deletion.ActionRolledBack:
			delete(byNumber, e.Batch)
		}
	}
	var batches []deletedBatch
	for _, b := range byNumber {
		batches = append(batches, b)
	}
	slices.SortFunc(batches, func(a, b deletedBatch) int { return cmp.Compare(a.number, b.number) })
	return batches, nil
}

// watch holds newer logs and browser exports against what was deleted.
func (v *view) watch(ctx context.Context, e *env) error {
	format, err := v.out.chosen()
	if err != nil {
		return err
	}
	repo, err := v.openRepository(ctx)
	if err != nil {
		return err
	}
	batches, err := deletedBatches(repo)
	if err != nil {
		return err
	}
	if len(batches) == 0 {
		return usage("no batch is deleted, so there is nothing to watch for", "lastcall delete --batch N deletes one")
	}
	calls, last, err := v.calls(ctx, e, batches)
	if err != nil {
		return err
	}
	rendered, err := v.renderings(batches)
	if err != nil {
		return err
	}
	w := report.Watch{LastLine: last, Missed: append(calls, rendered...)}
	for _, b := range batches {
		w.Batches = append(w.Batches, report.WatchedBatch{Batch: b.number, Deleted: b.at, Covered: last.After(b.at), Files: len(b.files)})
	}
	if err := v.out.write(e, func(out io.Writer) error { return report.WriteWatch(out, w, format) }); err != nil {
		return err
	}
	return watchOutcome(w)
}

func watchOutcome(w report.Watch) error {
	if len(w.Missed) > 0 {
		return &problem{exitMatched, "something deleted is still asked for", fmt.Sprintf("bring it back: lastcall rollback --batch %d", w.Missed[0].Batch)}
	}
	for _, b := range w.Batches {
		if !b.Covered {
			return insufficient(fmt.Sprintf("the logs end %s, before batch %d was deleted", w.LastLine.Format("2006-01-02 15:04"), b.Batch),
				"parse newer logs first: lastcall parse, or lastcall run")
		}
	}
	return nil
}

// calls looks for requests of the endpoints that deleted files handled or called.
func (v *view) calls(ctx context.Context, e *env, batches []deletedBatch) ([]report.Missed, time.Time, error) {
	o, err := v.options(ctx, e, false)
	if err != nil {
		return nil, time.Time{}, err
	}
	var removed []analyze.Removed
	for _, b := range batches {
		for _, f := range b.files {
			for _, t := range f.Traces {
				if t.Kind != "component" {
					removed = append(removed, analyze.Removed{Service: t.Service, Endpoint: t.Target, Since: b.at})
				}
			}
		}
	}
	if len(removed) == 0 {
		removed = append(removed, analyze.Removed{Since: batches[0].at}) // to learn how far the logs go
	}
	found, err := analyze.Watch(ctx, o, removed)
	if err != nil {
		return nil, time.Time{}, datasetHint(err, o.Data)
	}
	var missed []report.Missed
	for _, s := range found.Sightings {
		for _, b := range batches {
			if file, ok := b.owner(s.Service, s.Endpoint); ok && s.Last.After(b.at) {
				missed = append(missed, report.Missed{
					Batch: b.number, File: file, Service: s.Service, What: s.Endpoint, Status: s.Status, Count: s.Requests, First: &s.First, Last: s.Last,
				})
			}
		}
	}
	return missed, found.LastLine, nil
}

// owner returns the deleted file that an endpoint or component belongs to.
func (b deletedBatch) owner(service, target string) (file string, ok bool) {
	for _, f := range b.files {
		for _, t := range f.Traces {
			if t.Service == service && t.Target == target {
				return f.Path, true
			}
		}
	}
	return "", false
}

// renderings looks for components of deleted files that browsers rendered since.
func (v *view) renderings(batches []deletedBatch) ([]report.Missed, error) {
	facts := &analyze.Static{}
	if err := v.readComponents(facts); err != nil || facts.Components == nil {
		return nil, err
	}
	var missed []report.Missed
	for _, b := range batches {
		for _, f := range b.files {
			for _, t := range f.Traces {
				if m, ok := renderedSince(facts.Components, t.Target, b.at); ok && t.Kind == "component" {
					m.Batch, m.File = b.number, f.Path
					missed = append(missed, m)
				}
			}
		}
	}
	return missed, nil
}

func renderedSince(c *static.Components, name string, at time.Time) (report.Missed, bool) {
	use, ok := c.Use(name)
	if !ok || !use.Last.After(at) {
		return report.Missed{}, false
	}
	// Browsers count since they began: how many of the renderings are later is not known.
	return report.Missed{What: name, Count: 1, Last: use.Last}, true
}
