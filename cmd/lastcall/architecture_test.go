package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	module = "lastcall/"
	arrow  = "github.com/apache/arrow"
	duckdb = "github.com/marcboeker/go-duckdb"
)

// importRule says which of our packages a package may import.
type importRule struct {
	dir     string   // the package, and those below it that have no rule of their own: these may import each other
	imports []string // directories of other rules; "*" for all but scripts
	why     string
}

var importRules = []importRule{
	{"parse", nil, "a log format is tested and understood alone, without storage, SQL or routes"},
	{"parse/dataset", []string{"parse"}, "the dataset stores records and does not care what anybody asks of them"},
	{"parse/render", []string{"parse"}, "fetching logs is one more way to get their bytes"},
	{"analyze/catalogue", nil, "which route serves a request is a question of routes alone, so that it can be checked against a naive matcher"},
	{"analyze/static", nil, "what a source tree says is read without knowing what production says, so that neither can bend the other"},
	{"analyze/verdict", []string{"analyze/catalogue"}, "the policy is a pure function of evidence: no log, query or file may slip into a judgement"},
	{"analyze/plan", []string{"analyze/verdict"}, "the order of deletion follows from findings and nothing else"},
	{
		"analyze", []string{"analyze/catalogue", "analyze/static", "analyze/verdict", "parse/dataset"},
		"the analysis knows the dataset, not the log formats, and not how answers look",
	},
	{"report", []string{"analyze/verdict", "analyze/plan"}, "a number is computed in one place, the analysis; a report shows a Result without any database"},
	{"cmd", []string{"*"}, "commands put everything together, but the program contains no generator"},
	{"scripts/genlogs/world", nil, "a generator that shares code with the program shares its mistakes, and then its truth proves nothing"},
	{"scripts/genlogs/acme", nil, "a generator that shares code with the program shares its mistakes, and then its truth proves nothing"},
	{"scripts", []string{"scripts/genlogs/world", "scripts/genlogs/acme"}, "scripts stand beside the program, not on it"},
}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		rule, ok := ruleOf(name)
		if !ok {
			t.Errorf("package %s has no rule: say in importRules what it may import, and why", name)
			continue
		}
		for _, imported := range p.Imports {
			target, isOurs := strings.CutPrefix(imported, module)
			if isOurs && !rule.allows(target) {
				t.Errorf("%s imports %s, but below %s only %q may be imported: %s", name, target, rule.dir, rule.imports, rule.why)
			}
		}
	}
}

// ruleOf finds the rule of a package: its own, or that of the nearest directory above that has one.
func ruleOf(name string) (importRule, bool) {
	for dir := name; dir != "."; dir = path.Dir(dir) {
		for _, rule := range importRules {
			if rule.dir == dir {
				return rule, true
			}
		}
	}
	return importRule{}, false
}

func (r importRule) allows(target string) bool {
	of, _ := ruleOf(target)
	if slices.Contains(r.imports, "*") {
		return !strings.HasPrefix(of.dir, "scripts")
	}
	return of.dir == r.dir || slices.Contains(r.imports, of.dir)
}

// libraryRules keep each data library behind one package of ours.
var libraryRules = []struct{ library, only, why string }{
	{arrow, "parse/dataset", "the Parquet contract is written down once, and the library can be replaced there"},
	{duckdb, "analyze", "SQL runs in one place, and the database can be replaced there"},
}

// unlinked are packages whose programs must stay small and free of C: they link neither library, by whatever way.
var unlinked = []string{"parse", "report", "analyze/verdict", "analyze/catalogue", "analyze/static", "analyze/plan"}

func TestLibraries(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		for _, rule := range libraryRules {
			uses := func(imported string) bool { return strings.HasPrefix(imported, rule.library) }
			if name != rule.only && slices.ContainsFunc(p.Imports, uses) {
				t.Errorf("%s imports %s, which only %s may: %s", name, rule.library, rule.only, rule.why)
			}
			if slices.Contains(unlinked, name) && slices.ContainsFunc(p.Deps, uses) {
				t.Errorf("%s links %s (go list -deps ./%s tells how): it must be of use where there is no data library and no C compiler", name, rule.library, name)
			}
		}
	}
}

func TestNoInit(t *testing.T) {
	for _, p := range packages(t) {
		for _, file := range slices.Concat(p.GoFiles, p.CgoFiles, p.IgnoredGoFiles) {
			name := filepath.Join(p.Dir, file)
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			tree, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range tree.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
					t.Errorf("%s has a func init: what runs unasked and in no visible order is found by nobody; call it from main, or use a table", name)
				}
			}
		}
	}
}

// topLevel is what the repository shows a stranger first.
var topLevel = []string{"README.md", "LICENSE", "go.mod", "go.sum", "cmd", "parse", "analyze", "report", "testdata", "scripts"}

func TestTree(t *testing.T) {
	const root, maxSize = "../..", 1 << 20
	list := exec.Command("git", "ls-files", "-z")
	list.Dir = root
	out, err := list.Output()
	if err != nil || len(out) == 0 {
		t.Skipf("no git checkout: %v", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		top, _, _ := strings.Cut(name, "/")
		if !strings.HasPrefix(top, ".") && !slices.Contains(topLevel, top) {
			t.Errorf("%s is at the top of the tree, where only %s belong: a stranger finds the way by these names", name, strings.Join(topLevel, ", "))
		}
		info, err := os.Lstat(filepath.Join(root, name))
		switch {
		case errors.Is(err, os.ErrNotExist): // removed, and not committed yet
		case err != nil:
			t.Error(err)
		case info.Size() > maxSize:
			t.Errorf("%s has %d bytes, and no file may have more than %d: everybody who clones pays for it; generate it, or make it smaller", name, info.Size(), maxSize)
		}
	}
}

// goPackage is what go list says of a package of ours, tests left out.
type goPackage struct {
	ImportPath, Dir                   string
	GoFiles, CgoFiles, IgnoredGoFiles []string
	Imports, Deps                     []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,CgoFiles,IgnoredGoFiles,Imports,Deps", "./...")
	list.Dir = "../.."
	list.Stderr = os.Stderr
	out, err := list.Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("no go command")
	}
	if err != nil {
		t.Fatal(err)
	}
	var found []goPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		found = append(found, p)
	}
	if len(found) < 5 {
		t.Fatalf("go list knows only %d packages", len(found))
	}
	return found
}
