package parse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

// entryJSON is a compact entry without labels.
func entryJSON(id string) string {
	return fmt.Sprintf(`{"id":%q,"timestamp":"2027-01-01T00:00:00Z","message":"x","labels":null}`, id)
}

// prettyEntry is an entry as an indented page holds it, the line of its opening brace not indented.
func prettyEntry(id, indent string) string {
	lines := []string{
		"{",
		fmt.Sprintf(`  "id": %q,`, id),
		`  "timestamp": "2027-01-01T00:00:00Z",`,
		`  "message": "x",`,
		`  "labels": [`,
		"    {",
		`      "name": "type",`,
		`      "value": "app"`,
		"    }",
		"  ]",
		"}",
	}
	return strings.Join(lines, "\n"+indent)
}

// expand writes entries for their short forms: «a» a compact one, ‹a› a pretty one inside a page.
func expand(text string) string {
	for _, id := range strings.Fields("a b c d e") {
		text = strings.ReplaceAll(text, "«"+id+"»", entryJSON(id))
		text = strings.ReplaceAll(text, "‹"+id+"›", prettyEntry(id, "    "))
	}
	return text
}

// marked takes the marks out of a text and returns a reject for each.
func marked(text string, reasons []string) (plain string, rejects []Reject) {
	for i, part := range strings.Split(text, "¦") {
		if i > 0 {
			rejects = append(rejects, Reject{Line: int64(strings.Count(plain, "\n")) + 1, Offset: int64(len(plain)), Reason: reasons[i-1]})
		}
		plain += part
	}
	return plain, rejects
}

func ids(records []want) string {
	var list []string
	for _, rec := range records {
		list = append(list, rec.ID)
	}
	return strings.Join(list, " ")
}

// ways are the ways in which a stream may hand out its bytes; none may change what is read.
var ways = []struct {
	name string
	wrap func(io.Reader) io.Reader
}{
	{"whole", func(r io.Reader) io.Reader { return r }},
	{"bytes", iotest.OneByteReader},
	{"halves", iotest.HalfReader},
	{"error with the data", iotest.DataErrReader},
}

func TestFraming(t *testing.T) {
	const (
		cut     = "truncated record"
		cutPage = "truncated page or array"
		noEntry = "no log entry: no timestamp and message"
		newline = "line break inside a string"
		bracket = "bracket in the wrong place"
		text    = "text in the wrong place"
		pageEnd = "damaged end of a page"
		invalid = "invalid JSON"
		closing = "closing bracket in the wrong place"
	)
	tests := []struct {
		name    string
		text    string   // see expand; ¦ stands where a reject begins
		ids     string   // of the records
		rejects []string // their reasons
	}{
		{name: "nothing"},
		{name: "white space", text: " \r\n\t\n"},
		{name: "one record", text: "«a»", ids: "a"},
		{name: "lines", text: "«a»\n«b»\r\n\n  «c»\n", ids: "a b c"},
		{name: "glued", text: "«a»«b» «c»", ids: "a b c"},
		{name: "glued and pretty", text: "‹a›‹b›‹c›", ids: "a b c"},
		{name: "CRLF", text: strings.ReplaceAll(expand("{\n  \"logs\": [\n    ‹a›,\n    ‹b›\n  ]\n}\n"), "\n", "\r\n"), ids: "a b"},
		{name: "array", text: "[«a»,«b»]", ids: "a b"},
		{name: "pretty array", text: "[\n    ‹a›,\n    ‹b›\n]\n", ids: "a b"},
		{name: "nested arrays", text: "[[«a»],\n[«b»,[[]]]][]", ids: "a b"},
		{name: "page", text: `{"hasMore":false,"logs":[«a»,«b»],"nextEndTime":"2027-01-01T00:00:00Z"}`, ids: "a b"},
		{name: "page with nested values around its list", text: `{"x":{"logs":[1]},"y":"logs","logs" : [«a»] ,"z":{"logs":[{}]}}«b»`, ids: "a b"},
		{name: "pages in an array", text: `[{"logs":[«a»]},{"logs":[]},{"logs":[«b»],"hasMore":true}]«c»`, ids: "a b c"},
		{name: "empty page", text: `{"hasMore":false,"logs":[]}`},
		{name: "page without a list", text: `{"hasMore":false,"logs":null}` + "\n«a»", ids: "a"},
		{name: "page with another thing for its list", text: `¦{"logs":{"a":1}}` + "\n«a»", ids: "a", rejects: []string{noEntry}},
		{name: "page flags alone", text: `¦{"hasMore":false}`, rejects: []string{noEntry}},

		{name: "byte order mark", text: "\ufeff«a»", ids: "a"},
		{name: "byte order mark alone", text: "\ufeff"},
		{name: "byte order marks of joined files", text: "\ufeff«a»\n\ufeff«b»\n \ufeff\n", ids: "a b"},
		{name: "half a byte order mark", text: "«a»\n¦\xef\xbb", ids: "a", rejects: []string{notJSON}},

		{name: "stray text", text: "¦$ render logs -o json\n«a»\n¦=== page 2 ===\r\n  «b»\n¦bye", ids: "a b", rejects: []string{notJSON, notJSON, notJSON}},
		{name: "text in brackets", text: "¦[INFO] up\n[\n«a»]\n¦[2026]", ids: "a", rejects: []string{notJSON, notJSON}},
		{name: "scalars", text: "¦null\n¦[\"a\",\"b\"]\n¦12\n«a»", ids: "a", rejects: []string{notJSON, notJSON, notJSON}},
		{name: "stray closing brackets", text: "¦]}\n«a»", ids: "a", rejects: []string{notJSON}},
		{name: "text in a page", text: "{\"logs\":[\n«a»,\n¦retrying…\n«b»]}\n«c»", ids: "a b c", rejects: []string{notJSON}},
		{name: "error body between pages", text: "{\"logs\":[«a»]}\n¦{\"message\":\"rate limit exceeded\"}\n{\"logs\":[«b»]}", ids: "a b", rejects: []string{noEntry}},
		{name: "NUL bytes", text: "«a»\n¦\x00\x00\x00«b»\n¦\x00", ids: "a b", rejects: []string{"NUL bytes", "NUL bytes"}},
		{name: "NUL byte inside a string", text: "¦{\"id\":\"\x00\"}\n«a»", ids: "a", rejects: []string{invalid}},

		{name: "truncated in a string", text: "«a»\n¦{\"id\":\"b\",\"times", ids: "a", rejects: []string{cut}},
		{name: "truncated between fields", text: "«a»¦{\"id\":\"b\",", ids: "a", rejects: []string{cut}},
		{name: "truncated page", text: "{\"logs\":[«a»,\n«b»¦", ids: "a b", rejects: []string{cutPage}},
		{name: "truncated after the list", text: "{\"logs\":[«a»]¦", ids: "a", rejects: []string{cutPage}},
		{name: "truncated behind the list", text: "{\"logs\":[«a»]¦,\"nextEnd", ids: "a", rejects: []string{pageEnd}},
		{name: "truncated record of a page", text: "{\"logs\":[«a»,¦{\"id\":", ids: "a", rejects: []string{cut}},
		{name: "truncated array", text: "[«a»,\n¦", ids: "a", rejects: []string{cutPage}},

		{name: "line cut in a string", text: "«a»\n¦{\"id\":\"b\",\"times\n«c»\n«d»", ids: "a c d", rejects: []string{newline}},
		{name: "line cut behind a comma", text: "«a»\n¦{\"id\":\"b\",\n«c»\n«d»", ids: "a c d", rejects: []string{bracket}},
		{name: "line cut behind a colon", text: "«a»\n¦{\"id\":\n«c»\n«d»", ids: "a c d", rejects: []string{bracket}},
		{name: "line cut behind a colon, one more follows", text: "«a»\n¦{\"id\":\n«c»", ids: "a c", rejects: []string{cut}},
		{name: "line cut in a list of labels", text: "«a»\n¦{\"id\":\"b\",\"labels\":[{\"name\":\"type\",\"value\":\"app\"},\n«c»\n«d»", ids: "a c d", rejects: []string{bracket}},
		{name: "line cut and glued in a string", text: "«a»\n¦{\"id\":\"b\",\"times«c»\n«d»", ids: "a c d", rejects: []string{text}},
		{name: "line cut and glued between fields", text: "«a»\n¦{\"id\":\"b\",«c»\n«d»", ids: "a c d", rejects: []string{bracket}},
		{name: "closing bracket lost", text: "¦{\"id\":\"b\",\"labels\":[{}\n«c»\n«d»", ids: "c d", rejects: []string{bracket}},
		{name: "wrong closing bracket", text: "¦{\"id\":[}\n«c»\n«d»", ids: "c d", rejects: []string{closing}},
		{name: "two strings", text: "¦{\"id\":\"b\" \"c\"\n«c»\n«d»", ids: "c d", rejects: []string{"string in the wrong place"}},
		{name: "complete but no JSON", text: "¦{\"id\"}\n¦{\"id\":nul}¦{\"id\":01}\n¦{\"x\":{1:2}}\n¦{\"x\":[1 2]}\n¦{\"id\":\"\\x\"}\n«c»", ids: "c",
			rejects: []string{closing, invalid, invalid, text, invalid, invalid}},
		{name: "first key damaged", text: "¦{\"i\n«c»\n", ids: "c", rejects: []string{newline}},
		{name: "glued pretty records, two cut", text: "‹a›¦{\n      \"id\": \"b\",\n  \"mess\n}‹c›¦{\n  \"id\": \"d\"\n", ids: "a c", rejects: []string{newline, cut}},

		{name: "damaged record in a compact page", text: "{\"logs\":[«a»,¦{\"id\":\"b,«c»,«d»],\"hasMore\":true}\n«e»", ids: "a c d e", rejects: []string{text}},
		{name: "damaged record in a pretty page", ids: "a c d", rejects: []string{newline},
			text: "{\n  \"logs\": [\n    ‹a›,\n    ¦{\n      \"id\": \"b,\n    },\n    ‹c›\n  ],\n  \"hasMore\": true\n}\n«d»"},
		{name: "damaged record in a pretty array", text: "[\n    ‹a›,\n    ¦{\n      \"id\": \"b,\n    },\n    ‹c›\n]\n«d»", ids: "a c d", rejects: []string{newline}},
		{name: "last record of a page damaged", text: "{\"logs\":[«a»,¦{\"id\":\"b\n{\"hasMore\":true,\"logs\":[«c»]}\n«d»", ids: "a c d", rejects: []string{newline}},
		{name: "page glued to a cut record", text: "{\"logs\":[«a»,¦{\"id\":\"b{\"hasMore\":true,\"logs\":[«c»]}\n«d»", ids: "a c d", rejects: []string{text}},
		{name: "page cut between records", text: "{\"logs\":[«a»,\n¦{\"hasMore\":true,\"logs\":[«b»]}\n«c»", ids: "a b c", rejects: []string{"truncated page"}},
		{name: "page cut in an array", text: "[{\"logs\":[«a»\n¦{\"logs\":[«b»]},{\"logs\":[«c»]}]«d»", ids: "a b c d", rejects: []string{"truncated page"}},
		{name: "page cut before its end", text: "{\"logs\":[«a»]\n¦{\"logs\":[«b»]}\n«c»", ids: "a b c", rejects: []string{"truncated page"}},
		{name: "page cut in its end", text: "{\"logs\":[«a»]¦,\"nextEndTime\":\"2027\n{\"logs\":[«b»]}\n«c»", ids: "a b c", rejects: []string{pageEnd}},
		{name: "page glued to a cut end", text: "{\"logs\":[«a»]¦,\"nextEndTime\":\"2027{\"logs\":[«b»]}\n«c»", ids: "a b c", rejects: []string{pageEnd}},
		{name: "colon behind a list", text: "{\"logs\":[«a»]¦¦:\"x\"}\n«b»", ids: "a b", rejects: []string{"truncated page", notJSON}},
		{name: "second list in a page", text: "{\"logs\":[«a»]¦,\"logs\":[«b»¦]}\n«c»", ids: "a b c", rejects: []string{pageEnd, notJSON}},
	}
	for _, test := range tests {
		for _, way := range ways {
			t.Run(test.name+"/"+way.name, func(t *testing.T) {
				text, wants := marked(expand(test.text), test.rejects)
				records, rejects, err := readAll(way.wrap(strings.NewReader(text)))
				if err != nil {
					t.Fatal(err)
				}
				if got := ids(records); got != test.ids {
					t.Errorf("got records %q, want %q", got, test.ids)
				}
				for i := range rejects {
					rejects[i].Text, rejects[i].Cut = "", false // see TestRejectText and TestCut
				}
				compareRejects(t, rejects, wants)
			})
		}
	}
}

func TestRejectText(t *testing.T) {
	long := strings.Repeat("é", MaxRejectText) // two bytes each
	tests := []struct{ name, text, want string }{
		{"whole line", "some text\r\n«a»\n", "some text"},
		{"up to the next record", "{\"id\":\"b\n«a»\n«b»", `{"id":"b`},
		{"up to a glued record", "{\"id\":\"b«a»", `{"id":"b`},
		{"complete object", "{\"id\": 1}«a»", `{"id": 1}`},
		{"long line", long + "\n«a»", long[:MaxRejectText]},
		{"long line cut inside a character", "x" + long, "x" + long[:MaxRejectText-2]},
		{"long object", "{\"id\":\"" + long + "\"}", `{"id":"` + long[:MaxRejectText-8]},
		{"long damaged record", "{\"id\":\"" + long + "\n«a»", `{"id":"` + long[:MaxRejectText-8]},
		{"no UTF-8", "a\xffb\xff\xfec\n", "a\uFFFDb\uFFFDc"},
		{"no UTF-8 grows", strings.Repeat("\xffa", MaxRejectText), strings.Repeat("\uFFFDa", MaxRejectText/4)},
		{"end of a page", "{\"logs\":[«a»],\"x\":\"\n«b»", `,"x":"`},
		{"missing end", "{\"logs\":[«a»", ""},
	}
	for _, test := range tests {
		for _, way := range ways {
			_, rejects, err := readAll(way.wrap(strings.NewReader(expand(test.text))))
			if err != nil || len(rejects) != 1 {
				t.Fatalf("%s/%s: rejects %v, error %v", test.name, way.name, rejects, err)
			}
			if got := rejects[0].Text; got != test.want {
				t.Errorf("%s/%s: got %d bytes %.60q, want %d bytes %.60q", test.name, way.name, len(got), got, len(test.want), test.want)
			}
		}
	}
}

func TestDeepNesting(t *testing.T) {
	const deep = 10_000
	for name, text := range map[string]string{
		"arrays":            strings.Repeat("[", deep) + strings.Repeat("]", deep),
		"pages":             strings.Repeat(`{"logs":[`, deep),
		"objects":           strings.Repeat(`{"a":`, deep) + "1" + strings.Repeat("}", deep),
		"arrays in a field": `{"a":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "}",
		"pages in arrays":   strings.Repeat(`[{"logs":[`, deep),
	} {
		records, rejects, err := readAll(strings.NewReader(text + "\n" + entryJSON("a") + "\n"))
		if err != nil || ids(records) != "a" {
			t.Errorf("%s: records %q, error %v", name, ids(records), err)
		}
		if name != "pages" && (len(rejects) != 1 || rejects[0].Reason != "nested too deeply" || rejects[0].Line != 1) {
			t.Errorf("%s: %d rejects, first %v", name, len(rejects), rejects[0])
		}
	}
	// The deepest value that is read is an entry with maxDepth-1 levels in one of its fields.
	nested := strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1)
	text := strings.Replace(entryJSON("a"), "{", `{"x":`+nested+",", 1)
	records, rejects, err := readAll(strings.NewReader(text))
	if err != nil || ids(records) != "a" || len(rejects) != 0 {
		t.Errorf("%d levels: records %q, rejects %v, error %v", maxDepth, ids(records), rejects, err)
	}
}

// repeated reads n times the same byte.
func repeated(c byte, n int64) io.Reader {
	return io.LimitReader(endless(c), n)
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func TestOverlongRecords(t *testing.T) {
	const size = 40 << 20
	tests := []struct {
		name, head, tail, reason string
		fill                     byte
	}{
		{"line", "", "", "line longer than 16 MiB", 'x'},
		{"string", `{"id":"`, `"}`, "record longer than 16 MiB", 'x'},
		{"list", `{"id":[0`, `]}`, "record longer than 16 MiB", '1'},
		{"space in an object", `{`, `}`, "record longer than 16 MiB", ' '},
		{"space behind a bracket", `[`, `]`, "line longer than 16 MiB", ' '},
		{"NUL bytes", "", "", "NUL bytes", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			records, rejects, err := readAll(io.MultiReader(
				strings.NewReader(entryJSON("a")+"\n"+test.head), repeated(test.fill, size),
				strings.NewReader(test.tail+"\n"+entryJSON("b")+"\n"),
			))
			runtime.ReadMemStats(&after)
			if err != nil || ids(records) != "a b" {
				t.Errorf("records %q, error %v", ids(records), err)
			}
			if len(rejects) != 1 || rejects[0].Reason != test.reason || rejects[0].Line != 2 || len(rejects[0].Text) > MaxRejectText {
				t.Fatalf("%d rejects, first %.200v", len(rejects), rejects[0])
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 6*maxRecord {
				t.Errorf("%d MiB were allocated", used>>20)
			}
		})
	}
}

func TestLongestRecord(t *testing.T) {
	frame := entryJSON("a")
	for extra, rejected := range map[int]int{0: 0, 1: 1} {
		space := strings.Repeat(" ", maxRecord-len(frame)+extra)
		text := strings.Replace(frame, "{", "{"+space, 1)
		for _, way := range []int{0, 2} {
			records, rejects, err := readAll(ways[way].wrap(strings.NewReader(text + "\n" + frame)))
			if err != nil || len(records) != 2-rejected || len(rejects) != rejected {
				t.Errorf("%d bytes more, %s: %d records, %d rejects, error %v", extra, ways[way].name, len(records), len(rejects), err)
			}
		}
	}
}

// TestLongRecords reads records that the buffer must grow for, from all its corners.
func TestLongRecords(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var text strings.Builder
	var want []string
	for i := range 40 {
		size := random.IntN(1 << (10 + random.IntN(13)))
		id := strconv.Itoa(i)
		want = append(want, id)
		text.WriteString(strings.Replace(entryJSON(id), "{", `{"x":"`+strings.Repeat("y", size)+`",`, 1))
	}
	for _, way := range ways {
		if way.name == "bytes" {
			continue // slow
		}
		records, rejects, err := readAll(way.wrap(strings.NewReader(text.String())))
		if err != nil || ids(records) != strings.Join(want, " ") || len(rejects) != 0 {
			t.Errorf("%s: records %q, rejects %v, error %v", way.name, ids(records), rejects, err)
		}
	}
}

// TestReadBorder splits records at every byte between two reads, and moves them over the end of the first buffer.
func TestReadBorder(t *testing.T) {
	const shown = `{"id":"é\u0041","timestamp":"2027-01-01T00:00:00Z","message":"a\\\"b\u00e9","labels":[{"name":"path","value":"/x?y"}]}`
	text := "\ufeff" + shown + shown + "\n" + entryJSON("b")
	padded := append(bytes.Repeat([]byte{'\n'}, readSize), text...)
	for i := range len(text) + 1 {
		sources := []io.Reader{io.MultiReader(strings.NewReader(text[:i]), strings.NewReader(text[i:]))}
		if i%16 == 0 {
			sources = append(sources, bytes.NewReader(padded[i:]))
		}
		for _, source := range sources {
			records, rejects, err := readAll(source)
			if err != nil || ids(records) != "éA éA b" || len(rejects) != 0 {
				t.Fatalf("%d: records %q, rejects %v, error %v", i, ids(records), rejects, err)
			}
		}
	}
}

func TestStreamError(t *testing.T) {
	broken := errors.New("disk on fire")
	text := expand("«a»\n«b»\n{\"id\":\"c")
	for _, way := range ways[:3] {
		reader := NewReader(way.wrap(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))))
		var steps []string
		for range 5 {
			rec, err := reader.Next()
			switch err := err.(type) {
			case nil:
				steps = append(steps, string(rec.ID))
			case *Reject:
				steps = append(steps, err.Error())
			default:
				steps = append(steps, err.Error())
			}
		}
		want := []string{"a", "b", "line 3: truncated record", "disk on fire", "disk on fire"}
		if !slices.Equal(steps, want) {
			t.Errorf("%s: %q", way.name, steps)
		}
	}
}

// lastBytes returns its text and the error in one call.
type lastBytes struct {
	text string
	err  error
}

func (l *lastBytes) Read(p []byte) (int, error) {
	n := copy(p, l.text)
	l.text = l.text[n:]
	return n, l.err
}

func TestStreamErrorWithData(t *testing.T) {
	broken := errors.New("disk on fire")
	records, rejects, err := readAll(&lastBytes{expand("«a»\n«b»"), broken})
	if ids(records) != "a b" || len(rejects) != 0 || err != broken {
		t.Errorf("records %q, rejects %v, error %v", ids(records), rejects, err)
	}
}

// TestCut tells rejects that the stream ends in from those that are whole and wrong.
func TestCut(t *testing.T) {
	const whole = `{"id":"a","timestamp":"2027-01-01T00:00:00Z","message":"x","labels":[]}`
	tests := []struct {
		name, text string
		want       []bool // of each reject
	}{
		{"half a record", whole + "\n" + whole[:30], []bool{true}},
		{"half a record behind a line break", whole + "\n" + `{"id":"a",` + "\n", []bool{true}},
		{"half a page", `{"hasMore":true,"logs":[` + whole + `,` + whole[:30], []bool{true}},
		{"a page without its end", `{"hasMore":true,"logs":[` + whole + `,`, []bool{true}},
		{"half a line", whole + "\n2027-01-", []bool{true}},
		{"a strange line", whole + "\nsomething\n", []bool{false}},
		{"a strange record", whole + "\n" + `{"other":1}`, []bool{false}},
		{"damage in the middle", whole[:30] + "\n" + whole, []bool{false}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, rejects, err := readAll(strings.NewReader(test.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []bool
			for _, bad := range rejects {
				got = append(got, bad.Cut)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("cut %v, want %v: %+v", got, test.want, rejects)
			}
		})
	}
}
