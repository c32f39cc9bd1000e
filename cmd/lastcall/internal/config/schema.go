package config

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml/ast"

	"lastcall/analyze/plan"
	"lastcall/analyze/verdict"
)

const (
	maxDays  = 400
	maxBatch = 20
	maxCount = 1_000_000_000 // far above any threshold that makes sense, so a slip of the finger is noticed
)

var (
	serviceName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	endpointKey = regexp.MustCompile(`^[A-Z]+:/`)
	// What git would read as an option or a range is no commit.
	gitRef = regexp.MustCompile(`^[A-Za-z0-9_@][A-Za-z0-9._/@{}^~-]*$`)
)

func (d *decoder) config(c *Config) field {
	return d.mapping(fields{
		"data":       d.path(&c.Data),
		"out":        d.path(&c.Out),
		"sources":    d.paths(&c.Sources),
		"window":     d.mapping(fields{"days": whole(d, &c.Window.Days, 1, maxDays)}),
		"monitoring": d.monitoring(&c.Monitoring),
		"services":   list(d, &c.Services, d.service),
		"frontend":   d.frontend(&c.Frontend),
		"keep":       list(d, &c.Keep, d.keep),
		"policy":     d.policy(&c.Policy),
		"pull":       d.pull(&c.Pull),
		"health":     d.mapping(fields{"max-age": d.ageOrOff(&c.Health.MaxAge)}),
		"plan":       d.plan(&c.Plan),
		"deletion":   d.deletion(&c.Deletion),
	})
}

func (d *decoder) monitoring(m *Monitoring) field {
	return d.mapping(fields{
		"start": d.date(&m.Start),
		"days":  whole(d, &m.Days, 1, maxDays),
	}, "start", "days")
}

func (d *decoder) service(s *Service, line int) field {
	s.Line = line
	return d.mapping(fields{
		"name":         d.checked(&s.Name, `use letters, digits, ".", "_" and "-"`, serviceName.MatchString),
		"resource":     d.text(&s.Resource),
		"routes":       d.paths(&s.Routes),
		"strip-prefix": d.urlPath(&s.StripPrefix),
		"health-path":  d.urlPath(&s.HealthPath),
	}, "name")
}

func (d *decoder) frontend(f *Frontend) field {
	return d.mapping(fields{
		"root":       d.path(&f.Root),
		"knip":       d.paths(&f.Knip),
		"components": d.paths(&f.Components),
		"knip-base":  d.checked(&f.KnipBase, "give a path below the root, with slashes", fs.ValidPath),
		"assets":     d.paths(&f.Assets),
		"edges":      list(d, &f.Edges, d.edge),
		"ages": d.checked(&f.Ages, `use "git" or "none"`, func(s string) bool {
			return s == "git" || s == "none"
		}),
	})
}

func (d *decoder) edge(e *Edge, line int) field {
	e.Line = line
	read := d.mapping(fields{
		"file":      d.glob(&e.File),
		"endpoint":  d.checked(&e.Endpoint, "write it as METHOD:/route", endpointKey.MatchString),
		"component": d.text(&e.Component),
	}, "file")
	return func(key string, n ast.Node) error {
		if err := read(key, n); err != nil {
			return err
		}
		if (e.Endpoint == "") == (e.Component == "") {
			return d.fail(n, "say which endpoint the file calls, or which component it renders", `an edge takes "endpoint" or "component"`)
		}
		return nil
	}
}

func (d *decoder) pull(p *Pull) field {
	return d.mapping(fields{
		"owner":    d.text(&p.Owner),
		"dir":      d.path(&p.Dir),
		"key-file": d.path(&p.KeyFile),
		"types": list(d, &p.Types, func(s *string, _ int) field {
			return d.checked(s, "the types are request, app and build", func(s string) bool { return s == "request" || s == "app" || s == "build" })
		}),
		"page-size": whole(d, &p.PageSize, 1, 1000),
		"keeps":     d.age(&p.Keeps),
		"api":       d.text(&p.API),
	}, "owner")
}

func (d *decoder) plan(p *Plan) field {
	return d.mapping(fields{"include": list(d, &p.Include, func(v *verdict.Verdict, _ int) field {
		return d.checked((*string)(v), "only safe and static-only files can be planned", func(s string) bool {
			return s == string(verdict.Safe) || s == string(verdict.StaticOnly)
		})
	})})
}

func (d *decoder) deletion(c *Deletion) field {
	return d.mapping(fields{
		"repo":             d.path(&c.Repo),
		"max-files":        whole(d, &c.MaxFiles, 1, maxBatch),
		"test":             d.text(&c.Test),
		"tag-prefix":       d.checked(&c.TagPrefix, `use letters, digits, ".", "_", "/" and "-"`, plan.ValidTagPrefix),
		"protected":        list(d, &c.Protected, func(s *string, _ int) field { return d.glob(s) }),
		"max-evidence-age": d.age(&c.MaxEvidenceAge),
		"deployed-ref":     d.checked(&c.DeployedRef, "give a branch, tag or commit", gitRef.MatchString),
	})
}

func (d *decoder) keep(k *verdict.Keep, line int) field {
	k.Line = line
	return d.mapping(fields{
		"match":  d.glob(&k.Match),
		"owner":  d.text(&k.Owner),
		"reason": d.text(&k.Reason),
		"until":  d.date(&k.Until),
	}, "match")
}

func (d *decoder) policy(p *verdict.Policy) field {
	return d.mapping(fields{
		"min-days":     whole(d, &p.MinDays, 1, maxDays),
		"min-coverage": d.share(&p.MinCoverage),
		"min-requests": whole(d, &p.MinRequests, 0, maxCount),
		// Zero browsers would let a component nobody measured pass for one nobody rendered.
		"min-browsers": whole(d, &p.MinBrowsers, 1, maxCount),
	})
}

// checkServices makes sure that every log line can belong to one service only.
func (d *decoder) checkServices(services []Service) error {
	for i, s := range services {
		others := services[:i]
		if j := slices.IndexFunc(others, func(o Service) bool { return o.Name == s.Name }); j >= 0 {
			return d.clash(s, others[j], "name %q", s.Name)
		}
		if len(services) > 1 && s.Resource == "" {
			return &Error{
				Path: d.file,
				Line: s.Line,
				Msg:  fmt.Sprintf("service %q has no \"resource\"", s.Name),
				Hint: "several services are told apart by Render's id, such as srv-abc123",
			}
		}
		if j := slices.IndexFunc(others, func(o Service) bool { return o.Resource == s.Resource }); j >= 0 {
			return d.clash(s, others[j], "resource %q", s.Resource)
		}
	}
	return nil
}

func (d *decoder) clash(s, other Service, format, value string) error {
	return &Error{
		Path: d.file,
		Line: s.Line,
		Msg:  fmt.Sprintf("two services have the "+format, value),
		Hint: fmt.Sprintf("the other one is on line %d", other.Line),
	}
}
