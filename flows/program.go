package flows

import (
	"slices"
	"strings"
	"time"

	"plaza/flows/answer"
)

// Program is a compiled flow: every path resolved, every text laid out, ready
// to step. It is immutable and may be used from many goroutines.
//
// A program speaks one wording of one edition. Those who were asked in an
// earlier wording answer what they were asked: Earlier tells it which there were.
type Program struct {
	Flow    *Flow
	Edition int // what plaza publish numbers; 0 for a draft
	Wording int

	earlier   []*Program
	voices    []*voice // one a language of the flow; the first is the fallback
	title     texts
	reader    *answer.Reader
	languages []string
	parts     map[string]*part
	questions map[string]*question // of every part, by name
	tables    map[string]*table
	templates []TemplateText // what may be sent unasked
	zone      *time.Location
	opens     time.Time // zero when the flow says nothing
	closes    time.Time // the first moment after it
}

// part is one compiled conversation: its steps one after another, branches
// turned into jumps forward.
type part struct {
	*Part
	ops    []op
	names  []string       // the answer each op may put on record, or ""
	waits  []string       // the name under which a run waits at each op, or ""
	places map[string]int // the same, the other way round
	speaks map[string]bool
	remind []time.Duration
	expire time.Duration
}

// Earlier returns p knowing the earlier wordings of its edition, so that a
// reply is read as its question was shown.
func (p *Program) Earlier(older ...*Program) *Program {
	q := *p
	q.earlier = slices.Clone(older)
	return &q
}

// wording returns the program that speaks an earlier wording, or p itself
// when there is none such.
func (p *Program) wording(number int) *Program {
	if number == p.Wording {
		return p
	}
	for _, older := range p.earlier {
		if older.Wording == number && older.Edition == p.Edition {
			return older
		}
	}
	return p
}

// voiceOf returns the place of a language among the flow's: the one asked
// for, its parent (es for es-MX), or the first.
func (p *Program) voiceOf(lang string) int {
	for {
		for i, tag := range p.languages {
			if tag == lang {
				return i
			}
		}
		cut := strings.LastIndexByte(lang, '-')
		if cut < 0 {
			return 0
		}
		lang = lang[:cut]
	}
}

// voice is how the software speaks one of the flow's languages.
type voice struct {
	tag      string
	words    answer.Words
	said     map[string]string // the sentences that take no arguments
	sentence func(lang, key string, args map[string]any) string
}

func newVoice(tag string, lex Lexicon) *voice {
	v := &voice{tag: tag, words: wordsOf(lex, tag), said: make(map[string]string), sentence: lex.Sentence}
	if v.sentence == nil {
		v.sentence = func(_, key string, _ map[string]any) string { return key }
	}
	for _, s := range Sentences() {
		if s.Args == nil {
			v.said[s.Key] = v.sentence(tag, s.Key, nil)
		}
	}
	return v
}

// wordsOf returns the words of a language, of its parent, or of English.
func wordsOf(lex Lexicon, tag string) answer.Words {
	for {
		if words, ok := lex.Words[tag]; ok {
			return words
		}
		cut := strings.LastIndexByte(tag, '-')
		if cut < 0 {
			return lex.Words["en"]
		}
		tag = tag[:cut]
	}
}

// say returns a sentence of the software. Arguments come in pairs: name, value.
func (v *voice) say(key string, args ...string) string {
	if len(args) == 0 {
		if text, ok := v.said[key]; ok {
			return text
		}
		return v.sentence(v.tag, key, nil)
	}
	values := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		values[args[i]] = args[i+1]
	}
	return v.sentence(v.tag, key, values)
}
