package bot

import (
	"context"
	"fmt"

	"plaza/civic/audience"
	"plaza/store"
)

// Tag puts a tag on a contact, or takes it away: a word that operators know
// people by, and that a broadcast may ask for. Nobody is shown their tags, so
// they should say nothing that a person could not be told. It returns
// store.ErrNotFound for somebody who never wrote.
func (b *Bot) Tag(ctx context.Context, c store.Contact, tag string, on bool) error {
	value := ""
	if on {
		value = "yes"
	}
	err := b.Store.Update(ctx, b.Store.Shard(c), func(tx store.Tx) error {
		convs, err := tx.Conversations(ctx, []store.Contact{c})
		if err != nil {
			return err
		}
		if convs[c] == nil || convs[c].Address == "" { // or was erased: then nothing more is kept of them
			return store.ErrNotFound
		}
		return tx.PutFacts(ctx, []store.Fact{{Contact: c, Name: audience.TagFact(tag), Value: value, At: b.Now().UTC()}})
	})
	if err != nil {
		return fmt.Errorf("tag a contact: %w", err)
	}
	return nil
}

// Tagged calls fn with every contact that has a tag. Who was erased has none.
func (b *Bot) Tagged(ctx context.Context, tag string, fn func(store.Contact) error) error {
	fact := audience.TagFact(tag)
	err := b.Store.View(ctx, func(v store.View) error {
		return v.EachMember(ctx, store.Wants{Facts: []string{fact}}, func(m store.Member) error {
			if m.Facts[fact] == "" {
				return nil
			}
			return fn(m.Contact)
		})
	})
	if err != nil {
		return fmt.Errorf("look who has a tag: %w", err)
	}
	return nil
}
