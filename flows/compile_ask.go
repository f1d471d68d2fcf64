package flows

import (
	"slices"
	"strconv"
	"strings"

	"plaza/flows/answer"
)

// newQuestion makes a question known by its name and kind.
func (c *compiler) newQuestion(v *Ask) *question {
	return &question{
		name: v.Name.Value, kind: c.kind(v), required: v.Required.Yes, remember: v.Remember.Yes,
	}
}

// kind makes the kind of an ask's answer.
func (c *compiler) kind(v *Ask) answerKind {
	limits := bounds{v.From.Value, v.To.Value}
	switch v.Answer.Value {
	case "":
		return c.choiceOf(v)
	case "scale":
		return scale{limits, c.ends(v)}
	case "yesno":
		return yesno{c.yesNo()}
	case "number":
		return number{limits}
	case "date":
		return date{limits}
	case "phone":
		return phone{region: c.region}
	case "email":
		return email{}
	case "photo":
		return media{"photo", CanPhoto}
	case "voice":
		return media{"voice", CanVoice}
	case "file":
		return media{"file", CanFile}
	case "row", "place":
		return c.rowsOf(v)
	}
	return words{max: count(v.Max, 0)}
}

// fillQuestion lays out a question's texts, once every name is known.
func (c *compiler) fillQuestion(q *question, v *Ask) {
	q.text = c.texts(v.Text, nil)
	q.others = othersIn(v.Text)
	c.speaksText(v.Text, v.Each, v.None)
	c.speaks(v.Where)
	c.in.speaks[q.name] = true
	switch k := q.kind.(type) {
	case choice:
		q.choices = make([][]Choice, len(c.p.languages))
		for l := range c.p.languages {
			for n, id := range k.ids {
				q.choices[l] = append(q.choices[l], Choice{ID: id, Label: k.labels[l][n]})
			}
		}
	case yesno:
		c.yesOrNo(q)
	case scale:
		c.addHint(q, v)
	case rows:
		if k.table != nil {
			k.each = c.texts(v.Each, k.table)
		}
		k.none = c.texts(v.None, nil)
		q.kind = k
	}
	c.reasons(q, v)
}

func (c *compiler) newConsent(v *Consent) *question {
	q := &question{
		name: v.Purpose.Value, required: v.Required.Yes,
		terms: &terms{keep: v.Keep.D, ifNotGiven: len(v.Text.In) == 0},
	}
	c.yesOrNo(q)
	return q
}

func (c *compiler) fillConsent(q *question, v *Consent) {
	q.text = c.texts(v.Text, nil)
	q.others = othersIn(v.Text)
	c.speaksText(v.Text)
	c.in.speaks[q.name] = true
}

// choiceOf makes the kind of a question with options, prepared for reading.
func (c *compiler) choiceOf(v *Ask) choice {
	list := v.Options
	if list != nil && list.Ref.Value != "" {
		list = c.p.Flow.Lists.By[list.Ref.Value]
	}
	k := choice{shuffle: v.Shuffle.Yes, pick: pickOf(v.Pick, v.Ranked.Yes), labels: make([][]string, len(c.p.languages))}
	if list == nil {
		list = &OptionList{}
	}
	opts := make([]answer.Option, len(list.Options))
	for n, o := range list.Options {
		k.ids = append(k.ids, o.ID)
		opts[n] = answer.Option{ID: o.ID, Labels: make(map[string]string), Words: make(map[string][]string)}
		for l, tag := range c.p.languages {
			label := c.label(o.Text, tag)
			k.labels[l] = append(k.labels[l], label)
			opts[n].Labels[tag] = label
			for _, w := range o.Words.In[tag] {
				opts[n].Words[tag] = append(opts[n].Words[tag], w.Text)
			}
		}
	}
	k.options = c.p.reader.Options(opts, k.pick, c.p.languages)
	return k
}

// label is an option's text in one language. Labels are laid out once and
// shared by every message that shows them, so they hold only what is constant.
func (c *compiler) label(text Text, tag string) string {
	var b strings.Builder
	cutText(c.inLanguage(text, tag), func(s string) { b.WriteString(s) }, func(name string) {
		if words, ok := c.constant(name, slices.Index(c.p.languages, tag)); ok {
			b.WriteString(words)
			return
		}
		b.WriteString("{" + name + "}")
	})
	return b.String()
}

// yesOrNo gives a question the options yes and no.
func (c *compiler) yesOrNo(q *question) {
	q.kind = yesno{c.yesNo()}
	q.choices = make([][]Choice, len(c.p.languages))
	q.reasons = make([]map[string]Message, len(c.p.languages))
	for l, v := range c.p.voices {
		q.choices[l] = []Choice{{"yes", v.say("yes")}, {"no", v.say("no")}}
	}
}

func (c *compiler) yesNo() *answer.Options {
	if c.yesNoOptions == nil {
		opts := []answer.Option{{ID: "yes", Labels: map[string]string{}}, {ID: "no", Labels: map[string]string{}}}
		for _, v := range c.p.voices {
			opts[0].Labels[v.tag], opts[1].Labels[v.tag] = v.say("yes"), v.say("no")
		}
		c.yesNoOptions = c.p.reader.Options(opts, answer.Pick{Min: 1, Max: 1}, c.p.languages)
	}
	return c.yesNoOptions
}

// ends prepares the labels of a scale's two ends for reading.
func (c *compiler) ends(v *Ask) *answer.Options {
	if len(v.Low.In) == 0 || len(v.High.In) == 0 {
		return nil
	}
	opts := []answer.Option{{ID: "low", Labels: map[string]string{}}, {ID: "high", Labels: map[string]string{}}}
	for _, tag := range c.p.languages {
		opts[0].Labels[tag], opts[1].Labels[tag] = c.label(v.Low, tag), c.label(v.High, tag)
	}
	return c.p.reader.Options(opts, answer.Pick{Min: 1, Max: 1}, c.p.languages)
}

// addHint says behind a scale's text what its ends mean.
func (c *compiler) addHint(q *question, v *Ask) {
	for l, voice := range c.p.voices {
		from, to := voice.number(v.From.Value, ""), voice.number(v.To.Value, "")
		hint := voice.say("scale_bare", "from", from, "to", to)
		if len(v.Low.In) > 0 && len(v.High.In) > 0 {
			low, high := c.label(v.Low, voice.tag), c.label(v.High, voice.tag)
			hint = voice.say("scale", "from", from, "to", to, "low", low, "high", high)
		}
		q.text[l] = q.text[l].with(" " + hint)
	}
}

// rowsOf makes the kind of a row or a place.
func (c *compiler) rowsOf(v *Ask) rows {
	k := rows{
		place: v.Answer.Value == "place", where: v.Where, sort: v.Sort.Value, column: v.Column.Value,
		pick: pickOf(v.Pick, false),
	}
	if name := v.Table.Value; name != "" {
		k.table = c.table(name)
	}
	k.list = count(v.Show, 0)
	if k.list == 0 && k.pick.Max != 1 && !k.place {
		k.list = defaultShow
	}
	return k
}

func pickOf(p *Pick, ranked bool) answer.Pick {
	if p == nil {
		return answer.Pick{Min: 1, Max: 1, Ranked: ranked}
	}
	return answer.Pick{Min: p.Min, Max: p.Max, Ranked: ranked}
}

// count reads a whole number that the checker has seen.
func count(n Name, otherwise int) int {
	if v, err := strconv.Atoi(n.Value); err == nil && v > 0 {
		return v
	}
	return otherwise
}
