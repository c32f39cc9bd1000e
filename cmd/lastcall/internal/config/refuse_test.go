package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

const (
	hintTop      = "known keys: data, deletion, frontend, health, keep, monitoring, out, plan, policy, pull, services, sources, window"
	hintDays     = "give a whole number from 1 to 400"
	hintRequests = "give a whole number from 0 to 1000000000"
	hintBrowsers = "give a whole number from 1 to 1000000000"
	hintShare    = `give a number from 0 to 1, or a percentage such as "95%"`
	hintDate     = "write it as 2026-01-31 or 2026-01-31T09:00:00Z"
	hintQuote    = "put the value in quotes"
	hintStar     = `a value that starts with "*" must be in quotes`
	hintGlob     = `give a glob; write a literal "[" as '\[', in single quotes`
	hintName     = `use letters, digits, ".", "_" and "-"`
	hintSlash    = `it must start with "/"`
	hintYAML     = "the file must be valid YAML"
	hintResource = "several services are told apart by Render's id, such as srv-abc123"
)

func TestRefuse(t *testing.T) {
	tests := []struct {
		src  string
		want string // line and message
		hint string
	}{
		// unknown keys
		{"out: o\nservces: []\n", `2: unknown key "servces"`, `did you mean "services"?`},
		{"source: x\n", `1: unknown key "source"`, `did you mean "sources"?`},
		{"Data: x\n", `1: unknown key "Data"`, `did you mean "data"?`},
		{"dataset: x\n", `1: unknown key "dataset"`, `did you mean "data"?`},
		{"mon: x\n", `1: unknown key "mon"`, `did you mean "monitoring"?`},
		{"colour: x\n", `1: unknown key "colour"`, hintTop},
		{"x: y\n", `1: unknown key "x"`, hintTop},
		{"\"\": y\n", `1: unknown key ""`, hintTop},
		{"1: y\n", `1: unknown key "1"`, hintTop},
		{"window:\n  days: 7\n  hours: 3\n", `3: unknown key "hours"`, "known keys: days"},
		{"monitoring: {begin: x}\n", `1: unknown key "begin"`, "known keys: days, start"},
		{"services:\n- name: a\n  health_path: /x\n", `3: unknown key "health_path"`, `did you mean "health-path"?`},
		{"frontend:\n\n  roots: x\n", `3: unknown key "roots"`, `did you mean "root"?`},
		{"keep:\n- match: a\n- match: b\n  because: c\n", `4: unknown key "because"`, "known keys: match, owner, reason, until"},
		{"policy:\n  minCoverage: 1\n", `2: unknown key "minCoverage"`, `did you mean "min-coverage"?`},

		// plans and deletions
		{"plan: {include: [review]}\n", `1: "include" cannot be "review"`, "only safe and static-only files can be planned"},
		{"plan: {include: safe}\n", `1: "include" must be a list, not text`, `start each entry with "- "`},
		{"deletion: {max-files: 21}\n", `1: "max-files" cannot be 21`, "give a whole number from 1 to 20"},
		{"deletion: {max-evidence-age: 14}\n", `1: "max-evidence-age" must be an age, not a number`, "write it as 14d or 48h"},
		{"deletion: {max-evidence-age: 0d}\n", `1: "max-evidence-age" cannot be "0d"`, "write it as 14d or 48h"},
		{"deletion: {max-evidence-age: 2w}\n", `1: "max-evidence-age" cannot be "2w"`, "write it as 14d or 48h"},
		{"deletion: {tag-prefix: -x}\n", `1: "tag-prefix" cannot be "-x"`, `use letters, digits, ".", "_", "/" and "-"`},
		{"deletion: {deployed-ref: --all}\n", `1: "deployed-ref" cannot be "--all"`, "give a branch, tag or commit"},
		{"frontend: {knip-base: ../x}\n", `1: "knip-base" cannot be "../x"`, "give a path below the root, with slashes"},
		{"frontend:\n  edges:\n  - file: a\n", `3: an edge takes "endpoint" or "component"`, "say which endpoint the file calls, or which component it renders"},
		{"frontend:\n  edges:\n  - {file: a, endpoint: /x}\n", `3: "endpoint" cannot be "/x"`, "write it as METHOD:/route"},

		// duplicate keys
		{"data: a\nout: b\ndata: c\n", `3: duplicate key "data"`, "it is first given on line 1"},
		{"data:\ndata: c\n", `2: duplicate key "data"`, "it is first given on line 1"},
		{"policy:\n  min-days: 1\n  \"min-days\": 2\n", `3: duplicate key "min-days"`, "it is first given on line 2"},

		// wrong types
		{"just text\n", "1: the file must be a mapping of keys to values, not text", ""},
		{"- a\n- b\n", "1: the file must be a mapping of keys to values, not a list", ""},
		{"window: 14\n", `1: "window" must be a mapping of keys to values, not a number`, ""},
		{"window:\n  - days: 14\n", `2: "window" must be a mapping of keys to values, not a list`, ""},
		{"services: api\n", `1: "services" must be a list, not text`, `start each entry with "- "`},
		{"services:\n  name: api\n", `2: "services" must be a list, not a mapping`, `start each entry with "- "`},
		{"services:\n  - api\n", `2: "services" must be a mapping of keys to values, not text`, ""},
		{"keep:\n  - match: a\n  -\n", `3: "keep" must be a mapping of keys to values, not nothing`, ""},
		{"data: 5\n", `1: "data" must be text, not a number`, hintQuote},
		{"data: true\n", `1: "data" must be text, not true or false`, hintQuote},
		{"data: !!str x\n", `1: "data" must be text, not a tagged value`, hintQuote},
		{"data: [a]\n", `1: "data" must be a single path, not a list`, ""},
		{"out:\n  - a\n  - b\n", `2: "out" must be a single path, not a list`, ""},
		{"frontend: {root: [a]}\n", `1: "root" must be a single path, not a list`, ""},
		{"sources: {a: b}\n", `1: "sources" must be text, not a mapping`, hintQuote},
		{"sources:\n  - a\n  - 2\n", `3: "sources" must be text, not a number`, hintQuote},
		{"sources:\n  - a\n  - ~\n", `3: "sources" must be text, not nothing`, hintQuote},
		{"sources:\n  - [a]\n", `2: "sources" must be a single path, not a list`, ""},
		{"services: [{name: 12}]\n", `1: "name" must be text, not a number`, hintQuote},
		{"keep:\n  - match: {id}\n", `2: "match" must be text, not a mapping`, hintQuote},
		{"window: {days: \"14\"}\n", `1: "days" must be a whole number, not text`, hintDays},
		{"window: {days: 1.5}\n", `1: "days" must be a whole number, not a decimal number`, hintDays},
		{"monitoring: {start: 2026, days: 1}\n", `1: "start" must be a date, not a number`, hintDate},
		{"policy: {min-coverage: high}\n", `1: "min-coverage" must be a number or a percentage, not text`, hintShare},
		{"policy: {min-coverage: [1]}\n", `1: "min-coverage" must be a number or a percentage, not a list`, hintShare},
		{"policy: {min-coverage: .nan}\n", `1: "min-coverage" must be a number or a percentage, not a decimal number`, hintShare},

		// values out of range
		{"data: \"\"\n", `1: "data" cannot be ""`, "give a path"},
		{"sources: [\" \"]\n", `1: "sources" cannot be ""`, "give a path"},
		{"window: {days: 0}\n", `1: "days" cannot be 0`, hintDays},
		{"window: {days: 401}\n", `1: "days" cannot be 401`, hintDays},
		{"window: {days: -3}\n", `1: "days" cannot be -3`, hintDays},
		{"monitoring: {start: 2026-01-05, days: 0}\n", `1: "days" cannot be 0`, hintDays},
		{"monitoring: {start: 05.01.2026, days: 1}\n", `1: "start" cannot be "05.01.2026"`, hintDate},
		{"monitoring: {start: 2026-02-30, days: 1}\n", `1: "start" cannot be "2026-02-30"`, hintDate},
		{"monitoring: {start: 2026-01-05T09:00:00, days: 1}\n", `1: "start" cannot be "2026-01-05T09:00:00"`, hintDate},
		{"keep:\n- match: a\n  until: 0001-01-01\n", `3: "until" cannot be "0001-01-01"`, hintDate},
		{"keep:\n- match: a\n  until: soon\n", `3: "until" cannot be "soon"`, hintDate},
		{"frontend:\n  ages: mtime\n", `2: "ages" cannot be "mtime"`, `use "git" or "none"`},
		{"policy: {min-days: 500}\n", `1: "min-days" cannot be 500`, hintDays},
		{"policy: {min-coverage: 95}\n", `1: "min-coverage" cannot be 95`, hintShare},
		{"policy: {min-coverage: -0.1}\n", `1: "min-coverage" cannot be -0.1`, hintShare},
		{"policy: {min-coverage: 101%}\n", `1: "min-coverage" cannot be 101%`, hintShare},
		{"policy: {min-coverage: NaN%}\n", `1: "min-coverage" cannot be NaN%`, hintShare},
		{"policy: {min-coverage: x%}\n", `1: "min-coverage" cannot be x%`, hintShare},
		{"policy: {min-requests: -1}\n", `1: "min-requests" cannot be -1`, hintRequests},
		{"policy: {min-requests: 18446744073709551615}\n", `1: "min-requests" cannot be 18446744073709551615`, hintRequests},
		{"policy: {min-browsers: 0}\n", `1: "min-browsers" cannot be 0`, hintBrowsers},

		// keep-list
		{"keep:\n  - owner: me\n", `2: "match" is missing in "keep"`, ""},
		{"keep:\n  - match:\n    owner: me\n", `2: "match" is missing in "keep"`, ""},
		{"keep:\n  - match: ''\n", `2: "match" cannot be ""`, hintGlob},
		{"keep:\n  - match: 'src/[a'\n", `2: "match" cannot be "src/[a"`, hintGlob},
		{"keep:\n  - match: 'src/{a,b'\n", `2: "match" cannot be "src/{a,b"`, hintGlob},
		{"keep:\n  - match: *:/api/**\n", `2: unknown anchor ":/api/**"`, hintStar},

		// monitoring
		{"monitoring: {days: 14}\n", `1: "start" is missing in "monitoring"`, ""},
		{"out: o\nmonitoring:\n  start: 2026-01-05\n", `3: "days" is missing in "monitoring"`, ""},

		// services
		{"services:\n  - resource: srv-1\n", `2: "name" is missing in "services"`, ""},
		{"services: [{name: ''}]\n", `1: "name" cannot be ""`, hintName},
		{"services: [{name: my api}]\n", `1: "name" cannot be "my api"`, hintName},
		{"services: [{name: a/b}]\n", `1: "name" cannot be "a/b"`, hintName},
		{"services: [{name: a, strip-prefix: api}]\n", `1: "strip-prefix" cannot be "api"`, hintSlash},
		{"services: [{name: a, health-path: healthz}]\n", `1: "health-path" cannot be "healthz"`, hintSlash},
		{"services:\n- {name: a, resource: r}\n- {name: a, resource: s}\n",
			`3: two services have the name "a"`, "the other one is on line 2"},
		{"services:\n- {name: a, resource: r}\n- {name: b, resource: r}\n",
			`3: two services have the resource "r"`, "the other one is on line 2"},
		{"services:\n- {name: a, resource: r}\n- {name: b}\n", `3: service "b" has no "resource"`, hintResource},
		{"services:\n- {name: a}\n- {name: b, resource: r}\n", `2: service "a" has no "resource"`, hintResource},

		// YAML
		{"data: a\n---\ndata: b\n", "3: a second YAML document starts here", "keep one document and delete the other"},
		{"data: a\n---\n- b\n", "3: a second YAML document starts here", "keep one document and delete the other"},
		{"data: a\nout: [b\n", "2: sequence end token ']' not found", hintYAML},
		{"window:\n\tdays: 7\n", "2: found character '\t' that cannot start any token", hintYAML},
		{"data: *x\n", `1: unknown anchor "x"`, hintStar},
		{"window: &w\n  <<: *w\n", `2: unknown anchor "w"`, hintStar},
		{"data: &a x\nout: &a y\n", `2: anchor "a" is defined twice`, "give each anchor a name of its own"},
		{"window:\n  <<: 3\n", `2: "window" must be a mapping of keys to values, not a number`, ""},
		{"window:\n  <<: {hours: 3}\n", `2: unknown key "hours"`, "known keys: days"},
	}
	for _, tt := range tests {
		t.Run(tt.src, func(t *testing.T) {
			_, dir, err := load(t, tt.src)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			want := filepath.Join(dir, "lastcall.yaml") + ":" + tt.want
			if got := err.Error(); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if e.Hint != tt.hint {
				t.Errorf("hint: got  %s\n      want %s", e.Hint, tt.hint)
			}
			if prefix := fmt.Sprint(e.Line, ": "); !strings.HasPrefix(tt.want, prefix) {
				t.Errorf("line: got %d, want that of %q", e.Line, tt.want)
			}
		})
	}
}

func TestErrorWithoutLine(t *testing.T) {
	e := &Error{Path: "lastcall.yaml", Msg: "what happened", Hint: "what to do"}
	if got, want := e.Error(), "lastcall.yaml: what happened"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzDecode: whatever the file holds, it is either taken or refused with a line that exists.
func FuzzDecode(f *testing.F) {
	// Short seeds: the fuzzer spends its time on shrinking long ones.
	f.Add("data: d\nwindow: {days: 7}\n")
	f.Add("services:\n  - &a {name: a, resource: r}\n  - <<: *a\n    name: b\n")
	f.Add("keep: [{match: '*:/a/{id}', until: 2026-01-31}]\npolicy: {min-coverage: 95%}\n")
	f.Fuzz(func(t *testing.T, src string) {
		err := newDecoder("lastcall.yaml", "/srv").decode([]byte(src), Default())
		if err == nil {
			return
		}
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("got a %T: %v", err, err)
		}
		if lines := strings.Count(src, "\n") + strings.Count(src, "\r") + 1; e.Line < 1 || e.Line > lines {
			t.Errorf("line %d of %d: %v", e.Line, lines, err)
		}
	})
}
