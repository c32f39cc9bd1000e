// Package nightly keeps what a job writes in one piece: results appear together or not at all.
//
// It knows directories, links and a lock, and nothing of what the files mean.
package nightly

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	runsDir  = "runs"   // holds a directory for each published run
	latest   = "latest" // links to the newest of them
	staging  = ".staging"
	lockName = ".lock"

	// kept is how many published runs stay: the newest, and the one before for whoever still reads it.
	kept = 2
)

// ErrBusy marks an output directory that another job writes to.
var ErrBusy = errors.New("another run is writing results")

// Job is one run that writes results. Close it after use.
type Job struct {
	out  string
	lock *flock.Flock
}

// Start locks the output directory, creating it where there is none, and removes what an interrupted job left. It does
// not wait: where another job holds the lock, the error is [ErrBusy].
func Start(out string) (*Job, error) {
	if err := os.MkdirAll(filepath.Join(out, runsDir), 0o777); err != nil {
		return nil, fmt.Errorf("create the output directory: %w", err)
	}
	lock := flock.New(filepath.Join(out, lockName), flock.SetPermissions(0o666))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the output directory: %w", err)
	}
	if !locked {
		return nil, ErrBusy
	}
	j := &Job{out, lock}
	if err = os.RemoveAll(j.Dir()); err == nil {
		err = os.Mkdir(j.Dir(), 0o777)
	}
	if err != nil {
		lock.Unlock()
		return nil, fmt.Errorf("create a directory for results: %w", err)
	}
	return j, nil
}

// Dir is where the job writes its results. Nobody reads them there.
func (j *Job) Dir() string { return filepath.Join(j.out, staging) }

// Close removes what was not published and lets the next job in.
func (j *Job) Close() error {
	err := os.RemoveAll(j.Dir())
	return errors.Join(err, j.lock.Unlock())
}

// Publish makes the results those of <out>/latest, all at once, and links each of them from <out> itself. What an earlier
// run published and this one did not write is not there any more. at names the run.
func (j *Job) Publish(at time.Time) error {
	if err := j.publish(at); err != nil {
		return fmt.Errorf("publish results: %w", err)
	}
	return nil
}

func (j *Job) publish(at time.Time) error {
	name, err := j.place(at.UTC().Format("2006-01-02T150405Z"))
	if err != nil {
		return err
	}
	before := j.names()
	if err := j.link(filepath.Join(runsDir, name), latest); err != nil {
		return err
	}
	after := j.names()
	for _, file := range after {
		if err := j.link(filepath.Join(latest, file), file); err != nil {
			return err
		}
	}
	for _, file := range before {
		if !slices.Contains(after, file) {
			j.unlink(file)
		}
	}
	return j.prune(name)
}

// place moves the results to where they stay, under a name that no other run has.
func (j *Job) place(name string) (string, error) {
	for n := 1; ; n++ {
		unique := name
		if n > 1 {
			unique = fmt.Sprintf("%s-%d", name, n)
		}
		err := os.Rename(j.Dir(), filepath.Join(j.out, runsDir, unique))
		if !errors.Is(err, fs.ErrExist) {
			return unique, err
		}
	}
}

// names lists what the published run holds.
func (j *Job) names() []string {
	entries, _ := os.ReadDir(filepath.Join(j.out, latest)) // nothing is published yet
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// link replaces the link of a name, so that there is never none.
func (j *Job) link(target, name string) error {
	next := filepath.Join(j.out, ".next")
	if err := os.RemoveAll(next); err != nil {
		return err
	}
	if err := os.Symlink(target, next); err != nil {
		return err
	}
	return os.Rename(next, filepath.Join(j.out, name))
}

// unlink removes the link to a result that is not there any more, and nothing but a link.
func (j *Job) unlink(name string) {
	path := filepath.Join(j.out, name)
	if target, err := os.Readlink(path); err == nil && target == filepath.Join(latest, name) {
		os.Remove(path)
	}
}

// prune removes old runs. Names sort by time.
func (j *Job) prune(newest string) error {
	entries, err := os.ReadDir(filepath.Join(j.out, runsDir))
	if err != nil {
		return err
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != newest && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	for len(names) > kept-1 {
		if err := os.RemoveAll(filepath.Join(j.out, runsDir, names[0])); err != nil {
			return err
		}
		names = names[1:]
	}
	return nil
}
