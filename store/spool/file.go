package spool

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"

	"plaza/store"
)

const (
	// magic begins every file; the check of the key follows it.
	magic = "plaza spool 1\n"
	// purpose is what the records are sealed for.
	purpose = "spool"
	// maxRecord bounds one sealed record: a length that is more is not one.
	maxRecord = 1 << 20
	// prefix is the length of a record, as written before it.
	prefix = 4
	// minSeal is the length of a seal around nothing. A length that is less is
	// none either: a file system may leave zeros at the end of a torn file.
	minSeal = 28
)

var (
	errKey  = fmt.Errorf("%w: this spool was written with another one", store.ErrWrongKey)
	errTorn = errors.New("torn")
)

// disk is what a file needs of the system; tests bring one that fails.
type disk interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Sync() error
	Truncate(size int64) error
}

// file is one file of records, locked by this process.
type file struct {
	disk
	path   string
	name   string // records are bound to it
	keys   *store.Keys
	size   int64 // of what is whole and on the disk
	read   int64 // up to where records are done
	broken bool  // may be read, and is written no more
}

func header(keys *store.Keys) []byte { return []byte(magic + keys.Check() + "\n") }

// begin writes the header of an empty file.
func (f *file) begin() error {
	head := header(f.keys)
	if _, err := f.WriteAt(head, 0); err != nil {
		return err
	}
	f.size, f.read = int64(len(head)), int64(len(head))
	return nil
}

// adopt reads the file of a process that is gone: what of it is whole.
func (f *file) adopt(size int64) error {
	head := header(f.keys)
	if size < int64(len(head)) {
		return errTorn // the header was written with the first record: nothing was acknowledged
	}
	got := make([]byte, len(head))
	if _, err := f.ReadAt(got, 0); err != nil {
		return err
	}
	if string(got) != string(head) {
		return errKey
	}
	f.read, f.broken = int64(len(head)), true
	f.size = f.read
	for at := f.read; ; {
		record, next, err := f.record(at, size)
		if err != nil || next == at {
			return err
		}
		if at = next; record != nil {
			f.size = at // damage that nothing whole follows is a torn end
		}
	}
}

// append seals records and writes them behind the others, whole or not at all.
func (f *file) append(records [][]byte) error {
	var frames []byte
	for _, r := range records {
		sealed := f.keys.SealBlob(purpose, f.place(f.size+int64(len(frames))), r)
		frames = binary.BigEndian.AppendUint32(frames, uint32(len(sealed)))
		frames = append(frames, sealed...)
	}
	_, err := f.WriteAt(frames, f.size)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		f.broken = true
		// Best effort: what is left there was not acknowledged, and to replay
		// it would do no harm.
		_ = f.Truncate(f.size)
		return err
	}
	f.size += int64(len(frames))
	return nil
}

// record reads the record at a place below end, and says where the next one
// begins. Without one, that is the same place; a damaged one is nil.
func (f *file) record(at, end int64) (record []byte, next int64, err error) {
	var length [prefix]byte
	if at+prefix > end {
		return nil, at, nil
	}
	if _, err := f.ReadAt(length[:], at); err != nil {
		return nil, at, err
	}
	n := int64(binary.BigEndian.Uint32(length[:]))
	if n < minSeal || n > maxRecord || at+prefix+n > end {
		return nil, at, nil
	}
	sealed := make([]byte, n)
	if _, err := f.ReadAt(sealed, at+prefix); err != nil {
		return nil, at, err
	}
	next = at + prefix + n
	record, err = f.keys.OpenBlob(purpose, f.place(at), sealed)
	if err != nil {
		return nil, next, nil
	}
	return record, next, nil
}

// place is where a record stands, so that none is taken for another.
func (f *file) place(at int64) string { return f.name + "@" + strconv.FormatInt(at, 10) }

// empty says whether all its records are done.
func (f *file) empty() bool { return f.read >= f.size }

// remove empties the file, and takes it away.
func (f *file) remove() error {
	err := errors.Join(f.Truncate(0), f.Sync())
	if e := os.Remove(f.path); !errors.Is(e, fs.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return errors.Join(err, f.Close())
}
