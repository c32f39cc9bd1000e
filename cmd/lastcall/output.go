package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"lastcall/report"
)

// output is where a result goes and in which format.
type output struct {
	format  string
	file    string
	allowed []report.Format
}

func outputFlags(flags *pflag.FlagSet, allowed ...report.Format) *output {
	o := &output{allowed: allowed}
	var names []string
	for _, f := range allowed {
		names = append(names, string(f))
	}
	flags.StringVar(&o.format, "format", string(report.Text), "write `FORMAT`: "+strings.Join(names, ", "))
	flags.StringVarP(&o.file, "output", "o", "", "write to `FILE`, whole or not at all, instead of standard output")
	return o
}

// chosen returns the format, or a usage error where the command has no such format.
func (o *output) chosen() (report.Format, error) {
	for _, f := range o.allowed {
		if string(f) == o.format {
			return f, nil
		}
	}
	return "", usage("unknown format "+o.format, "the formats here are "+o.names())
}

func (o *output) names() string {
	var names []string
	for _, f := range o.allowed {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// write sends what render writes to the file or to stdout.
func (o *output) write(e *env, render func(io.Writer) error) error {
	if o.file == "" {
		return render(e.stdout)
	}
	return writeFile(o.file, render)
}

// writeFile makes a file appear whole: it is written beside its place and renamed.
func writeFile(name string, render func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".lastcall-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	err = render(f)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return err
}
