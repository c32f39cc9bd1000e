package static

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// issueFiles is how reporters name unused files; no Issue has this kind.
const issueFiles IssueKind = "files"

// codeClimateChecks are the check names of Knip's codeclimate reporter.
var codeClimateChecks = map[string]IssueKind{
	"Unused files":                         issueFiles,
	"Unused dependencies":                  IssueDependencies,
	"Unused devDependencies":               IssueDevDependencies,
	"Referenced optional peerDependencies": IssueOptionalPeerDependencies,
	"Unlisted dependencies":                IssueUnlisted,
	"Unlisted binaries":                    IssueBinaries,
	"Unresolved imports":                   IssueUnresolved,
	"Unused exports":                       IssueExports,
	"Exports in used namespace":            IssueNamespaceExports,
	"Unused exported types":                IssueTypes,
	"Exported types in used namespace":     IssueNamespaceTypes,
	"Unused exported enum members":         IssueEnumMembers,
	"Unused exported class members":        IssueClassMembers,
	"Unused exported namespace members":    IssueNamespaceMembers,
	"Duplicate exports":                    IssueDuplicates,
	"Unused catalog entries":               IssueCatalog,
	"Unresolved catalog references":        IssueCatalogReferences,
	"Circular dependencies":                IssueCycles,
}

// decodeCodeClimate reads an array of findings, each with its check_name, as Knip 5.46 and later write it.
func decodeCodeClimate(items []json.RawMessage) (*Report, error) {
	if first, err := text(jsonAt(items[0], "check_name")); err != nil || codeClimateChecks[first] == "" {
		return nil, errNoReport
	}
	return collectFindings(KnipCodeClimate, items, decodeCodeClimateEntry)
}

func decodeCodeClimateEntry(raw json.RawMessage) (Issue, error) {
	check, _ := text(jsonAt(raw, "check_name"))
	kind, ok := codeClimateChecks[check]
	if !ok {
		return Issue{}, fmt.Errorf("%q is no check_name of Knip", check)
	}
	description, err := text(jsonAt(raw, "description"))
	if err != nil {
		return Issue{}, errors.New("there is no description")
	}
	file, err := text(jsonAt(raw, "location", "path"))
	if err != nil {
		return Issue{}, errors.New("there is no path")
	}
	issue := describedIssue(kind, description)
	issue.File = file
	if begin := jsonAt(raw, "location", "positions", "begin"); begin != nil {
		issue.Line, issue.Col, err = knipPosition(jsonAt(begin, "line"), jsonAt(begin, "column"))
	} else {
		issue.Line, _, err = knipPosition(jsonAt(raw, "location", "lines", "begin"), nil)
	}
	return issue, err
}

// decodeSARIF reads the run of Knip in a SARIF log, as Knip 6.30 and later write it. Runs of other
// tools, which merged logs hold, are passed over.
func decodeSARIF(log map[string]json.RawMessage) (*Report, error) {
	runs, err := list(log["runs"])
	if err != nil {
		return nil, errNoReport
	}
	var found json.RawMessage
	for _, run := range runs {
		if tool, err := text(jsonAt(run, "tool", "driver", "name")); err != nil || tool != "knip" {
			continue
		}
		if found != nil {
			return nil, errors.New("the SARIF log holds two runs of Knip")
		}
		found = run
	}
	if found == nil {
		return nil, errNoReport
	}
	results, err := list(jsonAt(found, "results"))
	if err != nil {
		return nil, fmt.Errorf("unknown shape: results of the SARIF log is %w", err)
	}
	return collectFindings(KnipSARIF, results, decodeSARIFResult)
}

func decodeSARIFResult(raw json.RawMessage) (Issue, error) {
	rule, _ := text(jsonAt(raw, "ruleId"))
	kind, ok := strings.CutPrefix(rule, "knip/")
	if !ok || kind == "" {
		return Issue{}, fmt.Errorf("%q is no ruleId of Knip", rule)
	}
	message, err := text(jsonAt(raw, "message", "text"))
	if err != nil {
		return Issue{}, errors.New("there is no message")
	}
	locations, err := list(jsonAt(raw, "locations"))
	if err != nil || len(locations) != 1 {
		return Issue{}, errors.New("there is not one location")
	}
	uri, err := text(jsonAt(locations[0], "physicalLocation", "artifactLocation", "uri"))
	if err != nil {
		return Issue{}, errors.New("there is no path")
	}
	issue := describedIssue(IssueKind(kind), message)
	if issue.File, err = url.PathUnescape(uri); err != nil {
		return Issue{}, fmt.Errorf("path %q is not escaped as in a URI", uri)
	}
	region := jsonAt(locations[0], "physicalLocation", "region")
	issue.Line, issue.Col, err = knipPosition(jsonAt(region, "startLine"), jsonAt(region, "startColumn"))
	return issue, err
}

// collectFindings sorts decoded findings into unused files and the others. Both reporters repeat the path of an
// unused file in words; an entry where the two differ is not what it seems.
func collectFindings(shape string, items []json.RawMessage, decode func(json.RawMessage) (Issue, error)) (*Report, error) {
	var files []string
	var issues []Issue
	for i, item := range items {
		issue, err := decode(item)
		if err != nil {
			return nil, fmt.Errorf("unknown shape: finding %d: %w", i+1, err)
		}
		switch {
		case issue.Kind != issueFiles:
			issues = append(issues, issue)
		case issue.Name != issue.File:
			return nil, fmt.Errorf("unknown shape: finding %d calls %q unused in the file %q", i+1, issue.Name, issue.File)
		default:
			files = append(files, issue.File)
		}
	}
	return newReport(shape, files, issues)
}

var (
	// What a finding is called in words, which Knip 5.46 does not say yet: "Unused export: total".
	findingTitle = regexp.MustCompile(`^(?:Unused|Unlisted|Unresolved|Referenced|Duplicate|Circular|Exports|Exported)(?: [A-Za-z]+)+: `)

	withParent = regexp.MustCompile(`(?s)^(.+) \(([^()]*)\)$`)
)

// describedIssue takes a finding out of the words "Unused exported enum member: OPEN (State)".
func describedIssue(kind IssueKind, words string) Issue {
	issue := Issue{Kind: kind, Name: words[len(findingTitle.FindString(words)):]}
	switch kind {
	case IssueExports, IssueNamespaceExports, IssueTypes, IssueNamespaceTypes, IssueEnumMembers, IssueClassMembers,
		IssueNamespaceMembers, IssueCatalog, IssueCatalogReferences:
		if m := withParent.FindStringSubmatch(issue.Name); m != nil {
			issue.Name, issue.Parent = m[1], m[2]
		}
	}
	return issue
}
