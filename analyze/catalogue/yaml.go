package catalogue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"github.com/goccy/go-yaml"
)

// yamlToJSON converts the first YAML document of data, keeping the order of keys.
func yamlToJSON(data []byte) ([]byte, error) {
	if err := checkYAML(data); err != nil {
		return nil, err
	}
	var v any
	if err := yaml.UnmarshalWithOptions(data, &v, yaml.UseOrderedMap()); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := writeJSON(&out, v); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func writeJSON(out *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case yaml.MapSlice:
		return writeObject(out, v)
	case []any:
		return writeArray(out, v)
	case float64:
		// Examples in a document may hold .nan and .inf, which JSON cannot say and no route needs.
		if math.IsNaN(v) || math.IsInf(v, 0) {
			out.WriteString("null")
			return nil
		}
	}
	b, err := json.Marshal(v)
	out.Write(b)
	return err
}

func writeObject(out *bytes.Buffer, object yaml.MapSlice) error {
	out.WriteByte('{')
	for i, item := range object {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := writeJSON(out, fmt.Sprint(item.Key)); err != nil {
			return err
		}
		out.WriteByte(':')
		if err := writeJSON(out, item.Value); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

func writeArray(out *bytes.Buffer, array []any) error {
	out.WriteByte('[')
	for i, v := range array {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := writeJSON(out, v); err != nil {
			return err
		}
	}
	out.WriteByte(']')
	return nil
}
