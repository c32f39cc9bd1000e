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
func plant(t *testing.T, files map[string]string) string {
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
		want                bool
	}{
		// Relative specifiers resolve against the file that says them.
		{card, "src/components/List.tsx", `import { OrderCard } from './OrderCard'`, true},
		{card, "src/components/List.tsx", `const C = lazy(() => import("./OrderCard.tsx"))`, true},
		{card, "src/components/List.tsx", "require(`./OrderCard.js`)", true},
		{card, "src/components/List.tsx", `import './OrderCard.css'`, false},
		{card, "src/components/List.tsx", `import './OrderCardList'`, false},
		{card, "src/components/List.tsx", `import './orderCard'`, false},
		{card, "src/pages/Orders.tsx", `import '../components/OrderCard'`, true},
		{card, "src/pages/Orders.tsx", `import './OrderCard'`, false},
		{card, "src/pages/Orders.tsx", `import './components/OrderCard'`, false},
		{card, "src/pages/Orders.tsx", `import '../../../src/components/OrderCard'`, false},
		{card, "src/pages/Orders.tsx", `import raw from '../components/OrderCard.tsx?raw'`, true},
		{card, "src/pages/Orders.tsx", `import raw from 'raw-loader!../components/OrderCard.tsx'`, true},

		// Anything else names the file by the end of its path.
		{card, "src/pages/Orders.tsx", `import '@/components/OrderCard'`, true},
		{card, "src/pages/Orders.tsx", `import '~/components/OrderCard'`, true},
		{card, "src/pages/Orders.tsx", `import '@components/OrderCard'`, true},
		{card, "src/pages/Orders.tsx", `import '#app/components/OrderCard'`, true},
		{card, "src/pages/Orders.tsx", `import 'src/components/OrderCard'`, true},
		{card, "src/pages/Orders.tsx", `import 'components/OrderCard'`, true},
		{card, "src/pages/Orders.tsx", "fetch(`${base}/components/OrderCard.tsx`)", true},
		{card, "src/pages/Orders.tsx", `import '@/widgets/OrderCard'`, false},
		{card, "src/pages/Orders.tsx", `import 'ts/OrderCard'`, false},
		{card, "src/pages/Orders.tsx", `navigate('/OrderCard')`, false},
		{"web/src/api.ts", "web/vite.config.ts", `alias: '/src/api.ts'`, true},
		{"web/src/api.ts", "web/vite.config.ts", `proxy: { '/api': target }`, false},

		// A word is no path, and prose is no string.
		{card, "src/pages/Orders.tsx", `track('OrderCard')`, false},
		{card, "src/pages/Orders.tsx", `return <p>see components/OrderCard for this</p>`, false},
		{card, "src/pages/Orders.tsx", `// don't use './x', use '@/components/OrderCard'`, true},
		{card, "src/pages/Orders.tsx", `exec("tsx src/components/OrderCard.tsx --all")`, true},
		{card, "README.md", `see "src/components/OrderCard.tsx"`, false},

		// An index file goes by the name of its directory.
		{index, "src/components/List.tsx", `import './Order'`, true},
		{index, "src/components/List.tsx", `import './Order/'`, true},
		{index, "src/components/List.tsx", `import './Order/index'`, true},
		{index, "src/components/List.tsx", `import './Order/index.js'`, true},
		{index, "src/components/List.tsx", `import './index'`, false},
		{index, "src/pages/Orders.tsx", `import '@/components/Order'`, true},
		{index, "src/pages/Orders.tsx", `import 'components/Order/index'`, true},
		{index, "src/pages/Orders.tsx", `import '@/pages/index'`, false},

		// Names with more than one dot, and with blanks.
		{"src/user.service.ts", "src/main.ts", `import './user.service'`, true},
		{"src/user.service.ts", "src/main.ts", `import './user'`, false},
		{"src/env.d.ts", "src/main.ts", `/// <reference path="./env.d.ts" />`, true},
		{"src/old page 2.tsx", "src/main.ts", `import './old page 2'`, true},
		{"lib/run.mts", "lib/main.mts", `import './run.mjs'`, true},

		// Pages, style sheets, configuration and commands go without quotes.
		{"src/main.tsx", "index.html", `<script type=module src=/src/main.tsx></script>`, true},
		{"src/main.tsx", "index.html", `<script type="module" src="/src/main.tsx?t=1"></script>`, true},
		{"public/sw.js", "public/offline.html", `<script src="sw.js"></script>`, true},
		{"public/sw.js", "index.html", `<script src="sw.js"></script>`, false},
		{"src/theme/dark.css", "src/app.css", `@import url(./theme/dark.css);`, true},
		{"src/theme/dark.css", "src/app.scss", `@import "theme/dark";`, true},
		{"src/theme/dark.css", "src/theme/light.css", `@import "dark.css";`, true},
		{"scripts/seed.ts", "package.json", `"seed": "NODE_ENV=test tsx scripts/seed.ts --all",`, true},
		{"scripts/seed.ts", "package.json", `"seed": "tsx ./scripts/seed.ts",`, true},
		{"server.ts", "package.json", `"main": "server.js"`, true},
		{"scripts/seed.ts", ".github/workflows/ci.yml", `- run: npx tsx scripts/seed.ts`, true},
		{"scripts/seed.ts", "Dockerfile", `COPY scripts/seed.ts /app/`, true},
		{"scripts/seed.ts", "deploy.sh", `node --import tsx ./scripts/seed.ts`, true},
		{"scripts/seed.ts", "fly.toml", `release_command = "tsx scripts/seed.ts"`, true},
		{"scripts/seed.ts", "ops/tasks.json", `{"run":"{\"file\":\"scripts/seed.ts\"}"}`, true},
		{card, "src/App.vue", `<img src="./components/OrderCard.tsx">`, true},
		{card, ".storybook/main.ts", `stories: ['../src/components/OrderCard.tsx']`, true},

		// Places that are not looked into.
		{card, "node_modules/x/index.js", `import 'src/components/OrderCard'`, false},
		{card, "packages/a/dist/index.js", `import 'src/components/OrderCard'`, false},
		{card, "build/index.js", `import 'src/components/OrderCard'`, false},
		{card, "coverage/lcov.json", `"src/components/OrderCard.tsx"`, false},
		{card, ".git/config.json", `"src/components/OrderCard.tsx"`, false},
		{card, ".cache/x.json", `"src/components/OrderCard.tsx"`, false},
		{card, "bundle.js", "'src/components/OrderCard'\n\x00", false},
		{card, "bundle.js", "'src/components/OrderCard'\n" + strings.Repeat("x", maxSource), false},
		{"src/build/OrderCard.tsx", "src/build/main.ts", `import './OrderCard'`, true},
	}
	for _, test := range tests {
		root := plant(t, map[string]string{test.flagged: "", test.from: "\n" + test.line + "\n"})
		s, err := ReadSources(root, []string{test.flagged}, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := s.Files[test.flagged].Mentions
		var want []Mention
		if test.want {
			want = []Mention{{File: test.from, Line: 2, Text: test.line}}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %s\ngot %+v, want a mention of %s: %v", test.from, test.line, got, test.flagged, test.want)
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
	s, err := ReadSources(root, []string{"src/a.ts", "src/b.ts", "src/gone.ts"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]*Source{
		"src/a.ts": {Exists: true, Read: true, Mentions: []Mention{
			{"src/b.ts", 1, "import './a'"},
			{"src/main.ts", 1, "import './a'; import './a.js'"},
			{"src/main.ts", 3, "import './a'; import './b'"},
			{"src/z/c.ts", 1, "import '../a'"},
		}},
		"src/b.ts":    {Exists: true, Read: true, Mentions: []Mention{{"src/a.ts", 1, "import './b'"}, {"src/main.ts", 3, "import './a'; import './b'"}}},
		"src/gone.ts": {},
	}
	if !reflect.DeepEqual(s.Files, want) {
		for _, name := range slices.Sorted(maps.Keys(s.Files)) {
			t.Errorf("%s: %+v", name, *s.Files[name])
		}
	}

	s, err = ReadSources(root, []string{"b.ts"}, nil)
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
	s, err := ReadSources(root, []string{"src/a.ts"}, ignore)
	if err != nil {
		t.Fatal(err)
	}
	want := []Mention{{"tsconfig.json", 1, `{"files":["src/a.ts"]}`}}
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
	s, err := ReadSources(tree, []string{"b.ts", "src/a.ts"}, nil)
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
	s, err = ReadSources(link, []string{"src/a.ts"}, nil)
	if err != nil || !s.Files["src/a.ts"].Exists || len(s.Files["src/a.ts"].Mentions) != 1 {
		t.Errorf("linked root: got %+v, %v", s.Files["src/a.ts"], err)
	}
}

func TestReadSourcesWithoutTree(t *testing.T) {
	root := plant(t, map[string]string{"file": ""})
	for _, missing := range []string{"", filepath.Join(root, "none"), filepath.Join(root, "file")} {
		if s, err := ReadSources(missing, []string{"a.ts"}, nil); err == nil {
			t.Errorf("%q: got %+v, want an error", missing, s)
		}
	}
}
