package static

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// maxAsset is the size beyond which a manifest or source map is none that anybody serves.
	maxAsset = 64 << 20

	assetsHint = "give Vite's manifest.json (build.manifest: true), source maps (build.sourcemap: 'hidden') or the directory of a build"
)

// Assets ties what a build wrote to the source files it was made of.
type Assets struct {
	Chunks    []Chunk // by File, then From
	Elsewhere int     // named sources that are no file below the root, installed packages apart
}

// Chunk is a file that browsers load: a script, a style sheet, an image.
type Chunk struct {
	File    string   // URL path below the base that the build is served under, "/assets/OrderCard-8f3a2b1c.js"
	Sources []string // files it was made of, slash-separated and relative to the root, sorted; at least one
	From    string   // the manifest or source map that says so
}

// ReadAssets reads manifests of Vite, source maps, and build directories that hold such. Of what these name it
// keeps the files below root. A file that is neither, breaks off or is over 64 MiB, and a
// directory without any, is a [*FormatError].
func ReadAssets(root string, files []string) (*Assets, error) {
	r, err := newAssetReader(root)
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	defer r.root.Close()
	for _, name := range files {
		if err := r.add(name); err != nil {
			return nil, err
		}
	}
	return r.assets(), nil
}

// ChunksOf returns the chunks that a source file went into, in order.
func (a *Assets) ChunksOf(path string) []Chunk {
	var found []Chunk
	for _, c := range a.Chunks {
		if _, ok := slices.BinarySearch(c.Sources, path); ok {
			found = append(found, c)
		}
	}
	return found
}

// assetReader collects chunks.
type assetReader struct {
	root      *os.Root
	dir       string          // the root, absolute, without symbolic links
	known     map[string]bool // paths below the root: whether there is such a file
	chunks    map[chunkKey]map[string]bool
	elsewhere map[string]bool
}

type chunkKey struct{ file, from string }

func newAssetReader(root string) (*assetReader, error) {
	dir, err := realDir(root)
	if err != nil {
		return nil, err
	}
	opened, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &assetReader{
		root: opened, dir: dir, known: map[string]bool{}, chunks: map[chunkKey]map[string]bool{}, elsewhere: map[string]bool{},
	}, nil
}

func (r *assetReader) add(name string) error {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return fmt.Errorf("read assets: %w", err)
	case info.IsDir():
		return r.directory(name)
	case !info.Mode().IsRegular():
		return &FormatError{Path: name, Reason: "this is no regular file", Hint: assetsHint}
	case strings.HasSuffix(name, ".map"):
		return r.sourceMap(name, "")
	}
	ok, err := r.manifest(name)
	if err == nil && !ok {
		err = &FormatError{Path: name, Reason: "this is no manifest of Vite", Hint: assetsHint}
	}
	return err
}

// directory reads all manifests and source maps of a build.
func (r *assetReader) directory(dir string) error {
	found := 0
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return fmt.Errorf("read assets: %w", err)
	}
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		known := true
		switch {
		case err != nil:
			return fmt.Errorf("read assets: %w", err)
		case d.IsDir() && d.Name() == "node_modules":
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		case d.Name() == "manifest.json" || d.Name() == "ssr-manifest.json":
			known, err = r.manifest(name) // it may be a web app's
		case strings.HasSuffix(d.Name(), ".map") && !strings.Contains(d.Name(), ".d."):
			err = r.sourceMap(name, dir)
		default:
			return nil
		}
		if known {
			found++
		}
		return err
	})
	if err == nil && found == 0 {
		err = &FormatError{Path: dir, Reason: "the directory holds neither a Vite manifest nor source maps", Hint: assetsHint}
	}
	return err
}

// readAsset returns the content of a file as UTF-8.
func readAsset(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxAsset+1))
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	if len(content) > maxAsset {
		return nil, &FormatError{Path: name, Reason: "the file is over 64 MiB", Hint: assetsHint}
	}
	return decodeText(content), nil
}

// built notes that a source, a path below the root, went into a file of a build.
func (r *assetReader) built(file, source, from string) {
	key := chunkKey{path.Join("/", file), from}
	if r.chunks[key] == nil {
		r.chunks[key] = map[string]bool{}
	}
	r.chunks[key][source] = true
}

func (r *assetReader) assets() *Assets {
	a := &Assets{Elsewhere: len(r.elsewhere)}
	for key, sources := range r.chunks {
		c := Chunk{File: key.file, From: key.from}
		for s := range sources {
			c.Sources = append(c.Sources, s)
		}
		slices.Sort(c.Sources)
		a.Chunks = append(a.Chunks, c)
	}
	slices.SortFunc(a.Chunks, func(a, b Chunk) int {
		return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.From, b.From))
	})
	return a
}
