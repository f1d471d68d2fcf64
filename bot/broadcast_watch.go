package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"plaza/civic/broadcast"
	"plaza/store"
)

// watchEvery is how often the failures of a running broadcast are counted, at
// most. They are counted from the rows; where that takes long it is done more
// rarely, so that it never takes more than a twentieth of the time.
const watchEvery = 10 * time.Second

// tickCasts moves broadcasts on: those whose time has come begin, those that
// are done end, and those of which too much fails are paused. Any number of
// nodes do it; the first that writes is right.
func (b *Bot) tickCasts(ctx context.Context) error {
	if err := b.refreshCasts(ctx); err != nil {
		return err
	}
	var errs []error
	for _, c := range b.casts.each() {
		err := b.moveCast(ctx, c)
		if err != nil && !errors.Is(err, store.ErrConflict) {
			errs = append(errs, fmt.Errorf("broadcast %s: %w", c.ID, err))
		}
	}
	return errors.Join(errs...)
}

// moveCast does what is due with one broadcast.
func (b *Bot) moveCast(ctx context.Context, c *cast) error {
	now := b.Now().UTC()
	switch {
	case !c.Begun() && (c.State == broadcast.Scheduled || c.State == broadcast.Paused) && !now.Before(c.Ends(c.file)):
		return b.actCast(ctx, c, broadcast.Cancel, "its time ended before it could begin")
	case c.State == broadcast.Scheduled && !now.Before(c.Start):
		return b.beginCast(ctx, c, now)
	case c.State == broadcast.Running:
		return b.watchCast(ctx, c)
	case c.State == broadcast.Paused && !now.Before(c.Ends(c.file)):
		return b.actCast(ctx, c, broadcast.Finish, "its time ended while it was paused")
	case c.State == broadcast.Cancelled && !c.Swept:
		if err := b.addCastJobs(ctx, jobUncast, c.ID, now); err != nil {
			return err
		}
		changed := *c.Record
		changed.Swept = true
		return b.saveCast(ctx, c, &changed)
	}
	return nil
}

// saveCast writes a record in the place of the one that was read, and lets the
// jobs of this node see it at once.
func (b *Bot) saveCast(ctx context.Context, c *cast, changed *broadcast.Record) error {
	next := &cast{Record: changed, row: c.row, file: c.file}
	if err := b.putCast(ctx, next); err != nil {
		return err
	}
	b.casts.put(next.row, next)
	return nil
}

func (b *Bot) addCastJobs(ctx context.Context, kind, id string, at time.Time) error {
	for shard := range b.lanes {
		err := b.Store.Update(ctx, shard, func(tx store.Tx) error {
			return tx.AddJobs(ctx, []store.Job{{Kind: kind, Key: id, At: at}})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// actCast does what no person did, and says why.
func (b *Bot) actCast(ctx context.Context, c *cast, act broadcast.Act, why string) error {
	changed := *c.Record
	changed.Log = slices.Clone(c.Log)
	if err := changed.Do(broadcast.Step{Act: act, By: castBy, Why: why, At: b.Now()}); err != nil {
		return err
	}
	if err := b.saveCast(ctx, c, &changed); err != nil {
		return err
	}
	b.Log.Info("a broadcast moved on", "broadcast", c.ID, "state", changed.State, "why", why)
	return nil
}

// watchCast counts a running broadcast, pauses it when too much fails, and
// ends it when nothing is left to be done.
func (b *Bot) watchCast(ctx context.Context, c *cast) error {
	began := b.Now()
	b.casts.mu.Lock()
	early := began.Before(b.casts.next[c.ID])
	b.casts.mu.Unlock()
	if early {
		return nil
	}
	tallies, err := b.castProgress(ctx, c.ID)
	if err != nil {
		return err
	}
	took := b.Now().Sub(began)
	b.casts.mu.Lock()
	b.casts.next[c.ID] = began.Add(max(watchEvery, 20*took))
	b.casts.mu.Unlock()
	tried, failed := triedOf(tallies)
	tried, failed = tried-c.Tried, failed-c.Failed
	if c.file.Pause.Passed(tried, failed) {
		why := fmt.Sprintf("%d of %d failed", failed, tried)
		reason, err := b.castReason(ctx, c.ID, store.Failed, store.Unknown)
		if err != nil {
			return err
		}
		if reason != "" {
			why += ", most of them because " + reason
		}
		return b.actCast(ctx, c, broadcast.Hold, why)
	}
	if waitingIn(tallies) > 0 {
		// Whoever takes them finds them too late; a while after that nobody has.
		if began.Before(c.Ends(c.file).Add(2 * b.claimTime())) {
			return nil
		}
		return b.actCast(ctx, c, broadcast.Finish, "its time ended, and what still waits is on a channel that nobody sends on any more")
	}
	if done, err := b.castExpanded(ctx, c.ID); err != nil || !done {
		return err
	}
	// The last stretch may have been written since they were counted.
	if tallies, err = b.castProgress(ctx, c.ID); err != nil || waitingIn(tallies) > 0 {
		return err
	}
	return b.actCast(ctx, c, broadcast.Finish, "")
}

// castExpanded says whether everybody was looked at.
func (b *Bot) castExpanded(ctx context.Context, id string) (bool, error) {
	jobs, err := b.castJobs(ctx, id)
	undone := slices.ContainsFunc(jobs, func(j store.Job) bool { return !j.At.IsZero() })
	return len(jobs) == len(b.lanes) && !undone, err
}

// castJobs are the jobs that expand a broadcast, those of them that are there.
func (b *Bot) castJobs(ctx context.Context, id string) ([]store.Job, error) {
	var jobs []store.Job
	for shard := range b.lanes {
		err := b.Store.Update(ctx, shard, func(tx store.Tx) error {
			j, ok, err := tx.Job(ctx, jobCast, id)
			if ok {
				jobs = append(jobs, j)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return jobs, nil
}

// castProgress counts a broadcast's copies from the rows.
func (b *Bot) castProgress(ctx context.Context, id string) (tallies []store.Tally, err error) {
	err = b.Store.View(ctx, func(v store.View) error {
		all, err := v.Progress(ctx, castFlow(id))
		tallies = all[castFlow(id)]
		return err
	})
	return tallies, err
}

// castTried is how many copies were tried, and how many of them failed.
func (b *Bot) castTried(ctx context.Context, id string) (tried, failed int, err error) {
	tallies, err := b.castProgress(ctx, id)
	if err != nil {
		return 0, 0, err
	}
	tried, failed = triedOf(tallies)
	return tried, failed, nil
}

// triedOf counts what was tried. Of what nobody knows whether it left, the
// person has nothing either. Whoever wants no messages is no failure.
func triedOf(tallies []store.Tally) (tried, failed int) {
	for _, t := range tallies {
		switch t.State {
		case store.Failed, store.Unknown:
			failed += t.N
			tried += t.N
		case store.Sent, store.Delivered, store.Read:
			tried += t.N
		}
	}
	return tried, failed
}

// reasonsRead is how many copies are read to say why most of them did not leave.
const reasonsRead = 500

// castReason says in short why most copies in these states did not leave; it is
// empty where none was tried.
func (b *Bot) castReason(ctx context.Context, id string, states ...store.Delivery) (string, error) {
	counts := map[string]int{}
	err := b.Store.View(ctx, func(v store.View) error {
		filter := store.MessageFilter{Flow: castFlow(id), States: states, Limit: reasonsRead}
		return v.EachMessage(ctx, filter, func(m store.Message) error {
			if m.Why != "" {
				counts[inShort(m.Why)]++
			}
			return nil
		})
	})
	if err != nil || len(counts) == 0 {
		return "", err
	}
	return slices.MinFunc(slices.Collect(maps.Keys(counts)), func(a, c string) int {
		return cmp.Or(counts[c]-counts[a], strings.Compare(a, c))
	}), nil
}

// inShort leaves of a reason what became of the message, in our words, and the
// last that the network said. What stands between is for whoever looks at the
// message itself.
func inShort(why string) string {
	ours, theirs, _ := strings.Cut(why, ": ")
	if theirs = theirs[strings.LastIndex(theirs, ": ")+1:]; theirs == "" {
		return ours
	}
	return ours + " (" + strings.TrimSpace(theirs) + ")"
}
