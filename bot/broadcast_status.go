package bot

import (
	"context"
	"strings"

	"plaza/civic/broadcast"
	"plaza/store"
)

// BroadcastStatus is how a broadcast stands: counts are taken from the rows.
type BroadcastStatus struct {
	*broadcast.Record
	Text     *broadcast.File // as it was proposed last
	Expanded float64         // the share of all contacts that were looked at, from 0 to 1
	Seen     int             // people looked at
	Meant    int             // whom of them the audience names
	People   int             // who gets it
	Left     map[LeftOut]int
	Copies   []store.Tally // by channel and state
	Tried    int           // copies that left or were tried
	Failed   int           // and those of them that nobody got
	Held     string        // why most of those wait that could not leave yet; empty while all only wait their turn
	Cost     int64         // of all of them, in millionths of the currency
}

// Total is how many copies there are.
func (s *BroadcastStatus) Total() int {
	n := 0
	for _, t := range s.Copies {
		n += t.N
	}
	return n
}

// Waiting is how many of them have not left.
func (s *BroadcastStatus) Waiting() int { return waitingIn(s.Copies) }

func waitingIn(tallies []store.Tally) (n int) {
	for _, t := range tallies {
		if !t.State.Final() {
			n += t.N
		}
	}
	return n
}

// Status says how a broadcast stands. While it is being expanded it waits for
// the stretch in hand.
func (c *Broadcasts) Status(ctx context.Context, id string) (*BroadcastStatus, error) {
	found, err := c.find(ctx, id)
	if err != nil {
		return nil, err
	}
	copies, err := c.b.castProgress(ctx, id)
	if err != nil {
		return nil, err
	}
	return c.status(ctx, found, copies)
}

// Statuses says how all broadcasts stand, oldest first. All their copies are
// counted at once: each count goes through everybody's messages.
func (c *Broadcasts) Statuses(ctx context.Context) ([]*BroadcastStatus, error) {
	casts, err := c.all(ctx)
	if err != nil || len(casts) == 0 {
		return nil, err
	}
	flows := make([]string, len(casts))
	for i, found := range casts {
		flows[i] = castFlow(found.ID)
	}
	var copies map[string][]store.Tally
	err = c.b.Store.View(ctx, func(v store.View) (err error) {
		copies, err = v.Progress(ctx, flows...)
		return err
	})
	if err != nil {
		return nil, err
	}
	all := make([]*BroadcastStatus, len(casts))
	for i, found := range casts {
		if all[i], err = c.status(ctx, found, copies[flows[i]]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// status adds up how far a broadcast is.
func (c *Broadcasts) status(ctx context.Context, found *cast, copies []store.Tally) (*BroadcastStatus, error) {
	s := &BroadcastStatus{Record: found.Record, Text: found.file, Left: map[LeftOut]int{}, Copies: copies}
	jobs, err := c.b.castJobs(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	for i := range jobs {
		cursor, err := readCursor(&jobs[i])
		if err != nil {
			return nil, err
		}
		s.Seen += cursor.Seen
		s.Meant += cursor.Meant
		s.People += cursor.Get
		for why, n := range cursor.Left {
			s.Left[why] += n
		}
		share := 1.0
		if !jobs[i].At.IsZero() {
			share = shareBefore(cursor.After)
		}
		s.Expanded += share / float64(c.b.Store.Shards())
	}
	s.Tried, s.Failed = triedOf(s.Copies)
	for _, t := range s.Copies {
		s.Cost += t.Cost
	}
	if s.State == broadcast.Running && s.Waiting() > 0 {
		s.Held, err = c.b.castReason(ctx, s.ID, store.Queued)
	}
	return s, err
}

// shareBefore is which share of all contacts comes before one. Their ids are
// hashes, so they are spread evenly over the letters they begin with. This
// looks into an id, which is opaque everywhere else: to count everybody would
// take longer than what is asked here may.
func shareBefore(c store.Contact) float64 {
	const order = "234567abcdefghijklmnopqrstuvwxyz"
	share, each := 0.0, 1.0
	for i := range min(len(c), 4) {
		each /= float64(len(order))
		share += each * float64(max(0, strings.IndexByte(order, c[i])))
	}
	return share
}
