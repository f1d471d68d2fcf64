package bot

import (
	"context"
	"time"

	"plaza/store"
)

// What keeps a claimed message from being sent, in words for an operator.
const (
	whyNight   = "it is night where the person is"
	whyStale   = "the person has written since it was made"
	whyNoMoney = "the budget of the consultation is spent"
)

// staleAfter is how long after it was made a reminder is no longer sent to a
// person who has written since: what they wrote was answered with all that the
// reminder could say.
const staleAfter = time.Hour

// sift takes out of what was claimed what may not leave now, and says what
// becomes of it. What the rest will cost is reserved.
func (p *pass) sift(msgs []store.Message) (send []store.Message, kept []store.Outcome, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), receiveTime)
	defer cancel()
	now := p.Now().UTC()
	for _, m := range msgs {
		if o := p.untimely(&m, now); o != nil {
			kept = append(kept, *o)
			continue
		}
		send = append(send, m)
	}
	if len(p.Budgets) == 0 {
		return send, kept, nil
	}
	broke, err := p.afford(ctx, send)
	for _, m := range broke {
		o := store.Outcome{Contact: m.Contact, Key: m.Key, State: store.Failed, Why: whyNoMoney, Doubt: m.Doubt, At: now}
		switch {
		case err != nil:
			o.State, o.Why, o.Back = store.Queued, m.Why, true
		case m.Doubt:
			o.State, o.Why = store.Unknown, whyDoubt+", and "+whyNoMoney
		}
		kept = append(kept, o)
	}
	return without(send, broke), kept, err
}

// untimely says what becomes of a message that nobody asked for and that may
// not leave at this moment; nil when it may. Turns that speak unasked wait for
// the day themselves, so this is for what a slow sender or a broken network
// has carried into the night.
func (b *Bot) untimely(m *store.Message, now time.Time) *store.Outcome {
	if m.Priority == store.Reply || m.Doubt {
		return nil
	}
	o := &store.Outcome{Contact: m.Contact, Key: m.Key, At: now}
	if m.Priority == store.Reminder && m.SeenAt.After(m.At) && now.Sub(m.At) > staleAfter {
		o.State, o.Why = store.Expired, whyStale
		return o
	}
	if morning := b.awake(m.Address, now); morning.After(now) {
		o.State, o.Why, o.RetryAt, o.Back = store.Queued, whyNight, morning, true
		return o
	}
	return nil
}
