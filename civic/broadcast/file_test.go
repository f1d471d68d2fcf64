package broadcast_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/civic/audience"
	"plaza/civic/broadcast"
	"plaza/flows/source"
)

// good is a broadcast with nothing wrong in it.
const good = `broadcast: water-news
title: {en: Water news}
purpose: updates
about: NGKD0003
audience: language is one of en, es
without: tag is observers
text:
  en: "{forum}: the tap in {ward} runs, {name}. {word.stop} to leave."
  es: "{forum}: el grifo de {ward} funciona, {name}. {word.stop} para salir."
setback:
  en: One well slipped to May, because the pump came late.
  es: Un pozo se atrasa hasta mayo, porque la bomba llegó tarde.
template: water_v1
settings: {ward: {en: K1, es: K1}}
fallback: {name: {en: neighbour, es: vecina}}
within: 2 days
pause when: 10% of at least 30 fail
`

func goodEnv() broadcast.Env {
	return broadcast.Env{
		Audience: audience.Env{Languages: []string{"en", "es", "fr"}, Facts: []string{"name", "place"}, Flows: map[string]audience.Flow{"ogp": {}}},
		Purposes: []string{"updates", "ogp.contact_again"},
		Voice:    voice(),
		Meter:    func(text string) (int, bool) { return 1 + len(text)/160, false },
		About: func(code string) (broadcast.Standing, bool) {
			return broadcast.Standing{Down: true, Slipped: "the second well", Why: "the pump came late"}, code == "NGKD0003"
		},
	}
}

func voice() broadcast.Voice {
	return broadcast.Voice{Forum: "The forum", Word: func(lang, name string) (string, bool) {
		word, ok := map[string]string{"en stop": "STOP", "es stop": "ALTO"}[lang+" "+name]
		return word, ok
	}}
}

func parse(t *testing.T, src string) *broadcast.File {
	t.Helper()
	f, problems := broadcast.Parse("b.yaml", []byte(src))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestParse(t *testing.T) {
	f := parse(t, good)
	if problems := f.Check(goodEnv()); len(problems) > 0 {
		t.Errorf("got %v, want nothing wrong", problems)
	}
	if f.ID.Text != "water-news" || f.Within != 48*time.Hour || f.Pause != (broadcast.Pause{Share: 0.1, Least: 30}) || f.Template.Text != "water_v1" {
		t.Errorf("got %s, %v, %+v, %s", f.ID.Text, f.Within, f.Pause, f.Template.Text)
	}
	if diff := cmp.Diff([]string{"en", "es"}, f.Languages()); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	of := parse(t, strings.ReplaceAll(good, "es: ", "es-419: ")).Languages()
	if diff := cmp.Diff([]string{"en", "es-419"}, of); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	if flow, purpose := f.ConsentTo(); flow != "" || purpose != "updates" {
		t.Errorf("got the consent %q %q, want updates of no consultation", flow, purpose)
	}
	if flow, purpose := parse(t, strings.Replace(good, "purpose: updates", "purpose: ogp.contact_again", 1)).ConsentTo(); flow != "ogp" || purpose != "contact_again" {
		t.Errorf("got the consent %q %q, want contact_again of ogp", flow, purpose)
	}
	if diff := cmp.Diff(audience.Wants{Facts: []string{"tag:observers", "name"}}, f.Wants(audience.Rules{})); diff != "" {
		t.Errorf("wants (-want +got):\n%s", diff)
	}
}

func TestWhoIsIncludedAndNotLeftOut(t *testing.T) {
	f := parse(t, good)
	for _, c := range []struct {
		name string
		who  audience.Member
		want bool
	}{
		{"Included", audience.Member{Lang: "es"}, true},
		{"OfAnotherLanguage", audience.Member{Lang: "fr"}, false},
		{"LeftOut", audience.Member{Lang: "es", Facts: map[string]string{"tag:observers": "yes"}}, false},
	} {
		if got := f.Includes(&c.who, audience.Rules{}); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestDraft(t *testing.T) {
	f := parse(t, good)
	for _, c := range []struct {
		lang  string
		facts map[string]string
		want  string
	}{
		{"en", nil, "The forum: the tap in K1 runs, neighbour. STOP to leave.\nOne well slipped to May, because the pump came late."},
		{"es-UY", map[string]string{"name": "Rosa \n Lima"}, "The forum: el grifo de K1 funciona, Rosa Lima. ALTO para salir.\nUn pozo se atrasa hasta mayo, porque la bomba llegó tarde."},
		{"sw", map[string]string{"name": "Asha"}, "The forum: the tap in K1 runs, Asha. STOP to leave.\nOne well slipped to May, because the pump came late."},
	} {
		d := f.Draft(c.lang, voice())
		if got := d.Text(d.Vars(c.facts)); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.lang, got, c.want)
		}
	}
	d := f.Draft("en", voice())
	if got := d.Text([]string{"{{1}}"}); !strings.Contains(got, "runs, {{1}}.") {
		t.Errorf("got the template %q, want {{1}} in the place of the name", got)
	}
	if diff := cmp.Diff([]string{"neighbour"}, d.Samples()); diff != "" {
		t.Errorf("samples (-want +got):\n%s", diff)
	}
}

func TestWhetherTheAudienceDependsOnAnswers(t *testing.T) {
	for cond, want := range map[string]bool{
		"everyone": false, "language is en": false, "tag is a": false, "follows climate": false, "last seen < 3 days": false,
		"place is K1": true, "age < 3": true, "ogp.theme is climate": true, "language is en and (tag is a or age < 3)": true,
	} {
		src := strings.Replace(good, "audience: language is one of en, es", "audience: "+cond, 1)
		if got := parse(t, src).AsksAnswers(); got != want {
			t.Errorf("%s: got %v, want %v", cond, got, want)
		}
		src = strings.Replace(good, "without: tag is observers", "without: "+cond, 1)
		if got := parse(t, src).AsksAnswers(); got != want {
			t.Errorf("without %s: got %v, want %v", cond, got, want)
		}
	}
}

func TestFormIsHeldStrictly(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"UnknownKey", "about:", "abut:", `4:1 a broadcast has no key "abut" [key]: did you mean about?`},
		{"NoPurpose", "purpose: updates\n", "", "1:1 a broadcast needs purpose [key]: what people agreed to: updates, or CONSULTATION.PURPOSE"},
		{"BadID", "water-news", "Water News", `1:12 broadcast cannot be "Water News" [name]: small letters, digits and -, such as uruguay-3`},
		{"PlainText", "title: {en: Water news}", "title: Water news", "2:8 title must be a map of languages [key]: title: {en: …, es: …}; a text with a comma in it needs quotes"},
		{"CommaInText", "title: {en: Water news}", "title: {en: Water, news}", `2:20 "news" is not the code of a language [language]: a comma inside {en: …} needs quotes`},
		{"CutText", "One well slipped to May, because", "One well slipped #3 because", `11:24 the text stops at "#3 because the pump came late." [text-cut]: put it in "double quotes"; comments go on their own line`},
		{"EmptyText", "title: {en: Water news}", "title: {en: }", "2:13 title is empty [key]: write it after the colon, or delete the key"},
		{"Within", "2 days", "2 moons", `16:9 within cannot be "2 moons" [key]: within: 3 days`},
		{"WithinTooLong", "2 days", "9 weeks", "16:9 within is from 1 hour to 30 days [key]: news that is older is not news"},
		{"Pause", "10% of at least 30 fail", "many fail", `17:13 pause when cannot be "many fail" [key]: pause when: 20% fail, or 20% of at least 100 fail`},
		{"PauseShare", "10% of", "0% of", "17:13 pause when is from 1% to 100% [key]"},
		{"Condition", "tag is observers", "tag are observers", "6:14 what about tag? [condition]: write: tag is VALUE, or one of: is not, is one of, includes, is answered, <, <=, >, >="},
		{"QuotedCondition", "tag is observers", `"tag are observers"`, "6:15 what about tag? [condition]: write: tag is VALUE, or one of: is not, is one of, includes, is answered, <, <=, >, >="},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := broadcast.Parse("b.yaml", []byte(strings.Replace(good, c.from, c.to, 1)))
			if got := told(problems); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	if _, problems := broadcast.Parse("b.yaml", nil); problems.Err() == nil {
		t.Error("an empty file is no broadcast")
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"NobodyAgreesToIt", "purpose: updates", "purpose: update", `3:10 nobody is asked to agree to "update" [no-consent]: did you mean updates?`},
		{"TakingPartIsNoConsent", "purpose: updates", "purpose: ogp.take_part", "3:10 who takes part has not agreed to be written to [no-consent]: ask ogp for a consent of its own, such as contact_again"},
		{"SettingNotInALanguage", "{ward: {en: K1, es: K1}}", "{ward: {en: K1}}", "14:18 no es ward [missing-text]: write it in es too"},
		{"FallbackNotInALanguage", "{en: neighbour, es: vecina}", "{en: neighbour}", "15:18 no es fallback of name [missing-text]: write it in es too"},
		{"SetbackNotInALanguage", "  es: Un pozo se atrasa hasta mayo, porque la bomba llegó tarde.\n", "", "11:3 no es setback [missing-text]: write it in es too"},
		{"LanguageNobodySpeaks", `  es: "{forum}`, `  xx: "{forum}: {word.stop}"` + "\n" + `  es: "{forum}`, `9:7 nobody here speaks "xx" [language]`},
		{"NoStop", "{word.stop} to leave", "Goodbye", `8:7 the en text does not say how to stop [no-stop]: end it with, say, "{word.stop} to leave", which is the word in their language`},
		{"UnknownPlaceholder", "in {ward} runs", "in {wart} runs", "8:7 nothing is known to stand for {wart} [unknown-name]: did you mean ward?"},
		{"NothingNear", "in {ward} runs", "in {day} runs", "8:7 nothing is known to stand for {day} [unknown-name]: there is forum, word.stop, ward, name, place"},
		{"UnknownWord", "{word.stop} to leave", "{word.stop} {word.go}", "8:7 {word.go} is no word [unknown-name]: there is word.stop, word.unfollow, word.updates, word.plan, word.help and others, as in a consultation"},
		{"NotKnownOfEveryone", "in {ward} runs", "in {place} runs", "8:7 {place} is not known of everyone [maybe-missing]: add fallback: {place: {en: …}}, which stands there for the others"},
		{"Setback", "setback:\n  en: One well slipped to May, because the pump came late.\n  es: Un pozo se atrasa hasta mayo, porque la bomba llegó tarde.\n", "",
			"4:8 the status of NGKD0003 went down; people are told what slipped and why [setback]: setback: {en: …}; the plan says: the second well: the pump came late"},
		{"UnknownCommitment", "about: NGKD0003", "about: NGKD3", `4:8 no commitment is called "NGKD3" [unknown-name]: its code is in the plan, such as NGKD0003`},
		{"Audience", "audience: language is one of en, es", "audience: language is ess", `5:23 there is no language "ess" [condition]: did you mean es?`},
		{"NoTemplateBeginsSo", "{forum}: the tap", "{name}: the tap", "8:7 networks approve no text that begins or ends with what differs from person to person [template]: put a word before or behind it"},
		{"Long", "the tap in", strings.Repeat("the tap ", 90), "8:7 6 SMS in en [long]: 3 or fewer; cut it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := parse(t, strings.Replace(good, c.from, c.to, 1))
			got := told(f.Check(goodEnv()))
			if c.name == "LanguageNobodySpeaks" {
				got, _, _ = strings.Cut(got, "\n") // and everything else is not said in it
				if !strings.Contains(got, c.want) {
					t.Errorf("got %s, want %s", got, c.want)
				}
				return
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestASetbackThatThePlanDoesNotExplainIsNotAnnounced(t *testing.T) {
	env := goodEnv()
	env.About = func(string) (broadcast.Standing, bool) { return broadcast.Standing{Down: true}, true }
	want := "4:8 the status of NGKD0003 went down, and the plan does not say what slipped and why [setback]: say it first in the plan: plaza plan update"
	if got := told(parse(t, good).Check(env)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	env.About = func(string) (broadcast.Standing, bool) { return broadcast.Standing{}, true }
	if got := told(parse(t, good).Check(env)); got != "" {
		t.Errorf("nothing went down: got %s", got)
	}
}

func TestANetworkThatWantsTemplatesIsWarnedOf(t *testing.T) {
	env := goodEnv()
	env.Sessions = []string{"wa"}
	f := parse(t, strings.Replace(good, "template: water_v1\n", "", 1))
	want := "8:3 without a template, wa carries this only to who wrote lately; the others are left out [template]: template: water_news, and plaza templates push hands it in"
	problems := f.Check(env)
	if got := told(problems); got != want || problems.Err() != nil {
		t.Errorf("got  %s\nwant %s, as a warning", got, want)
	}
}

// told is the problems, one a line.
func told(ps source.Problems) string {
	var all []string
	for _, p := range ps {
		s := strings.TrimPrefix(p.Pos.String(), "b.yaml:") + " " + p.Message + " [" + p.Code + "]"
		if p.Hint != "" {
			s += ": " + p.Hint
		}
		all = append(all, s)
	}
	return strings.Join(all, "\n")
}
