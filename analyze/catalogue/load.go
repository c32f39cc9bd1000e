package catalogue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

const (
	dumpHint = "write a dump with scripts/export_fastapi_routes.py or pass an OpenAPI 3 document"
	rowHint  = "every row needs method, path and kind; write the dump anew with scripts/export_fastapi_routes.py"
)

// Load reads one routes file: an OpenAPI 3.x document (JSON or YAML) or a route dump (JSON).
//
// A file that is neither, or has no routes, or has a bad row yields a [*FormatError]; a file that cannot be read,
// the wrapped error of package os.
func Load(path string) (*File, error) {
	data, err := readLimited(path)
	if err != nil {
		return nil, fmt.Errorf("read routes: %w", err)
	}
	f := &File{Path: path}
	if len(data) > maxSize {
		return nil, &FormatError{Path: path, Reason: "it is larger than 64 MiB", Hint: dumpHint}
	}
	if err := f.read(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))); err != nil {
		err.Path = path
		return nil, err
	}
	for i := range f.Routes {
		f.Routes[i].Source = path
	}
	return f, nil
}

// maxSize is far beyond any list of routes: a file that is larger is something else.
const maxSize = 64 << 20

// readLimited reads no more than one byte beyond the limit.
func readLimited(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxSize+1))
}

// document holds the members that tell an OpenAPI document from a route dump.
type document struct {
	OpenAPI json.RawMessage `json:"openapi"`
	Swagger json.RawMessage `json:"swagger"`
	Paths   json.RawMessage `json:"paths"`
	Routes  json.RawMessage `json:"routes"`
}

func (f *File) read(data []byte) *FormatError {
	data, ferr := asJSON(data)
	if ferr != nil {
		return ferr
	}
	if data[0] == '[' {
		return f.readDump(data)
	}
	var doc document
	if err := json.Unmarshal(data, &doc); err != nil {
		return &FormatError{Reason: "it is not valid JSON: " + err.Error(), Hint: dumpHint}
	}
	switch {
	case doc.OpenAPI != nil:
		return f.readOpenAPI(data, doc)
	case doc.Swagger != nil:
		return &FormatError{
			Reason: "it is a Swagger " + scalar(doc.Swagger) + " document, and only OpenAPI 3 is read",
			Hint:   "convert it to OpenAPI 3, or write a dump with scripts/export_fastapi_routes.py",
		}
	case doc.Routes != nil:
		return f.readDump(doc.Routes)
	}
	return &FormatError{Reason: "it is neither an OpenAPI document nor a route dump", Hint: dumpHint}
}

// asJSON returns data as a JSON object or array, converted from YAML if need be.
func asJSON(data []byte) ([]byte, *FormatError) {
	if len(data) == 0 {
		return nil, &FormatError{Reason: "it is empty", Hint: dumpHint}
	}
	if data[0] == '{' || data[0] == '[' {
		return data, nil
	}
	converted, err := yamlToJSON(data)
	if err != nil {
		reason, _, _ := strings.Cut(err.Error(), "\n")
		return nil, &FormatError{Reason: "it is neither JSON nor YAML: " + reason, Hint: dumpHint}
	}
	if converted[0] != '{' && converted[0] != '[' {
		return nil, &FormatError{Reason: "it is neither an OpenAPI document nor a route dump", Hint: dumpHint}
	}
	return converted, nil
}

// scalar returns a JSON string, number or literal as plain text.
func scalar(raw json.RawMessage) string {
	return strings.Trim(string(raw), `"`)
}

// parseAdded reads the time at which a route was added: RFC 3339 or YYYY-MM-DD, zero when s is empty.
func parseAdded(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fmt.Errorf("the time %q, which is neither YYYY-MM-DD nor RFC 3339", s)
	}
	return t.UTC(), nil
}
