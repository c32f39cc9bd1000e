package static

import (
	"iter"
	"regexp"
	"strings"
	"sync"
)

const identifier = `([\pL_$][\pL\pN_$]*)`

var (
	// export function card, export const enum Size, export type Card = …
	exportedAny = regexp.MustCompile(`^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?` +
		`(?:function\s*\*\s*|(?:function|class|const\s+enum|const|let|var|interface|type|enum|namespace)\s+)` + identifier)

	// export default card, also inside wrappers: memo(Card)
	exportedAnyDefault = regexp.MustCompile(`^export\s+default\s+(?:[\w.]+(?:<[^()]*>)?\(\s*)*` + identifier +
		`(?:\s*[),;]|[ \t]*(?:\r?\n|$|//)|\s+(?:as|satisfies)\b)`)

	// export { card, type Panel as SidePanel }, export const { useCards, useCard } = api
	exportedAnyList = regexp.MustCompile(`^export\s*(?:type\s*|const\s*|let\s*|var\s*)?\{([^{}]*)\}(\s*from\b)?`)
	anyListItem     = regexp.MustCompile(`(?:\btype\s+)?` + identifier + `(?:\s*(?:\bas\b|:)\s*` + identifier + `)?`)

	exportedNamespace = regexp.MustCompile(`^export\s*\*\s*as\s+` + identifier)
	exportedCommonJS  = regexp.MustCompile(`(?m)^[ \t]*(?:module\.)?exports\.` + identifier + `\s*=[^=]`)

	importClause = regexp.MustCompile(`(?m)^[ \t]*import\s+([^'"();]*?)\s*\bfrom\b`)
	anyName      = regexp.MustCompile(identifier)
)

// keywords can stand where the name of an export does.
var keywords = map[string]bool{
	"async": true, "await": true, "class": true, "default": true, "enum": true, "extends": true, "function": true, "implements": true,
	"new": true, "null": true, "this": true, "true": true, "false": true, "typeof": true, "undefined": true,
}

// exportsOf returns what a module is known by outside: every identifier it exports, and the components it
// declares, each once. What it imports and passes on is another module's.
func exportsOf(text string, declared []Name) []string {
	var found []string
	seen, foreign := map[string]bool{}, sync.OnceValue(func() map[string]bool { return importedNames(text) })
	// Local is the name of what may be another module's; empty for what is declared right here.
	add := func(local, name string) {
		if name != "" && !keywords[name] && !seen[name] && (local == "" || !foreign()[local]) {
			seen[name] = true
			found = append(found, name)
		}
	}
	for at := range exportStatements(text) {
		statement := statementAt(text, at)
		if m := exportedAny.FindStringSubmatch(statement); m != nil {
			add("", m[1])
		} else if m := exportedAnyDefault.FindStringSubmatch(statement); m != nil {
			add(m[1], m[1])
		} else if m := exportedNamespace.FindStringSubmatch(statement); m != nil {
			add("", m[1])
		} else if m := exportedAnyList.FindStringSubmatch(statement); m != nil && m[2] == "" {
			for _, item := range anyListItem.FindAllStringSubmatch(m[1], -1) {
				// What is exported as the default is known by its local name, if by any.
				if item[2] == "" || item[2] == "default" {
					item[2] = item[1]
				}
				add(item[1], item[2])
			}
		}
	}
	if strings.Contains(text, "exports.") {
		for _, m := range exportedCommonJS.FindAllStringSubmatch(text, -1) {
			add("", m[1])
		}
	}
	for _, n := range declared {
		add(n.Name, n.Name)
	}
	return found
}

// importedNames returns the local names of what a module imports.
func importedNames(text string) map[string]bool {
	names := map[string]bool{}
	for _, m := range importClause.FindAllStringSubmatch(text, -1) {
		for _, name := range anyName.FindAllString(m[1], -1) {
			names[name] = true
		}
	}
	return names
}

// exportStatements yields where in a module something is exported.
func exportStatements(text string) iter.Seq[int] {
	const keyword = "export"
	return func(yield func(int) bool) {
		for at := 0; ; at += len(keyword) {
			i := strings.Index(text[at:], keyword)
			if i < 0 {
				return
			}
			at += i
			if startsLine(text, at) && !yield(at) {
				return
			}
		}
	}
}

// statementAt returns as much of the text as an export says its names in.
func statementAt(text string, at int) string {
	const long = 1000
	statement := text[at:min(at+long, len(text))]
	open := strings.IndexByte(statement, '{')
	if open < 0 || open > len("export const ") {
		return statement
	}
	// A list may be longer, but holds no braces: many that nobody closes must not be read over and over.
	list := text[at+open+1:]
	if next := strings.IndexByte(list, '{'); next >= 0 {
		list = list[:next]
	}
	end := strings.IndexByte(list, '}')
	if end < 0 {
		return statement
	}
	return text[at:min(at+open+end+long, len(text))]
}
