package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// LoadOrCreateKey reads the master key kept at path, or makes one there when
// there is none and says so: whoever runs the program must then be told to
// back it up, apart from the database. It refuses a file that others can read.
func LoadOrCreateKey(path string, rand io.Reader) (keys *Keys, created bool, err error) {
	keys, err = loadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, false, err
	}
	text, err := NewKey(rand)
	if err != nil {
		return nil, false, err
	}
	if created, err = placeKey(path, text, rand); err != nil {
		return nil, false, fmt.Errorf("create the key file %s: %w", path, err)
	}
	keys, err = loadKey(path) // also when another process was first
	return keys, created, err
}

func loadKey(path string) (*Keys, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("read the key file %s: others can read it (mode %04o); chmod 600 it", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	keys, err := ParseKey(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return keys, nil
}

// placeKey writes the key beside its place and links it there, so that nobody
// ever sees half a key and an existing one is never replaced.
func placeKey(path, text string, rand io.Reader) (created bool, err error) {
	var suffix [8]byte
	if _, err := io.ReadFull(rand, suffix[:]); err != nil {
		return false, err
	}
	temp := path + "." + hex.EncodeToString(suffix[:])
	file, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false, err
	}
	defer os.Remove(temp)
	_, err = file.WriteString(text + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return false, err
	}
	switch err := os.Link(temp, path); {
	case errors.Is(err, fs.ErrExist):
		return false, nil
	case err != nil:
		return false, err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return false, err
	}
	return true, errors.Join(folder.Sync(), folder.Close())
}
