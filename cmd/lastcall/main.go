package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // --tz works where the machine has no zones

	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// command is one subcommand. run gets the arguments that are no flags.
type command struct {
	name, args, short string
	flags             *pflag.FlagSet
	run               func(ctx context.Context, e *env, args []string) error
}

// env is what a command may touch of the process. Results go to stdout, everything else to stderr.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	terminal       bool // stderr is a terminal
	interactive    bool // stdin and stdout are terminals
	now            func() time.Time
	warnings       *[]string // takes warnings that are to be kept, not shown; nil where they go to stderr
}

func commands() []*command {
	return []*command{
		pullCommand(), parseCommand(),
		statsCommand(), unusedCommand(), crossrefCommand(), explainCommand(), queryCommand(),
		planCommand(), deleteCommand(), rollbackCommand(), watchCommand(),
		exportCommand(),
		runCommand(), healthCommand(), initCommand(), versionCommand(),
	}
}

func newCommand(name, args, short string) *command {
	c := &command{name: name, args: args, short: short, flags: pflag.NewFlagSet(name, pflag.ContinueOnError)}
	c.flags.SortFlags = false
	c.flags.Usage = func() {}
	return c
}

// interruptGrace is how long a command may take to clean up after an interrupt.
const interruptGrace = 3 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ignoreSizeLimit()
	// A read from a terminal or pipe cannot be interrupted; what it leaves behind, the next run discards.
	context.AfterFunc(ctx, func() {
		time.AfterFunc(interruptGrace, func() { os.Exit(explain(os.Stderr, ctx.Err())) })
	})
	os.Exit(run(ctx, &env{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		terminal:    term.IsTerminal(int(os.Stderr.Fd())),
		interactive: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd())),
		now:         time.Now,
	}, os.Args[1:]))
}

// run executes one command line and returns the exit code.
func run(ctx context.Context, e *env, args []string) int {
	err := dispatch(ctx, e, args)
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return explain(e.stderr, err)
}

func dispatch(ctx context.Context, e *env, args []string) error {
	if len(args) == 0 {
		return usage("no command given", "lastcall help lists the commands")
	}
	switch args[0] {
	case "-h", "--help":
		return printHelp(e.stdout, nil)
	case "help":
		return printHelp(e.stdout, args[1:])
	case "--version":
		args = []string{"version"}
	}
	c := find(args[0])
	if c == nil {
		return usage(fmt.Sprintf("unknown command %q", args[0]), "lastcall help lists the commands")
	}
	err := c.flags.Parse(args[1:])
	if errors.Is(err, pflag.ErrHelp) {
		return printHelp(e.stdout, args[:1])
	}
	if err != nil {
		return usage(err.Error(), "lastcall help "+c.name+" lists its flags")
	}
	return c.run(ctx, e, c.flags.Args())
}

func find(name string) *command {
	for _, c := range commands() {
		if c.name == name {
			return c
		}
	}
	return nil
}

// printHelp writes the list of commands, or the help of one.
func printHelp(w io.Writer, names []string) error {
	if len(names) == 0 {
		fmt.Fprint(w, "lastcall tells from Render's access logs when code was last called in production.\n\nusage: lastcall COMMAND [flags]\n\n")
		for _, c := range commands() {
			fmt.Fprintf(w, "  %-9s %s\n", c.name, c.short)
		}
		_, err := fmt.Fprint(w, "\nlastcall help COMMAND shows its flags.\n")
		return err
	}
	c := find(names[0])
	if c == nil {
		return usage(fmt.Sprintf("unknown command %q", names[0]), "lastcall help lists the commands")
	}
	_, err := fmt.Fprintf(w, "usage: %s\n\n%s\n\n%s", strings.TrimSpace("lastcall "+c.name+" [flags] "+c.args), c.short, c.flags.FlagUsages())
	return err
}
