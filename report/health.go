package report

import (
	"fmt"
	"io"
	"time"

	"lastcall/analyze/verdict"
)

// healthJSON keeps the keys of the middleware's answer, and adds the checks.
type healthJSON struct {
	Status   string                `json:"status"` // healthy or degraded
	Tracking bool                  `json:"tracking_enabled"`
	Period   string                `json:"monitoring_period"`
	Purpose  string                `json:"purpose"`
	Time     time.Time             `json:"timestamp"`
	Tracked  map[string]int        `json:"endpoints_tracked"` // by service; "" where there is one without a name
	Checks   []verdict.HealthCheck `json:"checks"`
}

// Health writes whether the evidence can be trusted.
func Health(w io.Writer, h verdict.Health, f Format) error {
	status := "degraded"
	if h.Healthy {
		status = "healthy"
	}
	if f == JSON {
		return writeJSON(w, healthJSON{
			Status: status, Tracking: true, Period: fmt.Sprintf("%d days", h.Days), Purpose: "find code that production does not use",
			Time: h.At, Tracked: object(h.Tracked), Checks: list(h.Checks),
		})
	}
	t := Table{Columns: []Column{{"check", false}, {"service", false}, {"met", false}, {"text", false}}}
	for _, c := range h.Checks {
		met := "yes"
		if !c.Met {
			met = "NO"
		}
		t.Rows = append(t.Rows, []string{c.Name, c.Service, met, c.Text})
	}
	if f != Text {
		return t.Write(w, f)
	}
	return atOnce(w, func(w io.Writer) error {
		fmt.Fprintf(w, "%s: %s to %s\n\n", status, minute(h.Started), minute(h.Started.AddDate(0, 0, h.Days)))
		return t.Write(w, Text)
	})
}
