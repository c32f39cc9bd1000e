package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"

	"lastcall/analyze"
	"lastcall/analyze/catalogue"
	"lastcall/analyze/static"
	"lastcall/cmd/lastcall/internal/config"
	"lastcall/cmd/lastcall/internal/deletion"
	"lastcall/parse/dataset"
	"lastcall/parse/render"
	"lastcall/report"
)

// Exit codes.
const (
	exitDone         = 0
	exitFailed       = 1
	exitUsage        = 2 // wrong usage or unusable input
	exitMatched      = 3 // a --fail-on verdict occurred
	exitInsufficient = 4
	exitInterrupted  = 130
)

// problem is an error with the exit code it leads to and what to do about it.
type problem struct {
	code int
	msg  string
	hint string
}

func (p *problem) Error() string { return p.msg }

func usage(msg, hint string) error        { return &problem{exitUsage, msg, hint} }
func insufficient(msg, hint string) error { return &problem{exitInsufficient, msg, hint} }

// explain prints an error, with a hint where there is one, and returns the exit code.
func explain(w io.Writer, err error) int {
	if err == nil {
		return exitDone
	}
	p := diagnose(err)
	fmt.Fprintf(w, "lastcall: %s\n", report.Printable(p.msg))
	if p.hint != "" {
		fmt.Fprintf(w, "hint: %s\n", report.Printable(p.hint))
	}
	return p.code
}

// diagnose finds the exit code and the hint of an error.
func diagnose(err error) *problem {
	var known *problem
	var source *dataset.UnusableError
	var routes *catalogue.FormatError
	var facts *static.FormatError
	var setting *config.Error
	var damaged *dataset.DamagedError
	var refusal *deletion.Refusal
	var pulled *render.Error
	var failure *deletion.Failure
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled):
		return &problem{exitInterrupted, "interrupted", "nothing half done was kept; run the command again"}
	case errors.As(err, &pulled):
		return pullProblem(pulled)
	case errors.As(err, &source):
		return &problem{exitUsage, source.Error(), source.Hint}
	case errors.As(err, &routes):
		return &problem{exitUsage, routes.Error(), routes.Hint}
	case errors.As(err, &facts):
		return &problem{exitUsage, facts.Error(), facts.Hint}
	case errors.As(err, &setting):
		return &problem{exitUsage, setting.Error(), setting.Hint}
	case errors.As(err, &refusal):
		return &problem{exitUsage, refusal.Reason, refusal.Hint}
	case errors.As(err, &failure):
		return &problem{exitFailed, failure.Error(), failureHint(failure)}
	case errors.As(err, &damaged):
		return &problem{exitFailed, damaged.Error(), fmt.Sprintf("remove %s and parse that source again", damaged.Record)}
	case errors.Is(err, analyze.ErrNoData):
		return &problem{exitInsufficient, err.Error(), "parse logs into it first: lastcall parse SOURCE..."}
	case errors.Is(err, dataset.ErrVersion):
		return &problem{exitUsage, err.Error(), "use the newer lastcall, or another --data directory"}
	case errors.Is(err, syscall.ENOSPC):
		return &problem{exitFailed, err.Error(), "the disk is full; the dataset is as it was: free space and run the command again"}
	case errors.Is(err, syscall.EFBIG):
		return &problem{exitFailed, err.Error(), "a limit on file sizes is in force (ulimit -f); the dataset is as it was"}
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return &problem{exitFailed, err.Error(), "a file stands where a directory is needed, or the other way round: check the path"}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &problem{exitFailed, err.Error(), "check the permissions of the directory, or name another with --data or --out"}
	case errors.Is(err, fs.ErrNotExist):
		return &problem{exitUsage, err.Error(), "check the path"}
	}
	return &problem{exitFailed, err.Error(), ""}
}

// failureHint says where to read on, and how to try again.
func failureHint(f *deletion.Failure) string {
	hint := fmt.Sprintf("then try again with lastcall delete --batch %d --again", f.Batch)
	if f.Aside != "" {
		hint = "what tracked files had become is in " + f.Aside + "; " + hint
	}
	if f.Log != "" {
		hint = "the output of the test is in " + f.Log + "; " + hint
	}
	return hint
}
