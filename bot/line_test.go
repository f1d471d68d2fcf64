package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"plaza/store"
)

// line is the line to the store. It can be cut just after a commit, so that
// nobody knows of it.
type line struct {
	store.Store
	mu     sync.Mutex       // of cuts and fails
	cuts   int              // how many of the next commits are not heard of
	strict bool             // every row said to be new is there already
	away   atomic.Bool      // nothing reaches the store
	fails  int              // so many of the next transactions do
	refuse bool             // it answers, and takes nothing
	mute   bool             // it takes everything but what is to be sent
	before func()           // called before a plan is added
	viewed func()           // called before all shards are read
	read   func(shard int)  // called when people of a shard were read
	locks  func()           // called before conversations are locked
	jobs   func(key string) // called before a job is locked

	failing func(shard int) bool // what is on these shards fails

	unread  bool // what plans said before cannot be read
	garbles int  // this revision comes as something that only a newer program reads
}

func (l *line) Plans(ctx context.Context, known map[string]int) ([]store.PlanRevision, error) {
	revisions, err := l.Store.Plans(ctx, known)
	return l.garbled(revisions), err
}

func (l *line) PlanRevisions(ctx context.Context, id string, known int) ([]store.PlanRevision, error) {
	if l.unread {
		return nil, errors.New("failed")
	}
	revisions, err := l.Store.PlanRevisions(ctx, id, known)
	return l.garbled(revisions), err
}

func (l *line) garbled(revisions []store.PlanRevision) []store.PlanRevision {
	for i := range revisions {
		if revisions[i].N == l.garbles {
			revisions[i].Body = []byte("plan: [")
		}
	}
	return revisions
}

func (l *line) View(ctx context.Context, fn func(store.View) error) error {
	if l.viewed != nil {
		l.viewed()
	}
	return l.Store.View(ctx, fn)
}

func (l *line) AddPlan(ctx context.Context, r store.PlanRevision) error {
	if l.before != nil {
		l.before()
	}
	return l.Store.AddPlan(ctx, r)
}

func (l *line) Ping(ctx context.Context) error {
	if l.away.Load() {
		return store.ErrAway
	}
	return l.Store.Ping(ctx)
}

func (l *line) Update(ctx context.Context, shard int, fn func(store.Tx) error) error {
	if l.away.Load() {
		return fmt.Errorf("connect: %w", store.ErrAway)
	}
	if l.counts(&l.fails) {
		return errors.New("failed")
	}
	if l.failing != nil && l.failing(shard) {
		return errors.New("this shard failed")
	}
	if l.refuse {
		return errors.New("refused")
	}
	err := l.Store.Update(ctx, shard, func(tx store.Tx) error {
		if l.strict {
			tx = strictTx{tx}
		}
		if l.mute {
			tx = muteTx{tx}
		}
		if l.read != nil {
			tx = readTx{tx, shard, l.read}
		}
		if l.locks != nil {
			tx = lockTx{tx, l.locks}
		}
		if l.jobs != nil {
			tx = jobTx{tx, l.jobs}
		}
		return fn(tx)
	})
	if err == nil && l.counts(&l.cuts) {
		return errors.New("the line was cut after the commit")
	}
	return err
}

// counts takes one of what is left to fail.
func (l *line) counts(left *int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if *left <= 0 {
		return false
	}
	*left--
	return true
}

// strictTx finds that whatever is said to be new is there already.
type strictTx struct{ store.Tx }

func (tx strictTx) PutRuns(ctx context.Context, runs []store.Run) error {
	if slices.ContainsFunc(runs, func(r store.Run) bool { return r.New }) {
		return store.ErrConflict
	}
	return tx.Tx.PutRuns(ctx, runs)
}

func (tx strictTx) PutAnswers(ctx context.Context, answers []store.Answer) error {
	if slices.ContainsFunc(answers, func(a store.Answer) bool { return a.New }) {
		return store.ErrConflict
	}
	return tx.Tx.PutAnswers(ctx, answers)
}

func (tx strictTx) Enqueue(ctx context.Context, msgs []store.Message) error {
	if slices.ContainsFunc(msgs, func(m store.Message) bool { return m.New }) {
		return store.ErrConflict
	}
	return tx.Tx.Enqueue(ctx, msgs)
}

// muteTx takes no message that is to be sent.
type muteTx struct{ store.Tx }

func (tx muteTx) Enqueue(ctx context.Context, msgs []store.Message) error {
	if len(msgs) > 0 {
		return errors.New("mute")
	}
	return tx.Tx.Enqueue(ctx, msgs)
}

// readTx tells when people were read.
type readTx struct {
	store.Tx
	shard int
	read  func(shard int)
}

func (tx readTx) Members(ctx context.Context, after store.Contact, n int, w store.Wants) ([]store.Member, error) {
	members, err := tx.Tx.Members(ctx, after, n, w)
	tx.read(tx.shard)
	return members, err
}

// lockTx tells when people are about to be locked.
type lockTx struct {
	store.Tx
	locks func()
}

func (tx lockTx) Conversations(ctx context.Context, contacts []store.Contact) (map[store.Contact]*store.Conversation, error) {
	tx.locks()
	return tx.Tx.Conversations(ctx, contacts)
}

// jobTx tells which job is about to be locked.
type jobTx struct {
	store.Tx
	locks func(key string)
}

func (tx jobTx) Job(ctx context.Context, kind, key string) (store.Job, bool, error) {
	tx.locks(key)
	return tx.Tx.Job(ctx, kind, key)
}
