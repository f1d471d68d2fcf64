package bot

import (
	"context"
	"slices"

	"plaza/store"
)

// claimCopies notes of a contact who has just become one of a person's which
// broadcasts under way they have a copy of: the person's other channels may
// not have been looked at yet, and get none.
func (b *Bot) claimCopies(ctx context.Context, tx store.Tx, c store.Contact, person string) error {
	if err := b.refreshCasts(ctx); err != nil {
		return err
	}
	for _, id := range b.castsUnderWay(func(*cast) bool { return true }) {
		if _, _, err := tx.Job(ctx, jobCast, id); err != nil { // the stretch in hand is waited for
			return err
		}
		has := false
		err := b.Store.View(ctx, func(v store.View) error {
			return v.EachMessage(ctx, store.MessageFilter{Flow: castFlow(id), Contact: c, Limit: 1}, func(store.Message) error {
				has = true
				return nil
			})
		})
		if err != nil {
			return err
		}
		if !has {
			continue
		}
		if _, err := tx.OnePerPerson(ctx, id, map[store.Contact]string{c: person}); err != nil {
			return err
		}
	}
	return nil
}

// castsUnderWay are those broadcasts that are not over, in the order in which
// their jobs are locked.
func (b *Bot) castsUnderWay(which func(*cast) bool) (ids []string) {
	for _, c := range b.casts.each() {
		if !c.State.Over() && which(c) {
			ids = append(ids, c.ID)
		}
	}
	slices.Sort(ids)
	return ids
}
