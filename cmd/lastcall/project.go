package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"lastcall/analyze"
	"lastcall/analyze/catalogue"
	"lastcall/analyze/static"
	"lastcall/analyze/verdict"
	"lastcall/cmd/lastcall/internal/ages"
	"lastcall/cmd/lastcall/internal/config"
	"lastcall/report"
)

// configName is the config that is read without --config, where it is present.
const configName = "lastcall.yaml"

// project is what flags and config say together; flags win.
type project struct {
	configFile string
	data, out  string
	days       int
	until      string
	routes     []string
	knip       []string
	components []string
	root       string
	service    string

	config *config.Config
}

func (p *project) dataFlags(flags *pflag.FlagSet) {
	flags.StringVar(&p.configFile, "config", "", "read settings from `FILE` (default ./lastcall.yaml if present)")
	flags.StringVar(&p.data, "data", "", "keep the dataset in `DIR` (default from the config, else ./data)")
}

func (p *project) windowFlags(flags *pflag.FlagSet) {
	p.dataFlags(flags)
	flags.StringSliceVar(&p.routes, "routes", nil, "take routes from `FILE`: OpenAPI 3 or a route dump; may be repeated")
	flags.IntVar(&p.days, "days", 0, "judge a window of `N` days (default from the config, else 14)")
	flags.StringVar(&p.until, "until", "", "end the window at `TIME`, RFC 3339 or YYYY-MM-DD (default: the second after the newest line)")
}

func (p *project) serviceFlag(flags *pflag.FlagSet) {
	flags.StringVar(&p.service, "service", "", "show only the service `NAME` of the config")
}

func (p *project) staticFlags(flags *pflag.FlagSet) {
	flags.StringSliceVar(&p.knip, "knip", nil, "read Knip's JSON report from `FILE`")
	flags.StringVar(&p.root, "root", "", "the source tree Knip ran on is in `DIR`")
	flags.StringSliceVar(&p.components, "components", nil, "read browser exports of component usage from `FILE`, directory or glob; may be repeated")
}

// load reads the config and lets the flags override it.
func (p *project) load() error {
	c, err := p.readConfig()
	if err != nil {
		return err
	}
	p.config = c
	override(&c.Data, p.data)
	override(&c.Out, p.out)
	override(&c.Frontend.Root, p.root)
	if p.days != 0 {
		c.Window.Days = p.days
	}
	if c.Window.Days < 1 || c.Window.Days > 400 {
		return usage(fmt.Sprintf("--days %d is no window", c.Window.Days), "give a number of days from 1 to 400")
	}
	if len(p.knip) > 0 {
		c.Frontend.Knip = p.knip
	}
	if len(p.components) > 0 {
		c.Frontend.Components = p.components
	}
	return p.overrideRoutes()
}

func override(setting *string, flag string) {
	if flag != "" {
		*setting = flag
	}
}

func (p *project) readConfig() (*config.Config, error) {
	if p.configFile != "" {
		return config.Load(p.configFile)
	}
	c, err := config.Load(configName)
	if errors.Is(err, fs.ErrNotExist) {
		return config.Default(), nil
	}
	return c, err
}

// overrideRoutes applies --routes to the one service, or to the one that --service names.
func (p *project) overrideRoutes() error {
	c := p.config
	if p.service != "" && !slices.ContainsFunc(c.Services, func(s config.Service) bool { return s.Name == p.service }) {
		return usage(fmt.Sprintf("no service %q is configured", p.service), "services are listed in "+configName)
	}
	if len(c.Services) == 0 {
		c.Services = []config.Service{{}}
	}
	if len(p.routes) == 0 {
		return nil
	}
	for i := range c.Services {
		if len(c.Services) == 1 || c.Services[i].Name == p.service {
			c.Services[i].Routes = p.routes
			return nil
		}
	}
	return usage("--routes does not say of which service", "add --service, since the config names several")
}

// options returns what to analyse. Static facts are read only where the command wants them.
func (p *project) options(e *env, wantStatic bool) (analyze.Options, error) {
	c := p.config
	o := analyze.Options{
		Data: c.Data, Days: c.Window.Days, Now: e.now(), Keep: c.Keep,
		Policy: verdict.Policy(c.Policy),
	}
	var err error
	if o.Until, err = parseTime(p.until); err != nil {
		return o, err
	}
	for _, s := range c.Services {
		service := analyze.Service{Name: s.Name, Resource: s.Resource, StripPrefix: s.StripPrefix, HealthPath: s.HealthPath}
		if service.Catalogue, err = loadRoutes(s.Routes); err != nil {
			return o, err
		}
		o.Services = append(o.Services, service)
	}
	if wantStatic {
		o.Static, err = p.static(e)
	}
	return o, err
}

func parseTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usage(fmt.Sprintf("%q is no time", text), "write 2025-10-22 or 2025-10-22T00:00:00Z")
}

func loadRoutes(names []string) (*catalogue.Catalogue, error) {
	if len(names) == 0 {
		return nil, nil
	}
	var files []*catalogue.File
	for _, name := range names {
		f, err := catalogue.Load(name)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return catalogue.New(files...), nil
}

// static reads Knip's report and everything that is known about the files it names.
func (p *project) static(e *env) (*analyze.Static, error) {
	f := p.config.Frontend
	if len(f.Knip) == 0 {
		return nil, usage("no Knip report is given", "name it with --knip, or as frontend.knip in "+configName)
	}
	facts := &analyze.Static{Report: &static.Report{}}
	for _, name := range f.Knip {
		r, err := static.ReadKnip(name)
		if err != nil {
			return nil, err
		}
		for _, w := range r.Warnings {
			warn(e, name+": "+w)
		}
		facts.Report.Files = append(facts.Report.Files, r.Files...)
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

// expand lists the files a pattern stands for: a file, the files below a directory that are not hidden, or a
// glob. Nothing found is a usage error.
func expand(pattern string) ([]string, error) {
	info, err := os.Stat(pattern)
	switch {
	case err == nil && info.IsDir():
		return expandDir(pattern)
	case err == nil:
		return []string{pattern}, nil
	case !strings.ContainsAny(pattern, "*?["):
		return nil, usage(fmt.Sprintf("%s does not exist", pattern), "check the path; globs, files and directories are taken")
	}
	names, err := filepath.Glob(pattern)
	if err != nil {
		return nil, usage(fmt.Sprintf("%s is no pattern: %v", pattern, err), "quote special characters with a backslash")
	}
	if len(names) == 0 {
		return nil, usage(fmt.Sprintf("no file matches %s", pattern), "check the pattern")
	}
	return names, nil
}

func expandDir(dir string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != dir && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return filepath.SkipDir
			}
		case entry.Type().IsRegular():
			names = append(names, name)
		}
		return nil
	})
	if err == nil && len(names) == 0 {
		err = usage(fmt.Sprintf("%s holds no files", dir), "name the directory that holds the exported logs")
	}
	return names, err
}

func warn(e *env, text string) {
	fmt.Fprintf(e.stderr, "warning: %s\n", report.Printable(text))
}
