package static

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// mentionsOf plants files and returns, as "file:line kind", the mentions of one that is flagged.
func mentionsOf(t *testing.T, files map[string]string, flagged string) []string {
	t.Helper()
	s, err := ReadSources(Tree{Root: plant(t, files), Flagged: []string{flagged}})
	if err != nil {
		t.Fatal(err)
	}
	return mentionList(s.Files[flagged])
}

func mentionList(src *Source) []string {
	var found []string
	for _, m := range src.Mentions {
		found = append(found, fmt.Sprintf("%s:%d %s", m.File, m.Line, m.Kind))
	}
	return found
}

// TestNames puts one line into one file beside a flagged one and asks how it names it.
func TestNames(t *testing.T) {
	const (
		card     = "src/legacy/OrderCard.tsx"
		cardText = "export function OrderCard() {}\nexport const useOrders = 1\nexport type OrderProps = {}\nexport enum Stage {}\n"
		carousel = "src/ui/carousel.tsx"
		slider   = "export { Slider, slide }\n"
		hover    = "src/ui/hover-card.tsx"
		retry    = "src/lib/retry.ts"
		hero     = "public/img/hero.png"
	)
	tests := []struct {
		flagged, text, from, line string
		want                      string // the kind of mention, empty for none
	}{
		// Base names, with and without extension, as the whole of a quoted text.
		{card, cardText, "src/app.ts", `show(registry['OrderCard'])`, MentionName},
		{card, cardText, "src/app.ts", `show(registry[ " OrderCard " ])`, MentionName},
		{card, cardText, "src/app.ts", "const block = `OrderCard`", MentionName},
		{card, cardText, "src/app.ts", `open('OrderCard.tsx')`, MentionName},
		{card, cardText, "src/app.ts", `open('OrderCard.js')`, MentionName},
		{card, cardText, "src/app.ts", `open('/static/v2/OrderCard.js?v=1')`, MentionName},
		{card, cardText, "src/app.ts", `'OrderCard" + x`, ""},
		{card, cardText, "src/app.ts", `show(OrderCard)`, ""},
		{card, cardText, "src/app.ts", `'OrderCardList', 'MyOrderCard', 'ordercard', 'Order', 'OrderCard.test'`, ""},
		{card, cardText, "src/app.ts", `open('OrderCard.css')`, ""},
		{card, cardText, "src/app.ts", `navigate('/OrderCard')`, ""},
		{card, cardText, "src/app.ts", `// the old 'OrderCard'`, MentionName},
		{card, cardText, "src/app.ts", `trackComponentUsage('OrderCard')`, MentionName},
		{card, cardText, "server/pages.py", `PAGES = ["OrderCard"]`, MentionName},
		{card, cardText, "server/pages.py", `class OrderCard(Base): pass  # an OrderCard`, ""},
		{card, cardText, "server/pages.go", "var pages = []string{`OrderCard`}", MentionName},
		{card, cardText, "api/blocks.proto", `rpc OrderCard(Request) returns (Card) {}`, ""},
		{card, cardText, "docs/pages.md", `"OrderCard" and src/legacy/OrderCard.tsx`, ""},
		{card, cardText, "docs/pages.mdx", `"OrderCard"`, ""},
		{card, cardText, "docs/pages.mdx", `import { OrderCard } from "../src/legacy/OrderCard"`, MentionPath},

		// Exported names.
		{card, cardText, "src/app.ts", `hooks['useOrders']`, MentionExport},
		{card, cardText, "src/app.ts", `schema("OrderProps")`, MentionExport},
		{card, cardText, "src/app.ts", `load("Stage")`, MentionExport},
		{carousel, slider, "src/app.ts", `load("Slider")`, MentionExport},
		{carousel, slider, "src/app.ts", `load("slide")`, MentionExport},
		{carousel, slider, "src/app.ts", `load("Sliders", "sliding")`, ""},

		// A word somebody made up may stand with others in a string; one that anybody uses may not.
		{card, cardText, "src/app.ts", `const blocks = 'OrderCard,Cart'.split(',')`, MentionName},
		{card, cardText, "src/app.ts", `t('OrderCard.title')`, ""},
		{carousel, slider, "src/app.ts", `load('carousel')`, MentionName},
		{carousel, slider, "src/app.ts", `alert('no carousel here')`, ""},
		{hover, "", "src/app.tsx", `<div role="hover-card">`, MentionName},
		{hover, "", "src/app.tsx", `<div className="hover-card wide">`, ""},

		// Formats that write names without quotes.
		{card, cardText, "ops/blocks.yaml", `  component: OrderCard`, MentionName},
		{card, cardText, "ops/blocks.yml", `blocks: [Cart, OrderCard]`, MentionName},
		{card, cardText, "ops/blocks.yml", `note: show the OrderCard again`, MentionName},
		{card, cardText, "ops/blocks.yml", `OrderCardList: true`, ""},
		{card, cardText, "blocks.json", `{"OrderCard": {}, "component": "Cart"}`, MentionName},
		{card, cardText, "blocks.json", `{"component": "OrderCard"}`, MentionName},
		{card, cardText, "blocks.json", `{"body": "{\"component\":\"OrderCard\"}"}`, MentionName},
		{card, cardText, "blocks.toml", `block = "OrderCard"`, MentionName},
		{card, cardText, "db/seed.sql", `INSERT INTO blocks VALUES ('OrderCard', 1);`, MentionName},
		{card, cardText, "db/seed.sql", `COPY blocks FROM stdin; OrderCard`, MentionName},
		{card, cardText, "db/blocks.csv", `1,OrderCard,true`, MentionName},
		{card, cardText, "index.html", `<div data-block=OrderCard>`, MentionName},
		{card, cardText, "index.html", `<div data-block="OrderCard">`, MentionName},
		{card, cardText, "src/Shop.vue", `<OrderCard :id="1" />`, MentionName},
		{card, cardText, "Makefile", `build: OrderCard`, MentionName},
		{card, cardText, ".env.example", `BLOCK=OrderCard`, MentionName},
		{card, cardText, "Procfile", `web: node OrderCard.js`, MentionName},
		{card, cardText, "ops/nginx.conf", `rewrite ^/card$ /js/OrderCard.js last;`, MentionName},
		{card, cardText, "src/app.css", `.OrderCard { color: red }`, ""},
		{card, cardText, "src/app.css", `OrderCard > p { color: red }`, ""},
		{hover, "", "index.html", `<hover-card></hover-card>`, MentionName},
		{hover, "", "src/app.css", `.hover-card { color: red }`, ""},

		// A plain word without quotes must be the value of something.
		{carousel, slider, "ops/blocks.yml", `block: carousel`, MentionName},
		{carousel, slider, "ops/blocks.yml", `  - carousel # first`, MentionName},
		{carousel, slider, "ops/blocks.yml", `block: carousel, grid`, MentionName},
		{carousel, slider, "ops/blocks.yml", `run: render --block=carousel`, MentionName},
		{carousel, slider, "ops/blocks.yml", `text: The carousel of the shop`, ""},
		{carousel, slider, "ops/blocks.yml", `carousel:`, ""},
		{carousel, slider, "ops/blocks.yml", `Slider:`, MentionExport},
		{carousel, slider, "blocks.json", `{"carousel": 1}`, ""},
		{carousel, slider, "blocks.json", `{"block": "carousel"}`, MentionName},
		{carousel, slider, "i18n/en.json", `{"title": "Our carousel"}`, ""},
		{carousel, slider, "src/locales/de.json", `{"title": "Slider", "kind": "carousel"}`, ""},
		{carousel, slider, "src/i18n/de.ts", `export default { title: 'Slider' }`, ""},
		{carousel, slider, "src/i18n/de.yml", `title: Slider`, ""},
		{card, cardText, "src/locales/de.json", `{"block": "OrderCard"}`, MentionName},
		{carousel, slider, "index.html", `<p> carousel </p>`, ""},
		{carousel, slider, "index.html", `<carousel></carousel>`, ""},
		{carousel, slider, "index.html", `<Slider></Slider>`, MentionExport},
		{carousel, slider, "index.html", `<div data-block=carousel>`, MentionName},
		{retry, "", "ops/run.sh", `retry 3 curl https://example.com`, ""},

		// Other files than modules.
		{hero, "", "src/app.ts", `const src = base + 'hero.png'`, MentionName},
		{hero, "", "src/app.ts", `const src = 'hero'`, MentionName},
		{hero, "", "src/app.css", `.top { background: url(/cdn/hero.png) }`, MentionName},
		{hero, "", "src/app.css", `.hero { color: red }`, ""},
		{hero, "", "index.html", `<img srcset="a.png 1x, hero.png 2x">`, MentionName},
		{hero, "", "src/app.ts", `const src = 'superhero.png'`, ""},
		{"src/old page 2.tsx", "", "src/app.ts", `open('old page 2')`, MentionName},
		{"src/[id].tsx", "", "src/app.ts", `open('[id].tsx')`, MentionName},
		{"src/old page 2.tsx", "", "index.html", `<script src=/src/old%20page%202.tsx>`, MentionPath},
		{"src/scss/_mixins.scss", "", "src/scss/app.scss", `@use 'mixins';`, MentionName},
		{"src/scss/_mixins.scss", "", "src/app.scss", `@use './scss/mixins';`, MentionPath},

		// Paths whose base directory nobody knows.
		{"scripts/seed/index.ts", "", ".github/workflows/ci.yml", `- run: npx tsx ./scripts/seed/index.ts`, MentionPath},
		{"scripts/seed/index.ts", "", "scripts/run.ts", `import './scripts/seed'`, ""},
		{card, cardText, "ops/files.json", `{"file": "src\/legacy\/OrderCard.tsx"}`, MentionPath},
		{card, cardText, "ops/files.json", `{"file": "src\\legacy\\OrderCard.tsx"}`, MentionPath},

		// The name of an index file is that of its directory.
		{"src/checkout/index.ts", "", "src/app.ts", `load('checkout')`, MentionName},
		{"src/checkout/index.ts", "", "src/app.ts", `load('index')`, ""},
		{"src/index.ts", "", "src/app.ts", `load('src')`, ""},

		// Names that are too short, or mean something else nearly everywhere.
		{"src/api.ts", "export const get = 1, post = 2", "src/app.ts", `load('api', 'get')`, ""},
		{"src/api.ts", "", "src/app.ts", `load('api.ts')`, MentionName},
		{"src/types.ts", "export const data = 1", "package.json", `"types": "types", "data": "data"`, ""},
	}
	for _, test := range tests {
		files := map[string]string{test.flagged: test.text, test.from: test.line}
		var want []string
		if test.want != "" {
			want = []string{test.from + ":1 " + test.want}
		}
		if got := mentionsOf(t, files, test.flagged); !slices.Equal(got, want) {
			t.Errorf("%s: %s\ngot %q, want %q of %s", test.from, test.line, got, want, test.flagged)
		}
	}
}

// Names that something else in the tree has, too, say nothing.
func TestNamesShared(t *testing.T) {
	const line = "load('OrderCard')"
	flagged := map[string]string{"src/a/OrderCard.tsx": "export const OrderCard = 1"}
	tests := map[string]struct {
		other, text string
		want        string // the kind of mention, empty for none
	}{
		"nothing":                   {"src/b.ts", "", MentionName},
		"same name elsewhere":       {"src/b/OrderCard.tsx", "export const OrderCard = 1", ""},
		"same base name":            {"src/b/OrderCard.tsx", "", ""},
		"same export":               {"src/b/card.ts", "export function OrderCard() {}", MentionName},
		"other extension elsewhere": {"src/b/OrderCard.json", "{}", MentionExport},
		"style sheet beside":        {"src/a/OrderCard.css", "", MentionName},
		"directory of that name":    {"src/a/OrderCard/index.ts", "", MentionName},
		"test":                      {"src/a/OrderCard.test.tsx", "", MentionName},
		"mock":                      {"src/__mocks__/OrderCard.tsx", "export const OrderCard = 1", MentionName},
		"picture elsewhere":         {"design/OrderCard.png", "\x00", MentionExport},
		"Markdown":                  {"docs/OrderCard.md", "", MentionName},
		"barrel":                    {"src/b/all.ts", "export { OrderCard } from '../a/OrderCard'", MentionName},
		"installed":                 {"node_modules/x/OrderCard.tsx", "export const OrderCard = 1", MentionName},
	}
	for name, test := range tests {
		files := map[string]string{"src/app.ts": line, test.other: test.text}
		for file, text := range flagged {
			files[file] = text
		}
		got := slices.DeleteFunc(mentionsOf(t, files, "src/a/OrderCard.tsx"), func(m string) bool { return !strings.HasPrefix(m, "src/app.ts") })
		var want []string
		if test.want != "" {
			want = []string{"src/app.ts:1 " + test.want}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}

	// An exported name that two modules have is nobody's; one that a barrel passes on is its module's.
	for name, text := range map[string]string{
		"exported twice": "export const OrderCard = 2",
		"imported":       "import { OrderCard } from '../a/card'\nexport { OrderCard }",
		"passed on":      "export { OrderCard } from '../a/card'",
	} {
		got := mentionsOf(t, map[string]string{"src/a/card.ts": "export const OrderCard = 1", "src/b/all.ts": text, "src/app.ts": line}, "src/a/card.ts")
		if exported := slices.Contains(got, "src/app.ts:1 export"); exported != (name != "exported twice") {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// One line can mention a file in several ways; what an import explains must not hide the rest.
func TestMentionKinds(t *testing.T) {
	got := mentionsOf(t, map[string]string{
		"src/Card.tsx": "export const OrderCard = 1\nregister('OrderCard')\n",
		"src/app.ts":   "add('Card', import('./Card'), 'OrderCard', 'Card')\nadd('Card.tsx', './Card.tsx')\n",
	}, "src/Card.tsx")
	want := []string{"src/app.ts:1 export", "src/app.ts:1 name", "src/app.ts:1 path", "src/app.ts:2 name", "src/app.ts:2 path"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMentionText(t *testing.T) {
	far := strings.Repeat("é", 5000) + ` "OrderCard" ` + strings.Repeat("x", 5000)
	s, err := ReadSources(Tree{Root: plant(t, map[string]string{"src/OrderCard.tsx": "", "a.json": far}), Flagged: []string{"src/OrderCard.tsx"}})
	if err != nil {
		t.Fatal(err)
	}
	m := s.Files["src/OrderCard.tsx"].Mentions
	if len(m) != 1 || !strings.Contains(m[0].Text, `"OrderCard"`) || !strings.HasPrefix(m[0].Text, "…é") || len(m[0].Text) > 200 {
		t.Errorf("got %+v", m)
	}
}

// A file that says one name all over is noted often enough, its paths always: an import explains only some.
func TestMentionsOfOneFile(t *testing.T) {
	const n = maxPerFile + 10
	got := mentionsOf(t, map[string]string{
		"src/OrderCard.tsx": "", "a.ts": strings.Repeat("'OrderCard'\n", n), "b.ts": strings.Repeat("'./src/OrderCard'\n", n),
	}, "src/OrderCard.tsx")
	if len(got) != maxPerFile+n || got[maxPerFile-1] != fmt.Sprintf("a.ts:%d name", maxPerFile) || got[len(got)-1] != fmt.Sprintf("b.ts:%d path", n) {
		t.Errorf("got %d mentions, the last %q", len(got), got[len(got)-1])
	}
}

// What broke deletions in real repositories. None of it is an import that a bundler follows.
func TestIncidents(t *testing.T) {
	tests := []struct {
		name, flagged, from, text string
		want                      []string
	}{
		{"CSS @import", "src/styles/legacy.css", "src/styles/app.css", "@charset 'utf-8';\n@import url(\"legacy.css\");\n", []string{"src/styles/app.css:2 path"}},
		{"CSS @import without url", "src/styles/legacy.css", "src/app.css", "@import './styles/legacy.css' layer(old);\n", []string{"src/app.css:1 path"}},
		{"lazy import", "src/pages/Legacy.tsx", "src/routes.tsx", "const L = lazy(() => import('./pages/Legacy'))\n", []string{"src/routes.tsx:1 path"}},
		{"lazy import by name", "src/pages/LegacyPage.tsx", "src/routes.tsx", "const page = (n: string) => lazy(() => import(`./pages/${n}.tsx`))\npage('LegacyPage')\n", []string{"src/routes.tsx:2 name"}},
		{"image named only in a string", "public/img/hero.png", "src/Top.tsx", "<img src={cdn('hero.png')} />\n", []string{"src/Top.tsx:1 name"}},
		{"__init__ list", "app/routers/pam_simple.py", "app/routers/__init__.py", "__all__ = [\n    \"orders\",\n    \"pam_simple\",\n]\n", []string{"app/routers/__init__.py:3 name"}},
		{"__init__ imports", "app/routers/pam_simple.py", "app/routers/__init__.py", "from . import (\n    orders,\n    pam_simple,\n)\n", []string{"app/routers/__init__.py:3 name"}},
		{"module in a package", "app/routers/legacy.py", "app/main.py", "from app.routers.legacy import router\n", []string{"app/main.py:1 name", "app/main.py:1 path"}},
		{"include by dotted name", "app/routers/legacy.py", "app/main.py", "try:\n    include(\"routers.legacy\")\nexcept ImportError:\n    pass\n", []string{"app/main.py:2 name", "app/main.py:2 path"}},
		{"package shadows a module", "app/utils/auth.py", "app/main.py", "from .utils.auth import user\n", []string{"app/main.py:1 name", "app/main.py:1 path"}},
		{"middleware imports the module", "app/usage.py", "app/middleware.py", "from .usage import track\n", []string{"app/middleware.py:1 name", "app/middleware.py:1 path"}},
		{"program of a container", "app/serve.py", "Dockerfile", "CMD uvicorn app.serve:app\n", []string{"Dockerfile:1 name", "Dockerfile:1 path"}},
		{"Dockerfile", "scripts/migrate.ts", "Dockerfile", "FROM node:22\nCOPY scripts/migrate.ts ./\n", []string{"Dockerfile:2 path"}},
		{"Dockerfile, moved", "scripts/migrate.ts", "docker/web.Dockerfile", "CMD [\"node\", \"/app/dist/migrate.js\"]\n", []string{"docker/web.Dockerfile:1 name"}},
		{"nginx", "public/maintenance.html", "ops/nginx.conf", "error_page 503 /maintenance.html;\n", []string{"ops/nginx.conf:1 path"}},
		{"CI", "scripts/smoke.ts", ".github/workflows/ci.yml", "    - run: npx tsx scripts/smoke.ts\n", []string{".github/workflows/ci.yml:1 path"}},
		{"GitLab's CI", "scripts/smoke.ts", ".gitlab-ci.yml", "  script: npx tsx ./scripts/smoke.ts\n", []string{".gitlab-ci.yml:1 path"}},
		{"SQL", "src/blocks/PromoBanner.tsx", "db/migrations/007.sql", "UPDATE blocks SET component = 'PromoBanner' WHERE id = 3;\n", []string{"db/migrations/007.sql:1 name"}},
		{"shell", "scripts/backup.ts", "ops/cron.sh", "cd /srv/app/scripts && tsx backup.ts\n", []string{"ops/cron.sh:1 name"}},
		{"service worker", "public/sw.js", "src/main.ts", "navigator.serviceWorker.register('/sw.js')\n", []string{"src/main.ts:1 path"}},
		{"worker", "src/work/parse.worker.ts", "src/main.ts", "new Worker(new URL('./work/parse.worker.ts', import.meta.url))\n", []string{"src/main.ts:1 path"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := mentionsOf(t, map[string]string{test.flagged: "", test.from: test.text, "README.md": test.text}, test.flagged)
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// The search covers the repository around the root; what git does not track says nothing.
func TestReadSourcesRepo(t *testing.T) {
	files := map[string]string{
		"apps/web/src/OrderCard.tsx":  "export default function OrderCard() {}",
		"apps/web/src/app.ts":         "import './OrderCard'",
		"apps/web/dist/app.js":        "'OrderCard'",
		"apps/web/new.ts":             "'OrderCard'",
		"apps/web-admin/blocks.yml":   "block: OrderCard",
		"apps/api/blocks.py":          "BLOCKS = ['OrderCard']",
		"apps/api/OrderCard.tsx.bak":  "",
		"nginx.conf":                  "try_files /src/OrderCard.tsx;",
		".ops/hidden.yml":             "block: OrderCard",
		"node_modules/x/package.json": `{"x":"OrderCard"}`,
		"db/seed":                     "OrderCard",
		"out/crossref.json":           `{"path":"src/OrderCard.tsx"}`,
		"img.png":                     "OrderCard\x00",
	}
	repo := plant(t, files)
	tree := Tree{Root: filepath.Join(repo, "apps", "web"), Repo: repo, Flagged: []string{"src/OrderCard.tsx"}, Ignore: []string{filepath.Join(repo, "out")}}
	want := []string{
		"../../db/seed:1 name", "../../nginx.conf:1 path", "../api/blocks.py:1 name", "../web-admin/blocks.yml:1 name", "new.ts:1 name", "src/app.ts:1 path",
	}
	s, err := ReadSources(tree)
	if err != nil {
		t.Fatal(err)
	}
	if got := mentionList(s.Files["src/OrderCard.tsx"]); !slices.Equal(got, want) {
		t.Errorf("everything: got %q, want %q", got, want)
	}
	if want := []string{"src/OrderCard.tsx"}; !slices.Equal(s.Declared["OrderCard"], want) {
		t.Errorf("declared in %q, want %q", s.Declared["OrderCard"], want)
	}

	// Tracked: hidden directories and committed builds count, new files do not.
	for name := range files {
		if name != "apps/web/new.ts" {
			tree.Tracked = append(tree.Tracked, name)
		}
	}
	tree.Tracked = append(tree.Tracked, "apps/web/gone.ts", "apps/web/gone/also.ts", "apps/web/src", "../beside.ts", "/etc/passwd", "db//seed", "")
	want = []string{
		"../../.ops/hidden.yml:1 name", "../../db/seed:1 name", "../../nginx.conf:1 path", "../api/blocks.py:1 name", "../web-admin/blocks.yml:1 name",
		"dist/app.js:1 name", "src/app.ts:1 path",
	}
	if s, err = ReadSources(tree); err != nil {
		t.Fatal(err)
	}
	if got := mentionList(s.Files["src/OrderCard.tsx"]); !slices.Equal(got, want) {
		t.Errorf("tracked: got %q, want %q", got, want)
	}
	if want := []string{"../../", "../../../beside.ts", "../..//etc/passwd", "../../db//seed"}; !slices.Equal(s.Skipped, want) {
		t.Errorf("skipped %q, want %q", s.Skipped, want)
	}
	if s.Searched != 9 { // OrderCard.tsx, app.ts, app.js, blocks.yml, blocks.py, .bak, nginx.conf, hidden.yml, seed
		t.Errorf("searched %d files", s.Searched)
	}

	// Nothing tracked is not the same as not knowing; a flagged file is looked at in any case.
	tree.Tracked = []string{}
	s, err = ReadSources(tree)
	if src := s.Files["src/OrderCard.tsx"]; err != nil || !src.Read || src.Mentions != nil || s.Searched != 1 {
		t.Errorf("nothing tracked: got %+v, %v", src, err)
	}

	tree.Repo = filepath.Join(repo, "apps", "api")
	if s, err := ReadSources(tree); err == nil {
		t.Errorf("root beside the repository: got %+v, want an error", s)
	}
}

func TestReadSourcesSkipped(t *testing.T) {
	utf16 := "\xff\xfe" + strings.Join(strings.Split("VALUES ('OrderCard')", ""), "\x00") + "\x00"
	long := strings.Repeat("x", maxSource)
	root := plant(t, map[string]string{
		"src/OrderCard.tsx": "", "src/Huge.tsx": long + "x",
		"utf16.sql":         utf16,
		"latin1.sql":        "-- caf\xe9\nVALUES ('OrderCard', '\xe9')",
		"\xe9.sql":          "'OrderCard'",
		"fits.sql":          long[:maxSource-len("'OrderCard'\n")] + "\n'OrderCard'",
		"huge.sql":          long + "'OrderCard'",
		"huge.png":          "\x89PNG\x00" + long,
		"huge.md":           long + "'OrderCard'",
		"package-lock.json": `{"x":"OrderCard"}`,
		"yarn.lock":         `"OrderCard"`,
		"access.log":        "GET /src/OrderCard.tsx",
		"closed.sql":        "'OrderCard'",
	})
	if err := os.Chmod(filepath.Join(root, "closed.sql"), 0); err != nil {
		t.Fatal(err)
	}
	s, err := ReadSources(Tree{Root: root, Flagged: []string{"src/OrderCard.tsx", "src/Huge.tsx"}})
	if err != nil {
		t.Fatal(err)
	}
	got := mentionList(s.Files["src/OrderCard.tsx"])
	want := []string{"fits.sql:2 name", "latin1.sql:2 name", "utf16.sql:1 name", "\xe9.sql:1 name"}
	wantSkipped := []string{"closed.sql", "huge.sql", "src/Huge.tsx"}
	if os.Getuid() == 0 {
		want, wantSkipped = slices.Insert(want, 0, "closed.sql:1 name"), wantSkipped[1:]
	}
	if !slices.Equal(got, want) || !slices.Equal(s.Skipped, wantSkipped) {
		t.Errorf("got %q, skipped %q, want %q, %q", got, s.Skipped, want, wantSkipped)
	}
	if src := s.Files["src/Huge.tsx"]; !src.Exists || src.Read {
		t.Errorf("a flagged file that is too long: got %+v", src)
	}
}

func TestReadSourcesTwice(t *testing.T) {
	root := plant(t, map[string]string{"src/OrderCard.tsx": "", "src/app.ts": "'OrderCard'"})
	flagged := []string{"src/OrderCard.tsx", "src/OrderCard.tsx", "src/gone.ts", "../../../../etc/passwd"}
	for _, tracked := range [][]string{nil, {"src/app.ts", "src/app.ts", "src/OrderCard.tsx"}} {
		s, err := ReadSources(Tree{Root: root, Tracked: tracked, Flagged: flagged})
		if err != nil {
			t.Fatal(err)
		}
		want := &Sources{Files: map[string]*Source{
			"src/OrderCard.tsx": {
				Exists: true, Read: true, Components: []Name{{Name: "OrderCard"}},
				Mentions: []Mention{{"src/app.ts", 1, "'OrderCard'", MentionName}},
			},
			"src/gone.ts": {}, "../../../../etc/passwd": {},
		}, Declared: map[string][]string{"OrderCard": {"src/OrderCard.tsx"}}, Searched: 2}
		if tracked != nil {
			want.Skipped = []string{"../../../../etc/passwd"}
		}
		if !reflect.DeepEqual(s, want) {
			t.Errorf("got %+v, want %+v", s, want)
		}
	}
}

// Texts made to take long: nothing may be read over from each place in it.
func TestReadSourcesHostile(t *testing.T) {
	const size = maxSource / 8
	fill := func(piece string) string { return strings.Repeat(piece, size/len(piece)) }
	numbered := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	files := map[string]string{
		"open.ts":     fill("export {\n"),
		"opened.ts":   fill("export {\n") + "}",
		"const.ts":    numbered("export const Name%d = 1\n"),
		"default.ts":  fill("export default a<a<"),
		"imports.ts":  fill("import a\n"),
		"calls.ts":    numbered("trackComponentUsage('A%d');"),
		"comments.ts": "/*" + numbered("trackComponentUsage('A%d');\n"),
		"opens.ts":    fill("\n/* trackComponentUsage('A')"),
		"quotes.ts":   fill("'"),
		"names.ts":    fill("'OrderCard'"),
		"words.yml":   fill("OrderCard "),
		"blanks.yml":  fill(" ") + "carousel",
		"deep.yml":    fill("a/"),
		"dots.yml":    fill("../"),
		"escapes.yml": fill(`\/`),
		"percent.yml": fill("%41"),
	}
	root := plant(t, files)
	if err := os.WriteFile(filepath.Join(root, "OrderCard.ts"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	flagged := []string{"OrderCard.ts", "carousel.ts"}
	for name := range files {
		flagged = append(flagged, name)
	}
	s, err := ReadSources(Tree{Root: root, Flagged: flagged})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := mentionList(s.Files["OrderCard.ts"]), []string{"names.ts:1 name", "words.yml:1 name"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := mentionList(s.Files["carousel.ts"]), []string{"blanks.yml:1 name"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whatever a file says first, what it says last is found, and nothing is found that is not there.
func FuzzReadSources(f *testing.F) {
	names := []string{"app.ts", "app.py", "blocks.yml", "blocks.json", "db/seed.sql", "index.html", "app.css", "App.vue", "Dockerfile", "seed"}
	f.Add(0, "import { x } from './y' // don't\n")
	f.Add(2, "block: OrderCard\n\\'")
	f.Add(6, "@import '../legacy/OrderCard'; url(%4frderCard.tsx?#)")
	f.Add(1, "from ..legacy import order_card")
	f.Fuzz(func(t *testing.T, which int, text string) {
		if strings.HasPrefix(text, "\xff\xfe") || strings.ContainsRune(text, 0) || len(text) > maxSource/2 {
			return
		}
		from := names[max(which, -which-1)%len(names)]
		last := strings.Count(text, "\n") + 2
		root := plant(t, map[string]string{
			"src/legacy/OrderCard.tsx": "export const useOrders = 1", "src/order_card.py": "",
			from: text + "\n'OrderCard' open('x/OrderCard.tsx') '/src/legacy/OrderCard' 'useOrders' \"order_card\"",
		})
		s, err := ReadSources(Tree{Root: root, Flagged: []string{"src/legacy/OrderCard.tsx", "src/order_card.py"}})
		if err != nil {
			t.Fatal(err)
		}
		for flagged, kinds := range map[string][]string{
			"src/legacy/OrderCard.tsx": {MentionExport, MentionName, MentionPath}, "src/order_card.py": {MentionName},
		} {
			mentions := s.Files[flagged].Mentions
			found := map[string]int{}
			for i, m := range mentions {
				found[m.Kind]++
				if m.File != from || m.Line < 1 || m.Line > last || len(m.Text) > 200 || !utf8.ValidString(m.Text) {
					t.Errorf("got %+v", m)
				}
				if i > 0 && (m.Line < mentions[i-1].Line || m.Line == mentions[i-1].Line && m.Kind <= mentions[i-1].Kind) {
					t.Errorf("%+v follows %+v", m, mentions[i-1])
				}
				if m.Line < last && !strings.ContainsAny(text, "Oo%") {
					t.Errorf("%q does not mention %s: %+v", text, flagged, m)
				}
			}
			for _, kind := range kinds {
				i := slices.IndexFunc(mentions, func(m Mention) bool { return m.Line == last && m.Kind == kind })
				if i < 0 && (kind == MentionPath || found[kind] < maxPerFile) {
					t.Errorf("the last line of %q in %s does not mention %s by its %s", text, from, flagged, kind)
				}
			}
		}
	})
}

func FuzzExportsOf(f *testing.F) {
	for _, test := range exportTests {
		f.Add(test.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seen := map[string]bool{}
		for _, name := range exportsOf(text, nil) {
			if seen[name] || keywords[name] || !strings.Contains(text, name) {
				t.Errorf("%q exports %q", text, name)
			}
			seen[name] = true
		}
		// What a statement before it says cannot hide an export on a line of its own.
		if got := exportsOf(text+"\nexport const lastOfAll = 1\n", nil); !slices.Contains(got, "lastOfAll") {
			t.Errorf("%q hides the export after it: %q", text, got)
		}
	})
}
