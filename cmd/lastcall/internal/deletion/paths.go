package deletion

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

// AlwaysProtected returns the doublestar globs of files that are never deleted: what is hidden (.git, CI, settings of
// tools), lastcall's and Render's configuration, and manifests of packages.
func AlwaysProtected() []string {
	return []string{"**/.*", "**/.*/**", "**/lastcall.yaml", "**/render.yaml", "**/package.json"}
}

// Protected returns the first glob that keeps a path from being deleted, of [AlwaysProtected] and of those given; empty
// when there is none. A glob that is not valid is an error.
func Protected(file string, globs []string) (glob string, err error) {
	for _, glob := range slices.Concat(AlwaysProtected(), globs) {
		if !doublestar.ValidatePattern(glob) {
			return "", fmt.Errorf("%q is no valid pattern", glob)
		}
		if doublestar.MatchUnvalidated(glob, file) {
			return glob, nil
		}
	}
	return "", nil
}

// inside tells whether a path is one that git may have below the top.
func inside(slashed string) bool {
	outside := slashed == "" || slashed == "." || slashed == ".." || strings.HasPrefix(slashed, "../") ||
		path.IsAbs(slashed) || strings.ContainsRune(slashed, 0)
	return !outside && path.Clean(slashed) == slashed
}

// quoted returns a path as it is, or quoted where it could be misread.
func quoted(path string) string {
	odd := func(c rune) bool { return !unicode.IsPrint(c) || c == '"' || c == '\\' }
	if path == "" || !utf8.ValidString(path) || strings.ContainsFunc(path, odd) || strings.TrimSpace(path) != path {
		return strconv.QuoteToASCII(path)
	}
	return path
}

// listed names the first few of the paths that are the keys.
func listed[V any](byPath map[string]V) string {
	const most = 3
	var names []string
	for _, p := range slices.Sorted(maps.Keys(byPath)) {
		names = append(names, quoted(p))
	}
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("%d more", len(names)-most))
	}
	return strings.Join(names, ", ")
}
