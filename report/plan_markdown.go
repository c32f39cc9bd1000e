package report

import (
	"fmt"
	"io"
	"strings"

	"lastcall/analyze/plan"
)

// planMarkdown writes the plan as a document for review.
func planMarkdown(w io.Writer, p *plan.Plan) error {
	fmt.Fprintf(w, "# Deletion plan\n\nEvidence: %s.\n", planWindow(p))
	for _, unmet := range p.Unmet {
		fmt.Fprintf(w, "\nInsufficient: %s\n", markdownSafe(unmet))
	}
	fmt.Fprintf(w, "\n%s.\n", capital(markdownSafe(planCounts(p))))
	if p.Root != "." {
		fmt.Fprintf(w, "\nPaths are below %s.\n", markdownSafe(p.Root))
	}
	for _, b := range p.Batches {
		batchMarkdown(w, b)
	}
	if len(p.LeftOut) > 0 {
		fmt.Fprintf(w, "\n## Left out: %s\n\n", leftOutCounts(p))
		if err := leftOutTable(p).Write(w, Markdown); err != nil {
			return err
		}
	}
	if note := staticOnlyNote(p); note != "" {
		fmt.Fprintf(w, "\n%s.\n", markdownSafe(note))
	}
	for i, warning := range p.Warnings {
		if i == 0 {
			fmt.Fprint(w, "\n## Warnings\n\n")
		}
		fmt.Fprintf(w, "- %s\n", markdownSafe(warning))
	}
	return nil
}

// batchMarkdown is the checklist of a batch: every file, then what follows once all are checked.
func batchMarkdown(w io.Writer, b plan.Batch) {
	fmt.Fprintf(w, "\n## Batch %d: %s\n\n", b.Number, plural(int64(len(b.Files)), "file"))
	for _, f := range b.Files {
		fmt.Fprintf(w, "- [ ] %s (%s): %s\n", markdownSafe(f.Path), markdownSafe(string(f.Verdict)), markdownSafe(f.Reason))
	}
	fmt.Fprintf(w, "\nThen:\n\n- [ ] deleted and tested: `lastcall delete --batch %d`, or `%s` and the tests by hand\n- [ ] deployed\n", b.Number, BatchScriptName(b.Number))
}

// capital begins a sentence; the text is ours and begins with ASCII.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
