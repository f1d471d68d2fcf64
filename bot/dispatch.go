package bot

import (
	"context"
	"slices"
	"time"

	"golang.org/x/time/rate"

	"plaza/store"
)

// The times that a sender's lease decides. A node that is killed leaves its
// messages to another after the lease. While it lives it renews the lease in
// good time, begins nothing once a third of it has passed, and gives a send
// the rest: so no two nodes ever send at once. A claim lasts longer than that,
// so that what is in flight is never taken for lost.
func (b *Bot) claimTime() time.Duration { return 4 * b.Lease }
func (b *Bot) renewTime() time.Duration { return b.Lease / 6 }
func (b *Bot) beginTime() time.Duration { return b.Lease / 3 }
func (b *Bot) sendTime() time.Duration  { return b.Lease - b.beginTime() }

// Dispatch sends what is due on one channel until nothing is left, and returns
// how many messages it claimed. It does nothing while another node drives this
// sender, or while the network wants to be left alone. One channel is
// dispatched by one caller at a time.
//
// It is a pipeline of one goroutine that decides and others that wait for the
// network and the store:
//
//	          visit                     begin
//	outbox ─────────► ready ───────────────────────► in flight
//	   ▲    claims     at the pace, under the lease      │
//	   └──────────────────── ended ◄─────────────────────┘
//	     the next visit records
//
// A visit is one transaction on one shard: it records what became of messages
// and claims others in their place, so that the network and the store are busy
// at the same time and nobody's next message leaves before their last one is
// settled. There is one visit at a time; what ends meanwhile goes with the next.
func (b *Bot) Dispatch(ctx context.Context, channel string) (int, error) {
	s := b.senders[channel]
	p := &pass{
		Bot: b, sender: s, look: make([]bool, len(b.lanes)),
		landed: make(chan landing, s.most), visited: make(chan visit, 1),
	}
	if p.catchUp(); p.err != nil || b.Now().Before(s.held) || !p.lease(ctx) {
		return 0, p.err
	}
	p.run(ctx)
	return p.total, p.err
}

// A pass is one Dispatch.
type pass struct {
	*Bot
	*sender
	leased time.Time // when the lease was last renewed
	look   []bool    // by shard: something may be due
	last   int       // the shard that was visited last

	ready    []claimed // to be begun, urgent kinds first
	flying   int
	landed   chan landing
	visiting bool
	visited  chan visit
	turn     <-chan time.Time // the pace lets the next send begin; nil when it need not wait

	total  int  // messages claimed
	ending bool // nothing more is claimed or begun
	stuck  bool // the store fails: what is left to be recorded waits for the next pass
	err    error
}

// claimed is a message that waits to be begun.
type claimed struct {
	store.Message
	at time.Time
}

// landing is the end of a send.
type landing struct {
	outcome store.Outcome
	hold    time.Duration // the network wants nothing for so long
}

// visit is what came of visiting a shard.
type visit struct {
	shard   int
	claimed []store.Message
	wanted  int             // how many were asked for
	more    bool            // others may be behind those that ended
	settled bool            // something was recorded
	left    []store.Outcome // what could not be recorded
	kept    []store.Outcome // what became of claimed messages that may not be sent
	err     error
}

func (p *pass) run(ctx context.Context) {
	tick := time.NewTicker(min(dispatchEvery, p.renewTime()))
	defer tick.Stop()
	stop := ctx.Done()
	p.lookAgain()
	for {
		p.renew(ctx)
		p.begin()
		if !p.visit() && p.flying == 0 && len(p.ready) == 0 {
			return
		}
		select {
		case l := <-p.landed:
			p.land(l)
		case v := <-p.visited:
			p.take(v)
		case <-p.turn:
			p.turn = nil
		case <-p.sender.wake:
			for shard := range p.look {
				p.look[shard] = p.stirred[shard].Swap(false) || p.look[shard]
			}
		case <-tick.C:
			p.lookAgain()
		case <-stop:
			stop = nil
			p.end()
		}
	}
}

// lookAgain looks at every shard: messages become due, and other nodes queue some.
func (p *pass) lookAgain() {
	for shard := range p.look {
		p.look[shard] = true
	}
}

// renew keeps the lease in good time. Without it the pass comes to its end.
func (p *pass) renew(ctx context.Context) {
	if !p.ending && p.Now().Sub(p.leased) >= p.renewTime() && !p.lease(ctx) {
		p.end()
	}
}

// catchUp records what could not be recorded before, under the fence of that
// time and whoever drives the sender now: else the claims run out, and what has
// left is sent once more.
func (p *pass) catchUp() {
	for shard, outcomes := range p.ended {
		if p.ended[shard], p.err = p.settle(shard, outcomes); p.err != nil {
			return
		}
	}
}

// lease takes or renews the lease, and says whether it is ours. It is not when
// another node has had it meanwhile: then this pass ends under its own fence.
func (p *pass) lease(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, p.renewTime())
	defer cancel()
	now := p.Now().UTC()
	fence, ours, err := p.Store.Acquire(ctx, p.name, p.Node, now, now.Add(p.Lease))
	if p.err = err; err != nil || !ours {
		return false
	}
	if fence != p.fence {
		if !p.leased.IsZero() {
			return false
		}
		p.fence = fence
	}
	p.leased = now
	return true
}

// begin begins as many sends as the slots, the pace and the lease allow.
func (p *pass) begin() {
	for len(p.ready) > 0 && p.flying < p.most && p.turn == nil && p.Now().Sub(p.leased) < p.beginTime() {
		if !p.paid {
			p.paid = true
			if wait := p.limit.Reserve().Delay(); wait > 0 {
				p.turn = time.After(wait)
				return
			}
		}
		m := p.ready[0].Message
		p.ready, p.paid = p.ready[1:], false
		p.flying++
		go func() {
			outcome, hold := p.send(p.ch, &m)
			p.landed <- landing{outcome, hold}
		}()
	}
}

// land takes in the end of a send.
func (p *pass) land(l landing) {
	p.flying--
	p.note(l.outcome)
	if l.hold > 0 {
		p.held = p.Now().Add(l.hold)
		p.end()
	}
}

func (p *pass) note(o store.Outcome) {
	p.till.close(&o)
	shard := p.Store.Shard(o.Contact)
	p.ended[shard] = append(p.ended[shard], o)
}

// end lets the pass come to its end: what is in flight lands and is recorded,
// and what has not begun goes back to the queue as if it had never left it.
func (p *pass) end() {
	p.ending = true
	p.giveBack(func(claimed) bool { return true })
}

func (p *pass) giveBack(which func(claimed) bool) {
	p.ready = slices.DeleteFunc(p.ready, func(m claimed) bool {
		back := which(m)
		if back {
			p.note(store.Outcome{Contact: m.Contact, Key: m.Key, State: store.Queued, Why: m.Why, Back: true, Doubt: m.Doubt, At: p.Now().UTC()})
		}
		return back
	})
}

// visit sends somebody to the next shard that has something to record or to
// claim, unless somebody is under way. It says whether there is a visit to
// wait for.
func (p *pass) visit() bool {
	if p.visiting || p.stuck {
		return p.visiting
	}
	// What waits too long behind more urgent ones must not be taken for lost.
	p.giveBack(func(m claimed) bool { return p.Now().Sub(m.at) > p.Lease })
	for i := range p.look {
		shard := (p.last + 1 + i) % len(p.look)
		outcomes, room := p.ended[shard], p.room()
		if !p.look[shard] || slices.ContainsFunc(outcomes, stopped) {
			room = 0 // who has stopped is opted out before anything else of theirs is claimed
		}
		if len(outcomes) == 0 && room == 0 {
			continue
		}
		p.last, p.visiting, p.ended[shard] = shard, true, nil
		p.look[shard] = p.look[shard] && room == 0
		go func() { p.visited <- p.call(shard, outcomes, room) }()
		return true
	}
	return false
}

// room is how many messages may be claimed: as many as can be begun, and some ahead.
func (p *pass) room() int {
	free := p.most - p.flying
	if p.limit.Limit() != rate.Inf {
		free = 0 // the pace, not the slots, decides when they leave
	}
	if p.ending {
		return 0
	}
	return max(0, free+p.ahead()-len(p.ready))
}

// take takes in what a visit brought.
func (p *pass) take(v visit) {
	p.visiting = false
	p.ended[v.shard] = append(append(v.left, v.kept...), p.ended[v.shard]...)
	if v.err != nil {
		p.err, p.stuck = v.err, true
		p.end()
	}
	p.total += len(v.claimed) + len(v.kept)
	now := p.Now()
	for _, m := range v.claimed {
		p.ready = append(p.ready, claimed{m, now})
	}
	slices.SortStableFunc(p.ready, func(a, b claimed) int { return int(a.Priority) - int(b.Priority) })
	if len(v.claimed)+len(v.kept) == v.wanted || v.settled || v.more {
		p.look[v.shard] = true // there may be more, of people whose last message is settled
	}
	if p.ending {
		p.end()
	}
}
