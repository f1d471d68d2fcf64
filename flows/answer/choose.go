package answer

import "slices"

// Read reads a reply as a choice among the options: places in the list
// ("2", "la dos", "(b)"), labels, their first distinct words, the options'
// words, in the person's language first and then in the others of the flow,
// and forgives a small slip when nothing fits to the letter. order[i] is the
// index of the option shown at place i+1; nil is their own order. The picks
// are indexes of options, as written when ranked and in that order anyway;
// they are empty and not nil when the person chose none where none is
// allowed. On a Misfit why says what was wrong.
//
// Nothing is ever picked out of a longer sentence: each word of the reply
// must be part of the choice or one that may stand around it.
func (o *Options) Read(text, lang string, order []int) (picks []int, fit Fit, why Why) {
	if len(text) > 4*foldBytes {
		return nil, Misfit, NotUnderstood
	}
	var buf, coreBuf [foldBytes]byte
	w := split(appendFold(buf[:0], text, false))
	if w.n == 0 || w.long {
		return nil, Misfit, NotUnderstood
	}
	c := choice{options: o, order: order, text: text}
	why = NotUnderstood
	var hopeless uint64 // languages in which not even a slip would help
	for _, near := range [...]bool{false, true} {
		for i := -1; i < len(o.in); i++ {
			f := o.language(i, lang)
			if f == nil || hopeless&(1<<(i+1)) != 0 {
				continue
			}
			c.forms, c.near, c.slips, c.hopeless = f, near, 0, false
			reason := c.read(&w, coreBuf[:0])
			if c.hopeless {
				hopeless |= 1 << (i + 1)
			}
			switch {
			case reason == "" && c.slips == 0:
				return c.picks(), Exact, ""
			case reason == "" && !o.reader.nearMachineWord(&w, c.slips):
				return c.picks(), Near, ""
			case reason == "":
				reason = NotUnderstood // "stops" is as near to "stop" as to "shops"
			}
			if why == NotUnderstood {
				why = reason
			}
		}
		if why == TwoFit {
			break // nothing is nearer than what already fits two
		}
	}
	return nil, Misfit, why
}

// language walks the person's own language (at -1), then the others.
func (o *Options) language(i int, lang string) *optionForms {
	if i < 0 {
		for _, f := range o.in {
			if f.lang == lang {
				return f
			}
		}
		return nil
	}
	if o.in[i].lang == lang {
		return nil
	}
	return o.in[i]
}

// choice is the reading of one reply in one language.
type choice struct {
	options *Options
	order   []int
	text    string // as written
	forms   *optionForms
	near    bool // forgive slips
	slips   int

	hopeless bool // the word that did not fit begins like no form
	n        int
	none     bool
	full     bool
	got      [64]int16
}

// read returns the reason why the reply is no choice, or "".
func (c *choice) read(w *reply, buf []byte) Why {
	c.n, c.none, c.full = 0, false, false
	if !c.near {
		if form, ok := c.forms.of[string(w.text)]; ok && form.whole && form.option >= 0 && !c.isPlace(w) {
			c.add(int(form.option))
			return c.check()
		}
		if why, ok := c.readLetters(w); ok {
			return why
		}
	}
	core := c.forms.lexicon.withoutFillers(w, buf)
	if core.n == 0 {
		core = *w
	}
	if why := c.readWords(&core); why != "" {
		return why
	}
	return c.check()
}

// shown is the number of options that were shown.
func (c *choice) shown() int {
	if c.order != nil {
		return len(c.order)
	}
	return c.options.n
}

// place is the option at a place of the list, or none.
func (c *choice) place(p int) int {
	switch {
	case p < 1 || p > c.shown():
		return none
	case c.order == nil:
		return p - 1
	}
	return c.order[p-1]
}

func (c *choice) addPlace(p int) Why {
	option := c.place(p)
	if option < 0 || option >= c.options.n {
		return OutOfRange
	}
	c.add(option)
	return ""
}

// add picks an option once.
func (c *choice) add(option int) {
	switch {
	case slices.Contains(c.got[:c.n], int16(option)):
	case c.n == len(c.got):
		c.full = true
	default:
		c.got[c.n] = int16(option)
		c.n++
	}
}

// check holds the picks against how many may be chosen.
func (c *choice) check() Why {
	pick := c.options.pick
	for _, option := range c.got[:c.n] {
		if c.order != nil && !slices.Contains(c.order, int(option)) {
			return NotUnderstood // it was not among those shown
		}
	}
	switch {
	case c.none && c.n > 0, c.n == 0 && !c.none, c.none && pick.Max == 1 && pick.Min == 1:
		return NotUnderstood
	case c.full, pick.Max > 0 && c.n > pick.Max:
		return TooMany
	case c.n < pick.Min:
		return TooFew
	}
	return ""
}

func (c *choice) picks() []int {
	picks := make([]int, c.n)
	for i, option := range c.got[:c.n] {
		picks[i] = int(option)
	}
	if !c.options.pick.Ranked {
		slices.Sort(picks)
	}
	return picks
}
