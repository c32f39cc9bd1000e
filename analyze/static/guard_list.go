package static

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// maxSource is the size beyond which a file is generated or data, not somebody's source.
const maxSource = 2 << 20

// listing is the files of a repository that may say something, named by their slash-separated paths below it.
type listing struct {
	repo    string // absolute, without symbolic links
	prefix  string // where the root is below it, "." when they are the same
	ignore  []fs.FileInfo
	holders map[string]bool // the directories above flagged files: source code, whatever they are called
	usable  map[string]bool // directories that were looked at: whether the files in them count
	files   []listed        // sorted by name, each once
	skipped []string
}

// listed is a regular file or a symbolic link.
type listed struct {
	name string
	size int64
	link bool
}

func listFiles(t Tree) (*listing, error) {
	l := &listing{holders: map[string]bool{}, usable: map[string]bool{".": true}}
	if err := l.place(t.Root, cmp.Or(t.Repo, t.Root)); err != nil {
		return nil, err
	}
	for _, name := range t.Ignore {
		if info, err := os.Stat(name); err == nil {
			l.ignore = append(l.ignore, info)
		}
	}
	var flagged []string
	for _, asked := range t.Flagged {
		name := l.below(asked)
		flagged = append(flagged, name)
		for dir := path.Dir(name); dir != "." && dir != "/"; dir = path.Dir(dir) {
			l.holders[dir] = true
		}
	}
	if t.Tracked != nil {
		l.take(slices.Concat(t.Tracked, flagged))
	} else if err := filepath.WalkDir(l.repo, l.visit); err != nil {
		return nil, err
	}
	slices.SortFunc(l.files, func(a, b listed) int { return strings.Compare(a.name, b.name) })
	return l, nil
}

// place finds out where the root is within the repository.
func (l *listing) place(root, repo string) error {
	root, err := realDir(root)
	if err != nil {
		return err
	}
	if l.repo, err = realDir(repo); err != nil {
		return err
	}
	prefix, err := filepath.Rel(l.repo, root)
	if err != nil || !filepath.IsLocal(prefix) {
		return fmt.Errorf("it is not in the repository %s", repo)
	}
	l.prefix = filepath.ToSlash(prefix)
	return nil
}

func realDir(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("no directory is named")
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		return "", fmt.Errorf("%s is no directory", dir)
	}
	return filepath.Abs(dir)
}

// below turns a path relative to the root into one relative to the repository.
func (l *listing) below(name string) string { return path.Join(l.prefix, name) }

// fromRoot turns a path relative to the repository into one relative to the root.
func (l *listing) fromRoot(name string) string {
	up := ""
	for dir := l.prefix; dir != "."; dir = path.Dir(dir) {
		if below, ok := strings.CutPrefix(name, dir+"/"); ok {
			return up + below
		}
		up += "../"
	}
	return up + name
}

// visit is called for everything below the repository where nobody says what git tracks.
func (l *listing) visit(file string, d fs.DirEntry, err error) error {
	rel, relErr := filepath.Rel(l.repo, file)
	if relErr != nil {
		return relErr
	}
	name := filepath.ToSlash(rel)
	switch {
	case err != nil && name == ".":
		return err
	case err != nil:
		l.skipped = append(l.skipped, name)
		return nil
	case !d.IsDir():
		l.add(name)
	case name != "." && !l.holders[name] && (generated(d.Name()) || l.ignored(d.Info())):
		return fs.SkipDir
	}
	return nil
}

// generated tells directories that hold no sources, and hidden ones but those whose files configure a project.
func generated(dir string) bool {
	switch dir {
	case "node_modules", "dist", "build", "coverage", "__pycache__", "venv":
		return true
	case ".buildkite", ".circleci", ".config", ".devcontainer", ".ebextensions", ".forgejo", ".gitea", ".github", ".gitlab",
		".husky", ".platform", ".semaphore", ".storybook", ".woodpecker":
		return false
	}
	return strings.HasPrefix(dir, ".") && dir != ".ci"
}

// take adds the files of a list. Git also tracks what is not in the work tree: that says nothing.
func (l *listing) take(names []string) {
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if !filepath.IsLocal(filepath.FromSlash(name)) || path.Clean(name) != name {
			l.skipped = append(l.skipped, name)
		} else if l.inside(path.Dir(name)) {
			l.add(name)
		}
	}
}

// inside tells whether the files of a directory count: it is reached without symbolic links, and neither
// ignored nor full of installed packages.
func (l *listing) inside(dir string) bool {
	if known, ok := l.usable[dir]; ok {
		return known
	}
	ok := false
	if l.inside(path.Dir(dir)) {
		info, err := os.Lstat(l.path(dir))
		ok = err == nil && info.IsDir() && (l.holders[dir] || path.Base(dir) != "node_modules" && !l.ignored(info, nil))
	}
	l.usable[dir] = ok
	return ok
}

func (l *listing) add(name string) {
	info, err := os.Lstat(l.path(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		l.skipped = append(l.skipped, name)
	case info.Mode().IsRegular() && !l.ignored(info, nil):
		l.files = append(l.files, listed{name: name, size: info.Size()})
	case info.Mode()&fs.ModeSymlink != 0:
		l.files = append(l.files, listed{name: name, link: true})
	}
}

func (l *listing) ignored(info fs.FileInfo, err error) bool {
	return err == nil && slices.ContainsFunc(l.ignore, func(i fs.FileInfo) bool { return os.SameFile(i, info) })
}

func (l *listing) path(name string) string { return filepath.Join(l.repo, filepath.FromSlash(name)) }

// read returns the text of a file; false when it is binary, too long or cannot be read.
func (l *listing) read(f listed) (string, bool) {
	file, err := os.Open(l.path(f.name))
	if err != nil {
		l.skip(f.name)
		return "", false
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, 8<<10))
	utf16 := bytes.HasPrefix(data, []byte{0xff, 0xfe})
	if err == nil && bytes.IndexByte(data, 0) >= 0 && !utf16 {
		return "", false
	}
	var rest []byte
	if err == nil && f.size <= maxSource {
		rest, err = io.ReadAll(io.LimitReader(file, maxSource))
	}
	if err != nil || f.size > maxSource {
		l.skip(f.name)
		return "", false
	}
	return string(decodeText(append(data, rest...))), true
}

// skip notes a text that was not read, if anybody would have looked into it.
func (l *listing) skip(name string) {
	if _, read := kindOf(name); read {
		l.skipped = append(l.skipped, name)
	}
}

// target returns the path below the repository that a symbolic link points to.
func (l *listing) target(f listed) (string, bool) {
	target, err := os.Readlink(l.path(f.name))
	if err != nil {
		return "", false
	}
	if !filepath.IsAbs(target) {
		return path.Join(path.Dir(f.name), filepath.ToSlash(target)), true
	}
	rel, err := filepath.Rel(l.repo, target)
	return filepath.ToSlash(rel), err == nil
}
