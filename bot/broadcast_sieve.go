package bot

import (
	"context"
	"slices"
	"time"

	"plaza/civic/audience"
	"plaza/civic/broadcast"
	"plaza/store"
)

// LeftOut is why somebody whom a broadcast is meant for does not get it.
type LeftOut string

// Why people are left out, in the order in which it is asked.
const (
	LeftStopped  LeftOut = "stopped"         // they want no messages
	LeftConsent  LeftOut = "no consent"      // they did not agree to the purpose
	LeftDead     LeftOut = "not reached"     // nobody is reached at their address, or there is none
	LeftChannel  LeftOut = "no channel"      // the channel they wrote on is gone, or only answers
	LeftTemplate LeftOut = "no template"     // they did not write lately, and the network carries nothing else
	LeftCap      LeftOut = "too many"        // they were sent as many messages as the cap allows
	LeftLate     LeftOut = "too late"        // their turn does not come before the broadcast ends
	LeftOther    LeftOut = "another channel" // they get it on another of their channels
)

// LeftOuts are all the reasons, in the order in which they are asked.
func LeftOuts() []LeftOut {
	return []LeftOut{LeftStopped, LeftConsent, LeftDead, LeftChannel, LeftTemplate, LeftCap, LeftLate, LeftOther}
}

// A sieve decides who of a stretch of people gets a broadcast, when, and in
// which words. The preview and the expansion go through the same one, so that
// what is shown is what is done.
type sieve struct {
	*Bot
	id      string
	file    *broadcast.File
	rules   audience.Rules
	ends    time.Time // nothing leaves later
	wants   store.Wants
	consent [2]string
	drawn   map[drawKey]*drawing
	// onePer says which of a person's channels gets the copy: the first one
	// that is asked for, unless it is set.
	onePer func(ctx context.Context, tx store.Tx, joined map[store.Contact]string) (map[store.Contact]bool, error)
}

// sieve is the sieve of a broadcast as it decides at a moment.
func (b *Bot) sieve(f *broadcast.File, at, ends time.Time) *sieve {
	rules := audience.Rules{Place: b.Place, Now: at}
	flow, purpose := f.ConsentTo()
	w := f.Wants(rules)
	s := &sieve{
		Bot: b, id: f.ID.Text, file: f, rules: rules, ends: ends, consent: [2]string{flow, purpose}, drawn: map[drawKey]*drawing{},
		onePer: firstOfPerson(),
		wants: store.Wants{
			Now: at, Facts: w.Facts, Answers: w.Answers, Except: unfinished, Purposes: [][2]string{{flow, purpose}}, Over: everything,
			Follows: w.Follows, Sealed: true,
		},
	}
	if b.Cap.Messages > 0 {
		s.wants.Unasked = at.Add(-b.Cap.Within)
	}
	return s
}

// A sifted stretch is what becomes of some people.
type sifted struct {
	meant   int      // whom the audience names,
	persons []string // and of which persons those are who joined several channels
	left    map[LeftOut]int
	get     []*recipient
}

// recipient is somebody who gets a copy.
type recipient struct {
	*store.Member
	due  time.Time
	ends time.Time // nothing leaves later: the broadcast is over by then, or their consent
	*drawing
	vars  []string
	opens bool // the copy opens a conversation by a template
}

// sift decides about members of one shard, and notes in the books whom of them
// a template opens a conversation with.
func (s *sieve) sift(ctx context.Context, tx store.Tx, members []store.Member, books tierBooks) (sifted, error) {
	out := sifted{left: map[LeftOut]int{}}
	known := audience.Member{}
	pass := make([]*recipient, 0, len(members))
	for i := range members {
		m := &members[i]
		s.know(&known, m)
		if !s.file.Includes(&known, s.rules) {
			continue
		}
		out.meant++
		if m.Person != "" {
			out.persons = append(out.persons, m.Person)
		}
		r := &recipient{Member: m}
		if why := s.bars(r); why != "" {
			out.left[why]++
			continue
		}
		pass = append(pass, r)
	}
	pass = slices.DeleteFunc(pass, func(r *recipient) bool {
		why := s.time(r, books)
		if why != "" {
			out.left[why]++
		}
		return why != ""
	})
	var err error
	out.get, err = s.once(ctx, tx, pass)
	out.left[LeftOther] += len(pass) - len(out.get)
	return out, err
}

// know fills in what the condition looks at.
func (s *sieve) know(known *audience.Member, m *store.Member) {
	*known = audience.Member{
		Lang: m.Lang, Channel: m.Channel, Network: s.caps[m.Channel].Name, SeenAt: m.SeenAt,
		Facts: m.Facts, Answers: m.Answers, Follows: known.Follows[:0],
	}
	for _, f := range m.Follows {
		known.Follows = append(known.Follows, audience.Follow{Plan: f.Plan, Kind: f.Kind, Target: f.Target})
	}
}

// bars says why somebody cannot get it at all, and else in which words they do.
func (s *sieve) bars(r *recipient) LeftOut {
	_, open := s.Channels[r.Channel]
	until, granted := r.Granted[s.consent]
	if r.ends = s.ends; !until.IsZero() && until.Before(s.ends) {
		r.ends = until
	}
	switch {
	case !r.Stopped.IsZero():
		return LeftStopped
	case !granted:
		return LeftConsent
	case !r.Dead.IsZero() || r.Address == "":
		return LeftDead
	case !open || s.responds(r.Channel):
		return LeftChannel
	}
	r.drawing = s.draw(r.Channel, r.Lang)
	if session := s.caps[r.Channel].Session; session > 0 && !s.rules.Now.Before(r.SeenAt.Add(session)) {
		if s.file.Template.Text == "" {
			return LeftTemplate
		}
		r.opens = true
	}
	r.vars = r.draft.Vars(r.Facts)
	return ""
}

// time sets when a copy may leave: when the channel's tier has room for it,
// after the cap, and not in the person's night. Who gets it on another channel
// after all leaves a place of the tier empty.
func (s *sieve) time(r *recipient, books tierBooks) LeftOut {
	var book *openings
	if r.opens {
		book = books[r.Channel]
	}
	late := LeftLate
	for at := s.rules.Now; ; at = r.due {
		if book != nil {
			at = book.free(at)
		}
		free := s.Cap.After(r.Unasked, at)
		if free.After(at) {
			late = LeftCap
		}
		if r.due = s.awake(r.Address, free); !r.due.Before(s.ends) {
			return late
		}
		if r.due.Equal(at) { // what one of them moved, the others have looked at again
			break
		}
	}
	if !r.due.Before(r.ends) {
		return LeftConsent
	}
	if book != nil {
		book.take(s.id, r.due)
	}
	return ""
}

// once takes out whoever gets it on another of their channels.
func (s *sieve) once(ctx context.Context, tx store.Tx, pass []*recipient) ([]*recipient, error) {
	joined := map[store.Contact]string{}
	for _, r := range pass {
		if r.Person != "" {
			joined[r.Contact] = r.Person
		}
	}
	if len(joined) == 0 {
		return pass, nil
	}
	mine, err := s.onePer(ctx, tx, joined)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(pass), func(r *recipient) bool { return r.Person != "" && !mine[r.Contact] }), nil
}
