package bot

import (
	"context"
	"slices"
	"strconv"

	"plaza/store"
)

// castPieces is more messages than one copy ever is.
const castPieces = 8

// whyRevoked stands with a copy whose person took their consent back while it
// waited.
const whyRevoked = "the person does not agree to it any more"

// revoke takes back the copies that wait for people who have just said that
// they do not agree any more to what broadcasts under way are for. Whoever is
// looked at later is left out by the expansion, and who stops altogether by
// every claim, until they come back: then a copy that was written meanwhile
// would leave, for a yes that was taken back.
//
// It goes by what is stored, not by what the last tick saw, and waits for the
// stretch in hand: its copies are taken back too.
func (b *Bot) revoke(ctx context.Context, tx store.Tx, said []store.Consent) error {
	noes := slices.DeleteFunc(slices.Clone(said), func(c store.Consent) bool {
		if c.Purpose == everything {
			return !c.Yes
		}
		return c.Yes || c.Purpose == takePart // for which there are no broadcasts
	})
	if len(noes) == 0 {
		return nil
	}
	if err := b.refreshCasts(ctx); err != nil {
		b.Log.Error("whoever takes back a consent is heard by the broadcasts known so far", "error", err)
	}
	var heard []string
	for _, c := range noes {
		heard = append(heard, b.castsFor(c.Flow, c.Purpose)...)
	}
	slices.Sort(heard) // not by who spoke first: others lock several of them too
	if err := awaitStretches(ctx, tx, slices.Compact(heard)); err != nil {
		return err
	}
	var taken []store.Message
	for _, c := range noes {
		for _, id := range b.castsFor(c.Flow, c.Purpose) {
			for piece := range castPieces {
				key := castKey(id)
				if piece > 0 {
					key += "/" + strconv.Itoa(piece)
				}
				taken = append(taken, store.Message{Contact: c.Contact, Key: key})
			}
		}
	}
	if len(taken) == 0 {
		return nil
	}
	_, err := tx.Cancel(ctx, taken, whyRevoked)
	return err
}

// awaitCopies waits for the stretches in hand of the broadcasts under way. What
// they write to somebody whose conversation is locked is there then, and what
// comes after them sees that person as this transaction leaves them.
func (b *Bot) awaitCopies(ctx context.Context, tx store.Tx) error {
	if err := b.refreshCasts(ctx); err != nil {
		b.Log.Error("whoever erases themselves is heard by the broadcasts known so far", "error", err)
	}
	return awaitStretches(ctx, tx, b.castsUnderWay(func(*cast) bool { return true }))
}

// awaitStretches locks the jobs of broadcasts, in the order they are given in.
func awaitStretches(ctx context.Context, tx store.Tx, ids []string) error {
	for _, id := range ids {
		if _, _, err := tx.Job(ctx, jobCast, id); err != nil {
			return err
		}
	}
	return nil
}

// castsFor are the broadcasts under way that are for this purpose.
func (b *Bot) castsFor(flow, purpose string) []string {
	return b.castsUnderWay(func(c *cast) bool {
		f, p := c.file.ConsentTo()
		return purpose == everything || f == flow && p == purpose
	})
}
