package analyze

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// StatementError says why a statement was refused or why it failed.
type StatementError struct {
	Reason string // one sentence
	Hint   string // empty when Reason says it all
}

func (e *StatementError) Error() string { return e.Reason }

// maxStatement is the longest statement that is looked at, in bytes.
const maxStatement = 64 << 10

// refusedFunctions hide a statement in an argument, where nothing can be proven of it, or follow pointers that
// such a statement can forge.
var refusedFunctions = []string{
	"query", "json_execute_serialized_sql", "json_deserialize_sql", "json_serialize_plan", "arrow_scan", "arrow_scan_dumb",
}

// prove checks that the text is exactly one statement that only reads; anything else is a [StatementError]. It is
// DuckDB's own parser that decides: json_serialize_sql takes SELECT statements (and what is short for one: FROM, VALUES,
// DESCRIBE, SUMMARIZE, SHOW) and nothing else. Text must never reach the driver without this proof, since
// the driver runs every statement it finds in a text.
func (v *Views) prove(ctx context.Context, text string) error {
	switch {
	case len(text) > maxStatement:
		return &StatementError{fmt.Sprintf("the statement is longer than %d KiB", maxStatement>>10), "split it, or join a file with read_csv or read_parquet"}
	case !utf8.ValidString(text), strings.ContainsRune(text, 0):
		return &StatementError{"the statement is no UTF-8 text", "save the file as UTF-8 without zero bytes"}
	}
	text = cutPrefix(text, explainPrefix)
	err := v.proveSelect(ctx, text)
	if err != errNoSelect {
		return err
	}
	parts := pivotParts(text)
	if parts == nil {
		return errNoSelect
	}
	for _, part := range parts {
		if err := v.proveSelect(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

var errNoSelect error = &StatementError{
	"only one statement that reads is run: SELECT, FROM, VALUES, PIVOT, DESCRIBE, SUMMARIZE, SHOW, or EXPLAIN of one",
	"write an answer to a file with -o, the views with --export-db; set variables with --set NAME=VALUE",
}

// serialized is what json_serialize_sql answers.
type serialized struct {
	Error      bool   `json:"error"`
	Type       string `json:"error_type"`
	Message    string `json:"error_message"`
	Statements []any  `json:"statements"`
}

func (v *Views) proveSelect(ctx context.Context, text string) error {
	var answer string
	err := v.session.conn.QueryRowContext(ctx, "select json_serialize_sql($1::varchar)", text).Scan(&answer)
	if err != nil {
		return statementError(ctx, err)
	}
	var s serialized
	if err := json.Unmarshal([]byte(answer), &s); err != nil {
		return &StatementError{"the statement is nested too deeply to be checked", "take it apart with WITH"}
	}
	switch {
	case s.Error && s.Type == "not implemented":
		return errNoSelect
	case s.Error:
		return &StatementError{oneLine(s.Message), viewsHint}
	case len(s.Statements) == 0:
		return &StatementError{"the statement is empty", viewsHint}
	case len(s.Statements) > 1:
		return &StatementError{fmt.Sprintf("%d statements are given, one at a time is run", len(s.Statements)), "run lastcall query once for each"}
	}
	if name := refusedFunction(s.Statements); name != "" {
		return &StatementError{fmt.Sprintf("the function %s is refused: what it would run cannot be checked", name), "write the statement itself"}
	}
	return nil
}

// refusedFunction searches a parsed statement for a function that is refused; empty when there is none.
func refusedFunction(tree any) string {
	switch node := tree.(type) {
	case []any:
		for _, child := range node {
			if name := refusedFunction(child); name != "" {
				return name
			}
		}
	case map[string]any:
		name, _ := node["function_name"].(string)
		if slices.Contains(refusedFunctions, strings.ToLower(name)) {
			return strings.ToLower(name)
		}
		for _, child := range node {
			if name := refusedFunction(child); name != "" {
				return name
			}
		}
	}
	return ""
}

var (
	// A line comment may stand in front, as in the named queries; any other comment there makes the rest unprovable.
	explainPrefix = regexp.MustCompile(`(?i)^(\s|--[^\r\n]*[\r\n])*explain(\s+analyze)?\s`)
	pivotPrefix   = regexp.MustCompile(`(?i)^(\s|--[^\r\n]*[\r\n])*pivot(_wider)?\s`)
)

func cutPrefix(text string, prefix *regexp.Regexp) string {
	return text[len(prefix.FindString(text)):]
}

// pivotParts takes a PIVOT without IN apart: source, columns, aggregates and the rest, as SELECT statements that
// can be proven one by one; nil when the text is none. DuckDB cannot serialise the whole, since it first has to look for the values.
//
// Without any semicolon there is no second statement, whatever the quotes; without comments, what is quoted in a part is
// quoted in the whole. A part cut in the wrong place does not parse.
func pivotParts(text string) []string {
	body := strings.TrimRight(cutPrefix(text, pivotPrefix), "; \t\r\n")
	if !pivotPrefix.MatchString(text) || strings.Contains(body, ";") || strings.Contains(body, "--") || strings.Contains(body, "/*") {
		return nil
	}
	source, on := cutClause(body, "on")
	on, rest := cutClause(on, "group", "order", "limit", "offset")
	on, using := cutClause(on, "using")
	parts := []string{"from " + source, "select 1 " + rest}
	if on != "" {
		parts = append(parts, "select "+on[len("on"):])
	}
	if using != "" {
		parts = append(parts, "select "+using[len("using"):])
	}
	return parts
}

// cutClause splits text before the first of the keywords that stands outside parentheses and quotes. Where none does, after is empty.
func cutClause(text string, keywords ...string) (before, after string) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\'' || c == '"':
			i += 1 + strings.IndexByte(text[i+1:]+string(c), c)
		case c == '(':
			depth++
		case c == ')':
			depth--
		case inWord(c):
			start := i
			for i+1 < len(text) && inWord(text[i+1]) {
				i++
			}
			if depth == 0 && slices.Contains(keywords, strings.ToLower(text[start:i+1])) {
				return text[:start], text[start:]
			}
		}
	}
	return text, ""
}

func inWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf
}
