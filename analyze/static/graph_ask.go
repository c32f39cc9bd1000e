package static

import (
	"cmp"
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
)

// question is a specifier that esbuild is asked about, where it stands.
type question struct {
	dir, spec string
	kind      api.ResolveKind
}

// questionOf returns the question that a reference amounts to; false for what esbuild cannot know.
func questionOf(dir, spec string, ref fileRef) (question, bool) {
	kind := api.ResolveJSImportStatement
	switch {
	case ref.naming == byGlob, ref.naming == byDir, ref.naming == byURL, strings.Contains(spec, unknownPart):
		return question{}, false
	case ref.naming == byPath, ref.naming == bySheet:
		kind = api.ResolveCSSImportRule
	case strings.HasPrefix(ref.kind, "require"):
		kind = api.ResolveJSRequireCall
	}
	return question{dir, spec, kind}, true
}

// answer is what esbuild found for a specifier.
type answer struct {
	file      string // of the tree; "" for none
	elsewhere bool   // there is a file, but none of the tree
}

// answer returns the file that esbuild found for a specifier, or that it is none of the tree.
func (r *graphResolver) answer(dir, spec string, ref fileRef) (found []string, elsewhere bool) {
	q, ok := questionOf(dir, spec, ref)
	if !ok {
		return nil, false
	}
	a := r.answers[q]
	if a.file != "" {
		found = []string{a.file}
	}
	return found, a.elsewhere
}

// configured returns the nearest directory upwards that can make a difference to what a package name means.
func (r *graphResolver) configured(dir string) string {
	for dir != "." && r.tree.configs[dir] == nil && !r.tree.modules[dir] {
		dir = path.Dir(dir)
	}
	return dir
}

// ask has esbuild resolve what depends on the configuration of a project, and what names no file that the
// tree is known to have: there may be a symbolic link, or a directory that was passed over.
func (r *graphResolver) ask(ctx context.Context, refs map[string][]fileRef) error {
	asked := map[question]bool{}
	for from, list := range refs {
		for _, ref := range list {
			if q, ok := r.questionFrom(from, ref); ok {
				asked[q] = true
			}
		}
	}
	questions := make([]question, 0, len(asked))
	for q := range asked {
		questions = append(questions, q)
	}
	slices.SortFunc(questions, func(a, b question) int {
		return cmp.Or(strings.Compare(a.dir, b.dir), strings.Compare(a.spec, b.spec), cmp.Compare(a.kind, b.kind))
	})
	files, err := resolveAll(ctx, r.tree.root, questions)
	if err != nil {
		return err
	}
	for i, q := range questions {
		if r.answers[q], err = r.inTree(ctx, files[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *graphResolver) questionFrom(from string, ref fileRef) (question, bool) {
	dir := path.Dir(from)
	switch {
	case strings.HasPrefix(ref.spec, "/"), scheme.MatchString(ref.spec), len(ref.spec) == 0:
		return question{}, false
	case !isRelative(ref.spec):
		return questionOf(r.configured(dir), ref.spec, ref)
	}
	if targets, ours := r.resolve(from, ref); len(targets) > 0 || !ours {
		return question{}, false
	}
	return questionOf(dir, ref.spec, ref)
}

// inTree makes an answer of the path that esbuild gives. That need not exist: it may differ from a file in
// upper and lower case.
func (r *graphResolver) inTree(ctx context.Context, file string) (answer, error) {
	if _, err := os.Lstat(file); file == "" || err != nil {
		return answer{}, nil
	}
	name, err := filepath.Rel(r.tree.root, file)
	if err != nil {
		return answer{}, nil
	}
	name = filepath.ToSlash(name)
	if outside(name) || strings.Contains("/"+name, "/node_modules/") {
		return answer{elsewhere: true}, nil
	}
	if ok, err := r.tree.open(ctx, name); !ok {
		return answer{elsewhere: true}, err
	}
	return answer{file: name}, nil
}

// resolveAll returns the file that each question is answered with, "" for none and for packages. It leaves
// tsconfig.json, its paths and what it extends, package.json and symbolic links to esbuild.
func resolveAll(ctx context.Context, root string, questions []question) ([]string, error) {
	if len(questions) == 0 {
		return nil, nil
	}
	files := make([]string, len(questions))
	setup := func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: "^" + lastEntry + "$"}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			if args.Kind == api.ResolveEntryPoint {
				share(len(questions), func(i int) {
					if ctx.Err() == nil {
						files[i] = resolveOne(build, root, questions[i])
					}
				})
			}
			return api.OnResolveResult{}, errParsed
		})
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		api.Build(resolverOptions(setup))
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-done:
		return files, ctx.Err()
	}
}

func resolverOptions(setup func(api.PluginBuild)) api.BuildOptions {
	return api.BuildOptions{
		EntryPoints:       []string{lastEntry},
		AbsWorkingDir:     "/",
		Bundle:            true,
		Outdir:            "/",
		Platform:          api.PlatformNeutral,
		Packages:          api.PackagesExternal, // installed packages are none of the tree's files
		MainFields:        []string{"source", "module", "main"},
		ResolveExtensions: slices.Concat(scriptExtensions, otherExtensions),
		LogLevel:          api.LogLevelSilent,
		Plugins:           []api.Plugin{{Name: parserSpace, Setup: setup}},
	}
}

func resolveOne(build api.PluginBuild, root string, q question) string {
	if q.spec == lastEntry {
		return ""
	}
	found := build.Resolve(q.spec, api.ResolveOptions{Kind: q.kind, ResolveDir: filepath.Join(root, filepath.FromSlash(q.dir))})
	if len(found.Errors) > 0 || found.External || found.Namespace != "file" {
		return ""
	}
	return found.Path
}

// share calls f with every number below n, from a few goroutines.
func share(n int, f func(int)) {
	const workers = 4
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}
