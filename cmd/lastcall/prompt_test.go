package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/peterh/liner"
)

// typed runs a console over lines; ^C stands for an interrupt, the end of the lines for Ctrl-D.
func typed(ctx context.Context, lines ...string) (transcript string, err error) {
	var out bytes.Buffer
	c := &console{
		read: func(prompt string) (string, error) {
			if len(lines) == 0 {
				return "", io.EOF
			}
			line := lines[0]
			lines = lines[1:]
			out.WriteString(prompt + line + "\n")
			if strings.HasSuffix(line, "^C") {
				return "", liner.ErrPromptAborted
			}
			return line, nil
		},
		run: func(statement string) error {
			if strings.HasPrefix(statement, "bad") {
				return usage("it is bad", "write better")
			}
			out.WriteString("[" + statement + "]\n")
			return nil
		},
		out: &out, errors: &out,
	}
	err = c.loop(ctx)
	return out.String(), err
}

func TestPrompt(t *testing.T) {
	tests := []struct {
		name       string
		lines      []string
		transcript string
	}{
		{"nothing", nil, ""},
		{"one line", []string{"select 1;"}, "lastcall> select 1;\n[select 1]\n"},
		{"several lines", []string{"select", "  1 ; "}, "lastcall> select\n     ...>   1 ; \n[select\n  1]\n"},
		{"an error does not end it", []string{"bad;", "select 2;"}, "lastcall> bad;\nlastcall: it is bad\nhint: write better\nlastcall> select 2;\n[select 2]\n"},
		{"quit", []string{".quit", "select 1;"}, "lastcall> .quit\n"},
		{"help", []string{" .help "}, "lastcall>  .help \n" + promptHelp},
		{"views", []string{".views"}, "lastcall> .views\n[views]\n"},
		{"an unknown command", []string{".exit"}, "lastcall> .exit\nlastcall: there is no command .exit\nhint: .help lists them\n"},
		{"a point within a statement", []string{"select 1", ".5;"}, "lastcall> select 1\n     ...> .5;\n[select 1\n.5]\n"},
		{"nothing to run", []string{"", " ", ";", ";;"}, "lastcall> \nlastcall>  \nlastcall> ;\nlastcall> ;;\n"},
		{"an interrupt forgets what was typed", []string{"select", "2^C", "busiest;"}, "lastcall> select\n     ...> 2^C\nlastcall> busiest;\n[busiest]\n"},
		{"the end forgets it too", []string{"select"}, "lastcall> select\n"},
	}
	for _, tt := range tests {
		got, err := typed(t.Context(), tt.lines...)
		if err != nil || got != tt.transcript {
			t.Errorf("%s: %v\n got %q\nwant %q", tt.name, err, got, tt.transcript)
		}
	}
}

func TestPromptEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := typed(ctx, "select 1;"); !errors.Is(err, context.Canceled) || got != "" {
		t.Errorf("a cancelled prompt reads on: %q, %v", got, err)
	}
	broken := &console{read: func(string) (string, error) { return "", io.ErrUnexpectedEOF }}
	if err := broken.loop(t.Context()); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a broken terminal gives %v", err)
	}
}

func TestHistoryFile(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", "/config")
	t.Setenv("HOME", "/home/acme")
	for state, want := range map[string]string{"/state": "/state/lastcall/history", "": "/config/lastcall/history"} {
		t.Setenv("XDG_STATE_HOME", state)
		if got := historyFile(); got != want {
			t.Errorf("with XDG_STATE_HOME=%q the history is %s, want %s", state, got, want)
		}
	}
}
