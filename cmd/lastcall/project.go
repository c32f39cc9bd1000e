package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"lastcall/analyze"
	"lastcall/analyze/catalogue"
	"lastcall/analyze/verdict"
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
	knipExit   int
	service    string
	listed     []string // what the command writes or compares: there, too, a file is listed and not used

	flags  *pflag.FlagSet
	config *config.Config
}

func (p *project) dataFlags(flags *pflag.FlagSet) {
	p.flags = flags
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
	flags.StringSliceVar(&p.knip, "knip", nil, "read Knip's report (json, codeclimate or sarif) from `FILE`")
	flags.IntVar(&p.knipExit, "knip-exit-code", -1, "the exit `CODE` of Knip, by which a report that failed is told; -1 when it is not known")
	flags.StringVar(&p.root, "root", "", "the source tree Knip ran on is in `DIR`")
	flags.StringSliceVar(&p.components, "components", nil, "read browser exports of component usage from `FILE`, directory or glob; may be repeated")
}

// load reads the config, once, and lets the flags override it.
func (p *project) load() error {
	if p.config != nil {
		return nil
	}
	if err := p.refuseEmpty(); err != nil {
		return err
	}
	c, err := p.readConfig()
	if err != nil {
		return err
	}
	p.config = c
	override(&c.Data, p.data)
	override(&c.Out, p.out)
	override(&c.Frontend.Root, p.root)
	if p.flags.Changed("days") {
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

// refuseEmpty: an empty value is mostly a variable that a script forgot to set, and must not mean the default.
func (p *project) refuseEmpty() (err error) {
	p.flags.Visit(func(f *pflag.Flag) {
		if text := f.Value.String(); text == "" || text == "[]" {
			err = usage(fmt.Sprintf("--%s is empty", f.Name), "give it a value, or leave it out")
		}
	})
	return err
}

// inputs lists the files an analysis reads, besides the dataset.
func (p *project) inputs() []string {
	inputs := append([]string{p.config.Path}, p.config.Frontend.Knip...)
	for _, pattern := range p.config.Frontend.Components {
		found, _ := expand(pattern) // what stands for no file is refused where it is read
		inputs = append(inputs, found...)
	}
	for _, s := range p.config.Services {
		inputs = append(inputs, s.Routes...)
	}
	return inputs
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
func (p *project) options(ctx context.Context, e *env, wantStatic bool) (analyze.Options, error) {
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
		o.Static, err = p.static(ctx, e)
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

func warn(e *env, text string) {
	if e.warnings != nil {
		*e.warnings = append(*e.warnings, text)
		return
	}
	fmt.Fprintf(e.stderr, "warning: %s\n", report.Printable(text))
}
