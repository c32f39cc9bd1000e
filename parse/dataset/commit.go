package dataset

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
)

// move is the way of a staged file to its place below the dataset.
type move struct{ staged, place string }

// commit moves staged files into place and then the commit record, which makes them part of the dataset. The record is
// written first, so that a full disk is noticed before anything is moved.
func (d *Dataset) commit(s *Source, moves []move) error {
	record, err := d.stageRecord(s)
	if err != nil {
		return err
	}
	changed := map[string]bool{d.dir: true}
	for _, m := range moves {
		dir := filepath.Dir(filepath.Join(d.dir, m.place))
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
		if err := os.Rename(m.staged, filepath.Join(d.dir, m.place)); err != nil {
			return err
		}
		changed[dir], changed[filepath.Dir(dir)] = true, true
	}
	// The record must not survive a power failure that the files it names do not.
	for dir := range changed {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	if err := d.placeRecord(record); err != nil {
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
	defer os.RemoveAll(d.staging())
	renamed := *s
	renamed.Names = append(slices.Clone(s.Names), name)
	record, err := d.stageRecord(&renamed)
	if err != nil {
		return err
	}
	if err := d.placeRecord(record); err != nil {
		return err
	}
	*s = renamed
	return nil
}

// stageRecord writes a commit record and returns the path of its file.
func (d *Dataset) stageRecord(s *Source) (string, error) {
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(d.staging(), 0o777); err != nil {
		return "", err
	}
	staged := filepath.Join(d.staging(), s.Fingerprint+".json")
	f, err := d.create(staged)
	if err != nil {
		return "", err
	}
	_, err = f.Write(append(text, '\n'))
	return staged, syncAndClose(f, err)
}

// placeRecord moves a staged commit record into place.
func (d *Dataset) placeRecord(staged string) error {
	dir := filepath.Join(d.dir, "sources")
	if err := os.Rename(staged, filepath.Join(dir, filepath.Base(staged))); err != nil {
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
