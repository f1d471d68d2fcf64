//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// size is how large the terminal is that a file writes to; nothing when it is none.
func size(file *os.File) (columns, rows int) {
	s, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0, 0
	}
	return int(s.Col), int(s.Row)
}
