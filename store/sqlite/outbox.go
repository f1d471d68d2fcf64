package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"

	"plaza/store"
)

// Enqueue adds messages not added before.
func (t *tx) Enqueue(_ context.Context, msgs []store.Message) error {
	for _, m := range msgs {
		if err := t.own(m.Contact); err != nil {
			return err
		}
		var sealed any
		if t.gone[m.Contact] == erased && m.Address != "" {
			sealed = t.db.keys.Seal(m.Contact, m.Address)
		}
		due := m.DueAt
		if due.IsZero() {
			due = m.At
		}
		_, err := t.exec("enqueue a message", insertMessage, t.shard, m.Contact, m.Key, m.ID, t.db.seq.Next(m.At), m.Channel,
			m.Priority, store.Storable(m.Text), blob(m.Extras), m.Lang, m.Flow, m.Run, max(0, due.UnixMicro()), us(m.Expires),
			us(m.At), m.Last, sealed)
		if err != nil {
			return err
		}
	}
	return nil
}

// candidate is a message that may be claimed, with what decides about it.
type candidate struct {
	store.Message
	sealed   []byte
	standing store.Standing
}

// Claim takes due messages of a channel.
func (t *tx) Claim(_ context.Context, channel string, fence int64, now, until time.Time, n int) (claimed []store.Message, more bool, err error) {
	for looks := 0; looks < store.ClaimLooks && n > 0 && len(claimed) == 0; looks++ {
		heads, err := t.heads(channel, now, max(n, store.ClaimLook))
		if err != nil {
			return nil, false, err
		}
		ended := false
		for _, m := range heads {
			barred, err := t.barred(&m, now)
			if err != nil {
				return nil, false, err
			}
			switch {
			case barred:
				ended = true
			case len(claimed) < n:
				if err := t.claim(&m, fence, now, until); err != nil {
					return nil, false, err
				}
				claimed = append(claimed, m.Message)
			}
		}
		if more = ended && len(claimed) < n; !ended {
			break
		}
	}
	return claimed, more, t.dropSealed()
}

// heads are up to n messages that may be claimed: urgent kinds first, and the
// flows of one kind in turns. The order of the flows is drawn each time: where
// one message is taken at a time, none is always the first.
func (t *tx) heads(channel string, now time.Time, n int) ([]candidate, error) {
	lines, err := t.lines(channel)
	if err != nil {
		return nil, err
	}
	var heads []candidate
	for len(lines) > 0 && len(heads) < n {
		kind, queues := lines[0].priority, [][]candidate(nil)
		for len(lines) > 0 && lines[0].priority == kind {
			queue, err := t.line(channel, lines[0], now, n-len(heads))
			if err != nil {
				return nil, err
			}
			queues, lines = append(queues, queue), lines[1:]
		}
		heads = append(heads, inTurns(queues, n-len(heads))...)
	}
	return heads, nil
}

// line is what is queued of one kind and one flow.
type line struct {
	priority int
	flow     string
}

// lines are all there are on a channel, urgent kinds first, but for those that
// their broadcast holds.
func (t *tx) lines(channel string) ([]line, error) {
	var lines []line
	var heldFlows []string
	err := t.each("look for what is held", held, nil, func(rows *sql.Rows) error {
		var flow string
		err := rows.Scan(&flow)
		heldFlows = append(heldFlows, flow)
		return err
	})
	if err != nil {
		return nil, err
	}
	for last, more := (line{priority: -1}), true; more; {
		more = false
		args := []any{t.shard, channel, last.priority, last.flow}
		err := t.each("look for what is queued", selectNextLine, args, func(rows *sql.Rows) error {
			more = true
			return rows.Scan(&last.priority, &last.flow)
		})
		if err != nil {
			return nil, err
		}
		if more && !slices.Contains(heldFlows, last.flow) {
			lines = append(lines, last)
		}
	}
	return lines, nil
}

// inTurns takes one of each queue after another, up to n.
func inTurns(queues [][]candidate, n int) []candidate {
	rand.Shuffle(len(queues), func(i, j int) { queues[i], queues[j] = queues[j], queues[i] })
	var out []candidate
	for turn, more := 0, true; more; turn++ {
		more = false
		for _, queue := range queues {
			if turn < len(queue) && len(out) < n {
				out, more = append(out, queue[turn]), true
			}
		}
	}
	return out
}

// line is the first n messages of a line that may be claimed.
func (t *tx) line(channel string, l line, now time.Time, n int) ([]candidate, error) {
	var queue []candidate
	args := []any{t.shard, channel, us(now), n, l.priority, l.flow}
	err := t.each("read what is due", selectDueMessages, args, func(rows *sql.Rows) error {
		m := candidate{Message: store.Message{State: store.Sending}}
		err := rows.Scan(&m.Contact, &m.Key, &m.ID, &m.Channel, &m.Priority, &m.Text, &m.Extras, &m.Lang, &m.Flow, &m.Run,
			when{&m.DueAt}, when{&m.Expires}, &m.Tries, when{&m.At}, &m.Last, &m.Doubt, when{&m.TriedAt}, &m.Cost, &m.sealed,
			when{&m.standing.Stopped}, when{&m.standing.Dead}, when{&m.SeenAt})
		m.standing.Address = m.sealed != nil
		queue = append(queue, m)
		return err
	})
	return queue, err
}

// barred ends a message that may not be sent.
func (t *tx) barred(m *candidate, now time.Time) (bool, error) {
	end, why := m.Bar(m.standing, now)
	if end == "" {
		var err error
		if m.Address, err = t.db.keys.Open(m.Contact, m.sealed); err == nil {
			return false, nil
		}
		end, why = store.Failed, store.WhyUnreadable
	}
	t.erases = t.erases || !m.standing.Address
	_, err := t.exec("end a message", endMessage, t.shard, m.Contact, m.Key, end, why, !m.standing.Address)
	return true, err
}

func (t *tx) claim(m *candidate, fence int64, now, until time.Time) error {
	m.Tries++
	if !m.Doubt {
		m.TriedAt = now
	}
	_, err := t.exec("claim a message", claimMessage, t.shard, m.Contact, m.Key, fence, us(until), us(m.TriedAt))
	return err
}

// Finish records what became of claimed messages.
func (t *tx) Finish(_ context.Context, fence int64, outcomes []store.Outcome) error {
	for _, o := range outcomes {
		if err := t.own(o.Contact); err != nil {
			return err
		}
		var retry any
		if o.State == store.Queued {
			retry = us(o.RetryAt)
		}
		if _, err := t.exec("finish a message", finishMessage, t.shard, o.Contact, o.Key, fence, o.State,
			store.Storable(o.Why), store.Storable(o.Ref), retry, o.Back, o.Doubt, o.Cost); err != nil {
			return err
		}
		if o.Dead {
			if _, err := t.exec("note a dead address", buryConversation, t.shard, o.Contact, us(o.At)); err != nil {
				return err
			}
		}
	}
	return t.dropSealed()
}

// Lost deals with claims that ran out.
func (t *tx) Lost(_ context.Context, now time.Time, asked []string) (again, unknown int, err error) {
	names, err := json.Marshal(append([]string{}, asked...))
	if err != nil {
		return 0, 0, err
	}
	back, err := t.exec("return lost messages", lostAgain, t.shard, us(now), string(names))
	if err != nil {
		return 0, 0, err
	}
	given, err := t.exec("give lost messages up", lostUnknown, t.shard, us(now), store.WhyLost)
	if err != nil {
		return 0, 0, err
	}
	return int(back), int(given), t.dropSealed()
}

// Status moves messages forward.
func (t *tx) Status(_ context.Context, updates []store.StatusUpdate) error {
	for _, u := range updates {
		if err := t.own(u.Contact); err != nil {
			return err
		}
		m := store.Message{}
		err := t.each("find a message", selectReceipted, []any{t.shard, u.Contact, u.ID, u.Ref}, func(rows *sql.Rows) error {
			return rows.Scan(&m.Key, &m.State, &m.Why, &m.Cost)
		})
		if err != nil {
			return err
		}
		before := m
		if m.Key == "" || !m.Heed(u) && m.Cost == before.Cost {
			continue
		}
		if _, err := t.exec("move a message on", moveMessage, t.shard, u.Contact, m.Key, m.State, store.Storable(m.Why), m.Cost); err != nil {
			return err
		}
		if u.Dead && m.State != before.State {
			if _, err := t.exec("note a dead address", buryConversation, t.shard, u.Contact, us(u.At)); err != nil {
				return err
			}
		}
	}
	return t.dropSealed()
}

// Halt stops everything queued for a contact.
func (t *tx) Halt(_ context.Context, c store.Contact) error {
	if err := t.own(c); err != nil {
		return err
	}
	if _, err := t.exec("stop what is queued", haltMessages, t.shard, c, store.WhyStopped); err != nil {
		return err
	}
	return t.dropSealed()
}

// dropSealed removes the messages that carried an erased person's address and
// have nowhere to go any more.
func (t *tx) dropSealed() error {
	n, err := t.exec("drop what is over", dropSealed, t.shard)
	if n > 0 {
		t.erases = true
	}
	return err
}
