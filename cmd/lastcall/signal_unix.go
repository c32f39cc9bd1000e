//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreSizeLimit lets a write beyond the file size limit (ulimit -f) fail as any other write does; the signal would
// end the program with a stack trace.
func ignoreSizeLimit() { signal.Ignore(syscall.SIGXFSZ) }
