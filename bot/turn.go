package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"plaza/channels"
	"plaza/flows"
	"plaza/store"
)

// A turn is one thing that happens to one person: a message of theirs, or a
// moment that came. It changes the locked conversation in place and gathers
// the rest in writes.
type turn struct {
	*Bot
	ctx    context.Context
	tx     store.Tx
	w      *writes // this turn's own
	shared *writes // the batch's, with what earlier turns of it gathered
	conv   *store.Conversation
	lib    *flows.Library
	plans  *Plans
	now    time.Time
	key    string         // why its messages exist: in/REF, due/KIND/KEY
	flow   string         // the run it belongs to, also when it begins or ends it:
	runID  string         // what is written in it is forgotten with that run
	said   []channels.Say // what it says, in order

	templates map[int]*channels.Template // of what it says, by its place in said: see approve

	until    time.Time      // when the standing consent to keep answers ends; zero when never, or without one
	priority store.Priority // of what it says: a reply, unless time and not the person moved it
	timed    bool           // a moment that came, which can come again later
	stopping string         // how the person said that they want nothing more, whatever else comes of the turn
	inviting bool           // the person can go on by writing, though no question waits
	passed   bool           // the question that waits made nothing of what they wrote, which is to be read as something else
	mute     bool           // the flow says nothing: a question about stopping waits
	gone     bool           // the person has just been erased
}

// attempt runs fn as a turn of conv. What fails leaves no trace in the
// conversation or in w, so that one person's poisoned state stops nobody else.
func (b *Bot) attempt(ctx context.Context, tx store.Tx, w *writes, conv *store.Conversation, key string, fn func(*turn) error) (err error) {
	before := *conv
	t := &turn{
		Bot: b, ctx: ctx, tx: tx, w: &writes{bot: b, shard: w.shard}, shared: w,
		conv: conv, lib: b.Library(), plans: b.Plans(), now: b.Now().UTC(), key: key, flow: conv.Flow, runID: conv.Run,
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
		if err != nil {
			*conv = before
			if t.stopping != "" {
				err = &unstopped{err, t.stopping}
			}
			return
		}
		w.add(t.w)
	}()
	if err := fn(t); err != nil {
		return err
	}
	return t.send()
}

// arrive takes in one message of the person's, or what they told their network.
func (t *turn) arrive(in *store.Inbound, kind channels.Kind) error {
	t.meet(in)
	switch kind {
	case channels.Stopped:
		return t.stop("network", true)
	case channels.Started:
		// To a network "yes" may mean start; to who never stopped it is an answer.
		if in.Text == "" || !t.conv.Stopped.IsZero() {
			return t.start("network", true)
		}
	}
	if err := t.hear(in); err != nil {
		return err
	}
	if in.Run = t.runID; in.Run != "" {
		t.w.tags = append(t.w.tags, *in)
	}
	t.attached(in)
	return nil
}

// meet brings the conversation up to date with where the person writes from.
func (t *turn) meet(in *store.Inbound) {
	t.conv.Channel, t.conv.SeenAt, t.conv.Dead = in.Channel, t.now, time.Time{}
	if in.Address != "" {
		t.conv.Address = in.Address
	}
	base, _, _ := strings.Cut(in.Lang, "-") // pt of a phone's pt-br
	for _, lang := range []string{in.Lang, base} {
		if _, known := t.lex.Words[lang]; known && t.conv.Lang == "" {
			t.conv.Lang = lang
		}
	}
	t.w.conv(t.conv)
}

// hear reads what the person wrote, in the order of section 9 of the language,
// and does what they want.
func (t *turn) hear(in *store.Inbound) error {
	if c, ok := planTap(in.Tap); ok && t.conv.Stopped.IsZero() {
		t.conv.Aside = ""
		return t.do(c)
	}
	if in.Text == "" && in.Tap == "" && in.Place == "" && in.Media == nil && t.responds(in.Channel) {
		return t.dialled()
	}
	p, s := t.open()
	tap, stale := t.tapped(in, p != nil, s)
	if stale {
		return t.passOver(p != nil)
	}
	intent := t.lib.Route(flows.Arrival{
		Text: in.Text, Tap: tap, Lang: t.lang(), Stopped: !t.conv.Stopped.IsZero(), Open: p, State: s, Promised: t.heeds(),
	})
	aside := t.conv.Aside
	if t.conv.Aside != "" && !intent.Kind.Universal() {
		done, err := t.answerAside(in.Text)
		if done || err != nil {
			return err
		}
	}
	t.conv.Aside = ""
	switch intent.Kind {
	case flows.ToStop:
		return t.stop("reply", in.Quiet)
	case flows.ToStart:
		return t.start("reply", in.Quiet)
	case flows.ToErase:
		return t.erase()
	case flows.ToHelp:
		return t.help(in.Quiet)
	case flows.ToMyData:
		return t.myData()
	}
	if !t.conv.Stopped.IsZero() {
		t.inviting = true
		return t.say("stopped_still", nil) // they wrote first; tell them how to come back, and nothing else
	}
	if intent.Kind.Plans() {
		return t.aboutPlans(intent, aside)
	}
	switch intent.Kind {
	case flows.ToMaybeStop:
		return t.ask(asideStop, "stop_ask", nil)
	case flows.ToLanguage:
		return t.languageMenu()
	case flows.ToStatus:
		return t.status()
	case flows.ToLink:
		if err := t.link(intent.Rest); err != nil {
			return err
		}
		return t.askAgain()
	case flows.ToOpen:
		if t.conv.Desk == "" {
			return t.begin(opening{flow: intent.Flow, part: intent.Part, lang: intent.Lang, rest: intent.Rest})
		}
	case flows.ToLeave:
		if intent.Flow == s.Flow && intent.Part == s.Part {
			return t.askAgain() // an unfinished run is taken up again
		}
		if t.conv.Desk == "" {
			return t.askToLeave(p, intent)
		}
	}
	if t.conv.Desk != "" {
		if intent.Kind != flows.ToSkip {
			return nil // a person of the desk reads it
		}
		t.leaveDesk()
	}
	if p == nil {
		return t.nothingOpen()
	}
	said := input(intent.Kind, in, tap, t.now)
	said.PassOn = intent.Else != 0
	if err := t.step(p, s, said); err != nil || !t.passed {
		return err
	}
	intent.Kind = intent.Else
	return t.aboutPlans(intent, aside)
}

// input is what the engine hears of a message.
func input(kind flows.IntentKind, in *store.Inbound, tap string, now time.Time) flows.Input {
	switch kind {
	case flows.ToBack:
		return flows.Input{Kind: flows.InBack, At: now}
	case flows.ToSkip:
		return flows.Input{Kind: flows.InSkip, At: now}
	}
	return flows.Input{Kind: flows.InText, At: now, Text: in.Text, Tap: tap, Place: in.Place, Media: media(in.Media)}
}

// media reads the attachments of a stored message. What cannot be read is as
// if it had not been sent: the flow asks again.
func media(raw []byte) []flows.Media {
	if raw == nil {
		return nil
	}
	var ms []flows.Media
	if err := json.Unmarshal(raw, &ms); err != nil {
		return nil
	}
	return ms
}

// open returns the program and state of the open run, or nil when there is
// none. A state that can no longer be read starts its part over.
func (t *turn) open() (*flows.Program, flows.State) {
	if t.conv.Flow == "" {
		return nil, flows.State{}
	}
	p := t.lib.Program(t.conv.Flow, t.conv.Edition)
	if p == nil { // another node may have published it a moment ago
		if err := t.Reload(t.ctx); err != nil {
			t.Log.Error("reload what is published", "error", err)
		}
		t.lib = t.Library()
		p = t.lib.Program(t.conv.Flow, t.conv.Edition)
	}
	if p == nil {
		t.Log.Error("an open run's edition is not published", "contact", t.conv.Contact, "flow", t.conv.Flow, "edition", t.conv.Edition)
		return nil, flows.State{}
	}
	s, err := flows.ParseState(t.conv.State)
	if err != nil {
		t.Log.Error("an open run could not be read and starts over", "contact", t.conv.Contact, "flow", t.conv.Flow, "error", err)
		s = t.fresh(p, flows.MainPart, t.conv.Run)
	}
	return p, s
}

// lang is the person's language as far as anyone knows.
func (t *turn) lang() string {
	if t.conv.Lang != "" {
		return t.conv.Lang
	}
	return t.Lang
}

// say says one of the software's own sentences.
func (t *turn) say(key string, args map[string]any) error {
	lang := t.lang()
	t.tell(flows.Message{Key: key, Text: t.lex.Sentence(lang, key, args), Lang: lang}, "")
	return nil
}

// tell adds a message to what this turn says; mark stands for the question it
// puts, if it offers anything.
func (t *turn) tell(m flows.Message, mark string) {
	t.said = append(t.said, channels.Say{Text: m.Text, Options: buttons(mark, m.Options), Plain: m.YesNo, Many: m.Many, Thrifty: m.Plainly, Wants: m.Wants, Lang: m.Lang})
}

// send queues what the turn has said, as the channel will carry it: drawn
// together, because two short messages may travel as one.
func (t *turn) send() error {
	if len(t.said) == 0 || t.unsaid() {
		return nil
	}
	due := t.now
	if t.unasked() {
		var err error
		if due, err = t.free(); err != nil {
			return err
		}
		if t.timed && due.After(t.now) {
			return &notNow{due}
		}
	}
	address := ""
	if t.gone {
		address = t.conv.Address
	}
	drawn, templates := t.draw()
	for i, r := range drawn {
		packed, err := pack(extras{Buttons: r.Buttons, Wants: r.Wants, Template: templates[i], Open: i == len(drawn)-1 && t.waits()})
		if err != nil {
			return err
		}
		t.w.messages = append(t.w.messages, store.Message{
			Contact: t.conv.Contact, Key: t.key + "/" + strconv.Itoa(i), ID: t.newID(), Address: address,
			Channel: t.conv.Channel, Priority: t.priority, Text: r.Text, Extras: packed, Lang: t.lang(),
			Flow: t.flow, Run: t.runID, State: store.Queued, DueAt: due, At: t.now, New: true,
			Last: !t.conv.Stopped.IsZero() && t.priority == store.Reply, // who has stopped is answered, once, when they write
		})
	}
	return nil
}
