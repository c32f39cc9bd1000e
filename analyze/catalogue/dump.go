package catalogue

import (
	"encoding/json"
	"fmt"
	"strings"
)

// row is one route as a dump writes it.
type row struct {
	Method string   `json:"method"`
	Path   string   `json:"path"`
	Name   string   `json:"name"`
	Tags   []string `json:"tags"`
	File   string   `json:"file"`
	Line   int      `json:"line"`
	Kind   string   `json:"kind"`
	Added  string   `json:"added"`
}

// readDump reads the rows of a route dump, which are in the order of registration.
func (f *File) readDump(data []byte) *FormatError {
	f.Order = Registered
	var rows []json.RawMessage
	if err := json.Unmarshal(data, &rows); err != nil {
		return &FormatError{Reason: "its routes are not a list: " + err.Error(), Hint: dumpHint}
	}
	if len(rows) == 0 {
		return &FormatError{Reason: "it has no routes", Hint: dumpHint}
	}
	for i, raw := range rows {
		route, err := readRow(raw)
		if err != nil {
			return &FormatError{Reason: fmt.Sprintf("row %d has %v", i+1, err), Hint: rowHint}
		}
		f.Routes = append(f.Routes, route)
	}
	return nil
}

// readRow returns an error that completes the sentence "row 3 has …".
func readRow(raw json.RawMessage) (Route, error) {
	var r row
	if err := json.Unmarshal(raw, &r); err != nil {
		return Route{}, fmt.Errorf("a wrong shape: %w", err)
	}
	method := strings.ToUpper(r.Method)
	switch r.Kind {
	case "websocket":
		method = websocketMethod
	case "", "http", "mount":
	default:
		return Route{}, fmt.Errorf("the unknown kind %q", r.Kind)
	}
	if method == "" {
		return Route{}, fmt.Errorf("no method")
	}
	if err := checkPath(r.Path); err != nil {
		return Route{}, err
	}
	added, err := parseAdded(r.Added)
	return Route{
		Method: method,
		Path:   r.Path,
		Name:   r.Name,
		Tags:   r.Tags,
		File:   strings.ReplaceAll(r.File, `\`, "/"),
		Line:   r.Line,
		Added:  added,
	}, err
}

func checkPath(path string) error {
	if path == "" {
		return fmt.Errorf("no path")
	}
	if path[0] != '/' {
		return fmt.Errorf("the path %q, which does not start with /", path)
	}
	return nil
}
