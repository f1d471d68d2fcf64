package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"plaza/bot/schedule"
	"plaza/store"
)

// Updates are the slots at which people get news who want a digest of it, on
// the clock of where they live. The zero Updates is every Monday, and every
// first of the month, at ten.
type Updates struct {
	Weekly  schedule.Schedule
	Monthly schedule.Schedule
}

// slotLayout writes a slot in a key.
const slotLayout = "2006-01-02T15:04"

// schedule sets when digests and reminders of offices go out where nobody says
// otherwise.
func (b *Bot) schedule() (err error) {
	for _, s := range []struct {
		is   *schedule.Schedule
		expr string
	}{{&b.Updates.Weekly, "0 10 * * 1"}, {&b.Updates.Monthly, "0 10 1 * *"}, {&b.Nudges.At, "0 9 * * 1-5"}} {
		if s.is.IsZero() {
			if *s.is, err = schedule.Parse(s.expr, b.Quiet.Zone); err != nil {
				return err
			}
		}
	}
	return nil
}

// home is the zone by whose clock a person gets a digest: the forum's where
// their number may be at home there, or tells nothing.
func (b *Bot) home(address string) *time.Location {
	found := b.zones.Of(address)
	ours := b.Quiet.Zone
	if len(found) == 0 || slices.ContainsFunc(found, func(z *time.Location) bool { return z.String() == ours.String() }) {
		return ours
	}
	return found[0]
}

// slot is the due row at which somebody gets their digest who does not hear
// news at once; nil for who does.
func (b *Bot) slot(conv *store.Conversation, rhythm string) *store.Due {
	var s schedule.Schedule
	switch rhythm {
	case updatesWeekly:
		s = b.Updates.Weekly
	case updatesMonthly:
		s = b.Updates.Monthly
	default:
		return nil
	}
	next, ok := s.In(b.home(conv.Address)).Next(schedule.Slot{}, b.Now().UTC())
	if !ok {
		return nil
	}
	row := b.hearing(conv.Contact, rhythm+"/"+next.Wall.Format(slotLayout), next.At)
	return &row
}

// hearing is the due row at which somebody is told what is new to them. It
// says which revisions this node knew of when it was made.
func (b *Bot) hearing(c store.Contact, key string, at time.Time) store.Due {
	return store.Due{Contact: c, Kind: dueDigest, Key: key, At: at, Data: b.Plans().mark}
}

// markOf writes down which revisions are loaded.
func markOf(loaded map[string]loadedPlan) []byte {
	revisions := make(map[string]int, len(loaded))
	for id, l := range loaded {
		revisions[id] = l.n
	}
	mark, err := json.Marshal(revisions)
	if err != nil {
		panic(fmt.Sprintf("bot: encode %T: %v", revisions, err)) // plain strings and numbers always encode
	}
	return mark
}

// behind tells whether a due row is of news that this node has not read: the
// row would find nothing new, and be gone.
func (b *Bot) behind(row *store.Due) bool {
	var revisions map[string]int
	if row.Kind != dueDigest || json.Unmarshal(row.Data, &revisions) != nil {
		return false
	}
	for id, n := range revisions {
		if b.gazette.of(id).n < n {
			return true
		}
	}
	return false
}

// changeRhythm notes that a person wants news at another rhythm from now on. What is
// new to them already moves with it; the row it waited in says nothing.
func (t *turn) changeRhythm(to string) {
	t.w.facts = append(t.w.facts, store.Fact{Contact: t.conv.Contact, Name: factUpdates, Value: to, At: t.now})
	t.expect(to, t.now)
}

// catchUp lets who has come back hear at their rhythm what is new since: the
// rows they waited in said nothing while they had stopped us.
func (t *turn) catchUp() error {
	mine, err := t.follows()
	if err != nil || len(mine) == 0 {
		return err
	}
	rhythm, err := t.rhythmNow()
	if err != nil {
		return err
	}
	t.expect(rhythm, t.now)
	return nil
}

// expect lets a person be told at a rhythm what is new to them then, at the
// given moment where they want to hear at once.
func (t *turn) expect(rhythm string, at time.Time) {
	if row := t.slot(t.conv, rhythm); row != nil {
		t.w.due = append(t.w.due, *row)
		return
	}
	t.w.due = append(t.w.due, t.hearing(t.conv.Contact, updatesNow, at))
}
