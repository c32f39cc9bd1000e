package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// expand lists the files a pattern stands for: a file, the files below a directory that are not hidden, or a
// glob. Nothing found is a usage error.
func expand(pattern string) ([]string, error) {
	info, err := os.Stat(pattern)
	switch {
	case err == nil && info.IsDir():
		return expandDir(pattern)
	case err == nil:
		return []string{pattern}, nil
	case !strings.ContainsAny(pattern, "*?["):
		return nil, usage(fmt.Sprintf("%s does not exist", pattern), "check the path; globs, files and directories are taken")
	}
	names, err := filepath.Glob(pattern)
	if err != nil {
		return nil, usage(fmt.Sprintf("%s is no pattern: %v", pattern, err), "quote special characters with a backslash")
	}
	if len(names) == 0 {
		return nil, usage(fmt.Sprintf("no file matches %s", pattern), "check the pattern")
	}
	return names, nil
}

func expandDir(dir string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != dir && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return filepath.SkipDir
			}
		case entry.Type().IsRegular():
			names = append(names, name)
		}
		return nil
	})
	if err == nil && len(names) == 0 {
		err = usage(fmt.Sprintf("%s holds no files", dir), "name the directory that holds the exported logs")
	}
	return names, err
}
