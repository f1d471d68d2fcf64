package bot

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"plaza/channels"
	"plaza/store"
)

// sendTries is how often a message is taken up, to be sent or to be asked
// about, in all.
const sendTries = 6

// What became of an attempt, in words for an operator. What the network said
// stands behind them.
const (
	whyHalted    = "the person stopped us at their network"
	whyClosed    = "the session has ended and the flow names no template"
	whyRefused   = "the network refuses it"
	whyGivenUp   = "it could not be sent, however often it was tried"
	whyAgain     = "it could not be sent and is tried again"
	whyHeld      = "the network wants the sender to wait"
	whyDoubt     = "nobody knows whether it left"
	whyUnsaid    = "nobody knows whether it left, and the network did not say when it was asked"
	whyMalformed = "it cannot be sent as it is stored"
)

// errBroke is what an adapter that panics leaves us with.
var errBroke = errors.New("the channel broke down over it")

// send makes one attempt, and says what became of it and for how long the
// network wants nothing at all. Where an attempt before it may have left, and
// the network can be asked, it is asked first.
func (b *Bot) send(ch channels.Channel, m *store.Message) (o store.Outcome, hold time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), b.sendTime())
	defer cancel()
	out := channels.Outbound{ID: m.ID, To: channels.Address(m.Address), Text: m.Text, Lang: m.Lang, Expires: m.Expires}
	if b.caps[m.Channel].Session > 0 {
		out.Session = m.SeenAt
	}
	o = store.Outcome{Contact: m.Contact, Key: m.Key, Doubt: m.Doubt}
	defer func() {
		o.At = b.Now().UTC()
		b.metrics.sent.WithLabelValues(m.Channel, string(o.State)).Inc()
	}()
	if err := unpack(m.Extras, &out); err != nil {
		o.State, o.Why = store.Failed, because(whyMalformed, err)
		return o, 0
	}
	if finder, ok := ch.(channels.Finder); ok && m.Doubt && !b.ask(ctx, finder, m, out, &o) {
		return o, 0
	}
	if !m.Expires.IsZero() && !b.Now().Before(m.Expires) { // while it waited for its turn here
		if o.State, o.Why = store.Expired, store.WhyExpired; o.Doubt {
			o.State, o.Why = store.Unknown, whyDoubt
		}
		return o, 0
	}
	receipt, err := trySend(ctx, ch, out)
	if errors.Is(err, channels.ErrClosed) && out.Template != nil && !out.Session.IsZero() {
		out.Session = time.Time{} // it ended sooner than we thought, and nothing has left
		receipt, err = trySend(ctx, ch, out)
	}
	if errors.Is(err, errBroke) {
		b.Log.Error("a channel broke down over a message", "channel", m.Channel, "contact", m.Contact, "msg", m.ID)
	}
	o.Cost = b.charge(m, receipt, err, m.Doubt && !o.Doubt)
	return o, b.judge(ch, m, receipt, err, &o)
}

// trySend is one Send. A message over which the adapter panics must stop no other.
func trySend(ctx context.Context, ch channels.Channel, out channels.Outbound) (r channels.Receipt, err error) {
	defer func() {
		if recover() != nil { // what it says may hold the text
			err = errBroke
		}
	}()
	return ch.Send(ctx, out)
}

// ask asks the network what became of an attempt that may have left, and says
// whether the message is to be sent again. Who does not answer is asked again
// later, as often as a message is tried.
func (b *Bot) ask(ctx context.Context, ch channels.Finder, m *store.Message, out channels.Outbound, o *store.Outcome) (again bool) {
	var receipt channels.Receipt
	found := false
	others, err := b.refs(ctx, m.Contact)
	if err == nil {
		receipt, found, err = ch.Find(ctx, out, m.TriedAt, others)
	}
	switch {
	case err != nil && m.Tries >= sendTries:
		o.State, o.Why = store.Unknown, because(whyUnsaid, err)
	case err != nil:
		o.State, o.Why, o.RetryAt = store.Queued, because(whyUnsaid, err), b.later(m, err)
	case found:
		o.State, o.Ref, o.Doubt = store.Sent, receipt.Ref, false
		o.Cost = b.charge(m, receipt, nil, true)
		b.metrics.found.WithLabelValues(m.Channel, "sent").Inc()
	default:
		o.Doubt = false
		b.metrics.found.WithLabelValues(m.Channel, "not sent").Inc()
		return true
	}
	return false
}

// refs are the network's ids of all that we know to have sent to a person.
func (b *Bot) refs(ctx context.Context, c store.Contact) (refs []string, err error) {
	err = b.Store.Update(ctx, b.Store.Shard(c), func(tx store.Tx) (err error) {
		refs, err = tx.Refs(ctx, c)
		return err
	})
	return refs, err
}

// judge decides what an attempt means for the message; the adapter has only
// classified it. It returns for how long the whole sender must wait.
func (b *Bot) judge(ch channels.Channel, m *store.Message, r channels.Receipt, err error, o *store.Outcome) (hold time.Duration) {
	var asked *channels.RetryAfter
	limited := errors.As(err, &asked) && asked.All
	switch {
	case err == nil:
		o.State, o.Ref, o.Doubt = store.Sent, r.Ref, false
	case errors.Is(err, channels.ErrStopped):
		o.State, o.Why = store.Halted, because(whyHalted, err)
	case errors.Is(err, channels.ErrDead):
		o.State, o.Why, o.Dead = store.Failed, because(store.WhyDead, err), true
	case errors.Is(err, channels.ErrClosed):
		o.State, o.Why = store.Failed, because(whyClosed, err)
	case errors.Is(err, channels.ErrPermanent):
		o.State, o.Why = store.Failed, because(whyRefused, err)
	case errors.Is(err, channels.ErrTemporary) && limited:
		o.State, o.Why, o.Back = store.Queued, because(whyHeld, err), true
		return asked.For
	case errors.Is(err, channels.ErrTemporary) && m.Tries >= sendTries:
		o.State, o.Why = store.Failed, because(whyGivenUp, err)
	case errors.Is(err, channels.ErrTemporary):
		o.State, o.Why, o.RetryAt = store.Queued, because(whyAgain, err), b.later(m, err)
	default:
		b.metrics.unknown.Inc()
		if o.State, o.Why = store.Unknown, because(whyDoubt, err); mayRepeat(ch, m) {
			o.State, o.RetryAt = store.Queued, b.later(m, err)
		}
		o.Doubt = true
	}
	if o.State == store.Failed && o.Doubt { // this attempt did not leave; the one before may have
		o.State = store.Unknown
	}
	return 0
}

// mayRepeat says whether a message that may have left is taken up again: where
// the network can be asked first, and else a reply once, for somebody waits
// for it.
func mayRepeat(ch channels.Channel, m *store.Message) bool {
	if _, asks := ch.(channels.Finder); asks {
		return m.Tries < sendTries
	}
	return m.Priority != store.Broadcast && !m.Doubt
}

func because(why string, err error) string { return why + ": " + err.Error() }

// later is when a message is taken up again.
func (b *Bot) later(m *store.Message, err error) time.Time {
	return b.Now().UTC().Add(b.backoff(m.Tries, err))
}

// backoff is how long to wait before trying again: what the network asked for,
// else 5 s doubling to about 5 min, spread by a quarter so that messages which
// failed together do not return together.
func (b *Bot) backoff(tries int, err error) time.Duration {
	tries = max(tries, 1)
	wait := 5 * time.Second << min(tries-1, 6)
	var asked *channels.RetryAfter
	if errors.As(err, &asked) && asked.For > wait {
		wait = asked.For
	}
	var raw [2]byte
	b.randMu.Lock()
	_, _ = io.ReadFull(b.Rand, raw[:]) // without randomness there is no spread, and no harm
	b.randMu.Unlock()
	return wait + wait/4*time.Duration(binary.BigEndian.Uint16(raw[:]))/(1<<16)
}

// askable are the channels whose networks can say what became of a message.
func (b *Bot) askable() []string {
	var names []string
	for name, ch := range b.Channels {
		if _, ok := ch.(channels.Finder); ok {
			names = append(names, name)
		}
	}
	return names
}
