package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"lastcall/parse/dataset"
)

func versionCommand() *command {
	c := newCommand("version", "", "print the version")
	c.run = func(_ context.Context, e *env, args []string) error {
		if len(args) > 0 {
			return usage(fmt.Sprintf("unexpected argument %q", args[0]), "lastcall version takes none")
		}
		version := "unknown"
		if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
			version = info.Main.Version
		}
		_, err := fmt.Fprintf(e.stdout, "lastcall %s, dataset version %d, %s %s/%s\n", version, dataset.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return err
	}
	return c
}
