package static

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// parsed is what esbuild says about one file.
type parsed struct {
	script  bool // it is a script, not a style sheet
	refs    []fileRef
	failure *Unparsed // nil when all of the file could be read
}

// maxDepth is how deep a file may seem to nest before esbuild is kept away from it: its parser calls itself,
// with up to 13 KB of stack for each token, and Go ends a process whose stack reaches 1 GB.
const maxDepth = 10_000

const (
	parserSpace = "lastcall" // esbuild's name space for our files: it never opens one itself
	lastEntry   = "last"     // an entry point that is no file
)

// errParsed ends a build once everything is parsed: what would follow is linking, which nobody needs.
var errParsed = errors.New("parsed")

var declarations = regexp.MustCompile(`\.d\.(?:\w+\.)?[cm]?ts$`)

// parserKinds are the imports that esbuild reports.
var parserKinds = map[api.ResolveKind]fileRef{
	api.ResolveJSImportStatement: {kind: "import"},
	api.ResolveJSRequireCall:     {kind: "require"},
	api.ResolveJSDynamicImport:   {kind: "dynamic import"},
	api.ResolveJSRequireResolve:  {kind: "require.resolve"},
	api.ResolveCSSImportRule:     {kind: "@import", naming: bySheet},
	api.ResolveCSSURLToken:       {kind: "url()", naming: byPath},
	api.ResolveCSSComposesFrom:   {kind: "composes from", naming: bySheet},
}

// parseImports has esbuild parse the scripts and style sheets of a batch; answers are in its order.
func parseImports(ctx context.Context, batch []sourceText, readings []reading) ([]parsed, error) {
	p := parser{batch: batch, answers: make([]parsed, len(batch)), index: map[string]int{}}
	var entries []string
	for i, src := range batch {
		language := languageOf(src.name)
		if language != langScript && language != langStyle {
			continue
		}
		p.answers[i].script = language == langScript
		if declarations.MatchString(src.name) {
			continue // to esbuild, they are scripts with errors; the text says all that they import
		}
		if readings[i].deep > maxDepth || lexSeparators(src.text) > 10*maxDepth {
			p.answers[i].failure = &Unparsed{File: src.name, Reason: "nested too deeply to be parsed"}
			continue
		}
		p.index[src.name] = i
		entries = append(entries, strconv.Itoa(i))
	}
	if len(entries) == 0 {
		return p.answers, nil
	}
	// esbuild cannot be stopped. When it is not waited for, it still comes to an end by itself.
	done := make(chan api.BuildResult, 1)
	go func() { done <- api.Build(p.options(entries)) }()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case result := <-done:
		p.take(result)
		return p.answers, nil
	}
}

// parser is one build of esbuild that is ended after parsing.
type parser struct {
	batch   []sourceText
	answers []parsed       // as batch
	index   map[string]int // into both, by file
}

func (p *parser) options(entries []string) api.BuildOptions {
	return api.BuildOptions{
		EntryPoints:   append(entries, lastEntry),
		AbsWorkingDir: "/",
		Bundle:        true,
		Outdir:        "/",
		Platform:      api.PlatformNeutral,
		JSX:           api.JSXPreserve,
		LogLevel:      api.LogLevelSilent,
		// Without it, imports that seem unused vanish.
		TsconfigRaw: `{"compilerOptions":{"verbatimModuleSyntax":true}}`,
		Plugins:     []api.Plugin{{Name: parserSpace, Setup: p.setup}},
	}
}

func (p *parser) setup(build api.PluginBuild) {
	every := ".*"
	build.OnResolve(api.OnResolveOptions{Filter: every}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
		if args.Kind == api.ResolveEntryPoint {
			return p.entry(args.Path), nil
		}
		// esbuild adds the place of the import to a warning that has none. That is how lines are had.
		return api.OnResolveResult{Path: args.Path, External: true, Warnings: []api.Message{{Detail: args}}}, nil
	})
	build.OnLoad(api.OnLoadOptions{Filter: every, Namespace: parserSpace}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		if args.PluginData == lastEntry {
			return api.OnLoadResult{}, errParsed
		}
		text := p.batch[p.index[args.Path]].text
		return api.OnLoadResult{Contents: &text, Loader: loaderOf(args.Path), ResolveDir: nowhere(text)}, nil
	})
}

// entry returns the file that a number among the entry points stands for: esbuild would take a name with a
// star for a pattern.
func (p *parser) entry(number string) api.OnResolveResult {
	i, err := strconv.Atoi(number)
	if err != nil {
		return api.OnResolveResult{Path: lastEntry, Namespace: parserSpace, PluginData: lastEntry}
	}
	return api.OnResolveResult{Path: p.batch[i].name, Namespace: parserSpace}
}

func loaderOf(name string) api.Loader {
	switch name = strings.ToLower(name); path.Ext(name) {
	case ".css":
		if strings.HasSuffix(name, ".module.css") {
			return api.LoaderLocalCSS
		}
		return api.LoaderCSS
	case ".tsx":
		return api.LoaderTSX
	case ".ts", ".mts", ".cts":
		return api.LoaderTS
	}
	return api.LoaderJSX
}

// nowhere returns a directory that does not exist, nor does any that a path in the text leads to from there.
// esbuild looks for the files of import(`../${x}`) on the disk, without asking plugins.
func nowhere(text string) string {
	return "/no-such-directory" + strings.Repeat("/-", 2+lexSeparators(text))
}

// lexSeparators bounds the number of times that a path in a text can lead upwards.
func lexSeparators(text string) int {
	return strings.Count(text, "/") + strings.Count(text, `\`)
}

// take sorts what esbuild said by file.
func (p *parser) take(result api.BuildResult) {
	for _, m := range result.Warnings {
		args, ok := m.Detail.(api.OnResolveArgs)
		if !ok || m.Location == nil {
			continue
		}
		if ref := parserKinds[args.Kind]; ref.kind != "" {
			ref.spec, ref.line = args.Path, m.Location.Line
			answer := &p.answers[p.index[args.Importer]]
			answer.refs = append(answer.refs, ref)
		}
	}
	for _, m := range result.Errors {
		if m.Detail == errParsed || strings.HasPrefix(m.Text, "Could not resolve ") {
			continue
		}
		file := ""
		if m.Location != nil {
			file = strings.TrimPrefix(m.Location.File, parserSpace+":")
		}
		i, ok := p.index[file]
		if !ok {
			p.failAll(m.Text)
			return
		}
		if p.answers[i].failure == nil {
			p.answers[i].failure = &Unparsed{File: file, Line: m.Location.Line, Reason: m.Text}
		}
	}
}

// failAll gives the same reason to every file: an error without a place may be that of any of them.
func (p *parser) failAll(reason string) {
	for file, i := range p.index {
		p.answers[i].failure = &Unparsed{File: file, Reason: fmt.Sprintf("the parser failed: %.200s", reason)}
	}
}

// with adds to the textual reading of a file what only the parser found, and where something went wrong
// whatever looks like an import.
func (s reading) with(p parsed, text string) []fileRef {
	type key struct{ kind, spec string }
	known, reported := map[key]bool{}, map[key]bool{}
	specs := map[string]bool{}
	for _, r := range s.refs {
		known[key{parserKind(r.kind), r.spec}], specs[r.spec] = true, true
	}
	found, missed := s.refs, false
	for _, r := range p.refs {
		reported[key{r.kind, r.spec}] = true
		if !known[key{r.kind, r.spec}] {
			found, missed = append(found, r), true
		}
	}
	if p.script && p.failure == nil {
		// What reads like a dynamic import and is none to the parser is the type of a module.
		for i, r := range found {
			if r.kind == "dynamic import" && !r.optional && !strings.Contains(r.spec, unknownPart) && !reported[key{r.kind, r.spec}] {
				found[i].kind = "import type"
			}
		}
	}
	if p.script && (p.failure != nil || s.lost || missed) {
		for _, r := range scanLoosely(text) {
			if !specs[r.spec] {
				found = append(found, r)
			}
		}
	}
	return found
}

// parserKind returns the kind under which the parser would report what a textual reading found.
func parserKind(kind string) string {
	if kind == "export from" {
		return "import"
	}
	return kind
}
