package catalogue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// operationKeys are the members of a path item that are operations.
var operationKeys = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

// operation holds what a route takes from an OpenAPI operation.
type operation struct {
	ID    string   `json:"operationId"`
	Tags  []string `json:"tags"`
	Added string   `json:"x-added"`
}

// readOpenAPI reads the paths of an OpenAPI document. Its servers and webhooks say nothing about the paths in an
// access log, so they are ignored.
func (f *File) readOpenAPI(data []byte, doc document) *FormatError {
	f.Order = Specific
	if v := scalar(doc.OpenAPI); v != "3" && !strings.HasPrefix(v, "3.") {
		return &FormatError{Reason: "it is an OpenAPI " + v + " document, and only OpenAPI 3 is read", Hint: "convert it to OpenAPI 3"}
	}
	paths, err := orderedObject(doc.Paths)
	if err != nil {
		return &FormatError{Reason: "its paths are not an object", Hint: "check the document with an OpenAPI validator"}
	}
	for _, path := range paths {
		if strings.HasPrefix(path.key, "x-") {
			continue
		}
		if err := f.readPathItem(data, path); err != nil {
			return &FormatError{Reason: fmt.Sprintf("path %q has %v", path.key, err), Hint: "check the document with an OpenAPI validator, and bundle it into one file if it is split"}
		}
	}
	if len(f.Routes) == 0 {
		return &FormatError{Reason: "it has no paths", Hint: "write the document anew from the running service, or write a dump with scripts/export_fastapi_routes.py"}
	}
	return nil
}

// readPathItem returns an error that completes the sentence `path "/x" has …`.
func (f *File) readPathItem(data []byte, path member) error {
	if err := checkPath(path.key); err != nil {
		return err
	}
	item, err := resolve(data, path.value)
	if err != nil {
		return err
	}
	for _, m := range item {
		if !slices.Contains(operationKeys, m.key) {
			continue
		}
		var op operation
		if err := json.Unmarshal(m.value, &op); err != nil {
			return fmt.Errorf("a wrong %s operation: %w", m.key, err)
		}
		added, err := parseAdded(op.Added)
		if err != nil {
			return err
		}
		f.Routes = append(f.Routes, Route{
			Method: strings.ToUpper(m.key), Path: path.key, Name: op.ID, Tags: op.Tags, Added: added,
		})
	}
	return nil
}

// resolve returns the members of a path item, or of the one that it refers to within the document.
func resolve(data, item json.RawMessage) ([]member, error) {
	// A reference may lead to a reference; a loop of them must not hang us.
	for range 10 {
		members, err := orderedObject(item)
		if err != nil {
			return nil, fmt.Errorf("a wrong item: %w", err)
		}
		i := slices.IndexFunc(members, func(m member) bool { return m.key == "$ref" })
		if i < 0 {
			return members, nil
		}
		ref := scalar(members[i].value)
		if item = lookup(data, ref); item == nil {
			return nil, fmt.Errorf("the reference %q, which leads nowhere in this document", ref)
		}
	}
	return nil, fmt.Errorf("references that lead in a circle")
}

// lookup follows a local reference ("#/components/pathItems/users") and returns nil when it leads nowhere.
func lookup(data json.RawMessage, ref string) json.RawMessage {
	pointer, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		return nil
	}
	for key := range strings.SplitSeq(pointer, "/") {
		if unescaped, err := url.PathUnescape(key); err == nil {
			key = unescaped
		}
		key = strings.NewReplacer("~1", "/", "~0", "~").Replace(key)
		var object map[string]json.RawMessage
		if json.Unmarshal(data, &object) != nil {
			return nil
		}
		data = object[key]
	}
	return data
}

type member struct {
	key   string
	value json.RawMessage
}

// orderedObject returns the members of a JSON object in the order of the text; none when raw is empty or null.
func orderedObject(raw json.RawMessage) ([]member, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	if raw[0] != '{' {
		return nil, fmt.Errorf("not an object")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	var members []member
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		m := member{key: key.(string)}
		if err := dec.Decode(&m.value); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	return members, nil
}
