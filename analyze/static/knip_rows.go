package static

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// errNoReport marks a JSON value that does not even look like a report.
var errNoReport = errors.New("no report")

// row is one element of a report's issues: what Knip has to say about one file.
type row struct {
	file   string
	files  json.RawMessage // what Knip 2 and 6 say about the file as a whole; nil when they say nothing
	issues []Issue         // exports, dependencies and the like
}

// decodeReport reads a complete JSON value as a report of any version. Keys are compared exactly and
// the type of every field is checked, because a shape nobody knows may well mean something else.
func decodeReport(raw json.RawMessage) (*Report, error) {
	if items, err := list(raw); err == nil {
		return decodeArray(items)
	}
	doc, err := object(raw)
	if err == nil && doc["runs"] != nil {
		return decodeSARIF(doc)
	}
	if err != nil || doc["issues"] == nil {
		return nil, errNoReport
	}
	for _, key := range slices.Sorted(maps.Keys(doc)) {
		if key != "issues" && key != "files" {
			return nil, fmt.Errorf("unknown shape: Knip's report has no field %q", key)
		}
	}
	issues, err := list(doc["issues"])
	if err != nil {
		return nil, fmt.Errorf("unknown shape: issues is %w", err)
	}
	rows, err := decodeRows(issues)
	if err != nil {
		return nil, err
	}
	if files := doc["files"]; files != nil {
		return decodeKnip3(files, rows)
	}
	return decodeKnip6(rows)
}

func decodeArray(items []json.RawMessage) (*Report, error) {
	switch {
	case len(items) == 0:
		return nil, errNoReport
	case jsonAt(items[0], "check_name") != nil:
		return decodeCodeClimate(items)
	case jsonAt(items[0], "file") != nil:
		return decodeKnip2(items)
	}
	return nil, errNoReport
}

// decodeKnip2 reads an array of rows, each with files: true or false.
func decodeKnip2(items []json.RawMessage) (*Report, error) {
	rows, err := decodeRows(items)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, row := range rows {
		switch string(row.files) {
		case "true":
			files = append(files, row.file)
		case "false":
		case "":
			return nil, withoutFiles(row.file)
		default:
			return nil, fmt.Errorf("unknown shape: files of %s is neither true nor false", row.file)
		}
	}
	return newReport(Knip2, files, issuesOf(rows))
}

// decodeKnip3 reads a top-level list of paths, as Knip 3, 4 and 5 write it.
func decodeKnip3(raw json.RawMessage, rows []row) (*Report, error) {
	items, err := list(raw)
	if err != nil {
		return nil, fmt.Errorf("unknown shape: files is %w", err)
	}
	files := make([]string, len(items))
	for i, item := range items {
		if files[i], err = text(item); err != nil {
			return nil, fmt.Errorf("unknown shape: entry %d of files is %w", i+1, err)
		}
	}
	for _, row := range rows {
		if row.files != nil {
			return nil, fmt.Errorf("unknown shape: unused files are listed at the top and again for %s", row.file)
		}
	}
	return newReport(Knip3, files, issuesOf(rows))
}

// decodeKnip6 reads rows of which each flagged one carries files: [{"name": its own path}].
func decodeKnip6(rows []row) (*Report, error) {
	var files []string
	for _, row := range rows {
		if row.files == nil {
			return nil, withoutFiles(row.file)
		}
		items, err := list(row.files)
		if err != nil {
			return nil, fmt.Errorf("unknown shape: files of %s is %w", row.file, err)
		}
		for _, item := range items {
			if name, err := itemName(item); err != nil || name != row.file {
				return nil, fmt.Errorf("unknown shape: files of %s does not name that file", row.file)
			}
			files = append(files, row.file)
		}
	}
	return newReport(Knip6, files, issuesOf(rows))
}

func withoutFiles(file string) error {
	return fmt.Errorf("the row of %s does not say whether the file is unused: Knip ran with --include or --exclude and left files out", file)
}

func decodeRows(items []json.RawMessage) ([]row, error) {
	rows := make([]row, len(items))
	for i, item := range items {
		var err error
		if rows[i], err = decodeRow(item); err != nil {
			return nil, fmt.Errorf("unknown shape: row %d: %w", i+1, err)
		}
	}
	return rows, nil
}

func decodeRow(raw json.RawMessage) (row, error) {
	fields, err := object(raw)
	if err != nil {
		return row{}, err
	}
	r := row{files: fields["files"]}
	if r.file, err = text(fields["file"]); err != nil || r.file == "" {
		return row{}, errors.New("there is no file name")
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if key == "file" || key == "files" || key == "owners" {
			continue
		}
		issues, err := decodeIssues(IssueKind(key), r.file, fields[key])
		if err != nil {
			return row{}, err
		}
		r.issues = append(r.issues, issues...)
	}
	return r, nil
}

func issuesOf(rows []row) []Issue {
	var issues []Issue
	for _, row := range rows {
		issues = append(issues, row.issues...)
	}
	return issues
}

func itemName(raw json.RawMessage) (string, error) {
	return text(jsonAt(raw, "name"))
}

// list, object and text read a value of exactly that type: null is none of them.

func list(raw json.RawMessage) (items []json.RawMessage, err error) {
	if json.Unmarshal(raw, &items) != nil || items == nil {
		return nil, errors.New("not a list")
	}
	return items, nil
}

func object(raw json.RawMessage) (fields map[string]json.RawMessage, err error) {
	if json.Unmarshal(raw, &fields) != nil || fields == nil {
		return nil, errors.New("not an object")
	}
	return fields, nil
}

func text(raw json.RawMessage) (string, error) {
	var s *string
	if json.Unmarshal(raw, &s) != nil || s == nil {
		return "", errors.New("not a string")
	}
	return *s, nil
}

// jsonAt returns the value under a path of keys, nil when there is none.
func jsonAt(raw json.RawMessage, keys ...string) json.RawMessage {
	for _, key := range keys {
		fields, err := object(raw)
		if err != nil {
			return nil
		}
		raw = fields[key]
	}
	return raw
}
