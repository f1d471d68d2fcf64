package bot

import (
	"context"
	"errors"
	"fmt"

	"plaza/civic/broadcast"
)

// A crowd counts whom an audience names, as far as it must to know that it
// hides each of them: people, not channels.
type crowd struct {
	k       int
	alone   int             // who joined nothing
	persons map[string]bool // who joined several channels
}

func newCrowd(k int) *crowd { return &crowd{k: k, persons: map[string]bool{}} }

func (c *crowd) add(out sifted) {
	c.alone += out.meant - len(out.persons)
	for _, person := range out.persons {
		if len(c.persons) < c.k {
			c.persons[person] = true
		}
	}
}

// hides says whether there are enough.
func (c *crowd) hides() bool { return c.alone+len(c.persons) >= c.k }

// errEnough ends the look at an audience that is large enough.
var errEnough = errors.New("enough people")

// enough holds that an audience which depends on what people answered is large
// enough to hide each of them. It looks at no more people than it must.
func (c *Broadcasts) enough(ctx context.Context, f *broadcast.File) error {
	if !f.AsksAnswers() {
		return nil
	}
	b := c.b
	now := b.Now().UTC()
	s := b.sieve(f, now, now.Add(f.Within))
	meant := newCrowd(b.Fewest)
	for shard := range b.lanes {
		err := b.eachStretch(ctx, shard, s, "", nil, func(out sifted) error {
			if meant.add(out); meant.hides() {
				return errEnough
			}
			return nil
		})
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("count the audience of broadcast %s: %w", f.ID.Text, err)
		}
	}
	return tooFew(f, b.Fewest)
}

func tooFew(f *broadcast.File, k int) error {
	return fmt.Errorf("broadcast %s: its audience depends on what people answered and has fewer than %d of them: %w", f.ID.Text, k, ErrTooFew)
}
