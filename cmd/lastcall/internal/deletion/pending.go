package deletion

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// record is what a deletion or rollback writes down before it changes anything, so that an interrupted one can be
// completed or undone. It lies in the directory "pending" with a copy of every file.
type record struct {
	Kind    string     `json:"kind"`
	Step    string     `json:"step"`
	Run     string     `json:"run"` // unique
	Batch   int        `json:"batch"`
	Prefix  string     `json:"prefix"` // of tags
	Head    string     `json:"head"`   // the commit of HEAD before
	Branch  string     `json:"branch"` // the ref that HEAD stood for
	Files   []keptFile `json:"files"`
	Dirs    []keptDir  `json:"dirs,omitempty"`
	Log     string     `json:"log,omitempty"`     // path of the test command's output
	Reason  string     `json:"reason,omitempty"`  // of the failure
	Commit  string     `json:"commit,omitempty"`  // a failed deletion's: the commit it made
	Reverts string     `json:"reverts,omitempty"` // a rollback's: the commit that deleted the files
	Revert  string     `json:"revert,omitempty"`  // a rollback's: the commit that brought them back; empty when they were back already
}

// Kinds of a record.
const (
	kindDelete   = "delete"
	kindRollback = "rollback"
)

// Steps of a record. A deletion that is interrupted is undone before stepCommit, and completed after it if its commit
// was made. A rollback is undone before stepTag and completed after it.
const (
	stepDelete = "delete"
	stepCommit = "commit"
	stepFailed = "failed"
	stepRevert = "revert"
	stepTag    = "tag"
)

// keptFile is a file as it was before.
type keptFile struct {
	File    File        `json:"file"`
	Mode    string      `json:"mode"` // in the index
	OID     string      `json:"oid"`  // in the index
	Perm    fs.FileMode `json:"perm"`
	ModTime time.Time   `json:"mod_time"`
}

// keptDir is a directory as it was before.
type keptDir struct {
	Path []byte      `json:"path"`
	Perm fs.FileMode `json:"perm"`
}

func (rec *record) files() []File {
	files := make([]File, len(rec.Files))
	for i, f := range rec.Files {
		files[i] = f.File
	}
	return files
}

// paths returns the paths of the files in the order of the batch.
func (rec *record) paths() []string {
	paths := make([]string, len(rec.Files))
	for i, f := range rec.Files {
		paths[i] = f.File.Path
	}
	return paths
}

// index returns what the index held for the files.
func (rec *record) index() map[string]entry {
	entries := map[string]entry{}
	for _, f := range rec.Files {
		entries[f.File.Path] = entry{mode: f.Mode, oid: f.OID, stage: "0", flag: "H"}
	}
	return entries
}

func (rec *record) tag(suffix string) string { return tagOf(rec.Prefix, rec.Batch, suffix) }

func (rec *record) entry(action string) Entry {
	return Entry{Action: action, Batch: rec.Batch, Run: rec.Run, Files: rec.files(), Head: rec.Head}
}

// pendingDir belongs to one work tree: an interrupted deletion can only be undone where its files were.
func (r *Repo) pendingDir() string { return filepath.Join(r.gitDir, "lastcall", "pending") }

// copyOf is where the bytes of a record's file are kept.
func (r *Repo) copyOf(i int) string { return filepath.Join(r.pendingDir(), strconv.Itoa(i)) }

// pending returns the record of a deletion or rollback that has not ended, or nil.
func (r *Repo) pending() (*record, error) {
	text, err := os.ReadFile(filepath.Join(r.pendingDir(), "record.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	rec := &record{}
	if err == nil {
		err = json.Unmarshal(text, rec)
	}
	if err != nil {
		return nil, fmt.Errorf("read what an interrupted deletion left: %w", err)
	}
	return rec, nil
}

// begin keeps the files of a record and then the record. From its last step on, an interruption will be noticed.
func (r *Repo) begin(rec *record) error {
	dir := r.pendingDir() + ".new"
	err := inOrder(
		func() error { return os.RemoveAll(dir) },
		func() error { return os.RemoveAll(r.pendingDir() + ".old") },
		func() error { return os.MkdirAll(dir, 0o700) },
	)
	if err != nil {
		return unwritable(err)
	}
	if rec.Kind == kindDelete {
		if err := r.keep(rec, dir); err != nil {
			os.RemoveAll(dir)
			return err
		}
	}
	err = inOrder(
		func() error { return writeRecord(dir, rec) },
		func() error { return os.Rename(dir, r.pendingDir()) },
		func() error { return syncDir(filepath.Dir(dir)) },
	)
	if err != nil {
		return fmt.Errorf("keep record: %w", err)
	}
	return nil
}

// keep copies the files of a record, and notes what else is to be restored with them.
func (r *Repo) keep(rec *record, dir string) error {
	dirs := map[string]bool{}
	for i := range rec.Files {
		f := &rec.Files[i]
		info, err := os.Lstat(r.path(f.File.Path))
		if err != nil {
			return fmt.Errorf("keep %s: %w", quoted(f.File.Path), err)
		}
		f.Perm, f.ModTime = info.Mode().Perm(), info.ModTime()
		sum, err := copyFile(r.path(f.File.Path), filepath.Join(dir, strconv.Itoa(i)))
		if err != nil {
			return fmt.Errorf("keep %s: %w", quoted(f.File.Path), err)
		}
		if !strings.EqualFold(sum, f.File.SHA256) {
			return refuse("make a new plan", "%s has changed since the plan", quoted(f.File.Path))
		}
		for parent := path.Dir(f.File.Path); parent != "." && !dirs[parent]; parent = path.Dir(parent) {
			dirs[parent] = true
			info, err := os.Lstat(r.path(parent))
			if err != nil {
				return fmt.Errorf("keep %s: %w", quoted(parent), err)
			}
			rec.Dirs = append(rec.Dirs, keptDir{[]byte(parent), info.Mode().Perm()})
		}
	}
	// Parents come first.
	slices.SortFunc(rec.Dirs, func(a, b keptDir) int { return cmp.Compare(string(a.Path), string(b.Path)) })
	return nil
}

func writeRecord(dir string, rec *record) error {
	text, err := json.MarshalIndent(rec, "", " ")
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(dir, "record.json"), text)
}

// reach notes that a step was reached.
func (r *Repo) reach(rec *record, step string) error {
	rec.Step = step
	if err := writeRecord(r.pendingDir(), rec); err != nil {
		return fmt.Errorf("keep record: %w", err)
	}
	return nil
}

// end removes the record of what is complete or undone.
func (r *Repo) end() error {
	old := r.pendingDir() + ".old"
	err := inOrder(
		func() error { return os.RemoveAll(old) },
		func() error { return os.Rename(r.pendingDir(), old) },
		func() error { return syncDir(filepath.Dir(old)) },
	)
	if err != nil {
		return fmt.Errorf("remove record: %w", err)
	}
	os.RemoveAll(old) // only to save space: the next begin does it too
	return nil
}
