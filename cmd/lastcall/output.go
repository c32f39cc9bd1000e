package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
	return refuseTarget("-o", o.file, data, inputs...)
}

// refuseTarget refuses to write a file, empty for none, that is one of the inputs or lies in the dataset. Links are
// followed, as writing follows them.
func refuseTarget(flag, file, data string, inputs ...string) error {
	if file == "" {
		return nil
	}
	if err := refuseOverwrite(flag+" "+file, file, inputs); err != nil {
		return err
	}
	target, err := behindLinks(file)
	if err != nil {
		return err
	}
	if data, err = behindLinks(data); err != nil {
		return err
	}
	rel, err := filepath.Rel(data, filepath.Dir(target))
	if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return usage(fmt.Sprintf("%s %s lies in the dataset %s", flag, file, data), "only lastcall parse writes there")
	}
	return nil
}

// refuseOverwrite refuses to write a file, called what in the message, that is one of the inputs.
func refuseOverwrite(what, file string, inputs []string) error {
	if slices.ContainsFunc(inputs, func(input string) bool { return sameFile(file, input) }) {
		return usage(what+" would overwrite what is read", "write to another file")
	}
	return nil
}

// behindLinks returns the absolute path of a file behind all links. The file itself need not exist.
func behindLinks(name string) (string, error) {
	name, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real, nil
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(name)); err == nil {
		return filepath.Join(dir, filepath.Base(name)), nil
	}
	return name, nil
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
