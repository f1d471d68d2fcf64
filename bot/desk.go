package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"plaza/flows"
	"plaza/store"
)

// ErrNoHandover is returned for a code that no waiting conversation has.
var ErrNoHandover = errors.New("no conversation with this code waits at a desk")

// Waiting is one conversation at a desk, as the person of the desk sees it.
type Waiting struct {
	store.Handover
	Lines []store.Line // the last of the conversation, oldest first
}

// Desk lists the conversations that wait at a desk, or at all of them when
// desk is empty, the longest waiting first.
func (b *Bot) Desk(ctx context.Context, desk string) ([]Waiting, error) {
	const lines = 10
	var waiting []Waiting
	err := b.Store.View(ctx, func(v store.View) error {
		hs, err := v.Handovers(ctx, desk)
		if err != nil {
			return err
		}
		for _, h := range hs {
			ls, err := v.Transcript(ctx, h.Contact, lines)
			if err != nil {
				return err
			}
			waiting = append(waiting, Waiting{Handover: h, Lines: ls})
		}
		return nil
	})
	return waiting, err
}

// Answer sends a person's own words to the one who waits under code.
func (b *Bot) Answer(ctx context.Context, code, text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("an answer needs words")
	}
	return b.atDesk(ctx, code, func(t *turn) error {
		t.tell(flows.Message{Text: text, Lang: t.lang()}, "")
		return nil
	})
}

// Return hands the conversation under code back to its flow, which goes on.
func (b *Bot) Return(ctx context.Context, code string) error {
	return b.atDesk(ctx, code, (*turn).returned)
}

// atDesk runs fn as a turn of the conversation that waits under code.
func (b *Bot) atDesk(ctx context.Context, code string, fn func(*turn) error) error {
	var found *store.Handover
	if err := b.Store.View(ctx, func(v store.View) error {
		hs, err := v.Handovers(ctx, "")
		for i := range hs {
			if strings.EqualFold(hs[i].Code, code) {
				found = &hs[i]
			}
		}
		return err
	}); err != nil {
		return err
	}
	if found == nil {
		return fmt.Errorf("%s: %w", code, ErrNoHandover)
	}
	return b.update(ctx, b.Store.Shard(found.Contact), func(tx store.Tx, w *writes) error {
		convs, err := tx.Conversations(ctx, []store.Contact{found.Contact})
		if err != nil {
			return err
		}
		conv := convs[found.Contact]
		if conv == nil || conv.Desk == "" {
			return fmt.Errorf("%s: %w", code, ErrNoHandover)
		}
		w.conv(conv)
		return b.attempt(ctx, tx, w, conv, "desk/"+b.newID(), fn)
	})
}

// returned lets the flow go on after a person handed back.
func (t *turn) returned() error {
	t.leaveDesk()
	p, s := t.open()
	if p == nil {
		return nil
	}
	return t.step(p, s, flows.Input{Kind: flows.InReturned, At: t.now})
}
