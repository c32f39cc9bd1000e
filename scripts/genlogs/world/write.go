package world

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Write puts the world under dir: routes.json, expected.json and logs/. It creates dir and replaces files of these names.
func (w *World) Write(dir string) error {
	files := map[string][]byte{}
	for name, data := range w.Files {
		files[filepath.Join("logs", name)] = data
	}
	var err error
	if files["routes.json"], err = w.RoutesJSON(); err != nil {
		return err
	}
	if files["expected.json"], err = indented(w.Expected); err != nil {
		return err
	}
	for name, data := range files {
		if err := writeFile(filepath.Join(dir, name), data); err != nil {
			return err
		}
	}
	return nil
}

func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return fmt.Errorf("write world: %w", err)
	}
	return nil
}

// dumpRow is a row of the route dump; file and line are null for the framework's own routes.
type dumpRow struct {
	Method   string  `json:"method"`
	Path     string  `json:"path"`
	Name     string  `json:"name"`
	File     *string `json:"file"`
	Line     *int    `json:"line"`
	Kind     string  `json:"kind"`
	InSchema bool    `json:"in_schema"`
}

// RoutesJSON is the route dump of the service.
func (w *World) RoutesJSON() ([]byte, error) {
	dump := struct {
		Framework string    `json:"framework"`
		Routes    []dumpRow `json:"routes"`
	}{Framework: "fastapi"}
	for _, r := range w.Routes {
		row := dumpRow{Method: r.Method, Path: r.Path, Name: r.Name, Kind: r.Kind}
		if r.File != "" {
			row.File, row.Line, row.InSchema = &r.File, &r.Line, true
		}
		dump.Routes = append(dump.Routes, row)
	}
	return indented(dump)
}

func indented(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode world: %w", err)
	}
	return out.Bytes(), nil
}
