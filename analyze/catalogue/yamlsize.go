package catalogue

import (
	"errors"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// What YAML may hold that is taken for a document. The parser takes memory by the square of the depth of brackets, and every
// alias is decoded anew, so that a page of aliases to aliases stands for more than any memory holds.
const (
	maxBrackets = 500
	maxNodes    = 5_000_000
)

// checkYAML refuses what would take too long, or too much memory, to decode.
func checkYAML(data []byte) error {
	depth := 0
	for _, c := range data {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		if depth > maxBrackets {
			return errors.New("brackets are nested too deeply")
		}
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return err
	}
	anchors := map[string]int{}
	for _, doc := range file.Docs {
		if expanded(doc.Body, anchors) > maxNodes {
			return errors.New("its aliases stand for too much")
		}
	}
	return nil
}

// expanded counts the nodes that a node stands for, those behind aliases each time they occur, and stops at the limit.
func expanded(n ast.Node, anchors map[string]int) int {
	total := 1
	add := func(n ast.Node) { total = min(total+expanded(n, anchors), maxNodes+1) }
	switch n := n.(type) {
	case *ast.AnchorNode:
		add(n.Value)
		anchors[n.Name.String()] = total
	case *ast.AliasNode:
		total += anchors[n.Value.String()]
	case *ast.TagNode:
		add(n.Value)
	case *ast.MappingNode:
		for _, v := range n.Values {
			add(v)
		}
	case *ast.MappingValueNode:
		add(n.Key)
		add(n.Value)
	case *ast.SequenceNode:
		for _, v := range n.Values {
			add(v)
		}
	}
	return total
}
