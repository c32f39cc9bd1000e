package main

import (
	"fmt"
	"os"
	"slices"

	"lastcall/analyze"
	"lastcall/analyze/static"
	"lastcall/cmd/lastcall/internal/ages"
)

// static reads Knip's report and everything that is known about the files it names.
func (p *project) static(e *env) (*analyze.Static, error) {
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
	return facts, p.readTree(e, facts)
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
	return slices.Concat(p.inputs(), exports, p.config.Frontend.Assets, []string{p.config.Data, p.config.Out}), err
}

// readTree reads the source tree and the ages of its files. Ages are asked for unless the config says none.
func (p *project) readTree(e *env, facts *analyze.Static) error {
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
	tree := static.Tree{Root: f.Root, Flagged: facts.Report.Files, Ignore: ignore}
	if facts.Sources, err = static.ReadSources(tree); err != nil {
		return err
	}
	if f.Ages == "none" {
		return nil
	}
	facts.AgesAsked = true
	facts.Ages, err = ages.Read(f.Root)
	if err != nil {
		warn(e, fmt.Sprintf("file ages are unknown: %v (frontend.ages: none does not ask for them)", err))
	}
	return nil
}
