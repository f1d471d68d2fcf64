package broadcast

import (
	"slices"
	"strings"
)

// Voice is what a broadcast says in a person's language besides its own words.
type Voice struct {
	Forum string                                         // {forum}
	Word  func(lang, name string) (word string, ok bool) // {word.stop}: the word by which people stop messages
}

// Draft is the text for a person: what stands in it for a remembered answer is
// a place, and differs from person to person.
type Draft struct {
	Lang   string
	pieces []string // the literal stretches, one more than there are places
	places []string // names of remembered answers
	stands []string // their fallbacks
}

// Draft writes the broadcast in one of its languages, the setback behind the
// text. What a placeholder does not stand for is left as it is written: Check
// has told it.
func (f *File) Draft(lang string, v Voice) *Draft {
	lang = f.Lang(lang)
	d := &Draft{Lang: lang, pieces: []string{""}}
	text := f.Text.In[lang].Text
	if f.Setback.In[lang].Text != "" {
		text += "\n" + f.Setback.In[lang].Text
	}
	cut(text, d.literal, func(name string) {
		switch fallback, isFact := f.Fallbacks[name]; {
		case name == "forum":
			d.literal(v.Forum)
		case isFact:
			d.places = append(d.places, name)
			d.stands = append(d.stands, fallback.In[lang].Text)
			d.pieces = append(d.pieces, "")
		default:
			d.literal(f.constant(name, lang, v))
		}
	})
	return d
}

// constant is what {name} prints for everybody alike.
func (f *File) constant(name, lang string, v Voice) string {
	if setting, ok := f.Settings[name]; ok {
		return setting.In[lang].Text
	}
	if word, ok := strings.CutPrefix(name, "word."); ok && v.Word != nil {
		if said, ok := v.Word(lang, word); ok {
			return said
		}
	}
	return "{" + name + "}"
}

func (d *Draft) literal(s string) { d.pieces[len(d.pieces)-1] += s }

// Vars are what stands in the places for a person of whom these facts are known.
func (d *Draft) Vars(facts map[string]string) []string {
	if len(d.places) == 0 {
		return nil
	}
	vars := make([]string, len(d.places))
	for i, name := range d.places {
		if vars[i] = strings.Join(strings.Fields(facts[name]), " "); vars[i] == "" {
			vars[i] = d.stands[i]
		}
	}
	return vars
}

// Text is the whole text with these in its places.
func (d *Draft) Text(vars []string) string {
	if len(d.pieces) == 1 {
		return d.pieces[0]
	}
	var b strings.Builder
	for i, piece := range d.pieces {
		b.WriteString(piece)
		if i < len(vars) {
			b.WriteString(vars[i])
		}
	}
	return b.String()
}

// Samples are the fallbacks: what stands in the places for who is unknown. No
// example ever shows a person.
func (d *Draft) Samples() []string { return slices.Clone(d.stands) }

// bare says whether the text begins or ends with a place.
func (d *Draft) bare() bool {
	return len(d.places) > 0 && (d.pieces[0] == "" || d.pieces[len(d.places)] == "")
}

// cut tells the words and the names of a text in order. {{ is a brace.
func cut(text string, words func(string), name func(string)) {
	for text != "" {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			words(text)
			return
		}
		words(text[:open])
		if text = text[open+1:]; strings.HasPrefix(text, "{") {
			words("{")
			text = text[1:]
			continue
		}
		end := strings.IndexByte(text, '}')
		if end < 0 {
			words("{" + text)
			return
		}
		name(strings.TrimSpace(text[:end]))
		text = text[end+1:]
	}
}
