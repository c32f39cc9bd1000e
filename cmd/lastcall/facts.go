package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lastcall/analyze"
	"lastcall/analyze/static"
	"lastcall/cmd/lastcall/internal/ages"
	"lastcall/cmd/lastcall/internal/deletion"
)

// static reads Knip's report and everything that is known about the files it names.
func (p *project) static(ctx context.Context, e *env) (*analyze.Static, error) {
	f := p.config.Frontend
	if len(f.Knip) == 0 {
		return nil, usage("no Knip report is given", "name it with --knip, or as frontend.knip in "+configName)
	}
	facts := &analyze.Static{Report: &static.Report{}}
	for _, name := range f.Knip {
		r, err := static.ReadKnip(name, static.KnipOptions{ExitCode: p.knipExit, Base: f.KnipBase, Root: f.Root})
		if err != nil {
			return nil, err
		}
		for _, w := range r.Warnings {
			warn(e, name+": "+w)
		}
		facts.Report.Files = append(facts.Report.Files, r.Files...)
		facts.Report.Issues = append(facts.Report.Issues, r.Issues...)
	}
	slices.Sort(facts.Report.Files)
	facts.Report.Files = slices.Compact(facts.Report.Files)
	if err := p.readComponents(facts); err != nil {
		return nil, err
	}
	return facts, p.readTree(ctx, e, facts)
}

func (p *project) readComponents(facts *analyze.Static) error {
	names, err := p.exports()
	if err != nil || len(names) == 0 {
		return err
	}
	facts.Components, err = static.ReadComponents(names)
	return err
}

// exports lists the files of browser exports.
func (p *project) exports() ([]string, error) {
	var names []string
	for _, pattern := range p.config.Frontend.Components {
		found, err := expand(pattern)
		if err != nil {
			return nil, err
		}
		names = append(names, found...)
	}
	return names, nil
}

// listings names what the analysis reads and writes: there, a file is listed, not used.
func (p *project) listings() ([]string, error) {
	exports, err := p.exports()
	return slices.Concat(p.inputs(), p.config.Frontend.Assets, exports, p.listed, []string{p.config.Data, p.config.Out}), err
}

// readTree reads the source tree: what it says of flagged files, who imports and requests what, and how old files are.
func (p *project) readTree(ctx context.Context, e *env, facts *analyze.Static) error {
	f := p.config.Frontend
	if f.Root == "" {
		return nil
	}
	if info, err := os.Stat(f.Root); err != nil || !info.IsDir() {
		return usage(fmt.Sprintf("the source tree %s is no directory", f.Root), "give the directory Knip ran in as --root or frontend.root")
	}
	ignore, err := p.listings()
	if err != nil {
		return err
	}
	if err := p.readSources(ctx, e, facts, ignore); err != nil {
		return err
	}
	if err := readImports(ctx, e, f.Root, facts, ignore); err != nil {
		return err
	}
	if len(f.Assets) > 0 {
		if facts.Assets, err = static.ReadAssets(f.Root, f.Assets); err != nil {
			return err
		}
	}
	for _, edge := range f.Edges {
		facts.Edges = append(facts.Edges, analyze.Edge{File: edge.File, Endpoint: edge.Endpoint, Component: edge.Component, Source: filepath.Base(p.config.Path), Line: edge.Line})
	}
	p.readAges(e, facts)
	return nil
}

// readSources searches the whole repository for the flagged files, or what deletion.repo names of it; the source tree
// alone where that is in no repository.
func (p *project) readSources(ctx context.Context, e *env, facts *analyze.Static, ignore []string) error {
	tree := static.Tree{Root: p.config.Frontend.Root, Repo: p.config.Deletion.Repo, Flagged: facts.Report.Files, Ignore: ignore}
	var err error
	if tree.Repo, tree.Tracked, err = p.tracked(ctx); err != nil {
		return err
	}
	if facts.Sources, err = static.ReadSources(tree); err != nil {
		return err
	}
	if n := len(facts.Report.Files); n > 0 && !anyExists(facts.Sources) {
		warn(e, fmt.Sprintf("none of the %d flagged files is below %s: Knip ran in another directory (frontend.root, frontend.knip-base)", n, tree.Root))
	}
	if n := len(facts.Sources.Skipped); n > 0 {
		warn(e, fmt.Sprintf("%d files are too long or cannot be read, the first is %s: what they name is not known", n, facts.Sources.Skipped[0]))
	}
	return nil
}

func anyExists(s *static.Sources) bool {
	for _, source := range s.Files {
		if source.Exists {
			return true
		}
	}
	return false
}

// tracked lists the files that git tracks in the directory to be searched, relative to it; nil where there is no git.
func (p *project) tracked(ctx context.Context) (dir string, files []string, err error) {
	dir = p.config.Deletion.Repo
	repo, _, err := p.repository(ctx)
	var refusal *deletion.Refusal
	if errors.As(err, &refusal) {
		return dir, nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	all, err := repo.Tracked(ctx)
	if err != nil || dir == "" {
		return repo.Top(), all, err
	}
	within, err := below(repo, dir)
	if err != nil || within == "." {
		return dir, all, err
	}
	files = []string{}
	for _, file := range all {
		if rest, ok := strings.CutPrefix(file, within+"/"); ok {
			files = append(files, rest)
		}
	}
	return dir, files, nil
}

// readImports reads who imports what, and what every source requests.
func readImports(ctx context.Context, e *env, root string, facts *analyze.Static, ignore []string) error {
	var err error
	if facts.Graph, err = static.ReadGraph(ctx, root, facts.Report.Files, ignore); err != nil {
		return err
	}
	if n := len(facts.Graph.Unparsed); n > 0 {
		first := facts.Graph.Unparsed[0]
		warn(e, fmt.Sprintf("%d source files could not be parsed, the first is %s: %s; what their text seems to import counts as imported", n, first.File, first.Reason))
	}
	resolved := map[[2]string]string{}
	for from, imports := range facts.Graph.Imports {
		for _, i := range imports {
			resolved[[2]string{from, i.Spec}] = i.To
		}
	}
	facts.References, err = static.ReadReferencesResolved(os.DirFS(root), facts.Graph.Files, func(file, spec string) string {
		return resolved[[2]string{file, spec}]
	})
	if err == nil {
		static.AddUnclear(os.DirFS(root), facts.References, facts.Report.Files)
	}
	return err
}

// readAges asks git how old the files are, unless the config says none.
func (p *project) readAges(e *env, facts *analyze.Static) {
	if p.config.Frontend.Ages == "none" {
		return
	}
	facts.AgesAsked = true
	var err error
	if facts.Ages, err = ages.Read(p.config.Frontend.Root); err != nil {
		warn(e, fmt.Sprintf("file ages are unknown: %v (frontend.ages: none does not ask for them)", err))
	}
}
