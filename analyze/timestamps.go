package analyze

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// ErrUnknownEndpoint marks a question about an endpoint that neither the catalogue nor the traffic has.
var ErrUnknownEndpoint = errors.New("no such endpoint")

// Timestamps returns the time of each call of an endpoint, oldest first: of all requests that stand behind its
// calls, see sql/is_call.sql. service is empty where there is only one.
func Timestamps(ctx context.Context, o Options, service, endpoint string) ([]time.Time, error) {
	s, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	r, err := s.Result(ctx)
	if err != nil {
		return nil, err
	}
	found := false
	for _, candidate := range r.Services {
		if (service == "" || candidate.Name == service) && candidate.Endpoint(endpoint) != nil {
			service, found = candidate.Name, true
			break
		}
	}
	if !found {
		return nil, ErrUnknownEndpoint
	}
	for name, value := range map[string]string{"endpoint": endpoint, "service": service} {
		if err := s.exec(ctx, "set variable "+name+" = "+quote(value)); err != nil {
			return nil, err
		}
	}
	times := []time.Time{}
	err = s.each(ctx, "timestamps", func(rows *sql.Rows) error {
		var t time.Time
		err := rows.Scan(&t)
		times = append(times, t.UTC())
		return err
	})
	return times, err
}
