package static

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// plant writes a tree of files into a new directory.
func plant(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestMentions puts one line into one file beside a flagged one and asks whether it names it.
func TestMentions(t *testing.T) {
	const card, index = "src/components/OrderCard.tsx", "src/components/Order/index.ts"
	tests := []struct {
		flagged, from, line string
		want                string // the kind of mention, empty for none
	}{
		// Relative specifiers resolve against the file that says them.
		{card, "src/components/List.tsx", `import { OrderCard } from './OrderCard'`, MentionPath},
		{card, "src/components/List.tsx", `const C = lazy(() => import("./OrderCard.tsx"))`, MentionPath},
		{card, "src/components/List.tsx", "require(`./OrderCard.js`)", MentionPath},
		{card, "src/components/List.tsx", `import './OrderCard.css'`, ""},
		{card, "src/components/List.tsx", `import './OrderCardList'`, ""},
		{card, "src/components/List.tsx", `import './orderCard'`, ""},
		{card, "src/pages/Orders.tsx", `import '../components/OrderCard'`, MentionPath},
		{card, "src/pages/Orders.tsx", `import './OrderCard'`, ""},
		{card, "src/pages/Orders.tsx", `import './components/OrderCard'`, ""},
		{card, "src/pages/Orders.tsx", `import '../../../src/components/OrderCard'`, ""},
		{card, "src/pages/Orders.tsx", `import raw from '../components/OrderCard.tsx?raw'`, MentionPath},
		{card, "src/pages/Orders.tsx", `import raw from 'raw-loader!../components/OrderCard.tsx'`, MentionPath},

		// Anything else names the file by the end of its path.
		{card, "src/pages/Orders.tsx", `import '@/components/OrderCard'`, MentionPath},
		{card, "src/pages/Orders.tsx", `import '~/components/OrderCard'`, MentionPath},
		{card, "src/pages/Orders.tsx", `import '@components/OrderCard'`, MentionPath},
		{card, "src/pages/Orders.tsx", `import '#app/components/OrderCard'`, MentionPath},
		{card, "src/pages/Orders.tsx", `import 'src/components/OrderCard'`, MentionPath},
		{card, "src/pages/Orders.tsx", `import 'components/OrderCard'`, MentionPath},
		{card, "src/pages/Orders.tsx", "fetch(`${base}/components/OrderCard.tsx`)", MentionPath},
		{card, "src/pages/Orders.tsx", `import '@/widgets/OrderCard'`, ""},
		{card, "src/pages/Orders.tsx", `import 'ts/OrderCard'`, ""},
		{card, "src/pages/Orders.tsx", `navigate('/OrderCard')`, ""},
		{"web/src/api.ts", "web/vite.config.ts", `alias: '/src/api.ts'`, MentionPath},
		{"web/src/api.ts", "web/vite.config.ts", `proxy: { '/api': target }`, ""},

		// Prose is no string.
		{card, "src/pages/Orders.tsx", `track('OrderCard')`, MentionName},
		{card, "src/pages/Orders.tsx", `return <p>see components/OrderCard for this</p>`, ""},
		{card, "src/pages/Orders.tsx", `// don't use './x', use '@/components/OrderCard'`, MentionPath},
		{card, "src/pages/Orders.tsx", `exec("tsx src/components/OrderCard.tsx --all")`, MentionPath},
		{card, "README.md", `see "src/components/OrderCard.tsx"`, ""},

		// An index file goes by the name of its directory.
		{index, "src/components/List.tsx", `import './Order'`, MentionPath},
		{index, "src/components/List.tsx", `import './Order/'`, MentionPath},
		{index, "src/components/List.tsx", `import './Order/index'`, MentionPath},
		{index, "src/components/List.tsx", `import './Order/index.js'`, MentionPath},
		{index, "src/components/List.tsx", `import './index'`, ""},
		{index, "src/pages/Orders.tsx", `import '@/components/Order'`, MentionPath},
		{index, "src/pages/Orders.tsx", `import 'components/Order/index'`, MentionPath},
		{index, "src/pages/Orders.tsx", `import '@/pages/index'`, ""},

		// Names with more than one dot, and with blanks.
		{"src/user.service.ts", "src/main.ts", `import './user.service'`, MentionPath},
		{"src/user.service.ts", "src/main.ts", `import './user'`, ""},
		{"src/env.d.ts", "src/main.ts", `/// <reference path="./env.d.ts" />`, MentionPath},
		{"src/old page 2.tsx", "src/main.ts", `import './old page 2'`, MentionPath},
		{"lib/run.mts", "lib/main.mts", `import './run.mjs'`, MentionPath},

		// Pages, style sheets, configuration and commands go without quotes.
		{"src/main.tsx", "index.html", `<script type=module src=/src/main.tsx></script>`, MentionPath},
		{"src/main.tsx", "index.html", `<script type="module" src="/src/main.tsx?t=1"></script>`, MentionPath},
		{"public/sw.js", "public/offline.html", `<script src="sw.js"></script>`, MentionPath},
		{"public/sw.js", "index.html", `<script src="sw.js"></script>`, MentionName},
		{"src/theme/dark.css", "src/app.css", `@import url(./theme/dark.css);`, MentionPath},
		{"src/theme/dark.css", "src/app.scss", `@import "theme/dark";`, MentionPath},
		{"src/theme/dark.css", "src/theme/light.css", `@import "dark.css";`, MentionPath},
		{"scripts/seed.ts", "package.json", `"seed": "NODE_ENV=test tsx scripts/seed.ts --all",`, MentionPath},
		{"scripts/seed.ts", "package.json", `"seed": "tsx ./scripts/seed.ts",`, MentionPath},
		{"server.ts", "package.json", `"main": "server.js"`, MentionPath},
		{"scripts/seed.ts", ".github/workflows/ci.yml", `- run: npx tsx scripts/seed.ts`, MentionPath},
		{"scripts/seed.ts", "Dockerfile", `COPY scripts/seed.ts /app/`, MentionPath},
		{"scripts/seed.ts", "deploy.sh", `node --import tsx ./scripts/seed.ts`, MentionPath},
		{"scripts/seed.ts", "fly.toml", `release_command = "tsx scripts/seed.ts"`, MentionPath},
		{"scripts/seed.ts", "ops/tasks.json", `{"run":"{\"file\":\"scripts/seed.ts\"}"}`, MentionPath},
		{card, "src/App.vue", `<img src="./components/OrderCard.tsx">`, MentionPath},
		{card, ".storybook/main.ts", `stories: ['../src/components/OrderCard.tsx']`, MentionPath},

		// Places that are not looked into.
		{card, "node_modules/x/index.js", `import 'src/components/OrderCard'`, ""},
		{card, "packages/a/dist/index.js", `import 'src/components/OrderCard'`, ""},
		{card, "build/index.js", `import 'src/components/OrderCard'`, ""},
		{card, "coverage/lcov.json", `"src/components/OrderCard.tsx"`, ""},
		{card, ".git/config.json", `"src/components/OrderCard.tsx"`, ""},
		{card, ".cache/x.json", `"src/components/OrderCard.tsx"`, ""},
		{card, "bundle.js", "'src/components/OrderCard'\n\x00", ""},
		{card, "bundle.js", "'src/components/OrderCard'\n" + strings.Repeat("x", maxSource), ""},
		{"src/build/OrderCard.tsx", "src/build/main.ts", `import './OrderCard'`, MentionPath},
	}
	for _, test := range tests {
		root := plant(t, map[string]string{test.flagged: "", test.from: "\n" + test.line + "\n"})
		s, err := ReadSources(Tree{Root: root, Flagged: []string{test.flagged}})
		if err != nil {
			t.Fatal(err)
		}
		got := s.Files[test.flagged].Mentions
		var want []Mention
		if test.want != "" {
			want = []Mention{{File: test.from, Line: 2, Text: test.line, Kind: test.want}}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %s\ngot %+v, want %q of %s", test.from, test.line, got, test.want, test.flagged)
		}
	}
}

// Mentions come in order, each line once, from flagged files too, cut when they are long.
func TestReadSourcesMentions(t *testing.T) {
	long := "import './b' //" + strings.Repeat("é", 200)
	root := plant(t, map[string]string{
		"src/a.ts":    "import './b'\n",
		"src/b.ts":    "import './a'\n",
		"src/main.ts": "import './a'; import './a.js'\n\nimport './a'; import './b'\n",
		"src.ts":      long + "\n",
		"src/z/c.ts":  "import '../a'",
	})
	s, err := ReadSources(Tree{Root: root, Flagged: []string{"src/a.ts", "src/b.ts", "src/gone.ts"}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]*Source{
		"src/a.ts": {Exists: true, Read: true, Mentions: []Mention{
			{"src/b.ts", 1, "import './a'", MentionPath},
			{"src/main.ts", 1, "import './a'; import './a.js'", MentionPath},
			{"src/main.ts", 3, "import './a'; import './b'", MentionPath},
			{"src/z/c.ts", 1, "import '../a'", MentionPath},
		}},
		"src/b.ts":    {Exists: true, Read: true, Mentions: []Mention{{"src/a.ts", 1, "import './b'", MentionPath}, {"src/main.ts", 3, "import './a'; import './b'", MentionPath}}},
		"src/gone.ts": {},
	}
	if !reflect.DeepEqual(s.Files, want) {
		for _, name := range slices.Sorted(maps.Keys(s.Files)) {
			t.Errorf("%s: %+v", name, *s.Files[name])
		}
	}

	s, err = ReadSources(Tree{Root: root, Flagged: []string{"b.ts"}})
	if err != nil || s.Files["b.ts"].Exists || len(s.Files["b.ts"].Mentions) != 1 {
		t.Fatalf("got %+v, %v", s.Files["b.ts"], err)
	}
	if text := s.Files["b.ts"].Mentions[0].Text; len(text) > 200 || !strings.HasPrefix(long, text) {
		t.Errorf("excerpt is %q", text)
	}
}

func TestReadSourcesIgnore(t *testing.T) {
	root := plant(t, map[string]string{
		"src/a.ts":            "",
		"knip.json":           `{"files":["src/a.ts"],"issues":[]}`,
		"lastcall/plan.json":  `{"files":["src/a.ts"]}`,
		"lastcall/html/x.htm": `<a href="src/a.ts">`,
		"tsconfig.json":       `{"files":["src/a.ts"]}`,
	})
	ignore := []string{filepath.Join(root, "knip.json"), filepath.Join(root, ".", "lastcall"), filepath.Join(root, "none")}
	s, err := ReadSources(Tree{Root: root, Flagged: []string{"src/a.ts"}, Ignore: ignore})
	if err != nil {
		t.Fatal(err)
	}
	want := []Mention{{"tsconfig.json", 1, `{"files":["src/a.ts"]}`, MentionPath}}
	if got := s.Files["src/a.ts"].Mentions; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestReadSourcesSymlinks(t *testing.T) {
	root := plant(t, map[string]string{"src/a.ts": "", "elsewhere/main.ts": "import '@/src/a'"})
	tree := filepath.Join(root, "tree")
	for link, target := range map[string]string{"src": "../src", "main.ts": "../elsewhere/main.ts", "b.ts": "../src/a.ts"} {
		if err := os.MkdirAll(tree, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, filepath.Join(tree, link)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	s, err := ReadSources(Tree{Root: tree, Flagged: []string{"b.ts", "src/a.ts"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range s.Files {
		if src.Exists || len(src.Mentions) > 0 {
			t.Errorf("%s: followed a symbolic link: %+v", name, *src)
		}
	}

	// The root itself may be one: a link to a tree is that tree.
	link := filepath.Join(root, "link")
	if err := os.Symlink(".", link); err != nil {
		t.Fatal(err)
	}
	s, err = ReadSources(Tree{Root: link, Flagged: []string{"src/a.ts"}})
	want := []Mention{{"elsewhere/main.ts", 1, "import '@/src/a'", MentionPath}, {"tree/b.ts", 1, "symbolic link to a.ts", MentionPath}}
	if err != nil || !s.Files["src/a.ts"].Exists || !reflect.DeepEqual(s.Files["src/a.ts"].Mentions, want) {
		t.Errorf("linked root: got %+v, %v", s.Files["src/a.ts"], err)
	}
}

func TestReadSourcesWithoutTree(t *testing.T) {
	root := plant(t, map[string]string{"file": ""})
	for _, missing := range []string{"", filepath.Join(root, "none"), filepath.Join(root, "file")} {
		if s, err := ReadSources(Tree{Root: missing, Flagged: []string{"a.ts"}}); err == nil {
			t.Errorf("%q: got %+v, want an error", missing, s)
		}
	}
}
