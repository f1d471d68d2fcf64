package flows

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Read prints the whole conversation in one language, every part and every
// branch of it, for someone who reviews the words and not the file: questions
// with their numbered options, conditions in words. A text that has no
// translation yet is printed in the first language, marked with "(not in es)";
// one whose source changed is marked with "(to be looked at)".
func Read(w io.Writer, f *Flow, lang string) error {
	var languages []string
	for _, l := range f.Languages {
		languages = append(languages, l.Value)
	}
	if !slices.Contains(languages, lang) {
		return fmt.Errorf("%q is not a language of %s; it has %s", lang, f.ID.Value, strings.Join(languages, ", "))
	}
	r := &review{flow: f, lang: lang, first: languages[0], options: map[string]*OptionList{}}
	r.collect(f.Steps)
	for _, name := range f.Parts.Keys {
		r.collect(f.Parts.By[name.Value].Steps)
	}
	r.head()
	r.steps(f.Steps, "")
	for _, name := range f.Parts.Keys {
		r.part(f.Parts.By[name.Value])
	}
	if _, err := io.WriteString(w, r.out.String()); err != nil {
		return fmt.Errorf("print the conversation: %w", err)
	}
	return nil
}

// review prints one flow in one language.
type review struct {
	flow        *Flow
	lang, first string
	options     map[string]*OptionList // of each question that has some
	out         strings.Builder
}

// collect notes which options each question has, for the conditions.
func (r *review) collect(steps []*Step) {
	for _, step := range steps {
		switch v := step.Verb.(type) {
		case *Ask:
			if v.Options != nil {
				r.options[v.Name.Value] = r.list(v.Options)
			}
		case *Group:
			r.collect(v.Then)
			r.collect(v.Else)
		}
	}
}

// list follows options: NAME to the list of that name.
func (r *review) list(o *OptionList) *OptionList {
	if shared := r.flow.Lists.By[o.Ref.Value]; o.Ref.Value != "" && shared != nil {
		return shared
	}
	return o
}

func (r *review) head() {
	f := r.flow
	fmt.Fprintf(&r.out, "%s\n%s · %s", r.say(&f.Title), f.ID.Value, r.lang)
	if words := r.words(&f.Start); words != "" {
		fmt.Fprintf(&r.out, " · begins with %s", words)
	}
	if f.Opens.Src != "" {
		fmt.Fprintf(&r.out, " · from %s", f.Opens.Src)
	}
	if f.Closes.Src != "" {
		fmt.Fprintf(&r.out, " · until %s", f.Closes.Src)
	}
	if f.Who.Value != "" {
		fmt.Fprintf(&r.out, " · for %s", f.Who.Value)
	}
	r.timers(f.Remind, f.Expire)
	r.out.WriteString("\n\n")
}

// timers says when people are reminded and when the run ends by itself.
func (r *review) timers(remind []Duration, expire Duration) {
	var after []string
	for _, d := range remind {
		after = append(after, d.Src)
	}
	if len(after) > 0 {
		fmt.Fprintf(&r.out, " · reminds after %s", strings.Join(after, ", "))
	}
	if expire.Src != "" {
		fmt.Fprintf(&r.out, " · ends after %s of silence", expire.Src)
	}
}

func (r *review) part(p *Part) {
	fmt.Fprintf(&r.out, "── %s ──\n", p.Name)
	if words := r.words(&p.Start); words != "" {
		fmt.Fprintf(&r.out, "begins with %s", words)
	}
	if b := p.Begins; b != nil {
		switch {
		case b.After != "":
			fmt.Fprintf(&r.out, "begins %s after %s", b.Delay.Src, b.After)
		case b.Thing != "":
			fmt.Fprintf(&r.out, "begins when %s is %s", b.Thing, b.Event)
		default:
			fmt.Fprintf(&r.out, "begins on %s", b.On.Src)
		}
	}
	if p.When != nil {
		fmt.Fprintf(&r.out, ", if %s", r.condition(p.When))
	}
	r.timers(p.Remind, p.Expire)
	r.out.WriteString("\n\n")
	r.steps(p.Steps, "")
}

// steps prints steps one under the other; indent shows what is conditional.
func (r *review) steps(steps []*Step, indent string) {
	for _, step := range steps {
		inner := indent
		if step.When != nil {
			fmt.Fprintf(&r.out, "%sIf %s:\n\n", indent, r.condition(step.When))
			inner += "    "
		}
		r.step(step.Verb, indent, inner)
	}
}

func (r *review) step(verb Verb, outer, indent string) {
	switch v := verb.(type) {
	case *Say:
		r.paragraph(indent, "", r.say(&v.Text))
	case *Ask:
		r.ask(v, indent)
	case *Consent:
		notes := []string{"consent " + v.Purpose.Value}
		if v.Required.Yes {
			notes = append(notes, "ends here for who says no")
		}
		if v.Keep.Src != "" {
			notes = append(notes, "answers are kept for "+v.Keep.Src)
		}
		text := "asked only if it was not given before"
		if v.Text.In != nil {
			text = r.say(&v.Text)
		}
		r.paragraph(indent, strings.Join(notes, "; "), text)
	case *Group:
		r.steps(v.Then, indent)
		if len(v.Else) > 0 {
			fmt.Fprintf(&r.out, "%sOtherwise:\n\n", outer)
			r.steps(v.Else, indent)
		}
	case *Confirm:
		var names []string
		for _, n := range v.Names {
			names = append(names, n.Value)
		}
		r.paragraph(indent, "reads back "+strings.Join(names, ", ")+"; who says no corrects one", r.say(&v.Text))
	case *ListRows:
		r.paragraph(indent, "one line for each row of "+v.Name.Value+r.where(v.Where), r.say(&v.Each))
		if v.None.In != nil {
			r.paragraph(indent, "when there is none", r.say(&v.None))
		}
	case *Handoff:
		text := r.say(&v.Text)
		if v.Hours.In != nil {
			text = strings.TrimSpace(text + "\n" + r.say(&v.Hours))
		}
		r.paragraph(indent, "a person of "+v.Desk.Value+" takes over", text)
	case *Follow:
		r.paragraph(indent, "from here on they follow "+v.What.Value, "")
	case *End:
		r.paragraph(indent, "ends here: "+v.Outcome.Value, "")
	}
}

// ask prints a question with what is offered under it.
func (r *review) ask(v *Ask, indent string) {
	notes := []string{v.Name.Value}
	if v.Answer.Value != "" {
		notes = append(notes, answerInWords(v))
	}
	if v.Pick != nil && v.Pick.Max != 1 {
		notes = append(notes, pickInWords(v.Pick))
	}
	if v.Required.Yes {
		notes = append(notes, "required")
	}
	if v.Remember.Yes {
		notes = append(notes, "remembered")
	}
	lines := []string{r.say(&v.Text)}
	if v.Options != nil {
		for i, o := range r.list(v.Options).Options {
			line := fmt.Sprintf("  %d %s", i+1, r.say(&o.Text))
			if words := r.words(&o.Words); words != "" {
				line += " (also: " + words + ")"
			}
			lines = append(lines, line)
		}
	}
	if v.Low.In != nil || v.High.In != nil {
		lines = append(lines, fmt.Sprintf("  %s %s … %s %s", v.From.Value, r.say(&v.Low), v.To.Value, r.say(&v.High)))
	}
	if v.Each.In != nil {
		lines = append(lines, "  each row: "+r.say(&v.Each))
	}
	if v.None.In != nil {
		lines = append(lines, "  when there is none: "+r.say(&v.None))
	}
	if v.Example.In != nil {
		lines = append(lines, "  example: "+r.say(&v.Example))
	}
	r.paragraph(indent, strings.Join(notes, "; ")+r.where(v.Where), strings.Join(lines, "\n"))
}

// where says which rows are meant.
func (r *review) where(c *Condition) string {
	if c == nil {
		return ""
	}
	return " where " + r.condition(c)
}

// paragraph prints a text under a note about it.
func (r *review) paragraph(indent, note, text string) {
	if note != "" {
		fmt.Fprintf(&r.out, "%s[%s]\n", indent, note)
	}
	if text != "" {
		for line := range strings.SplitSeq(text, "\n") {
			r.out.WriteString(strings.TrimRight(indent+line, " ") + "\n")
		}
	}
	r.out.WriteByte('\n')
}

// say is a text in the language being read.
func (r *review) say(t *Text) string {
	p, ok := t.In[r.lang]
	switch {
	case !ok && t.In == nil:
		return ""
	case !ok:
		return t.In[r.first].Text + " (not in " + r.lang + ")"
	case p.Stale:
		return p.Text + " (to be looked at)"
	}
	return p.Text
}

func (r *review) words(w *Words) string {
	return joinWords(w.In[r.lang])
}
