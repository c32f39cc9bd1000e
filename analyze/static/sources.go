package static

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Tree is a source tree and the flagged files that are looked for in it.
type Tree struct {
	Root    string   // directory that Flagged is relative to
	Repo    string   // directory that holds Root and is searched as a whole; empty for Root alone
	Tracked []string // files that git tracks, slash-separated and relative to Repo; nil for every file below Repo
	Flagged []string // slash-separated paths relative to Root
	Ignore  []string // files and directories that list flagged files without using them, as the process sees them; they need not exist
}

// Sources is what the source tree itself says about the flagged files.
type Sources struct {
	Files map[string]*Source // one for each flagged file, by the path it was asked for

	// Declared holds, for each component that a flagged file declares or tracks, every file of the tree
	// that does so, sorted. More than one file means that counts of that name are ambiguous.
	Declared map[string][]string

	Searched int      // files that were searched for mentions
	Skipped  []string // texts over 2 MiB and files that could not be read, relative to Root, sorted: what they mention is unknown
}

// Source is what the tree says about one flagged file.
type Source struct {
	Exists     bool      // there is a regular file of that path; symbolic links are not followed
	Read       bool      // it was read, too: it is neither binary nor over 2 MiB
	Components []Name    // components the file declares, in its order; without any, the one it is named after
	Tracked    []Name    // literal names it hands to trackComponentUsage, in its order
	Mentions   []Mention // places in other files, flagged ones too, by file, line and kind
}

// Name is a component's name. Line is 0 for a name taken from the file's own.
type Name struct {
	Name string
	Line int
}

// The ways in which a line can mention a file.
const (
	MentionPath   = "path"   // a path that resolves to the file or is the end of its path, as in an import
	MentionName   = "name"   // its base name, with or without extension
	MentionExport = "export" // the name of something it exports
)

// Mention is a line that names a flagged file in a string, an attribute, a command or a url(). A line that
// does so in two ways is two mentions.
type Mention struct {
	File string // relative to Root, with leading ../ where it lies beside Root
	Line int
	Text string // the trimmed line, cut to 200 bytes around the mention
	Kind string // MentionPath, MentionName or MentionExport
}

// ReadSources searches every text file of the tree, once, for what it says about the flagged files: paths that
// lead to them anywhere, and their base names and exported names as quoted whole words, where these are at
// least 4 characters long and nothing else in the tree is called that. Names need no quotes in formats
// that write them without.
//
// It passes over Markdown, lock files, logs and lists that tools write, installed packages, symbolic links
// (unless one points to a flagged file), binary files, texts over 2 MiB, and over everything in Ignore. Where it is not told what
// git tracks, it also passes over build output and hidden directories.
func ReadSources(t Tree) (*Sources, error) {
	l, err := listFiles(t)
	if err != nil {
		return nil, fmt.Errorf("read sources below %s: %w", t.Root, err)
	}
	s := newSearch(l, t.Flagged)
	s.learnExports()
	for _, f := range l.files {
		s.file(f)
	}
	found := &Sources{Files: map[string]*Source{}, Searched: s.searched}
	for _, asked := range t.Flagged {
		found.Files[asked] = s.flagged[l.below(asked)]
	}
	s.settle()
	found.Declared = s.declared()
	for _, name := range l.skipped {
		found.Skipped = append(found.Skipped, l.fromRoot(name))
	}
	slices.Sort(found.Skipped)
	found.Skipped = slices.Compact(found.Skipped)
	return found, nil
}

// search is one pass over a tree. Its paths are relative to the repository.
type search struct {
	list       *listing
	flagged    map[string]*Source
	index      *index
	components map[string][]string // component -> files that declare or track it, as seen from the root
	searched   int
}

func newSearch(l *listing, flagged []string) *search {
	s := &search{list: l, flagged: make(map[string]*Source, len(flagged)), components: map[string][]string{}}
	var files []string
	for _, asked := range flagged {
		name := l.below(asked)
		if s.flagged[name] == nil {
			s.flagged[name] = &Source{}
			files = append(files, name)
		}
	}
	s.index = newIndex(files)
	s.index.addBaseNames(files, l.files)
	return s
}

// learnExports reads the flagged files ahead of all others: what they export is looked for everywhere.
func (s *search) learnExports() {
	for _, f := range s.list.files {
		k, _ := kindOf(f.name)
		if s.flagged[f.name] == nil || !k.code || f.link {
			continue
		}
		if text, ok := s.list.read(f); ok {
			declared, _ := componentsOf(f.name, k, text)
			s.index.addExports(f.name, exportsOf(text, declared))
		}
	}
}

// file notes what one file says.
func (s *search) file(f listed) {
	if f.link {
		s.link(f)
		return
	}
	k, read := kindOf(f.name)
	src := s.flagged[f.name]
	if src == nil && !read {
		return
	}
	if src != nil {
		src.Exists = true
	}
	text, ok := s.list.read(f)
	if !ok || src == nil && k.data && isResult(text) {
		return
	}
	s.searched++
	s.declares(f.name, k, text)
	s.index.search(f.name, s.list.fromRoot(f.name), k, text)
}

// link notes a symbolic link to a flagged file: it leads nowhere once that file is gone.
func (s *search) link(f listed) {
	target, ok := s.list.target(f)
	if !ok {
		return
	}
	for _, l := range s.index.paths[target] {
		if l.file == target {
			l.add(Mention{File: s.list.fromRoot(f.name), Line: 1, Text: "symbolic link to " + path.Base(target), Kind: MentionPath})
		}
	}
}

func (s *search) declares(name string, k kind, text string) {
	components, tracked := componentsOf(name, k, text)
	shown := s.list.fromRoot(name)
	for _, n := range slices.Concat(components, tracked) {
		// Files come one after the other, so that only the last of the list can be this one.
		if files := s.components[n.Name]; len(files) == 0 || files[len(files)-1] != shown {
			s.components[n.Name] = append(files, shown)
		}
	}
	if src := s.flagged[name]; src != nil {
		src.Read, src.Components, src.Tracked = true, components, tracked
	}
	if k.code {
		s.index.exportedIn(name, exportsOf(text, components))
	}
}

// settle hands the mentions to the files they name, in their final order, without those of names that
// turned out to be somebody else's, too.
func (s *search) settle() {
	for _, l := range s.index.labels {
		if src := s.flagged[l.file]; !l.shared {
			src.Mentions = append(src.Mentions, l.mentions...)
		}
	}
	for _, src := range s.flagged {
		slices.SortStableFunc(src.Mentions, func(a, b Mention) int {
			return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Kind, b.Kind))
		})
		src.Mentions = slices.CompactFunc(src.Mentions, func(a, b Mention) bool {
			return a.File == b.File && a.Line == b.Line && a.Kind == b.Kind
		})
	}
}

// declared keeps the components of flagged files.
func (s *search) declared() map[string][]string {
	declared := map[string][]string{}
	for _, src := range s.flagged {
		for _, n := range slices.Concat(src.Components, src.Tracked) {
			declared[n.Name] = slices.Sorted(slices.Values(s.components[n.Name]))
		}
	}
	return declared
}
