package analyze

import (
	"errors"
	"slices"
	"time"

	"lastcall/analyze/catalogue"
	"lastcall/analyze/static"
	"lastcall/analyze/verdict"
)

// ErrNoData marks a dataset without a single log line.
var ErrNoData = errors.New("the dataset holds no log lines")

// Options says what to analyse.
type Options struct {
	Data     string    // dataset directory
	Days     int       // length of the window
	Since    time.Time // start of the window where that is no whole number of days before its end; zero otherwise
	Until    time.Time // end of the window, exclusive; zero for the whole second after the newest line
	Now      time.Time // time of the analysis
	Services []Service // at least one; a single one without Resource takes all data
	Keep     []verdict.Keep
	Policy   verdict.Policy
	Static   *Static // nil when no Knip report was given
}

// Service is one deployed service and its routes.
type Service struct {
	Name        string
	Resource    string               // Render's resource id, as in the logs
	StripPrefix string               // path prefix that routes do not have; empty for none
	HealthPath  string               // path of Render's health check; empty for none
	Catalogue   *catalogue.Catalogue // nil when the routes are unknown
}

// Static holds the facts about statically unused files.
type Static struct {
	Report     *static.Report
	Components *static.Components            // nil without browser exports
	Sources    *static.Sources               // nil when the source tree is not given
	Graph      *static.Graph                 // nil when the source tree is not given
	References map[string][]static.Reference // what every source of the tree requests; nil when the tree is not given
	Assets     *static.Assets                // nil when no build is given
	Edges      []Edge                        // what the config says files use
	AgesAsked  bool                          // a file of unknown age is a case for review
	Ages       map[string]time.Time          // when files came into the repository, by path as in the report
}

// source returns what the tree says about a flagged file, nil when the tree is not given.
func (f *Static) source(path string) *static.Source {
	if f.Sources == nil {
		return nil
	}
	return f.Sources.Files[path]
}

// flagged reports whether Knip calls a file unused. Files are sorted.
func (f *Static) flagged(path string) bool {
	_, ok := slices.BinarySearch(f.Report.Files, path)
	return ok
}
