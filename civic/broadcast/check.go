package broadcast

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"plaza/civic/audience"
	"plaza/flows/source"
)

// longSegments is how many SMS a broadcast may be before the checker speaks up.
const longSegments = 3

// Env is what a broadcast is checked against.
type Env struct {
	Audience audience.Env
	Purposes []string // what people can have agreed to, as a broadcast names it
	Voice    Voice
	Meter    func(text string) (segments int, large bool) // SMS; nil counts nothing
	Sessions []string                                     // channels that carry only approved texts to who did not write lately
	// About returns how a commitment stands, by its code.
	About func(code string) (Standing, bool)
}

// Standing is what the office last said of a commitment.
type Standing struct {
	Down    bool   // the newest status is lower than the one before
	Slipped string // what slipped, in the update that says so
	Why     string
}

// Check finds everything that keeps a well-formed broadcast from being sent,
// and what its author may want to know.
func (f *File) Check(env Env) source.Problems {
	c := &checker{File: f, env: env}
	c.problems = append(c.problems, f.Audience.Check(env.Audience)...)
	c.problems = append(c.problems, f.Without.Check(env.Audience)...)
	c.purpose()
	c.languages()
	for _, lang := range f.Languages() {
		c.text(lang)
	}
	c.setback()
	c.template()
	c.problems.Sort()
	return c.problems
}

type checker struct {
	*File
	env      Env
	problems source.Problems
}

func (c *checker) problem(pos source.Pos, code, hint, format string, args ...any) {
	c.problems = append(c.problems, source.Problem{Pos: pos, Code: code, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (c *checker) warn(pos source.Pos, code, hint, format string, args ...any) {
	c.problem(pos, code, hint, format, args...)
	c.problems[len(c.problems)-1].Warning = true
}

// purpose holds that people can have agreed to it. Who agreed to take part in
// a consultation did not agree to be written to.
func (c *checker) purpose() {
	flow, purpose := c.ConsentTo()
	switch {
	case purpose == "":
	case purpose == "take_part":
		hint := "ask " + flow + " for a consent of its own, such as contact_again"
		if flow == "" {
			hint = "updates is what FOLLOW agrees to; what a consultation asks for is CONSULTATION.PURPOSE"
		}
		c.problem(c.Purpose.Pos, "no-consent", hint, "who takes part has not agreed to be written to")
	case !slices.Contains(c.env.Purposes, c.Purpose.Text):
		c.problem(c.Purpose.Pos, "no-consent", nearest(c.Purpose.Text, c.env.Purposes), "nobody is asked to agree to %q", c.Purpose.Text)
	}
}

// nearest offers the name that was meant, or all there are.
func nearest(word string, among []string) string {
	if hint := source.DidYouMean(word, among); hint != "" {
		return hint
	}
	return "there is " + strings.Join(among, ", ")
}

// languages holds that everything is said in every language of the text.
func (c *checker) languages() {
	want := c.Languages()
	has := func(what string, t Text) {
		for _, lang := range want {
			if _, ok := t.In[lang]; !ok {
				c.problem(t.Pos, "missing-text", "write it in "+lang+" too", "no %s %s", lang, what)
			}
		}
	}
	if len(c.Setback.In) > 0 {
		has("setback", c.Setback)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Settings)) {
		has(name, c.Settings[name])
	}
	for _, name := range c.Facts() {
		has("fallback of "+name, c.Fallbacks[name])
	}
	for _, lang := range want {
		if !slices.Contains(c.env.Audience.Languages, lang) {
			c.problem(c.Text.In[lang].Pos, "language", nearest(lang, c.env.Audience.Languages), "nobody here speaks %q", lang)
		}
	}
}

// text checks the text in one language: what it names, that it says how to
// stop, and what it costs.
func (c *checker) text(lang string) {
	phrase := c.Text.In[lang]
	stops := false
	for _, p := range []Phrase{phrase, c.Setback.In[lang]} {
		cut(p.Text, func(string) {}, func(name string) {
			stops = stops || name == "word.stop"
			c.placeholder(p, lang, name)
		})
	}
	if !stops {
		c.problem(phrase.Pos, "no-stop", `end it with, say, "{word.stop} to leave", which is the word in their language`,
			"the %s text does not say how to stop", lang)
	}
	if c.env.Meter == nil {
		return
	}
	d := c.Draft(lang, c.env.Voice)
	if n, large := c.env.Meter(d.Text(d.Samples())); n > longSegments {
		hint := "3 or fewer; cut it"
		if large {
			hint += ", or spell it without the letters that make an SMS hold 70"
		}
		c.warn(phrase.Pos, "long", hint, "%d SMS in %s", n, lang)
	}
}

// placeholder holds that {name} stands for something that is known of everyone,
// or has a fallback.
func (c *checker) placeholder(p Phrase, lang, name string) {
	word, isWord := strings.CutPrefix(name, "word.")
	_, isFact := c.Fallbacks[name]
	_, isSetting := c.Settings[name]
	switch {
	case name == "forum" || isSetting && !isFact:
	case isSetting:
		c.problem(p.Pos, "name", "rename one of them", "%s is both a setting and a remembered answer", name)
	case isFact:
		if !slices.Contains(c.env.Audience.Facts, name) {
			hint := source.DidYouMean(name, c.env.Audience.Facts)
			if hint == "" {
				hint = "a published consultation that asks for it with remember: yes keeps it; or write without {" + name + "}"
			}
			c.problem(p.Pos, "unknown-name", hint, "nothing is remembered under the name %s", name)
		}
	case isWord:
		if c.env.Voice.Word == nil {
			return
		}
		if _, ok := c.env.Voice.Word(lang, word); !ok {
			c.problem(p.Pos, "unknown-name", "there is word.stop, word.unfollow, word.updates, word.plan, word.help and others, as in a consultation", "{%s} is no word", name)
		}
	case slices.Contains(c.env.Audience.Facts, name):
		c.problem(p.Pos, "maybe-missing", "add fallback: {"+name+": {"+lang+": …}}, which stands there for the others", "{%s} is not known of everyone", name)
	default:
		known := slices.Concat([]string{"forum", "word.stop"}, slices.Sorted(maps.Keys(c.Settings)), c.env.Audience.Facts)
		c.problem(p.Pos, "unknown-name", nearest(name, known), "nothing is known to stand for {%s}", name)
	}
}

// setback holds that a status that went down is told with what slipped and why.
func (c *checker) setback() {
	if c.About.Text == "" || c.env.About == nil {
		return
	}
	s, ok := c.env.About(c.About.Text)
	switch {
	case !ok:
		c.problem(c.About.Pos, "unknown-name", "its code is in the plan, such as NGKD0003", "no commitment is called %q", c.About.Text)
	case s.Down && (s.Slipped == "" || s.Why == ""):
		c.problem(c.About.Pos, "setback", "say it first in the plan: plaza plan update", "the status of %s went down, and the plan does not say what slipped and why", c.About.Text)
	case s.Down && len(c.Setback.In) == 0:
		c.problem(c.About.Pos, "setback", "setback: {en: …}; the plan says: "+s.Slipped+": "+s.Why, "the status of %s went down; people are told what slipped and why", c.About.Text)
	}
}

// template warns where a network will carry nothing but an approved text, and
// of a text that no network approves.
func (c *checker) template() {
	if c.Template.Text != "" {
		for _, lang := range c.Languages() {
			if c.Draft(lang, c.env.Voice).bare() {
				c.warn(c.Text.In[lang].Pos, "template", "put a word before or behind it", "networks approve no text that begins or ends with what differs from person to person")
			}
		}
		return
	}
	if len(c.env.Sessions) == 0 {
		return
	}
	c.warn(c.Text.Pos, "template", "template: "+strings.ReplaceAll(c.ID.Text, "-", "_")+", and plaza templates push hands it in",
		"without a template, %s carries this only to who wrote lately; the others are left out", strings.Join(c.env.Sessions, ", "))
}
