package deletion

import (
	"bytes"
	"fmt"
	"strings"
)

// marker is the line by which a commit of ours is known again.
func (rec *record) marker() string { return "Cleanup-Run: " + rec.Run }

// message is what the commit of a batch says: the files, why they may go, and how that was tested.
func message(rec *record, test string) []byte {
	var b bytes.Buffer
	plural := "s"
	if len(rec.Files) == 1 {
		plural = ""
	}
	fmt.Fprintf(&b, "Delete %d unused file%s (cleanup batch %d)\n\n", len(rec.Files), plural, rec.Batch)
	for _, f := range rec.Files {
		fmt.Fprintf(&b, "%s\n", quoted(f.File.Path))
		fmt.Fprintf(&b, "  %s\n", oneLine(strings.Trim(f.File.Verdict+": "+f.File.Reason, ": ")))
	}
	fmt.Fprintf(&b, "\nCleanup-Batch: %d\n", rec.Batch)
	for _, f := range rec.Files {
		fmt.Fprintf(&b, "Cleanup-File: sha256:%s %s\n", strings.ToLower(f.File.SHA256), quoted(f.File.Path))
	}
	fmt.Fprintf(&b, "Cleanup-Test: %s\n%s\n", oneLine(test), rec.marker())
	return b.Bytes()
}

// oneLine makes any text fit for one line of a commit message.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(c rune) bool { return c <= ' ' || c == 0x7f }), " ")
}
