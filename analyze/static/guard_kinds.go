package static

import (
	"path"
	"slices"
	"strings"
)

// kind says how a file is read.
type kind struct {
	code      bool // it may declare components, and it imports by paths
	component bool // it may be a component without saying a name
	words     bool // names stand in it without quotes
	style     bool // of the names, only those of files mean anything in it
	markup    bool // what stands between its tags is prose
	data      bool // its keys are words that some format prescribes
	python    bool // it imports by dotted names
	prose     bool // it names things without using them; only its paths count
	texts     bool // its values are shown to people: a word that anybody uses is none but that
}

var kinds = map[string]kind{
	".ts": {code: true}, ".mts": {code: true}, ".cts": {code: true},
	".mjs": {code: true}, ".cjs": {code: true},
	".js": {code: true, component: true}, ".jsx": {code: true, component: true}, ".tsx": {code: true, component: true},
	".vue": pageKind, ".svelte": pageKind, ".astro": pageKind,
	".mdx": {prose: true},

	".css": styleKind, ".scss": styleKind, ".sass": styleKind, ".less": styleKind, ".styl": styleKind, ".pcss": styleKind,

	".html": markupKind, ".htm": markupKind, ".xhtml": markupKind, ".xml": markupKind, ".svg": markupKind, ".php": markupKind, ".erb": markupKind, ".ejs": markupKind,
	".hbs": markupKind, ".j2": markupKind, ".jinja": markupKind, ".jinja2": markupKind, ".njk": markupKind, ".liquid": markupKind, ".twig": markupKind,

	".json": dataKind, ".jsonc": dataKind, ".json5": dataKind, ".webmanifest": dataKind, ".yaml": dataKind, ".yml": dataKind, ".toml": dataKind,

	".py": {python: true}, ".pyi": {python: true},
	".c": {}, ".cc": {}, ".cpp": {}, ".cs": {}, ".dart": {}, ".ex": {}, ".exs": {}, ".go": {}, ".gql": {}, ".graphql": {}, ".h": {},
	".java": {}, ".kt": {}, ".lua": {}, ".prisma": {}, ".proto": {}, ".rb": {}, ".rs": {}, ".scala": {}, ".swift": {},
}

var (
	pageKind   = kind{code: true, component: true, words: true, markup: true}
	styleKind  = kind{words: true, style: true}
	markupKind = kind{words: true, markup: true}
	dataKind   = kind{words: true, data: true}
)

// kindOf reports false for files nobody looks into: Markdown, because prose names dead files at will, and what
// tools write down about files without using them. Of any other file that has no kind of its own, such as SQL,
// a Dockerfile or the configuration of nginx, each word may be a name.
func kindOf(name string) (kind, bool) {
	base := path.Base(name)
	switch base {
	case "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "go.sum", ".eslintcache", ".stylelintcache", ".gitignore":
		return kind{}, false
	}
	ext := strings.ToLower(path.Ext(base))
	switch ext {
	case ".md", ".markdown", ".lock", ".log", ".snap", ".tsbuildinfo":
		return kind{}, false
	}
	k, ok := kinds[ext]
	if !ok {
		k = kind{words: true}
	}
	k.texts = translation(name)
	return k, true
}

// translation tells files that hold an interface in some language.
func translation(name string) bool {
	for dir := path.Dir(name); dir != "." && dir != "/"; dir = path.Dir(dir) {
		switch path.Base(dir) {
		case "i18n", "intl", "lang", "langs", "locale", "locales", "translations":
			return true
		}
	}
	return false
}

// isResult tells reports of Knip, and the JSON that crossref, unused and plan write, wherever they are kept: they list
// files and use none.
func isResult(text string) bool {
	if strings.Contains(text, `"issues"`) {
		if _, err := findReport([]byte(text)); err == nil {
			return true
		}
	}
	for _, keys := range [][]string{
		{`"funnel":`, `"handler_modules":`, `"counts":`},
		{`"batches":`, `"left_out":`, `"max_files":`},
		{`"evidence":`, `"shadowed":`, `"counts":`},
	} {
		if !slices.ContainsFunc(keys, func(key string) bool { return !strings.Contains(text, key) }) {
			return true
		}
	}
	return false
}
