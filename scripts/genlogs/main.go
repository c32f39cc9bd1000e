// Command genlogs makes an imaginary service on Render: a route dump, log exports and the exact counts they must lead to. With
// -bulk it streams one large export instead, for benchmarks; with -acme it makes the logs of the sample project.
//
//	go run ./scripts/genlogs -seed 7 -shape mixed -out DIR
//	go run ./scripts/genlogs -bulk 2000000 -format flat -gzip -o FILE
//	go run ./scripts/genlogs -acme testdata/acme/logs
package main

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"lastcall/scripts/genlogs/acme"
	"lastcall/scripts/genlogs/world"
)

type options struct {
	seed                 int64
	shape, out, acme     string
	days, requests, bulk int
	format, file         string
	gzip                 bool
}

func main() {
	var o options
	flag.Int64Var(&o.seed, "seed", 1, "what the world grows from")
	flag.StringVar(&o.shape, "shape", string(world.Mixed), fmt.Sprintf("which logs exist and what they tell: one of %v", world.Shapes))
	flag.StringVar(&o.out, "out", "", "write the world to `DIR`")
	flag.StringVar(&o.acme, "acme", "", "write the logs of the sample project to `DIR`, which must exist")
	flag.IntVar(&o.days, "days", 14, "length of the window")
	flag.IntVar(&o.requests, "requests", 5000, "client requests, approximately")
	flag.IntVar(&o.bulk, "bulk", 0, "stream `N` requests instead of making a world; counts go to stderr")
	flag.StringVar(&o.format, "format", "flat", fmt.Sprintf("format of -bulk: one of %v", world.BulkFormats))
	flag.StringVar(&o.file, "o", "-", "write -bulk to `FILE`")
	flag.BoolVar(&o.gzip, "gzip", false, "compress -bulk")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "genlogs:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	switch {
	case o.acme != "":
		return acme.Write(o.acme)
	case o.bulk > 0:
		return bulk(o)
	case o.out == "":
		return errors.New("say where to write with -out DIR")
	case !slices.Contains(world.Shapes, world.Shape(o.shape)):
		return fmt.Errorf("unknown shape %q, use one of %v", o.shape, world.Shapes)
	}
	w := world.Generate(world.Options{Seed: o.seed, Shape: world.Shape(o.shape), Days: o.days, Requests: o.requests})
	return w.Write(o.out)
}

func bulk(o options) error {
	file := os.Stdout
	if o.file != "-" {
		var err error
		if file, err = os.Create(o.file); err != nil {
			return fmt.Errorf("create bulk file: %w", err)
		}
	}
	var out io.WriteCloser = file
	if o.gzip {
		out = gzip.NewWriter(file)
	}
	counts, err := world.Bulk(out, world.BulkOptions{Seed: o.seed, Requests: o.bulk, Format: o.format, Days: o.days})
	if o.gzip {
		err = errors.Join(err, out.Close())
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	enc := json.NewEncoder(os.Stderr)
	enc.SetIndent("", " ")
	return enc.Encode(counts)
}
