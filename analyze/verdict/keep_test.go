package verdict

import (
	"testing"
	"time"
)

func TestKeepMatches(t *testing.T) {
	tests := []struct {
		match, name string
		want        bool
	}{
		{"GET:/api/items", "GET:/api/items", true},
		{"GET:/api/items", "GET:/api/items/", false},
		{"GET:/api/items", "POST:/api/items", false},
		{"GET:/api/items", "GET:/api/items/{id}", false},

		{"POST:/api/webhooks/**", "POST:/api/webhooks/stripe", true},
		{"POST:/api/webhooks/**", "POST:/api/webhooks/{vendor}/events", true},
		{"POST:/api/webhooks/**", "POST:/api/webhooks", true},
		{"POST:/api/webhooks/**", "POST:/api/webhooksv2", false},
		{"POST:/api/webhooks/**", "GET:/api/webhooks/stripe", false},

		{"*:/api/v1/auth/*", "GET:/api/v1/auth/me", true},
		{"*:/api/v1/auth/*", "WS:/api/v1/auth/{id}", true},
		{"*:/api/v1/auth/*", "GET:/api/v1/auth/me/keys", false},
		{"*:/api/v1/auth/*", "GET:/api/v1/auth", false},
		{"{GET,HEAD}:/**", "HEAD:/api", true},
		{"{GET,HEAD}:/**", "GET:/", true},
		{"{GET,HEAD}:/**", "POST:/api", false},

		// a parameter is itself, not a choice of one
		{"GET:/items/{id}", "GET:/items/{id}", true},
		{"GET:/items/{id}", "GET:/items/id", false},
		{"GET:/items/{id}/**", "GET:/items/{id}/parts/{part}", true},
		{"GET:/items/{id}/**", "GET:/items/id/parts", false},
		{"*:/files/{path:path}", "GET:/files/{path:path}", true},
		{"*:/{a,b}/{id}", "GET:/b/{id}", true},
		{"*:/{a,b}/{id}", "GET:/b/id", false},
		{"GET:/{a,x/{id}}/*", "GET:/x/{id}/y", true},
		{`GET:/items/\{id\}/*`, "GET:/items/{id}/x", true},
		{"GET:/*/{}", "GET:/a/{}", true},

		{"src/legacy/**", "src/legacy/a/b.tsx", true},
		{"src/legacy/**", "src/legacy2/a.tsx", false},
		{"**/*.stories.tsx", "src/a/b.stories.tsx", true},
		{"src/*.ts", "src/a/b.ts", false},
		{"src/app/[id]/page.tsx", "src/app/[id]/page.tsx", true},
		{"src/app/[id]/page.tsx", "src/app/i/page.tsx", true}, // a class of characters, as a glob
		{`src/app/\[id\]/**`, "src/app/[id]/page.tsx", true},

		{"src/[a", "src/[a", true},
		{"src/[a", "src/a", false},
	}
	for _, tt := range tests {
		if got := (Keep{Match: tt.match}).Matches(tt.name); got != tt.want {
			t.Errorf("%q matches %q: got %v, want %v", tt.match, tt.name, got, tt.want)
		}
	}
}

func TestKeepExpired(t *testing.T) {
	lastDay := date(2026, 1, 31)
	evening := lastDay.Add(18 * time.Hour)
	east := time.FixedZone("", 2*60*60)
	tests := []struct {
		name       string
		until, now time.Time
		want       bool
	}{
		{"no end", time.Time{}, date(2999, 1, 1), false},
		{"before", lastDay, date(2026, 1, 1), false},
		{"first moment of the last day", lastDay, lastDay, false},
		{"last moment of the last day", lastDay, date(2026, 2, 1).Add(-1), false},
		{"the day after", lastDay, date(2026, 2, 1), true},
		{"the day after, but only in the east", lastDay, time.Date(2026, 2, 1, 1, 0, 0, 0, east), false},
		{"until a time, before", evening, evening.Add(-1), false},
		{"until a time, then", evening, evening, false},
		{"until a time, after", evening, evening.Add(1), true},
	}
	for _, tt := range tests {
		if got := (Keep{Until: tt.until}).Expired(tt.now); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func date(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}
