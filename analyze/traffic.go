package analyze

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"lastcall/analyze/catalogue"
	"lastcall/analyze/verdict"
)

// count brings the traffic of the window into countable form: services, matches, agents, classes, tallies.
func (s *Session) count(ctx context.Context) error {
	if err := s.assignResources(ctx); err != nil {
		return err
	}
	if err := s.create(ctx, "view", "service_lines", "window_requests"); err != nil {
		return err
	}
	if err := s.matchTargets(ctx); err != nil {
		return err
	}
	if err := s.classifyAgents(ctx); err != nil {
		return err
	}
	if err := s.create(ctx, "table", "starts"); err != nil {
		return err
	}
	if err := s.create(ctx, "view", "signals"); err != nil {
		return err
	}
	if err := s.create(ctx, "table", "facts"); err != nil {
		return err
	}
	if err := s.classifyRequests(ctx); err != nil {
		return err
	}
	if err := s.create(ctx, "view", "classified"); err != nil {
		return err
	}
	if err := s.create(ctx, "table", "regimes", "tallies"); err != nil {
		return err
	}
	return s.create(ctx, "view", "counted", "endpoint_calls")
}

// resource is a resource id of the logs and the service it is.
type resource struct {
	id      sql.NullString
	service Service
}

// assignResources decides which service each resource id of the logs is. Lines of a resource that no service
// names are left out, with a warning.
func (s *Session) assignResources(ctx context.Context) error {
	var resources []resource
	err := s.each(ctx, "resources_seen", func(rows *sql.Rows) error {
		var id sql.NullString
		var lines int64
		if err := rows.Scan(&id, &lines); err != nil {
			return err
		}
		service, ok := s.serviceOf(id)
		if !ok {
			s.warn("%d lines of resource %q belong to no configured service and are left out", lines, id.String)
			return nil
		}
		resources = append(resources, resource{id, service})
		return nil
	})
	if err != nil {
		return err
	}
	return s.fill(ctx, "resources", "resource varchar, service varchar, health_path varchar",
		rowsOf(resources, func(r resource) []driver.Value {
			return []driver.Value{value(r.id), r.service.Name, orNull(r.service.HealthPath)}
		}))
}

func (s *Session) serviceOf(id sql.NullString) (Service, bool) {
	if len(s.options.Services) == 1 && s.options.Services[0].Resource == "" {
		return s.options.Services[0], true
	}
	for _, service := range s.options.Services {
		if id.Valid && service.Resource == id.String {
			return service, true
		}
	}
	return Service{}, false
}

func (s *Session) warn(format string, args ...any) {
	s.warnings = append(s.warnings, fmt.Sprintf(format, args...))
}

func value(s sql.NullString) driver.Value {
	if !s.Valid {
		return nil
	}
	return s.String
}

// matchNames are the kinds of match as they stand in the tables.
var matchNames = map[catalogue.MatchKind]string{
	catalogue.None: "none", catalogue.Exact: "exact", catalogue.HeadAsGet: "head", catalogue.Slash: "slash", catalogue.Preflight: "preflight",
}

// pathUnknown is the template of requests whose method or path the export lost.
const pathUnknown = "(unknown)"

// target is a method and path that was asked for.
type target struct {
	service      string
	method, path sql.NullString
	websocket    bool
}

// matchTargets finds the route of every distinct method and path.
func (s *Session) matchTargets(ctx context.Context) error {
	var targets []target
	err := s.each(ctx, "targets", func(rows *sql.Rows) error {
		var t target
		err := rows.Scan(&t.service, &t.method, &t.path, &t.websocket)
		targets = append(targets, t)
		return err
	})
	if err != nil {
		return err
	}
	services := map[string]Service{}
	for _, service := range s.options.Services {
		services[service.Name] = service
	}
	const columns = "service varchar, method varchar, path varchar, websocket boolean, endpoint varchar, template varchar, match varchar"
	return s.fill(ctx, "matches", columns, rowsOf(targets, func(t target) []driver.Value {
		endpoint, template, match := matchTarget(services[t.service], t)
		return []driver.Value{
			t.service, value(t.method), value(t.path), t.websocket, orNull(endpoint), orNull(template), match,
		}
	}))
}

// matchTarget returns the endpoint of a target. Where no route explains it, the endpoint is empty and the
// template inferred; without routes every inferred template is an endpoint.
func matchTarget(service Service, t target) (endpoint, template, match string) {
	if !t.path.Valid || !t.method.Valid {
		return "", pathUnknown, matchNames[catalogue.None]
	}
	path := catalogue.StripPrefix(t.path.String, service.StripPrefix)
	method := t.method.String
	if t.websocket {
		method = "WS"
	}
	if service.Catalogue == nil {
		return method + ":" + catalogue.Infer(path), "", matchNames[catalogue.None]
	}
	m := service.Catalogue.Match(t.method.String, path, t.websocket)
	switch {
	case m.Endpoint >= 0:
		return service.Catalogue.Endpoints()[m.Endpoint].Endpoint(), "", matchNames[m.Kind]
	case m.Kind == catalogue.Preflight:
		return "", m.Template, matchNames[m.Kind]
	}
	return "", method + " " + catalogue.Infer(path), matchNames[m.Kind]
}

// classifyAgents tells what every distinct user agent is.
func (s *Session) classifyAgents(ctx context.Context) error {
	var agents []sql.NullString
	err := s.each(ctx, "user_agents", func(rows *sql.Rows) error {
		var a sql.NullString
		err := rows.Scan(&a)
		agents = append(agents, a)
		return err
	})
	if err != nil {
		return err
	}
	return s.fill(ctx, "agents", "user_agent varchar, agent varchar", rowsOf(agents, func(a sql.NullString) []driver.Value {
		agent := verdict.AgentUnknown
		if a.Valid {
			agent = verdict.AgentOf(a.String)
		}
		return []driver.Value{value(a), string(agent)}
	}))
}

// classifyRequests gives every sort of request its class.
func (s *Session) classifyRequests(ctx context.Context) error {
	var signals []verdict.Signal
	err := s.each(ctx, "sorts", func(rows *sql.Rows) error {
		var v verdict.Signal
		err := rows.Scan(&v.Channel, &v.Method, &v.Status, &v.Agent, &v.Peer, &v.AnsweredAtEdge, &v.Health, &v.Start, &v.Match)
		signals = append(signals, v)
		return err
	})
	if err != nil {
		return err
	}
	const columns = "channel varchar, method varchar, status smallint, agent varchar, peer varchar, " +
		"answered_at_edge boolean, health boolean, start varchar, match varchar, class varchar"
	return s.fill(ctx, "classes", columns, rowsOf(signals, func(v verdict.Signal) []driver.Value {
		return []driver.Value{
			v.Channel, v.Method, int16(v.Status), string(v.Agent), v.Peer,
			v.AnsweredAtEdge, v.Health, v.Start, v.Match, string(verdict.Classify(v)),
		}
	}))
}
