package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"plaza/civic/broadcast"
	"plaza/store"
)

// Kinds of jobs that send a broadcast: on each shard one that writes the
// copies, and when it is cancelled one that takes them back.
const (
	jobCast   = "cast"
	jobUncast = "uncast"
)

const (
	// castChunk is how many people one transaction looks at: see
	// BenchmarkBroadcast. Fewer pay more for each round trip, more hold a
	// transaction open for longer and cost memory.
	castChunk = 2000
	// castWait is when a job looks again at a broadcast that is paused.
	castWait = 5 * time.Second
)

// castCursor is how far the expansion of a broadcast on one shard has come.
// It commits with the copies, so it never says more or less than there is.
type castCursor struct {
	After store.Contact   `json:",omitempty"`
	Seen  int             // people looked at
	Meant int             // whom the audience names
	Get   int             // who gets a copy
	Left  map[LeftOut]int // who does not, and why
}

func readCursor(j *store.Job) (castCursor, error) {
	c := castCursor{Left: map[LeftOut]int{}}
	if len(j.Data) == 0 {
		return c, nil
	}
	if err := json.Unmarshal(j.Data, &c); err != nil {
		return c, fmt.Errorf("read how far broadcast %s came: %w", j.Key, err)
	}
	return c, nil
}

// add counts a stretch of people who were looked at, and stands at its last.
func (c *castCursor) add(looked []store.Member, out sifted) {
	if n := len(looked); n > 0 {
		c.After = looked[n-1].Contact
	}
	c.Seen += len(looked)
	c.Meant += out.meant
	c.Get += len(out.get)
	for why, n := range out.left {
		if n > 0 {
			c.Left[why] += n
		}
	}
}

// write notes in a job how far it came and when it goes on; zero: it is done.
// Then it does not say any more at whom it stood, who may be forgotten since.
func (c castCursor) write(j *store.Job, at time.Time) (err error) {
	if j.At = at; at.IsZero() {
		c.After = ""
	}
	if j.Data, err = json.Marshal(c); err != nil {
		return fmt.Errorf("write how far broadcast %s came: %w", j.Key, err)
	}
	return nil
}

// expand writes the copies for the next stretch of people, and notes how far
// it came: both commit together. Killed at any moment, it goes on from there,
// without a gap and without a second copy.
func (b *Bot) expand(ctx context.Context, tx store.Tx, w *writes, j *store.Job) error {
	c, err := b.castNow(ctx, j.Key)
	if err != nil {
		return err
	}
	cursor, err := readCursor(j)
	if err != nil {
		return err
	}
	now, ends := b.Now().UTC(), c.Ends(c.file)
	if c.State.Over() || !now.Before(ends) {
		return cursor.write(j, time.Time{})
	}
	if c.State != broadcast.Running {
		return cursor.write(j, now.Add(castWait))
	}
	s := b.sieve(c.file, now, ends)
	s.onePer = func(ctx context.Context, tx store.Tx, joined map[store.Contact]string) (map[store.Contact]bool, error) {
		return tx.OnePerPerson(ctx, c.ID, joined)
	}
	// A copy leaves only after it was claimed, and a claim waits for the disk,
	// which then has all that came before it. So nothing is sent that is lost,
	// and what is lost with its cursor is written again.
	if err := tx.Loosely(ctx); err != nil {
		return err
	}
	members, err := tx.Members(ctx, cursor.After, castChunk, s.wants)
	if err != nil {
		return err
	}
	out, err := s.book(ctx, tx, members)
	if err != nil {
		return err
	}
	if w.messages, err = s.allCopies(out.get); err != nil {
		return err
	}
	cursor.add(members, out)
	if len(members) < castChunk {
		return cursor.write(j, time.Time{})
	}
	return cursor.write(j, now)
}

// book sifts members, and keeps what of the channels' tiers they take.
func (s *sieve) book(ctx context.Context, tx store.Tx, members []store.Member) (sifted, error) {
	books, err := s.openTiers(ctx, tx, s.file)
	if err != nil {
		return sifted{}, err
	}
	out, err := s.sift(ctx, tx, members, books)
	if err != nil {
		return sifted{}, err
	}
	return out, books.keep(ctx, tx)
}

// takeBack cancels what is queued of a broadcast on a shard, a chunk at a time,
// after it has ended the expansion there: nothing is added behind it.
func (b *Bot) takeBack(ctx context.Context, tx store.Tx, _ *writes, j *store.Job) error {
	now := b.Now().UTC()
	expansion, ok, err := tx.Job(ctx, jobCast, j.Key)
	if err != nil {
		return err
	}
	if ok && !expansion.At.IsZero() {
		cursor, err := readCursor(&expansion)
		if err != nil {
			return err
		}
		if err := cursor.write(&expansion, time.Time{}); err != nil {
			return err
		}
		if err := tx.PutJobs(ctx, []store.Job{expansion}); err != nil {
			return err
		}
	}
	n, err := tx.CancelFlow(ctx, castFlow(j.Key), whyCancelled, castChunk)
	if err != nil {
		return err
	}
	if j.At = now; n == castChunk {
		return nil
	}
	c, err := b.castNow(ctx, j.Key)
	if err != nil {
		return err
	}
	books, err := b.openTiers(ctx, tx, c.file)
	if err != nil {
		return err
	}
	for _, o := range books {
		o.release(c.ID, now)
	}
	if err := books.keep(ctx, tx); err != nil {
		return err
	}
	// What was being sent when it was cancelled may yet come back to the queue.
	if j.At = now.Add(b.Lease); now.After(c.Log[len(c.Log)-1].At.Add(2 * b.claimTime())) {
		j.At = time.Time{}
	}
	return nil
}

// whyCancelled stands with each copy that was taken back.
const whyCancelled = "the broadcast was cancelled"
