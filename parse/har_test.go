package parse

import (
	"io"
	"strings"
	"testing"
)

func harFile(answers ...string) string {
	var entries []string
	for _, a := range answers {
		entries = append(entries, `{"request":{"headers":[{"name":"cookie","value":"SECRET"}]},"response":{"content":{`+a+`}},"startedDateTime":"x"}`)
	}
	return `{"log":{"version":"1.2","pages":[{"id":"a"}],"entries":[` + strings.Join(entries, ",") + `]}}`
}

// TestHAR holds recordings with answers of all kinds.
func TestHAR(t *testing.T) {
	const (
		entry = `{\"id\":\"a\",\"timestamp\":\"2027-01-01T00:00:00Z\",\"message\":\"x\",\"labels\":[]}`
		api   = `"text":"{\"logs\":[` + entry + `]}"`
	)
	for _, test := range []struct {
		name, text       string
		records, rejects int
	}{
		{"a page of the API", harFile(api), 1, 0},
		{"spaced", harFile(`"text":"{\"logs\": [` + entry + `, ` + entry + `]}"`), 2, 0},
		{"among others", harFile(`"text":"<p>"`, api, ``, `"size":5`, api), 2, 0},
		{"an empty page", harFile(`"text":"{\"logs\":[]}"`), 0, 0},
		{"base64", harFile(`"encoding":"base64","text":"eyJsb2dzIjpbXX0="`), 0, 0},
		{"damaged base64", harFile(`"encoding":"base64","text":"eyJsb2dzIjpb*"`), 0, 1},
		{"a damaged page", harFile(`"text":"{\"logs\":[{\"id\"!]"`), 0, 1},
		{"no log entries", harFile(`"text":"<p>"`, `"text":"{\"logs\":null}"`), 0, 1},
		{"nothing but empty answers", harFile(``, ``), 0, 1},
		{"no exchanges", harFile(), 0, 0},
		{"something else called entries", `{"log":{"entries":[{"a":1},{"response":{},"startedDateTime":null}]}}`, 0, 2},
		{"log of another kind", `{"log":"x","entries":[{"a":1}]}`, 0, 1},
		{"lists that are no pages", `{"logs":{"a":[{"x":1}]}}` + `{"data":{"logs":{"logs":null,"x":[{"x":1}]}}}`, 0, 2},
		{"cut", strings.TrimSuffix(harFile(api, api), "]}}"), 2, 1},
		{"behind entries", expand("«a»\n") + harFile(api) + expand("\n«b»"), 3, 0},
	} {
		records, rejects, err := readAll(strings.NewReader(test.text))
		if len(records) != test.records || len(rejects) != test.rejects || err != nil {
			t.Errorf("%s: records %+v, rejects %+v, error %v", test.name, records, rejects, err)
		}
	}
}

// TestHARSecrets damages a recording at every byte: what browsers send with each request never reaches a reject.
func TestHARSecrets(t *testing.T) {
	sample, err := io.ReadAll(openSample(t, "har/dashboard.har"))
	if err != nil {
		t.Fatal(err)
	}
	whole := string(sample)
	if !strings.Contains(whole, "SECRET") {
		t.Fatal("the sample holds no secret")
	}
	for i := 0; i < len(whole); i += 7 {
		for _, text := range []string{whole[:i], whole[:i] + whole[i+1:], whole[:i] + "\x00" + whole[i+1:]} {
			_, rejects, err := readAll(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			for _, bad := range rejects {
				if strings.Contains(bad.Text, "SECRET") {
					t.Fatalf("damage at byte %d of %q: %+v", i, whole[max(0, i-20):min(len(whole), i+20)], bad)
				}
			}
		}
	}
}
