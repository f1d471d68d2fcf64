package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"plaza/bot/schedule"
	"plaza/civic/plan"
	"plaza/store"
)

// Nudges are reminders to the offices that carry promises out. The zero Nudges
// are none.
type Nudges struct {
	At      schedule.Schedule // when offices are written to; its zone says which day it is
	Before  []int             // so many days before a milestone is due, once each
	Weeks   int               // so many weeks without an update are too many; 0: as many as it takes
	Offices map[string]Office // by their name in the plans
}

// Office is where an office is reached.
type Office struct {
	Channel string // by configured name
	Address string // as the channel writes it
	Lang    string // empty: that of the forum
}

const (
	// jobNudge reminds the office that its key names, whenever Nudges.At says.
	jobNudge = "nudge"
	// jobNudged is never due: it is there from when its key was said to an office.
	jobNudged = "nudged"
)

// nudging is how far the reminders of an office came.
type nudging struct {
	Last schedule.Slot
	Expr string // what the time of the next was made of
}

// employ gives each office its job, on the shard it lives on, and lets a new
// schedule hold from now on.
func (b *Bot) employ(ctx context.Context) error {
	if b.atWork.offices {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(b.Nudges.Offices)) {
		contact, err := b.officeOf(b.Nudges.Offices[name])
		if err != nil {
			return fmt.Errorf("the office %s: %w", name, err)
		}
		err = b.Store.Update(ctx, b.Store.Shard(contact), func(tx store.Tx) error {
			job, there, err := tx.Job(ctx, jobNudge, name)
			if err != nil {
				return err
			}
			if there {
				var at nudging
				if err := json.Unmarshal(job.Data, &at); err != nil {
					return fmt.Errorf("read how far it came: %w", err)
				}
				if at.Expr == b.Nudges.At.String() && !job.At.IsZero() {
					return nil
				}
			}
			job = store.Job{Kind: jobNudge, Key: name}
			if err := b.nextNudge(&job, schedule.Slot{}); err != nil { // the last was of another schedule, and may not have come
				return err
			}
			return tx.PutJobs(ctx, []store.Job{job})
		})
		if err != nil {
			return fmt.Errorf("the office %s: %w", name, err)
		}
	}
	b.atWork.offices = true
	return nil
}

// nextNudge lets a job wait for the slot after the last.
func (b *Bot) nextNudge(job *store.Job, last schedule.Slot) (err error) {
	job.At = time.Time{}
	if next, ok := b.Nudges.At.Next(last, b.Now().UTC()); ok {
		job.At, last = next.At, next
	}
	job.Data, err = json.Marshal(nudging{Last: last, Expr: b.Nudges.At.String()})
	return err
}

// officeOf is the contact of an office.
func (b *Bot) officeOf(o Office) (store.Contact, error) {
	caps, ok := b.caps[o.Channel]
	if !ok {
		return "", fmt.Errorf("there is no channel %s", o.Channel)
	}
	return b.Store.Contact(caps.Name, caps.Scope, o.Address), nil
}

// nudge reminds one office of all that it was not reminded of yet.
func (b *Bot) nudge(ctx context.Context, tx store.Tx, w *writes, job *store.Job) error {
	var at nudging
	if err := json.Unmarshal(job.Data, &at); err != nil {
		return fmt.Errorf("read how far it came: %w", err)
	}
	office, ok := b.Nudges.Offices[job.Key]
	contact, err := b.officeOf(office)
	if !ok || err != nil || b.Store.Shard(contact) != w.shard {
		job.At = time.Time{} // it moved, or is reminded no more; employ takes it up again
		return nil
	}
	owed, err := unsaid(ctx, tx, b.owed(job.Key))
	if err != nil {
		return err
	}
	slot := at.Last
	if err := b.nextNudge(job, slot); err != nil || len(owed) == 0 {
		return err
	}
	convs, err := tx.Conversations(ctx, []store.Contact{contact})
	if err != nil {
		return err
	}
	conv := convs[contact]
	if conv == nil {
		conv = &store.Conversation{Contact: contact, New: true}
	}
	conv.Channel, conv.Address, conv.Lang = office.Channel, office.Address, cmp.Or(office.Lang, conv.Lang, b.Lang)
	w.conv(conv)
	err = b.attempt(ctx, tx, w, conv, "nudge/"+job.Key+"/"+slot.Wall.Format(slotLayout), func(t *turn) error { return t.remindOffice(owed) })
	if later, ok := errors.AsType[*notNow](err); ok {
		job.At = later.until
		job.Data, err = json.Marshal(nudging{Last: slot, Expr: b.Nudges.At.String()})
	}
	return err
}

// debt is one thing to remind an office of.
type debt struct {
	key  string // says it once
	said string // the key of the sentence
	of   *plan.Commitment
	m    *plan.Milestone // nil: the commitment as a whole
	plan *plan.Plan
	due  plan.Day
	n    int // weeks
}

// unsaid leaves out what the office was told before.
func unsaid(ctx context.Context, tx store.Tx, owed []debt) (left []debt, err error) {
	for _, d := range owed {
		_, told, err := tx.Job(ctx, jobNudged, d.key)
		if err != nil {
			return nil, err
		}
		if !told {
			left = append(left, d)
		}
	}
	return left, nil
}

// remindOffice writes to an office, in one message.
func (t *turn) remindOffice(owed []debt) error {
	t.priority, t.timed = store.Broadcast, true // a reminder is dropped when the person has written since
	if !t.conv.Stopped.IsZero() || !t.conv.Dead.IsZero() {
		return nil
	}
	jobs := make([]store.Job, len(owed))
	for i, d := range owed {
		jobs[i] = store.Job{Kind: jobNudged, Key: d.key}
	}
	t.w.then = append(t.w.then, func(ctx context.Context, tx store.Tx) error { return tx.AddJobs(ctx, jobs) })
	t.flow, t.runID = "plan/"+owed[0].plan.ID, ""
	all := make([]headline, len(owed))
	for i, d := range owed {
		all[i] = t.reminder(d)
	}
	t.bring(all, templateNudge, "nudge_end")
	return nil
}

// reminder puts a debt into words.
func (t *turn) reminder(d debt) headline {
	what := t.what(d.plan, d.of, d.m)
	text := t.sentence(d.said, map[string]any{"what": what, "date": t.writeDay(d.due), "n": d.n})
	return headline{text: text, plan: d.plan, setback: d.said == "nudge_late"}
}
