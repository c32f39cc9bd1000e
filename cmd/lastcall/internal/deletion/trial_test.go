package deletion

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestLongOutput runs a test that prints more than is kept.
func TestLongOutput(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	shown := 0
	o := tested("echo first; head -c 100000000 /dev/zero | tr '\\000' x; echo; echo last >&2")
	o.Output = writerFunc(func(p []byte) (int, error) { shown += len(p); return len(p), nil })
	outcome := s.delete(b1(s), o)
	const total = len("first\n") + 100_000_000 + len("\nlast\n")
	if shown != total {
		t.Errorf("showed %d bytes, want %d", shown, total)
	}
	log, err := os.ReadFile(outcome.Log)
	s.check(err)
	left := fmt.Sprintf("\n[lastcall: %d bytes left out]\n", total-logHead-logTail)
	if !bytes.HasPrefix(log, []byte("first\nxxx")) || !bytes.HasSuffix(log, []byte("xxx\nlast\n")) || !bytes.Contains(log, []byte(left)) {
		t.Errorf("log of %d bytes has no beginning, no end or no %q", len(log), left)
	}
	if want := logHead + logTail + len(left); len(log) != want {
		t.Errorf("log of %d bytes, want %d", len(log), want)
	}
}

func b1(s *sandbox) Batch { return s.batch(1, "src/b.ts") }

// nowhere fails to close and keeps what is written.
type nowhere struct{ bytes.Buffer }

func (*nowhere) Close() error { return errors.New("no space") }

func TestLog(t *testing.T) {
	t.Parallel()
	for _, pieces := range [][]int{{0}, {1, 2, 3}, {logHead}, {logHead + 1}, {logHead + logTail}, {logHead + logTail + 1}, {5, logHead, 7, 2 * logTail, 3 * logTail, 11}} {
		file := &nowhere{}
		log := &testLog{file: file, tail: tail{limit: logTail}}
		var all []byte
		for i, n := range pieces {
			piece := bytes.Repeat([]byte{byte('a' + i)}, n)
			all = append(all, piece...)
			if n, err := log.Write(piece); n != len(piece) || err != nil {
				t.Errorf("wrote %d of %d: %v", n, len(piece), err)
			}
		}
		if err := log.close(); err == nil || !strings.Contains(err.Error(), "no space") {
			t.Errorf("close says %v", err)
		}
		want := all
		if extra := len(all) - logHead - logTail; extra > 0 {
			want = append(append(bytes.Clone(all[:logHead]), fmt.Sprintf("\n[lastcall: %d bytes left out]\n", extra)...), all[len(all)-logTail:]...)
		}
		if !bytes.Equal(file.Bytes(), want) {
			t.Errorf("%v: log of %d bytes, want %d", pieces, file.Len(), len(want))
		}
	}
}

// TestOutputThatFails shows the output where nobody reads it any more.
func TestOutputThatFails(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	o := tested("echo one; echo two")
	o.Output = writerFunc(func(p []byte) (int, error) { return 0, errors.New("closed") })
	outcome := s.delete(b1(s), o)
	if log, err := os.ReadFile(outcome.Log); string(log) != "one\ntwo\n" {
		t.Errorf("log %q, %v", log, err)
	}
}

// TestLeftBehind runs a test that passes and leaves a process that would change a file later.
func TestLeftBehind(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	s.mkfifo(pipe)
	s.delete(b1(s), tested("(read x < '"+pipe+"'; echo late > src/live.ts) & echo done"))
	// Nobody reads the pipe any more: opening it to write without waiting says so.
	if f, err := os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
		f.Close()
		t.Error("the process left behind still runs")
	}
}

// TestTestSeesNoInput runs a test that reads its input to the end.
func TestTestSeesNoInput(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.delete(b1(s), tested("test -z \"$(cat)\""))
}
