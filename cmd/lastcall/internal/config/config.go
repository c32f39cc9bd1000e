// Package config reads lastcall.yaml: where data and sources are, what must be kept, how much evidence is enough.
//
// It knows no flags, no logs and no routes: it opens one file and checks that the file means something.
package config

import (
	"fmt"
	"os"
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
	Ages       string   // where the age of a file comes from: "git", "none", or empty when not said
}

// Default returns the configuration that holds without a file. Its paths are relative to the working directory.
func Default() *Config {
	return &Config{
		Data:   "./data",
		Out:    "./out",
		Window: Window{Days: 14},
		Policy: verdict.DefaultPolicy(),
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
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read config: %w", err)
	}
	c := Default()
	c.Path = full
	d := newDecoder(path, filepath.Dir(full))
	c.Data, c.Out = d.absolute(c.Data), d.absolute(c.Out)
	if err := d.decode(src, c); err != nil {
		return nil, err
	}
	return c, nil
}
