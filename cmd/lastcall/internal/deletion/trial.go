package deletion

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// Of a test command's output the log keeps the beginning, and the end, where failures are summed up.
const (
	logHead = 4 << 20
	logTail = 1 << 20
)

// test runs the test command and keeps its output.
func (d *deletion) test(ctx context.Context) (err error) {
	f, err := os.Create(d.rec.Log)
	if err != nil {
		return fmt.Errorf("keep test output: %w", err)
	}
	log := &testLog{file: f, show: d.o.Output, tail: tail{limit: logTail}}
	defer func() { err = cmp.Or(err, log.close()) }()
	cmd := d.command(ctx, "sh", "-c", d.o.Test)
	cmd.Stdout, cmd.Stderr = log, log
	err = cmd.Run()
	// What the test left running could still write into the work tree.
	endGroup(cmd)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil || errors.Is(err, exec.ErrWaitDelay):
		return nil
	case errors.As(err, &exit):
		return fmt.Errorf("the test command ended with %v", exit.ProcessState)
	}
	return fmt.Errorf("run the test command: %w", err)
}

// testLog writes the beginning of what is written to it to a file, and the end when it is closed.
type testLog struct {
	file io.WriteCloser
	show io.Writer // sees everything; may be nil
	head int       // bytes of the beginning written
	tail tail
	err  error // the first of writing the file
}

// Write never fails: a test must not fail because its output cannot be kept or shown.
func (l *testLog) Write(p []byte) (int, error) {
	if l.show != nil {
		if _, err := l.show.Write(p); err != nil {
			l.show = nil
		}
	}
	head := p[:min(len(p), logHead-l.head)]
	l.head += len(head)
	l.write(head)
	l.tail.Write(p[len(head):])
	return len(p), nil
}

func (l *testLog) write(p []byte) {
	if l.err == nil && len(p) > 0 {
		_, l.err = l.file.Write(p)
	}
}

func (l *testLog) close() error {
	end := l.tail.kept()
	if l.tail.passed > 0 {
		l.write(fmt.Appendf(nil, "\n[lastcall: %d bytes left out]\n", l.tail.passed))
	}
	l.write(end)
	if err := cmp.Or(l.err, l.file.Close()); err != nil {
		return fmt.Errorf("keep test output: %w", err)
	}
	return nil
}
