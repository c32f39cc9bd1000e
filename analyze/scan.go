package analyze

import (
	"database/sql"
	"time"

	"lastcall/analyze/verdict"
)

func scanRequests(rows *sql.Rows, found map[string]*traffic) error {
	var service string
	var n int64
	err := rows.Scan(&service, &n)
	if err == nil {
		found[service].requests = n
	}
	return err
}

// scanTally adds an endpoint's calls, or those of traffic that no route explains.
func scanTally(rows *sql.Rows, found map[string]*traffic) error {
	var service, regime string
	var endpoint, template sql.NullString
	var surplus, calls, unaccounted int64
	if err := rows.Scan(&service, &endpoint, &template, &regime, &surplus, &calls, &unaccounted); err != nil {
		return err
	}
	t := found[service]
	if !endpoint.Valid && template.String == pathUnknown {
		t.pathless += calls
		return nil
	}
	t.calls += calls
	if endpoint.Valid {
		u := t.endpoint(endpoint.String)
		u.Calls, u.Unaccounted = calls, unaccounted
	}
	return nil
}

func scanTimes(rows *sql.Rows, found map[string]*traffic) error {
	var service string
	var endpoint, template sql.NullString
	var u verdict.Usage
	err := rows.Scan(&service, &endpoint, &template, &u.First, &u.Last, &u.OK, &u.ClientErrors, &u.ServerErrors, &u.Aborted, &u.Unknown)
	if err != nil || !endpoint.Valid {
		return err
	}
	e := found[service].endpoint(endpoint.String)
	e.First, e.Last = u.First.UTC(), u.Last.UTC()
	e.OK, e.ClientErrors, e.ServerErrors, e.Aborted, e.Unknown = u.OK, u.ClientErrors, u.ServerErrors, u.Aborted, u.Unknown
	return nil
}

func scanDaily(rows *sql.Rows, found map[string]*traffic) error {
	var service, endpoint string
	var day time.Time
	var calls int64
	err := rows.Scan(&service, &endpoint, &day, &calls)
	if err == nil {
		found[service].endpoint(endpoint).Daily[day.Format(time.DateOnly)] = calls
	}
	return err
}

func scanLatency(rows *sql.Rows, found map[string]*traffic) error {
	var service, endpoint string
	var p50, p95 int64
	err := rows.Scan(&service, &endpoint, &p50, &p95)
	if err == nil {
		e := found[service].endpoint(endpoint)
		e.P50, e.P95 = &p50, &p95
	}
	return err
}

func scanSynthetic(rows *sql.Rows, found map[string]*traffic) error {
	var service, endpoint string
	var class verdict.Class
	var requests int64
	err := rows.Scan(&service, &endpoint, &class, &requests)
	if err == nil {
		found[service].endpoint(endpoint).Synthetic[class] = requests
	}
	return err
}

func scanTotals(rows *sql.Rows, found map[string]*traffic) error {
	var service string
	var c verdict.ClassTotal
	err := rows.Scan(&service, &c.Channel, &c.Class, &c.Requests)
	if err == nil {
		found[service].classes = append(found[service].classes, c)
	}
	return err
}

func scanUnmatched(rows *sql.Rows, found map[string]*traffic) error {
	var service string
	var u verdict.Unmatched
	err := rows.Scan(&service, &u.Template, &u.Calls, &u.FirstUsed, &u.LastUsed, &u.OK)
	if err == nil {
		found[service].unmatched = append(found[service].unmatched, u)
	}
	return err
}

func scanPreflight(rows *sql.Rows, found map[string]*traffic) error {
	var service string
	var p verdict.Preflight
	err := rows.Scan(&service, &p.Path, &p.Requests)
	if err == nil {
		found[service].preflights = append(found[service].preflights, p)
	}
	return err
}

func scanCoverage(rows *sql.Rows, found map[string]*traffic) error {
	var service, channel string
	var hour time.Time
	err := rows.Scan(&service, &channel, &hour)
	if err == nil {
		found[service].covered[channel] = append(found[service].covered[channel], hour)
	}
	return err
}
