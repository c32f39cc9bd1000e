package parse

import (
	"bytes"
	"io"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"lastcall/scripts/genlogs/world"
)

// outcome is what one call of Next gives.
type outcome struct {
	want
	offset, began int64
	cut           bool
	reject        Reject
}

// outcomes reads a stream to its end, with the scanner or without, and counts the entries that the scanner read.
func outcomes(t *testing.T, data []byte, general bool) (list []outcome, scanned int) {
	reader := Options{Date: newYearsEve}.NewReader(nil)
	reader.framer = framerOf(data)
	reader.general = general
	for {
		rec, err := reader.Next()
		if rec != nil && reader.piece.read {
			scanned++
		}
		switch err := err.(type) {
		case nil:
			list = append(list, outcome{want: asWant(rec), offset: rec.Offset, began: rec.Began, cut: rec.Cut})
			continue
		case *Reject:
			list = append(list, outcome{reject: *err})
			continue
		}
		if err != io.EOF {
			t.Fatal(err)
		}
		return list, scanned
	}
}

// sameOutcomes reads data with the scanner and without, and returns the number of entries that the scanner read.
func sameOutcomes(t *testing.T, data []byte) (scanned int) {
	t.Helper()
	got, scanned := outcomes(t, data, false)
	want, none := outcomes(t, data, true)
	if none != 0 {
		t.Fatalf("the scanner read %d entries when it was switched off", none)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%.3000q\ngot  %+v\nwant %+v", data, got, want)
	}
	return scanned
}

func TestScanSamples(t *testing.T) {
	const root = "../testdata/logs"
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		text, err := io.ReadAll(openSample(t, rel))
		if err == nil {
			sameOutcomes(t, text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestScanGenerated also holds that the scanner reads all that Render writes, or it would be of no use.
func TestScanGenerated(t *testing.T) {
	for _, format := range world.BulkFormats {
		var data bytes.Buffer
		counts, err := world.Bulk(&data, world.BulkOptions{Seed: 7, Requests: 3000, Format: format})
		if err != nil {
			t.Fatal(err)
		}
		scanned := sameOutcomes(t, data.Bytes())
		if want := counts.Records; format != "flat" && scanned != want {
			t.Errorf("%s: %d entries of %d read by the scanner", format, scanned, want)
		}
	}
}

// scanEntries are entries that the scanner reads, with as different parts as there are.
var scanEntries = []string{
	`{"id":"a","timestamp":"2027-01-01T00:00:00.123456789Z","message":"clientIP=\"203.0.113.7\" requestID=\"a0000007-1007-4007\" responseTimeMS=23 ` +
		`responseBytes=2604 userAgent=\"curl/8.6.0\"","labels":[{"name":"resource","value":"srv-a"},{"name":"type","value":"request"},{"name":"path","value":"/a?b=\u00e9"}]}`,
	"{\n  \"labels\": [\n    {\n      \"name\": \"type\",\n      \"value\": \"app\"\n    }\n  ],\n  \"message\": \"10.0.0.1:0 - \\\"GET /é\\\\u00fc HTTP/1.1\\\" 200\"," +
		"\n  \"timestamp\": \"2027-02-28T23:59:59Z\"\n}",
	`{"timestamp":"2027-01-01T00:00:00+01:00","labels":[],"message":"clientIP=\"\" requestID=\"\" responseTimeMS=0 responseBytes=0 userAgent=\"\"","id":""}`,
	`{"id":"b","timestamp":"2027-01-01T00:00:00Z","message":"clientIP=\"203.0.113.7\" requestID=\"b\" responseTimeMS=1 responseBytes=2 userAgent=\"a \\\\\"b\\\\\" c\"",` +
		`"labels":[{"name":"type","value":"request"},{"name":"statusCode","value":"200"}]}`,
}

// TestScanDamaged puts every kind of byte into every place of an entry between two others, takes bytes away, and cuts it off.
func TestScanDamaged(t *testing.T) {
	for _, entry := range scanEntries {
		if n := sameOutcomes(t, []byte(entry+"\n"+entry)); n != 2 {
			t.Errorf("%d of 2 entries read by the scanner: %s", n, entry)
		}
		for i := range entry {
			for _, with := range []string{"", `"`, `\`, "\\u00e9\\ud83d", "{", "}", "[", "]", ",", ":", " ", "\n", "\t", "\x00", "\xff", "0", "-", "n"} {
				sameOutcomes(t, []byte(entry+"\n"+entry[:i]+with+entry[i+1:]+"\n"+entry+"\n"))
				sameOutcomes(t, []byte(`{"logs":[`+entry+","+entry[:i]+with+entry[i:]+"],\"hasMore\":false}"))
			}
			sameOutcomes(t, []byte(entry+entry[:i]))
		}
	}
}

func FuzzScan(f *testing.F) {
	for i, entry := range scanEntries {
		f.Add([]byte(entry + "\n" + scanEntries[(i+1)%len(scanEntries)]))
		f.Add([]byte(`{"logs":[` + entry + "," + entry + "]}"))
	}
	f.Fuzz(func(t *testing.T, data []byte) { sameOutcomes(t, data) })
}

// TestScanKeys gives keys twice, keys of other shapes and values that are no strings.
func TestScanKeys(t *testing.T) {
	const entry = `{"id":"a","timestamp":"2027-01-01T00:00:00Z","message":"m","labels":[{"name":"type","value":"app"}]}`
	for _, replace := range [][2]string{
		{`"id":"a"`, `"id":"a","id":"b"`}, {`"id":"a"`, `"id":1`}, {`"id":"a"`, `"id":null`}, {`"id":"a"`, `"ID":"a"`}, {`"id":"a"`, `"i\u0064":"a"`},
		{`"id":"a"`, `"logs":[]`}, {`"id":"a"`, `"logs":null`}, {`"id":"a",`, ``}, {`"message":"m",`, ``}, {`"message":"m"`, `"message":{}`},
		{`"labels":[`, `"labels":null,"x":[`}, {`"name":"type","value":"app"`, `"value":"app","name":"type"`}, {`"name":"type"`, `"label":"type"`},
		{`"name":"type"`, `"name":"type","timestamp":"x"`}, {`"value":"app"`, `"value":"app","value":"request"`}, {`"value":"app"`, `"value":7`}, {`{"name":`, `7,{"name":`},
		{`"timestamp":"2027-01-01T00:00:00Z"`, `"timestamp":"2027-02-30T00:00:00Z"`}, {`"timestamp":"2027-01-01T00:00:00Z"`, `"timestamp":"2027-01-01T24:00:00Z"`},
	} {
		damaged := strings.Replace(entry, replace[0], replace[1], 1)
		if damaged == entry {
			t.Fatalf("%s is not in the entry", replace[0])
		}
		sameOutcomes(t, []byte(entry+"\n"+damaged+"\n"+entry))
	}
}

// FuzzStampScan reads two timestamps one after the other, as the scanner of a stream does.
func FuzzStampScan(f *testing.F) {
	for _, s := range []string{
		"2027-01-01T00:00:00Z", "2027-01-01T23:59:59.999999999Z", "2027-01-01T23:59:60Z", "2027-01-01T24:00:00Z", "2027-01-01T00:00:00.Z", "2027-01-01T00:00:00,1Z",
		"2027-01-01T00:00:00.1234567891Z", "2027-01-01T00:00:00+00:00", "2027-02-29T00:00:00Z", "1969-12-31T23:59:59.5Z", "2027-01-01t00:00:00Z", "0000-00-00T00:00:00Z",
	} {
		f.Add([]byte("2027-01-01T10:20:30.5Z"), []byte(s))
		f.Add([]byte(s), []byte(s))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		var scan stampScan
		for _, b := range [][]byte{first, second} {
			micros, digits, ok := scan.read(b)
			wantMicros, wantDigits, wantOK := readTimestamp(b)
			if micros != wantMicros || digits != wantDigits || ok != wantOK {
				t.Errorf("%q: %d %d %v, want %d %d %v", b, micros, digits, ok, wantMicros, wantDigits, wantOK)
			}
		}
	})
}
