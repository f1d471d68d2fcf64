package flows

import (
	"slices"

	"plaza/flows/source"
)

// Bill is what a flow costs to hold: the SMS of every message in every
// language, and the messages of its shortest and longest conversations.
type Bill struct {
	Languages     []string
	Messages      []Priced
	Conversations []Conversation
}

// Priced is one message of the flow. Segments and Large have an entry for
// each of the bill's languages.
type Priced struct {
	Pos      source.Pos
	Name     string // of the question or consent, or the verb
	Part     string
	Segments []int
	Large    []bool // needs the large alphabet (UCS-2)
}

// Conversation is what one part sends to a person who goes through it, from
// the shortest to the longest way. Sentences of the software's own and
// questions that are asked again are not in it.
type Conversation struct {
	Part              string
	Shortest, Longest Cost
	Known             bool // false when the part has too many paths to walk, or none to its end
}

// Cost counts messages, and their segments in each of the bill's languages.
type Cost struct {
	Messages int
	Segments []int
}

// NewBill adds up a flow. What {name} prints is taken to be long: the longest
// label, the longest cell. Without a Meter in env it counts messages only.
func NewBill(f *Flow, env Env) Bill {
	c := &checker{index: newIndex(f), env: env.of(f)}
	w := newWalker(c)
	w.walk()
	bill := Bill{Languages: c.languages()}
	for _, s := range c.sites {
		if cost := w.costs[s]; cost.Messages > 0 {
			m := Priced{Pos: s.step.Pos, Name: s.name(), Part: s.part.Name, Segments: cost.Segments}
			for _, lang := range bill.Languages {
				large := false
				if env.Meter != nil {
					_, large = env.Meter(w.spoken(s, lang))
				}
				m.Large = append(m.Large, large)
			}
			bill.Messages = append(bill.Messages, m)
		}
	}
	for _, p := range c.parts {
		conversation := Conversation{Part: p.Name}
		for i, s := range w.gone[p.Name] {
			if i == 0 {
				conversation.Shortest, conversation.Longest, conversation.Known = s.low, s.high, !w.stopped
				continue
			}
			conversation.Shortest = conversation.Shortest.least(s.low)
			conversation.Longest = conversation.Longest.most(s.high)
		}
		bill.Conversations = append(bill.Conversations, conversation)
	}
	return bill
}

// measure prices every step once.
func (w *walker) measure() {
	w.costs = map[*site]Cost{}
	for _, s := range w.sites {
		if !sends(s.step.Verb) {
			continue
		}
		cost := Cost{Messages: 1}
		if w.env.Meter != nil {
			for _, lang := range w.languages() {
				n, _ := w.env.Meter(w.spoken(s, lang))
				cost.Segments = append(cost.Segments, n)
			}
		}
		w.costs[s] = cost
	}
}

// sends reports whether a step sends a message.
func sends(v Verb) bool {
	switch v.(type) {
	case *Group, *End, *Follow:
		return false
	}
	return true
}

// spoken is the message of a step as an SMS, as long as it may well be.
func (w *walker) spoken(s *site, lang string) string {
	say := func(t Text) string { return w.printed(w.inLanguage(t, lang), lang) }
	switch v := s.step.Verb.(type) {
	case *Say:
		return say(v.Text)
	case *Ask:
		return w.question(v, lang)
	case *Consent:
		if v.Text.In == nil {
			v = w.consents[v.Purpose.Value][0].step.Verb.(*Consent)
		}
		return say(v.Text)
	case *Confirm:
		return say(v.Text)
	case *ListRows:
		return w.rowLines(v, lang)
	case *Handoff:
		return say(v.Text)
	}
	return ""
}

// name is how a bill calls a step.
func (s *site) name() string {
	switch v := s.step.Verb.(type) {
	case *Ask:
		return v.Name.Value
	case *Consent:
		return v.Purpose.Value
	}
	return s.step.Verb.verb()
}

// paid is a state after a step's message. A message that is not always sent
// does not lengthen the shortest way.
func (w *walker) paid(s *state, at *site, always bool) *state {
	after := *s
	after.high = s.high.plus(w.costs[at])
	if always {
		after.low = s.low.plus(w.costs[at])
	}
	return &after
}

func (c Cost) plus(d Cost) Cost {
	return c.join(d, func(a, b int) int { return a + b })
}

func (c Cost) least(d Cost) Cost {
	return c.join(d, func(a, b int) int { return min(a, b) })
}

func (c Cost) most(d Cost) Cost {
	return c.join(d, func(a, b int) int { return max(a, b) })
}

func (c Cost) join(d Cost, with func(a, b int) int) Cost {
	sum := Cost{Messages: with(c.Messages, d.Messages)}
	if n := max(len(c.Segments), len(d.Segments)); n > 0 {
		sum.Segments = make([]int, n)
		a, b := slices.Clone(c.Segments), slices.Clone(d.Segments)
		a, b = append(a, make([]int, n-len(a))...), append(b, make([]int, n-len(b))...)
		for i := range sum.Segments {
			sum.Segments[i] = with(a[i], b[i])
		}
	}
	return sum
}
