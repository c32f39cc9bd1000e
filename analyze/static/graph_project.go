package static

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// project is the TypeScript configuration of a directory. esbuild knows its tsconfig.json; what that refers
// to, where templates put their paths, and patterns for files are looked up here.
type project struct {
	own        []aliases // of tsconfig.json and jsconfig.json
	referenced []aliases // of the projects that these refer to
	beside     []aliases // of other configurations in the same directory
}

// inProject looks a specifier up in the nearest configuration upwards that has something to say about it.
func (r *graphResolver) inProject(dir, spec string, hits func(string) []string) (found []string, ours bool) {
	for ; ; dir = path.Dir(dir) {
		p := r.projects[dir]
		for _, tier := range [][]aliases{p.own, p.referenced, p.beside} {
			for _, a := range tier {
				more, named := a.find(spec, hits)
				found, ours = append(found, more...), ours || named
			}
			if len(found) > 0 {
				return found, ours
			}
		}
		if ours || dir == "." {
			return nil, ours
		}
	}
}

// readProjects reads the configurations of all directories.
func (r *graphResolver) readProjects() error {
	for dir, files := range r.tree.configs {
		c := configReader{root: r.tree.root, packages: r.packages}
		var p project
		for _, file := range files {
			switch path.Base(file) {
			case "package.json":
			case "tsconfig.json", "jsconfig.json":
				p.own = append(p.own, c.aliases(file))
				for _, other := range c.references(file, map[string]bool{file: true}) {
					p.referenced = append(p.referenced, c.aliases(other))
				}
			default:
				p.beside = append(p.beside, c.aliases(file))
			}
		}
		if c.err != nil {
			return c.err
		}
		r.projects[dir] = p
	}
	return nil
}

// configReader reads the TypeScript configurations of one directory and what they extend, also above the root.
type configReader struct {
	root     string
	packages packages
	reads    int
	err      error // the first one
}

// config is a tsconfig.json. Fields of a wrong type count as absent.
type config struct {
	Extends         any
	References      any
	CompilerOptions struct {
		BaseURL any `json:"baseUrl"`
		Paths   any
	}
}

// read returns a configuration; the zero one for a file that is none.
func (c *configReader) read(file string) config {
	const most = 1000 // configurations that extend each other crosswise
	var found config
	if c.reads++; c.reads > most || c.err != nil {
		return found
	}
	data, err := readConfig(filepath.Join(c.root, filepath.FromSlash(file)))
	if err != nil {
		c.err = err
		return found
	}
	if json.Unmarshal(withoutComments(data), &found) != nil {
		return config{}
	}
	return found
}

// readConfig returns the content of a file, nil if there is none.
func readConfig(file string) ([]byte, error) {
	if err := readable(file); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) || isDirectory(file) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return decodeText(data), nil
}

func isDirectory(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.IsDir()
}

// settings are those of a configuration and of all that it extends.
type settings struct {
	base  string // directory that baseUrl names; "" without one
	paths map[string]any
	from  string // directory of the configuration that has the paths
}

// configDir stands for the directory of the configuration that is used, not of the one that it extends.
const configDir = "${configDir}"

func (c *configReader) aliases(file string) aliases {
	leaf := path.Dir(file)
	s := c.settings(file, leaf, nil)
	from := s.base
	if from == "" {
		from = s.from
	}
	a := aliases{}
	if s.base != "" {
		a.base = c.inRoot(s.base)
	}
	for _, pattern := range slices.Sorted(maps.Keys(s.paths)) {
		var places []string
		for _, target := range leaves(s.paths[pattern]) {
			places = append(places, c.inRoot(joinConfig(from, leaf, target)))
		}
		a.mappings = append(a.mappings, newMapping(pattern, places))
	}
	return a
}

// inRoot shortens a path that leaves the root and comes back to it.
func (c *configReader) inRoot(place string) string {
	way, err := filepath.Rel(c.root, filepath.Join(c.root, filepath.FromSlash(place)))
	if err != nil {
		return place
	}
	return filepath.ToSlash(way)
}

func joinConfig(dir, leaf, target string) string {
	if rest, ok := strings.CutPrefix(target, configDir); ok {
		return path.Join(leaf, rest)
	}
	return path.Join(dir, target)
}

// settings reads a configuration on top of what it extends; above are those that extend it.
func (c *configReader) settings(file, leaf string, above []string) settings {
	var s settings
	if slices.Contains(above, file) || len(above) > 20 {
		return s
	}
	own := c.read(file)
	dir := path.Dir(file)
	for _, name := range leaves(own.Extends) {
		parent := c.extended(dir, name)
		if parent == "" {
			continue
		}
		inherited := c.settings(parent, leaf, append(above, file))
		if inherited.base != "" {
			s.base = inherited.base
		}
		if inherited.paths != nil {
			s.paths, s.from = inherited.paths, inherited.from
		}
	}
	if base, ok := own.CompilerOptions.BaseURL.(string); ok {
		s.base = joinConfig(dir, leaf, base)
	}
	if paths, ok := own.CompilerOptions.Paths.(map[string]any); ok {
		s.paths, s.from = paths, dir
	}
	return s
}

// extended returns the configuration that another one names as its base, "" if it is not there. It may be
// in a package of the tree; those of installed packages are esbuild's business.
func (c *configReader) extended(dir, name string) string {
	if path.IsAbs(name) {
		way, err := filepath.Rel(c.root, filepath.FromSlash(name))
		if err != nil {
			return ""
		}
		return c.configAt(filepath.ToSlash(way))
	}
	if isRelative(name) {
		return c.configAt(path.Join(dir, name))
	}
	for _, p := range c.packages.named(name) {
		if found := c.configAt(path.Join(p.dir, strings.TrimPrefix(name, p.Name))); found != "" {
			return found
		}
	}
	return ""
}

// configAt returns the configuration that a path without extension, or of a directory, means.
func (c *configReader) configAt(place string) string {
	for _, candidate := range []string{place, place + ".json", place + "/tsconfig.json"} {
		info, err := os.Stat(filepath.Join(c.root, filepath.FromSlash(candidate)))
		if err == nil && !info.IsDir() {
			return candidate
		}
	}
	return ""
}

// references returns the projects that a configuration refers to, and those that they refer to.
func (c *configReader) references(file string, seen map[string]bool) []string {
	var found []string
	list, _ := c.read(file).References.([]any)
	for _, entry := range list {
		fields, _ := entry.(map[string]any)
		place, _ := fields["path"].(string)
		if place = c.configAt(path.Join(path.Dir(file), place)); place != "" && !seen[place] {
			seen[place] = true
			found = append(append(found, place), c.references(place, seen)...)
		}
	}
	return found
}
