package parse

import (
	"fmt"
	"strings"
	"testing"
)

// TestCutAnywhere cuts a record at every byte in every shape of stream: all others are read, and the cut is noticed. Only
// behind a label, where the rest of the list looks like more labels, does the damage reach to the end of its page.
func TestCutAnywhere(t *testing.T) {
	compact := func(id string) string {
		return fmt.Sprintf(`{"id":%q,"timestamp":"2027-01-01T00:00:00.5Z","message":"a \"b\" {c} [d]","labels":[{"name":"type","value":"app"},{"name":"level","value":"info"}]}`, id)
	}
	pretty := func(id string) string { return prettyEntry(id, "    ") }
	const head, tail = `{"hasMore":true,"logs":[`, `],"nextEndTime":"2027-01-01T00:00:00Z"}`
	shapes := []struct {
		name   string
		record func(id string) string
		stream string // of records a to d, where b is cut
	}{
		{"lines", compact, "«a»\n«b»\n«c»\n«d»\n"},
		{"glued lines", compact, "«a»\n«b»«c»\n«d»\n"},
		{"glued", compact, "«a»«b»«c»«d»"},
		{"glued pretty", pretty, "«a»«b»«c»«d»"},
		{"pretty lines", pretty, "«a»\n«b»\n«c»\n«d»"},
		{"array", compact, "[«a»,«b»,«c»,«d»]"},
		{"array of lines", compact, "[«a»,\n«b»,\n«c»,\n«d»]\n"},
		{"page", compact, head + "«a»,«b»,«c»" + tail + "«d»"},
		{"page of lines", compact, head + "\n«a»,\n«b»,\n«c»\n" + tail + "\n«d»"},
		{"pretty page", pretty, "{\n  \"hasMore\": true,\n  \"logs\": [\n    «a»,\n    «b»,\n    «c»\n  ],\n  \"x\": 1\n}\n«d»"},
		{"page cut there", compact, head + "«a»,«b»\n" + head + "«c»,«d»" + tail},
		{"page cut there and glued", compact, head + "«a»,«b»" + head + "«c»,«d»" + tail},
		{"pretty page cut there", pretty, "{\n  \"logs\": [\n    «a»,\n    «b»\n{\n  \"logs\": [\n    «c»,\n    «d»\n  ]\n}"},
	}
	for _, shape := range shapes {
		t.Run(shape.name, func(t *testing.T) {
			for n := 1; n < len(shape.record("b")); n++ {
				cut := shape.record("b")[:n]
				stream := strings.Replace(shape.stream, "«b»", cut, 1)
				for _, id := range []string{"a", "c", "d"} {
					stream = strings.Replace(stream, "«"+id+"»", shape.record(id), 1)
				}
				records, rejects, err := readAll(strings.NewReader(stream))
				got := ids(records)
				behindLabel := strings.HasSuffix(strings.TrimSpace(cut), "}")
				if err != nil || len(rejects) == 0 || got != "a c d" && (got != "a d" || !behindLabel) {
					t.Errorf("cut at %d, behind %q: records %q, rejects %v, error %v", n, cut[max(0, n-10):], got, rejects, err)
				}
			}
		})
	}
}
