package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// expand lists the files a pattern stands for: a file, the files below a directory that are not hidden, or a glob of
// both. Nothing found is a usage error.
func expand(pattern string) ([]string, error) {
	found, err := match(pattern)
	var names []string
	for _, name := range found {
		files := []string{name}
		if isDir(name) {
			files, err = filesBelow(name, "")
		}
		if err != nil {
			return nil, err
		}
		names = append(names, files...)
	}
	return names, err
}

// match lists the files and directories that a name or a glob stands for, at least one. What is there is never taken for a
// glob; as in a shell, a glob finds hidden files only where it begins with their dot.
func match(pattern string) ([]string, error) {
	if _, err := os.Stat(pattern); err == nil {
		return []string{pattern}, nil
	}
	if !strings.ContainsAny(pattern, "*?[") {
		return nil, usage(fmt.Sprintf("%s does not exist", pattern), "check the path; globs, files and directories are taken")
	}
	names, err := filepath.Glob(pattern)
	if err != nil {
		return nil, usage(fmt.Sprintf("%s is no pattern: %v", pattern, err), "quote special characters with a backslash")
	}
	var seen []string
	for _, name := range names {
		if !isHidden(name) || isHidden(pattern) {
			seen = append(seen, name)
		}
	}
	if len(seen) == 0 {
		return nil, usage(fmt.Sprintf("no file matches %s", pattern), "check the pattern")
	}
	return seen, nil
}

func isHidden(name string) bool { return strings.HasPrefix(filepath.Base(name), ".") }

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// filesBelow lists the files below a directory that are not hidden, links to files among them, and passes over the
// directory skip. Links to directories are not followed but for dir itself, so that no loop is.
func filesBelow(dir, skip string) ([]string, error) {
	var names []string
	// With the separator, dir may be a link.
	root := filepath.Clean(dir) + string(filepath.Separator)
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == root:
		case entry.IsDir():
			if isHidden(name) || sameFile(name, skip) {
				return filepath.SkipDir
			}
		case !isHidden(name) && isRegular(name, entry):
			names = append(names, name)
		}
		return nil
	})
	if err == nil && len(names) == 0 {
		err = usage(fmt.Sprintf("%s holds no files", dir), "name the directory that holds the exported logs")
	}
	return names, err
}

func isRegular(name string, entry fs.DirEntry) bool {
	if entry.Type() != fs.ModeSymlink {
		return entry.Type().IsRegular()
	}
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
