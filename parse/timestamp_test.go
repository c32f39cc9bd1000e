package parse

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestTimestamp(t *testing.T) {
	const day = 86_400 * sec
	tests := []struct {
		text   string
		micros int64
		digits int8
	}{
		{"2027-01-01T00:00:00Z", newYear, 0},
		{"2027-01-01T00:00:00.1Z", newYear + 100_000, 1},
		{"2027-01-01T00:00:00.12Z", newYear + 120_000, 2},
		{"2027-01-01T00:00:00.123Z", newYear + 123_000, 3},
		{"2027-01-01T00:00:00.1234Z", newYear + 123_400, 4},
		{"2027-01-01T00:00:00.12345Z", newYear + 123_450, 5},
		{"2027-01-01T00:00:00.123456Z", newYear + 123_456, 6},
		{"2027-01-01T00:00:00.1234567Z", newYear + 123_456, 7},
		{"2027-01-01T00:00:00.12345678Z", newYear + 123_456, 8},
		{"2027-01-01T00:00:00.123456789Z", newYear + 123_456, 9},
		{"2026-12-31T23:59:59.999999999Z", newYear - 1, 9},
		{"2027-01-01T00:00:00.000Z", newYear, 3},
		{"2026-12-31T16:00:00-08:00", newYear, 0},
		{"2027-01-01T05:30:00.5+05:30", newYear + 500_000, 1},
		{"2027-01-01T23:59:00+23:59", newYear, 0},
		{"2027-01-01T00:00:00-00:00", newYear, 0},
		{"1970-01-01T00:00:00Z", 0, 0},
		{"1969-12-31T23:59:59.9999999Z", -1, 7},
		{"2028-02-29T00:00:00Z", newYear + 424*day, 0}, // 365 + 31 + 28
		{"2000-02-29T00:00:00Z", 951_782_400 * sec, 0},
		{"0001-01-01T00:00:00Z", -62_135_596_800 * sec, 0},
		{"9999-12-31T23:59:59Z", 253_402_300_799 * sec, 0},
	}
	for _, test := range tests {
		micros, digits, ok := readTimestamp([]byte(test.text))
		if !ok || micros != test.micros || digits != test.digits {
			t.Errorf("%s: got %d, %d, %v, want %d, %d", test.text, micros, digits, ok, test.micros, test.digits)
		}
	}
}

func TestNoTimestamp(t *testing.T) {
	for _, text := range []string{
		"", "Z", "now", "1798761600", "1798761600000",
		"2027-01-01", "2027-01-01T00:00Z", "2027-01-01T00:00:00", "2027-01-01 00:00:00Z", "2027-01-01t00:00:00z",
		"2027-01-01T00:00:00.Z", "2027-01-01T00:00:00,5Z", "2027-01-01T00:00:00.5", "2027-01-01T00:00:00.1234567890Z",
		"2027-01-01T00:00:00.1234567890+00:00",
		"2027-00-01T00:00:00Z", "2027-13-01T00:00:00Z", "2027-01-00T00:00:00Z", "2027-01-32T00:00:00Z",
		"2027-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2027-04-31T00:00:00Z",
		"2027-01-01T24:00:00Z", "2027-01-01T00:60:00Z", "2027-01-01T00:00:61Z",
		"2027-01-01T00:00:00+24:00", "2027-01-01T00:00:00+00:60", "2027-01-01T00:00:00+0000", "2027-01-01T00:00:00+00",
		"2027-01-01T00:00:00ZZ", "2027-01-01T00:00:00Z ", " 2027-01-01T00:00:00Z", "-027-01-01T00:00:00Z",
		"2027-1-01T00:00:00Z", "12027-01-01T00:00:00Z", "2027-01-01T0:00:00Z", "２027-01-01T00:00:00Z",
	} {
		if micros, _, ok := readTimestamp([]byte(text)); ok {
			t.Errorf("%q was read as %d", text, micros)
		}
	}
}

func TestTimestampAgreesWithTime(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		zone := time.FixedZone("", 60*(random.IntN(2*24*60-1)-24*60+1))
		at := time.Unix(random.Int64N(4_102_444_800), random.Int64N(1e9)).In(zone)
		digits := random.IntN(10)
		text := at.Format("2006-01-02T15:04:05" + strings.TrimSuffix("."+strings.Repeat("0", digits), ".") + "Z07:00")
		checkTimestamp(t, text, digits)
	}
}

// checkTimestamp compares with what the time package reads.
func checkTimestamp(t *testing.T, text string, digits int) {
	t.Helper()
	want, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	micros, got, ok := readTimestamp([]byte(text))
	if !ok || micros != want.UnixMicro() || int(got) != digits {
		t.Errorf("%s: got %d, %d, %v, want %d, %d", text, micros, got, ok, want.UnixMicro(), digits)
	}
}

// strictTime is the grammar of timestamps; which days a month has is left to the time package.
var strictTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.(\d{1,9}))?(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

func FuzzTimestamp(f *testing.F) {
	f.Add("2027-01-01T00:00:00Z")
	f.Add("2026-12-31T16:00:02.120-08:00")
	f.Add("2028-02-29T23:59:59.999999999+23:59")
	f.Fuzz(func(t *testing.T, text string) {
		m := strictTime.FindStringSubmatch(text)
		if _, err := time.Parse(time.RFC3339Nano, text); m != nil && err == nil {
			checkTimestamp(t, text, len(m[2]))
			return
		}
		if micros, digits, ok := readTimestamp([]byte(text)); ok {
			t.Errorf("%q was read as %d, %d", text, micros, digits)
		}
	})
}

func TestTimestampOutOfRange(t *testing.T) {
	tests := []struct {
		at, reason string
	}{
		{"1999-12-31T23:59:59.999999999Z", "timestamp out of range"},
		{"2000-01-01T00:00:00Z", ""},
		{"2099-12-31T23:59:59.999999999Z", ""},
		{"2100-01-01T00:00:00Z", "timestamp out of range"},
		{"0001-01-01T00:00:00Z", "timestamp out of range"},
		{"9999-12-31T23:59:59Z", "timestamp out of range"},
		{"yesterday", "unreadable timestamp"},
		{"", "unreadable timestamp"},
	}
	for _, test := range tests {
		text := fmt.Sprintf(`{"timestamp":%s,"message":"x","labels":[]}`, strconv.Quote(test.at))
		records, rejects, err := readAll(strings.NewReader(text))
		switch {
		case err != nil:
			t.Fatal(err)
		case test.reason == "" && len(records) != 1:
			t.Errorf("%s: %d records, rejects %v", test.at, len(records), rejects)
		case test.reason != "" && (len(rejects) != 1 || rejects[0].Reason != test.reason || rejects[0].Text != text):
			t.Errorf("%s: rejects %+v", test.at, rejects)
		}
	}
}
