package bot

import (
	"slices"
	"time"

	"plaza/flows"
	"plaza/store"
)

// begin opens a conversation: an unfinished run of it is taken up again, else
// a new one begins, if its dates and its rule about a second run allow it.
func (t *turn) begin(o opening) error {
	p := t.lib.Newest(o.flow)
	if p == nil {
		return t.nothingOpen()
	}
	t.chooseLanguage(p, o)
	if open, _ := p.OpenAt(t.now); !open {
		return t.notOpen(p)
	}
	past, err := t.runs(o.flow)
	if err != nil {
		return err
	}
	for _, r := range past {
		if r.EndedAt.IsZero() && r.Part == o.part && r.State != nil {
			return t.resume(r)
		}
	}
	if p.Again(o.part) == "refuse" && p.About(o.part) == "" && finished(past, o.part, "") {
		return t.say("already_answered", map[string]any{"title": p.Title(t.lang())})
	}
	known, err := t.known(p, past)
	if err != nil {
		return err
	}
	return t.beginRun(p, o.part, flows.Input{Kind: flows.InBegin, At: t.now, Text: o.rest, Known: known})
}

// beginRun starts a new run and steps it to its first question.
func (t *turn) beginRun(p *flows.Program, part string, in flows.Input) error {
	s := t.fresh(p, part, t.newID())
	t.conv.Aside = ""
	t.enter(s.Flow, s.Edition, s.Run)
	if !p.Anonymous() {
		run := t.run(p, &s)
		run.New = true
		t.w.run(run)
		if !t.until.IsZero() { // a run that asks for no consent of its own ends with the one it stands on
			t.w.due = append(t.w.due, store.Due{Contact: t.conv.Contact, Kind: dueForget, Key: s.Run, At: t.until})
		}
	}
	t.metrics.begun.WithLabelValues(s.Flow).Inc()
	return t.step(p, s, in)
}

// fresh is the state of a run that begins now.
func (t *turn) fresh(p *flows.Program, part, run string) flows.State {
	lang := t.speaks(p)
	caps := t.caps[t.conv.Channel]
	return flows.State{
		Flow: p.Flow.ID.Value, Edition: p.Edition, Run: run, Part: part, Lang: lang,
		Channel: caps.Name, Began: t.now, Heard: t.now, Can: can(caps),
	}
}

// speaks is the language in which a consultation speaks to the person.
func (t *turn) speaks(p *flows.Program) string {
	if lang := t.lang(); p.Speaks(lang) {
		return lang
	}
	return p.Languages()[0]
}

// notOpen says when a consultation opens, or that it has closed.
func (t *turn) notOpen(p *flows.Program) error {
	key, date := "closed", p.ClosingDay(t.lang())
	if t.now.Before(p.Opens()) {
		key, date = "not_open_yet", p.OpeningDay(t.lang())
	}
	return t.say(key, map[string]any{"title": p.Title(t.lang()), "date": date})
}

// chooseLanguage decides what to speak in a consultation: the word a person
// used tells, unless they have a language that it could be opened in as well.
func (t *turn) chooseLanguage(p *flows.Program, o opening) {
	switch {
	case o.lang != "" && (t.conv.Lang == "" || !p.OpensIn(o.part, t.conv.Lang)):
		t.conv.Lang = o.lang
	case t.conv.Lang == "" && !p.Speaks(t.Lang):
		t.conv.Lang = p.Languages()[0]
	case t.conv.Lang == "":
		t.conv.Lang = t.Lang
	}
}

// finished tells whether a part was answered before, about this subject.
func finished(past []store.Run, part, subject string) bool {
	for _, r := range past {
		if !r.EndedAt.IsZero() && r.Part == part && r.Subject == subject && counts(r.Outcome) {
			return true
		}
	}
	return false
}

// unfinished are the outcomes of runs that do not stand as a person's answer.
var unfinished = []string{"partial", "stopped", "declined", "incomplete", outcomeReplaced, outcomeRefused}

// counts tells whether a run that ended so stands as this person's answer.
func counts(outcome string) bool { return !slices.Contains(unfinished, outcome) }

// Outcomes that the runtime gives, beside those of the engine.
const (
	outcomeReplaced = "replaced" // a later run of the same person took its place
	outcomeRefused  = "refused"  // the flow takes one answer about each subject
)

// known is what the engine may take as answered: facts about the person, and
// the consents of this consultation that still stand. It notes until when what
// the person says may be kept.
func (t *turn) known(p *flows.Program, past []store.Run) (map[string]flows.Answer, error) {
	facts, err := t.facts()
	if err != nil {
		return nil, err
	}
	known := make(map[string]flows.Answer, len(facts))
	for _, f := range facts {
		known[f.Name] = flows.Answer{Name: f.Name, Status: flows.Known, Value: f.Value}
	}
	if len(past) == 0 {
		return known, nil
	}
	consents, err := t.consents()
	if err != nil {
		return nil, err
	}
	t.until = time.Time{}
	for _, c := range consents { // oldest first: the last word stands
		if c.Purpose == takePart && c.Flow == p.Flow.ID.Value {
			t.until = c.Until
		}
		switch {
		case c.Purpose == everything && !c.Yes:
			for purpose := range known {
				if known[purpose].Status == flows.Answered {
					delete(known, purpose)
				}
			}
		case c.Flow != p.Flow.ID.Value:
		case c.Yes && (c.Until.IsZero() || c.Until.After(t.now)) && !t.askedMore(p, c.Edition):
			known[c.Purpose] = flows.Answer{Name: c.Purpose, Status: flows.Answered, Value: "yes"}
		default:
			delete(known, c.Purpose)
		}
	}
	return known, nil
}

// facts are what is remembered about the person, with what this batch has
// learnt and not yet written.
func (t *turn) facts() (facts []store.Fact, err error) {
	if !t.conv.New {
		if facts, err = t.tx.Facts(t.ctx, t.conv.Contact); err != nil {
			return nil, err
		}
	}
	for _, w := range []*writes{t.shared, t.w} {
		for _, f := range w.facts {
			if f.Contact == t.conv.Contact {
				facts = append(facts, f)
			}
		}
	}
	return facts, nil
}

// consents are what the person agreed and did not agree to, oldest first, with
// what this batch has heard and not yet written.
func (t *turn) consents() (consents []store.Consent, err error) {
	if !t.conv.New {
		if consents, err = t.tx.Consents(t.ctx, t.conv.Contact); err != nil {
			return nil, err
		}
	}
	for _, w := range []*writes{t.shared, t.w} {
		for _, c := range w.consents {
			if c.Contact == t.conv.Contact {
				consents = append(consents, c)
			}
		}
	}
	return consents, nil
}

// askedMore tells whether a consultation asks for more than it did in an
// earlier edition: then the consent given there does not cover it.
func (t *turn) askedMore(p *flows.Program, edition int) bool {
	if edition == p.Edition {
		return false
	}
	given := t.lib.Program(p.Flow.ID.Value, edition)
	return given == nil || flows.Gravest(flows.Compare(given.Flow, p.Flow)) >= flows.AskAgain
}

// enter makes a run the open one; the one that was is put aside.
func (t *turn) enter(flow string, edition int, run string) {
	t.putAside()
	t.conv.Flow, t.conv.Edition, t.conv.Run = flow, edition, run
	t.flow, t.runID = flow, run
}

// close leaves the conversation with nothing open.
func (t *turn) close() {
	t.conv.Flow, t.conv.Edition, t.conv.Run, t.conv.State, t.conv.Due = "", 0, "", nil, time.Time{}
}

// runs returns the person's runs of a flow, or of all when flow is empty, with
// what this batch has changed of them and not yet written.
func (t *turn) runs(flow string) ([]store.Run, error) {
	var runs []store.Run
	if !t.conv.New {
		var err error
		if runs, err = t.tx.Runs(t.ctx, t.conv.Contact, flow); err != nil {
			return nil, err
		}
	}
	for _, w := range []*writes{t.shared, t.w} {
		for _, r := range w.runs {
			if r.Contact != t.conv.Contact || flow != "" && r.Flow != flow {
				continue
			}
			if i := slices.IndexFunc(runs, func(old store.Run) bool { return old.ID == r.ID }); i >= 0 {
				runs[i] = r
			} else {
				runs = append(runs, r)
			}
		}
	}
	return runs, nil
}
