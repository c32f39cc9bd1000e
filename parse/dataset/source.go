package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Version is the version of the layout, kept in every commit record and every Parquet footer.
const Version = 1

// ErrVersion marks a dataset written by a newer lastcall.
var ErrVersion = errors.New("the dataset was written by a newer lastcall")

// Counts says what became of the records of a source:
// Records = Requests + Other + Rejected + Duplicates, always.
type Counts struct {
	Records    int64 `json:"records"`
	Requests   int64 `json:"requests"`
	Other      int64 `json:"other"`
	Rejected   int64 `json:"rejected"`
	Duplicates int64 `json:"duplicates"`
}

// Add adds the counts of another source.
func (c *Counts) Add(o Counts) {
	c.Records += o.Records
	c.Requests += o.Requests
	c.Other += o.Other
	c.Rejected += o.Rejected
	c.Duplicates += o.Duplicates
}

// Unknown counts the stored requests of which the export has lost something: there they are NULL.
type Unknown struct {
	Paths    int64 `json:"path_unknown"`
	Statuses int64 `json:"status_unknown"`
}

// Add adds the counts of another source.
func (u *Unknown) Add(o Unknown) {
	u.Paths += o.Paths
	u.Statuses += o.Statuses
}

// Source is the commit record of one source.
type Source struct {
	Version     int      `json:"version"`
	Fingerprint string   `json:"source"`               // hash of the decompressed content
	Names       []string `json:"names"`                // names under which the content was seen, the first one first
	Bytes       int64    `json:"bytes"`                // of the decompressed content
	Grown       string   `json:"grown_from,omitempty"` // the source that the content begins with; what is counted here follows it
	Cut         int64    `json:"cut,omitempty"`        // bytes at the end that are no whole record, 0 when the content ends with one
	Counts
	Unknown
	First  *time.Time `json:"first,omitempty"`  // time of the earliest line; absent when there is none
	Last   *time.Time `json:"last,omitempty"`   // time of the latest line
	MinID  string     `json:"min_id,omitempty"` // least log id in byte order; absent when no line has an id
	MaxID  string     `json:"max_id,omitempty"`
	Files  []File     `json:"files"`
	Parsed time.Time  `json:"parsed"` // when the source was committed
}

// File is one Parquet file of a source.
type File struct {
	Path  string    `json:"path"` // slash-separated, relative to the dataset
	Rows  int64     `json:"rows"`
	First time.Time `json:"first"` // least ts (or hour) in the file
	Last  time.Time `json:"last"`
}

// table returns the first element of the file's path: requests, lines or ids.
func (f File) table() string {
	table, _, _ := strings.Cut(f.Path, "/")
	return table
}

// Snapshot is the set of sources committed at one moment. Its files never change.
type Snapshot struct {
	Dir     string
	Sources []Source // ordered by fingerprint
}

// Read lists the committed sources of the dataset in dir. It takes no lock and never sees half a source.
// A directory that does not exist gives an error that wraps [fs.ErrNotExist], a dataset of a newer version [ErrVersion].
func Read(dir string) (*Snapshot, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	// A glob would take a directory that it may not read for an empty one.
	entries, err := os.ReadDir(filepath.Join(dir, "sources"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	s := &Snapshot{Dir: dir}
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) != ".json" {
			continue
		}
		source, err := readSource(filepath.Join(dir, "sources", entry.Name()))
		if err != nil {
			return nil, err
		}
		s.Sources = append(s.Sources, *source)
	}
	return s, nil
}

func readSource(name string) (*Source, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read commit record: %w", err)
	}
	var s Source
	err = json.Unmarshal(text, &s)
	// The version is known even where fields have another type than ours.
	if s.Version > Version {
		return nil, fmt.Errorf("%s has version %d: %w", name, s.Version, ErrVersion)
	}
	if err != nil {
		return nil, fmt.Errorf("read commit record %s: %w", name, err)
	}
	if s.Version < 1 || s.Fingerprint+".json" != filepath.Base(name) {
		return nil, fmt.Errorf("read commit record %s: no commit record of lastcall", name)
	}
	return &s, nil
}

// DamagedError says that a file of a committed source is gone.
type DamagedError struct {
	File   string // the missing file
	Record string // the commit record that names it
}

func (e *DamagedError) Error() string { return "the dataset lacks " + e.File }

// Check looks whether every file that the commit records name is there. It does not read them.
func (s *Snapshot) Check() error {
	for _, source := range s.Sources {
		for _, f := range source.Files {
			name := filepath.Join(s.Dir, filepath.FromSlash(f.Path))
			if _, err := os.Stat(name); err != nil {
				return &DamagedError{name, filepath.Join(s.Dir, "sources", source.Fingerprint+".json")}
			}
		}
	}
	return nil
}

// Requests returns the paths of the request files with rows in [since, until).
func (s *Snapshot) Requests(since, until time.Time) []string {
	return s.files("requests", since, until)
}

// Lines returns the paths of the line-count files with hours in [since, until).
func (s *Snapshot) Lines(since, until time.Time) []string {
	return s.files("lines", since, until)
}

func (s *Snapshot) files(table string, since, until time.Time) []string {
	var paths []string
	for _, source := range s.Sources {
		for _, f := range source.Files {
			if f.table() == table && f.First.Before(until) && !f.Last.Before(since) {
				paths = append(paths, filepath.Join(s.Dir, filepath.FromSlash(f.Path)))
			}
		}
	}
	slices.Sort(paths)
	return paths
}

// Last returns the time of the newest line, false when there is no line at all.
func (s *Snapshot) Last() (time.Time, bool) {
	var last time.Time
	for _, source := range s.Sources {
		if source.Last != nil && source.Last.After(last) {
			last = *source.Last
		}
	}
	return last, !last.IsZero()
}
