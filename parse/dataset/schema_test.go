package dataset

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// micro is a time as it is stored.
func micro(t *testing.T, at string) int64 {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.UnixMicro()
}

// TestRequestColumns checks every column of requests: given, missing, and known to be empty.
func TestRequestColumns(t *testing.T) {
	const at = "2027-01-01T10:00:00.123456789Z"
	for _, test := range []struct {
		name, entry string
		want        values // columns that are not NULL
	}{
		{
			"edge, all given",
			`{"id":"id-1","timestamp":"` + at + `","message":"clientIP=\"203.0.113.7\" requestID=\"r-1\" responseTimeMS=23 responseBytes=2604 userAgent=\"curl/8.6.0\"","labels":[
				{"name":"resource","value":"srv-a"},{"name":"instance","value":"srv-a-1"},{"name":"type","value":"request"},{"name":"host","value":"acme.example"},
				{"name":"method","value":"POST"},{"name":"path","value":"/a b?c=d"},{"name":"statusCode","value":"201"}]}`,
			values{
				"ts": micro(t, "2027-01-01T10:00:00.123456Z"), "start_ts": micro(t, "2027-01-01T10:00:00.100456Z"),
				"service": "srv-a", "instance": "srv-a-1", "host": "acme.example", "method": "POST", "path": "/a b",
				"status": int64(201), "duration_ms": int64(23), "bytes": int64(2604), "client_ip": "203.0.113.7", "user_agent": "curl/8.6.0",
				"request_id": "r-1", "log_id": "id-1", "channel": "edge", "format": "api", "time_precision": int64(9),
			},
		},
		{
			"edge, known to be empty, no time taken",
			`{"timestamp":"2027-01-01T10:00:00Z","message":"clientIP=\"\" requestID=\"\" responseTimeMS=0 responseBytes=0 userAgent=\"\"","labels":[{"name":"type","value":"request"}]}`,
			values{
				"ts": micro(t, "2027-01-01T10:00:00Z"), "start_ts": micro(t, "2027-01-01T10:00:00Z"), "duration_ms": int64(0), "bytes": int64(0),
				"user_agent": "", "request_id": "", "channel": "edge", "format": "api", "time_precision": int64(0),
			},
		},
		{
			"edge, unreadable message",
			`{"timestamp":"2027-01-01T10:00:00.5Z","message":"?","labels":[{"name":"type","value":"request"},{"name":"path","value":"/x"}]}`,
			values{"ts": micro(t, "2027-01-01T10:00:00.5Z"), "path": "/x", "channel": "edge", "format": "api", "time_precision": int64(1)},
		},
		{
			"edge, numbers that mean nothing",
			`{"timestamp":"2027-01-01T10:00:00.5Z","message":"clientIP=\"203.0.113.7\" requestID=\"r\" responseTimeMS=-1 responseBytes=-1 userAgent=\"x\"","labels":[` +
				`{"name":"type","value":"request"},{"name":"statusCode","value":"0"}]}`,
			values{
				"ts": micro(t, "2027-01-01T10:00:00.5Z"), "client_ip": "203.0.113.7", "request_id": "r", "user_agent": "x",
				"channel": "edge", "format": "api", "time_precision": int64(1),
			},
		},
		{
			"edge, longer than there are times",
			`{"timestamp":"2027-01-01T10:00:00Z","message":"clientIP=\"203.0.113.7\" requestID=\"r\" responseTimeMS=999999999999999999 responseBytes=999999999999999999 userAgent=\"x\"",` +
				`"labels":[{"name":"type","value":"request"}]}`,
			values{
				"ts": micro(t, "2027-01-01T10:00:00Z"), "client_ip": "203.0.113.7", "request_id": "r", "user_agent": "x", "duration_ms": int64(999999999999999999),
				"bytes": int64(999999999999999999), "channel": "edge", "format": "api", "time_precision": int64(0),
			},
		},
		{
			"uvicorn, a zone of its own",
			`{"id":"id-2","timestamp":"2027-01-01T12:00:00.123+02:00","message":"INFO:     198.51.100.4:0 - \"GET /x?y=1 HTTP/1.1\" 404 Not Found","type":"app","resource":"srv-a","instance":"srv-a-2"}`,
			values{
				"ts": micro(t, "2027-01-01T10:00:00.123Z"), "service": "srv-a", "instance": "srv-a-2", "method": "GET", "path": "/x", "status": int64(404),
				"client_ip": "198.51.100.4", "log_id": "id-2", "channel": "app", "format": "flat+uvicorn", "time_precision": int64(3),
			},
		},
		{
			"gunicorn",
			`{"timestamp":"2027-01-01T10:00:00Z","message":"10.0.0.5 - - [01/Jan/2027:10:00:00 +0000] \"GET /s HTTP/1.1\" 200 71406 \"-\" \"curl/8.6.0\"","labels":{"type":"app","resource":"srv-a"}}`,
			values{
				"ts": micro(t, "2027-01-01T10:00:00Z"), "service": "srv-a", "method": "GET", "path": "/s", "status": int64(200), "bytes": int64(71406),
				"client_ip": "10.0.0.5", "user_agent": "curl/8.6.0", "channel": "app", "format": "api+gunicorn", "time_precision": int64(0),
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows := audit(t, parsed(t, test.entry).dir)["requests"]
			if len(rows) != 1 {
				t.Fatalf("%d requests", len(rows))
			}
			want := values{"file": rows[0]["file"]}
			for _, f := range requestSchema.Fields() {
				want[f.Name] = nil
			}
			maps.Copy(want, test.want)
			compareRow(t, rows[0], want)
		})
	}
}

func compareRow(t *testing.T, got, want values) {
	t.Helper()
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s = %#v, want %#v", name, got[name], want[name])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d columns, want %d", len(got), len(want))
	}
}

// TestLineColumns checks what is counted together and what is not.
func TestLineColumns(t *testing.T) {
	noon := newYear.Add(12 * time.Hour)
	text := log(
		app("b", noon.Add(59*time.Minute+59*time.Second), "last of its hour"), app("a", noon, "first"), app("b", noon.Add(59*time.Minute+59*time.Second), "again"),
		app("c", noon.Add(time.Hour), "next hour"), edge("d", noon.Add(time.Minute), "/x"),
		entry{"e", noon, "no service", "", map[string]string{"type": "app"}},
		entry{"f", noon, "a build", service, map[string]string{"type": "build"}},
		app("g", noon.Add(time.Second), "==> Your service is live 🎉"), app("h", noon.Add(2*time.Second), "==> Your service is live 🎉"),
		app("i", noon.Add(3*time.Second), "==> Deploying..."), app("j", noon.Add(4*time.Second), "==> Deploying..."),
	)
	d := open(t, t.TempDir())
	d.chunkRows = 1
	ingest(t, d, "x", text)
	var got []string
	for _, r := range audit(t, d.dir)["lines"] {
		at := func(column string) string { return time.UnixMicro(r[column].(int64)).UTC().Format(time.TimeOnly) }
		got = append(got, fmt.Sprint(at("hour"), " ", r["service"], " ", r["channel"], " ", r["kind"], " ", r["lines"], " ", at("first"), " ", at("last")))
	}
	want := []string{
		"12:00:00 <nil> app other 1 12:00:00 12:00:00",
		"12:00:00 S system deploy 1 12:00:03 12:00:03",
		"12:00:00 S system deploy 1 12:00:04 12:00:04",
		"12:00:00 S system live 1 12:00:01 12:00:01",
		"12:00:00 S system live 1 12:00:02 12:00:02",
		"12:00:00 S system other 1 12:00:00 12:00:00",
		"12:00:00 S edge request 1 12:01:00 12:01:00",
		"12:00:00 S app duplicate 1 12:59:59 12:59:59",
		"12:00:00 S app other 2 12:00:00 12:59:59",
		"13:00:00 S app other 1 13:00:00 13:00:00",
	}
	for i := range want {
		want[i] = strings.Replace(want[i], "S", service, 1)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("lines:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestSorted reads lines in disorder over three days, some at the same instant.
func TestSorted(t *testing.T) {
	midnight := newYear.AddDate(0, 0, 1)
	d := parsed(t, log(
		edge("1", midnight, "/first-of-the-2nd"), edge("2", midnight.Add(-time.Microsecond), "/last-of-the-1st"),
		edge("3", midnight.AddDate(0, 0, 1), "/3rd"), edge("4", midnight, "/second-of-the-2nd"), edge("5", newYear, "/first-of-the-1st"),
		edge("6", midnight, "/third-of-the-2nd"),
	))
	var got []string
	for _, r := range audit(t, d.dir)["requests"] {
		_, day, _ := strings.Cut(r["file"].(string), "date=")
		got = append(got, day[8:10]+" "+r["path"].(string))
	}
	want := "01 /first-of-the-1st, 01 /last-of-the-1st, 02 /first-of-the-2nd, 02 /second-of-the-2nd, 02 /third-of-the-2nd, 03 /3rd"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

// TestSortedStable keeps the order of reading among the requests of one instant.
func TestSortedStable(t *testing.T) {
	var entries []entry
	want := make([][]string, 5) // by second
	for i := range 500 {
		second, path := i*i%5, fmt.Sprintf("/%03d", i)
		entries = append(entries, edge("", newYear.Add(time.Duration(second)*time.Second), path))
		want[second] = append(want[second], path)
	}
	rows := audit(t, parsed(t, log(entries...)).dir)["requests"]
	for i, path := range slices.Concat(want...) {
		if rows[i]["path"] != path {
			t.Fatalf("row %d is %s, want %s", i, rows[i]["path"], path)
		}
	}
}
