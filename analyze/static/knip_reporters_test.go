package static

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestKnipReportersPositions(t *testing.T) {
	tests := map[string][]Issue{
		"6.44.2-json": {
			{Kind: IssueExports, File: "src/cart.ts", Name: "total", Line: 2, Col: 14},
			{Kind: IssueEnumMembers, File: "src/cart.ts", Parent: "State", Name: "half open", Line: 8, Col: 3},
			{Kind: IssueBinaries, File: "package.json", Name: "lhci"},
			{Kind: IssueCycles, File: "src/cycle-a.ts", Name: "src/cycle-a.ts, src/cycle-b.ts", Line: 1, Col: 8},
		},
		"6.44.2-codeclimate": {
			{Kind: IssueExports, File: "src/cart.ts", Name: "total", Line: 2, Col: 14},
			{Kind: IssueEnumMembers, File: "src/cart.ts", Parent: "State", Name: "half open", Line: 8, Col: 3},
			{Kind: IssueBinaries, File: "package.json", Name: "lhci"},
			{Kind: IssueCycles, File: "src/cycle-a.ts", Name: "src/cycle-a.ts, src/cycle-b.ts"},
		},
		"6.44.2-sarif": {
			{Kind: IssueExports, File: "src/cart.ts", Name: "total", Line: 2, Col: 14},
			{Kind: IssueEnumMembers, File: "src/cart.ts", Parent: "State", Name: "half open", Line: 8, Col: 3},
			{Kind: IssueBinaries, File: "package.json", Name: "lhci"},
			{Kind: IssueCycles, File: "src/cycle-a.ts", Name: "src/cycle-a.ts, src/cycle-b.ts"},
		},
		"5.46.0-codeclimate": {
			{Kind: IssueExports, File: "src/cart.ts", Name: "total", Line: 2, Col: 14},
			{Kind: IssueClassMembers, File: "src/cart.ts", Parent: "Cart", Name: "drop", Line: 12, Col: 3},
			{Kind: IssueUnresolved, File: "src/index.ts", Name: "./gone", Line: 6, Col: 17},
		},
	}
	for name, want := range tests {
		r, err := findReport(readShop(t, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, issue := range want {
			if !slices.Contains(r.Issues, issue) {
				t.Errorf("%s: %+v is not among %+v", name, issue, r.Issues)
			}
		}
	}
}

// The json reporter says most, whichever place it has among the others.
func TestKnipReportersTogether(t *testing.T) {
	json, quality, sarif := readShop(t, "6.44.2-json"), readShop(t, "6.44.2-codeclimate"), readShop(t, "6.44.2-sarif")
	text := []byte("Unused files (2)\nsrc/größe [x]/Ta \"b\".ts\nsrc/old/parse.ts\n")
	tests := []struct {
		out   []byte
		shape string
	}{
		{slices.Concat(json, quality, text, sarif), Knip6},
		{slices.Concat(quality, text, json, sarif), Knip6},
		{slices.Concat(sarif, text, quality, json), Knip6},
		{slices.Concat(quality, sarif), KnipSARIF},
		{slices.Concat(sarif, quality), KnipSARIF},
		{slices.Concat(text, quality), KnipCodeClimate},
	}
	for i, test := range tests {
		r, err := findReport(test.out)
		if err != nil || r.Shape != test.shape || len(r.Files) != 2 {
			t.Errorf("%d: got %+v, %v, want %s", i, r, err, test.shape)
		}
	}
}

func TestDescribedIssue(t *testing.T) {
	tests := []struct {
		kind         IssueKind
		words        string
		name, parent string
	}{
		{IssueExports, "Unused export: total", "total", ""},
		{IssueExports, "total", "total", ""},
		{IssueExports, "Unused export: two (ns)", "two", "ns"},
		{IssueEnumMembers, "Unused exported enum member: half (open) (State)", "half (open)", "State"},
		{IssueEnumMembers, "a\nb (State)", "a\nb", "State"},
		{IssueNamespaceExports, "Exports in used namespace: one (all)", "one", "all"},
		{IssueNamespaceTypes, "Exported types in used namespace: T (all)", "T", "all"},
		{IssueOptionalPeerDependencies, "Referenced optional peerDependency: opt-peer", "opt-peer", ""},
		{IssueUnresolved, "Unresolved import: ./(shop)/page (1)", "./(shop)/page (1)", ""},
		{IssueUnresolved, "virtual:routes", "virtual:routes", ""},
		{IssueUnresolved, "Unresolved import: Unused export: x", "Unused export: x", ""},
		{IssueExports, "", "", ""},
	}
	for _, test := range tests {
		want := Issue{Kind: test.kind, Name: test.name, Parent: test.parent}
		if got := describedIssue(test.kind, test.words); got != want {
			t.Errorf("%q: got %+v, want %+v", test.words, got, want)
		}
	}
}

func TestKnipReportersRefuse(t *testing.T) {
	sarif := func(results string) string {
		return `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"ESLint"}}},{"tool":{"driver":{"name":"knip"}},"results":` + results + `}]}`
	}
	result := func(rule, message, uri string) string {
		return sarif(`[{"ruleId":"` + rule + `","message":{"text":"` + message + `"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"` + uri + `"}}}]}]`)
	}
	entry := func(check, description, location string) string {
		return `[{"check_name":"Unused exports","description":"x","location":{"path":"live.ts"}},` +
			`{"check_name":"` + check + `","description":` + description + `,"location":` + location + `}]`
	}
	tests := map[string]struct{ out, reason string }{
		"unknown check":         {entry("Unused routes", `"x"`, `{"path":"a.ts"}`), `finding 2: "Unused routes" is no check_name of Knip`},
		"no description":        {entry("Unused files", `null`, `{"path":"a.ts"}`), "no description"},
		"no location":           {entry("Unused files", `"a.ts"`, `null`), "no path"},
		"another file":          {entry("Unused files", `"Unused file: b.ts"`, `{"path":"a.ts"}`), `calls "b.ts" unused in the file "a.ts"`},
		"line in words":         {entry("Unused types", `"x"`, `{"path":"a.ts"}`), "no check_name of Knip"},
		"wrong line":            {entry("Unused exports", `"x"`, `{"path":"a.ts","lines":{"begin":"1"}}`), "no number"},
		"wrong position":        {entry("Unused exports", `"x"`, `{"path":"a.ts","positions":{"begin":{"line":1.5}}}`), "no number"},
		"absolute":              {entry("Unused files", `"/a.ts"`, `{"path":"/a.ts"}`), "not a path inside"},
		"results missing":       {sarif("null"), "results of the SARIF log is not a list"},
		"another tool's rule":   {result("eslint/no-undef", "x", "a.ts"), `"eslint/no-undef" is no ruleId of Knip`},
		"rule without a kind":   {result("knip/", "x", "a.ts"), "no ruleId of Knip"},
		"another file in sarif": {result("knip/files", "Unused file: b.ts", "a.ts"), `calls "b.ts" unused in the file "a.ts"`},
		"not escaped":           {result("knip/files", "Unused file: a%.ts", "a%.ts"), "not escaped"},
		"escaped once":          {result("knip/files", "Unused file: a%20b.ts", "a%20b.ts"), `calls "a%20b.ts" unused in the file "a b.ts"`},
		"file URI":              {result("knip/files", "Unused file: file:///a.ts", "file:///a.ts"), "not a path inside"},
		"escaped detour":        {result("knip/files", "Unused file: src/../../a.ts", "src/%2E%2E/../a.ts"), "not a path inside"},
		"no locations":          {sarif(`[{"ruleId":"knip/files","message":{"text":"a.ts"},"locations":[]}]`), "not one location"},
		"no message":            {sarif(`[{"ruleId":"knip/files"}]`), "no message"},
		"result no object":      {sarif(`["knip/files"]`), "no ruleId of Knip"},
		"two runs":              {strings.Replace(sarif("[]"), "ESLint", "knip", 1), "two runs of Knip"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { refuses(t, []byte(test.out), test.reason) })
	}
}

func readShop(t *testing.T, name string) []byte {
	t.Helper()
	out, err := os.ReadFile(filepath.Join("testdata", "knip", "shop", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
