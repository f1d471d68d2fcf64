package bot

import (
	"slices"
	"time"

	"plaza/store"
)

// Cap is the most messages a person is sent unasked within a time, over all
// consultations together. The zero Cap is no limit.
type Cap struct {
	Messages int
	Within   time.Duration
}

// After returns at, or the first moment at which a person may be sent one more
// who was sent messages at these times, oldest first.
func (c Cap) After(sent []time.Time, at time.Time) time.Time {
	if c.Messages <= 0 || len(sent) < c.Messages {
		return at
	}
	if free := sent[len(sent)-c.Messages].Add(c.Within); free.After(at) {
		return free
	}
	return at
}

// spared returns at, or the first moment at which the person has not had too
// many messages unasked. It counts rows, and what this batch is about to add.
func (t *turn) spared(at time.Time) (time.Time, error) {
	if t.Cap.Messages <= 0 {
		return at, nil
	}
	sent, read := t.shared.unasked[t.conv.Contact]
	if !read {
		found, err := t.tx.Unasked(t.ctx, []store.Contact{t.conv.Contact}, t.now.Add(-t.Cap.Within))
		if err != nil {
			return at, err
		}
		sent = found[t.conv.Contact]
	}
	for _, m := range t.shared.messages {
		if m.Contact == t.conv.Contact && m.Priority != store.Reply {
			sent = append(sent, m.DueAt)
		}
	}
	slices.SortFunc(sent, time.Time.Compare)
	return t.Cap.After(sent, at), nil
}
