//go:build unix

package deletion

import (
	"os"
	"os/exec"
	"syscall"
)

// separate puts a command into a process group of its own that is ended as a whole.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
}

// endGroup kills what a command that ended left behind in its process group.
func endGroup(cmd *exec.Cmd) {
	if cmd.Process != nil {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
}

// lock keeps a second deletion or rollback out of a repository. The processes we start share it, so that a test or a
// commit that outlives us keeps the next one out until it has ended. This is what gofrs/flock cannot do: it gives no
// access to its file.
type lock struct{ file *os.File }

// tryLock returns nil without an error when another process holds the lock.
func tryLock(path string) (*lock, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, err
	}
	switch err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err {
	case nil:
		return &lock{file}, nil
	case syscall.EWOULDBLOCK:
		return nil, file.Close()
	default:
		file.Close()
		return nil, &os.PathError{Op: "lock", Path: path, Err: err}
	}
}

func (l *lock) share(cmd *exec.Cmd) { cmd.ExtraFiles = []*os.File{l.file} }

// release gives up the lock, also for processes that still share it.
func (l *lock) release() {
	syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN)
	l.file.Close()
}
