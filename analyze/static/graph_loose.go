package static

import (
	"regexp"
	"strings"
)

// anyImport is what an import looks like to somebody who knows neither strings nor comments.
var anyImport = regexp.MustCompile("\\b(from|import|require|import\\s*\\(|require(?:\\.[a-z]+)?\\s*\\(|(?:vi|jest)\\.[A-Za-z]+\\s*\\(|new\\s+URL\\s*\\()\\s*['\"`]([^'\"`$\n]+)['\"`]")

// scanLoosely finds everything that looks like an import, in comments and strings too. It is for files that
// nothing can read for certain: what it finds too much keeps a file that could go, never the other way round.
func scanLoosely(text string) []fileRef {
	var s reading
	at, line := 0, 1
	for _, m := range anyImport.FindAllStringSubmatchIndex(text, -1) {
		line += strings.Count(text[at:m[4]], "\n")
		at = m[4]
		s.add(fileRef{kind: looseKind(text[m[2]:m[3]]), spec: text[m[4]:m[5]], line: line, optional: true})
	}
	return s.refs
}

func looseKind(before string) string {
	call := strings.HasSuffix(before, "(")
	switch before = strings.TrimRight(before, " \t\r\n("); {
	case before == "import" && call:
		return "dynamic import"
	case before == "from":
		return "import"
	case strings.HasPrefix(before, "new"):
		return "new URL"
	}
	return before
}
