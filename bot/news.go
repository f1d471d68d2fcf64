package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"plaza/store"
)

// News of what was promised goes out in two steps. A revision of a plan that
// is published gives each shard one job, which walks those who follow what the
// revision changed, and nobody else. Who may be written to now and wants to
// hear at once is told there and then. For everybody else the walk leaves one
// due row, at their first free moment or their next slot; when it comes, they
// are told what has happened since what they know, all in one. So late news is
// merged and not queued up, nobody gets an empty digest, and the cost is that
// of what changed, not of who follows.

// jobNews walks the followers of what a revision changed; its key is PLAN/N.
const jobNews = "news"

// newsChunk is how many followers are told in one transaction.
const newsChunk = 200

// announce gives each shard the jobs of the revisions published since this
// node looked last. One that was ever given is not given again.
func (b *Bot) announce(ctx context.Context) error {
	for id, n := range b.Plans().known {
		if b.atWork.plans[id] >= n {
			continue
		}
		for shard := range b.lanes {
			if err := b.announceOn(ctx, shard, id, n); err != nil {
				return fmt.Errorf("announce revision %d of %s: %w", n, id, err)
			}
		}
		b.atWork.plans[id] = n
	}
	return nil
}

func (b *Bot) announceOn(ctx context.Context, shard int, id string, n int) error {
	return b.Store.Update(ctx, shard, func(tx store.Tx) error {
		if _, done, err := tx.Job(ctx, jobNews, newsKey(id, n)); done || err != nil {
			return err // and so were those before it
		}
		var jobs []store.Job
		for i := 2; i <= n; i++ { // the first tells nothing new to anybody
			jobs = append(jobs, store.Job{Kind: jobNews, Key: newsKey(id, i), At: b.Now().UTC()})
		}
		return tx.AddJobs(ctx, jobs)
	})
}

func newsKey(id string, n int) string { return id + "/" + strconv.Itoa(n) }

// walk is how far a walk over people came.
type walk struct {
	After store.Contact // they and those before them are done
}

// walkNews tells the next of those who follow what a revision changed.
func (b *Bot) walkNews(ctx context.Context, tx store.Tx, w *writes, job *store.Job) error {
	cut := strings.LastIndexByte(job.Key, '/')
	n, err := strconv.Atoi(job.Key[cut+1:])
	if cut < 0 || err != nil {
		return fmt.Errorf("%q names no revision", job.Key)
	}
	var at walk
	if len(job.Data) > 0 {
		if err := json.Unmarshal(job.Data, &at); err != nil {
			return fmt.Errorf("read how far it came: %w", err)
		}
	}
	id := job.Key[:cut]
	known := b.gazette.of(id)
	switch {
	case known.looked < n: // published a moment ago, and this node has not heard of it
		job.At = b.Now().UTC().Add(reloadEvery)
		return nil
	case known.n < n: // a node with a newer program may understand it
		return errors.New("the revision cannot be read")
	}
	job.At, job.Data = time.Time{}, nil // at whom it stood goes with it: they may be forgotten since
	to := known.of(n)
	if len(to) == 0 {
		return nil
	}
	followers, err := tx.Followers(ctx, id, to, at.After, newsChunk)
	if err != nil || len(followers) == 0 {
		return err
	}
	if len(followers) == newsChunk {
		job.At = b.Now().UTC()
		if job.Data, err = json.Marshal(walk{After: followers[len(followers)-1]}); err != nil {
			return fmt.Errorf("note how far it came: %w", err)
		}
	}
	return b.tellAll(ctx, tx, w, followers)
}

// tellAll tells people what they follow and do not know yet, each at their
// rhythm.
func (b *Bot) tellAll(ctx context.Context, tx store.Tx, w *writes, people []store.Contact) error {
	// Locked before it is read what they follow: they may be about to say
	// otherwise, or another node to tell them.
	convs, err := tx.Conversations(ctx, people)
	if err != nil {
		return err
	}
	if err := b.readFor(ctx, tx, w, people); err != nil {
		return err
	}
	for _, c := range people {
		conv := convs[c]
		if conv == nil || len(w.readers[c].news) == 0 {
			continue
		}
		if wait := b.slot(conv, w.readers[c].rhythm); wait != nil {
			w.due = append(w.due, *wait)
			continue
		}
		row := b.hearing(c, updatesNow, b.Now().UTC())
		if err := b.attempt(ctx, tx, w, conv, "", (*turn).digest); err != nil {
			w.due = append(w.due, b.again(row, err))
		}
	}
	return nil
}
