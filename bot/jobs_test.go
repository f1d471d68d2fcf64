package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"plaza/locales"
	"plaza/store"
	"plaza/store/sqlite"
)

// A mill is a store on which several nodes do the same jobs. Each chunk of a
// job writes a fact of a person who is nobody, and how far it came.
type mill struct {
	t     *testing.T
	store store.Store
	now   time.Time
	where store.Contact
}

func newMill(t *testing.T) *mill {
	t.Helper()
	key, err := store.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := store.ParseKey(key)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "plaza.db"), sqlite.Options{Keys: keys, Migrate: true, Hurried: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &mill{t: t, store: db, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), where: db.Contact("sms", "", "+1")}
}

// node is a bot that knows these jobs and no other.
func (m *mill) node(s store.Store, jobs map[string]piece) *Bot {
	m.t.Helper()
	bundle, err := locales.Load()
	if err != nil {
		m.t.Fatal(err)
	}
	b, err := New(Config{Store: s, Locales: bundle, Now: func() time.Time { return m.now }})
	if err != nil {
		m.t.Fatal(err)
	}
	b.jobs = jobs
	return b
}

// add adds jobs to the shard of the person.
func (m *mill) add(jobs ...store.Job) {
	m.t.Helper()
	m.in(func(ctx context.Context, tx store.Tx) error { return tx.AddJobs(ctx, jobs) })
}

func (m *mill) in(fn func(context.Context, store.Tx) error) {
	m.t.Helper()
	if err := m.store.Update(m.t.Context(), m.store.Shard(m.where), func(tx store.Tx) error { return fn(m.t.Context(), tx) }); err != nil {
		m.t.Fatal(err)
	}
}

// ground is the log of what was done for good.
func (m *mill) ground() (done string) {
	m.t.Helper()
	m.in(func(ctx context.Context, tx store.Tx) error {
		facts, err := tx.Facts(ctx, m.where)
		for _, f := range facts {
			done += f.Name + "=" + f.Value + " "
		}
		return err
	})
	return strings.TrimSpace(done)
}

// grind counts its chunks to n, and writes each under its number, however
// often it is begun.
func (m *mill) grind(n int) piece {
	return func(ctx context.Context, tx store.Tx, w *writes, job *store.Job) error {
		i := len(job.Data)
		var before []store.Fact
		before, err := tx.Facts(ctx, m.where)
		if err != nil {
			return err
		}
		for _, f := range before {
			if f.Name == fmt.Sprintf("%s%d", job.Key, i) {
				return errors.New("this chunk is done already")
			}
		}
		w.facts = append(w.facts, store.Fact{Contact: m.where, Name: fmt.Sprintf("%s%d", job.Key, i), Value: "x", At: m.now})
		job.Data = append(job.Data, 'x')
		if job.At = m.now; len(job.Data) == n {
			job.At = time.Time{}
		}
		return nil
	}
}

func TestJobsAreDoneInChunksToTheEnd(t *testing.T) {
	m := newMill(t)
	b := m.node(m.store, map[string]piece{"grind": m.grind(3)})
	m.add(store.Job{Kind: "grind", Key: "a", At: m.now}, store.Job{Kind: "grind", Key: "later", At: m.now.Add(time.Hour)})
	for range 2 {
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		m.add(store.Job{Kind: "grind", Key: "a", At: m.now}) // what was ever added is not added again
	}
	if got, want := m.ground(), "a0=x a1=x a2=x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	m.now = m.now.Add(time.Hour)
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := m.ground(), "a0=x a1=x a2=x later0=x later1=x later2=x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestATickDoesNotDoAllOfALongJob(t *testing.T) {
	m := newMill(t)
	b := m.node(m.store, map[string]piece{"grind": m.grind(jobChunks + 1)})
	m.add(store.Job{Kind: "grind", Key: "a", At: m.now})
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(m.ground(), "x"); got != jobChunks || !b.more.Load() {
		t.Errorf("got %d chunks and more %v, want %d and true", got, b.more.Load(), jobChunks)
	}
}

// A node is killed before or after any commit, and others go on: no chunk is
// left out and none is done twice.
func TestJobsOutliveTheirNodes(t *testing.T) {
	const chunks = 12
	for kill := range 2 * chunks {
		m := newMill(t)
		m.add(store.Job{Kind: "grind", Key: "a", At: m.now})
		mortal := &mortal{Store: m.store, left: kill / 2, after: kill%2 == 1}
		first := m.node(mortal, map[string]piece{"grind": m.grind(chunks)})
		_ = first.tickJobs(t.Context()) // it dies on the way
		second := m.node(m.store, map[string]piece{"grind": m.grind(chunks)})
		m.now = m.now.Add(time.Hour)
		if err := second.tickJobs(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(m.ground(), "x"); got != chunks {
			t.Errorf("killed at %d: %d chunks are done, want %d: %s", kill, got, chunks, m.ground())
		}
	}
}

// mortal is a store whose node dies at one of its commits, before or after it.
type mortal struct {
	store.Store
	mu    sync.Mutex
	left  int
	after bool
}

func (s *mortal) Update(ctx context.Context, shard int, fn func(store.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	writes := false
	err := s.Store.Update(ctx, shard, func(tx store.Tx) error {
		if s.left < 0 {
			return errors.New("dead")
		}
		jobs, err := tx.ClaimJobs(ctx, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), 1)
		if err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if writes = len(jobs) > 0; writes && s.left == 0 && !s.after {
			s.left = -1
			return errors.New("killed before the commit")
		}
		return nil
	})
	if err == nil && writes {
		if s.left--; s.left < 0 {
			return errors.New("killed after the commit")
		}
	}
	return err
}

func TestNodesShareTheJobs(t *testing.T) {
	const chunks = 10
	m := newMill(t)
	for _, key := range []string{"a", "b", "c"} {
		m.add(store.Job{Kind: "grind", Key: key, At: m.now})
	}
	var wg sync.WaitGroup
	for range 4 {
		b := m.node(m.store, map[string]piece{"grind": m.grind(chunks)})
		wg.Go(func() {
			for range 3 {
				if err := b.tickJobs(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := strings.Count(m.ground(), "x"); got != 3*chunks {
		t.Errorf("%d chunks are done, want %d: %s", got, 3*chunks, m.ground())
	}
}

func TestAJobThatFailsWaitsAndHoldsUpNoOther(t *testing.T) {
	m := newMill(t)
	tries := 0
	b := m.node(m.store, map[string]piece{
		"grind": m.grind(1),
		"break": func(_ context.Context, _ store.Tx, w *writes, job *store.Job) error {
			w.facts = append(w.facts, store.Fact{Contact: m.where, Name: "half done", Value: "x", At: m.now})
			if tries++; tries == 2 {
				panic("broken")
			}
			if tries == 4 {
				job.At = time.Time{}
				return nil
			}
			return errors.New("broken")
		},
	})
	m.add(store.Job{Kind: "break", Key: "a", At: m.now.Add(-time.Hour)}, store.Job{Kind: "nobody's", Key: "a", At: m.now.Add(-time.Hour)},
		store.Job{Kind: "grind", Key: "b", At: m.now})
	var waits []time.Duration
	began := m.now
	for tries < 4 {
		before := tries
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if tries > before {
			waits = append(waits, m.now.Sub(began))
		}
		if got := m.ground(); tries < 4 && got != "b0=x" {
			t.Fatalf("got %q, want the other job done and nothing half done", got)
		}
		m.now = m.now.Add(time.Minute)
	}
	if got, want := fmt.Sprint(waits), "[0s 1m0s 3m0s 7m0s]"; got != want {
		t.Errorf("tried after %s, want %s", got, want)
	}
}
