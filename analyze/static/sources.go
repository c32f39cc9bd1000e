package static

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// maxSource is the size beyond which a file is generated or data, not somebody's source.
const maxSource = 2 << 20

// Sources is what the source tree itself says about the flagged files.
type Sources struct {
	Files map[string]*Source // one for each flagged file, by the path it was asked for

	// Declared holds, for each component that a flagged file declares or tracks, every file of the tree
	// that does so, sorted. More than one file means that counts of that name are ambiguous.
	Declared map[string][]string
}

// Source is what the tree says about one flagged file.
type Source struct {
	Exists     bool      // there is a regular file of that path; symbolic links are not followed
	Read       bool      // it was read, too: it is neither binary nor over 2 MiB
	Components []Name    // components the file declares, in its order; without any, the one it is named after
	Tracked    []Name    // literal names it hands to trackComponentUsage, in its order
	Mentions   []Mention // places in other files, flagged ones too, by file and line
}

// Name is a component's name. Line is 0 for a name taken from the file's own.
type Name struct {
	Name string
	Line int
}

// Mention is a line that names a flagged file in a string, an attribute, a command or a url().
type Mention struct {
	File string
	Line int
	Text string // the trimmed line, cut at 200 bytes
}

// ReadSources walks the tree below root once and looks for what it says about the flagged files, which
// are slash-separated paths below root. It passes over installed packages, build output, hidden
// directories, symbolic links, binary files and files over 2 MiB, and over everything in ignore: files
// or directories that list flagged files without using them, as the process sees them; they need not exist.
func ReadSources(root string, flagged, ignore []string) (*Sources, error) {
	t := newTree(os.DirFS(root), flagged)
	for _, name := range ignore {
		if info, err := os.Stat(name); err == nil {
			t.ignore = append(t.ignore, info)
		}
	}
	if err := fs.WalkDir(t.fsys, ".", t.visit); err != nil {
		return nil, fmt.Errorf("read sources below %s: %w", root, err)
	}
	return &Sources{Files: t.files, Declared: t.declared()}, nil
}

// tree is one walk over a source tree.
type tree struct {
	fsys       fs.FS
	ignore     []fs.FileInfo
	files      map[string]*Source
	holders    map[string]bool // the directories above flagged files: source code, whatever they are called
	index      index
	components map[string][]string // component -> files that declare or track it
}

func newTree(fsys fs.FS, flagged []string) *tree {
	t := &tree{
		fsys:       fsys,
		files:      make(map[string]*Source, len(flagged)),
		holders:    map[string]bool{},
		index:      newIndex(flagged),
		components: map[string][]string{},
	}
	for _, file := range flagged {
		t.files[file] = &Source{}
		for dir := path.Dir(file); dir != "." && dir != "/"; dir = path.Dir(dir) {
			t.holders[dir] = true
		}
	}
	return t
}

func (t *tree) visit(name string, d fs.DirEntry, err error) error {
	if err != nil {
		return err
	}
	if d.IsDir() {
		if name != "." && !t.holders[name] && (generated(d.Name()) || t.ignored(d)) {
			return fs.SkipDir
		}
		return nil
	}
	k, read := kindOf(name)
	src := t.files[name]
	if !d.Type().IsRegular() || src == nil && !read {
		return nil
	}
	if src != nil {
		src.Exists = true
	}
	data, err := t.read(name, d)
	if err != nil || data == nil {
		return err
	}
	t.take(name, k, string(data))
	return nil
}

// take notes what one file says.
func (t *tree) take(name string, k kind, text string) {
	components, tracked := componentsOf(name, k, text)
	for _, n := range slices.Concat(components, tracked) {
		if files := t.components[n.Name]; !slices.Contains(files, name) {
			t.components[n.Name] = append(files, name)
		}
	}
	if src := t.files[name]; src != nil {
		src.Read, src.Components, src.Tracked = true, components, tracked
	}
	n := 0
	for line := range strings.Lines(text) {
		n++
		for _, file := range t.index.find(name, line, k.words) {
			if file == name {
				continue
			}
			src := t.files[file]
			src.Mentions = append(src.Mentions, Mention{File: name, Line: n, Text: excerpt(line)})
		}
	}
}

// read returns the content of a file, nil if it is none to look into.
func (t *tree) read(name string, d fs.DirEntry) ([]byte, error) {
	info, err := d.Info()
	if err != nil {
		return nil, err
	}
	if info.Size() > maxSource || t.ignored(d) {
		return nil, nil
	}
	data, err := fs.ReadFile(t.fsys, name)
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(data[:min(len(data), 8<<10)], 0) >= 0 {
		return nil, nil
	}
	return data, nil
}

func (t *tree) ignored(d fs.DirEntry) bool {
	if len(t.ignore) == 0 {
		return false
	}
	info, err := d.Info()
	return err == nil && slices.ContainsFunc(t.ignore, func(i fs.FileInfo) bool { return os.SameFile(i, info) })
}

// declared keeps the components of flagged files and puts everything into its final order.
func (t *tree) declared() map[string][]string {
	declared := map[string][]string{}
	for _, src := range t.files {
		slices.SortStableFunc(src.Mentions, func(a, b Mention) int {
			return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
		})
		for _, n := range slices.Concat(src.Components, src.Tracked) {
			declared[n.Name] = slices.Sorted(slices.Values(t.components[n.Name]))
		}
	}
	return declared
}

// generated tells directories that hold no sources, and hidden ones but those whose files configure a project.
func generated(dir string) bool {
	switch dir {
	case "node_modules", "dist", "build", "coverage":
		return true
	case ".circleci", ".github", ".husky", ".storybook":
		return false
	}
	return strings.HasPrefix(dir, ".")
}

// kind says how a file is read.
type kind struct {
	code      bool // it may declare components
	component bool // it may be a component without saying a name
	words     bool // names stand in it without quotes
}

var kinds = map[string]kind{
	".ts": {code: true}, ".mts": {code: true}, ".cts": {code: true},
	".mjs": {code: true}, ".cjs": {code: true},
	".js": {code: true, component: true}, ".jsx": {code: true, component: true}, ".tsx": {code: true, component: true},
	".vue": {code: true, component: true, words: true}, ".svelte": {code: true, component: true, words: true}, ".astro": {code: true, component: true, words: true},
	".css": {words: true}, ".scss": {words: true}, ".sass": {words: true}, ".less": {words: true},
	".html": {words: true}, ".htm": {words: true},
	".json": {words: true}, ".jsonc": {words: true}, ".json5": {words: true}, ".webmanifest": {words: true},
	".yaml": {words: true}, ".yml": {words: true}, ".toml": {words: true}, ".sh": {words: true},
}

// kindOf reports false for files nobody looks into, Markdown among them: prose names dead files at will.
func kindOf(name string) (kind, bool) {
	if base := path.Base(name); base == "Dockerfile" || strings.HasPrefix(base, "Dockerfile.") {
		return kind{words: true}, true
	}
	k, ok := kinds[strings.ToLower(path.Ext(name))]
	return k, ok
}

func excerpt(line string) string {
	const limit = 200
	line = strings.TrimSpace(line)
	if len(line) > limit {
		line = strings.ToValidUTF8(line[:limit], "")
	}
	return line
}
