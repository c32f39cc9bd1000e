package analyze

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"lastcall/analyze/verdict"
)

// Examined is a Result with what health is judged by.
type Examined struct {
	Result *verdict.Result
	Vitals verdict.Vitals
}

// Examine computes the Result and the vitals of the evidence.
func Examine(ctx context.Context, o Options) (*Examined, error) {
	s, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	r, err := s.Result(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.vitals(ctx, r)
	return &Examined{r, v}, err
}

func (s *Session) vitals(ctx context.Context, r *verdict.Result) (verdict.Vitals, error) {
	v := verdict.Vitals{Quiet: map[string]verdict.Quiet{}}
	for _, source := range s.data.Sources {
		if source.First != nil && source.First.Before(s.window.Until) && !source.Last.Before(s.window.Since) {
			v.Records += source.Records
			v.Rejected += source.Rejected
		}
	}
	active := map[string]map[string][]time.Time{} // hours by service and channel
	err := s.each(ctx, "quiet", func(rows *sql.Rows) error {
		var service, channel string
		var hour time.Time
		err := rows.Scan(&service, &channel, &hour)
		if active[service] == nil {
			active[service] = map[string][]time.Time{}
		}
		active[service][channel] = append(active[service][channel], hour)
		return err
	})
	if err != nil {
		return v, err
	}
	for _, service := range r.Services {
		channel := "edge"
		if len(active[service.Name][channel]) == 0 {
			channel = "app"
		}
		v.Quiet[service.Name] = longest(coverageOf(active[service.Name][channel], s.window).Gaps)
	}
	if err := s.exec(ctx, fmt.Sprintf("set variable burst = %d", verdict.Burst)); err != nil {
		return v, err
	}
	err = s.each(ctx, "bursts", func(rows *sql.Rows) error {
		var b verdict.BurstMinute
		err := rows.Scan(&b.Service, &b.Instance, &b.Minute, &b.Lines)
		v.Bursts = append(v.Bursts, b)
		return err
	})
	return v, err
}

func longest(gaps []verdict.Gap) verdict.Quiet {
	var q verdict.Quiet
	for _, g := range gaps {
		if g.Hours > q.Hours {
			q = verdict.Quiet{Hours: g.Hours, Since: g.Since}
		}
	}
	return q
}
