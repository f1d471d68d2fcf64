package bot

import (
	"context"
	"fmt"
	"strconv"

	"plaza/civic/plan"
	"plaza/flows"
	"plaza/store"
)

// leastFewest is the least k: what others answered is told in groups of so many
// people, and Config.Fewest may ask for larger ones but never for smaller.
const leastFewest = plan.MinPanel

// find answers what the engine needs of the world: rows of a table, or what
// others answered.
func (t *turn) find(p *flows.Program, s *flows.State, q flows.Query) (*flows.Input, error) {
	in := &flows.Input{Kind: flows.InFound, At: t.now}
	if q.Others == "" {
		in.Rows, in.Fit = p.Find(q, t.plans.rows(t.Bot, p.PlanTable(q.Table), q.Lang)...)
		return in, nil
	}
	var counted map[string]int
	err := t.Store.View(t.ctx, func(v store.View) (err error) {
		counted, err = v.Counts(t.ctx, s.Flow, t.run(p, s).Subject, q.Others, t.Fewest)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count what others answered: %w", err)
	}
	for value, n := range counted {
		in.Rows = append(in.Rows, flows.Row{Key: value, Cells: map[string]string{"count": strconv.Itoa(n)}})
	}
	return in, nil
}

// handOver puts the conversation into a desk's queue: from now on a person
// answers, until they return it or the flow's wait for them is over.
func (t *turn) handOver(s *flows.State, e flows.Handed) {
	t.conv.Desk = e.Desk
	h := store.Handover{
		Contact: t.conv.Contact, Run: s.Run, Desk: e.Desk, Flow: s.Flow, Lang: s.Lang, OpenedAt: t.now, Code: t.newID()[:6],
	}
	if e.Wait > 0 {
		h.Until = t.now.Add(e.Wait)
	}
	conv := t.conv
	t.w.then = append(t.w.then, func(ctx context.Context, tx store.Tx) error {
		if conv.Run != h.Run || conv.Desk != h.Desk {
			return nil // a later message of the same batch has left the desk
		}
		return tx.PutHandover(ctx, h)
	})
}

// leaveDesk ends a hand-over: the flow speaks again.
func (t *turn) leaveDesk() {
	contact := t.conv.Contact
	t.conv.Desk = ""
	t.w.conv(t.conv)
	t.w.first = append(t.w.first, func(ctx context.Context, tx store.Tx) error { return tx.DropHandover(ctx, contact) })
}
