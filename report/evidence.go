package report

import (
	"fmt"
	"time"

	"lastcall/analyze/verdict"
)

// windowJSON is the window as every document shows it.
type windowJSON struct {
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
	Days  int       `json:"days"`
}

func windowOf(r *verdict.Result) windowJSON {
	return windowJSON{r.Window.Since, r.Window.Until, r.Window.Days}
}

// evidenceJSON says how much what was not seen is worth.
type evidenceJSON struct {
	LastLine       time.Time       `json:"last_line"`
	AgeSeconds     int64           `json:"age_seconds"`
	Requests       int64           `json:"requests"`        // rows of the window, edge and application
	ClientRequests int64           `json:"client_requests"` // calls, matched to a route or not
	Pathless       int64           `json:"pathless_requests"`
	BoundPerDay    float64         `json:"bound_per_day"` // rate that zero sightings exclude at 95 %
	Sufficient     bool            `json:"sufficient"`
	Checks         []verdict.Check `json:"checks"`
}

func evidenceOf(r *verdict.Result, s verdict.Service) evidenceJSON {
	return evidenceJSON{
		LastLine: r.Window.LastLine, AgeSeconds: int64(r.Window.Age.Seconds()),
		Requests: s.Requests, ClientRequests: s.Calls, Pathless: s.Pathless,
		BoundPerDay: r.Window.Bound(), Sufficient: s.Sufficient(), Checks: list(s.Checks),
	}
}

// perService is the document itself where there is one service, and {"services":{name: document}} otherwise.
func perService[T any](r *verdict.Result, document func(verdict.Service) T) any {
	if len(r.Services) == 1 {
		return document(r.Services[0])
	}
	all := map[string]T{}
	for _, s := range r.Services {
		all[s.Name] = document(s)
	}
	return map[string]any{"services": all}
}

// header says in two or three lines what the numbers below it rest on.
func header(r *verdict.Result, s verdict.Service) string {
	title := ""
	if s.Name != "" {
		title = Printable(s.Name) + ": "
	}
	text := fmt.Sprintf("%s%s to %s (%d days), newest line %s old\n", title, minute(r.Window.Since), minute(r.Window.Until), r.Window.Days, age(r.Window.Age))
	text += "evidence: " + coverageText(s) + fmt.Sprintf(", %d client requests\n", s.Calls)
	if s.Sufficient() {
		text += "zero calls exclude, at 95 %, more than " + r.Window.BoundText() + " calls a day\n"
	}
	for _, d := range verdict.Unmet(s.Checks) {
		text += "insufficient: " + d + "\n"
	}
	return text
}

func coverageText(s verdict.Service) string {
	text := ""
	for _, channel := range []string{"edge", "app"} {
		c, ok := s.Coverage[channel]
		if text != "" {
			text += ", "
		}
		switch {
		case !ok:
			text += "no " + channel + " log"
		case c.Hours == c.Covered:
			text += fmt.Sprintf("%s log covers all %d hours", channel, c.Hours)
		default:
			text += fmt.Sprintf("%s log covers %d of %d hours", channel, c.Covered, c.Hours)
		}
	}
	return text
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// moment is a time as tables show it, empty when there is none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05")
}

func age(d time.Duration) string {
	if d < 48*time.Hour {
		return d.Truncate(time.Minute).String()
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}
