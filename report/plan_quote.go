package report

import (
	"fmt"
	"strings"
)

// shellWord writes text as one word of a shell, with nothing in it that a terminal would hide or act upon.
func shellWord(s string) string {
	if Printable(s) == s {
		return quoted(s)
	}
	// A command substitution drops the line breaks at its end; the script defines newline.
	kept := strings.TrimRight(s, "\n")
	return `"$(printf '` + octal(kept) + `')` + strings.Repeat("$newline", len(s)-len(kept)) + `"`
}

// quoted is text in single quotes, in which a shell takes everything as it is.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// octal writes every byte that printf or a shell could take for something else as its octal escape.
func octal(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '/' || c == '.' || c == '_' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	return b.String()
}
