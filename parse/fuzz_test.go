package parse

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"
)

// FuzzReader reads anything to its end, and the same however it arrives.
func FuzzReader(f *testing.F) {
	f.Add([]byte(expand("{\"hasMore\":true,\"logs\":[«a»,«b»],\"x\":1}\n[«c»]«d»{\"logs\":[\n‹e›\n]}")))
	f.Add([]byte(expand("«a»\n{\"id\":\"cut\n«b»{\"id\":,«c»\ntext\x00\n\ufeff«d»{\"logs\":[")))
	f.Add([]byte("{\"data\":{\"logs\":{\"logs\":[" + expand("«a»") + "]}}}{\"result\":{\"content\":[{\"text\":\"{\\\"logs\\\":[]}\"}]}}"))
	for _, format := range Formats {
		samples, err := filepath.Glob(filepath.Join("../testdata/logs", format.Name, "*"))
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range samples {
			text, err := io.ReadAll(openSample(f, filepath.Join(format.Name, filepath.Base(name))))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text[:min(len(text), 2000)])
		}
	}
	for _, want := range accessSamples(f) {
		lines, _ := sampleRows(f, want)
		f.Add(bytes.Join(lines, []byte("\n")))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		undated, _ := readChecked(t, data, time.Time{})
		if i := slices.IndexFunc(undated, func(w want) bool { return w.Precision == WholeDay }); i >= 0 {
			t.Errorf("without a date, record %d has a day: %+v", i, undated[i])
		}
		records, rejects := readChecked(t, data, newYearsEve)
		again, rejectsAgain, err := readDated(iotest.OneByteReader(bytes.NewReader(data)), newYearsEve)
		if err != nil || !slices.Equal(records, again) || !slices.Equal(rejects, rejectsAgain) {
			t.Errorf("byte by byte\ngot  %+v %+v %v\nwant %+v %+v", again, rejectsAgain, err, records, rejects)
		}
	})
}

func readChecked(t *testing.T, data []byte, date time.Time) (records []want, rejects []Reject) {
	reader := Options{Date: date}.NewReader(bytes.NewReader(data))
	var before Reject
	for range len(data) + 2 {
		rec, err := reader.Next()
		reject, isReject := err.(*Reject)
		switch {
		case (rec == nil) == (err == nil):
			t.Fatalf("record %v and error %v", rec, err)
		case err == io.EOF:
			return records, rejects
		case isReject:
			checkReject(t, data, *reject, before)
			before = *reject
			rejects = append(rejects, *reject)
		case err != nil:
			t.Fatal(err)
		default:
			checkRecord(t, rec)
			records = append(records, asWant(rec))
		}
	}
	t.Fatal("no end")
	return nil, nil
}

func checkRecord(t *testing.T, rec *Record) {
	for _, text := range [][]byte{
		rec.ID, rec.Service, rec.Instance, rec.Host, rec.Method, rec.Path, rec.Query, rec.ClientIP, rec.UserAgent, rec.RequestID,
	} {
		if !utf8.Valid(text) {
			t.Errorf("%q is not UTF-8", text)
		}
	}
	switch {
	case rec.Time < earliest || rec.Time >= latest || rec.Precision < WholeDay || rec.Precision > 9:
		t.Errorf("time %d with %d digits", rec.Time, rec.Precision)
	case rec.Status != 0 && (rec.Status < 100 || rec.Status > 999) || rec.DurationMS < Unknown || rec.Bytes < Unknown:
		t.Errorf("status %d, duration %d, %d bytes", rec.Status, rec.DurationMS, rec.Bytes)
	case rec.Kind != Request && (rec.Method != nil || rec.Status != 0 || rec.ClientIP != nil):
		t.Errorf("a %v with the fields of a request: %+v", rec.Kind, asWant(rec))
	case rec.Kind == Request && rec.Channel == System || (rec.Access != "") != (rec.Kind == Request && rec.Channel == App):
		t.Errorf("a %v %v by %q", rec.Channel, rec.Kind, rec.Access)
	case bytes.IndexByte(rec.Path, '?') >= 0:
		t.Errorf("path %q", rec.Path)
	}
}

func checkReject(t *testing.T, data []byte, reject, before Reject) {
	switch {
	case reject.Offset < before.Offset || reject.Offset > int64(len(data)):
		t.Fatalf("offset %d behind %d", reject.Offset, before.Offset)
	case reject.Line != int64(bytes.Count(data[:reject.Offset], []byte("\n"))+1):
		t.Errorf("line %d at offset %d", reject.Line, reject.Offset)
	case reject.Reason == "" || len(reject.Text) > MaxRejectText || !utf8.ValidString(reject.Text):
		t.Errorf("reject %+v", reject)
	}
}
