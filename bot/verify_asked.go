package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"plaza/store"
)

// Asking is that people were asked whether a milestone is true where they live.
type Asking struct {
	Milestone int
	Flow      string // the consultation that asked
	By        string // the operator who had them asked
	At        time.Time
}

// asking is what the job of a shard keeps: how far it came, and for good who
// began it.
type asking struct {
	walk
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// Asked returns what people were asked about a commitment, by its milestones;
// nothing when there is no such commitment.
func (b *Bot) Asked(ctx context.Context, commitment string) ([]Asking, error) {
	c, ok := b.Plans().Promise(commitment)
	if !ok {
		return nil, nil
	}
	if err := b.readAhead(ctx); err != nil {
		return nil, fmt.Errorf("read what was asked about %s: %w", c.Code, err)
	}
	var all []Asking
	err := b.Store.Update(ctx, 0, func(tx store.Tx) error { // each shard has the job of all of them
		all = nil
		for i := range c.Milestones {
			n := c.Milestones[i].Number
			for _, about := range b.claims(c, n) {
				if err := b.askedOf(ctx, tx, c.Code, n, about, &all); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what was asked about %s: %w", c.Code, err)
	}
	return all, nil
}

// askedOf adds what people were asked about one claim.
func (b *Bot) askedOf(ctx context.Context, tx store.Tx, commitment string, milestone int, about claim, all *[]Asking) error {
	for _, flow := range b.Library().Flows() {
		job, ok, err := tx.Job(ctx, jobVerify, verifyKey(flow, milestoneCode(commitment, milestone), about))
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		var began asking
		if err := json.Unmarshal(job.Data, &began); err != nil {
			return fmt.Errorf("read who asked by %s: %w", flow, err)
		}
		*all = append(*all, Asking{Milestone: milestone, Flow: flow, By: began.By, At: began.At})
	}
	return nil
}
