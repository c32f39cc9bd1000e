package static

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	// export function Card, export default class Card, export const Card = …
	exported = regexp.MustCompile(`^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+([A-Z][A-Za-z0-9]*)\b`)

	// export default Card, also inside wrappers: memo(Card), React.forwardRef(function Card(…
	exportedDefault = regexp.MustCompile(`^export\s+default\s+(?:[\w.]+(?:<[^()]*>)?\(\s*)*(?:function\s+([A-Z][A-Za-z0-9]*)\b|([A-Z][A-Za-z0-9]*)(?:[),;\s]|$))`)

	// export { Card, Panel as SidePanel }; with "from" it only passes on what another file declares.
	exportedList = regexp.MustCompile(`^export\s*\{([^}]*)\}(\s*from\b)?`)
	listItem     = regexp.MustCompile(`(type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?`)

	pascalCase = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	kebabCase  = regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`)

	trackerCall  = regexp.MustCompile("\\btrackComponentUsage\\s*\\(\\s*(?:'([^'\n]+)'|\"([^\"\n]+)\"|`([^`$\n]+)`)")
	commentStart = regexp.MustCompile(`(?:^|[\s{}(),;])/\*`)
)

// componentsOf returns the components that a source file declares and those it hands to the tracker.
func componentsOf(name string, k kind, text string) (declared, tracked []Name) {
	if !k.code {
		return nil, nil
	}
	declared = exportedNames(text)
	if own := ComponentName(name); len(declared) == 0 && k.component && own != "" {
		declared = []Name{{Name: own}}
	}
	return declared, trackedNames(text)
}

// exportedNames returns the PascalCase names a module exports, each once, in the order of the text.
func exportedNames(text string) []Name {
	var found []Name
	add := func(name string, at int) {
		known := slices.ContainsFunc(found, func(n Name) bool { return n.Name == name })
		if !known && pascalCase.MatchString(name) {
			found = append(found, Name{Name: name, Line: lineAt(text, at)})
		}
	}
	const keyword = "export"
	for at := 0; ; at += len(keyword) {
		i := strings.Index(text[at:], keyword)
		if i < 0 {
			return found
		}
		at += i
		rest := text[at:]
		if !startsLine(text, at) {
			continue
		}
		if m := exported.FindStringSubmatch(rest); m != nil {
			add(m[1], at)
		} else if m := exportedDefault.FindStringSubmatch(rest); m != nil {
			add(m[1]+m[2], at)
		} else if m := exportedList.FindStringSubmatchIndex(rest); m != nil && m[4] < 0 {
			body := rest[m[2]:m[3]]
			for _, item := range listItem.FindAllStringSubmatchIndex(body, -1) {
				add(listName(body, item), at+m[2]+item[4])
			}
		}
	}
}

// listName returns the name under which one item of an export list is known outside; "" for a type.
func listName(body string, item []int) string {
	local := body[item[4]:item[5]]
	switch {
	case item[2] >= 0:
		return ""
	case item[6] >= 0 && body[item[6]:item[7]] != "default":
		return body[item[6]:item[7]]
	}
	return local
}

func startsLine(text string, at int) bool {
	before := strings.TrimRight(text[:at], " \t")
	return before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, ";")
}

// ComponentName returns the component a file is named after, "" if its name is none of a component:
// OrderCard.tsx, order-card.tsx, OrderCard/index.tsx.
func ComponentName(name string) string {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if base == "index" {
		base = path.Base(path.Dir(name))
	}
	switch {
	case pascalCase.MatchString(base):
		return base
	case !kebabCase.MatchString(base):
		return ""
	}
	var b strings.Builder
	for part := range strings.SplitSeq(base, "-") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// trackedNames returns the literal names handed to trackComponentUsage, each once. A call that seems to
// stand in a comment is none: it would make silence look like a measurement.
func trackedNames(text string) []Name {
	var found []Name
	for _, m := range trackerCall.FindAllStringSubmatchIndex(text, -1) {
		if inComment(text[:m[0]]) {
			continue
		}
		for i := 2; i < len(m); i += 2 {
			if m[i] < 0 {
				continue
			}
			name := text[m[i]:m[i+1]]
			if !slices.ContainsFunc(found, func(n Name) bool { return n.Name == name }) {
				found = append(found, Name{Name: name, Line: lineAt(text, m[0])})
			}
		}
	}
	return found
}

// inComment tells whether what follows a text is commented out. It errs towards yes.
func inComment(before string) bool {
	line := before[strings.LastIndexByte(before, '\n')+1:]
	if strings.Contains(line, "//") || strings.HasPrefix(strings.TrimSpace(line), "*") {
		return true
	}
	opened := commentStart.FindAllStringIndex(before, -1)
	return len(opened) > 0 && !strings.Contains(before[opened[len(opened)-1][1]:], "*/")
}

func lineAt(text string, at int) int {
	return 1 + strings.Count(text[:at], "\n")
}
