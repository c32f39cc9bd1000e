package static

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// graphTree is what a source tree consists of.
type graphTree struct {
	ignore  []fs.FileInfo
	holders map[string]bool     // the directories above flagged files: source code, whatever they are called
	root    string              // absolute, without symbolic links
	files   map[string]bool     // regular files
	dirs    map[string]bool     // directories with files anywhere below them, "." among them
	skipped map[string]bool     // directories passed over because they seem to be build output
	modules map[string]bool     // directories with installed packages
	configs map[string][]string // tsconfig and the like by directory, in the order of their names
	pending []string            // files still to be read
	unread  []Unparsed
}

// sourceText is one file that was read.
type sourceText struct {
	name string
	text string
}

func newGraphTree(root string, flagged, ignore []string) (*graphTree, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return nil, err
	}
	t := &graphTree{
		holders: map[string]bool{}, root: abs,
		files: map[string]bool{}, dirs: map[string]bool{".": true}, skipped: map[string]bool{},
		modules: map[string]bool{}, configs: map[string][]string{},
	}
	for _, file := range flagged {
		for dir := path.Dir(file); dir != "." && dir != "/"; dir = path.Dir(dir) {
			t.holders[dir] = true
		}
	}
	for _, name := range ignore {
		if info, err := os.Stat(name); err == nil {
			t.ignore = append(t.ignore, info)
		}
	}
	return t, nil
}

// walk takes a directory and what is below it into the tree.
func (t *graphTree) walk(ctx context.Context, start string) error {
	return filepath.WalkDir(t.abs(start), func(file string, d fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(t.root, file)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if d.IsDir() {
			if name != start && t.passedOver(name, d) {
				return fs.SkipDir
			}
			return nil
		}
		return t.take(name, d)
	})
}

// abs returns the file that a path in the tree names. It goes round [fs.FS], which knows no names that are
// not UTF-8.
func (t *graphTree) abs(name string) string {
	return filepath.Join(t.root, filepath.FromSlash(name))
}

// passedOver tells whether a directory is none of the tree, and notes what kind it is.
func (t *graphTree) passedOver(name string, d fs.DirEntry) bool {
	if d.Name() == "node_modules" {
		t.modules[path.Dir(name)] = true
	}
	if t.holders[name] {
		return false
	}
	if t.ignored(d) {
		return true
	}
	if generated(d.Name()) {
		t.skipped[name] = d.Name() != "node_modules" && !strings.HasPrefix(d.Name(), ".")
		return true
	}
	return false
}

func (t *graphTree) take(name string, d fs.DirEntry) error {
	if isConfig(name) {
		if err := readable(t.abs(name)); err != nil {
			return err
		}
		t.configs[path.Dir(name)] = append(t.configs[path.Dir(name)], name)
	}
	if !d.Type().IsRegular() || t.ignored(d) {
		return nil
	}
	t.files[name] = true
	for dir := path.Dir(name); !t.dirs[dir]; dir = path.Dir(dir) {
		t.dirs[dir] = true
	}
	if languageOf(name) != langNone {
		t.pending = append(t.pending, name)
	}
	return nil
}

// isConfig tells the files that esbuild opens by itself, and those that these lead to.
func isConfig(name string) bool {
	base := path.Base(name)
	return base == "package.json" || path.Ext(base) == ".json" && (strings.HasPrefix(base, "tsconfig") || strings.HasPrefix(base, "jsconfig"))
}

// readable refuses what could keep a reader from ever coming to an end: devices, pipes and huge files, also
// behind symbolic links. A file that does not exist is harmless.
func readable(file string) error {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular() && !info.IsDir():
		return fmt.Errorf("%s is no regular file", file)
	case info.Size() > maxSource && !info.IsDir():
		return fmt.Errorf("%s has more than 2 MiB", file)
	}
	return nil
}

// open takes the directory into the tree that was passed over and that holds the file; it reports false
// where there is none, or the file is not in it.
func (t *graphTree) open(ctx context.Context, name string) (bool, error) {
	for !t.files[name] {
		dir := path.Dir(name)
		for dir != "." && !t.skipped[dir] {
			dir = path.Dir(dir)
		}
		if dir == "." {
			return false, nil
		}
		delete(t.skipped, dir)
		if err := t.walk(ctx, dir); err != nil {
			return false, err
		}
	}
	return true, nil
}

// load reads the next pending files, as many as may be held in memory at once.
func (t *graphTree) load() ([]sourceText, error) {
	const most = 2 << 20
	var batch []sourceText
	for size := 0; len(t.pending) > 0 && size < most; {
		name := t.pending[0]
		t.pending = t.pending[1:]
		text, reason, err := t.text(name)
		if err != nil {
			return nil, err
		}
		if reason != "" {
			t.unread = append(t.unread, Unparsed{File: name, Reason: reason})
			continue
		}
		size += len(text)
		batch = append(batch, sourceText{name: name, text: text})
	}
	return batch, nil
}

// text returns the content of a file, or why it is none to read.
func (t *graphTree) text(name string) (text, reason string, err error) {
	info, err := os.Stat(t.abs(name))
	if err != nil {
		return "", "", err
	}
	if info.Size() > maxSource {
		return "", "not read: more than 2 MiB", nil
	}
	data, err := os.ReadFile(t.abs(name))
	if err != nil {
		return "", "", err
	}
	data = decodeText(data)
	if bytes.IndexByte(data[:min(len(data), 8<<10)], 0) >= 0 {
		return "", "not read: binary", nil
	}
	return string(data), "", nil
}

// language is how the imports of a file are found.
type language byte

const (
	langNone   language = iota
	langScript          // esbuild and the text
	langStyle           // esbuild and the text
	langSass            // the text of something that compiles to CSS
	langPage            // the text of HTML or of a component
	langMDX             // the text of MDX
)

var languages = map[string]language{
	".ts": langScript, ".tsx": langScript, ".mts": langScript, ".cts": langScript,
	".js": langScript, ".jsx": langScript, ".mjs": langScript, ".cjs": langScript,
	".css": langStyle, ".scss": langSass, ".sass": langSass, ".less": langSass,
	".html": langPage, ".htm": langPage, ".vue": langPage, ".svelte": langPage, ".astro": langPage,
	".mdx": langMDX,
}

func languageOf(name string) language { return languages[strings.ToLower(path.Ext(name))] }

// readImports reads a file as text.
func readImports(src sourceText) reading {
	switch languageOf(src.name) {
	case langScript:
		return scanScript(src.name, src.text)
	case langStyle:
		return scanStyle(src.text, false)
	case langSass:
		return scanStyle(src.text, true)
	case langPage:
		return scanMarkup(src.name, src.text)
	case langMDX:
		return scanMDX(src.text)
	}
	return reading{}
}

// ignored reports whether the tree passes over a file or directory because it was told to.
func (t *graphTree) ignored(d fs.DirEntry) bool {
	if len(t.ignore) == 0 {
		return false
	}
	info, err := d.Info()
	return err == nil && slices.ContainsFunc(t.ignore, func(i fs.FileInfo) bool { return os.SameFile(i, info) })
}
