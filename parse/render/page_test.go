package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/zeebo/xxh3"
)

func TestDecodePage(t *testing.T) {
	for _, test := range []struct {
		text    string
		entries int // -1 for no page
		more    bool
		next    string
	}{
		{`{"hasMore":false,"logs":[]}`, 0, false, ""},
		{`{"hasMore":false,"logs":null}`, 0, false, ""},
		{`{"hasMore":true,"nextStartTime":"2027-01-15T09:00:00.5-01:00","logs":[{"id":"a"},{"id":"b"}]}`, 2, true, "2027-01-15T10:00:00.5Z"},
		{`{"hasMore":true,"nextStartTime":"0001-01-01T00:00:00Z","nextEndTime":null,"logs":[{}]}`, 1, true, ""},
		{`{"hasMore":true,"nextStartTime":"0001-01-01T00:00:00-08:00","logs":[]}`, 0, true, ""},
		{`{"hasMore":true,"nextStartTime":"soon","nextEndTime":7,"logs":[{}],"more":{}}`, 1, true, ""},
		{"\r\n {\"logs\" : [ ] , \"hasMore\" : true }\n", 0, true, ""},
		{`{"hasMore":false}`, -1, false, ""},
		{`{"logs":[]}`, -1, false, ""},
		{`{"hasMore":null,"logs":[]}`, -1, false, ""},
		{`{"hasMore":"yes","logs":[]}`, -1, false, ""},
		{`{"hasMore":false,"logs":{}}`, -1, false, ""},
		{`{"hasMore":false,"logs":"none"}`, -1, false, ""},
		{`{"message":"internal server error"}`, -1, false, ""},
		{`[]`, -1, false, ""},
		{`null`, -1, false, ""},
		{``, -1, false, ""},
		{`{"hasMore":false,"logs":[]}{}`, -1, false, ""},
		{`{"hasMore":false,"logs":[{}`, -1, false, ""},
	} {
		p, err := decodePage([]byte(test.text))
		switch {
		case (err != nil) != (test.entries < 0):
			t.Errorf("%s: %v", test.text, err)
		case err == nil && (len(p.entries) != test.entries || p.more != test.more):
			t.Errorf("%s: %+v", test.text, p)
		case err == nil && (test.next == "" && !p.nextStart.IsZero() || test.next != "" && p.nextStart.Format(time.RFC3339Nano) != test.next):
			t.Errorf("%s: next start %v", test.text, p.nextStart)
		}
	}
}

func FuzzDecodePage(f *testing.F) {
	f.Add([]byte(`{"hasMore":true,"nextStartTime":"2027-01-15T09:00:00Z","nextEndTime":"2027-01-15T10:00:00Z","logs":[{"id":"a","timestamp":"2027-01-15T08:00:00.123456789Z","message":"m\n","labels":[{"name":"type","value":"app"}]},{"id":"a"},{},null,7,{"timestamp":7,"labels":{"type":"app"}}]}`))
	f.Add([]byte(`{"hasMore":false,"logs":null}`))
	f.Add([]byte("{\"hasMore\":false,\"logs\":[{\"id\":\"\xff\", \"message\" : \"\u2028\"} , {} ]}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := decodePage(text)
		if err != nil {
			return
		}
		from := time.Date(2027, 1, 15, 0, 0, 0, 0, time.UTC)
		p.place(from, from.AddDate(0, 0, 1))
		if !p.last.IsZero() && (p.last.Before(from) || p.last.After(from.AddDate(0, 0, 1))) {
			t.Errorf("last %v is outside of the window", p.last)
		}
		// The lines make up a page again that holds the same, and its entries are told apart in the same way.
		lines := [][]byte{}
		for _, e := range p.entries {
			if e.at.IsZero() || bytes.ContainsAny(e.raw, "\r\n") || !json.Valid(e.raw) {
				t.Errorf("entry %+v", e)
			}
			lines = append(lines, e.raw)
		}
		again, err := decodePage(fmt.Appendf(nil, `{"hasMore":false,"logs":[%s]}`, bytes.Join(lines, []byte(","))))
		if err != nil {
			t.Fatal(err)
		}
		keys := map[xxh3.Uint128]int{}
		for i, e := range again.entries {
			if e.key != p.entries[i].key || !bytes.Equal(e.raw, p.entries[i].raw) {
				t.Errorf("entry %d is %s with another key", i, e.raw)
			}
			keys[e.key]++
		}
		if len(again.entries) != len(p.entries) {
			t.Errorf("%d entries, then %d", len(p.entries), len(again.entries))
		}
	})
}

func TestPace(t *testing.T) {
	c := &Client{Now: func() time.Time { return now }}
	for text, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"17":                            17 * time.Second,
		" 17 ":                          17 * time.Second,
		"17;w=60":                       17 * time.Second,
		"17, 20":                        17 * time.Second,
		"-5":                            0,
		"1.5":                           0,
		"soon":                          0,
		"99999999999999999999":          0,
		fmt.Sprint(now.Unix() + 40):     40 * time.Second,
		"Fri, 15 Jan 2027 11:31:00 GMT": time.Minute,
		"Fri, 15 Jan 2027 11:29:00 GMT": -time.Minute,
	} {
		if got := c.until(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if got := c.until("9223372036854775807"); got < 0 {
		t.Errorf("a time far ahead is %v", got)
	}
	for n := 1; n <= 40; n++ {
		most := min(time.Minute, time.Second<<min(n-1, 6))
		for range 100 {
			if got := backoff(n); got < most/2 || got >= most {
				t.Fatalf("after %d failures %v, want up to %v", n, got, most)
			}
		}
	}
}

// TestInterval takes the rate from the field or the header, whichever is lower.
func TestInterval(t *testing.T) {
	for _, test := range []struct {
		perMinute int
		header    string
		want      time.Duration
	}{
		{0, "", 2 * time.Second},
		{0, "30", 2 * time.Second},
		{0, "400", 2 * time.Second},
		{0, "15", 4 * time.Second},
		{0, "0", 2 * time.Second},
		{0, "-3", 2 * time.Second},
		{60, "", time.Second},
		{60, "20;w=60", 3 * time.Second},
		{6, "30", 10 * time.Second},
	} {
		c := &Client{PerMinute: test.perMinute, Now: func() time.Time { return now }}
		c.heed(http.Header{"Ratelimit-Limit": {test.header}})
		if got := c.interval(); got != test.want {
			t.Errorf("%d a minute, header %q: %v, want %v", test.perMinute, test.header, got, test.want)
		}
	}
}
