package bot

import (
	"fmt"

	"plaza/flows"
	"plaza/store"
)

// putAside keeps the open run for later, so that another can begin. One
// without a name on it has nobody to come back: it ends.
func (t *turn) putAside() {
	p, s := t.open()
	switch {
	case p == nil:
	case p.Anonymous():
		t.end(p, &s, "partial")
	default:
		t.lay(p, &s)
	}
	t.close()
}

// lay writes a run that is put aside, and when time does something to it.
func (t *turn) lay(p *flows.Program, s *flows.State) {
	run := t.run(p, s)
	run.State = flows.AppendState(nil, *s)
	t.w.run(run)
	t.w.due = append(t.w.due, store.Due{
		Contact: t.conv.Contact, Kind: dueAside, Key: run.ID, At: p.Due(*s), Flow: run.Flow, Edition: run.Edition,
	})
}

// aside reads a run that was put aside; what cannot be read ends.
func (t *turn) aside(r store.Run) (*flows.Program, flows.State) {
	p := t.lib.Program(r.Flow, r.Edition)
	s, err := flows.ParseState(r.State)
	if p == nil || err != nil {
		t.Log.Error("a run put aside could not be read", "contact", t.conv.Contact, "flow", r.Flow, "edition", r.Edition, "error", err)
		t.endAside(r, "partial")
		return nil, s
	}
	return p, s
}

// endAside closes the record of a run that was put aside.
func (t *turn) endAside(r store.Run, outcome string) {
	t.metrics.ended.WithLabelValues(r.Flow, outcome).Inc()
	r.State, r.EndedAt, r.Outcome = nil, t.now, outcome
	t.w.run(r)
}

// resume takes up a run that was put aside, and asks its question again.
func (t *turn) resume(r store.Run) error {
	p, s := t.aside(r)
	if p == nil {
		return t.nothingOpen()
	}
	r.State = nil
	t.w.run(r)
	t.enter(r.Flow, r.Edition, r.ID)
	if err := t.say("resumed", map[string]any{"title": p.Title(t.lang())}); err != nil {
		return err
	}
	return t.step(p, s, flows.Input{Kind: flows.InAgain, At: t.now})
}

// comeAside lets time pass for a run that is still put aside: nobody is
// reminded of it, and it expires like any other.
func (t *turn) comeAside(d *store.Due) error {
	runs, err := t.runs(d.Flow)
	if err != nil {
		return fmt.Errorf("look for a run put aside: %w", err)
	}
	for _, r := range runs {
		if r.ID != d.Key || r.State == nil {
			continue
		}
		p, s := t.aside(r)
		if p == nil {
			return nil
		}
		if s, _ = p.Step(s, flows.Input{Kind: flows.InClock, At: t.now}); s.Outcome != "" {
			t.endAside(r, s.Outcome)
			return nil
		}
		t.lay(p, &s)
	}
	return nil
}
