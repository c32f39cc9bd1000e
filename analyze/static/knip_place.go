package static

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
)

var driveLetter = regexp.MustCompile(`^[A-Za-z]:`)

// checkPath refuses what cannot be a path that Knip prints: nothing could be said about it. A path
// that leads out of the directory Knip ran in is one: Knip follows project patterns and imports there.
func checkPath(p string) error {
	rest := p
	for strings.HasPrefix(rest, "../") {
		rest = rest[len("../"):]
	}
	switch {
	case strings.Contains(p, `\`):
		return fmt.Errorf("path %q is written with backslashes; Knip separates directories by slashes", p)
	case strings.ContainsFunc(p, unreadable):
		return fmt.Errorf("path %q has unreadable characters in its name", p)
	case !fs.ValidPath(rest) || rest == "." || driveLetter.MatchString(p):
		return fmt.Errorf("path %q is not a path inside the project", p)
	}
	return nil
}

// unreadable holds for U+FFFD, too: it is what is left of a name that went through the wrong encoding.
func unreadable(r rune) bool { return r == unicode.ReplacementChar || unicode.IsControl(r) }

// knipPlace rewrites paths from where Knip ran to the frontend's root.
type knipPlace struct {
	base   string // from the root to where Knip ran
	within string // where base leads above the root: what paths inside the root begin with, "../../packages/web/"
}

func (o KnipOptions) placing() (knipPlace, error) {
	base := path.Clean(o.Base)
	up := 0
	for _, name := range strings.Split(base, "/") {
		if name == ".." {
			up++
		}
	}
	switch {
	case path.IsAbs(base) || driveLetter.MatchString(base) || strings.Contains(base, `\`) || strings.ContainsFunc(base, unreadable):
		return knipPlace{}, badBase(fmt.Sprintf("%q, the directory Knip ran in, is not a relative path with slashes", o.Base))
	case up == 0:
		return knipPlace{base: base}, nil
	case o.Root == "":
		return knipPlace{}, badBase(fmt.Sprintf("Knip ran in %q, above the source tree, whose own name is not known", o.Base))
	}
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return knipPlace{}, badBase(fmt.Sprintf("the source tree %s has no absolute path: %v", o.Root, err))
	}
	names := strings.FieldsFunc(filepath.ToSlash(root), func(r rune) bool { return r == '/' })
	if up > len(names) {
		return knipPlace{}, badBase(fmt.Sprintf("%q, the directory Knip ran in, leads above the file system", o.Base))
	}
	return knipPlace{base, strings.Repeat("../", up) + strings.Join(names[len(names)-up:], "/") + "/"}, nil
}

func badBase(reason string) *FormatError {
	return &FormatError{Reason: reason, Hint: `give the directory Knip ran in relative to the source tree, such as "packages/web" or "../.."`}
}

// place reports false for a path outside the root or outside the directory Knip ran in.
func (p knipPlace) place(file string) (string, bool) {
	if strings.HasPrefix(file, "../") {
		return "", false
	}
	return strings.CutPrefix(path.Join(p.base, file), p.within)
}

// place rewrites the paths of a report and leaves out what lies elsewhere.
func (r *Report) place(p knipPlace) error {
	files, issues := r.Files, r.Issues
	r.Files, r.Issues = nil, nil
	var elsewhere []string
	for _, file := range files {
		if placed, ok := p.place(file); ok {
			r.Files = append(r.Files, placed)
		} else {
			elsewhere = append(elsewhere, file)
		}
	}
	if len(files) > 0 && len(r.Files) == 0 && p.within == "" {
		return fmt.Errorf("none of the %d files it flags lies in the directory Knip ran in, the first is %q", len(files), files[0])
	}
	for _, issue := range issues {
		if placed, ok := p.place(issue.File); ok {
			issue.File = placed
			r.Issues = append(r.Issues, issue)
		} else {
			elsewhere = append(elsewhere, issue.File)
		}
	}
	if len(elsewhere) > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf(
			"%d of %d unused files and %d of %d other findings are left out: they lie outside the source tree or outside the directory Knip ran in, the first is %q",
			len(files)-len(r.Files), len(files), len(issues)-len(r.Issues), len(issues), elsewhere[0]))
	}
	return nil
}
