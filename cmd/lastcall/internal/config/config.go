// Package config reads lastcall.yaml: where data and sources are, what must be kept, how much evidence is enough.
//
// It knows no flags, no logs and no routes: it opens one file and checks that the file means something.
package config

import (
	"fmt"
	"path/filepath"
	"time"

	"lastcall/analyze/verdict"
)

// Config is what lastcall.yaml says, with the defaults filled in.
// After [Load] every path is absolute; nothing says whether it exists.
type Config struct {
	Path       string         // the file itself, absolute; empty when there is none
	Data       string         // the dataset directory
	Out        string         // the directory for what lastcall writes
	Sources    []string       // what `parse` reads without arguments: files, directories and globs; may be empty
	Window     Window         // how far back to look
	Monitoring Monitoring     // the period in which nothing may be deleted; zero when there is none
	Services   []Service      // empty when all data is of one service
	Frontend   Frontend       // all empty when there is no frontend
	Keep       []verdict.Keep // what must stay, in the file's order
	Policy     verdict.Policy // the thresholds of evidence
	Pull       Pull
	Health     Health
	Plan       Plan
	Deletion   Deletion
}

// Window is the stretch of time that is judged.
type Window struct {
	Days int // 1 to 400, 14 by default
}

// Monitoring is a period of watching that was agreed on before anything is deleted.
type Monitoring struct {
	Start time.Time // UTC; zero when no period was agreed on
	Days  int       // 1 to 400; 0 when no period was agreed on
}

// Service is one service on Render.
type Service struct {
	Name        string   // unique; letters, digits, ".", "_" and "-"
	Resource    string   // Render's id of it; unique and not empty when there are several services
	Routes      []string // OpenAPI files and route dumps; may be empty
	StripPrefix string   // a leading part of logged paths that routes lack; empty or starts with "/"
	HealthPath  string   // the path that Render's health check calls; empty or starts with "/"
	Line        int      // where the file names it, from 1
}

// Frontend is the source tree that Knip was run on, with the facts gathered about it.
type Frontend struct {
	Root       string   // empty when not given
	Knip       []string // Knip's reports; may be empty
	Components []string // exports of the browsers' render counts; may be empty
	KnipBase   string   // the directory Knip ran in, slash-separated and relative to the root; "." when it is the root
	Assets     []string // build manifests, source maps or build directories; may be empty
	Edges      []Edge   // what files use, where no program can see it
	Ages       string   // where the age of a file comes from: "git", "none", or empty when not said
}

// Edge says that files use an endpoint or a component.
type Edge struct {
	File      string // glob of paths below the root
	Endpoint  string // METHOD:/template; empty when a component is given
	Component string // empty when an endpoint is given
	Line      int    // where the config says so, from 1
}

// Pull says which logs are downloaded from Render.
type Pull struct {
	Owner    string        // the workspace; empty when nothing is pulled
	Dir      string        // where the files go
	KeyFile  string        // holds the API key where the environment does not; may be empty
	Types    []string      // request, app, build; empty for request and app
	PageSize int           // entries a page; 0 for 100
	API      string        // address of the API; empty for Render's
	Keeps    time.Duration // how long Render keeps logs: 7, 14 or 30 days; 0 when unknown
}

// Health says when evidence can be trusted.
type Health struct {
	MaxAge time.Duration // how old the newest log line may be; 0 for any age
}

// Plan says what may be planned for deletion.
type Plan struct {
	Include []verdict.Verdict // safe, static-only or both
}

// Deletion says how planned batches are deleted.
type Deletion struct {
	Repo           string        // the git repository, or the directory of it that belongs to the project; empty for the one that holds the frontend's root
	MaxFiles       int           // files in a batch, 1 to 20
	Test           string        // what must succeed after a deletion, for sh -c in the repository; empty when not given
	TagPrefix      string        // what the tags of a batch begin with
	Protected      []string      // globs of paths in the repository that are never deleted
	MaxEvidenceAge time.Duration // how old the newest log line may be
	DeployedRef    string        // branch, tag or commit that is in production; empty when not given
}

// Default returns the configuration that holds without a file. Its paths are relative to the working directory.
func Default() *Config {
	return &Config{
		Data:   "./data",
		Out:    "./out",
		Window: Window{Days: 14},
		Policy: verdict.DefaultPolicy(),

		Frontend: Frontend{KnipBase: "."},
		Pull:     Pull{Dir: "./logs"},
		Health:   Health{MaxAge: 48 * time.Hour},
		Plan:     Plan{Include: []verdict.Verdict{verdict.Safe}},
		Deletion: Deletion{MaxFiles: 5, TagPrefix: "cleanup-batch-", MaxEvidenceAge: 14 * 24 * time.Hour},
	}
}

// Load reads the file at path; paths in it are relative to the file's directory.
// A file that cannot be read gives the error of the operating system, wrapped (so fs.ErrNotExist
// can be told apart); a file that says something wrong gives an *[Error].
func Load(path string) (*Config, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("locate config: %w", err)
	}
	src, err := read(path)
	if err != nil {
		return nil, err
	}
	c := Default()
	c.Path = full
	d := newDecoder(path, filepath.Dir(full))
	c.Data, c.Out, c.Pull.Dir = d.absolute(c.Data), d.absolute(c.Out), d.absolute(c.Pull.Dir)
	if err := d.decode(src, c); err != nil {
		return nil, err
	}
	return c, nil
}
