package static

import (
	"path"
	"regexp"
	"strings"
)

var (
	// export function Card, export default class Card, export const Card = …
	exported = regexp.MustCompile(`^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+([A-Z][A-Za-z0-9]*)\b`)

	// export default Card, also inside wrappers: memo(Card), React.forwardRef(function Card(…
	exportedDefault = regexp.MustCompile(`^export\s+default\s+(?:[\w.]+(?:<[^()]*>)?\(\s*)*(?:function\s+([A-Z][A-Za-z0-9]*)\b|([A-Z][A-Za-z0-9]*)(?:[),;\s]|$))`)

	// export { Card, Panel as SidePanel }; with "from" it only passes on what another file declares.
	exportedList = regexp.MustCompile(`^export\s*\{([^{}]*)\}(\s*from\b)?`)
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
	found := nameList{text: text}
	for at := range exportStatements(text) {
		statement := statementAt(text, at)
		if m := exported.FindStringSubmatch(statement); m != nil {
			found.add(m[1], at)
		} else if m := exportedDefault.FindStringSubmatch(statement); m != nil {
			found.add(m[1]+m[2], at)
		} else if m := exportedList.FindStringSubmatchIndex(statement); m != nil && m[4] < 0 {
			body := statement[m[2]:m[3]]
			for _, item := range listItem.FindAllStringSubmatchIndex(body, -1) {
				if name := listName(body, item); pascalCase.MatchString(name) {
					found.add(name, at+m[2]+item[4])
				}
			}
		}
	}
	return found.names
}

// nameList collects names in the order of a text, each once.
type nameList struct {
	text  string
	names []Name
	seen  map[string]bool
	at    int // where the last name stood
	line  int // the line of that place, counted from 0
}

func (l *nameList) add(name string, at int) {
	if name == "" || l.seen[name] {
		return
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	l.seen[name] = true
	l.line += lineAt(l.text[l.at:], at-l.at) - 1
	l.at = at
	l.names = append(l.names, Name{Name: name, Line: 1 + l.line})
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
	if !strings.Contains(text, "trackComponentUsage") {
		return nil
	}
	calls := trackerCall.FindAllStringSubmatchIndex(text, -1)
	found, comments, lines := nameList{text: text}, commentsOf(text), lineComments{text: text}
	for _, m := range calls {
		for len(comments) > 1 && comments[1].start <= m[0] {
			comments = comments[1:]
		}
		if lines.hold(m[0]) || comments[0].holds(m[0]) {
			continue
		}
		for i := 2; i < len(m); i += 2 {
			if m[i] >= 0 {
				found.add(text[m[i]:m[i+1]], m[0])
			}
		}
	}
	return found.names
}

// comment is where a block comment seems to begin and where one that began there ends.
type comment struct{ start, end int }

func (c comment) holds(at int) bool { return c.start <= at && at < c.end }

// commentsOf returns the block comments of a text in its order, after an empty one.
func commentsOf(text string) []comment {
	opened := commentStart.FindAllStringIndex(text, -1)
	found := make([]comment, 1+len(opened))
	end := len(text)
	for i, limit := len(opened)-1, len(text); i >= 0; i-- {
		start := opened[i][1]
		if n := strings.Index(text[start:limit], "*/"); n >= 0 {
			end = start + n
		}
		found[i+1], limit = comment{start, end}, min(len(text), start+1)
	}
	return found
}

// lineComments tells, for places in the order of a text, whether their line comments them out before. It errs
// towards yes.
type lineComments struct {
	text      string
	start     int // of the line that was looked at last
	read      int // how far that was
	commented bool
}

func (l *lineComments) hold(at int) bool {
	if i := strings.LastIndexByte(l.text[l.read:at], '\n'); i >= 0 {
		l.start, l.read, l.commented = l.read+i+1, l.read+i+1, false
	}
	if l.read == l.start {
		l.commented = strings.HasPrefix(strings.TrimSpace(l.text[l.start:at]), "*")
	}
	// What was read may have ended between two slashes.
	l.commented = l.commented || strings.Contains(l.text[max(l.start, l.read-1):at], "//")
	l.read = at
	return l.commented
}

func lineAt(text string, at int) int {
	return 1 + strings.Count(text[:at], "\n")
}
