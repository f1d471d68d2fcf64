package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"plaza/channels"
	"plaza/flows"
	"plaza/store"
)

// An exchange is where a channel hands in what its network asks, when that
// waits for the answer in the same request.
//
// Such a channel cannot speak first. What time and not the person moves, a
// reminder or the question that a part begins with, is not queued for it: the
// question waits in the conversation and is asked when they dial next. It is
// counted in plaza_messages_unsaid_total. What a person of ours writes to them
// from a desk stays queued and is the first they read then.
type exchange struct {
	*Bot
	channel string
}

// Exchange returns where the named channel hands in what its network asks. It
// needs the lanes that Run runs.
func (b *Bot) Exchange(channel string) channels.Exchange { return &exchange{b, channel} }

// Answer handles an event as any other and takes what is said to it out of the
// outbox. It does not use the spool: who waits for an answer is better told
// that there is none than that it comes later.
func (x *exchange) Answer(ctx context.Context, e channels.Event) (channels.Answer, error) {
	if e.Kind != channels.Message || e.Ref == "" {
		return channels.Answer{}, errors.New("only a message with a ref can be answered")
	}
	if err := x.sink(x.channel, false)(ctx, e); err != nil {
		return channels.Answer{}, err
	}
	contact := x.contact(e.From)
	var taken []store.Message
	lang := x.Lang
	err := x.Store.Update(ctx, x.Store.Shard(contact), func(tx store.Tx) error {
		convs, err := tx.Conversations(ctx, []store.Contact{contact})
		if err != nil {
			return err
		}
		if conv := convs[contact]; conv != nil && conv.Lang != "" {
			lang = conv.Lang
		}
		taken, err = tx.TakeReplies(ctx, contact, x.channel, store.Storable(e.Ref), x.Now().UTC())
		return err
	})
	if err != nil {
		return channels.Answer{}, fmt.Errorf("take the replies: %w", err)
	}
	return x.answer(taken, lang)
}

// answer is what was taken, as the channel says it. What was queued before,
// and not heard because a request broke off, is not said twice when this
// message was answered by the same words.
func (x *exchange) answer(taken []store.Message, lang string) (channels.Answer, error) {
	a := channels.Answer{More: x.lex.Sentence(lang, "more", nil)}
	for i, m := range taken {
		if slices.ContainsFunc(taken[i+1:], func(later store.Message) bool { return later.Text == m.Text }) {
			continue
		}
		out := channels.Outbound{ID: m.ID, Text: m.Text, Lang: m.Lang}
		if err := unpack(m.Extras, &out); err != nil {
			return a, err
		}
		a.Say = append(a.Say, out)
	}
	if n := len(taken); n > 0 {
		open, err := opens(taken[n-1].Extras)
		a.Open = open
		return a, err
	}
	// Somebody looks at an empty screen: a person of the desk reads what they
	// wrote, or it waits to be handled.
	a.Say = []channels.Outbound{{Text: x.lex.Sentence(lang, "noted", nil), Lang: lang}}
	return a, nil
}

// Heard says which messages are stored.
func (x *exchange) Heard(ctx context.Context, from channels.Address, refs []string) (heard []bool, err error) {
	contact := x.contact(from)
	stored := make([]string, len(refs))
	for i, ref := range refs {
		stored[i] = store.Storable(ref)
	}
	err = x.Store.Update(ctx, x.Store.Shard(contact), func(tx store.Tx) error {
		heard, err = tx.Heard(ctx, contact, stored)
		return err
	})
	return heard, err
}

func (x *exchange) contact(from channels.Address) store.Contact {
	caps := x.caps[x.channel]
	return x.Store.Contact(caps.Name, caps.Scope, string(from))
}

// responds says whether a channel answers in the same request and never
// speaks first.
func (b *Bot) responds(channel string) bool {
	_, ok := b.Channels[channel].(channels.Responder)
	return ok
}

// unsaid says whether what this turn says cannot reach the person, because
// their channel does not speak first.
func (t *turn) unsaid() bool {
	if t.priority == store.Reply || !t.responds(t.conv.Channel) && t.conv.Dead.IsZero() {
		return false
	}
	t.metrics.unsaid.WithLabelValues(t.conv.Channel).Add(float64(len(t.said)))
	return true
}

// dialled answers somebody who has opened a session and said nothing yet: the
// question that waits is asked again; without one, the channel's start word
// begins its consultation.
func (t *turn) dialled() error {
	t.conv.Aside = ""
	if !t.conv.Stopped.IsZero() {
		t.inviting = true
		return t.say("stopped_still", nil)
	}
	if t.conv.Desk != "" {
		return t.say("handed_over", nil)
	}
	if p, _ := t.open(); p != nil {
		return t.askAgain()
	}
	intent := t.lib.Route(flows.Arrival{Text: t.Starts[t.conv.Channel], Lang: t.lang()})
	if intent.Kind != flows.ToOpen {
		return t.nothingOpen()
	}
	return t.begin(opening{flow: intent.Flow, part: intent.Part, lang: intent.Lang, rest: intent.Rest})
}

// waits says whether the person can say something to what this turn has said,
// where a session is kept for it.
func (t *turn) waits() bool {
	return t.responds(t.conv.Channel) && (t.inviting || t.conv.Aside != "" || t.conv.Flow != "")
}
