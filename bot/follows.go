package bot

import (
	"context"
	"slices"
	"time"

	"plaza/store"
)

// following is a follow that begins or ends in this batch. They are written in
// the order in which they were said.
type following struct {
	store.Follow
	ends bool
}

// same tells whether two follows are of the same thing.
func same(a, b store.Follow) bool {
	return a.Contact == b.Contact && a.Plan == b.Plan && a.Kind == b.Kind && a.Target == b.Target
}

// follows is what the person follows, with what this batch has heard and not
// yet written.
func (t *turn) follows() ([]store.Follow, error) {
	var mine []store.Follow
	if !t.conv.New {
		found, err := t.tx.Follows(t.ctx, []store.Contact{t.conv.Contact})
		if err != nil {
			return nil, err
		}
		mine = found[t.conv.Contact]
	}
	for _, w := range []*writes{t.shared, t.w} {
		for _, f := range w.follows {
			if f.Contact != t.conv.Contact {
				continue
			}
			mine = slices.DeleteFunc(mine, func(m store.Follow) bool { return same(m, f.Follow) })
			if !f.ends {
				mine = append(mine, f.Follow)
			}
		}
	}
	return mine, nil
}

// follow notes what the person wants news of from now on, and the sentence
// that told them so, which is the evidence of their consent.
func (t *turn) follow(fresh []subject, said string) error {
	t.consentToNews(true, said)
	return t.beginFollows(fresh)
}

// beginFollows notes what the person wants news of. What they have followed
// already as part of something, and not been told yet, they are still to hear
// when they end that. A walk of news may pass them by meanwhile, of a revision
// that this node has not heard of: so it is looked once what is new to them.
func (t *turn) beginFollows(fresh []subject) error {
	mine, err := t.follows()
	if err != nil {
		return err
	}
	for _, s := range fresh {
		f := s.follow(t.conv.Contact)
		f.Seen, f.At = t.plans.Revision(f.Plan), t.now
		for _, m := range mine {
			if of := (subject{s.plan, m.Kind, m.Target}); m.Plan == f.Plan && of.holds(s) {
				f.Seen = min(f.Seen, m.Seen)
			}
		}
		t.w.follows = append(t.w.follows, following{f, false})
	}
	rhythm, err := t.rhythmNow()
	if err != nil {
		return err
	}
	t.expect(rhythm, t.now.Add(failedWait))
	return nil
}

// unfollow notes what the person wants no more news of.
func (t *turn) unfollow(ends []store.Follow) {
	for _, f := range ends {
		t.w.follows = append(t.w.follows, following{f, true})
	}
}

// consentToNews keeps evidence that news is wanted, or no longer. Of whom
// nothing else is held then, nothing is kept: in an hour, when the answer has left.
func (t *turn) consentToNews(yes bool, said string) {
	if !yes {
		t.w.due = append(t.w.due, store.Due{Contact: t.conv.Contact, Kind: dueForget, Key: purposeUpdates, At: t.now.Add(time.Hour)})
	}
	t.w.consents = append(t.w.consents, store.Consent{
		Contact: t.conv.Contact, Purpose: purposeUpdates, Yes: yes, How: "reply", Text: said, Lang: t.lang(), At: t.now,
	})
}

// writeFollows hands to the transaction what begins and ends, in order.
func (w *writes) writeFollows(ctx context.Context, tx store.Tx) error {
	for rest := w.follows; len(rest) > 0; {
		var some []store.Follow
		ends := rest[0].ends
		for len(rest) > 0 && rest[0].ends == ends {
			some, rest = append(some, rest[0].Follow), rest[1:]
		}
		if ends {
			if _, err := tx.DropFollows(ctx, some); err != nil {
				return err
			}
			continue
		}
		if err := tx.AddFollows(ctx, some); err != nil {
			return err
		}
	}
	return nil
}
