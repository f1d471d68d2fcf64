package spool

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// noon is what the clock says.
func noon() time.Time { return time.Date(2022, 5, 11, 12, 0, 0, 0, time.UTC) }

func newKeys(t *testing.T) *store.Keys {
	t.Helper()
	text, err := store.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := store.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// options are of an empty folder with plenty of room.
func options(t *testing.T) Options {
	t.Helper()
	return Options{Dir: filepath.Join(t.TempDir(), "spool"), Keys: newKeys(t), Max: 1 << 20, Now: noon, Rand: rand.Reader}
}

// open is Open as a process does it; crash is how it ends without a word.
func open(t *testing.T, o Options) *Spool {
	t.Helper()
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.crash)
	return s
}

// crash lets go of the files, as the system does for a process that is killed.
func (s *Spool) crash() {
	for _, f := range s.files {
		f.Close()
	}
	if s.left != nil {
		s.left.Close()
	}
	s.files, s.left = nil, nil
}

func add(t *testing.T, s *Spool, records ...string) {
	t.Helper()
	for _, r := range records {
		if err := s.Add([]byte(r)); err != nil {
			t.Fatal(err)
		}
	}
}

// drain takes everything out, some at a time.
func drain(t *testing.T, s *Spool) []string {
	t.Helper()
	var all []string
	for {
		some, err := s.Next(2)
		if err != nil {
			t.Fatal(err)
		}
		if len(some) == 0 {
			return all
		}
		for _, r := range some {
			all = append(all, string(r))
		}
		if err := s.Done(); err != nil {
			t.Fatal(err)
		}
	}
}

// files are the paths of a folder.
func files(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestRecordsComeBackOnceAndInOrder(t *testing.T) {
	o := options(t)
	s := open(t, o)
	add(t, s, "one", "two", "three")
	one := files(t, o.Dir)
	if len(one) != 1 {
		t.Fatalf("got files %v, want one", one)
	}
	info, err := os.Stat(one[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v, %v, want 0600", info.Mode(), err)
	}
	if raw, err := os.ReadFile(one[0]); err != nil || bytes.Contains(raw, []byte("three")) {
		t.Errorf("%v: a record lies there in clear", err)
	}
	some, err := s.Next(2)
	want(t, "before Done", len(some), 2)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "what was not done comes again", drain(t, s), []string{"one", "two", "three"})
	want(t, "files", len(files(t, o.Dir)), 0)
	want(t, "bytes", s.Bytes(), int64(0))
	add(t, s, "four")
	want(t, "the next time", drain(t, s), []string{"four"})
}

// A crash may end the file at any byte; whatever was acknowledged is whole.
func TestTornAtAnyByte(t *testing.T) {
	o := options(t)
	s := open(t, o)
	var ends []int64 // of what is acknowledged, after each record
	for i := range 3 {
		add(t, s, fmt.Sprint("record ", i))
		ends = append(ends, s.files[0].size)
	}
	path := s.files[0].path
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, tail := range []string{"", "\x00\x00\x00\x00\x00\x00\x00\x00", "\xff\xff\xff\xff", "\x00\x00\x00\x40garbage"} {
		for n := range len(whole) + 1 {
			torn := o
			torn.Dir = filepath.Join(t.TempDir(), "torn")
			if err := os.Mkdir(torn.Dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(torn.Dir, filepath.Base(path)), append(whole[:n:n], tail...), 0o600); err != nil {
				t.Fatal(err)
			}
			var acked []string
			for i, end := range ends {
				if int64(n) >= end {
					acked = append(acked, fmt.Sprint("record ", i))
				}
			}
			after, err := Open(torn)
			if err != nil {
				if n < len(header(o.Keys)) && len(tail) > 0 {
					continue // no crash writes something else into the header
				}
				t.Fatalf("cut at %d: %v", n, err)
			}
			want(t, fmt.Sprintf("cut at %d, then %q", n, tail), drain(t, after), acked)
			want(t, "damaged", after.Damaged(), int64(0))
			want(t, "files", len(files(t, torn.Dir)), 0)
			after.crash()
		}
	}
}

func TestARecordThatIsDamagedHidesNoOther(t *testing.T) {
	o := options(t)
	s := open(t, o)
	add(t, s, "one", "two", "three")
	f := s.files[0]
	at := int64(len(header(o.Keys)))
	_, at, _ = f.record(at, f.size)
	if _, err := f.WriteAt([]byte("xxxx"), at+prefix+2); err != nil {
		t.Fatal(err)
	}
	want(t, "the rest", drain(t, s), []string{"one", "three"})
	want(t, "damaged", s.Damaged(), int64(1))

	// Nor does a file of nothing else hide the next.
	add(t, s, "four")
	f = s.files[0]
	if _, err := f.WriteAt([]byte("xxxx"), f.read+prefix+2); err != nil {
		t.Fatal(err)
	}
	f.broken = true
	add(t, s, "five")
	want(t, "the file after", drain(t, s), []string{"five"})
	want(t, "damaged", s.Damaged(), int64(2))
}

func TestBound(t *testing.T) {
	o := options(t)
	o.Max = 3 * (5 + prefix + minSeal)
	s := open(t, o)
	add(t, s, "12345", "12345", "12345")
	if err := s.Add([]byte("x")); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want ErrFull", err)
	}
	want(t, "what was acknowledged", len(drain(t, s)), 3)
	add(t, s, "12345")
	if err := s.Add(make([]byte, maxRecord)); err == nil {
		t.Error("a record of any size is taken")
	}
}

// faulty is a disk that fails as told.
type faulty struct {
	disk
	fault *string
}

func (d faulty) WriteAt(p []byte, at int64) (int, error) {
	if *d.fault == "write" {
		n, _ := d.disk.WriteAt(p[:len(p)/2], at) // a full disk takes what it can
		return n, errors.New("no space left on device")
	}
	return d.disk.WriteAt(p, at)
}

func (d faulty) Sync() error {
	if *d.fault == "sync" {
		return errors.New("input/output error")
	}
	return d.disk.Sync()
}

func (d faulty) Truncate(size int64) error {
	if *d.fault != "" && size > 0 {
		return errors.New("input/output error")
	}
	return d.disk.Truncate(size)
}

func TestWhatTheDiskRefusesIsNotAcknowledged(t *testing.T) {
	for _, fault := range []string{"write", "sync"} {
		t.Run(fault, func(t *testing.T) {
			o := options(t)
			now := ""
			o.create = func(path string) (disk, error) {
				d, err := create(path)
				return faulty{d, &now}, err
			}
			s := open(t, o)
			add(t, s, "before")
			now = fault
			for range 3 {
				if err := s.Add([]byte("refused")); err == nil {
					t.Fatal("acknowledged what is not on the disk")
				}
			}
			now = ""
			add(t, s, "after")
			// After a failed fsync nobody knows what a file holds.
			want(t, "files", len(files(t, o.Dir)), 2)
			s.crash()
			got := drain(t, open(t, o))
			want(t, "what was acknowledged", strings.ReplaceAll(strings.Join(got, " "), "refused ", ""), "before after")
		})
	}
}

// slow is a disk whose first sync waits, and which counts them.
type slow struct {
	disk
	syncs *int
	first chan struct{}
}

func (d slow) Sync() error {
	if *d.syncs++; *d.syncs == 1 {
		<-d.first
	}
	return d.disk.Sync()
}

func TestManyShareOneSync(t *testing.T) {
	o := options(t)
	syncs, first := 0, make(chan struct{})
	o.create = func(path string) (disk, error) {
		d, err := create(path)
		return slow{d, &syncs, first}, err
	}
	s := open(t, o)
	var wg sync.WaitGroup
	wg.Go(func() { add(t, s, "first") })
	for s.turn.TryLock() { // until the first is at the disk
		s.turn.Unlock()
	}
	for range 100 {
		wg.Go(func() {
			if err := s.Add([]byte("more")); err != nil {
				t.Error(err)
			}
		})
	}
	for joined := 0; joined < 100; {
		s.mu.Lock()
		if s.waiting != nil {
			joined = len(s.waiting.records)
		}
		s.mu.Unlock()
	}
	close(first)
	wg.Wait()
	want(t, "syncs", syncs, 2)
	want(t, "records", len(drain(t, s)), 101)
}

func TestSeveralShareAFolder(t *testing.T) {
	o := options(t)
	a := open(t, o)
	add(t, a, "one", "two")
	b := open(t, o)
	add(t, b, "three")
	if err := b.Adopt(); err != nil {
		t.Fatal(err)
	}
	want(t, "its own", drain(t, b), []string{"three"})
	a.crash()
	if err := b.Adopt(); err != nil {
		t.Fatal(err)
	}
	want(t, "those of the dead", drain(t, b), []string{"one", "two"})
	want(t, "files", len(files(t, o.Dir)), 0)
}

func TestAnotherKeysSpoolIsLeftAlone(t *testing.T) {
	o := options(t)
	a := open(t, o)
	add(t, a, "one")
	a.crash()
	other := o
	other.Keys = newKeys(t)
	if _, err := Open(other); !errors.Is(err, store.ErrWrongKey) {
		t.Fatalf("got %v, want ErrWrongKey", err)
	}
	want(t, "under its own key", drain(t, open(t, o)), []string{"one"})
}

func TestWhatIsSetAsideComesWithTheNextProcess(t *testing.T) {
	o := options(t)
	a := open(t, o)
	for _, r := range []string{"one", "two"} {
		if err := a.Leave([]byte(r)); err != nil {
			t.Fatal(err)
		}
	}
	want(t, "in this one", len(drain(t, a)), 0)
	if err := errors.Join(a.Adopt(), a.Close()); err != nil {
		t.Fatal(err)
	}
	want(t, "in the next", drain(t, open(t, o)), []string{"one", "two"})
}
