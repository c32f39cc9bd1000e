package parse

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestCalendar follows clocks over midnights, the turn of years and the ends of summer time.
func TestCalendar(t *testing.T) {
	tests := []struct {
		name, date, zone string
		lines            string // separated by |
		want             string // their times in UTC, or ? for a reject
	}{
		{"24 hours", "2026-06-01", "UTC", "11:24:03 x|1:02:03 x", "2026-06-01T11:24:03Z 2026-06-01T01:02:03Z"},
		{"noon and midnight", "2026-06-01", "UTC", "12:00:00 AM x|12:00:00 PM x", "2026-06-01T00:00:00Z 2026-06-01T12:00:00Z"},
		{"narrow space", "2026-06-01", "UTC", "1:00:00\u202fPM x", "2026-06-01T13:00:00Z"},
		{"over midnight", "2026-06-01", "UTC", "11:59:59 PM x|12:00:01 AM x|12:00:02 AM x", "2026-06-01T23:59:59Z 2026-06-02T00:00:01Z 2026-06-02T00:00:02Z"},
		{"a late line behind midnight", "2026-06-01", "UTC", "23:59:58 x|00:00:01 x|23:59:59 x|00:00:02 x",
			"2026-06-01T23:59:58Z 2026-06-02T00:00:01Z 2026-06-01T23:59:59Z 2026-06-02T00:00:02Z"},
		{"two nights", "2026-06-01", "UTC", "20:00:00 x|01:00:00 x|20:00:00 x|01:00:00 x",
			"2026-06-01T20:00:00Z 2026-06-02T01:00:00Z 2026-06-02T20:00:00Z 2026-06-03T01:00:00Z"},
		{"back by less than twelve hours", "2026-06-01", "UTC", "18:00:00 x|07:00:00 x", "2026-06-01T18:00:00Z 2026-06-01T07:00:00Z"},
		{"back by more", "2026-06-01", "UTC", "18:00:01 x|06:00:00 x", "2026-06-01T18:00:01Z 2026-06-02T06:00:00Z"},
		{"new year", "2026-12-31", "UTC", "Dec 31 11:00:00 PM x|Jan 1 1:00:00 AM x|Dec 31 11:00:01 PM x|Jan 2 1:00:00 AM x",
			"2026-12-31T23:00:00Z 2027-01-01T01:00:00Z 2026-12-31T23:00:01Z 2027-01-02T01:00:00Z"},
		{"month and day, then none", "2026-06-01", "UTC", "Oct 20 11:30:01 AM x|11:30:02 AM x", "2026-10-20T11:30:01Z 2026-10-20T11:30:02Z"},
		{"no such day", "2026-06-01", "UTC", "Feb 29 11:30:01 AM x", "?"},
		{"leap day", "2028-01-01", "UTC", "Feb 29 11:30:01 AM x", "2028-02-29T11:30:01Z"},
		{"zone", "2026-06-01", "America/New_York", "11:00:00 PM x", "2026-06-02T03:00:00Z"},
		{"summer time ends", "2026-11-01", "America/New_York", "12:59:59 AM x|1:59:59 AM x|1:59:58 AM x|1:00:02 AM x|1:30:00 AM x|1:29:59 AM x|2:00:00 AM x",
			"2026-11-01T04:59:59Z 2026-11-01T05:59:59Z 2026-11-01T05:59:58Z 2026-11-01T06:00:02Z 2026-11-01T06:30:00Z 2026-11-01T06:29:59Z 2026-11-01T07:00:00Z"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			zone, err := time.LoadLocation(test.zone)
			if err != nil {
				t.Fatal(err)
			}
			date, err := time.ParseInLocation(time.DateOnly, test.date, zone)
			if err != nil {
				t.Fatal(err)
			}
			reader := Options{Date: date}.NewReader(strings.NewReader(strings.ReplaceAll(test.lines, "|", "\n")))
			var got []string
			for range strings.Count(test.lines, "|") + 1 {
				rec, err := reader.Next()
				if err != nil {
					got = append(got, "?")
					continue
				}
				got = append(got, time.UnixMicro(rec.Time).UTC().Format(time.RFC3339))
			}
			if text := strings.Join(got, " "); text != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
		})
	}
}

// TestClockLines tells the times of an export from those of the application.
func TestClockLines(t *testing.T) {
	for line, want := range map[string]string{
		"06:22:54 PM [x2k9q] hello":   "x2k9q hello",
		"6:22:54  hello":              " hello",
		"06:22:54 [X2K9Q] hello":      " [X2K9Q] hello",
		"Oct 20 11:30:01 AM  hello":   " hello",
		"24:00:00 hello":              "?",
		"13:00:00 PM hello":           "?",
		"0:00:00 AM hello":            "?",
		"10:60:00 hello":              "?",
		"10:00:00hello":               "?",
		"10:00:00":                    "?",
		"Oct 32 10:00:00 hello":       "?",
		"Oktober 20 10:00:00 hello":   "?",
		"8:00:32 AM [express] GET /x": "?",
		"00:00:01 | 200 | 2.7µs":      "?",
		"":                            "?",
	} {
		var e Entry
		got := "?"
		if unwrapClock([]byte(line), &calendar{day: newYearsEve}, &e) == nil {
			got = fmt.Sprintf("%s %s", e.Instance, e.Message)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}
