//go:build unix

package spool

import (
	"errors"
	"os"
	"syscall"
)

// lock takes a file for this process, for as long as it is open. It is false
// when another process has it.
func lock(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
