package static

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// write puts each text into a file of its own and returns the files in order.
func write(t *testing.T, texts ...string) []string {
	t.Helper()
	var files []string
	for i, text := range texts {
		file := filepath.Join(t.TempDir(), string(rune('a'+i))+".json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

func at(t *testing.T, s string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestReadComponentsShapes(t *testing.T) {
	first, last := at(t, "2025-10-01T08:00:00Z"), at(t, "2025-10-20T09:30:00.5Z")
	pam := map[string]Use{"Pam": {Count: 3, First: first, Last: last}}
	exported := at(t, "2025-10-22T00:00:00Z")
	tests := map[string]struct {
		text string
		want []Browser
	}{
		"export": {
			`{"exported_at":"2025-10-22T00:00:00Z","environment":"production","components":{"Pam":{"count":3,"first_used":"2025-10-01T08:00:00Z","last_used":"2025-10-20T09:30:00.500Z"}}}`,
			[]Browser{{ExportedAt: exported, Environment: "production", Uses: pam}},
		},
		"export in milliseconds": {
			`{"exported_at":1761091200000,"components":{"Pam":{"count":3,"first_used":1759305600000,"last_used":1760952600500}}}`,
			[]Browser{{ExportedAt: exported, Uses: pam}},
		},
		"export with zones": {
			"\ufeff" + `{"exported_at":"2025-10-22T02:00:00+02:00","components":{"Pam":{"count":3,"first_used":"2025-10-01T10:00:00+02:00","last_used":"2025-10-20T09:30:00.5Z"}}}`,
			[]Browser{{ExportedAt: exported, Uses: pam}},
		},
		"nothing rendered yet": {
			`{"exported_at":1761091200000,"environment":null,"components":{}}`,
			[]Browser{{ExportedAt: exported, Uses: map[string]Use{}}},
		},
		"no times": {
			`{"exported_at":1761091200000,"components":{"Pam":{"count":0,"first_used":null}}}`,
			[]Browser{{ExportedAt: exported, Uses: map[string]Use{"Pam": {}}}},
		},
		"localStorage": {
			`{"component_usage_Pam":"{\"count\":3,\"first_used\":1759305600000,\"last_used\":1760952600500}","theme":"dark","components":{},"n":1}`,
			[]Browser{{Uses: pam}},
		},
		"localStorage of objects": {
			`{"component_usage_Pam":{"count":3,"first_used":1759305600000,"last_used":1760952600500}}`,
			[]Browser{{Uses: pam}},
		},
		"list": {
			`[{"exported_at":1761091200000,"components":{}},{"component_usage_Pam":{"count":1}}]`,
			[]Browser{{ExportedAt: exported, Uses: map[string]Use{}}, {Uses: map[string]Use{"Pam": {Count: 1}}}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := write(t, test.text)
			c, err := ReadComponents(files)
			if err != nil {
				t.Fatal(err)
			}
			for i := range test.want {
				test.want[i].Source = files[0]
			}
			if !reflect.DeepEqual(c.Browsers, test.want) {
				t.Errorf("got  %+v\nwant %+v", c.Browsers, test.want)
			}
		})
	}
}

func TestReadComponentsRefuses(t *testing.T) {
	use := func(fields string) string {
		return `{"exported_at":1761091200000,"components":{"Pam":{` + fields + `}}}`
	}
	tests := map[string]struct{ text, reason string }{
		"empty file":          {"", "not JSON"},
		"cut off":             {`{"exported_at":1761091200000`, "not JSON"},
		"two values":          {`{"component_usage_A":{"count":1}}{}`, "not JSON"},
		"null":                {"null", "not an object"},
		"empty list":          {"[]", "no export"},
		"list of names":       {`["Pam"]`, "export 1"},
		"empty object":        {"{}", "neither"},
		"other localStorage":  {`{"theme":"dark"}`, "neither"},
		"export without time": {`{"components":{}}`, "neither"},
		"null time of export": {`{"exported_at":null,"components":{}}`, "exported_at"},
		"components a list":   {`{"exported_at":1761091200000,"components":[]}`, "components: not an object"},
		"environment":         {`{"exported_at":1761091200000,"environment":3,"components":{}}`, "environment"},
		"no count":            {use(``), "component Pam: count"},
		"negative count":      {use(`"count":-1`), "count"},
		"half a count":        {use(`"count":1.5`), "count"},
		"count as text":       {use(`"count":"3"`), "count"},
		"count beyond all":    {use(`"count":9223372036854775807`), "count"},
		"no time":             {use(`"count":1,"first_used":"yesterday"`), "first_used"},
		"time without zone":   {use(`"count":1,"first_used":"2025-10-01T08:00:00"`), "zone"},
		"seconds":             {use(`"count":1,"last_used":1759305600`), "last_used"},
		"time a list":         {use(`"count":1,"last_used":[]`), "last_used"},
		"nameless":            {`{"component_usage_":{"count":1}}`, "without a name"},
		"broken stored text":  {`{"component_usage_Pam":"3"}`, "component Pam: not an object"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := write(t, test.text)
			c, err := ReadComponents(files)
			var fe *FormatError
			if !errors.As(err, &fe) {
				t.Fatalf("got %+v, %v, want a *FormatError", c, err)
			}
			if fe.Path != files[0] || !strings.Contains(fe.Reason, test.reason) || fe.Hint == "" {
				t.Errorf("got %+v, want a reason with %q", fe, test.reason)
			}
		})
	}
	if _, err := ReadComponents([]string{filepath.Join(t.TempDir(), "none.json")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: got %v", err)
	}
}

func TestComponentsUse(t *testing.T) {
	one := `{"exported_at":"2025-10-22T00:00:00Z","components":{"Pam":{"count":3,"first_used":"2025-10-05T00:00:00Z","last_used":"2025-10-06T00:00:00Z"},"Idle":{"count":0}}}`
	// The same content in another spelling is the same export.
	again := `[{"components":{"Idle":{"count":0},"Pam":{"last_used":"2025-10-06T00:00:00Z","count":3,"first_used":"2025-10-05T00:00:00Z"}},"exported_at":"2025-10-22T00:00:00Z"}]`
	other := `{"component_usage_Pam":{"count":4,"first_used":"2025-10-02T00:00:00Z","last_used":"2025-10-04T00:00:00Z"}}`
	timeless := `{"component_usage_Pam":{"count":5}}`
	c, err := ReadComponents(write(t, timeless, one, again, other))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Browsers) != 3 {
		t.Errorf("got %d browsers, want 3", len(c.Browsers))
	}
	want := Use{Count: 12, First: at(t, "2025-10-02T00:00:00Z"), Last: at(t, "2025-10-06T00:00:00Z")}
	if got, ok := c.Use("Pam"); !ok || got != want {
		t.Errorf("Pam: got %+v, %v, want %+v", got, ok, want)
	}
	if got, ok := c.Use("Idle"); !ok || got != (Use{}) {
		t.Errorf("Idle: got %+v, %v", got, ok)
	}
	if _, ok := c.Use("Nobody"); ok {
		t.Error("Nobody is known")
	}
}

func TestComponentsCovering(t *testing.T) {
	since, until := at(t, "2025-10-08T00:00:00Z"), at(t, "2025-10-22T00:00:00Z")
	tests := map[string]struct {
		text string
		want int
	}{
		"whole window":           {`{"exported_at":"2025-10-22T00:00:00Z","components":{"App":{"count":9,"first_used":"2025-10-08T00:00:00Z"},"Pam":{"count":1,"first_used":"2025-10-20T00:00:00Z"}}}`, 1},
		"exported early":         {`{"exported_at":"2025-10-21T23:59:59Z","components":{"App":{"count":9,"first_used":"2025-10-01T00:00:00Z"}}}`, 0},
		"began late":             {`{"exported_at":"2025-10-22T00:00:00Z","components":{"App":{"count":9,"first_used":"2025-10-08T00:00:01Z"}}}`, 0},
		"nothing seen":           {`{"exported_at":"2025-10-22T00:00:00Z","components":{}}`, 0},
		"no times":               {`{"exported_at":"2025-10-22T00:00:00Z","components":{"App":{"count":9}}}`, 0},
		"dump":                   {`{"component_usage_App":{"count":9,"first_used":"2025-10-01T00:00:00Z"}}`, 0},
		"development":            {`{"exported_at":"2025-10-22T00:00:00Z","environment":"development","components":{"App":{"count":9,"first_used":"2025-10-01T00:00:00Z"}}}`, 0},
		"production, named so":   {`{"exported_at":"2025-10-22T00:00:00Z","environment":"Production","components":{"App":{"count":9,"first_used":"2025-10-01T00:00:00Z"}}}`, 1},
		"two browsers, one late": {`[{"exported_at":"2025-10-23T00:00:00Z","components":{"App":{"count":9,"first_used":"2025-10-01T00:00:00Z"}}},{"exported_at":"2025-10-23T00:00:00Z","components":{"App":{"count":9,"first_used":"2025-10-11T00:00:00Z"}}}]`, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := ReadComponents(write(t, test.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Covering(since, until); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}
