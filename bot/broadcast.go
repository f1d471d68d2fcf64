package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"plaza/civic/broadcast"
	"plaza/flows/source"
	"plaza/store"
)

// Broadcasts is one message to many people, from its file to the last copy.
//
// Who acts is always named, and what they did is kept: see civic/broadcast. A
// broadcast is sent by any node that runs; whoever proposes, approves or
// pauses one need not be one.
type Broadcasts struct{ b *Bot }

// Broadcasts is what can be done with broadcasts.
func (b *Bot) Broadcasts() *Broadcasts { return &Broadcasts{b} }

// Errors of broadcasts, wrapped.
var (
	// ErrNoBroadcast: nothing was proposed under this id.
	ErrNoBroadcast = errors.New("no such broadcast")
	// ErrTooFew: the audience depends on what people answered and is too small
	// to hide each of them.
	ErrTooFew = errors.New("too few people")
)

// castBy is who does what no person did.
const castBy = "plaza"

// castFlow is the flow of a broadcast's messages, and the key of its budget.
func castFlow(id string) string { return store.BroadcastFlow(id) }

// castKey is the key of a person's copy.
func castKey(id string) string { return "cast/" + id }

// A cast is a broadcast as it is kept.
type cast struct {
	*broadcast.Record
	row  store.Cast
	file *broadcast.File
}

// readCast reads a stored broadcast.
func readCast(row store.Cast) (*cast, error) {
	c := &cast{Record: &broadcast.Record{}, row: row}
	if err := json.Unmarshal(row.Body, c.Record); err != nil {
		return nil, fmt.Errorf("read broadcast %s: %w", row.ID, err)
	}
	file, problems := broadcast.Parse(c.File, c.Source)
	if err := problems.Err(); err != nil {
		return nil, fmt.Errorf("read broadcast %s: %w", row.ID, err)
	}
	c.file = file
	return c, nil
}

// Check finds what is wrong with a broadcast file beyond its form, here and now.
func (c *Broadcasts) Check(f *broadcast.File) source.Problems { return f.Check(c.b.castEnv()) }

// All returns all broadcasts, oldest first.
func (c *Broadcasts) All(ctx context.Context) ([]*broadcast.Record, error) {
	all, err := c.all(ctx)
	records := make([]*broadcast.Record, len(all))
	for i, found := range all {
		records[i] = found.Record
	}
	return records, err
}

// all reads all broadcasts, oldest first.
func (c *Broadcasts) all(ctx context.Context) ([]*cast, error) {
	rows, err := c.b.Store.Broadcasts(ctx, nil)
	if err != nil {
		return nil, err
	}
	all := make([]*cast, len(rows))
	for i, row := range rows {
		if all[i], err = readCast(row); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Find returns a broadcast, and its file as it was proposed last;
// ErrNoBroadcast when there is none of this id.
func (c *Broadcasts) Find(ctx context.Context, id string) (*broadcast.Record, *broadcast.File, error) {
	found, err := c.find(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	return found.Record, found.file, nil
}

// find reads one broadcast.
func (c *Broadcasts) find(ctx context.Context, id string) (*cast, error) {
	rows, err := c.b.Store.Broadcasts(ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.ID == id {
			return readCast(row)
		}
	}
	return nil, fmt.Errorf("look for broadcast %s: %w", id, ErrNoBroadcast)
}

// putCast writes a broadcast back; store.ErrConflict when somebody was first.
func (b *Bot) putCast(ctx context.Context, c *cast) error {
	body, err := json.Marshal(c.Record)
	if err != nil {
		return fmt.Errorf("write broadcast %s: %w", c.ID, err)
	}
	c.row.ID, c.row.State, c.row.Body, c.row.StartAt = c.ID, string(c.State), body, c.Start
	if err := b.Store.PutBroadcast(ctx, c.row); err != nil {
		return err
	}
	c.row.Version++
	return nil
}

// Propose keeps a file as a broadcast that waits for its approval. It takes
// the place of one of the same id that nobody has scheduled yet, and whoever
// approved that one must look again. At is when its author wishes it to begin,
// zero for at once; whoever approves it sees that and schedules it. What the
// checker refuses is not kept.
func (c *Broadcasts) Propose(ctx context.Context, f *broadcast.File, author string, at time.Time) (*broadcast.Record, source.Problems, error) {
	problems := c.Check(f)
	if problems.Err() != nil {
		return nil, problems, ErrNotPublished
	}
	if err := c.enough(ctx, f); err != nil {
		return nil, problems, err
	}
	found, err := c.find(ctx, f.ID.Text)
	if errors.Is(err, ErrNoBroadcast) {
		found, err = &cast{Record: &broadcast.Record{}, row: store.Cast{MadeAt: c.b.Now().UTC()}}, nil
	}
	if err != nil {
		return nil, problems, err
	}
	if found.Start = at; !at.IsZero() {
		found.Start = at.UTC()
	}
	if err := found.Put(f, c.step(broadcast.Propose, author, "")); err != nil {
		return nil, problems, err
	}
	return found.Record, problems, c.b.putCast(ctx, found)
}

// Approve lets a broadcast be scheduled. Seen is the Hash of the record that
// the operator looked at: nobody approves a text they have not seen. Who
// proposed it may not approve it, unless Config.Alone says so.
func (c *Broadcasts) Approve(ctx context.Context, id, operator, seen string) (*broadcast.Record, error) {
	return c.change(ctx, id, func(found *cast) error {
		if err := c.passes(ctx, found); err != nil {
			return err
		}
		return found.Approve(c.step(broadcast.Approve, operator, ""), seen, c.b.Alone)
	})
}

// Schedule lets an approved broadcast begin at a time; at once when it is zero.
func (c *Broadcasts) Schedule(ctx context.Context, id, operator string, at time.Time) (*broadcast.Record, error) {
	return c.change(ctx, id, func(found *cast) error {
		if err := c.passes(ctx, found); err != nil {
			return err
		}
		if at.IsZero() {
			at = c.b.Now()
		}
		found.Start = at.UTC()
		return found.Do(c.step(broadcast.Schedule, operator, ""))
	})
}

// Pause keeps every copy that has not left where it is, on all nodes at once;
// what is being sent at this moment leaves.
func (c *Broadcasts) Pause(ctx context.Context, id, operator, why string) (*broadcast.Record, error) {
	return c.do(ctx, id, broadcast.Hold, operator, why)
}

// Resume lets a paused broadcast go on, and one that was paused before it began
// begin, when its time has come and it passes. What failed before does not
// pause it again.
func (c *Broadcasts) Resume(ctx context.Context, id, operator, why string) (*broadcast.Record, error) {
	return c.change(ctx, id, func(found *cast) error {
		if found.State == broadcast.Paused && !found.Begun() {
			if err := c.passes(ctx, found); err != nil {
				return err
			}
		}
		tried, failed, err := c.b.castTried(ctx, id)
		if err != nil {
			return err
		}
		found.Tried, found.Failed = tried, failed
		return found.Do(c.step(broadcast.Resume, operator, why))
	})
}

// Cancel ends a broadcast: from now on nothing leaves, and the nodes that run
// take back what is queued.
func (c *Broadcasts) Cancel(ctx context.Context, id, operator, why string) (*broadcast.Record, error) {
	return c.do(ctx, id, broadcast.Cancel, operator, why)
}

func (c *Broadcasts) step(act broadcast.Act, by, why string) broadcast.Step {
	return broadcast.Step{Act: act, By: by, Why: why, At: c.b.Now()}
}

func (c *Broadcasts) do(ctx context.Context, id string, act broadcast.Act, by, why string) (*broadcast.Record, error) {
	return c.change(ctx, id, func(found *cast) error { return found.Do(c.step(act, by, why)) })
}

// change does something to a broadcast as it is when it is written. Who is
// overtaken looks again.
func (c *Broadcasts) change(ctx context.Context, id string, fn func(*cast) error) (*broadcast.Record, error) {
	for try := 1; ; try++ {
		found, err := c.find(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := fn(found); err != nil {
			return nil, err
		}
		err = c.b.putCast(ctx, found)
		if errors.Is(err, store.ErrConflict) && try < conflictTries {
			continue
		}
		return found.Record, err
	}
}

// passes checks a broadcast again: what was right when it was proposed need
// not be so any more.
func (c *Broadcasts) passes(ctx context.Context, found *cast) error {
	if err := c.Check(found.file).Err(); err != nil {
		return err
	}
	return c.enough(ctx, found.file)
}
