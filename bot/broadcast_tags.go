package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"plaza/civic/audience"
	"plaza/civic/broadcast"
	"plaza/store"
)

// Untagged are the tags that the conditions of a broadcast name and that
// nobody has, among all contacts and not only those whom it is for. Such a tag
// is mistyped, as a rule; under without it would leave nobody out, and nothing
// else would show it. Tags are the operators' own words, so this tells nothing
// of what people answered.
func (c *Broadcasts) Untagged(ctx context.Context, f *broadcast.File) ([]string, error) {
	tags := audience.Tags(f.Audience, f.Without)
	if len(tags) == 0 {
		return nil, nil
	}
	var wants store.Wants
	for _, tag := range tags {
		wants.Facts = append(wants.Facts, audience.TagFact(tag))
	}
	err := c.b.Store.View(ctx, func(v store.View) error {
		return v.EachMember(ctx, wants, func(m store.Member) error {
			tags = slices.DeleteFunc(tags, func(tag string) bool { return m.Facts[audience.TagFact(tag)] != "" })
			if len(tags) == 0 {
				return errEnough
			}
			return nil
		})
	})
	if errors.Is(err, errEnough) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look who has the tags of broadcast %s: %w", f.ID.Text, err)
	}
	return tags, nil
}
