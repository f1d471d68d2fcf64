package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"plaza/flows"
	"plaza/store"
)

// everything is the purpose under which STOP, START and ERASE are kept in the
// ledger of consents: they speak of all consultations at once.
const everything = "messages"

// takePart is the purpose under which people agree that answers are kept.
const takePart = "take_part"

// stop opts the person out: nothing queued is sent, every unfinished run ends,
// since the consent it rests on is taken back, and one message confirms it
// (none when the network has answered the word itself).
func (t *turn) stop(how string, quiet bool) error {
	t.stopping = how
	again := !t.conv.Stopped.IsZero()
	if err := t.endRuns(); err != nil {
		return err
	}
	t.conv.Stopped, t.conv.Aside = t.now, ""
	t.ledger(false, how)
	if again && !quiet {
		return nil // the confirmation may still be queued, and nothing else leaves
	}
	contact := t.conv.Contact
	t.w.first = append(t.w.first, func(ctx context.Context, tx store.Tx) error { return tx.Halt(ctx, contact) })
	if quiet {
		return nil
	}
	return t.say("stop_done", nil)
}

// endRuns ends the open run and those put aside, because the person has stopped.
func (t *turn) endRuns() error {
	if p, s := t.open(); p != nil {
		if err := t.step(p, s, flows.Input{Kind: flows.InStop, At: t.now}); err != nil {
			return err
		}
	}
	runs, err := t.runs("")
	if err != nil {
		return err
	}
	for _, r := range runs {
		if r.State != nil {
			t.endAside(r, "stopped")
		}
	}
	if t.conv.Desk != "" {
		t.leaveDesk()
	}
	return nil
}

// start lets the person be written to again, or asks the waiting question once more.
func (t *turn) start(how string, quiet bool) error {
	if t.conv.Stopped.IsZero() {
		if t.conv.Flow == "" {
			return t.nothingOpen()
		}
		return t.askAgain()
	}
	t.conv.Stopped = time.Time{}
	t.ledger(true, how)
	if err := t.catchUp(); err != nil || quiet {
		return err
	}
	return t.say("start_done", nil)
}

// ledger keeps evidence of a word that speaks of everything, and of how it
// came: by a reply, by the network, or as an erasure.
func (t *turn) ledger(yes bool, how string) {
	t.w.consents = append(t.w.consents, store.Consent{
		Contact: t.conv.Contact, Purpose: everything, Yes: yes, How: how, Lang: t.lang(), At: t.now,
	})
}

// help says who we are, how to stop and that one can ask what was promised,
// where something was; then it puts the waiting question again.
func (t *turn) help(quiet bool) error {
	if !quiet {
		promised := ""
		if len(t.plans.order) > 0 {
			promised = t.sentence("help_plan", nil)
		}
		said := joinWords(" ", t.sentence("help", map[string]any{"forum": t.Forum}), promised, t.Config.Contact)
		t.tell(flows.Message{Key: "help", Text: said, Lang: t.lang()}, "")
	}
	return t.askAgain()
}

// askAgain repeats the waiting question, if there is one.
func (t *turn) askAgain() error {
	p, s := t.open()
	if p == nil || t.conv.Desk != "" || !t.conv.Stopped.IsZero() {
		return nil
	}
	return t.step(p, s, flows.Input{Kind: flows.InAgain, At: t.now})
}

// status says how the open conversation stands.
func (t *turn) status() error {
	p, _ := t.open()
	if p == nil {
		return t.say("status_none", nil)
	}
	if err := t.say("status_open", map[string]any{"title": p.Title(t.lang())}); err != nil {
		return err
	}
	return t.askAgain()
}

// myData says which consultations hold how many answers of the person's, and
// until when. It never repeats an answer: phones are shared, seized and spoofed.
func (t *turn) myData() error {
	if err := t.kept(); err != nil {
		return err
	}
	followed, err := t.promisesFollowed()
	if err != nil {
		return err
	}
	if followed > 0 {
		if err := t.say("my_data_follows", map[string]any{"n": followed}); err != nil {
			return err
		}
	}
	n, err := t.joined()
	if err != nil || n < 2 {
		return err
	}
	return t.say("my_data_joined", map[string]any{"n": n})
}

// kept says what is kept of this contact's.
func (t *turn) kept() error {
	runs, err := t.runs("")
	if err != nil {
		return err
	}
	answers, titles := 0, []string(nil)
	kept := make(map[string]time.Time) // until when, by consultation; zero when nothing says so
	for _, r := range runs {
		as, err := t.tx.Answers(t.ctx, t.conv.Contact, r.ID)
		if err != nil {
			return err
		}
		if len(as) == 0 {
			continue
		}
		answers += len(as)
		last, counted := kept[r.Flow]
		if !counted {
			titles = append(titles, t.title(r.Flow))
		}
		if r.ForgetAt.After(last) {
			last = r.ForgetAt
		}
		kept[r.Flow] = last
	}
	if answers == 0 {
		return t.say("my_data_none", nil)
	}
	until, last := "", time.Time{}
	for flow, end := range kept {
		p := t.lib.Newest(flow)
		if p == nil || end.IsZero() {
			until = ""
			break
		}
		if end.After(last) {
			last, until = end, p.Day(t.lang(), end)
		}
	}
	if until == "" {
		return t.say("my_data_no_end", map[string]any{"titles": strings.Join(titles, ", "), "n": answers})
	}
	return t.say("my_data", map[string]any{"titles": strings.Join(titles, ", "), "n": answers, "date": until})
}

// title is a consultation's name in the person's language, or its id when it
// is no longer published.
func (t *turn) title(flow string) string {
	if p := t.lib.Newest(flow); p != nil {
		return p.Title(t.lang())
	}
	return flow
}

// erase removes everything about the person at once, and opts them out. What
// is left is the confirmation, which carries the address until it has gone out.
func (t *turn) erase() error {
	t.stopping = "erase"
	others, err := t.joined()
	if err != nil {
		return err
	}
	lang := t.lang()
	contact, at := t.conv.Contact, t.now
	*t.conv = store.Conversation{Contact: contact, Channel: t.conv.Channel, Address: t.conv.Address, Lang: lang, Stopped: at, New: true}
	t.gone, t.flow, t.runID = true, "", ""
	t.shared.forget(contact)
	t.w.forget(contact)
	t.w.first = append(t.w.first, func(ctx context.Context, tx store.Tx) error {
		if err := t.awaitCopies(ctx, tx); err != nil {
			return err
		}
		return tx.Erase(ctx, contact, at)
	})
	// Who erases, stops: that they did, and when, is all the ledger still says.
	t.w.consents = append(t.w.consents, store.Consent{Contact: contact, Purpose: everything, How: "erase", At: at})
	t.key = "erase/" + t.newID()
	if err := t.say("erase_done", nil); err != nil || others < 2 {
		return err
	}
	return t.say("erase_joined", nil)
}

// nothingOpen answers a text that nothing waits for: what there is to take part in.
func (t *turn) nothingOpen() error {
	var lines []string
	for _, o := range t.lib.Openings(t.now) {
		lines = append(lines, o.Word(t.lang())+": "+o.Title(t.lang()))
	}
	if plans := t.plans.subjects; len(t.plans.order) > 0 {
		plans = slices.DeleteFunc(slices.Clone(plans), func(s subject) bool { return s.kind != followPlan })
		lines = append(lines, t.word(flows.ToPlan)+": "+t.labels(plans))
	}
	if len(lines) == 0 {
		return t.say("nothing_open", nil)
	}
	t.inviting = true
	return t.say("what_is_open", map[string]any{"list": strings.Join(lines, "\n")})
}
