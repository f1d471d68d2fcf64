package bot

import (
	"strconv"
	"strings"

	"plaza/channels"
	"plaza/flows"
	"plaza/flows/answer"
)

// An aside is a question of the software's own that comes between the person
// and their conversation. Conversation.Aside holds its kind, and after a space
// what it needs to act on the answer.
const (
	asideStop     = "stop"     // did you want to stop everything?
	asideLeave    = "leave"    // leave this conversation for that one? FLOW PART LANG REST
	asideLanguage = "language" // which language?
)

// ask puts an aside.
func (t *turn) ask(aside, sentence string, args map[string]any) error {
	t.conv.Aside = aside
	return t.say(sentence, args)
}

// answerAside reads a text as the answer to the waiting aside. done is false
// when it is none: then the text goes where it would have gone without it.
func (t *turn) answerAside(text string) (done bool, err error) {
	kind, rest, _ := strings.Cut(t.conv.Aside, " ")
	t.conv.Aside = ""
	if kind == asideMore {
		return false, nil
	}
	if kind == asideLanguage {
		lang, ok := t.readLanguage(text)
		if !ok {
			return false, nil
		}
		return true, t.speak(lang)
	}
	yes, fit := t.reader.YesNo(text, t.lang())
	if fit == answer.Misfit {
		return false, nil
	}
	switch {
	case kind == asideStop && yes:
		return true, t.stop("reply", false)
	case kind == asideLeave && yes:
		return true, t.begin(parseOpening(rest))
	}
	return true, t.askAgain()
}

// askToLeave asks whether to leave the open conversation for another.
func (t *turn) askToLeave(open *flows.Program, intent flows.Intent) error {
	o := opening{flow: intent.Flow, part: intent.Part, lang: intent.Lang, rest: intent.Rest}
	return t.ask(asideLeave+" "+o.String(), "leave_ask", map[string]any{
		"from": open.Title(t.lang()), "to": t.title(intent.Flow),
	})
}

// languages are what this person can choose from: those of the open
// consultation, else all we speak.
func (t *turn) languages() []string {
	if p, _ := t.open(); p != nil {
		return p.Languages()
	}
	return t.Locales.Languages()
}

// languageMenu asks which language to speak, each named in itself.
func (t *turn) languageMenu() error {
	t.conv.Aside = asideLanguage
	lang := t.lang()
	m := flows.Message{Key: "language_menu", Text: t.lex.Sentence(lang, "language_menu", nil), Lang: lang}
	for _, l := range t.languages() {
		m.Options = append(m.Options, flows.Choice{ID: l, Label: t.Locales.Name(l)})
	}
	t.tell(m, languageMark())
	return nil
}

// readLanguage reads a number of the menu, a language's own name, or its tag.
func (t *turn) readLanguage(text string) (string, bool) {
	options := make([]answer.Option, 0, 6)
	for _, l := range t.languages() {
		options = append(options, answer.Option{
			ID: l, Labels: map[string]string{t.lang(): t.Locales.Name(l)}, Words: map[string][]string{t.lang(): {l}},
		})
	}
	picks, fit, _ := t.reader.Options(options, answer.Pick{Min: 1, Max: 1}, []string{t.lang()}).Read(text, t.lang(), nil)
	if fit == answer.Misfit || len(picks) != 1 {
		return "", false
	}
	return options[picks[0]].ID, true
}

// speak changes the person's language, says so in it, and goes on.
func (t *turn) speak(lang string) error {
	t.conv.Lang = lang
	if p, s := t.open(); p != nil {
		s.Lang = lang
		t.keep(p, s)
	}
	if err := t.say("language_done", map[string]any{"language": t.Locales.Name(lang)}); err != nil {
		return err
	}
	return t.askAgain()
}

// An opening is a conversation someone wants to begin.
type opening struct {
	flow string
	part string
	lang string // of the word they used; may be empty
	rest string // what followed the word
}

// String packs an opening into an aside. The rest, which may hold anything, comes last.
func (o opening) String() string {
	return strconv.Quote(o.flow) + " " + strconv.Quote(o.part) + " " + strconv.Quote(o.lang) + " " + strconv.Quote(o.rest)
}

// parseOpening unpacks what String packed. What cannot be read opens nothing.
func parseOpening(s string) opening {
	var fields [4]string
	for i := range fields {
		quoted, err := strconv.QuotedPrefix(s)
		if err != nil {
			return opening{}
		}
		fields[i], _ = strconv.Unquote(quoted)
		s = strings.TrimPrefix(s[len(quoted):], " ")
	}
	return opening{flow: fields[0], part: fields[1], lang: fields[2], rest: fields[3]}
}

// can translates what a channel carries for the engine.
func can(c channels.Capabilities) flows.Can {
	var can flows.Can
	for _, has := range []struct {
		yes bool
		bit flows.Can
	}{{c.Photo, flows.CanPhoto}, {c.Voice, flows.CanVoice}, {c.File, flows.CanFile}, {c.Location, flows.CanLocation}} {
		if has.yes {
			can |= has.bit
		}
	}
	return can
}
