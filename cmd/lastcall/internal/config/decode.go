package config

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// decoder walks the syntax tree rather than unmarshalling into structs, because every
// complaint must name the key, the line and what would have been right.
type decoder struct {
	file    string // for messages
	dir     string // what relative paths are relative to
	anchors map[string]ast.Node
}

// field stores the value of a key, or says why it cannot.
type field func(key string, n ast.Node) error

// fields are the keys a mapping may have.
type fields map[string]field

func newDecoder(file, dir string) *decoder {
	return &decoder{file: file, dir: dir, anchors: map[string]ast.Node{}}
}

func (d *decoder) decode(src []byte, c *Config) error {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	// Duplicate keys are let through here to be refused below, with the line of the first.
	file, err := parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return syntaxError(d.file, err)
	}
	body, err := d.document(file)
	if err != nil || body == nil {
		return err
	}
	if err := d.value("", body, d.config(c)); err != nil {
		return err
	}
	return d.checkServices(c.Services)
}

// document returns the only document of the file, or nil when the file is empty.
func (d *decoder) document(file *ast.File) (ast.Node, error) {
	var body ast.Node
	for _, doc := range file.Docs {
		switch doc.Body.(type) {
		case nil, *ast.NullNode, *ast.DirectiveNode:
			continue
		}
		if body != nil {
			return nil, d.fail(doc.Body, "keep one document and delete the other", "a second YAML document starts here")
		}
		body = doc.Body
	}
	return body, nil
}

// value calls set with what n stands for, whether n is written out or an alias.
// An anchor is known only once its value is complete, so no alias can lead back to itself.
func (d *decoder) value(key string, n ast.Node, set field) error {
	switch n := n.(type) {
	case *ast.AnchorNode:
		if err := d.value(key, n.Value, set); err != nil {
			return err
		}
		return d.define(n)
	case *ast.AliasNode:
		target, ok := d.anchors[n.Value.String()]
		if !ok {
			return d.fail(n, `a value that starts with "*" must be in quotes`, "unknown anchor %q", n.Value.String())
		}
		return d.value(key, target, set)
	}
	return set(key, n)
}

func (d *decoder) define(n *ast.AnchorNode) error {
	name := n.Name.String()
	if known, ok := d.anchors[name]; ok && known != n.Value {
		return d.fail(n, "give each anchor a name of its own", "anchor %q is defined twice", name)
	}
	d.anchors[name] = n.Value
	return nil
}

// mapping accepts a mapping with known keys, of which required ones must have a value.
func (d *decoder) mapping(known fields, required ...string) field {
	return func(key string, n ast.Node) error {
		given := map[string]bool{}
		if err := d.fill(key, n, known, given); err != nil {
			return err
		}
		for _, name := range required {
			if !given[name] {
				return d.fail(n, "", "%q is missing in %q", name, key)
			}
		}
		return nil
	}
}

// fill hands the values of one mapping to known. Merged mappings go first, so that
// the mapping's own keys win, wherever "<<" stands.
func (d *decoder) fill(key string, n ast.Node, known fields, given map[string]bool) error {
	m, ok := n.(*ast.MappingNode)
	if !ok {
		return d.wrongType(key, n, "a mapping of keys to values", "")
	}
	merge := func(key string, n ast.Node) error { return d.fill(key, n, known, given) }
	for _, pair := range m.Values {
		if pair.Key.IsMergeKey() {
			if err := d.value(key, pair.Value, merge); err != nil {
				return err
			}
		}
	}
	lines := map[string]int{}
	for _, pair := range m.Values {
		if pair.Key.IsMergeKey() {
			continue
		}
		if err := d.pair(pair, known, lines); err != nil {
			return err
		}
		if !isNull(pair.Value) {
			given[keyText(pair)] = true
		}
	}
	return nil
}

// pair stores one value. A key without a value is as good as absent.
func (d *decoder) pair(pair *ast.MappingValueNode, known fields, lines map[string]int) error {
	key := keyText(pair)
	set, ok := known[key]
	if !ok {
		return d.fail(pair.Key, keyHint(key, known), "unknown key %q", key)
	}
	if first, ok := lines[key]; ok {
		return d.fail(pair.Key, fmt.Sprintf("it is first given on line %d", first), "duplicate key %q", key)
	}
	lines[key] = line(pair.Key)
	if isNull(pair.Value) {
		return nil
	}
	return d.value(key, pair.Value, set)
}

// list accepts a list and stores its items; item yields the field that reads one of them.
func list[T any](d *decoder, dst *[]T, item func(dst *T, line int) field) field {
	return func(key string, n ast.Node) error {
		seq, ok := n.(*ast.SequenceNode)
		if !ok {
			return d.wrongType(key, n, "a list", `start each entry with "- "`)
		}
		*dst = nil
		for _, v := range seq.Values {
			var x T
			if err := d.value(key, v, item(&x, line(v))); err != nil {
				return err
			}
			*dst = append(*dst, x)
		}
		return nil
	}
}

func (d *decoder) wrongType(key string, n ast.Node, want, hint string) error {
	what := "the file"
	if key != "" {
		what = strconv.Quote(key)
	}
	return d.fail(n, hint, "%s must be %s, not %s", what, want, kind(n))
}

func (d *decoder) fail(n ast.Node, hint, format string, args ...any) error {
	return &Error{Path: d.file, Line: line(n), Msg: fmt.Sprintf(format, args...), Hint: hint}
}

func line(n ast.Node) int {
	if tok := n.GetToken(); tok != nil && tok.Position != nil {
		return tok.Position.Line
	}
	return 0
}

func isNull(n ast.Node) bool {
	return n == nil || n.Type() == ast.NullType
}

func keyText(pair *ast.MappingValueNode) string {
	if s, ok := pair.Key.(*ast.StringNode); ok {
		return s.Value
	}
	return pair.Key.String()
}

func kind(n ast.Node) string {
	switch n.Type() {
	case ast.NullType:
		return "nothing"
	case ast.StringType, ast.LiteralType:
		return "text"
	case ast.IntegerType:
		return "a number"
	case ast.FloatType, ast.InfinityType, ast.NanType:
		return "a decimal number"
	case ast.BoolType:
		return "true or false"
	case ast.SequenceType:
		return "a list"
	case ast.MappingType:
		return "a mapping"
	default:
		return "a tagged value"
	}
}
