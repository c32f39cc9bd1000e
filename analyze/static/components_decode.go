package static

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	componentsHint = `each file holds one export {"exported_at": …, "components": {…}} or a localStorage dump with component_usage_ keys, or a list of them`

	// storageKey is how the tracker begins its keys in localStorage; the component's name follows.
	storageKey = "component_usage_"

	// maxCount is the greatest integer a browser counts to without losing steps.
	maxCount = 1 << 53
)

// decodeBrowsers reads one export, or a list of exports.
func decodeBrowsers(data []byte) ([]Browser, error) {
	if !json.Valid(data) {
		return nil, errors.New("the file is not JSON")
	}
	items, err := list(data)
	if err != nil {
		b, err := decodeBrowser(data)
		return []Browser{b}, err
	}
	if len(items) == 0 {
		return nil, errors.New("the list holds no export")
	}
	browsers := make([]Browser, len(items))
	for i, item := range items {
		if browsers[i], err = decodeBrowser(item); err != nil {
			return nil, fmt.Errorf("export %d: %w", i+1, err)
		}
	}
	return browsers, nil
}

func decodeBrowser(raw json.RawMessage) (Browser, error) {
	fields, err := object(raw)
	if err != nil {
		return Browser{}, err
	}
	stored := map[string]json.RawMessage{}
	for key, value := range fields {
		if name, ok := strings.CutPrefix(key, storageKey); ok {
			stored[name] = value
		}
	}
	if len(stored) > 0 {
		return decodeStorage(stored)
	}
	if fields["components"] == nil || fields["exported_at"] == nil {
		return Browser{}, errors.New("neither an export of the component tracker nor a localStorage dump of it")
	}
	return decodeExport(fields)
}

func decodeExport(fields map[string]json.RawMessage) (Browser, error) {
	var b Browser
	var err error
	if b.ExportedAt, err = decodeTime(fields["exported_at"]); err != nil || b.ExportedAt.IsZero() {
		return b, fmt.Errorf("exported_at: %s is no time", fields["exported_at"])
	}
	if env := fields["environment"]; env != nil && string(env) != "null" {
		if b.Environment, err = text(env); err != nil {
			return b, fmt.Errorf("environment: %w", err)
		}
	}
	components, err := object(fields["components"])
	if err != nil {
		return b, fmt.Errorf("components: %w", err)
	}
	b.Uses, err = decodeUses(components)
	return b, err
}

// decodeStorage reads the tracker's entries of a localStorage dump, each an object or the text of one.
func decodeStorage(stored map[string]json.RawMessage) (Browser, error) {
	for name, value := range stored {
		if s, err := text(value); err == nil {
			stored[name] = json.RawMessage(s)
		}
	}
	uses, err := decodeUses(stored)
	return Browser{Uses: uses}, err
}

func decodeUses(components map[string]json.RawMessage) (map[string]Use, error) {
	uses := make(map[string]Use, len(components))
	for _, name := range slices.Sorted(maps.Keys(components)) {
		if name == "" {
			return nil, errors.New("there is a component without a name")
		}
		u, err := decodeUse(components[name])
		if err != nil {
			return nil, fmt.Errorf("component %s: %w", name, err)
		}
		uses[name] = u
	}
	return uses, nil
}

func decodeUse(raw json.RawMessage) (Use, error) {
	fields, err := object(raw)
	if err != nil {
		return Use{}, err
	}
	var u Use
	if u.Count, err = strconv.ParseInt(string(fields["count"]), 10, 64); err != nil || u.Count < 0 || u.Count > maxCount {
		return Use{}, fmt.Errorf("count: %q is no number of uses", fields["count"])
	}
	if u.First, err = decodeTime(fields["first_used"]); err != nil {
		return Use{}, fmt.Errorf("first_used: %w", err)
	}
	if u.Last, err = decodeTime(fields["last_used"]); err != nil {
		return Use{}, fmt.Errorf("last_used: %w", err)
	}
	return u, nil
}

// decodeTime reads an ISO time with its zone or milliseconds since 1970; absent and null are the zero time.
func decodeTime(raw json.RawMessage) (time.Time, error) {
	if raw == nil || string(raw) == "null" {
		return time.Time{}, nil
	}
	var t time.Time
	if s, err := text(raw); err == nil {
		if t, err = time.Parse(time.RFC3339, s); err != nil {
			return time.Time{}, fmt.Errorf("%q is no time with a zone, such as 2025-10-21T09:30:00Z", s)
		}
	} else if ms, err := strconv.ParseFloat(string(raw), 64); err == nil {
		t = time.UnixMilli(int64(ms))
	} else {
		return time.Time{}, fmt.Errorf("%s is no time", raw)
	}
	// Seconds read as milliseconds fall into 1970, and would prove that the tracker ran ever since.
	if t = t.UTC(); t.Year() < 2000 || t.Year() > 9999 {
		return time.Time{}, fmt.Errorf("%s is no time in milliseconds, or not of this age", raw)
	}
	return t, nil
}
