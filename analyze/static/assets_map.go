package static

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxMapSources is more than any bundle is made of.
const maxMapSources = 50_000

// sourceMap is what counts here of a source map, of version 3.
type sourceMap struct {
	Version    json.Number  `json:"version"`
	SourceRoot string       `json:"sourceRoot"`
	Sources    []*string    `json:"sources"` // null for code that comes from no file
	Sections   []mapSection `json:"sections"`
}

type mapSection struct {
	Map *sourceMap `json:"map"` // nil where the section names another file
}

// sourceMap reads the source map of one file of a build in dir, which may be unknown.
func (r *assetReader) sourceMap(name, dir string) error {
	content, err := readAsset(name)
	if err != nil {
		return err
	}
	sources, err := decodeMap(content)
	if err != nil {
		return &FormatError{Path: name, Reason: err.Error(), Hint: assetsHint}
	}
	place, err := realDir(filepath.Dir(name))
	if err != nil {
		return err
	}
	file := r.served(name, dir)
	here := false // the map lies where it was written
	for _, s := range sources {
		_, ok := r.beside(place, s)
		here = here || ok
	}
	for _, s := range sources {
		if source, ok := r.mapSource(place, s, here); ok {
			r.built(file, source, name)
		} else if !installed(s) {
			r.elsewhere[s] = true
		}
	}
	return nil
}

// decodeMap returns the sources that a map names, with its sourceRoot.
func decodeMap(content []byte) ([]string, error) {
	if bytes.HasPrefix(content, []byte(")]}'")) { // keeps the file from being run as a script
		_, content, _ = bytes.Cut(content, []byte("\n"))
	}
	var m sourceMap
	if err := json.Unmarshal(content, &m); err != nil {
		if !json.Valid(content) {
			return nil, errors.New("the file is not JSON, or breaks off")
		}
		return nil, errors.New("this is no source map")
	}
	if m.Version != "3" || m.Sources == nil && m.Sections == nil {
		return nil, errors.New("this is no source map of version 3")
	}
	maps := []*sourceMap{&m}
	var found []string
	for i := 0; i < len(maps); i++ {
		m := maps[i]
		for _, s := range m.Sections {
			if s.Map != nil {
				maps = append(maps, s.Map)
			}
		}
		for _, s := range m.Sources {
			if s != nil && *s != "" && !strings.ContainsRune(*s, 0) {
				found = append(found, withSourceRoot(m.SourceRoot, *s))
			}
		}
	}
	if len(found) > maxMapSources {
		return nil, errors.New("the map names over 50000 sources")
	}
	return found, nil
}

// withSourceRoot returns a source with slashes only and without its query.
func withSourceRoot(root, source string) string {
	source = strings.ReplaceAll(source, `\`, "/")
	source, _, _ = strings.Cut(source, "?")
	if root == "" || absolute(source) || strings.Contains(source, "://") {
		return source
	}
	root = strings.ReplaceAll(root, `\`, "/")
	if !strings.HasSuffix(root, "/") {
		root += "/"
	}
	return root + source
}

func absolute(name string) bool { return strings.HasPrefix(name, "/") || driveLetter.MatchString(name) }

// installed tells sources out of packages.
func installed(source string) bool { return strings.Contains("/"+source, "/node_modules/") }

// mapSource finds the file below the root that a map names. Maps are written with paths relative to themselves,
// with those of the machine that built, and with schemes of bundlers. If a map lies where it was written,
// its other relative paths lead where they say; if it was moved, the end of the path must do.
func (r *assetReader) mapSource(place, source string, here bool) (string, bool) {
	if installed(source) {
		return "", false
	}
	scheme, rest, ok := strings.Cut(source, "://")
	if ok {
		if _, rest, ok = strings.Cut(rest, "/"); !ok {
			return "", false
		}
		if scheme == "file" {
			return r.absoluteSource("/" + rest)
		}
		return r.ending(rest)
	}
	if absolute(source) {
		return r.absoluteSource(strings.TrimPrefix(source, "/@fs"))
	}
	if found, ok := r.beside(place, source); ok || here {
		return found, ok
	}
	_, inside := r.below(place)
	_, stays := r.below(filepath.Join(place, filepath.FromSlash(source)))
	if inside && !stays {
		return "", false
	}
	return r.ending(source)
}

func (r *assetReader) absoluteSource(name string) (string, bool) {
	if rel, ok := r.below(filepath.FromSlash(name)); ok && r.exists(rel) {
		return rel, true
	}
	return r.ending(name)
}

// beside resolves a path relative to a map.
func (r *assetReader) beside(place, source string) (string, bool) {
	if absolute(source) || strings.Contains(source, "://") {
		return "", false
	}
	rel, ok := r.below(filepath.Join(place, filepath.FromSlash(source)))
	return rel, ok && r.exists(rel)
}

// ending finds the file below the root that has the longest end of a path in common with it: two segments at
// least, if there are as many.
func (r *assetReader) ending(source string) (string, bool) {
	const deepest = 16
	source = strings.TrimPrefix(path.Join("/", source), "/")
	segments := strings.Split(source, "/")
	segments = segments[max(0, len(segments)-deepest):]
	for i := 0; i < max(1, len(segments)-1); i++ {
		if name := strings.Join(segments[i:], "/"); r.exists(name) {
			return name, true
		}
	}
	if plain, err := url.PathUnescape(source); err == nil && plain != source && !strings.Contains(plain, "%") {
		return r.ending(plain)
	}
	return "", false
}

// below returns where an absolute path is below the root.
func (r *assetReader) below(name string) (string, bool) {
	rel, err := filepath.Rel(r.dir, name)
	return filepath.ToSlash(rel), err == nil && filepath.IsLocal(rel)
}

// exists tells whether there is a file below the root; what symbolic links lead to outside is not asked for.
func (r *assetReader) exists(name string) bool {
	if known, ok := r.known[name]; ok {
		return known
	}
	ok := false
	if fs.ValidPath(name) && !installed(name) {
		info, err := r.root.Lstat(filepath.FromSlash(name))
		ok = err == nil && info.Mode().IsRegular()
	}
	r.known[name] = ok
	return ok
}

// served returns the URL path of the file that a map belongs to. It begins at the directory that is served: the
// nearest one above, within the build or the root, that holds what servers start from, else the build.
// Without any of these it is the name alone.
func (r *assetReader) served(name, build string) string {
	file := strings.TrimSuffix(name, ".map")
	for dir := filepath.Dir(name); ; dir = filepath.Dir(dir) {
		full, err := realDir(dir)
		_, below := r.below(full)
		if err != nil || build == "" && (!below || full == r.dir) {
			break
		}
		if dir == filepath.Clean(build) || servedFrom(dir) {
			rel, _ := filepath.Rel(dir, file)
			return filepath.ToSlash(rel)
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return filepath.Base(file)
}

func servedFrom(dir string) bool {
	for _, name := range []string{"index.html", "manifest.json", ".vite"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}
