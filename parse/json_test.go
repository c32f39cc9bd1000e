package parse

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

func TestString(t *testing.T) {
	for text, want := range map[string]string{
		`""`:                       "",
		`"a"`:                      "a",
		`"\"\\\/\b\f\n\r\t"`:       "\"\\/\b\f\n\r\t",
		`"a\u00e9\u00E9b"`:         "aééb",
		`"\u0000"`:                 "\x00",
		`"\ud83c\udf89"`:           "🎉",
		`"\ud83c"`:                 "\uFFFD",
		`"\ud83c\u0041"`:           "\uFFFDA",
		`"\udf89\ud83c"`:           "\uFFFD\uFFFD",
		`"\ud83c\ud83c\udf89"`:     "\uFFFD🎉",
		`"\u0026\u003c\u003e"`:     "&<>",
		`"ends in a \\"`:           `ends in a \`,
		"\"\x7f\u2028é\"":          "\x7f\u2028é",
		`"\u001b[32m200\u001b[0m"`: "\x1b[32m200\x1b[0m",
	} {
		c := cursor{b: []byte(text)}
		if got, err := c.str(); err != nil || string(got) != want || got == nil || c.i != len(text) {
			t.Errorf("%s: got %q, error %v, read %d of %d bytes", text, got, err, c.i, len(text))
		}
	}
	for _, text := range []string{"", `"`, `"a`, `"\"`, `"\x"`, `"\u12"`, `"\u12G4"`, `"\u"`, "\"\n\"", "\"\t\"", "\"a\x00\"", "\"\\n\x1f\"", "a", "'a'"} {
		c := cursor{b: []byte(text)}
		if got, err := c.str(); err == nil {
			t.Errorf("%q was read as %q", text, got)
		}
	}
}

// TestViews checks that strings stay whole while later ones are unescaped behind them.
func TestViews(t *testing.T) {
	c := cursor{b: []byte(`["\u0061","` + strings.Repeat(`\u0062`, 100) + `","c","\u0064"]`)}
	var got [][]byte
	err := c.array(func() error {
		s, err := c.str()
		got = append(got, s)
		return err
	})
	if want := "a " + strings.Repeat("b", 100) + " c d"; err != nil || string(bytes.Join(got, []byte(" "))) != want {
		t.Errorf("got %q, error %v", got, err)
	}
}

func TestScalar(t *testing.T) {
	for text, want := range map[string]string{
		`"a"`: "a", "0": "0", "-1.5e+10": "-1.5e+10", "true": "true", "false": "false",
		"null": none, `{"a":[{}]}`: none, `[1,"]"]`: none, " \r\n\t200": "200",
	} {
		c := cursor{b: []byte(text + ",")}
		got, err := c.scalar()
		if err != nil || got == nil != (want == none) || got != nil && string(got) != want || c.i != len(text) {
			t.Errorf("%s: got %q, error %v, read %d bytes", text, got, err, c.i)
		}
	}
	for _, text := range []string{"", "nul", "nulls", "True", "01", "1.", ".5", "+1", "-", "1e", "1a", "NaN", "0x10", "1 2", "{", "[1", "[1,]", "[,]", "{]", `{"a"}`, `{"a":}`, `{"a":1,}`, `{1:2}`, `[1 2]`, `{"a":1 "b":2}`} {
		c := cursor{b: []byte(text + "}")}
		if got, err := c.scalar(); err == nil && c.next() == '}' && c.i == len(text) {
			t.Errorf("%s was read as %q", text, got)
		}
	}
}

// field is a key of an object with its value.
type field struct {
	key   string
	value json.RawMessage
}

// fieldsOf lists the fields of a JSON object in their order, duplicates included.
func fieldsOf(t *testing.T, object []byte) (fields []field) {
	decoder := json.NewDecoder(bytes.NewReader(object))
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			t.Fatal(err)
		}
		fields = append(fields, field{key.(string), value})
	}
	return fields
}

// scalarOf is the text of a value, nil when it is null or nested.
func scalarOf(t *testing.T, value json.RawMessage) []byte {
	switch value[0] {
	case '{', '[', 'n':
		return nil
	case '"':
		var text string
		if err := json.Unmarshal(value, &text); err != nil {
			t.Fatal(err)
		}
		return []byte(text)
	}
	return value
}

// entryOf decodes an object with encoding/json as one of the formats reads it.
func entryOf(t *testing.T, format string, object []byte) (e Entry, labels bool) {
	for _, field := range fieldsOf(t, object) {
		switch value := scalarOf(t, field.value); {
		case field.key == "labels":
			labels = field.value[0] == 'n' || field.value[0] == '[' || field.value[0] == '{'
			if format == "api" {
				labelsOf(t, field.value, &e)
			}
		case field.key == "id":
			e.ID = value
		case field.key == "timestamp":
			e.Timestamp = value
		case field.key == "message":
			e.Message = value
		case format == "flat":
			e.label([]byte(field.key), value)
		}
	}
	return e, labels
}

func labelsOf(t *testing.T, value json.RawMessage, e *Entry) {
	if value[0] == '{' {
		for _, field := range fieldsOf(t, value) {
			e.label([]byte(field.key), scalarOf(t, field.value))
		}
	}
	if value[0] != '[' {
		return
	}
	var list []json.RawMessage
	if err := json.Unmarshal(value, &list); err != nil {
		t.Fatal(err)
	}
	for _, label := range list {
		if label[0] != '{' {
			continue
		}
		var name, value []byte
		for _, field := range fieldsOf(t, label) {
			switch field.key {
			case "name", "label":
				name = scalarOf(t, field.value)
			case "value":
				value = scalarOf(t, field.value)
			}
		}
		e.label(name, value)
	}
}

// sameText compares the way encoding/json gives invalid bytes: a replacement character for each.
func sameText(a, b []byte) bool {
	return (a == nil) == (b == nil) && string([]rune(string(a))) == string([]rune(string(b)))
}

func sameEntry(a, b Entry) bool {
	return sameText(a.ID, b.ID) && sameText(a.Timestamp, b.Timestamp) && sameText(a.Message, b.Message) && sameText(a.Type, b.Type) &&
		sameText(a.Resource, b.Resource) && sameText(a.Instance, b.Instance) && sameText(a.Host, b.Host) && sameText(a.Method, b.Method) &&
		sameText(a.Path, b.Path) && sameText(a.Status, b.Status)
}

// FuzzUnwrap holds framer and cursor against encoding/json: they accept the same objects and read the same entries.
func FuzzUnwrap(f *testing.F) {
	f.Add([]byte(`{"id":"a","timestamp":"2027-01-01T00:00:00Z","message":"x\u00e9\"","labels":[{"name":"type","value":"app"},{"value":200,"name":"statusCode"},null]}`))
	f.Add([]byte(`{"id":1,"timestamp":null,"message":"","labels":{"path":"\/x","host":{"a":[]}},"type":true,"resource":"srv-1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		// Pages are entered and so left out, as is what is nested too deeply.
		framer := newFramer(bytes.NewReader(data))
		p, err := framer.next()
		object := bytes.Trim(data, whiteSpace)
		if json.Valid(object) && object[0] == '{' && !bytes.Contains(object, []byte(`"logs"`)) && depthOf(object) <= maxDepth {
			if err != nil || p.bad != "" || !bytes.Equal(p.data, object) {
				t.Fatalf("framed as %q, %q, error %v", p.data, p.bad, err)
			}
			if _, err := framer.next(); err != io.EOF {
				t.Fatalf("no end: %v", err)
			}
		}
		if err != nil || p.bad != "" || p.text {
			return
		}
		for _, format := range Formats {
			if format.unwrap == nil {
				continue
			}
			var got Entry
			err := format.unwrap(&cursor{b: p.data}, &got)
			if (err == errJSON) == json.Valid(p.data) {
				t.Fatalf("%s: error %v, but valid JSON is %v", format.Name, err, json.Valid(p.data))
			}
			if err != nil || format.Name != "api" && format.Name != "flat" {
				continue
			}
			want, labels := entryOf(t, format.Name, p.data)
			if !sameEntry(got, want) || labels != (format.Name == "api") {
				t.Errorf("%s\ngot  %+v\nwant %+v, labels %v", format.Name, got, want, labels)
			}
		}
	})
}

// depthOf counts how deeply brackets are nested, those in strings included.
func depthOf(object []byte) (deepest int) {
	depth := 0
	for _, c := range object {
		switch c {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		deepest = max(deepest, depth)
	}
	return deepest
}
