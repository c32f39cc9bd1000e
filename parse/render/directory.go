package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"
)

// lock keeps other pulls out of the directory.
func lock(dir string) (unlock func(), err error) {
	if err := makeDir(dir); err != nil {
		return nil, fmt.Errorf("open directory for logs: %w", err)
	}
	l := flock.New(filepath.Join(dir, ".lock"), flock.SetPermissions(0o600))
	locked, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock directory for logs: %w", err)
	}
	if !locked {
		return nil, &Error{Kind: Busy, Message: "another process pulls logs into " + dir, Hint: "wait until it is done"}
	}
	return func() { l.Unlock() }, nil
}

// record says what the files of a service are. It is needed because a file that exists is not asked for again.
type record struct {
	Version int      `json:"version"`
	Types   []string `json:"types"` // that were asked for, sorted
}

const recordVersion = 1

func recordName(dir, resource string) string { return filepath.Join(dir, resource, ".pull.json") }

// checkTypes refuses a directory with files of a service that were pulled with other types.
func checkTypes(dir, resource string, types []string) error {
	text, err := os.ReadFile(recordName(dir, resource))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read pulled logs: %w", err)
	}
	var r record
	place := filepath.Join(dir, resource)
	switch err := json.Unmarshal(text, &r); {
	case err != nil:
		return &Error{Kind: Directory, Message: recordName(dir, resource) + " is damaged", Hint: "move " + place + " away and pull again"}
	case r.Version > recordVersion:
		return &Error{Kind: Directory, Message: place + " was written by a newer lastcall", Hint: "use the newer lastcall, or another directory"}
	case !slices.Equal(r.Types, types):
		return &Error{
			Kind:    Directory,
			Message: fmt.Sprintf("%s holds logs of type %s, not %s", place, strings.Join(r.Types, ", "), strings.Join(types, ", ")),
			Hint:    "ask for the same types, or pull into another directory: entries that come twice are counted once",
		}
	}
	return nil
}

// cleanUp removes what an interrupted pull of a service left.
func cleanUp(dir, resource string) error {
	leftovers, err := filepath.Glob(filepath.Join(escapeGlob(dir), resource, "*", ".[0-2][0-9]"+temporarySuffix))
	if unplaced := recordName(dir, resource) + ".tmp"; exists(unplaced) {
		leftovers = append(leftovers, unplaced)
	}
	for _, name := range leftovers {
		err = errors.Join(err, os.Remove(name))
	}
	incomplete, _ := filepath.Glob(filepath.Join(escapeGlob(dir), resource, "*", "[0-2][0-9]"+incompleteSuffix))
	for _, name := range incomplete {
		if exists(strings.TrimSuffix(name, incompleteSuffix) + suffix) {
			err = errors.Join(err, os.Remove(name))
		}
	}
	if err != nil {
		return fmt.Errorf("clean up pulled logs: %w", err)
	}
	return nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func escapeGlob(name string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name)
}

// writeRecord must be called before the first file of a service is put in place.
func (c *Client) writeRecord(dir, resource string, types []string) error {
	name := recordName(dir, resource)
	if exists(name) {
		return nil
	}
	if err := makeDir(filepath.Dir(name)); err != nil {
		return err
	}
	text, err := json.Marshal(record{recordVersion, types})
	if err != nil {
		return err
	}
	f, err := c.createFile(name + ".tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err = syncAndClose(f, err); err == nil {
		err = os.Rename(name+".tmp", name)
	}
	if err != nil {
		os.Remove(name + ".tmp")
		return err
	}
	return syncDir(filepath.Dir(name))
}

func (c *Client) createFile(name string) (output, error) {
	if c.create != nil {
		return c.create(name)
	}
	return createFile(name)
}
