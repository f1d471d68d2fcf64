package bot

import (
	"context"
	"errors"

	"plaza/store"
)

// call visits a shard. What cannot be recorded because the store is away comes
// back; what the store refuses is tried alone, so that it keeps nothing else
// from being recorded.
func (p *pass) call(shard int, outcomes []store.Outcome, n int) visit {
	v := visit{shard: shard, wanted: n, settled: len(outcomes) > 0}
	p.settleUp()
	if v.claimed, v.more, v.err = p.exchange(shard, outcomes, n); v.err != nil {
		var err error
		if v.left, err = p.settle(shard, outcomes); err != nil {
			v.err = err
		}
		return v
	}
	v.claimed, v.kept, v.err = p.sift(v.claimed)
	return v
}

// settle records outcomes, each alone if need be, and returns those that the
// store was not there for.
func (p *pass) settle(shard int, outcomes []store.Outcome) (left []store.Outcome, err error) {
	if len(outcomes) == 0 {
		return nil, nil
	}
	if _, _, err = p.exchange(shard, outcomes, 0); err == nil {
		return nil, nil
	}
	for i := range outcomes {
		if _, _, err = p.exchange(shard, outcomes[i:i+1], 0); err == nil {
			continue
		}
		if errors.Is(err, store.ErrAway) || errors.Is(err, context.DeadlineExceeded) {
			return outcomes[i:], err
		}
		p.Log.Error("what became of a message could not be recorded", "channel", p.name, "contact", outcomes[i].Contact, "error", err)
	}
	return nil, nil
}

func stopped(o store.Outcome) bool { return o.State == store.Halted }

// exchange records outcomes and claims up to n messages, in one transaction. It
// has a time of its own: what was sent is recorded also while we shut down.
func (p *pass) exchange(shard int, outcomes []store.Outcome, n int) (msgs []store.Message, more bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), receiveTime)
	defer cancel()
	var contacts []store.Contact
	for _, o := range outcomes {
		if stopped(o) {
			contacts = append(contacts, o.Contact)
		}
	}
	err = p.update(ctx, shard, func(tx store.Tx, w *writes) error {
		msgs, more = nil, false
		convs, err := tx.Conversations(ctx, contacts) // people before messages, as everywhere
		if err != nil {
			return err
		}
		if err := tx.Finish(ctx, p.fence, outcomes); err != nil {
			return err
		}
		for _, conv := range convs {
			p.optOut(ctx, tx, w, conv)
		}
		if n == 0 {
			return nil
		}
		now := p.Now().UTC()
		msgs, more, err = tx.Claim(ctx, p.name, p.fence, now, now.Add(p.claimTime()), n)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return msgs, more, nil
}

// optOut stops what we send to who told their network to stop us. That holds
// also when their run cannot be brought to its end.
func (b *Bot) optOut(ctx context.Context, tx store.Tx, w *writes, conv *store.Conversation) {
	w.conv(conv)
	err := b.attempt(ctx, tx, w, conv, "halt", func(t *turn) error { return t.stop("network", true) })
	if err == nil {
		return
	}
	b.Log.Error("a run could not be stopped", "contact", conv.Contact, "flow", conv.Flow, "error", err)
	b.silence(w, conv, "network")
}
