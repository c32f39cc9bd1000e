package parse

import (
	"bytes"
	"errors"

	"github.com/goccy/go-yaml"
)

var errYAML = errors.New("invalid YAML")

// unwrapYAML reads an entry of `render logs -o yaml`: the keys id, labels, message and timestamp at the start of their lines,
// labels as a list of name and value. The command puts no `---` between entries.
func unwrapYAML(entry []byte, _ *calendar, e *Entry) error {
	if !bytes.HasPrefix(entry, []byte("id: ")) || !bytes.Contains(entry, []byte("\nlabels:")) {
		return errForeign
	}
	for len(entry) > 0 {
		n := yamlBlock(entry)
		key, value, _ := bytes.Cut(entry[:n], []byte(":"))
		entry = entry[n:]
		var err error
		switch string(key) {
		case "id":
			e.ID, err = yamlScalar(value)
		case "labels":
			err = readYAMLLabels(value, e)
		case "message":
			e.Message, err = yamlScalar(value)
		case "timestamp":
			e.Timestamp, err = yamlScalar(value)
		}
		if err != nil {
			return err
		}
	}
	if e.Timestamp == nil || e.Message == nil {
		return errNoTime
	}
	return nil
}

// yamlBlock returns the length of the first line with the indented, empty and list lines behind it.
func yamlBlock(b []byte) int {
	for i := 0; ; {
		j := bytes.IndexByte(b[i:], '\n')
		if j < 0 {
			return len(b)
		}
		i += j + 1
		if i == len(b) || b[i] != ' ' && b[i] != '-' && b[i] != '\n' && b[i] != '\r' {
			return i
		}
	}
}

// readYAMLLabels reads lines `- name: …` and `value: …`.
func readYAMLLabels(block []byte, e *Entry) error {
	var name []byte
	for line := range bytes.Lines(block) {
		line = bytes.TrimPrefix(bytes.Trim(line, whiteSpace), []byte("- "))
		key, text, ok := bytes.Cut(bytes.TrimLeft(line, " "), []byte(":"))
		if !ok {
			continue // the value of labels itself: nothing, [] or null
		}
		value, err := yamlScalar(text)
		if err != nil {
			return err
		}
		switch string(key) {
		case "name":
			name = value
		case "value":
			e.label(name, value)
		}
	}
	return nil
}

// yamlScalar reads the value behind a colon. Plain ones stand for themselves; null is nil.
func yamlScalar(text []byte) ([]byte, error) {
	plain := bytes.Trim(text, whiteSpace)
	if len(plain) == 0 || string(plain) == "null" {
		return nil, nil
	}
	if bytes.IndexByte([]byte("\"'|>"), plain[0]) < 0 {
		return plain, nil
	}
	var value struct{ V string }
	if err := yaml.Unmarshal(append([]byte("v:"), text...), &value); err != nil {
		return nil, errYAML
	}
	return []byte(value.V), nil
}
