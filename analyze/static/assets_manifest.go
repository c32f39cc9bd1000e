package static

import (
	"encoding/json"
	"path"
	"path/filepath"
	"strings"
)

// manifestEntry is one entry of a manifest; Vite 2 to 7 write the same fields.
type manifestEntry struct {
	File   string   `json:"file"`
	Src    string   `json:"src"` // empty for chunks that several entries share
	CSS    []string `json:"css"`
	Assets []string `json:"assets"`
}

// manifest reads Vite's manifest.json, or ssr-manifest.json, which lists for each module the files it needs. It
// reports false for JSON that is neither.
func (r *assetReader) manifest(name string) (bool, error) {
	content, err := readAsset(name)
	if err != nil {
		return false, err
	}
	if !json.Valid(content) {
		return false, &FormatError{Path: name, Reason: "the file is not JSON, or breaks off", Hint: assetsHint}
	}
	entries, ok := decodeManifest(content)
	if !ok {
		return false, nil
	}
	build := filepath.Dir(name)
	if filepath.Base(build) == ".vite" {
		build = filepath.Dir(build)
	}
	base := r.viteRoot(build)
	for key, e := range entries {
		if e.Src == "" && !strings.HasPrefix(key, "_") {
			e.Src = key
		}
		source, ok := r.manifestSource(base, e.Src)
		if !ok {
			continue
		}
		for _, file := range append(append(e.CSS, e.Assets...), e.File) {
			if file != "" {
				r.built(file, source, name)
			}
		}
	}
	return true, nil
}

func decodeManifest(content []byte) (map[string]manifestEntry, bool) {
	var raw map[string]json.RawMessage
	if json.Unmarshal(content, &raw) != nil || len(raw) == 0 {
		return nil, false
	}
	entries := make(map[string]manifestEntry, len(raw))
	for key, value := range raw {
		var e manifestEntry
		if list, ok := ssrFiles(value); ok {
			e.Assets = list
		} else if json.Unmarshal(value, &e) != nil || e.File == "" {
			return nil, false
		}
		entries[key] = e
	}
	return entries, true
}

// ssrFiles reads the files of one module of an ssr-manifest.json, which are written as URLs.
func ssrFiles(raw json.RawMessage) ([]string, bool) {
	var files []string
	if json.Unmarshal(raw, &files) != nil || files == nil {
		return nil, false
	}
	for i, file := range files {
		if _, rest, ok := strings.Cut(file, "://"); ok {
			_, files[i], _ = strings.Cut(rest, "/")
		} else if !strings.HasPrefix(file, "/") && !strings.HasPrefix(file, "./") {
			return nil, false
		}
	}
	return files, true
}

// viteRoot returns the directory that a manifest's sources are most likely relative to, below the root: the
// one above the build. It is the root itself where that is unknown.
func (r *assetReader) viteRoot(build string) string {
	if build, err := realDir(build); err == nil {
		if rel, ok := r.below(filepath.Dir(build)); ok {
			return rel
		}
	}
	return "."
}

// manifestSource finds the file that a manifest names.
func (r *assetReader) manifestSource(base, source string) (string, bool) {
	source, _, _ = strings.Cut(source, "?")
	if source == "" || strings.ContainsRune(source, 0) || installed(source) {
		return "", false
	}
	for _, dir := range []string{base, "."} {
		// The legacy plugin names the same sources once more.
		for _, name := range []string{source, strings.Replace(source, "-legacy.", ".", 1)} {
			if name = path.Join(dir, name); r.exists(name) {
				return name, true
			}
		}
	}
	r.elsewhere[source] = true
	return "", false
}
