package parse

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

const benchRecords = 2000

// inputs are the streams that are measured: entry is the format of one entry, with its number twice.
var inputs = []struct{ name, entry string }{
	{"api-edge", `{"id":"EXAMPLEID%08d","timestamp":"2027-01-01T00:00:00.123456789Z","message":"clientIP=\"203.0.113.7\" requestID=\"a0000007-1007-4007\" ` +
		`responseTimeMS=23 responseBytes=2604 userAgent=\"` + macAgent + `\"","labels":[{"name":"resource","value":"` + srv + `"},{"name":"type","value":"request"},` +
		`{"name":"host","value":"` + acme + `"},{"name":"method","value":"GET"},{"name":"statusCode","value":"200"},{"name":"path","value":"/api/orders/%d?expand=items"},` +
		`{"name":"level","value":"info"}]}`},
	{"api-uvicorn", `{"id":"EXAMPLEID%08d","timestamp":"2027-01-01T00:00:00.123456789Z","message":"INFO:     203.0.113.7:0 - \"GET /api/orders/%d?expand=items HTTP/1.1\" 200 OK",` +
		`"labels":[{"name":"resource","value":"` + srv + `"},{"name":"instance","value":"` + pod + `"},{"name":"level","value":"info"},{"name":"type","value":"app"}]}`},
	{"api-gunicorn", `{"id":"EXAMPLEID%08d","timestamp":"2027-01-01T00:00:00.123456789Z","message":"10.214.0.5 - - [01/Jan/2027:00:00:00 +0000] \"GET /api/orders/%d HTTP/1.1\" 200 71406 \"-\" \"` +
		macAgent + `\"","labels":[{"name":"resource","value":"` + srv + `"},{"name":"instance","value":"` + pod + `"},{"name":"level","value":"info"},{"name":"type","value":"app"}]}`},
	{"api-chatter", `{"id":"EXAMPLEID%08d","timestamp":"2027-01-01T00:00:00.123456789Z","message":"order %d was shipped",` +
		`"labels":[{"name":"resource","value":"` + srv + `"},{"name":"instance","value":"` + pod + `"},{"name":"level","value":"info"},{"name":"type","value":"app"}]}`},
	{"flat-edge", `{"id":"EXAMPLEID%08d","timestamp":"2027-01-01T00:00:00Z","message":"clientIP=\"203.0.113.7\" requestID=\"a0000007-1007-4007\" ` +
		`responseTimeMS=23 responseBytes=2604 userAgent=\"` + macAgent + `\"","resource":"` + srv + `","type":"request","host":"` + acme + `","method":"GET","statusCode":"200",` +
		`"path":"/api/orders/%d?expand=items","level":"info"}`},
}

// rawInputs are logs of applications by themselves, whose lines are told by their grammars and so cost allocations.
var rawInputs = []struct{ name, entry string }{
	{"raw-gunicorn", `10.214.0.5 - - [01/Jan/2027:00:00:00 +0000] "GET /api/orders/%d?page=%d HTTP/1.1" 200 71406 "-" "` + macAgent + `"`},
	{"raw-chatter", "[2027-01-01 00:00:00 +0000] [58] [INFO] order %d of %d was shipped\n" + `10.214.0.5 - - [01/Jan/2027:00:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-"`},
	{"raw-pino", `{"level":30,"time":1798761601000,"pid":58,"req":{"id":%d,"method":"GET","url":"/api/orders/%d","headers":{"host":"` + acme + `","user-agent":"` + macAgent +
		`"},"remoteAddress":"10.214.0.5"},"res":{"statusCode":200,"headers":{"content-length":"16"}},"responseTime":3,"msg":"request completed"}`},
}

func benchInput(entry string, n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, entry+"\n", i, i)
	}
	return b.Bytes()
}

func BenchmarkReader(b *testing.B) {
	for _, input := range append(inputs[:len(inputs):len(inputs)], rawInputs...) {
		b.Run("format="+input.name, func(b *testing.B) {
			data := benchInput(input.entry, benchRecords)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				reader := NewReader(bytes.NewReader(data))
				n := 0
				for {
					if _, err := reader.Next(); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
					n++
				}
				if n != benchRecords*(1+strings.Count(input.entry, "\n")) {
					b.Fatalf("%d records", n)
				}
			}
		})
	}
}

// TestNoAllocations reads records that cost no allocation once the buffers have grown.
func TestNoAllocations(t *testing.T) {
	for _, input := range inputs {
		reader := NewReader(bytes.NewReader(benchInput(input.entry, 500)))
		next := func() {
			if _, err := reader.Next(); err != nil {
				t.Fatal(err)
			}
		}
		for range 50 {
			next()
		}
		if n := testing.AllocsPerRun(400, next); n != 0 {
			t.Errorf("%s: %v allocations for each record", input.name, n)
		}
	}
}
