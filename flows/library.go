package flows

import (
	"fmt"
	"slices"
	"time"

	"plaza/flows/answer"
)

// Library holds every published consultation, compiled: all editions that
// somebody may still be in, and the words that open the newest of each. It
// never changes; whoever publishes makes a new one and puts it in its place.
type Library struct {
	reader *answer.Reader
	flows  map[string][]*Program // by flow; the newest wording of each edition, oldest first
	opens  map[string]opening    // by folded start word
}

// opening is what a start word begins.
type opening struct {
	program *Program
	part    string
	lang    string
}

// NewLibrary makes a library of programs: every wording of every edition, in
// any order. It fails when two of them claim to be the same wording, or when
// a word would open two consultations.
func NewLibrary(lex Lexicon, programs ...*Program) (*Library, error) {
	l := &Library{
		reader: lex.reader(),
		flows:  make(map[string][]*Program),
		opens:  make(map[string]opening),
	}
	sorted := slices.Clone(programs)
	slices.SortStableFunc(sorted, func(a, b *Program) int {
		if a.Edition != b.Edition {
			return a.Edition - b.Edition
		}
		return a.Wording - b.Wording
	})
	for _, p := range sorted {
		id := p.Flow.ID.Value
		editions := l.flows[id]
		last := len(editions) - 1
		switch {
		case last < 0 || editions[last].Edition != p.Edition:
			l.flows[id] = append(editions, p)
		case editions[last].Wording == p.Wording:
			return nil, fmt.Errorf("gather the consultations: %s has edition %d wording %d twice", id, p.Edition, p.Wording)
		default:
			older := editions[last]
			editions[last] = p.Earlier(append(slices.Clone(older.earlier), older)...)
		}
	}
	for id := range l.flows {
		if err := l.open(l.Newest(id)); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// open enters the words that open a program: its start words and those of its
// parts, its id, and its links.
func (l *Library) open(p *Program) error {
	id := p.Flow.ID.Value
	for name, pt := range p.parts {
		if pt.Begins != nil {
			continue // nobody opens it: it comes by itself
		}
		for _, lang := range p.languages {
			for _, word := range pt.Start.In[lang] {
				if err := l.enter(word.Text, opening{p, name, lang}); err != nil {
					return err
				}
			}
		}
		if err := l.enter(Link(id, name), opening{p, name, ""}); err != nil {
			return err
		}
	}
	return nil
}

// enter makes a word open a part. A word of two languages opens it too, but
// says nothing about the language of who writes it.
func (l *Library) enter(word string, o opening) error {
	folded := answer.Fold(word)
	was, taken := l.opens[folded]
	switch {
	case folded == "":
		return nil
	case !taken:
	case was.program != o.program || was.part != o.part:
		return fmt.Errorf("gather the consultations: %q opens both %s and %s", word,
			Link(was.program.Flow.ID.Value, was.part), Link(o.program.Flow.ID.Value, o.part))
	case was.lang != o.lang && o.lang != "":
		o.lang = ""
	default:
		return nil
	}
	l.opens[folded] = o
	return nil
}

// Link is what a deep link carries to open a part: the flow's id, and behind
// two underlines the part's name unless it is main. It has only characters
// that every network lets through.
func Link(flow, part string) string {
	if part == MainPart {
		return flow
	}
	return flow + "__" + part
}

// Newest is the newest wording of a flow's newest edition, which newcomers
// get; nil when the library has no such flow.
func (l *Library) Newest(flow string) *Program {
	editions := l.flows[flow]
	if len(editions) == 0 {
		return nil
	}
	return editions[len(editions)-1]
}

// Against is what a draft of a flow is checked against before it is published
// here: what was published of it, and the words that open other flows.
func (l *Library) Against(env Env, flow string) Env {
	env.Taken = func(word string) string {
		if owner, _ := l.Opens(word); owner != flow {
			return owner
		}
		return ""
	}
	env.Published, env.Earlier = nil, nil
	for i, p := range l.flows[flow] {
		if i == len(l.flows[flow])-1 {
			env.Published = p.Flow
			break
		}
		env.Earlier = append(env.Earlier, p.Flow)
	}
	return env
}

// Program is the newest wording of one edition of a flow, which knows the
// earlier ones; nil when the library has none.
func (l *Library) Program(flow string, edition int) *Program {
	for _, p := range l.flows[flow] {
		if p.Edition == edition {
			return p
		}
	}
	return nil
}

// Part is the program on which a pending part of an edition begins: that of the
// newest edition which still has it, and speaks in it of nothing that the
// person's own edition did not ask; nil when no edition here has it.
func (l *Library) Part(flow string, edition int, part string) *Program {
	own := l.Program(flow, edition)
	for _, p := range slices.Backward(l.flows[flow]) {
		if p.parts[part] != nil && (p == own || own == nil || p.needsOnly(part, own)) {
			return p
		}
	}
	return nil
}

// Opening is a consultation that can be taken part in now.
type Opening struct{ *Program }

// Word is the word that opens it in lang, or in a language it has one in.
func (o Opening) Word(lang string) string {
	words := o.Flow.Start.In[o.languages[o.voiceOf(lang)]]
	for i := 0; len(words) == 0 && i < len(o.languages); i++ {
		words = o.Flow.Start.In[o.languages[i]]
	}
	if len(words) == 0 {
		return o.Flow.ID.Value
	}
	return words[0].Text
}

// Openings are the consultations open at t that anyone may begin, by id.
func (l *Library) Openings(t time.Time) []Opening {
	var open []Opening
	for _, id := range l.Flows() {
		p := l.Newest(id)
		if ok, _ := p.OpenAt(t); ok && (p.Flow.Who.Value == "" || p.Flow.Who.Value == "anyone") {
			open = append(open, Opening{p})
		}
	}
	return open
}

// Flows are the ids of all flows, sorted.
func (l *Library) Flows() []string {
	ids := make([]string, 0, len(l.flows))
	for id := range l.flows {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Opens returns what a start word, a flow's id or a deep link opens, and
// empty strings when it opens nothing.
func (l *Library) Opens(word string) (flow, part string) {
	if o, ok := l.opens[answer.Fold(word)]; ok {
		return o.program.Flow.ID.Value, o.part
	}
	return "", ""
}

// YesNo reads a plain yes or no, as the runtime does for questions of its own.
func (l *Library) YesNo(text, lang string) (yes, ok bool) {
	yes, fit := l.reader.YesNo(text, lang)
	return yes, fit != answer.Misfit
}
