package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"plaza/channels"
	"plaza/civic/broadcast"
	"plaza/store"
)

// TestTo queues a broadcast to one contact of one's own, as they would get it,
// and returns how many messages that is. They must have written before; what
// they agreed to is not asked, because they ask for it themselves. Who has
// stopped gets nothing.
func (c *Broadcasts) TestTo(ctx context.Context, f *broadcast.File, to store.Contact) (int, error) {
	b := c.b
	now := b.Now().UTC()
	s := b.sieve(f, now, now.Add(f.Within))
	n := 0
	err := b.update(ctx, b.Store.Shard(to), func(tx store.Tx, w *writes) error {
		convs, err := tx.Conversations(ctx, []store.Contact{to})
		if err != nil {
			return err
		}
		conv := convs[to]
		if conv == nil || !conv.Stopped.IsZero() {
			return store.ErrNotFound
		}
		facts, err := tx.Facts(ctx, to)
		if err != nil {
			return err
		}
		m := &store.Member{
			Contact: to, Channel: conv.Channel, Lang: conv.Lang, SeenAt: conv.SeenAt, Address: conv.Address, Dead: conv.Dead,
			Granted: map[[2]string]time.Time{s.consent: {}}, Facts: map[string]string{},
		}
		for _, fact := range facts {
			m.Facts[fact.Name] = fact.Value
		}
		r := &recipient{Member: m, due: now}
		if why := s.bars(r); why != "" {
			return fmt.Errorf("%s: %w", why, store.ErrNotFound)
		}
		msgs, err := s.copies(nil, r)
		if err != nil {
			return err
		}
		batch := b.newID()
		for i := range msgs {
			msgs[i].ID = b.newID()
			msgs[i].Key = "casttest/" + batch + strings.TrimPrefix(msgs[i].Key, castKey(f.ID.Text))
			msgs[i].Flow, msgs[i].Priority = "", store.Reply // it is nobody's copy: it counts for nothing and waits for nothing
		}
		w.messages = append(w.messages, msgs...)
		n = len(msgs)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("send broadcast %s to oneself: %w", f.ID.Text, err)
	}
	return n, nil
}

// Templates is what broadcasts that are not over say, drawn as a network wants
// it for approval. A placeholder that differs from person to person is a place
// there, and its fallback the sample.
func (c *Broadcasts) Templates(ctx context.Context) ([]channels.TemplateText, error) {
	all, err := c.all(ctx)
	if err != nil {
		return nil, err
	}
	var texts []channels.TemplateText
	for _, found := range all {
		if !found.State.Over() {
			texts = append(texts, c.TemplatesOf(found.file)...)
		}
	}
	return texts, nil
}

// TemplatesOf is what one broadcast needs approved, in each of its languages;
// nothing when it names no template.
func (c *Broadcasts) TemplatesOf(f *broadcast.File) []channels.TemplateText {
	if f.Template.Text == "" {
		return nil
	}
	var all []channels.TemplateText
	for _, lang := range f.Languages() {
		d := f.Draft(lang, c.b.castVoice())
		samples := d.Samples()
		places := make([]string, len(samples))
		for i := range places {
			places[i] = fmt.Sprintf("{{%d}}", i+1)
		}
		drawn := channels.Render(channels.Capabilities{}, channels.Say{Text: d.Text(places), Lang: d.Lang})
		all = append(all, channels.TemplateText{Name: f.Template.Text, Lang: d.Lang, Body: drawn[0].Text, Samples: samples})
	}
	return all
}
