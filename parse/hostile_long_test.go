package parse

import (
	"fmt"
	"strings"
	"testing"
)

// TestLongFields: a text of 64 KiB is kept, a longer one is a reject, whatever field it is in; a message may be longer.
func TestLongFields(t *testing.T) {
	const limit = 64 << 10
	at := "2025-10-08T00:04:00Z"
	label := func(name string) string {
		return `{"timestamp":"` + at + `","message":"","type":"request","` + name + `":"%s"}`
	}
	line := func(message string) string {
		return `{"timestamp":"` + at + `","message":"` + message + `","type":"app"}`
	}
	for name, format := range map[string]string{
		"id": label("id"), "resource": label("resource"), "instance": label("instance"), "host": label("host"), "method": label("method"),
		"path": label("path"), "query": label("path"), "user agent": `{"timestamp":"` + at + `","message":"clientIP=\"203.0.113.8\" requestID=\"r\" responseTimeMS=4 responseBytes=1 userAgent=\"%s\"","type":"request"}`,
		"access line":        line(`INFO:     203.0.113.8:0 - \"GET %s HTTP/1.1\" 200 OK`),
		"first of two lines": line(`[0f8fad5b-d9cb-469f-a165-70867728950e] Started GET \"%s\" for 203.0.113.8 at 2025-10-08 00:04:00 +0000`),
	} {
		for _, size := range []int{limit, limit + 1} {
			text := "/" + strings.Repeat("x", size-1)
			if name == "query" {
				text = "/?" + strings.Repeat("x", size)
			}
			records, rejects, err := readAll(strings.NewReader(fmt.Sprintf(format, text)))
			want := fmt.Sprintf("%d records, %d rejects", 1, 0)
			if size > limit {
				want = fmt.Sprintf("%d records, %d rejects", 0, 1)
			}
			if got := fmt.Sprintf("%d records, %d rejects", len(records), len(rejects)); got != want || err != nil {
				t.Errorf("%s of %d bytes: %s, %v, want %s", name, size, got, err, want)
			}
			if len(rejects) == 1 && (rejects[0].Reason != "a field of more than 64 KiB" || len(rejects[0].Text) > MaxRejectText) {
				t.Errorf("%s: %s", name, rejects[0].Reason)
			}
		}
	}
	records, rejects, err := readAll(strings.NewReader(line(strings.Repeat("chatter ", limit))))
	if len(records) != 1 || len(rejects) != 0 || err != nil {
		t.Errorf("a long message: %d records, %d rejects, %v", len(records), len(rejects), err)
	}
}
