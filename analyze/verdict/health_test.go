package verdict

import (
	"slices"
	"testing"
	"time"
)

// TestExamine breaks healthy evidence in one way at a time.
func TestExamine(t *testing.T) {
	met := func(name string) Check { return Check{Name: name, Met: true} }
	tests := []struct {
		what   string
		change func(*Result, *Vitals)
		want   []string // checks that are not met
	}{
		{"healthy", func(*Result, *Vitals) {}, nil},
		{"old", func(r *Result, _ *Vitals) { r.Window.Age = 48*time.Hour + 1 }, []string{"freshness"}},
		{"just young enough", func(r *Result, _ *Vitals) { r.Window.Age = 48 * time.Hour }, nil},
		{"rejects", func(_ *Result, v *Vitals) { v.Rejected = 11 }, []string{"rejects"}},
		{"few rejects", func(_ *Result, v *Vitals) { v.Rejected = 10 }, nil},
		{"gaps", func(r *Result, _ *Vitals) { r.Services[0].Checks[0].Met = false }, []string{"coverage"}},
		{"paths lost", func(r *Result, _ *Vitals) { r.Services[0].Checks[1].Met = false }, []string{"paths"}},
		{"a quiet service is healthy", func(r *Result, v *Vitals) { r.Services[0].Requests = 20; v.Quiet["api"] = Quiet{Hours: 100} }, nil},
		{"silence", func(_ *Result, v *Vitals) { v.Quiet["api"] = Quiet{Hours: 25} }, []string{"silence"}},
		{"a night", func(_ *Result, v *Vitals) { v.Quiet["api"] = Quiet{Hours: 24} }, nil},
		{"a burst", func(_ *Result, v *Vitals) { v.Bursts = []BurstMinute{{Service: "api", Lines: 7000}} }, []string{"bursts"}},
		{"a burst elsewhere", func(_ *Result, v *Vitals) { v.Bursts = []BurstMinute{{Service: "web", Lines: 7000}} }, nil},
		{"channels disagree", func(r *Result, _ *Vitals) { r.Services[0].Endpoints[0].Unaccounted = 11 }, []string{"sources"}},
		{"unknown routes", func(r *Result, _ *Vitals) { r.Services[0].Unmatched = []Unmatched{{OK: 60}} }, []string{"routes"}},
		{"few unknown routes", func(r *Result, _ *Vitals) { r.Services[0].Unmatched = []Unmatched{{OK: 50}} }, nil},
		{"no routes", func(r *Result, _ *Vitals) { r.Services[0].Inventory = Inferred }, []string{"routes"}},
		{"too few requests to judge is no illness", func(r *Result, _ *Vitals) {
			r.Services[0].Checks = append(r.Services[0].Checks, Check{Name: "requests"})
		}, nil},
	}
	for _, tt := range tests {
		r := &Result{
			Window: Window{Since: window.Since, Until: window.Until, Days: 14, Age: time.Hour},
			Services: []Service{{
				Name: "api", Inventory: Catalogue, Requests: 1000, Calls: 1000, Checks: []Check{met("coverage"), met("paths")},
				Endpoints: []Endpoint{{Key: "GET:/x", Usage: Usage{Calls: 1000, OK: 1000}}},
			}},
		}
		v := Vitals{Records: 1000, Quiet: map[string]Quiet{"api": {Hours: 3}}}
		tt.change(r, &v)
		h := Examine(r, v, 48*time.Hour)
		var unmet []string
		for _, c := range h.Checks {
			if !c.Met {
				unmet = append(unmet, c.Name)
			}
		}
		if !slices.Equal(unmet, tt.want) || h.Healthy != (len(tt.want) == 0) {
			t.Errorf("%s: not met %v, want %v; healthy %v", tt.what, unmet, tt.want, h.Healthy)
		}
	}
}
