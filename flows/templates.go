package flows

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// TemplateText is a message that the software may send unasked: a reminder, a
// question put again after one, what opens a part that begins by itself. Some
// networks let a conversation be opened only by a text they have approved.
type TemplateText struct {
	// Name is plaza_FLOW_PART_STEP and a hash of the text, in letters, digits
	// and underscores. It changes with the text, because an approved one cannot:
	// people never read an older wording than the one that is asked.
	Name    string
	Lang    string
	Text    string   // {{1}}, {{2}} … stand for what differs from person to person
	Options []Choice // listed under the text, as in Message
	YesNo   bool
	Samples []string // what may stand in the places, for who approves it

	pattern []string // the literal stretches, one more than there are places
}

// Templates returns every message of the program that it may send unasked, in
// each language, reminders first. Two kinds have none, and can only be sent to
// who wrote lately: rows of a table, and what the desk's silence leads to.
func (p *Program) Templates() []TemplateText { return p.templates }

// TemplateOf finds the template that reads exactly as the message does, and
// what stands in its places. There is none for a message that Templates does
// not list.
func (p *Program) TemplateOf(m Message) (name string, vars []string, ok bool) {
	said := listed(m.Text, m.Options, m.YesNo)
	for i := range p.templates {
		x := &p.templates[i]
		if x.Lang != m.Lang || x.YesNo != m.YesNo || len(x.Options) != len(m.Options) {
			continue
		}
		if vars, ok := matches(x.pattern, said); ok {
			return x.Name, vars, true
		}
	}
	return "", nil, false
}

// listed is a message with its options under it: all that a person reads.
func listed(text string, options []Choice, yesNo bool) string {
	if yesNo {
		return text
	}
	for i, o := range options {
		text += "\n" + strconv.Itoa(i+1) + " " + o.Label
	}
	return text
}

// matches cuts a text at the literal stretches of a pattern. However it is
// cut, the stretches and what stands between them make the same text again.
func matches(pattern []string, text string) (vars []string, ok bool) {
	last := len(pattern) - 1
	if last == 0 {
		return nil, text == pattern[0]
	}
	if text, ok = strings.CutPrefix(text, pattern[0]); !ok {
		return nil, false
	}
	if text, ok = strings.CutSuffix(text, pattern[last]); !ok {
		return nil, false
	}
	for _, words := range pattern[1:last] {
		var v string
		if v, text, ok = strings.Cut(text, words); !ok {
			return nil, false
		}
		vars = append(vars, v)
	}
	vars = append(vars, text)
	for _, v := range vars {
		if v == "" {
			return nil, false // networks refuse an empty place
		}
	}
	return vars, true
}

// templater gathers the templates of a program that has just been compiled.
type templater struct {
	p    *Program
	seen map[string]bool
}

func newTemplates(p *Program) []TemplateText {
	g := &templater{p: p, seen: make(map[string]bool)}
	parts := []string{MainPart}
	for _, name := range p.Flow.Parts.Keys {
		parts = append(parts, name.Value)
	}
	for _, name := range parts {
		if pt := p.parts[name]; len(pt.remind) > 0 {
			g.reminder(pt)
		}
	}
	for _, name := range parts {
		pt := p.parts[name]
		if pt.unasked() {
			g.opening(pt, 0, make(map[int]bool))
		}
		if len(pt.remind) > 0 {
			for i := range pt.ops {
				g.question(pt, i)
			}
		}
	}
	return p.templates
}

// reminder adds the sentence that stands before a question put again.
func (g *templater) reminder(pt *part) {
	for lang, v := range g.p.voices {
		x := &slots{p: g.p, lang: lang}
		g.add(pt, "reminder", x, TemplateText{Text: v.say("reminder", "title", x.print(g.p.title))})
	}
}

// opening adds what a part may say from the op at i up to its first question.
func (g *templater) opening(pt *part, i int, been map[int]bool) {
	for ; i < len(pt.ops) && !been[i]; i++ {
		been[i] = true
		switch o := pt.ops[i].(type) {
		case *say:
			for lang := range g.p.voices {
				x := &slots{p: g.p, lang: lang}
				g.add(pt, "say_"+pt.waits[i], x, TemplateText{Text: x.print(o.text)})
			}
		case *branch:
			g.opening(pt, o.to, been)
			if o.when == nil {
				return
			}
		case *question:
			g.question(pt, i)
			if o.terms == nil || !o.terms.ifNotGiven {
				return
			}
		case *confirm:
			g.question(pt, i)
			return
		case *handoff, end:
			return
		}
	}
}

// question adds the question that the op at i puts, if it puts one that reads
// alike whenever it is put.
func (g *templater) question(pt *part, i int) {
	var q *question
	switch o := pt.ops[i].(type) {
	case *question:
		q = o
	case *confirm:
		q = &o.question
	default:
		return
	}
	shuffle := false
	if k, ok := q.kind.(choice); ok {
		shuffle = k.shuffle
	} else if _, ok := q.kind.(preparer); ok {
		return // a table's rows are settled when it is put
	}
	for lang := range g.p.voices {
		x := &slots{p: g.p, lang: lang}
		t := TemplateText{Text: x.print(q.text)}
		if q.choices != nil {
			t.Options = q.choices[lang]
			_, t.YesNo = q.kind.(yesno)
		}
		if shuffle {
			t.Options = x.anyOrder(t.Options)
		}
		g.add(pt, pt.waits[i], x, t)
	}
}

// add names a template and keeps it, unless the same text is there already.
func (g *templater) add(pt *part, step string, x *slots, t TemplateText) {
	body := listed(t.Text, t.Options, t.YesNo)
	t.Lang, t.Samples = g.p.languages[x.lang], x.samples
	if body == "" || g.seen[t.Lang+" "+body] {
		return
	}
	g.seen[t.Lang+" "+body] = true
	h := fnv.New32a()
	_, _ = h.Write([]byte(body)) // a hash takes every write
	t.Name = plainName(fmt.Sprintf("plaza %s %s %s %08x", g.p.Flow.ID.Value, pt.Name, step, h.Sum32()))
	for n := range x.samples {
		var words string
		words, body, _ = strings.Cut(body, place(n+1))
		t.pattern = append(t.pattern, words)
	}
	t.pattern = append(t.pattern, body)
	g.p.templates = append(g.p.templates, t)
}

// slots prints texts of one language with numbered places for what differs.
type slots struct {
	p       *Program
	lang    int
	samples []string
}

func (x *slots) print(text texts) string {
	if len(text) == 0 {
		return ""
	}
	var b strings.Builder
	for _, piece := range text[x.lang] {
		if piece.show == nil {
			b.WriteString(piece.words)
			continue
		}
		b.WriteString(x.place(x.sample(piece.name)))
	}
	return b.String()
}

// anyOrder lists options whose order differs from person to person.
func (x *slots) anyOrder(options []Choice) []Choice {
	places := make([]Choice, len(options))
	for i, o := range options {
		places[i] = Choice{ID: o.ID, Label: x.place(o.Label)}
	}
	return places
}

func (x *slots) place(sample string) string {
	x.samples = append(x.samples, sample)
	return place(len(x.samples))
}

func place(n int) string { return "{{" + strconv.Itoa(n) + "}}" }

// sample is what may stand for {name}: an option's label, else the name.
func (x *slots) sample(name string) string {
	if q := x.p.questions[name]; q != nil && q.choices != nil {
		return q.choices[x.lang][0].Label
	}
	return name
}

// plainName writes a name with letters, digits and underscores alone, as
// networks want the names of templates.
func plainName(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "_")
}
