package bot

import (
	"slices"

	"plaza/channels"
	"plaza/civic/audience"
	"plaza/civic/broadcast"
	"plaza/flows"
)

// purposeUpdates is what FOLLOW agrees to.
const purposeUpdates = "updates"

// castVoice is what a broadcast says besides its own words.
func (b *Bot) castVoice() broadcast.Voice {
	return broadcast.Voice{Forum: b.Forum, Word: func(lang, name string) (string, bool) {
		words := b.lex.Words[lang]
		return words.Command(name)
	}}
}

// castEnv is what a broadcast is checked against.
func (b *Bot) castEnv() broadcast.Env {
	env := broadcast.Env{
		Audience: audience.Env{Languages: b.Locales.Languages(), Flows: map[string]audience.Flow{}, Asked: map[string]audience.Question{}},
		Purposes: []string{purposeUpdates},
		Voice:    b.castVoice(),
		Meter:    channels.Segments,
	}
	a := &env.Audience
	for name, caps := range b.caps {
		a.Channels = append(a.Channels, name, caps.Name)
		if caps.Session > 0 {
			env.Sessions = append(env.Sessions, name)
		}
	}
	lib := b.Library()
	for _, id := range lib.Flows() {
		p := lib.Newest(id)
		flow := audience.Flow{Anonymous: p.Anonymous(), Questions: map[string]audience.Question{}}
		eachVerb(p.Flow, func(v flows.Verb) {
			switch v := v.(type) {
			case *flows.Consent:
				if purpose := id + "." + v.Purpose.Value; v.Purpose.Value != takePart && !slices.Contains(env.Purposes, purpose) {
					env.Purposes = append(env.Purposes, purpose)
				}
			case *flows.Ask:
				name, q := v.Name.Value, questionOf(p, v)
				flow.Questions[name] = q
				if v.Remember.Yes {
					if other, asked := a.Asked[name]; asked {
						q = q.Or(other)
					}
					a.Facts, a.Asked[name] = append(a.Facts, name), q
				}
			}
		})
		a.Flows[id] = flow
	}
	a.Place = b.Place
	a.Unplaced = !slices.Contains(a.Facts, a.Place)
	a.Facts = append(a.Facts, a.Place)
	for _, names := range []*[]string{&a.Channels, &a.Facts, &env.Sessions} {
		slices.Sort(*names)
		*names = slices.Compact(*names)
	}
	b.castPlans(&env)
	return env
}

// questionOf is what a condition may ask about the answer to a question.
func questionOf(p *flows.Program, v *flows.Ask) audience.Question {
	q := audience.Question{
		Many:    v.Pick != nil && v.Pick.Max != 1,
		Ordered: slices.Contains([]string{"scale", "number", "date"}, v.Answer.Value),
	}
	list := v.Options
	if list != nil && list.Ref.Value != "" {
		list = p.Flow.Lists.By[list.Ref.Value]
	}
	if list != nil {
		for _, o := range list.Options {
			q.Options = append(q.Options, o.ID)
		}
	}
	if v.Answer.Value == "yesno" {
		q.Options = []string{"yes", "no"}
	}
	return q
}

// eachVerb calls fn with every verb of a consultation.
func eachVerb(f *flows.Flow, fn func(flows.Verb)) {
	var steps func([]*flows.Step)
	steps = func(all []*flows.Step) {
		for _, s := range all {
			if s == nil || s.Verb == nil {
				continue
			}
			fn(s.Verb)
			if g, ok := s.Verb.(*flows.Group); ok {
				steps(g.Then)
				steps(g.Else)
			}
		}
	}
	steps(f.Steps)
	for _, k := range f.Parts.Keys {
		if p := f.Parts.By[k.Value]; p != nil {
			steps(p.Steps)
		}
	}
}
