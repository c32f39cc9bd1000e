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
	var names []string
	for _, pattern := range p.config.Frontend.Components {
		found, err := expand(pattern)
		if err != nil {
			return err
		}
		names = append(names, found...)
	}
	if len(names) == 0 {
		return nil
	}
	var err error
	facts.Components, err = static.ReadComponents(names)
	return err
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
	ignore := append(slices.Clone(f.Knip), p.config.Data, p.config.Out)
	for _, s := range p.config.Services {
		ignore = append(ignore, s.Routes...)
	}
	var err error
	if facts.Sources, err = static.ReadSources(f.Root, facts.Report.Files, ignore); err != nil {
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
