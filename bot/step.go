package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"plaza/flows"
	"plaza/store"
)

// maxAsks bounds how often one step may ask the world before it says something.
// A flow has no loops, so only a fault could pass it.
const maxAsks = 100

var errEndless = errors.New("the flow asks without end")

// step gives an input to the open run and does what the engine asks for. What
// it needs from the world is answered here, in the same transaction.
func (t *turn) step(p *flows.Program, s flows.State, in flows.Input) error {
	for range maxAsks {
		var effects []flows.Effect
		s, effects = p.Step(s, in)
		next, err := t.apply(p, &s, effects)
		if err != nil {
			return err
		}
		if next == nil {
			t.keep(p, s)
			return nil
		}
		next.PassOn = in.PassOn
		in = *next
	}
	return fmt.Errorf("step %s: %w", s.Flow, errEndless)
}

// keep writes the run's state into the conversation, and when it wants the clock.
func (t *turn) keep(p *flows.Program, s flows.State) {
	t.w.conv(t.conv)
	if s.Outcome != "" {
		t.close()
		return
	}
	t.conv.State = flows.AppendState(nil, s)
	t.conv.Due = t.awake(t.conv.Address, p.Due(s))
}

// apply does what the engine asks for, in order. It returns the answer when
// the engine waits for one.
func (t *turn) apply(p *flows.Program, s *flows.State, effects []flows.Effect) (*flows.Input, error) {
	for _, effect := range effects {
		var err error
		switch e := effect.(type) {
		case flows.Message:
			if !t.mute {
				t.tell(e, question(*s))
				t.approve(p, e)
			}
		case flows.Recorded:
			if err = t.record(p, s, e); s.Outcome == outcomeRefused {
				return nil, err // what the engine would say next is not said
			}
		case flows.Forgotten:
			t.w.drop(store.Answer{Contact: t.conv.Contact, Run: s.Run, Name: e.Name})
		case flows.Consented:
			t.consent(p, s, e)
		case flows.Later:
			t.w.due = append(t.w.due, store.Due{
				Contact: t.conv.Contact, Kind: duePart, Key: s.Run + "/" + e.Part, At: t.awake(t.conv.Address, e.At),
				Data: partDue{Part: e.Part, Run: s.Run}.encode(), Flow: s.Flow, Edition: s.Edition,
			})
		case flows.Handed:
			t.handOver(s, e)
		case flows.PassedOn:
			t.passed = true
		case flows.Ended:
			t.end(p, s, e.Outcome)
		case flows.Need:
			return t.find(p, s, e.Query)
		case flows.Do:
			return t.followed(p, s, e)
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// record keeps an answer. Those of an anonymous record wait in the run's
// state until it ends, so that nothing ties them to the person's messages.
func (t *turn) record(p *flows.Program, s *flows.State, e flows.Recorded) error {
	if e.Remember && e.Status == flows.Answered {
		t.w.facts = append(t.w.facts, store.Fact{Contact: t.conv.Contact, Name: e.Name, Value: e.Value, At: t.now})
	}
	if p.Anonymous() {
		return nil
	}
	t.w.answers = append(t.w.answers, store.Answer{
		Contact: t.conv.Contact, Run: s.Run, Flow: s.Flow, Part: s.Part, Name: e.Name, Kind: e.Kind,
		Status: string(e.Status), Value: e.Value, Raw: e.Raw, Edition: s.Edition, Wording: e.Wording, Lang: s.Lang, At: t.now,
		New: !e.Again,
	})
	if e.Name == p.About(s.Part) {
		return t.aboutSubject(p, s)
	}
	return nil
}

// aboutSubject notes what the run is about, once the answer that names it is
// known, and ends it when the flow takes one answer about each subject and has it.
func (t *turn) aboutSubject(p *flows.Program, s *flows.State) error {
	run := t.run(p, s)
	t.w.run(run)
	if p.Again(s.Part) != "refuse" {
		return nil
	}
	past, err := t.runs(s.Flow)
	if err != nil {
		return err
	}
	if finished(past, s.Part, run.Subject) {
		s.Outcome = outcomeRefused
		run.EndedAt, run.Outcome = t.now, outcomeRefused
		t.w.run(run)
		return t.say("already_answered", map[string]any{"title": p.Title(t.lang())})
	}
	return nil
}

// consent keeps evidence of a yes or no. A yes to keeping answers also says
// until when; the clock of that runs from the beginning of the run, and of
// several in a run the longest counts.
func (t *turn) consent(p *flows.Program, s *flows.State, e flows.Consented) {
	c := store.Consent{
		Contact: t.conv.Contact, Flow: s.Flow, Run: s.Run, Purpose: e.Purpose, Yes: e.Yes, How: "reply", Text: e.Text,
		Edition: s.Edition, Wording: e.Wording, Lang: e.Lang, At: t.now,
	}
	if e.Yes && e.Keep > 0 {
		c.Until = s.Began.Add(e.Keep)
		if !p.Anonymous() {
			t.w.due = append(t.w.due, store.Due{Contact: t.conv.Contact, Kind: dueForget, Key: s.Run, At: s.Began.Add(p.Keep(*s))})
		}
	}
	t.w.consents = append(t.w.consents, c)
}

// end closes a run's record, and marks what it replaces.
func (t *turn) end(p *flows.Program, s *flows.State, outcome string) {
	t.metrics.ended.WithLabelValues(s.Flow, outcome).Inc()
	run := t.run(p, s)
	run.EndedAt, run.Outcome = t.now, outcome
	if p.Anonymous() {
		t.endAnonymous(p, s, run)
		return
	}
	t.w.run(run)
	if p.Again(s.Part) == "replace" && counts(outcome) {
		t.w.replaces = append(t.w.replaces, run)
	}
}

// endAnonymous writes the answers of a run under a new random id, with no
// contact and no time finer than a day, and drops what the person wrote. What
// was sent in answer goes with the answers, and no other attachment stays. The
// last replies are still on their way; they go an hour later.
func (t *turn) endAnonymous(p *flows.Program, s *flows.State, run store.Run) {
	contact, own := t.conv.Contact, run.ID
	run.Contact, run.ID, run.Subject, run.New = "", t.newID(), "", true
	run.BeganAt, run.EndedAt = day(run.BeganAt), day(run.EndedAt)
	t.w.run(run)
	for _, a := range s.Answers {
		if !p.Asks(a.Name) {
			continue
		}
		t.w.answers = append(t.w.answers, store.Answer{
			Run: run.ID, Flow: s.Flow, Part: s.Part, Name: a.Name, Kind: p.Kind(a.Name), Status: string(a.Status), Value: a.Value,
			Edition: s.Edition, Wording: s.Wording, Lang: s.Lang, At: run.EndedAt, New: true,
		})
	}
	pictures, on := given(p, s.Answers), run.EndedAt
	t.w.first = append(t.w.first, func(ctx context.Context, tx store.Tx) error {
		if err := tx.DetachMedia(ctx, contact, pictures, on); err != nil {
			return err
		}
		return tx.Forget(ctx, contact, own)
	})
	t.w.due = append(t.w.due, store.Due{Contact: contact, Kind: dueForget, Key: own, At: t.now.Add(time.Hour)})
}

// run is the record of a run as its state tells it.
func (t *turn) run(p *flows.Program, s *flows.State) store.Run {
	_, late := p.OpenAt(s.Began)
	r := store.Run{
		Contact: t.conv.Contact, ID: s.Run, Flow: s.Flow, Edition: s.Edition, Part: s.Part, Channel: s.Channel,
		Lang: s.Lang, Helper: s.Helper, Late: late, BeganAt: s.Began,
	}
	for _, a := range s.Answers {
		if about := p.About(s.Part); about != "" && a.Name == about {
			r.Subject = a.Value
		}
	}
	if keep := p.Keep(*s); keep > 0 {
		r.ForgetAt = s.Began.Add(keep)
	}
	return r
}

// day is a time that says no more than the day.
func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
