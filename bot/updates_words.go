package bot

import (
	"plaza/flows"
	"plaza/flows/answer"
)

// factUpdates is what is remembered of how often a person wants news.
const factUpdates = "updates"

// How often news may come. Who has not chosen gets it as it happens.
const (
	updatesNow     = "now"
	updatesWeekly  = "weekly"
	updatesMonthly = "monthly"
)

// doUpdates answers UPDATES: alone, it says how often news comes now and what
// can be chosen.
func (t *turn) doUpdates(c command) error {
	if t.responds(t.conv.Channel) {
		return t.say("news_not_here", nil)
	}
	chosen, ok := t.rhythm(c.rest)
	if !ok {
		chosen, ok = t.nearRhythm(c.rest)
	}
	if ok {
		t.changeRhythm(chosen)
	}
	often, err := t.often()
	if err != nil {
		return err
	}
	args := map[string]any{"often": often}
	if ok {
		return t.say("updates_done", args)
	}
	words := t.Locales.Words(t.lang())
	t.offer("updates_are", t.sentence("updates_are", args),
		t.button(words.Now[0], command{word: flows.ToUpdates, rest: updatesNow}),
		t.button(words.Weekly[0], command{word: flows.ToUpdates, rest: updatesWeekly}),
		t.button(words.Monthly[0], command{word: flows.ToUpdates, rest: updatesMonthly}))
	return nil
}

// rhythm reads how often news is wanted.
func (t *turn) rhythm(text string) (string, bool) {
	for _, lang := range []string{t.lang(), "en"} {
		w := t.lex.Words[lang]
		switch {
		case t.reader.Is(text, w.Now):
			return updatesNow, true
		case t.reader.Is(text, w.Weekly):
			return updatesWeekly, true
		case t.reader.Is(text, w.Monthly):
			return updatesMonthly, true
		}
	}
	return "", false
}

// nearRhythm reads how often news is wanted out of a text with a slip of the
// thumb or a word too many. A number chooses none of them: whoever sends
// UPDATES 1 may mean the first promise.
func (t *turn) nearRhythm(text string) (string, bool) {
	if _, ok := t.number(text); ok {
		return "", false
	}
	for _, lang := range []string{t.lang(), "en"} {
		w := t.lex.Words[lang]
		options := []answer.Option{
			{ID: updatesNow, Words: map[string][]string{lang: w.Now}},
			{ID: updatesWeekly, Words: map[string][]string{lang: w.Weekly}},
			{ID: updatesMonthly, Words: map[string][]string{lang: w.Monthly}},
		}
		picks, fit, _ := t.reader.Options(options, answer.Pick{Min: 1, Max: 1}, []string{lang}).Read(text, lang, nil)
		if fit != answer.Misfit {
			return options[picks[0]].ID, true
		}
	}
	return "", false
}

// rhythmNow is how often the person gets news.
func (t *turn) rhythmNow() (string, error) {
	facts, err := t.facts()
	rhythm := updatesNow
	for _, f := range facts {
		if f.Name == factUpdates {
			rhythm = f.Value
		}
	}
	return rhythm, err
}

// often says in words how often news comes.
func (t *turn) often() (string, error) {
	rhythm, err := t.rhythmNow()
	if err != nil {
		return "", err
	}
	return t.sentence("often_"+rhythm, nil), nil
}
