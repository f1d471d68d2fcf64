package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"plaza/civic/plan"
	"plaza/store"
)

// dueDigest is the kind of due row that tells a person what is new to them.
// Its key is their rhythm when it was made and, for a digest, the slot: a row
// of a rhythm that they have changed since says nothing, and one slot has one
// row.
const dueDigest = "digest"

// busyFor is for how long after their last word news keeps out of the
// consultation that somebody is in the middle of.
const busyFor = time.Hour

// reader is what tells whether and when a person hears news.
type reader struct {
	rhythm string
	news   []bulletin // by plan; empty when nothing is new
}

// bulletin is what is new to one person in one plan.
type bulletin struct {
	plan    *plan.Plan
	n       int            // the revision they know from then on
	follows []store.Follow // of that plan
	news    []notice
}

// readFor reads for people, all at once, what the news to them is made from.
func (b *Bot) readFor(ctx context.Context, tx store.Tx, w *writes, people []store.Contact) error {
	if len(people) == 0 {
		return nil
	}
	follows, err := tx.Follows(ctx, people)
	if err != nil {
		return err
	}
	rhythms, err := tx.FactsOf(ctx, people, factUpdates)
	if err != nil {
		return err
	}
	if w.readers == nil {
		w.readers = make(map[store.Contact]reader, len(people))
	}
	var told []store.Contact
	for _, c := range people {
		r := reader{rhythm: cmp.Or(rhythms[c], updatesNow)}
		theirs := follows[c]
		for len(theirs) > 0 {
			n := 1
			for n < len(theirs) && theirs[n].Plan == theirs[0].Plan {
				n++
			}
			of := theirs[:n]
			theirs = theirs[n:]
			known := b.gazette.of(of[0].Plan)
			if news := known.unseen(of); len(news) > 0 {
				r.news = append(r.news, bulletin{plan: known.newest, n: known.n, follows: of, news: news})
			}
		}
		if w.readers[c] = r; len(r.news) > 0 {
			told = append(told, c)
		}
	}
	if b.Cap.Messages > 0 {
		if w.unasked, err = tx.Unasked(ctx, told, b.Now().UTC().Add(-b.Cap.Within)); err != nil {
			return err
		}
		for _, c := range told {
			w.unasked[c] = slices.Clip(w.unasked[c]) // that there is nothing is known too
		}
	}
	return nil
}

// digested are the people of due rows that tell news.
func digested(due []store.Due) (people []store.Contact) {
	for i := range due {
		if due[i].Kind == dueDigest && !slices.Contains(people, due[i].Contact) {
			people = append(people, due[i].Contact)
		}
	}
	return people
}

// comeDigest tells the person what is new, unless the row is of a rhythm that
// is theirs no more.
func (t *turn) comeDigest(d *store.Due) error {
	if rhythm, _, _ := strings.Cut(d.Key, "/"); rhythm != t.shared.readers[t.conv.Contact].rhythm {
		return nil
	}
	return t.digest()
}

// digest tells the person all that is new to them, if they may be written to
// now. What they know now is noted with it, so that nothing is told twice.
func (t *turn) digest() error {
	t.priority, t.timed = store.Broadcast, true
	r := t.shared.readers[t.conv.Contact]
	if len(r.news) == 0 || !t.conv.Stopped.IsZero() || !t.conv.Dead.IsZero() || t.responds(t.conv.Channel) {
		return nil
	}
	if t.conv.Flow != "" && t.conv.SeenAt.Add(busyFor).After(t.now) || t.conv.Aside == asideStop {
		return &notNow{t.now.Add(busyFor)}
	}
	at, err := t.free()
	if err != nil {
		return err
	}
	if at.After(t.now) {
		return &notNow{at}
	}
	key, flow := "news/", ""
	if r.rhythm != updatesNow {
		key = "digest/"
	}
	var all []headline
	var seen []store.Follow
	for i, e := range r.news {
		if e.news, err = t.untold(e); err != nil {
			return err
		}
		if e.news, err = t.unawaited(e); err != nil {
			return err
		}
		for _, f := range e.follows {
			f.Seen = e.n
			seen = append(seen, f)
		}
		if i > 0 {
			key += "+"
		}
		key += newsKey(e.plan.ID, e.n)
		if flow == "" && len(e.news) > 0 {
			flow = "plan/" + e.plan.ID
		}
		all = append(all, t.headlines(e)...)
	}
	t.w.then = append(t.w.then, func(ctx context.Context, tx store.Tx) error { return tx.SetSeen(ctx, seen) })
	if len(all) == 0 {
		return nil
	}
	// The moment, too: who begins to follow something hears of it by itself,
	// though they have heard of the same revision.
	t.key, t.flow, t.runID = fmt.Sprintf("%s/%d", key, t.now.UnixMicro()), flow, ""
	t.bring(all, templateNews, "news_end")
	return nil
}

// untold leaves out what another channel of the same person has brought.
func (t *turn) untold(e bulletin) ([]notice, error) {
	if t.conv.Person == "" {
		return e.news, nil
	}
	var left []notice
	told := make(map[string]bool)
	for _, x := range e.news {
		key := fmt.Sprintf("news/%s/%s", newsKey(e.plan.ID, x.n), x.Commitment)
		mine, asked := told[key]
		if !asked {
			who, err := t.tx.OnePerPerson(t.ctx, key, map[store.Contact]string{t.conv.Contact: t.conv.Person})
			if err != nil {
				return nil, err
			}
			mine = who[t.conv.Contact]
			told[key] = mine
		}
		if mine {
			left = append(left, x)
		}
	}
	return slices.Clip(left), nil
}
