package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/peterh/liner"

	"lastcall/report"
)

const promptHelp = `A statement may take several lines and ends with ;
.views   list the views and their columns
.help    show this
.quit    leave, as Ctrl-D does
`

// console reads statements line by line and runs them until its input ends.
type console struct {
	read        func(prompt string) (string, error) // io.EOF at the end, liner.ErrPromptAborted to forget what was typed
	run         func(statement string) error
	out, errors io.Writer
}

// prompt opens the views once and answers statements from the terminal.
func (q *query) prompt(ctx context.Context, e *env, format report.Format) error {
	views, err := q.open(ctx, e)
	if err != nil {
		return err
	}
	defer views.Close()
	line := liner.NewLiner()
	defer line.Close()
	line.SetCtrlCAborts(true)
	history := historyFile()
	readHistory(line, history)
	defer writeHistory(line, history)
	fmt.Fprintln(e.stdout, "The views are open; .help helps, .quit or Ctrl-D leaves.")
	c := &console{
		read: func(prompt string) (string, error) {
			text, err := line.Prompt(prompt)
			if strings.TrimSpace(text) != "" {
				line.AppendHistory(text)
			}
			return text, err
		},
		run: func(text string) error {
			statement, err := resolve(text)
			if err != nil {
				return err
			}
			return q.ask(ctx, e, views, statement, format)
		},
		out: e.stdout, errors: e.stderr,
	}
	return c.loop(ctx)
}

// loop ends with the input, with .quit, or when ctx is cancelled. A statement's error is shown and does not end it.
func (c *console) loop(ctx context.Context) error {
	var typed []string
	for ctx.Err() == nil {
		prompt := "lastcall> "
		if len(typed) > 0 {
			prompt = "     ...> "
		}
		text, err := c.read(prompt)
		switch {
		case errors.Is(err, liner.ErrPromptAborted):
			typed = nil
			continue
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("read the prompt: %w", err)
		}
		if len(typed) == 0 && strings.HasPrefix(strings.TrimSpace(text), ".") {
			if c.dot(strings.TrimSpace(text)) {
				return nil
			}
			continue
		}
		typed = append(typed, text)
		statement := strings.TrimSpace(strings.Join(typed, "\n"))
		if statement == "" || strings.HasSuffix(statement, ";") {
			typed = nil
			c.show(strings.TrimRight(statement, "; \t\n"))
		}
	}
	return ctx.Err()
}

// dot runs a command of the prompt itself and reports whether it was .quit.
func (c *console) dot(command string) (quit bool) {
	switch command {
	case ".quit":
		return true
	case ".help":
		fmt.Fprint(c.out, promptHelp)
	case ".views":
		c.show("views") // a ready question
	default:
		explain(c.errors, usage("there is no command "+command, ".help lists them"))
	}
	return false
}

func (c *console) show(statement string) {
	if statement == "" {
		return
	}
	if err := c.run(statement); err != nil {
		explain(c.errors, err)
	}
}

func historyFile() string {
	dir := os.Getenv("XDG_STATE_HOME")
	if dir == "" {
		var err error
		if dir, err = os.UserConfigDir(); err != nil {
			return ""
		}
	}
	return filepath.Join(dir, "lastcall", "history")
}

// readHistory and writeHistory do without a history where there can be none: it is a convenience.
func readHistory(line *liner.State, name string) {
	f, err := os.Open(name)
	if err != nil {
		return
	}
	defer f.Close()
	line.ReadHistory(f)
}

func writeHistory(line *liner.State, name string) {
	if name == "" || os.MkdirAll(filepath.Dir(name), 0o700) != nil {
		return
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	line.WriteHistory(f)
}
