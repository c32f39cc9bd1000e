package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"lastcall/cmd/lastcall/internal/config"
)

func initCommand() *command {
	c := newCommand("init", "", "write a commented lastcall.yaml into this directory")
	c.run = func(_ context.Context, e *env, args []string) error {
		if len(args) > 0 {
			return usage(fmt.Sprintf("unexpected argument %q", args[0]), "run lastcall init in the directory that shall hold "+configName)
		}
		f, err := os.OpenFile(configName, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			return usage(configName+" exists already", "edit it, or remove it first")
		}
		if err != nil {
			return err
		}
		_, err = f.Write(config.Template())
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			os.Remove(configName)
			return err
		}
		_, err = fmt.Fprintf(e.stdout, "wrote %s; every key in it is explained\n", configName)
		return err
	}
	return c
}
