package analyze

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"strings"
	"time"

	"lastcall/analyze/catalogue"
)

// Removed is an endpoint that deleted code served or called.
type Removed struct {
	Service  string
	Endpoint string    // METHOD:/template
	Since    time.Time // when the code was deleted
}

// Sighting counts the client requests for a removed endpoint that had one status.
type Sighting struct {
	Service, Endpoint string
	Status            int // 0 when the log does not give it
	Requests          int64
	First, Last       time.Time
}

// Watched is what the logs show of removed endpoints.
type Watched struct {
	LastLine  time.Time // the newest line of the dataset
	Sightings []Sighting
}

// Watch looks for client requests of removed endpoints since their removal, which the routes of today need not have any
// more. Options.Since is ignored.
func Watch(ctx context.Context, o Options, removed []Removed) (*Watched, error) {
	o.Services = withRemoved(o.Services, removed)
	for i, r := range removed {
		if i == 0 || r.Since.Before(o.Since) {
			o.Since = r.Since
		}
	}
	s, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	w := &Watched{LastLine: s.window.LastLine}
	if !s.window.Since.Before(s.window.Until) {
		return w, nil
	}
	if err := s.count(ctx); err != nil {
		return nil, err
	}
	err = s.fill(ctx, "removed", "service varchar, endpoint varchar, since timestamp", rowsOf(removed, func(r Removed) []driver.Value {
		return []driver.Value{r.Service, r.Endpoint, r.Since.UTC()}
	}))
	if err != nil {
		return nil, err
	}
	err = s.each(ctx, "sightings", func(rows *sql.Rows) error {
		var seen Sighting
		var status sql.NullInt64
		err := rows.Scan(&seen.Service, &seen.Endpoint, &status, &seen.Requests, &seen.First, &seen.Last)
		seen.Status, seen.First, seen.Last = int(status.Int64), seen.First.UTC(), seen.Last.UTC()
		w.Sightings = append(w.Sightings, seen)
		return err
	})
	return w, err
}

// withRemoved adds the removed endpoints to the routes of their services. Constants come before parameters then: a removed
// route must not hide behind one that was registered before it, nor take the requests of a more specific one.
func withRemoved(services []Service, removed []Removed) []Service {
	services = slices.Clone(services)
	for i := range services {
		var routes []catalogue.Route
		if services[i].Catalogue != nil {
			routes = slices.Clone(services[i].Catalogue.Endpoints())
		}
		for _, r := range removed {
			method, path, ok := strings.Cut(r.Endpoint, ":")
			known := slices.ContainsFunc(routes, func(k catalogue.Route) bool { return k.Endpoint() == r.Endpoint })
			if ok && !known && r.Service == services[i].Name {
				routes = append(routes, catalogue.Route{Method: method, Path: path})
			}
		}
		services[i].Catalogue = catalogue.New(&catalogue.File{Order: catalogue.Specific, Routes: routes})
	}
	return services
}
