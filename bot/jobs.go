package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"plaza/store"
)

// jobChunks bounds how many chunks of a shard one Tick does, so that those who
// are to be reminded need not wait until everybody was written to.
const jobChunks = 20

// piece does the next piece of a job. It notes in the job how far it came and
// when the next piece is due (zero: it is done), in writes what is to be
// written, and nothing anywhere else: all of it commits together or not at all.
type piece func(ctx context.Context, tx store.Tx, w *writes, job *store.Job) error

// allJobs is what is done on whole shards, by kind.
func (b *Bot) allJobs() map[string]piece {
	return map[string]piece{
		jobCast:   b.expand,
		jobUncast: b.takeBack,
		jobNews:   b.walkNews,
		jobNudge:  b.nudge,
		jobVerify: b.verify,
	}
}

// atWork is what this node has put to work, so that it need not look in the
// store again. It is tickJobs's own, and not locked.
type atWork struct {
	plans   map[string]int // of each plan the revision whose news have their jobs
	offices bool           // each office has its job
}

// tickJobs puts to work what is new, and does chunks of the jobs that are due,
// on all shards at once.
func (b *Bot) tickJobs(ctx context.Context) error {
	var wg sync.WaitGroup
	errs := make([]error, len(b.lanes), len(b.lanes)+2)
	news, offices := b.announce(ctx), b.employ(ctx)
	for shard := range errs {
		wg.Go(func() {
			if err := b.workOn(ctx, shard); err != nil {
				errs[shard] = fmt.Errorf("shard %d: %w", shard, err)
			}
		})
	}
	wg.Wait()
	return errors.Join(append(errs, news, offices)...)
}

// workOn does chunks of one shard until nothing is due, or it was enough for now.
func (b *Bot) workOn(ctx context.Context, shard int) error {
	for range jobChunks {
		if worked, err := b.work(ctx, shard); !worked || err != nil {
			return err
		}
	}
	b.more.Store(true)
	return nil
}

// work does one chunk of the job that has waited longest. Whichever node has
// locked it does it, and the others pass over it. One that fails waits, longer
// each time, and keeps no other from its turn.
func (b *Bot) work(ctx context.Context, shard int) (worked bool, err error) {
	var before store.Job
	err = b.update(ctx, shard, func(tx store.Tx, w *writes) error {
		worked = false
		claimed, err := tx.ClaimJobs(ctx, b.Now().UTC(), 1)
		if err != nil || len(claimed) == 0 {
			return err
		}
		worked, before = true, claimed[0]
		job := before
		do := b.jobs[job.Kind]
		if do == nil {
			return errors.New("there is no such job")
		}
		job.Tries = 0
		if err := do(ctx, tx, w, &job); err != nil {
			return err
		}
		w.then = append(w.then, func(ctx context.Context, tx store.Tx) error { return tx.PutJobs(ctx, []store.Job{job}) })
		return nil
	})
	if !worked || err == nil {
		return worked, err
	}
	b.Log.Error("a job failed and waits", "kind", before.Kind, "key", before.Key, "tries", before.Tries+1, "error", err)
	return true, b.putOff(ctx, shard, before)
}

// putOff lets a job that failed wait, unless another node has gone on with it.
func (b *Bot) putOff(ctx context.Context, shard int, failed store.Job) error {
	return b.Store.Update(ctx, shard, func(tx store.Tx) error {
		job, ok, err := tx.Job(ctx, failed.Kind, failed.Key)
		if err != nil || !ok || !job.At.Equal(failed.At) || job.Tries != failed.Tries {
			return err
		}
		job.At, job.Tries = b.Now().UTC().Add(failedWait<<min(job.Tries, 8)), job.Tries+1
		return tx.PutJobs(ctx, []store.Job{job})
	})
}
