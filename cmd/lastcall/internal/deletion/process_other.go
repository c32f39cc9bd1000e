//go:build !unix

package deletion

import (
	"os/exec"

	"github.com/gofrs/flock"
)

func separate(cmd *exec.Cmd) {}

func endGroup(cmd *exec.Cmd) {}

type lock struct{ file *flock.Flock }

func tryLock(path string) (*lock, error) {
	file := flock.New(path)
	locked, err := file.TryLock()
	if err != nil || !locked {
		return nil, err
	}
	return &lock{file}, nil
}

func (l *lock) share(cmd *exec.Cmd) {}

func (l *lock) release() { l.file.Unlock() }
