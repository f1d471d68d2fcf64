package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"plaza/civic/broadcast"
	"plaza/store"
)

// jobTier is a row among a shard's jobs that is no work and never due: how many
// conversations broadcasts open on a channel, and when. They share the
// channel's tier, so each stretch locks it. What reminders and digests open is
// not in it: to write it down would cost every one of them a statement.
const jobTier = "tier"

// tierDay is a day in the minutes in which openings are counted. A network
// counts the last 24 hours, whenever it is asked.
const tierDay = 24 * 60

// openings are the conversations that broadcasts open by a template, on one
// channel with people of one shard. In no 24 hours are there more of them than
// the shard's part of the channel's tier.
type openings struct {
	each int
	by   map[string][]opened // by broadcast, in the order of time
	all  []opened            // of all of them, likewise
	// From this minute on nothing was free before that one, when it was last
	// looked for: most people of a stretch look from the same minute.
	from, next int64
}

// opened is how many conversations are opened in a minute.
type opened struct {
	At int64 // minutes since 1970
	N  int
}

// tierBooks are the openings of a shard by channel, for those channels on
// which a broadcast may need them.
type tierBooks map[string]*openings

// openTiers locks and reads what broadcasts open on a shard. Where a broadcast
// has no template, or a channel no tier, there is nothing to be counted.
func (b *Bot) openTiers(ctx context.Context, tx store.Tx, f *broadcast.File) (tierBooks, error) {
	books := tierBooks{}
	if f.Template.Text == "" {
		return books, nil
	}
	for _, channel := range slices.Sorted(maps.Keys(b.Tiers)) {
		tier := b.Tiers[channel]
		if tier <= 0 || b.caps[channel].Session == 0 {
			continue
		}
		// Who makes the row is waited for: what they open counts.
		if err := tx.AddJobs(ctx, []store.Job{{Kind: jobTier, Key: channel}}); err != nil {
			return nil, err
		}
		row, _, err := tx.Job(ctx, jobTier, channel)
		if err != nil {
			return nil, err
		}
		o := &openings{each: max(1, tier/len(b.lanes)), by: map[string][]opened{}} // people spread evenly over the shards
		if len(row.Data) > 0 {
			if err := json.Unmarshal(row.Data, &o.by); err != nil {
				return nil, fmt.Errorf("read what is opened on %s: %w", channel, err)
			}
		}
		o.forget(minuteOf(b.Now()) - tierDay)
		books[channel] = o
	}
	return books, nil
}

// keep writes back what broadcasts open on a shard.
func (books tierBooks) keep(ctx context.Context, tx store.Tx) error {
	for channel, o := range books {
		data, err := json.Marshal(o.by)
		if err != nil {
			return fmt.Errorf("write what is opened on %s: %w", channel, err)
		}
		if err := tx.PutJobs(ctx, []store.Job{{Kind: jobTier, Key: channel, Data: data}}); err != nil {
			return err
		}
	}
	return nil
}

// forget drops what was opened at this minute or before, and adds up the rest.
func (o *openings) forget(until int64) {
	o.all, o.from, o.next = nil, 0, 0
	for id, list := range o.by {
		list = slices.DeleteFunc(list, func(a opened) bool { return a.At <= until })
		if o.by[id] = list; len(list) == 0 {
			delete(o.by, id)
		}
		for _, a := range list {
			o.all = add(o.all, a)
		}
	}
}

// release takes back what a broadcast was to open later than now.
func (o *openings) release(id string, now time.Time) {
	o.by[id] = slices.DeleteFunc(o.by[id], func(a opened) bool { return a.At > minuteOf(now) })
	o.forget(0)
}

// take notes that a broadcast opens a conversation then.
func (o *openings) take(id string, at time.Time) {
	one := opened{minuteOf(at), 1}
	o.by[id], o.all = add(o.by[id], one), add(o.all, one)
}

func add(list []opened, a opened) []opened {
	i, found := slices.BinarySearchFunc(list, a.At, atMinute)
	if found {
		list[i].N += a.N
		return list
	}
	return slices.Insert(list, i, a)
}

func atMinute(a opened, at int64) int { return cmp.Compare(a.At, at) }

// free is the first minute from t on in which one more may be opened.
func (o *openings) free(t time.Time) time.Time {
	at := minuteOf(t)
	if o.from <= at && at < o.next {
		at = o.next
	}
	for o.from = at; o.full(at); {
		// It becomes free only when something is a day old.
		i, _ := slices.BinarySearchFunc(o.all, at-tierDay+1, atMinute)
		at = o.all[i].At + tierDay
	}
	o.next = at
	return time.Unix(60*at, 0).UTC()
}

// full says whether one more in this minute is too many in any day that has
// the minute in it. Of those days it looks at the one that begins with it, and
// at those that begin with what is opened before.
func (o *openings) full(at int64) bool {
	i, _ := slices.BinarySearchFunc(o.all, at-tierDay+1, atMinute)
	n := 0
	for end := i; ; i++ {
		from := at
		if i < len(o.all) && o.all[i].At < at {
			from = o.all[i].At
		}
		for ; end < len(o.all) && o.all[end].At < from+tierDay; end++ {
			n += o.all[end].N
		}
		if n >= o.each || from == at {
			return n >= o.each
		}
		n -= o.all[i].N
	}
}

// minuteOf is the minute that begins at t, or next after it.
func minuteOf(t time.Time) int64 {
	return (t.Unix() + int64(min(t.Nanosecond(), 1)) + 59) / 60
}
