package static

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestReadKnipShapes(t *testing.T) {
	tests := []struct {
		file     string
		shape    string
		files    []string
		issues   int
		warnings int
	}{
		{"knip2.json", Knip2, []string{"src/legacy/OldMap.tsx", "src/hooks/use-cart 2.ts"}, 4, 0},
		{"knip2-ext.json", Knip2, []string{"src/legacy/OldMap.tsx"}, 3, 0},
		{"knip3.json", Knip3, []string{"src/legacy/OldMap.tsx", "src/hooks/use-cart 2.ts"}, 4, 0},
		{"knip5.json", Knip3, []string{"src/legacy/OldMap.tsx", "src/größe/Tabelle.tsx"}, 2, 0},
		{"knip6.json", Knip6, []string{"src/legacy/OldMap.tsx", "src/old/parse.ts"}, 3, 0},
		{"knip6-pretty.json", Knip6, []string{"src/legacy/OldMap.tsx", "src/old/parse.ts"}, 3, 0},
		{"knip6-bare-install.json", Knip6, []string{"src/main.tsx"}, 3, 1},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			path := filepath.Join("testdata", "knip", test.file)
			r, err := ReadKnip(path, KnipOptions{ExitCode: -1})
			if err != nil {
				t.Fatal(err)
			}
			if r.Path != path || r.Shape != test.shape || len(r.Issues) != test.issues || len(r.Warnings) != test.warnings {
				t.Errorf("got %+v, want %+v", r, test)
			}
			if !slices.Equal(r.Files, test.files) {
				t.Errorf("files = %q, want %q", r.Files, test.files)
			}
		})
	}
}

const (
	report3 = `{"files":["src/a.ts","src/b.ts"],"issues":[]}`
	report6 = `{"issues":[{"file":"src/a.ts","files":[{"name":"src/a.ts"}]},{"file":"src/b.ts","files":[{"name":"src/b.ts"}]}]}`
	report2 = `[{"file":"src/a.ts","files":true},{"file":"src/b.ts","files":true}]`

	reportCodeClimate = `[{"type":"issue","check_name":"Unused files","description":"Unused file: src/a.ts","location":{"path":"src/a.ts","lines":{"begin":0,"end":0}}},` +
		`{"type":"issue","check_name":"Unused files","description":"Unused file: src/b.ts","location":{"path":"src/b.ts","lines":{"begin":0,"end":0}}}]`
	reportSARIF = `{"$schema":"https://example.com/sarif-schema-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"knip"}},"results":[` +
		`{"ruleId":"knip/files","message":{"text":"Unused file: src/a.ts"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/a.ts"}}}]},` +
		`{"ruleId":"knip/files","message":{"text":"Unused file: src/b.ts"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/b.ts"}}}]}]}]}`
)

// Each of these hides a report of src/a.ts and src/b.ts.
func TestReadKnipPolluted(t *testing.T) {
	tests := map[string]string{
		"build chatter":         "🔧 Building for mode: production\n🔧 Building for mode: development\n" + report3,
		"npm run":               "\n> shop@1.0.0 knip\n> knip --reporter json\n\n" + report6,
		"yarn 1":                "yarn run v1.22.22\n$ knip --reporter json\n" + report3 + "\ninfo Visit https://yarnpkg.com/en/docs/cli/run for documentation about this command.\n",
		"pnpm":                  "\n> shop@1.0.0 knip /src/shop\n> knip --reporter json\n\n" + report6 + "\n\u2009ELIFECYCLE\u2009 Command failed with exit code 1.\n",
		"knip 2 counts in exit": report2 + "\n ELIFECYCLE  Command failed with exit code 2.\n",
		"performance table":     report6 + "\nName      size  min   max\n--------  ----  ----  ----\nfindByKey    3  0.12  4.02\n",
		"table glued to it":     report6 + "Total running time: 4.1s {ok} [done]\n",
		"debug dump":            "[*] Unresolved configuration\n{ cacheLocation: '/x/y', files: [ 'a' ],\n  issues: [] }\n[*] Included issue types\n[ 'files' ]\n" + report3,
		"colours":               "\x1b[32m✓\x1b[39m built\n\x1b[2K\x1b[1G" + report3 + "\x1b[0m\n",
		"link":                  "\x1b]8;;https://knip.dev\x07knip\x1b]8;;\x07\n" + report3,
		"spinner":               "⠋ loading\r⠙ loading\r" + report3 + "\r\n",
		"no line end before":    "loading vite.config.ts ... " + report6,
		"task runner's label":   "web:knip: cache miss\nweb:knip: " + report3 + "\n",
		"windows line ends":     "> knip\r\n\r\n" + strings.ReplaceAll("{\n  \"files\": [\n \"src/a.ts\",\n \"src/b.ts\" ],\n \"issues\": [] }\n", "\n", "\r\n"),
		"byte order mark":       "\ufeff" + report3,
		"other JSON before":     "{\"mode\":\"production\"}\n[1,2]\n{\"files\":[\"dist\"],\"include\":[]}\n" + report3,
		"console.log([])":       "[]\n" + report3,
		"several reporters":     "Unused files (2)\nsrc/a.ts\nsrc/b.ts\n" + report3 + reportCodeClimate + "\n" + reportSARIF + "\n",
		"codeclimate":           "🔧 Building for mode: production\n" + reportCodeClimate + "\n",
		"sarif":                 "🔧 Building for mode: production\n" + reportSARIF + "\n",
		"label before sarif":    "web:knip: " + reportSARIF + "\n",
		"label before quality":  "web:knip: " + reportCodeClimate + "\n",
		"another tool's sarif":  `{"$schema":"https://example.com/sarif-schema-2.1.0.json","version":"2.1.0","runs":[]}` + "\n" + report6,
		"same report twice":     report3 + report3 + "\n",
		"same in another shape": report6 + "\n" + report3 + "\n",
		"same in another order": report3 + "\n" + `{"files":["src/b.ts","src/a.ts"],"issues":[]}`,
		"repeats":               `{"files":["src/a.ts","src/b.ts","src/a.ts"],"issues":[]}`,
	}
	for name, out := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := findReport([]byte(out))
			if err != nil {
				t.Fatal(err)
			}
			if want := []string{"src/a.ts", "src/b.ts"}; !slices.Equal(r.Files, want) {
				t.Errorf("files = %q, want %q", r.Files, want)
			}
		})
	}
}

func TestReadKnipUTF16(t *testing.T) {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune("🔧 Building\r\n" + report3 + "\r\n")) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	r, err := findReport(out)
	if err != nil || len(r.Files) != 2 {
		t.Fatalf("got %+v, %v", r, err)
	}
}

// An empty report is an answer, but one that needs a second look.
func TestReadKnipEmpty(t *testing.T) {
	tests := map[string]string{
		`{"files":[],"issues":[]}`:            Knip3,
		`{"issues":[]}`:                       Knip6,
		"[]":                                  Knip2,
		"\n> knip\n\n[]\n":                    Knip2,
		`{"files":[],"issues":[]}` + "\n[]\n": Knip3,
	}
	for out, shape := range tests {
		r, err := findReport([]byte(out))
		if err != nil {
			t.Errorf("%q: %v", out, err)
			continue
		}
		if r.Shape != shape || len(r.Files) != 0 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "--production") {
			t.Errorf("%q: got %+v", out, r)
		}
	}
}

func TestReadKnipRefuses(t *testing.T) {
	tests := map[string]struct{ out, reason string }{
		"empty file":             {"", "empty"},
		"blank file":             {" \n\n", "empty"},
		"chatter only":           {"🔧 Building for mode: production\n", "no Knip JSON"},
		"help text":              {"Usage: knip [options]\n", "help text"},
		"run help":               {"\nRun `knip --help` or visit https://knip.dev for help\n", "failed"},
		"crash beside a list":    {"[]\nModule load error? Visit https://knip.dev\n", "failed"},
		"load error":             {"ERROR: Error loading vite.config.ts\n" + report6, "failed"},
		"pnpm tells exit 2":      {report6 + "\n ELIFECYCLE  Command failed with exit code 2.\n", "failed"},
		"markdown reporter":      {"# Knip report\n\n## Unused files (1)\n", "markdown"},
		"github-actions":         {"::error file=src/a.ts,title=Unused file::src/a.ts\n", "github-actions"},
		"nothing, as text":       {"✂️  Excellent, Knip found no issues.\n", "text reporters"},
		"cut off":                {report3[:30], "breaks off"},
		"cut off in pretty form": {"{\n  \"issues\": [\n    {", "breaks off"},
		"without last bracket":   {strings.TrimSuffix(report6, "}"), "breaks off"},
		"chatter inside":         {`{"files":["src/a.ts", Building` + "\n" + report3, "breaks off"},
		"endless brackets":       {strings.Repeat("\n[{\"a\":1},", 5000), "breaks off"},
		"two reports":            {report3 + "\n" + `{"files":["src/c.ts"],"issues":[]}`, "differ"},
		"full and empty":         {report3 + "\n" + `{"issues":[]}`, "differ"},
		"other product":          {`{"total":0,"issues":[]}`, `"total"`},
		"other array":            {`[{"filePath":"/x/a.js","messages":[]}]`, "not of Knip"},
		"package.json":           {`{"name":"shop","files":["dist"]}`, "not of Knip"},
		"other codeclimate":      {`[{"type":"issue","check_name":"no-unused-vars","description":"x","location":{"path":"a.ts"}}]`, "not Knip's"},
		"other sarif":            {`{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"ESLint"}},"results":[]}]}`, "without a run of Knip"},
		"exit 2 and nothing":     {"[]\n ELIFECYCLE  Command failed with exit code 2.\n", "failed"},
		"differing reporters":    {report3 + "\n" + strings.ReplaceAll(reportSARIF, "src/b.ts", "src/c.ts"), "differ"},
		"cut off codeclimate":    {reportCodeClimate[:90], "breaks off"},
		"cut off sarif":          {reportSARIF[:90], "breaks off"},
		"the parent directory":   {`{"files":[".."],"issues":[]}`, "not a path inside"},
		"issue with backslashes": {`{"files":[],"issues":[{"file":"src\\a.ts","exports":[{"name":"x"}]}]}`, "backslashes"},
		"issue with a root":      {`{"issues":[{"file":"/a.ts","files":[],"exports":[{"name":"x"}]}]}`, "not a path inside"},
		"capital keys":           {`{"Files":[],"Issues":[]}`, "not of Knip"},
		"list without issues":    {`{"files":["src/a.ts"]}`, "not of Knip"},
		"list of paths":          {`["src/a.ts"]`, "not of Knip"},
		"null":                   {`{"files":null,"issues":[]}`, "files is not a list"},
		"files no list":          {`{"files":{"src/a.ts":true},"issues":[]}`, "files is not a list"},
		"files of objects":       {`{"files":[{"name":"src/a.ts"}],"issues":[]}`, "entry 1 of files is not a string"},
		"issues no list":         {`{"files":[],"issues":{}}`, "issues is not a list"},
		"row no object":          {`{"issues":["src/a.ts"]}`, "row 1"},
		"row without file":       {`{"issues":[{"files":[]}]}`, "no file name"},
		"field of a row":         {`{"issues":[{"file":"a.ts","files":[],"exports":3}]}`, "exports is neither"},
		"files listed twice":     {`{"files":[],"issues":[{"file":"a.ts","files":[{"name":"a.ts"}]}]}`, "again for a.ts"},
		"another name":           {`{"issues":[{"file":"a.ts","files":[{"name":"b.ts"}]}]}`, "does not name that file"},
		"flag in knip 6":         {`{"issues":[{"file":"a.ts","files":true}]}`, "not a list"},
		"number in knip 2":       {`[{"file":"a.ts","files":1}]`, "neither true nor false"},
		"knip 6 without files":   {`{"issues":[{"file":"package.json","dependencies":[{"name":"x"}]}]}`, "left files out"},
		"knip 2 without files":   {`[{"file":"package.json","dependencies":["x"]}]`, "left files out"},
		"issues out of knip 3":   {`[{"file":"package.json","dependencies":[{"name":"x"}]}]`, "left files out"},
		"backslashes":            {`{"files":["src\\a.ts"],"issues":[]}`, `src\\a.ts" is written with backslashes`},
		"absolute":               {`{"files":["/etc/passwd"],"issues":[]}`, `"/etc/passwd" is not a path inside`},
		"drive":                  {`{"files":["C:/x/a.ts"],"issues":[]}`, `"C:/x/a.ts" is not a path inside`},
		"outside":                {`{"files":["../other/a.ts"],"issues":[]}`, `none of the 1 files it flags lies in the directory Knip ran in, the first is "../other/a.ts"`},
		"outside by detour":      {`{"files":["src/../../a.ts"],"issues":[]}`, "not a path inside"},
		"the project itself":     {`{"files":["."],"issues":[]}`, "not a path inside"},
		"no path":                {`{"files":[""],"issues":[]}`, "not a path inside"},
		"NUL":                    {`{"files":["src/a.ts\u0000"],"issues":[]}`, "unreadable characters"},
		"lost characters":        {"{\"files\":[\"src/gr\xfc\xdfe.ts\"],\"issues\":[]}", "unreadable characters"},
		"absolute in knip 6":     {`{"issues":[{"file":"/a.ts","files":[{"name":"/a.ts"}]}]}`, "not a path inside"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { refuses(t, []byte(test.out), test.reason) })
	}
	for file, reason := range map[string]string{"crash.txt": "failed", "symbols.txt": "text reporters"} {
		t.Run(file, func(t *testing.T) {
			out, err := os.ReadFile(filepath.Join("testdata", "knip", file))
			if err != nil {
				t.Fatal(err)
			}
			refuses(t, out, reason)
		})
	}
}

func refuses(t *testing.T, out []byte, reason string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "knip.json")
	if err := os.WriteFile(path, out, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := ReadKnip(path, KnipOptions{ExitCode: -1})
	var fe *FormatError
	if !errors.As(err, &fe) {
		t.Fatalf("got %+v, %v, want a *FormatError", r, err)
	}
	if fe.Path != path || !strings.Contains(fe.Reason, reason) || !strings.Contains(fe.Hint, "npx knip --reporter json > knip.json") {
		t.Errorf("got %+v, want a reason with %q", fe, reason)
	}
}

func TestReadKnipMissing(t *testing.T) {
	_, err := ReadKnip(filepath.Join(t.TempDir(), "none.json"), KnipOptions{ExitCode: -1})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want a missing file", err)
	}
}
