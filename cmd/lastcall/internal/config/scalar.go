package config

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"lastcall/analyze/verdict"
)

// text accepts a string; white space around it, as block scalars leave behind, is dropped.
func (d *decoder) text(dst *string) field {
	return func(key string, n ast.Node) error {
		switch n := n.(type) {
		case *ast.StringNode:
			*dst = strings.TrimSpace(n.Value)
		case *ast.LiteralNode:
			*dst = strings.TrimSpace(n.Value.Value)
		default:
			return d.wrongType(key, n, "text", "put the value in quotes")
		}
		return nil
	}
}

// checked accepts a string for which ok holds; the hint says what that takes.
func (d *decoder) checked(dst *string, hint string, ok func(string) bool) field {
	return func(key string, n ast.Node) error {
		if err := d.text(dst)(key, n); err != nil {
			return err
		}
		if !ok(*dst) {
			return d.fail(n, hint, "%q cannot be %q", key, *dst)
		}
		return nil
	}
}

// glob accepts a pattern of the keep-list's kind.
func (d *decoder) glob(dst *string) field {
	return d.checked(dst, `give a glob; write a literal "[" as '\[', in single quotes`, verdict.ValidMatch)
}

// urlPath accepts a path of a request.
func (d *decoder) urlPath(dst *string) field {
	return d.checked(dst, `it must start with "/"`, func(s string) bool { return strings.HasPrefix(s, "/") })
}

// paths accepts one path or a list of them.
func (d *decoder) paths(dst *[]string) field {
	one := func(s *string, _ int) field { return d.path(s) }
	return func(key string, n ast.Node) error {
		if n.Type() == ast.SequenceType {
			return list(d, dst, one)(key, n)
		}
		*dst = make([]string, 1)
		return d.path(&(*dst)[0])(key, n)
	}
}

// path accepts exactly one path and makes it absolute.
func (d *decoder) path(dst *string) field {
	return func(key string, n ast.Node) error {
		if n.Type() == ast.SequenceType {
			return d.wrongType(key, n, "a single path", "")
		}
		if err := d.checked(dst, "give a path", func(s string) bool { return s != "" })(key, n); err != nil {
			return err
		}
		*dst = d.absolute(*dst)
		return nil
	}
}

func (d *decoder) absolute(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(d.dir, path)
}

// whole accepts a whole number between low and high, both included.
func whole[T int | int64](d *decoder, dst *T, low, high int64) field {
	hint := fmt.Sprintf("give a whole number from %d to %d", low, high)
	return func(key string, n ast.Node) error {
		num, ok := n.(*ast.IntegerNode)
		if !ok {
			return d.wrongType(key, n, "a whole number", hint)
		}
		v, err := strconv.ParseInt(fmt.Sprint(num.Value), 10, 64)
		if err != nil || v < low || v > high {
			return d.fail(n, hint, "%q cannot be %v", key, num.Value)
		}
		*dst = T(v)
		return nil
	}
}

// share accepts a part of one, written as a fraction or as a percentage.
func (d *decoder) share(dst *float64) field {
	const hint = `give a number from 0 to 1, or a percentage such as "95%"`
	return func(key string, n ast.Node) error {
		text, unit := "", 1.0
		switch n := n.(type) {
		case *ast.IntegerNode, *ast.FloatNode:
			text = fmt.Sprint(n.(ast.ScalarNode).GetValue())
		case *ast.StringNode:
			number, percent := strings.CutSuffix(n.Value, "%")
			if !percent {
				return d.wrongType(key, n, "a number or a percentage", hint)
			}
			text, unit = strings.TrimSpace(number), 100
		default:
			return d.wrongType(key, n, "a number or a percentage", hint)
		}
		v, err := strconv.ParseFloat(text, 64)
		// Asked this way round because "NaN%" is a number to ParseFloat.
		if inside := v >= 0 && v <= unit; err != nil || !inside {
			return d.fail(n, hint, "%q cannot be %s", key, n)
		}
		*dst = v / unit
		return nil
	}
}

// age accepts a number of days or hours: 14d, 48h.
func (d *decoder) age(dst *time.Duration) field {
	const hint = "write it as 14d or 48h"
	return func(key string, n ast.Node) error {
		var text string
		if err := d.text(&text)(key, n); err != nil {
			return d.wrongType(key, n, "an age", hint)
		}
		unit := 24 * time.Hour
		number, ok := strings.CutSuffix(text, "d")
		if !ok {
			unit = time.Hour
			number, ok = strings.CutSuffix(text, "h")
		}
		count, err := strconv.ParseUint(number, 10, 16)
		if !ok || err != nil || count == 0 {
			return d.fail(n, hint, "%q cannot be %q", key, text)
		}
		*dst = time.Duration(count) * unit
		return nil
	}
}

// ageOrOff accepts an age, or off for none.
func (d *decoder) ageOrOff(dst *time.Duration) field {
	return func(key string, n ast.Node) error {
		if s, ok := n.(*ast.StringNode); ok && s.Value == "off" {
			*dst = 0
			return nil
		}
		return d.age(dst)(key, n)
	}
}

// date accepts a day, taken as its midnight in UTC, or a time with a zone.
func (d *decoder) date(dst *time.Time) field {
	const hint = "write it as 2026-01-31 or 2026-01-31T09:00:00Z"
	return func(key string, n ast.Node) error {
		s, ok := n.(*ast.StringNode)
		if !ok {
			return d.wrongType(key, n, "a date", hint)
		}
		t, err := time.Parse(time.DateOnly, s.Value)
		if err != nil {
			t, err = time.Parse(time.RFC3339, s.Value)
		}
		// A year such as 0026 is a slip; the zero time would even read as "no date".
		if err != nil || t.Year() < 2000 {
			return d.fail(n, hint, "%q cannot be %q", key, s.Value)
		}
		*dst = t.UTC()
		return nil
	}
}
