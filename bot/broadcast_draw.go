package bot

import (
	"strconv"

	"plaza/channels"
	"plaza/civic/broadcast"
	"plaza/store"
)

// drawKey is what a drawing depends on.
type drawKey struct{ channel, lang string }

// A drawing is a broadcast as a channel carries it in a language. Where
// nothing in it differs from person to person it is drawn once for all.
type drawing struct {
	draft  *broadcast.Draft
	caps   channels.Capabilities
	name   string // of the template; empty without
	pieces []channels.Rendered
	packed []byte // what goes with the first piece
}

func (s *sieve) draw(channel, lang string) *drawing {
	if lang == "" {
		lang = s.Lang
	}
	key := drawKey{channel, lang}
	d := s.drawn[key]
	if d == nil {
		d = &drawing{draft: s.file.Draft(lang, s.castVoice()), caps: s.caps[channel]}
		if d.caps.Session > 0 {
			d.name = s.file.Template.Text
		}
		s.drawn[key] = d
	}
	return d
}

// render is the copy for who has these in the places of the text.
func (d *drawing) render(vars []string) (pieces []channels.Rendered, packed []byte, err error) {
	if len(vars) == 0 && d.pieces != nil {
		return d.pieces, d.packed, nil
	}
	pieces = channels.Render(d.caps, channels.Say{Text: d.draft.Text(vars), Lang: d.draft.Lang})
	if d.name != "" && len(pieces) == 1 {
		packed, err = pack(extras{Template: &channels.Template{Name: d.name, Lang: d.draft.Lang, Vars: vars}})
	}
	if len(vars) == 0 {
		d.pieces, d.packed = pieces, packed
	}
	return pieces, packed, err
}

// allCopies are the messages of many recipients, as they are queued.
func (s *sieve) allCopies(get []*recipient) ([]store.Message, error) {
	all := make([]store.Message, 0, len(get))
	for _, r := range get {
		var err error
		if all, err = s.copies(all, r); err != nil {
			return nil, err
		}
	}
	for i := range all {
		all[i].ID = s.newID()
	}
	return all, nil
}

// copies are the messages of one recipient; as a rule it is one.
func (s *sieve) copies(to []store.Message, r *recipient) ([]store.Message, error) {
	pieces, packed, err := r.render(r.vars)
	if err != nil {
		return to, err
	}
	key := castKey(s.id)
	for i, piece := range pieces {
		m := store.Message{
			Contact: r.Contact, Key: key, Channel: r.Channel, Priority: store.Broadcast, Text: piece.Text, Lang: r.draft.Lang,
			Flow: castFlow(s.id), State: store.Queued, DueAt: r.due, Expires: r.ends, At: s.rules.Now, New: true, Extras: packed,
		}
		if i > 0 {
			m.Key, m.Extras = key+"/"+strconv.Itoa(i), nil
		}
		to = append(to, m)
	}
	return to, nil
}
