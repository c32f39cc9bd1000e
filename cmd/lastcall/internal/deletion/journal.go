package deletion

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Actions of journal entries.
const (
	ActionProposed   = "proposed"    // a new plan has the batch
	ActionRejected   = "rejected"    // a deletion or rollback was refused
	ActionAccepted   = "accepted"    // every check passed, the deletion begins
	ActionDeleted    = "deleted"     // the files are gone from work tree and index
	ActionVerified   = "verified"    // the test passed, commit and tag are made
	ActionFailed     = "failed"      // the deletion could not be completed
	ActionRestored   = "restored"    // all is as before the deletion, after a failure or an interruption
	ActionRolledBack = "rolled-back" // the commit of a verified batch was reverted
)

// Entry is a line of the journal. What does not apply to its action is empty.
type Entry struct {
	Time   time.Time `json:"time"` // UTC
	Action string    `json:"action"`
	Batch  int       `json:"batch"`
	Run    string    `json:"run,omitempty"` // the same for all entries of one deletion or rollback
	Files  []File    `json:"files,omitempty"`
	Head   string    `json:"head,omitempty"`   // the commit before
	Commit string    `json:"commit,omitempty"` // the commit that deleted the files, or the one that restored them
	Tag    string    `json:"tag,omitempty"`    // the tag made, or the one removed
	Reason string    `json:"reason,omitempty"`
	Log    string    `json:"log,omitempty"` // path of the test command's output
}

func (r *Repo) journalPath() string { return filepath.Join(r.state, "journal.ndjson") }

// Journal returns what was done in the repository, oldest first, from all its work trees. A line that an interruption
// cut off is left out: the step that it was about is repeated. Without a journal there are no entries.
func (r *Repo) Journal() ([]Entry, error) {
	text, err := os.ReadFile(r.journalPath())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	var entries []Entry
	for line := range bytes.Lines(text) {
		var e Entry
		if json.Unmarshal(line, &e) == nil && e.Action != "" {
			entries = append(entries, e)
		}
	}
	return entries, nil
}

// sameFile reports whether two plans say the same of a file, reasons apart.
func sameFile(a, b File) bool {
	return a.Path == b.Path && a.SHA256 == b.SHA256 && a.Verdict == b.Verdict && slices.Equal(a.Traces, b.Traces)
}

// Propose notes the batches of a new plan in the journal, without reasons, unless they are what it noted last.
func (r *Repo) Propose(batches []Batch, o Options) error {
	entries, err := r.Journal()
	if err != nil {
		return err
	}
	var proposed []Entry
	for _, b := range batches {
		e := Entry{Action: ActionProposed, Batch: b.Number}
		for _, f := range b.Files {
			f.Reason = ""
			e.Files = append(e.Files, f)
		}
		proposed = append(proposed, e)
	}
	entries = slices.DeleteFunc(entries, func(e Entry) bool { return e.Action != ActionProposed })
	same := func(a, b Entry) bool { return a.Batch == b.Batch && slices.EqualFunc(a.Files, b.Files, sameFile) }
	if last := len(entries) - len(proposed); last >= 0 && slices.EqualFunc(entries[last:], proposed, same) {
		return nil
	}
	if err := os.MkdirAll(r.state, 0o777); err != nil {
		return unwritable(err)
	}
	return r.note(o, proposed...)
}

// note appends entries to the journal, and ends a line that an interruption cut off.
func (r *Repo) note(o Options, entries ...Entry) error {
	var lines []byte
	for _, e := range entries {
		e.Time = o.withDefaults().Now().UTC()
		line, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("write journal: %w", err)
		}
		lines = append(append(lines, line...), '\n')
	}
	if err := r.appendLines(lines); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

func (r *Repo) appendLines(lines []byte) (err error) {
	lock := flock.New(r.journalPath()+".lock", flock.SetPermissions(0o666))
	if err := lock.Lock(); err != nil {
		return err
	}
	defer lock.Unlock()
	f, err := os.OpenFile(r.journalPath(), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, f.Close()) }()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	last := []byte{'\n'}
	if end > 0 {
		if _, err := f.ReadAt(last, end-1); err != nil {
			return err
		}
	}
	if last[0] != '\n' {
		lines = append([]byte{'\n'}, lines...)
	}
	if _, err := f.Write(lines); err != nil {
		return err
	}
	return f.Sync()
}

// noteOnce is note for a step that may have been interrupted after it noted it.
func (r *Repo) noteOnce(o Options, e Entry) error {
	entries, err := r.Journal()
	if err != nil {
		return err
	}
	noted := func(other Entry) bool { return other.Run == e.Run && other.Action == e.Action }
	if slices.ContainsFunc(entries, noted) {
		return nil
	}
	return r.note(o, e)
}

// lastEnd returns how the last deletion of exactly these files ended, whatever the number of the batch then was: with
// failed, verified or rolled-back. There may have been none.
func lastEnd(entries []Entry, files []File) (Entry, bool) {
	paths := pathsOf(files)
	for _, e := range slices.Backward(entries) {
		ended := e.Action == ActionFailed || e.Action == ActionVerified || e.Action == ActionRolledBack
		if ended && slices.Equal(pathsOf(e.Files), paths) {
			return e, true
		}
	}
	return Entry{}, false
}

// pathsOf returns the paths of files in order.
func pathsOf(files []File) []string {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.Path
	}
	slices.SortFunc(paths, strings.Compare)
	return paths
}
