package static

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// IssueKind is a kind of finding, under the name that Knip's configuration has for it. A report of
// a later Knip may hold kinds that are not listed here.
type IssueKind string

// The kinds of findings of Knip 2 to 6, other than unused files. Knip 2 to 4 counts the exports and types
// of a namespace that is imported whole among the exports and types.
const (
	IssueExports                  IssueKind = "exports"
	IssueNamespaceExports         IssueKind = "nsExports"
	IssueTypes                    IssueKind = "types"
	IssueNamespaceTypes           IssueKind = "nsTypes"
	IssueEnumMembers              IssueKind = "enumMembers"
	IssueClassMembers             IssueKind = "classMembers"
	IssueNamespaceMembers         IssueKind = "namespaceMembers"
	IssueDependencies             IssueKind = "dependencies"
	IssueDevDependencies          IssueKind = "devDependencies"
	IssueOptionalPeerDependencies IssueKind = "optionalPeerDependencies"
	IssueUnlisted                 IssueKind = "unlisted"
	IssueUnresolved               IssueKind = "unresolved"
	IssueBinaries                 IssueKind = "binaries"
	IssueDuplicates               IssueKind = "duplicates"
	IssueCycles                   IssueKind = "cycles"
	IssueCatalog                  IssueKind = "catalog"
	IssueCatalogReferences        IssueKind = "catalogReferences"
)

// Issue is one finding of Knip other than an unused file.
type Issue struct {
	Kind   IssueKind
	File   string // where the finding is, like the paths in Report.Files
	Parent string // the enum, class, namespace, catalog or namespace import that Name belongs to; empty when it belongs to none
	Name   string // as Knip prints it; of duplicates all their names, of a cycle its files relative to where Knip ran, joined by ", "
	Line   int    // from 1; 0 when unknown
	Col    int    // from 1; 0 when unknown
}

// decodeIssues reads what a row says under one key: a list, or lists under the names of their parents.
func decodeIssues(kind IssueKind, file string, raw json.RawMessage) ([]Issue, error) {
	if items, err := list(raw); err == nil {
		return decodeItems(kind, file, "", items)
	}
	parents, err := object(raw)
	if err != nil {
		return nil, fmt.Errorf("%s is neither a list nor an object", kind)
	}
	var issues []Issue
	for _, parent := range slices.Sorted(maps.Keys(parents)) {
		items, err := list(parents[parent])
		if err != nil {
			return nil, fmt.Errorf("%s of %q is %w", kind, parent, err)
		}
		members, err := decodeItems(kind, file, parent, items)
		if err != nil {
			return nil, err
		}
		issues = append(issues, members...)
	}
	return issues, nil
}

func decodeItems(kind IssueKind, file, parent string, items []json.RawMessage) ([]Issue, error) {
	issues := make([]Issue, len(items))
	for i, item := range items {
		issue, err := decodeItem(item)
		if err != nil {
			return nil, fmt.Errorf("entry %d of %s: %w", i+1, kind, err)
		}
		issue.Kind, issue.File = kind, file
		if parent != "" {
			issue.Parent = parent
		}
		issues[i] = issue
	}
	return issues, nil
}

// decodeItem reads a symbol, or a group of them: names for one value, the files of a cycle.
func decodeItem(raw json.RawMessage) (Issue, error) {
	group, err := list(raw)
	if err != nil {
		return decodeSymbol(raw)
	}
	var issue Issue
	names := make([]string, len(group))
	for i, item := range group {
		symbol, err := decodeSymbol(item)
		if err != nil {
			return Issue{}, err
		}
		if i == 0 {
			issue = symbol
		}
		names[i] = symbol.Name
	}
	issue.Name = strings.Join(names, ", ")
	return issue, nil
}

// decodeSymbol reads a name, or an object with a name and what else is known of it.
func decodeSymbol(raw json.RawMessage) (issue Issue, err error) {
	if issue.Name, err = text(raw); err == nil {
		return issue, nil
	}
	fields, err := object(raw)
	if err != nil {
		return Issue{}, errors.New("neither a name nor an object")
	}
	if issue.Name, err = text(fields["name"]); err != nil {
		return Issue{}, errors.New("there is no name")
	}
	if parent := fields["namespace"]; parent != nil {
		if issue.Parent, err = text(parent); err != nil {
			return Issue{}, fmt.Errorf("namespace is %w", err)
		}
	}
	issue.Line, issue.Col, err = knipPosition(fields["line"], fields["col"])
	return issue, err
}

// knipPosition reads a line and a column; what is missing is 0, and so is the line 0 of findings without one.
func knipPosition(line, col json.RawMessage) (l, c int, err error) {
	for _, n := range []struct {
		raw  json.RawMessage
		into *int
	}{{line, &l}, {col, &c}} {
		if n.raw == nil {
			continue
		}
		if json.Unmarshal(n.raw, n.into) != nil || *n.into < 0 {
			return 0, 0, errors.New("the line or the column is no number")
		}
	}
	return l, c, nil
}
