package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
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

// refuseInputs keeps a command from writing over what it reads: a file among inputs, or anything in the dataset.
func (o *output) refuseInputs(data string, inputs ...string) error {
	if o.file == "" {
		return nil
	}
	target, err := os.Stat(o.file)
	for _, input := range inputs {
		info, inputErr := os.Stat(input)
		if err == nil && inputErr == nil && os.SameFile(target, info) {
			return usage(fmt.Sprintf("-o %s would overwrite what is read", o.file), "write to another file")
		}
	}
	dir, err := filepath.Abs(filepath.Dir(o.file))
	if err != nil {
		return err
	}
	if data, err = filepath.Abs(data); err != nil {
		return err
	}
	if rel, err := filepath.Rel(data, dir); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return usage(fmt.Sprintf("-o %s lies in the dataset %s", o.file, data), "only lastcall parse writes there")
	}
	return nil
}

// writeFile makes a file appear whole: it is written beside its place and renamed. A link is followed; what is
// no regular file, such as a pipe or a device, is written to as it is.
func writeFile(name string, render func(io.Writer) error) (err error) {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	switch info, err := os.Stat(name); {
	case err == nil && info.IsDir():
		return usage(name+" is a directory", "name a file in it")
	case err == nil && !info.Mode().IsRegular():
		return writeThrough(name, render)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".lastcall-*")
	if errors.Is(err, fs.ErrNotExist) {
		return usage(fmt.Sprintf("the directory of %s does not exist", name), "create it first")
	}
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

func writeThrough(name string, render func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = render(f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}
