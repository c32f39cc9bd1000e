package dataset

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
)

// move is the way of a staged file to its place below the dataset.
type move struct{ staged, place string }

// commit moves staged files into place and then the commit record, which makes them part of the dataset.
func (d *Dataset) commit(s *Source, moves []move) error {
	changed := map[string]bool{d.dir: true}
	for _, m := range moves {
		target := filepath.Join(d.dir, m.place)
		dir := filepath.Dir(target)
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
		if err := os.Rename(m.staged, target); err != nil {
			return err
		}
		changed[dir], changed[filepath.Dir(dir)] = true, true
	}
	// The record must not outlive a power failure that the files it names do not.
	for dir := range changed {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	if err := d.writeSource(s); err != nil {
		return err
	}
	d.sources[s.Fingerprint] = s
	return nil
}

// seenAs adds a name to a committed source.
func (d *Dataset) seenAs(s *Source, name string) error {
	if slices.Contains(s.Names, name) {
		return nil
	}
	renamed := *s
	renamed.Names = append(slices.Clone(s.Names), name)
	defer os.RemoveAll(d.staging())
	if err := d.writeSource(&renamed); err != nil {
		return err
	}
	*s = renamed
	return nil
}

// writeSource writes a commit record, whole or not at all.
func (d *Dataset) writeSource(s *Source) error {
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(d.staging(), 0o777); err != nil {
		return err
	}
	name := s.Fingerprint + ".json"
	staged := filepath.Join(d.staging(), name)
	f, err := d.create(staged)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err := syncAndClose(f, err); err != nil {
		return err
	}
	dir := filepath.Join(d.dir, "sources")
	if err := os.Rename(staged, filepath.Join(dir, name)); err != nil {
		return err
	}
	return syncDir(dir)
}

func syncAndClose(f output, err error) error {
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return syncAndClose(f, nil)
}
