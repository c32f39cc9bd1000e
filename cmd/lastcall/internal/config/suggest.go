package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// keyHint helps with an unknown key: the key that was probably meant, else all that there are.
func keyHint(key string, known fields) string {
	names := slices.Sorted(maps.Keys(known))
	if name := closest(strings.ToLower(key), names); name != "" {
		return fmt.Sprintf("did you mean %q?", name)
	}
	return "known keys: " + strings.Join(names, ", ")
}

// closest returns the name nearest to key by edits, or else one that begins like it; empty when none is near.
func closest(key string, names []string) string {
	best, fewest := "", max(1, len(key)/3)+1
	for _, name := range names {
		if n := edits(key, name); n < fewest {
			best, fewest = name, n
		}
	}
	if best != "" || key == "" {
		return best
	}
	i := slices.IndexFunc(names, func(name string) bool {
		return strings.HasPrefix(name, key) || strings.HasPrefix(key, name)
	})
	if i < 0 {
		return ""
	}
	return names[i]
}

// edits counts the bytes to insert, delete or replace to turn a into b (the Levenshtein distance).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
