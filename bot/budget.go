package bot

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"plaza/store"
)

// A till keeps consultations within their budgets. What a message will cost is
// reserved in the store before it is sent: by one conditional statement for a
// batch, so that any number of nodes may spend at once and none passes the
// limit. When it is known what became of the message, the difference is given
// back. A node that is killed in between leaves its reservations spent: the
// budget may end a few messages early, and never late.
type till struct {
	mu    sync.Mutex
	held  map[outboxKey]reservation
	owed  map[string]int64 // what is still to be spent, or given back, by consultation
	spent map[string]bool  // whose budget was last found to be spent
}

// outboxKey names a message.
type outboxKey struct {
	contact store.Contact
	key     string
}

type reservation struct {
	flow   string
	amount int64
}

func newTill() *till {
	return &till{held: map[outboxKey]reservation{}, owed: map[string]int64{}, spent: map[string]bool{}}
}

// afford reserves what messages will cost, and returns those that their
// consultation can no longer pay for. The one confirmation of a stop or an
// erasure is paid for whatever it costs. After an error nothing is known of
// the messages it returns.
func (b *Bot) afford(ctx context.Context, msgs []store.Message) (broke []store.Message, err error) {
	byFlow := map[string][]store.Message{}
	for _, m := range msgs {
		if _, bound := b.Budgets[m.Flow]; bound && b.price(&m) > 0 {
			byFlow[m.Flow] = append(byFlow[m.Flow], m)
		}
	}
	for flow, theirs := range byFlow {
		over, e := b.affordOf(ctx, flow, theirs)
		broke, err = append(broke, over...), errors.Join(err, e)
	}
	return broke, err
}

// affordOf reserves for messages of one consultation: all at once, or, when
// there is not enough for all, one after another.
func (b *Bot) affordOf(ctx context.Context, flow string, msgs []store.Message) (broke []store.Message, err error) {
	var all int64
	for i := range msgs {
		all += b.price(&msgs[i])
	}
	ok, err := b.Store.Spend(ctx, flow, all, b.Budgets[flow])
	if err != nil {
		return msgs, err
	}
	if ok {
		for i := range msgs {
			b.till.hold(&msgs[i], b.price(&msgs[i]))
		}
		return nil, nil
	}
	refused := int64(math.MaxInt64) // so much is not left
	for i := range msgs {
		cost, limit := b.price(&msgs[i]), b.Budgets[flow]
		if msgs[i].Last {
			limit = math.MaxInt64
		} else if cost >= refused {
			broke = append(broke, msgs[i])
			continue
		}
		ok, err := b.Store.Spend(ctx, flow, cost, limit)
		switch {
		case err != nil:
			return append(broke, msgs[i:]...), err
		case ok:
			b.till.hold(&msgs[i], cost)
		default:
			refused, broke = cost, append(broke, msgs[i])
		}
	}
	if b.till.mark(flow, len(broke) > 0) {
		b.Log.Warn("the budget of a consultation is spent: its messages fail until it is raised", "flow", flow)
	}
	return broke, nil
}

// mark notes whether a budget is spent, and says whether that is news.
func (t *till) mark(flow string, spent bool) (news bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	news = spent && !t.spent[flow]
	t.spent[flow] = spent
	return news
}

func (t *till) hold(m *store.Message, amount int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.held[outboxKey{m.Contact, m.Key}] = reservation{m.Flow, amount}
}

// close notes what an attempt really cost in place of what was reserved for it.
func (t *till) close(o *store.Outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := outboxKey{o.Contact, o.Key}
	if r, ok := t.held[at]; ok {
		delete(t.held, at)
		t.owed[r.flow] += o.Cost - r.amount
	}
}

// settleUp gives back, or spends, what attempts cost less or more than was
// reserved. What fails is spent the next time, and not given back: it may have
// been, and a budget ends rather too early than too late.
func (b *Bot) settleUp() {
	b.till.mu.Lock()
	owed := b.till.owed
	b.till.owed = map[string]int64{}
	b.till.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), receiveTime)
	defer cancel()
	for flow, amount := range owed {
		if amount == 0 {
			continue
		}
		if _, err := b.Store.Spend(ctx, flow, amount, math.MaxInt64); err != nil && amount > 0 {
			b.till.mu.Lock()
			b.till.owed[flow] += amount
			b.till.mu.Unlock()
		}
	}
}

// without is the messages that are not among the others.
func without(msgs, others []store.Message) []store.Message {
	return slices.DeleteFunc(msgs, func(m store.Message) bool {
		return slices.ContainsFunc(others, func(o store.Message) bool { return o.Contact == m.Contact && o.Key == m.Key })
	})
}
