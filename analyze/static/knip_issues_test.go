package static

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestKnipIssues(t *testing.T) {
	tests := map[string]struct {
		report string
		want   []Issue
	}{
		"knip 2: strings": {
			`[{"file":"package.json","files":false,"dependencies":["left-pad"],"binaries":["lhci"]}]`,
			[]Issue{
				{Kind: IssueBinaries, File: "package.json", Name: "lhci"},
				{Kind: IssueDependencies, File: "package.json", Name: "left-pad"},
			},
		},
		"knip 2: members by parent": {
			`[{"file":"a.ts","files":false,"enumMembers":{"State":["OPEN","SHUT"],"Size":["XL"]},"classMembers":{"Cart":["add"]}}]`,
			[]Issue{
				{Kind: IssueClassMembers, File: "a.ts", Parent: "Cart", Name: "add"},
				{Kind: IssueEnumMembers, File: "a.ts", Parent: "Size", Name: "XL"},
				{Kind: IssueEnumMembers, File: "a.ts", Parent: "State", Name: "OPEN"},
				{Kind: IssueEnumMembers, File: "a.ts", Parent: "State", Name: "SHUT"},
			},
		},
		"knip 2: duplicates": {
			`[{"file":"a.ts","files":false,"duplicates":[["total","default"]]}]`,
			[]Issue{{Kind: IssueDuplicates, File: "a.ts", Name: "total, default"}},
		},
		"jsonExt": {
			`[{"file":"a.ts","files":false,"exports":[{"name":"total","line":3,"col":14,"pos":80}],"duplicates":[[{"name":"a"},{"name":"b"}]]}]`,
			[]Issue{
				{Kind: IssueDuplicates, File: "a.ts", Name: "a, b"},
				{Kind: IssueExports, File: "a.ts", Name: "total", Line: 3, Col: 14},
			},
		},
		"knip 3: members by parent": {
			`{"files":[],"issues":[{"file":"a.ts","owners":["@shop"],"enumMembers":{"State":[{"name":"OPEN","line":9,"col":3,"pos":200}]}}]}`,
			[]Issue{{Kind: IssueEnumMembers, File: "a.ts", Parent: "State", Name: "OPEN", Line: 9, Col: 3}},
		},
		"knip 5: namespaces": {
			`{"files":[],"issues":[{"file":"a.ts","owners":[{"name":"@shop"}],"nsTypes":[{"name":"T","line":2,"col":1,"pos":9}],"nsExports":[{"name":"e"}]}]}`,
			[]Issue{
				{Kind: IssueNamespaceExports, File: "a.ts", Name: "e"},
				{Kind: IssueNamespaceTypes, File: "a.ts", Name: "T", Line: 2, Col: 1},
			},
		},
		"knip 5: catalog without a position": {
			`{"files":[],"issues":[{"file":"pnpm-workspace.yaml","catalog":[{"name":"react","line":3}]}]}`,
			[]Issue{{Kind: IssueCatalog, File: "pnpm-workspace.yaml", Name: "react", Line: 3}},
		},
		"knip 6: members with their namespace": {
			`{"issues":[{"file":"a.ts","files":[],"namespaceMembers":[{"namespace":"Sp","name":"other","line":17,"col":60,"pos":348}]}]}`,
			[]Issue{{Kind: IssueNamespaceMembers, File: "a.ts", Parent: "Sp", Name: "other", Line: 17, Col: 60}},
		},
		"knip 6: cycle": {
			`{"issues":[{"file":"a.ts","files":[],"cycles":[[{"name":"a.ts","kind":"import","specifier":"./b","line":1,"col":8},{"name":"b.ts","line":4,"col":9}]]}]}`,
			[]Issue{{Kind: IssueCycles, File: "a.ts", Name: "a.ts, b.ts", Line: 1, Col: 8}},
		},
		"a kind of a later version": {
			`{"issues":[{"file":"a.ts","files":[],"barrels":[{"name":"x"}]}]}`,
			[]Issue{{Kind: "barrels", File: "a.ts", Name: "x"}},
		},
		"null for an unknown column": {
			`{"issues":[{"file":"a.ts","files":[],"exports":[{"name":"x","line":2,"col":null}]}]}`,
			[]Issue{{Kind: IssueExports, File: "a.ts", Name: "x", Line: 2}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := findReport([]byte(test.report))
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Files) != 0 || !reflect.DeepEqual(r.Issues, test.want) {
				t.Errorf("files %q, issues\n%+v, want\n%+v", r.Files, r.Issues, test.want)
			}
		})
	}
}

func TestKnipIssuesRefused(t *testing.T) {
	tests := map[string]string{
		`"exports":null`:                            "exports is neither a list nor an object",
		`"exports":"x"`:                             "exports is neither a list nor an object",
		`"exports":[1]`:                             "entry 1 of exports: neither a name nor an object",
		`"exports":["x",{}]`:                        "entry 2 of exports: there is no name",
		`"exports":[{"name":3}]`:                    "there is no name",
		`"exports":[{"name":"x","line":"3"}]`:       "no number",
		`"exports":[{"name":"x","line":-1}]`:        "no number",
		`"exports":[{"name":"x","col":1e99}]`:       "no number",
		`"exports":[{"name":"x","namespace":[]}]`:   "namespace is not a string",
		`"enumMembers":{"State":{"OPEN":true}}`:     `enumMembers of "State" is not a list`,
		`"duplicates":[[["a","b"]]]`:                "neither a name nor an object",
		`"cycles":[[{"specifier":"./b","line":1}]]`: "there is no name",
	}
	for field, reason := range tests {
		_, err := findReport([]byte(`{"issues":[{"file":"a.ts","files":[],` + field + `}]}`))
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: got %v, want %q", field, err, reason)
		}
	}
}

// A file that has unused exports, or anything else in issues, is in use. It is never among the
// flagged files, whatever shape says it.
func TestKnipIssuesFlagNoFile(t *testing.T) {
	kinds := []IssueKind{
		IssueExports, IssueNamespaceExports, IssueTypes, IssueNamespaceTypes, IssueEnumMembers, IssueClassMembers,
		IssueNamespaceMembers, IssueDependencies, IssueDevDependencies, IssueOptionalPeerDependencies, IssueUnlisted,
		IssueUnresolved, IssueBinaries, IssueDuplicates, IssueCycles, IssueCatalog, IssueCatalogReferences, "later",
	}
	shapes := map[string]string{
		Knip2: `[{"file":"dead.ts","files":true},{"file":"live.ts","files":false,"%s":["x"]}]`,
		Knip3: `{"files":["dead.ts"],"issues":[{"file":"live.ts","%s":[{"name":"x"}]}]}`,
		Knip6: `{"issues":[{"file":"dead.ts","files":[{"name":"dead.ts"}]},{"file":"live.ts","files":[],"%s":[{"name":"x"}]}]}`,
		KnipSARIF: `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"knip"}},"results":[` +
			`{"ruleId":"knip/files","message":{"text":"Unused file: dead.ts"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"dead.ts"}}}]},` +
			`{"ruleId":"knip/%s","message":{"text":"x"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"live.ts"}}}]}]}]}`,
	}
	for shape, format := range shapes {
		for _, kind := range kinds {
			onlyDead(t, shape, kind, fmt.Sprintf(format, kind))
		}
	}
	for title, kind := range codeClimateChecks {
		if kind != issueFiles {
			onlyDead(t, KnipCodeClimate, kind, `[{"check_name":"Unused files","description":"dead.ts","location":{"path":"dead.ts"}},`+
				`{"check_name":"`+title+`","description":"x","location":{"path":"live.ts"}}]`)
		}
	}
	if len(codeClimateChecks) != len(kinds) {
		t.Errorf("%d check names for %d kinds and the files", len(codeClimateChecks), len(kinds)-1)
	}
}

func onlyDead(t *testing.T, shape string, kind IssueKind, report string) {
	t.Helper()
	r, err := findReport([]byte(report))
	if err != nil {
		t.Errorf("%s, %s: %v", shape, kind, err)
		return
	}
	want := []Issue{{Kind: kind, File: "live.ts", Name: "x"}}
	if r.Shape != shape || !slices.Equal(r.Files, []string{"dead.ts"}) || !slices.Equal(r.Issues, want) {
		t.Errorf("%s, %s: got %+v", shape, kind, r)
	}
}

// The sample project of testdata/knip/shop has two unused files and one or more of every other finding;
// each version of Knip, with each of its reporters, found these in it.
func TestKnipVersions(t *testing.T) {
	const (
		all = "binaries package.json lhci|dependencies package.json left-pad|dependencies package.json svelte|devDependencies package.json right-pad|" +
			"enumMembers src/cart.ts SHUT of State|enumMembers src/cart.ts half open of State|" +
			"exports src/cart.ts default|exports src/cart.ts dup|exports src/cart.ts total|exports src/cycle-a.ts a|exports src/cycle-b.ts b|" +
			"exports src/dups.ts Other|optionalPeerDependencies package.json opt-peer|" +
			"types src/cart.ts Line|types src/cart.ts Row|unlisted src/index.ts chalk|unresolved src/index.ts ./gone"
		duplicates  = "duplicates src/dups.ts ANIM, default, Other"
		dupsDefault = "exports src/dups.ts default"
		tornApart   = "duplicates src/dups.ts ANIM|duplicates src/dups.ts Other|duplicates src/dups.ts default"
		classes     = "classMembers src/cart.ts add of Cart|classMembers src/cart.ts drop of Cart"
		ns          = "exports src/ns.ts two|types src/ns.ts Three"
		nsNamed     = "exports src/ns.ts two of ns|types src/ns.ts Three of ns"
		ns2         = "exports src/ns2.ts one|exports src/ns2.ts two|types src/ns2.ts Three"
		ns2Apart    = "nsExports src/ns2.ts one|nsExports src/ns2.ts two|nsTypes src/ns2.ts Three"
		ns2Named    = "nsExports src/ns2.ts one of all|nsExports src/ns2.ts two of all|nsTypes src/ns2.ts Three of all"
		inner       = "namespaceMembers src/cart.ts other of Sp"
		catalogs    = "catalog pnpm-workspace.yaml react of default|catalog pnpm-workspace.yaml vue of old"
		catalogRefs = "catalogReferences package.json svelte of new"
		cycle       = "cycles src/cycle-a.ts src/cycle-a.ts, src/cycle-b.ts"
	)
	tests := map[string][]string{
		"2.43.0-json":        {all, dupsDefault, duplicates, "duplicates src/cart.ts dup, default", classes, ns, ns2},
		"2.43.0-jsonExt":     {all, dupsDefault, duplicates, "duplicates src/cart.ts dup, default", classes, ns, ns2},
		"4.6.0-json":         {all, dupsDefault, duplicates, classes, ns, ns2},
		"5.46.0-codeclimate": {all, dupsDefault, tornApart, classes, nsNamed, ns2Named},
		"5.64.2-json":        {all, dupsDefault, duplicates, classes, ns, ns2Apart},
		"5.88.1-json":        {all, duplicates, classes, ns, "catalog pnpm-workspace.yaml react|catalog pnpm-workspace.yaml vue"},
		"6.0.0-json":         {all, dupsDefault, duplicates, nsNamed, inner, catalogs},
		"6.44.2-json":        {all, dupsDefault, duplicates, nsNamed, inner, catalogs, catalogRefs, cycle},
		"6.44.2-codeclimate": {all, dupsDefault, tornApart, nsNamed, inner, catalogs, catalogRefs, cycle},
		"6.44.2-sarif":       {all, dupsDefault, duplicates, nsNamed, inner, catalogs, catalogRefs, cycle},
	}
	fixtures, err := filepath.Glob("testdata/knip/shop/*.json")
	if err != nil || len(fixtures) != len(tests) {
		t.Fatalf("%d fixtures for %d tests: %v", len(fixtures), len(tests), err)
	}
	for name, parts := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := ReadKnip(filepath.Join("testdata", "knip", "shop", name+".json"), KnipOptions{ExitCode: 1})
			if err != nil {
				t.Fatal(err)
			}
			if want := []string{`src/größe [x]/Ta "b".ts`, "src/old/parse.ts"}; !slices.Equal(r.Files, want) || len(r.Warnings) != 0 {
				t.Errorf("files %q, want %q; warnings %q", r.Files, want, r.Warnings)
			}
			var got []string
			for _, issue := range r.Issues {
				line := fmt.Sprintf("%s %s %s of %s", issue.Kind, issue.File, issue.Name, issue.Parent)
				got = append(got, strings.TrimSuffix(line, " of "))
			}
			want := strings.Split(strings.Join(parts, "|"), "|")
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}
