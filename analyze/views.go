package analyze

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
	"time"

	"lastcall/analyze/catalogue"
	"lastcall/analyze/verdict"
	"lastcall/parse/dataset"
)

// viewNames are the views an analyst may rely on. Whatever else the session holds may change.
//
//	requests        every request of the dataset, as stored; date is the day, and a filter on it reads only the files of those days
//	lines           hourly counts of all lines, as stored
//	sources         the commit records of the dataset
//	routes          the endpoints of the catalogue; empty without routes
//	endpoint_calls  every request of the window with its endpoint and class, and whether it counts as a call
//	usage           every endpoint of the window with its verdict, those never called included
//	unmatched       client traffic of the window that no route explains
//	knip_files      the statically unused files with their verdicts; empty without a Knip report
var viewNames = []string{"requests", "lines", "sources", "routes", "endpoint_calls", "usage", "unmatched", "knip_files"}

var viewsHint = "the views are " + strings.Join(viewNames, ", ") + "; lastcall query --list names ready questions"

// Views is a session that answers an analyst's questions. Nothing a question says can change the dataset or write
// a file. Close it after use.
type Views struct {
	Warnings []string // of the analysis behind the views
	session  *Session
}

// OpenViews analyses the dataset and makes the views. Errors are those of [Run].
func OpenViews(ctx context.Context, o Options) (*Views, error) {
	s, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	r, err := s.Result(ctx)
	if err == nil {
		err = s.fillViews(ctx, r)
	}
	if err == nil {
		err = s.settle(ctx)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return &Views{Warnings: r.Warnings, session: s}, nil
}

// Close releases the database and its spill files.
func (v *Views) Close() error {
	return v.session.Close()
}

// settle makes the session independent of what an analyst sets: views of the window keep the window, and
// DuckDB keeps its hands off the home directory.
func (s *Session) settle(ctx context.Context) error {
	pinned := strings.NewReplacer("getvariable('since')", timestamp(s.window.Since), "getvariable('until')", timestamp(s.window.Until))
	for _, setting := range []string{
		"create or replace view window_requests as " + pinned.Replace(statement("window_requests")),
		"set extension_directory = " + quote(s.temp),
		"set secret_directory = " + quote(s.temp),
		"set lock_configuration = true",
	} {
		if err := s.exec(ctx, setting); err != nil {
			return fmt.Errorf("make views: %w", err)
		}
	}
	return nil
}

// fillViews makes the views that show parts of the Result.
func (s *Session) fillViews(ctx context.Context, r *verdict.Result) error {
	for _, fill := range []func(context.Context, *verdict.Result) error{
		s.fillSources, s.fillRoutes, s.fillUsage, s.fillUnmatched, s.fillKnipFiles,
	} {
		if err := fill(ctx, r); err != nil {
			return fmt.Errorf("make views: %w", err)
		}
	}
	return nil
}

func (s *Session) fillSources(ctx context.Context, _ *verdict.Result) error {
	const columns = "fingerprint varchar, names varchar[], bytes bigint, records bigint, requests bigint, other bigint, " +
		"rejected bigint, duplicates bigint, first timestamp, last timestamp, parsed timestamp, grown_from varchar"
	return s.fill(ctx, "sources", columns, rowsOf(s.data.Sources, func(d dataset.Source) []driver.Value {
		return []driver.Value{
			d.Fingerprint, d.Names, d.Bytes, d.Records, d.Requests, d.Other, d.Rejected, d.Duplicates,
			timeOrNull(d.First), timeOrNull(d.Last), d.Parsed, orNull(d.Grown),
		}
	}))
}

func (s *Session) fillRoutes(ctx context.Context, _ *verdict.Result) error {
	type route struct {
		service string
		catalogue.Route
	}
	var routes []route
	for _, service := range s.options.Services {
		if service.Catalogue == nil {
			continue
		}
		for _, r := range service.Catalogue.Endpoints() {
			routes = append(routes, route{service.Name, r})
		}
	}
	const columns = "service varchar, endpoint varchar, method varchar, path varchar, name varchar, file varchar, line bigint, added timestamp"
	return s.fill(ctx, "routes", columns, rowsOf(routes, func(r route) []driver.Value {
		return []driver.Value{
			r.service, r.Endpoint(), r.Method, r.Path, orNull(r.Name), orNull(r.File), lineOrNull(r.Line), knownOrNull(r.Added),
		}
	}))
}

func (s *Session) fillUsage(ctx context.Context, r *verdict.Result) error {
	type usage struct {
		service string
		verdict.Endpoint
	}
	var endpoints []usage
	for _, service := range r.Services {
		for _, e := range service.Endpoints {
			endpoints = append(endpoints, usage{service.Name, e})
		}
	}
	const columns = "service varchar, endpoint varchar, verdict varchar, calls bigint, first_used timestamp, last_used timestamp, " +
		"ok bigint, client_errors bigint, server_errors bigint, aborted bigint, unknown_status bigint, days_active bigint, " +
		"p50_ms bigint, p95_ms bigint, reason varchar, file varchar, line bigint"
	return s.fill(ctx, "usage", columns, rowsOf(endpoints, func(e usage) []driver.Value {
		return []driver.Value{
			e.service, e.Key, string(e.Verdict), e.Calls, knownOrNull(e.First), knownOrNull(e.Last),
			e.OK, e.ClientErrors, e.ServerErrors, e.Aborted, e.Unknown, int64(len(e.Daily)),
			numberOrNull(e.P50), numberOrNull(e.P95), strings.Join(e.Words(), "; "), orNull(e.File), lineOrNull(e.Line),
		}
	}))
}

func (s *Session) fillUnmatched(ctx context.Context, r *verdict.Result) error {
	type unmatched struct {
		service string
		verdict.Unmatched
	}
	var templates []unmatched
	for _, service := range r.Services {
		for _, u := range service.Unmatched {
			templates = append(templates, unmatched{service.Name, u})
		}
	}
	const columns = "service varchar, template varchar, calls bigint, ok bigint, first_used timestamp, last_used timestamp"
	return s.fill(ctx, "unmatched", columns, rowsOf(templates, func(u unmatched) []driver.Value {
		return []driver.Value{u.service, u.Template, u.Calls, u.OK, u.FirstUsed, u.LastUsed}
	}))
}

func (s *Session) fillKnipFiles(ctx context.Context, r *verdict.Result) error {
	return s.fill(ctx, "knip_files", "path varchar, verdict varchar, reasons varchar[]", rowsOf(r.Files, func(f verdict.File) []driver.Value {
		return []driver.Value{f.Path, string(f.Verdict), f.Words()}
	}))
}

func timeOrNull(t *time.Time) driver.Value {
	if t == nil {
		return nil
	}
	return *t
}

func knownOrNull(t time.Time) driver.Value {
	if t.IsZero() {
		return nil
	}
	return t
}

func lineOrNull(line int) driver.Value {
	if line == 0 {
		return nil
	}
	return int64(line)
}

func numberOrNull(n *int64) driver.Value {
	if n == nil {
		return nil
	}
	return *n
}
