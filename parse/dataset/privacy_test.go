package dataset

import "testing"

func TestNetwork(t *testing.T) {
	for ip, want := range map[string]string{
		"203.0.113.77": "203.0.113.0", "10.214.3.9": "10.214.3.0", "127.0.0.1": "127.0.0.1", "::1": "::1",
		"2001:db8:1:2:3::4": "2001:db8:1::", "::ffff:203.0.113.77": "203.0.113.0", "fe80::1%eth0": "fe80::",
		"snip": "", "": "", "203.0.113.77:0": "",
	} {
		if got := network([]byte(ip)); string(got) != want || want == "" && got != nil {
			t.Errorf("%q: got %q, want %q", ip, got, want)
		}
	}
}

func TestRedacted(t *testing.T) {
	for query, want := range map[string]string{
		"page=2&size=10":                      "page=2&size=10",
		"code=abc&state=xyz&page=2":           "code=REDACTED&state=xyz&page=2",
		"access_token=abc":                    "access_token=REDACTED",
		"API_KEY=abc&x":                       "API_KEY=REDACTED&x",
		"password=a=b&&email=a%40example.com": "password=REDACTED&&email=REDACTED",
		"X-Amz-Signature=00ff&session_id=1":   "X-Amz-Signature=REDACTED&session_id=REDACTED",
		"%74oken=abc&%zz=1":                   "%74oken=REDACTED&%zz=REDACTED",
		"token":                               "token",
		"":                                    "",
	} {
		if got := string(redacted([]byte(query))); got != want {
			t.Errorf("%q: got %q, want %q", query, got, want)
		}
	}
	if redacted(nil) != nil {
		t.Error("an unknown query became known")
	}
}
