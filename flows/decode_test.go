package flows

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// head is a flow that wants only its steps, which begin on line 5.
const head = "flow: water\ntitle: {en: Water, es: Agua}\nlanguages: [en, es]\nsteps:\n"

// faulty are flows with one fault of shape each: Parse must tell it at its
// place with a hint, and the schema must refuse it as well, except where
// schema says that no schema could know.
func faulty() []struct{ name, src, want, hint, schema string } {
	return []struct{ name, src, want, hint, schema string }{
		{"UnknownKey", head + "  - ask: theme\n    text: Which?\n    answers: text\n", `7:5: ask has no key "answers" [key]`, "did you mean answer?", ""},
		{"UnknownKeyOfOthers", head + "  - ask: theme\n    text: Which?\n    answer: text\n    mandatory: yes\n", `8:5: ask has no key "mandatory" [key]`, "here it is called required", ""},
		{"UnknownHead", "flow: a\ntitle: A\nlanguages: [en]\nversion: 2\nsteps:\n  - say: Hi\n", `4:1: flow.yaml has no key "version" [key]`, "flow.yaml has flow, title, languages, start, opens, closes, zone, late, who, again, about, record, assisted, remind, expire, transliterate, settings, tables, lists, given, steps, parts", ""},
		{"MissingHead", "flow: a\ntitle: A\nlanguages: [en]\n", "1:1: flow.yaml needs steps [key]", "steps: and below it the first step, - say: Hello", ""},
		{"MissingText", head + "  - ask: theme\n    answer: text\n", "5:5: ask theme needs text [key]", "text: Which area should come first?", ""},
		{"TwoVerbs", head + "  - ask: theme\n    text: Which?\n    answer: text\n    say: Hello\n", "8:5: a step is one verb; this one has ask and say [verb]", `begin each with "- " of its own`, ""},
		{"NoVerb", head + "  - when: theme is other\n", "5:5: this step does nothing [verb]", "a step begins with one of say, ask, consent, then, confirm, list, handoff, end, follow", ""},
		{"MisspeltVerb", head + "  - aks: theme\n    text: Which?\n    answer: text\n", "5:5: this step has no verb [verb]", "did you mean ask?", ""},
		{"QuestionWithoutVerb", head + "  - text: Which?\n    answer: text\n", "5:5: this step has no verb [verb]", "a question begins with ask: NAME", ""},
		{"BareStep", head + "  - Hello\n", "5:5: a step is a verb and its keys; this is a text [verb]", "write - say: Hello", ""},
		{"LaterVerb", head + "  - ticket: fault\n    office: roads\n", "5:5: ticket comes with a later version of Plaza [verb]", "leave this step out for now", ""},
		{"ThenWithoutWhen", head + "  - then:\n      - say: Hello\n", "5:5: then needs a when [verb]", "put the condition before it, or write the steps without then", ""},
		{"ElseWithoutThen", head + "  - when: wave is 1\n    say: Hello\n    else:\n      - say: Bye\n", "7:5: only then may have else [verb]", "write when, then the step under then:, and the others under else:", ""},
		{"Jump", head + "  - say: Hello\n    goto: end\n", `6:5: say has no key "goto" [key]`, "a flow only goes forward; put a when on the steps that not everybody needs", ""},
		{"OptionsAndAnswer", head + "  - ask: theme\n    text: Which?\n    options: {a: A, b: B}\n    answer: text\n", "8:13: ask theme has both options and answer [key]", "keep one of the two", ""},
		{"NoAnswer", head + "  - ask: theme\n    text: Which?\n", "5:5: ask theme needs options or answer [key]", "answer is one of text, scale, yesno, number, date, phone, email, place, photo, voice, file, row", ""},
		{"WrongAnswer", head + "  - ask: theme\n    text: Which?\n    answer: txt\n", `7:13: answer cannot be "txt" [key]`, "did you mean text?", ""},
		{"KeyOfAnotherAnswer", head + "  - ask: theme\n    text: Which?\n    answer: yesno\n    max: 20\n", "8:5: max does not go with answer: yesno [key]", "it goes with answer: text", ""},
		{"ScaleWithoutEnds", head + "  - ask: trust\n    text: How much?\n    answer: scale\n    from: 1\n", "5:5: ask trust needs to [key]", "to: 5", ""},
		{"OptionsAsList", head + "  - ask: theme\n    text: Which?\n    options: [Clean water, Light]\n", "7:14: options must be a map of id and text, or a list's name; this is a list [key]", "give each an id: clean_water: Clean water", ""},
		{"OptionNumber", head + "  - ask: often\n    text: Which?\n    options:\n      1: Every day\n      rare: Less\n", `8:7: "1" cannot name an option [name]`, "name it (daily); its number is its place", ""},
		{"OptionAccent", head + "  - ask: often\n    text: Which?\n    options:\n      Sí, mucho: Much\n      rare: Less\n", `8:7: "Sí, mucho" cannot name an option [name]`, "write si_mucho", ""},
		{"OptionHalfLong", head + "  - ask: often\n    text: Which?\n    options:\n      daily:\n        en: Every day\n        words: {en: [always]}\n", "9:9: an option with words has its languages under text [key]", "write text: {en: …}", ""},
		{"AskName", head + "  - ask: Theme-1\n    text: Which?\n    answer: text\n", `5:10: "Theme-1" cannot name a question [name]`, "write theme_1", ""},
		{"FlowName", strings.Replace(head, "flow: water", "flow: Water Now", 1) + "  - say: Hi\n", `1:7: "Water Now" cannot name a consultation [name]`, "write water-now", ""},
		{"CommaInBraces", head + "  - say: {en: Hello, world}\n", `5:22: "world" is not a language of this flow [language]`, "a comma inside {en: …} needs quotes", ""},
		{"UnknownLanguage", head + "  - say: {en: Hello, fr: Salut}\n", `5:22: "fr" is not a language of this flow [language]`, "its languages are en, es", "the schema does not know this flow's languages"},
		{"LanguageCode", "flow: a\ntitle: A\nlanguages: [english]\nsteps:\n  - say: Hi\n", `3:13: "english" is not the code of a language [language]`, "en for English, es for Spanish, pt-BR for the Portuguese of Brazil", ""},
		{"Braces", head + "  - say: {theme}\n", `5:10: a text that begins with "{" must be in quotes [syntax]`, `write "{theme}"`, ""},
		{"CutText", head + "  - say: Ask #3 about it\n", `5:14: the text stops at "#3 about it" [text-cut]`, `put the text in "double quotes"; comments go on their own line`, "a comment is gone before a schema sees the file"},
		{"CutComment", head + "  - say: Hello # greet them\n", `5:16: the text stops at "# greet them" [text-cut]`, `put the text in "double quotes"; comments go on their own line`, "a comment is gone before a schema sees the file"},
		{"CutName", head + "  - end: room #3\n", `5:15: the text stops at "#3" [text-cut]`, `put it in "double quotes"; comments go on their own line`, "a comment is gone before a schema sees the file"},
		{"EmptyText", head + "  - say:\n", "5:9: say is empty [key]", "write the text after the colon, or delete the key", ""},
		{"FlagTrue", head + "  - ask: theme\n    text: Which?\n    answer: text\n    required: true\n", `8:15: required is yes or no, not "true" [key]`, "write yes", ""},
		{"Duration", "flow: a\ntitle: A\nlanguages: [en]\nexpire: 7d\nsteps:\n  - say: Hi\n", `4:9: expire: "7d" is not a length of time [key]`, durationHint, ""},
		{"RemindNoList", "flow: a\ntitle: A\nlanguages: [en]\nremind: 1 day\nsteps:\n  - say: Hi\n", "4:9: remind must be a list; this is a text [key]", "write remind: [1 day]", ""},
		{"StartNoList", "flow: a\ntitle: A\nlanguages: [en]\nstart: WATER\nsteps:\n  - say: Hi\n", "4:8: start must be a list of words; this is a text [key]", "write start: [WATER]", ""},
		{"Moment", "flow: a\ntitle: A\nlanguages: [en]\nopens: 1 May 2026\nzone: UTC\nsteps:\n  - say: Hi\n", `4:8: opens: "1 May 2026" is not a day [key]`, momentHint, ""},
		{"NoSuchDay", "flow: a\ntitle: A\nlanguages: [en]\nopens: 2026-02-30\nzone: UTC\nsteps:\n  - say: Hi\n", `4:8: opens: "2026-02-30" is not a day [key]`, momentHint, "a pattern cannot count the days of a month"},
		{"Who", "flow: a\ntitle: A\nlanguages: [en]\nwho: everyone\nsteps:\n  - say: Hi\n", `4:6: who cannot be "everyone" [key]`, "anyone, invited, panel NAME or verified NAME", ""},
		{"Again", "flow: a\ntitle: A\nlanguages: [en]\nagain: never\nsteps:\n  - say: Hi\n", `4:8: again cannot be "never" [key]`, "replace, add, refuse", ""},
		{"Pick", head + "  - ask: theme\n    text: Which?\n    options: {a: A, b: B}\n    pick: 1-2\n", `8:11: pick cannot be "1-2" [key]`, "write 2 for exactly two, 1 to 2 for one or two, any for as many as they like", ""},
		{"Begins", head + "  - say: Hi\nparts:\n  later:\n    begins: in 60 days\n    steps:\n      - say: Hi\n", `8:13: begins: "in 60 days" is neither a delay, a day nor an event [key]`, "write 60 days after main, or a day (2026-02-01 10:00), or a name and its event (fault closed)", ""},
		{"StepsNoList", "flow: a\ntitle: A\nlanguages: [en]\nsteps:\n  say: Hi\n", "5:3: steps must be a list of steps; this is a map [key]", `begin each step with "- "`, ""},
		{"TableNoFile", head + "  - say: Hi\ntables:\n  wards: {key: code}\n", "7:3: table wards needs file or plan [key]", "file: wards.csv", ""},
		{"TableFileGone", head + "  - say: Hi\ntables:\n  wards: {file: ward.csv, key: code}\n", "7:17: there is no file ward.csv in this folder [table]", "did you mean wards.csv?", "the schema sees one file"},
		{"TableFileAbove", head + "  - say: Hi\ntables:\n  wards: {file: ../x.csv, key: code}\n", "7:17: there is no file ../x.csv in this folder [table]", "tables lie in the same folder as flow.yaml", "the schema sees one file"},
		{"ColumnType", head + "  - say: Hi\ntables:\n  wards: {file: wards.csv, key: code, columns: {name: {type: money}}}\n", `7:62: type cannot be "money" [key]`, "text, number, date", ""},
		{"ListAsName", head + "  - say: Hi\nlists:\n  seen: yes\n", "7:9: lists must be a map of options; this is a text [key]", "write one option a line, id: text", ""},
		{"Max", head + "  - ask: theme\n    text: Which?\n    answer: text\n    max: many\n", `8:10: max cannot be "many" [key]`, "max: 500", ""},
		{"ConfirmNoList", head + "  - confirm: theme\n    text: Right?\n", "5:14: confirm must be a list; this is a text [key]", "write confirm: [theme]", ""},
		{"FileIsAList", "- flow: a\n", "1:1: flow.yaml must be a map of keys; this is a list [key]", "it has flow, title, languages, start, opens, closes, zone, late, who, again, about, record, assisted, remind, expire, transliterate, settings, tables, lists, given, steps, parts", ""},
	}
}

func TestEachFaultIsToldAtItsPlace(t *testing.T) {
	for _, tc := range faulty() {
		t.Run(tc.name, func(t *testing.T) {
			_, ps := Parse(folderOf(FlowFile, tc.src, "wards.csv", "code,name\nK1,Kibra\n"))
			if len(ps) != 1 {
				t.Fatalf("got %d problems, want one:\n%v", len(ps), ps)
			}
			if got := strings.TrimPrefix(strings.Split(ps[0].String(), "\n")[0], "flow.yaml:"); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			if ps[0].Hint != tc.hint {
				t.Errorf("hint:\ngot  %s\nwant %s", ps[0].Hint, tc.hint)
			}
		})
	}
}

// TestConditionPlace: a condition in quotes begins behind the quote.
func TestConditionPlace(t *testing.T) {
	f, _ := Parse(folderOf(FlowFile, head+"  - when: wave is 1\n    say: Hi\n  - when: \"wave is 1\"\n    say: Hi\n"))
	for i, want := range []string{"flow.yaml:5:11", "flow.yaml:7:12"} {
		if got := f.Steps[i].When.Pos.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestEveryFaultAtOnce(t *testing.T) {
	src := "flow: Water\ntitel: Water\nlanguages: [en, es]\nsteps:\n  - ask: theme\n    text: Which: one?\n    answer: txt\n  - say: Ask #3\n  - wait: 3\n"
	_, ps := Parse(folderOf(FlowFile, src))
	var got []string
	for _, p := range ps {
		got = append(got, fmt.Sprintf("%d %s", p.Pos.Line, p.Code))
	}
	want := []string{"1 name", "2 key", "6 syntax", "7 key", "8 text-cut", "9 verb"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s\n%v", diff, ps)
	}
}

func TestParseWhole(t *testing.T) {
	src := `# yaml-language-server: $schema=../../flow.schema.json
flow: service-report
title: Report a fault
languages: [en, es]
start: [FAULT, REPORT]
opens: 2022-05-01
closes: 2022-08-31 18:00
zone: UTC
assisted: yes
remind: [4 hours, 2 weeks]   # twice
lists:
  seen: {there: {en: There, es: Está}, gone: Gone}
steps:
  - when: wave is 1
    then:
      - ask: where
        text: Where?
        options: seen
        pick: 1 to 2
    else:
      - end: again
parts:
  later:
    begins: 60 days after main
    steps:
      - say: Hi
  dated:
    begins: 2026-02-01 10:00
    steps: [{say: Hi}]
  event:
    begins: fault closed
    steps: [{say: Hi}]
`
	f, ps := Parse(folderOf(FlowFile, src))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	check := func(what string, got, want any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	check("title", f.Title.In["en"].Text, "Report a fault")
	check("start", f.Start.In["en"][1].Text, "REPORT")
	check("closes", f.Closes.Day.Format("2006-01-02")+fmt.Sprint(" ", f.Closes.HasTime, " ", f.Closes.Hour), "2022-08-31 true 18")
	check("assisted", f.Assisted.Yes, true)
	check("remind", fmt.Sprint(f.Remind[0].D, f.Remind[1].D), "4h0m0s 336h0m0s")
	check("list", f.Lists.By["seen"].Options[0].Text.In["es"].Text, "Está")
	group := f.Steps[0].Verb.(*Group)
	ask := group.Then[0].Verb.(*Ask)
	check("options", ask.Options.Ref.Value, "seen")
	check("pick", []int{ask.Pick.Min, ask.Pick.Max}, []int{1, 2})
	check("else", group.Else[0].Verb.(*End).Outcome.Value, "again")
	check("parts", fmt.Sprintln(f.Parts.By["later"].Begins.Delay.D, f.Parts.By["later"].Begins.After, f.Parts.By["dated"].Begins.On.Hour, f.Parts.By["event"].Begins.Event), "1440h0m0s main 10 closed\n")
	check("name of a part", f.Parts.By["event"].Name, "event")
	check("place", ask.Text.Pos.String(), "flow.yaml:17:15")
}
