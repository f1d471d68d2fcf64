package spool

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"plaza/store"
)

// ErrFull is returned when a spool would grow over its bound.
var ErrFull = errors.New("the spool is full")

// suffix ends the name of every file of a spool.
const suffix = ".spool"

// Options say where a spool is kept. All but Create are required.
type Options struct {
	Dir  string // made when it is not there, for this user alone
	Keys *store.Keys
	Max  int64            // bytes it may take
	Now  func() time.Time // files are named by it: older ones come first
	Rand io.Reader

	create func(path string) (disk, error) // tests bring a disk that fails
}

// Spool is the spool of one process. Its methods may be called from many
// goroutines; Next and Done by one.
type Spool struct {
	Options
	bytes   atomic.Int64
	damaged atomic.Int64

	mu      sync.Mutex
	waiting *group // what goes to the disk next

	turn   sync.Mutex // guards everything below: one reads or writes at a time
	files  []*file    // oldest first; new records go into the last, unless it is broken
	left   *file      // what was set aside
	next   int64      // where Done moves the oldest file
	bad    int64      // damaged records before that
	began  time.Time  // when the newest file was; the clock may go back
	number int        // of the newest file
	odd    map[string]bool
}

// group is records that share an fsync.
type group struct {
	records [][]byte
	done    bool
	err     error
}

// Open opens the spool of a folder and takes over what killed processes left there.
func Open(o Options) (*Spool, error) {
	if o.create == nil {
		o.create = create
	}
	s := &Spool{Options: o, odd: map[string]bool{}}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the spool: %w", err)
	}
	if err := s.Adopt(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Add returns nil when the records are on the disk, in this order and behind
// all before. After an error none of them is promised to be kept.
func (s *Spool) Add(records ...[]byte) error {
	s.mu.Lock()
	if s.waiting == nil {
		s.waiting = &group{}
	}
	g := s.waiting
	g.records = append(g.records, records...)
	s.mu.Unlock()

	s.turn.Lock()
	defer s.turn.Unlock()
	if !g.done { // whoever comes first writes for all who have joined meanwhile
		s.mu.Lock()
		s.waiting = nil
		s.mu.Unlock()
		g.done, g.err = true, s.write(g.records)
	}
	return g.err
}

func (s *Spool) write(records [][]byte) error {
	size := int64(0)
	for _, r := range records {
		if len(r)+minSeal > maxRecord {
			return fmt.Errorf("spool a record: %d bytes are too many", len(r))
		}
		size += int64(len(r) + prefix + minSeal)
	}
	if s.bytes.Load()+size > s.Max {
		return ErrFull
	}
	f, err := s.current()
	if err == nil {
		err = f.append(records)
	}
	if err != nil {
		return fmt.Errorf("write to the spool: %w", errors.Join(err, s.tidy()))
	}
	s.bytes.Add(size)
	return nil
}

// current is the file that new records go into.
func (s *Spool) current() (*file, error) {
	if n := len(s.files); n > 0 && !s.files[n-1].broken {
		return s.files[n-1], nil
	}
	f, err := s.begin("")
	if err == nil {
		s.files = append(s.files, f)
	}
	return f, err
}

// begin makes a file that is this process's alone.
func (s *Spool) begin(kind string) (*file, error) {
	var raw [8]byte
	if _, err := io.ReadFull(s.Rand, raw[:]); err != nil {
		return nil, err
	}
	if now := s.Now().UTC(); now.After(s.began) {
		s.began = now
	}
	s.number++
	name := fmt.Sprintf("%s%s-%08d-%s", kind, s.began.Format("20060102T150405.000000"), s.number, hex.EncodeToString(raw[:]))
	path := filepath.Join(s.Dir, name+suffix)
	d, err := s.create(path)
	if err != nil {
		return nil, err
	}
	f := &file{disk: d, path: path, name: name, keys: s.Keys}
	if err := errors.Join(f.begin(), syncFolder(s.Dir)); err != nil {
		return nil, errors.Join(err, f.remove())
	}
	return f, nil
}

// create makes a file and locks it.
func create(path string) (disk, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	ours, err := lock(f)
	if err == nil && !ours {
		err = errors.New("another process took it")
	}
	if err == nil {
		_, err = os.Stat(path) // somebody may have found it empty, and tidied it away
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Adopt takes over the files of processes that are gone. One that another key
// wrote is left where it is and told of once.
func (s *Spool) Adopt() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	paths, err := filepath.Glob(filepath.Join(s.Dir, "*"+suffix))
	if err != nil {
		return fmt.Errorf("look for spools: %w", err)
	}
	var errs []error
	slices.Sort(paths)
	var found []*file
	for _, path := range paths {
		if s.odd[path] || s.has(path) {
			continue
		}
		f, err := s.adopt(path)
		if err != nil {
			s.odd[path] = true
			errs = append(errs, fmt.Errorf("take over the spool %s: %w", path, err))
		}
		if f != nil {
			found = append(found, f)
			s.bytes.Add(f.size - f.read)
		}
	}
	// Before our own, and not before what the replay has in hand.
	at := min(1, len(s.files))
	s.files = slices.Insert(s.files, at, found...)
	return errors.Join(errs...)
}

func (s *Spool) has(path string) bool {
	return slices.ContainsFunc(s.files, func(f *file) bool { return f.path == path }) || s.left != nil && s.left.path == path
}

// adopt opens one file, or returns nil when it is somebody's or holds nothing.
func (s *Spool) adopt(path string) (*file, error) {
	opened, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ours, err := lock(opened)
	if err != nil || !ours {
		return nil, errors.Join(err, opened.Close())
	}
	info, err := opened.Stat()
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	name := filepath.Base(path)
	f := &file{disk: opened, path: path, name: name[:len(name)-len(suffix)], keys: s.Keys}
	err = f.adopt(info.Size())
	switch {
	case errors.Is(err, errTorn), err == nil && f.empty():
		return nil, f.remove()
	case err != nil:
		return nil, errors.Join(err, opened.Close())
	}
	return f, nil
}

// Next returns up to n of the oldest records that are not done. None means
// that the spool is empty.
func (s *Spool) Next(n int) ([][]byte, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	for {
		if err := s.tidy(); err != nil || len(s.files) == 0 {
			return nil, err
		}
		records, err := s.from(s.files[0], n)
		if err != nil || len(records) > 0 {
			return records, err
		}
		s.done(s.files[0]) // nothing but damage: pass over it
	}
}

// from reads up to n records of a file, and notes where they end.
func (s *Spool) from(f *file, n int) ([][]byte, error) {
	var records [][]byte
	s.next, s.bad = f.read, 0
	for s.next < f.size && len(records) < n {
		record, next, err := f.record(s.next, f.size)
		if err != nil {
			return nil, fmt.Errorf("read the spool: %w", err)
		}
		if next == s.next {
			next = f.size
		}
		if record == nil {
			s.bad++
		} else {
			records = append(records, record)
		}
		s.next = next
	}
	return records, nil
}

// Done removes what Next returned last.
func (s *Spool) Done() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if len(s.files) > 0 {
		s.done(s.files[0])
	}
	return s.tidy()
}

func (s *Spool) done(f *file) {
	if s.next > f.read {
		s.bytes.Add(f.read - s.next)
		f.read = s.next
		s.damaged.Add(s.bad)
	}
}

// tidy removes the files whose records are all done.
func (s *Spool) tidy() error {
	var errs []error
	s.files = slices.DeleteFunc(s.files, func(f *file) bool {
		if !f.empty() {
			return false
		}
		if err := f.remove(); err != nil {
			errs = append(errs, fmt.Errorf("remove the spool %s: %w", f.path, err))
		}
		return true
	})
	return errors.Join(errs...)
}

// Leave sets a record aside that nobody can take: it is tried again when the
// next process opens this spool.
func (s *Spool) Leave(record []byte) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	var err error
	if s.left == nil {
		s.left, err = s.begin("left-")
	}
	if err == nil {
		err = s.left.append([][]byte{record})
	}
	if err != nil {
		s.left = nil
		return fmt.Errorf("set a record aside: %w", err)
	}
	return nil
}

// Bytes is how much waits to be replayed.
func (s *Spool) Bytes() int64 { return s.bytes.Load() }

// Damaged is how many records could not be read back.
func (s *Spool) Damaged() int64 { return s.damaged.Load() }

// Close gives the files back. What is not done waits for the next process.
func (s *Spool) Close() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	err := s.tidy()
	if s.left != nil {
		err = errors.Join(err, s.left.Close())
	}
	for _, f := range s.files {
		err = errors.Join(err, f.Close())
	}
	s.files, s.left = nil, nil
	return err
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
