package audience_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/civic/audience"
	"plaza/flows/source"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// amina is somebody of whom everything is known.
func amina() *audience.Member {
	return &audience.Member{
		Lang: "en", Channel: "city-sms", Network: "sms", SeenAt: now.Add(-30 * 24 * time.Hour),
		Facts:   map[string]string{"place": "K1", "age": "34", "needs": "water,roads", "tag:observers": "yes"},
		Answers: map[[2]string]string{{"ogp-strategy", "theme"}: "climate", {"ogp-strategy", "since"}: "2026-01-10"},
		Follows: []audience.Follow{{Plan: "kaduna", Kind: "plan", Target: "kaduna"}, {Plan: "kaduna", Kind: "commitment", Target: "NGKD0003"}, {Plan: "kaduna", Kind: "theme", Target: "climate"}},
	}
}

func parse(t *testing.T, src string) *audience.Condition {
	t.Helper()
	c, problems := audience.Parse(source.Pos{File: "b.yaml", Line: 1, Col: 1}, src)
	if err := problems.Err(); err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return c
}

func TestHolds(t *testing.T) {
	nobody := &audience.Member{}
	for _, c := range []struct {
		src           string
		amina, nobody bool
	}{
		{"everyone", true, true},
		{"language is en", true, false},
		{"language is not en", false, false},
		{"language is not es", true, false},
		{"language is one of es, en", true, false},
		{"channel is one of sms, whatsapp", true, false},
		{"channel is city-sms", true, false},
		{"channel is not sms", false, false},
		{"channel is not telegram", true, false},
		{"place is K1", true, false},
		{"place is k1", true, false},
		{`place is "K 2"`, false, false},
		{"tag is observers", true, false},
		{"tag is one of panel, observers", true, false},
		{"tag is not observers", false, true},
		{"ogp-strategy.theme is climate", true, false},
		{"ogp-strategy.theme is not one of climate, digital", false, false},
		{"ogp-strategy.theme is answered", true, false},
		{"ogp-strategy.theme is not answered", false, true},
		{"ogp-strategy.since >= 2026-01-01", true, false},
		{"age < 35", true, false},
		{"age > 34.5", false, false},
		{"age >= 34 and age <= 34", true, false},
		{"needs includes water", true, false},
		{"needs includes wat", false, false},
		{"needs includes Roads", true, false},
		{"follows NGKD0003", true, false},
		{"follows ngkd0003", true, false},
		{"follows plan kaduna", true, false},
		{"follows theme kaduna", false, false},
		{"follows climate", true, false},
		{"last seen < 90 days", true, false},
		{"last seen >= 2 weeks", true, false},
		{"last seen < 29 days", false, false},
		{"language is es or language is en and place is K2", false, false},
		{"(language is es or language is en) and place is K1", true, false},
		{"language is en or language is es and place is K2", true, false},
	} {
		cond := parse(t, c.src)
		for who, want := range map[*audience.Member]bool{amina(): c.amina, nobody: c.nobody} {
			if got := cond.Holds(who, audience.Rules{Place: "place", Now: now}); got != want {
				t.Errorf("%s of %+v: got %v, want %v", c.src, who, got, want)
			}
		}
	}
}

func TestPlaceIsTheRememberedAnswerThatIsConfigured(t *testing.T) {
	m := &audience.Member{Facts: map[string]string{"ward": "W3", "place": "W9"}}
	r := audience.Rules{Place: "ward", Now: now}
	cond := parse(t, "place is W3")
	if !cond.Holds(m, r) {
		t.Error("the place was not looked for under the configured name")
	}
	if diff := cmp.Diff(audience.Wants{Facts: []string{"ward"}}, audience.Want(r, cond)); diff != "" {
		t.Errorf("wants (-want +got):\n%s", diff)
	}
}

func TestNilIsEverybodyAndWhatCannotBeReadIsNobody(t *testing.T) {
	var none *audience.Condition
	if !none.Holds(amina(), audience.Rules{}) {
		t.Error("no condition left somebody out")
	}
	broken, problems := audience.Parse(source.Pos{}, "language is")
	if problems.Err() == nil || broken.Holds(amina(), audience.Rules{}) {
		t.Errorf("got %v and true, want problems and false", problems)
	}
}

func TestWantsIsWhatTheConditionsLookAt(t *testing.T) {
	got := audience.Want(audience.Rules{Place: "place"},
		parse(t, "language is en and (place is K1 or age < 3 or tag is one of a, b) and age > 1"),
		parse(t, "f.q is x or follows climate or f.q is y"), nil)
	want := audience.Wants{Facts: []string{"place", "age", "tag:a", "tag:b"}, Answers: [][2]string{{"f", "q"}}, Follows: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("wants (-want +got):\n%s", diff)
	}
	if got := audience.Want(audience.Rules{}, parse(t, "last seen < 3 days and channel is sms")); got.Facts != nil || got.Follows {
		t.Errorf("got %+v, want nothing: both are known of everybody", got)
	}
}

func TestTagsAreWhatTheConditionsName(t *testing.T) {
	got := audience.Tags(parse(t, "place is one of c, d or tag is one of b, a"), parse(t, "tag is not b"), nil)
	if diff := cmp.Diff([]string{"b", "a"}, got); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
}

func TestWhatIsWrittenWronglyIsToldWithItsPlace(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"", "1:5 a condition is missing | write: language is es, or everyone"},
		{"language == es", "1:14 write: language is"},
		{"language isn’t es", "1:14 write: language is not"},
		{"language is es && place is K1", "1:20 write: and"},
		{"not language is es", `1:5 there is no "not" before a test | write: NAME is not VALUE, or say under without who is left out`},
		{"language", "1:13 what about language? | write: language is VALUE"},
		{"language is", "1:16 a value is missing after language is"},
		{"language is es, en", "1:19 is takes one value | write: language is one of es, …"},
		{"place is North Ward", `1:20 the test ends before Ward | join two tests with and, or; a value of several words needs quotes: "North Ward"`},
		{"(language is es", "1:5 this parenthesis is not closed"},
		{"language is es)", "1:19 the condition ends before ) | join two tests with and, or"},
		{"place is 'K1'", `1:14 write "double quotes"`},
		{`place is "K1`, `1:14 nothing closes this "`},
		{"last seen 90 days", "1:15 last seen is so long ago, and has no other test | write: last seen < 90 days"},
		{"last seen < many days", "1:17 this is no length of time | write: last seen < 90 days; hours, days, weeks, months, years"},
		{"language is es and", "1:23 a test is missing here | write: language is es"},
		{"follows", "1:12 a value is missing after follows"},
		{strings.Repeat("(", 25) + "language is es" + strings.Repeat(")", 25), "1:25 too many parentheses inside each other"},
	} {
		_, problems := audience.Parse(source.Pos{File: "b.yaml", Line: 1, Col: 5}, c.src)
		if got := told(problems); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

func TestCheck(t *testing.T) {
	env := audience.Env{
		Languages: []string{"en", "es"}, Channels: []string{"city-sms", "sms"}, Facts: []string{"place", "age", "ward", "uses", "name"},
		Place: "ward", Asked: map[string]audience.Question{
			"age": {Ordered: true}, "ward": {Options: []string{"K1", "K2"}}, "uses": {Options: []string{"bus", "train"}, Many: true}, "name": {},
		},
		Flows: map[string]audience.Flow{
			"ogp-strategy": {Questions: map[string]audience.Question{
				"theme": {Options: []string{"digital", "climate"}}, "needs": {Options: []string{"water"}, Many: true}, "trust": {Ordered: true}, "idea": {},
			}},
			"secret": {Anonymous: true, Questions: map[string]audience.Question{"theme": {}}},
		},
		Followed: []audience.Follow{{Plan: "kaduna", Kind: "plan", Target: "kaduna"}, {Plan: "kaduna", Kind: "commitment", Target: "NGKD0003"}},
	}
	for _, c := range []struct{ src, want string }{
		{"language is es and channel is sms and place is K1 and age < 3 and tag is anything", ""},
		{"ogp-strategy.theme is climate and ogp-strategy.needs includes water and ogp-strategy.trust < 3", ""},
		{"follows plan kaduna and follows NGKD0003", ""},
		{"place is one of k1, K2 and uses includes Bus and name is Ana and age is answered and ogp-strategy.theme is Climate", ""},
		{"place is K3", `1:10 place has no option "K3" | there is K1, K2`},
		{"uses is bus", "1:1 uses may hold several answers | write: uses includes bus"},
		{"uses is not bus", "1:1 uses may hold several answers | say under without who is left out: uses includes bus"},
		{"uses includes buss", `1:15 uses has no option "buss" | did you mean bus?`},
		{"name < 5", "1:1 name has no order | write: name is VALUE"},
		{"language is ens", `1:13 there is no language "ens" | did you mean en?`},
		{"channel is whatsapp", `1:12 there is no channel "whatsapp" | there is city-sms, sms`},
		{"language < es", "1:1 a language has no order and is one | write: language is VALUE"},
		{"agee is 3", "1:1 nothing is remembered under the name agee | did you mean age?"},
		{"trust < 3", "1:1 nothing is remembered under the name trust | write: ogp-strategy.trust"},
		{"age < old", "1:7 old has no order | write a number, or a day as 2026-03-12"},
		{"tag < 3", "1:1 a tag is there or not | write: tag is observers"},
		{"ogp.theme is climate", `1:1 no consultation called "ogp" is published | there is ogp-strategy, secret`},
		{"secret.theme is climate", "1:1 secret keeps its answers without the person | leave it out: nobody can be written to because of what they answered there"},
		{"ogp-strategy.them is climate", `1:1 ogp-strategy asks nothing called "them" | did you mean theme?`},
		{"ogp-strategy.theme is climat", `1:23 ogp-strategy.theme has no option "climat" | did you mean climate?`},
		{"ogp-strategy.theme < 3", "1:1 ogp-strategy.theme has no order | write: ogp-strategy.theme is VALUE"},
		{"ogp-strategy.needs is water", "1:1 ogp-strategy.needs may hold several answers | write: ogp-strategy.needs includes water"},
		{"ogp-strategy.theme includes climate", "1:1 ogp-strategy.theme is one answer, not several | write: ogp-strategy.theme is climate"},
		{"follows NGKD003", `1:9 no plan, commitment, theme or place is called "NGKD003" | did you mean NGKD0003?`},
		{"follows plan NGKD0003", `1:14 no plan is called "NGKD0003" | plaza plan show says what there is`},
		{"tag is Observers", `1:8 there can be no tag "Observers" | a tag is of small letters, digits and hyphens, such as observers`},
		{"tag is not one of a-2, 2a", `1:24 there can be no tag "2a" | a tag is of small letters, digits and hyphens, such as observers`},
	} {
		cond, problems := audience.Parse(source.Pos{Line: 1, Col: 1}, c.src)
		if err := problems.Err(); err != nil {
			t.Fatalf("%s: %v", c.src, err)
		}
		if got := told(cond.Check(env)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// TestCheckUnplaced warns of a condition that is true of nobody, or leaves
// nobody out, because people's place is asked for nowhere.
func TestCheckUnplaced(t *testing.T) {
	cond, _ := audience.Parse(source.Pos{Line: 1, Col: 1}, "place is north")
	problems := cond.Check(audience.Env{Unplaced: true})
	if len(problems) != 1 || !problems[0].Warning || problems[0].Message != "nobody's place is known here" {
		t.Errorf("got %v, want one warning", problems)
	}
}

// FuzzParse: reading and evaluating never fail, and what is reported lies
// inside the condition.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"language is es and (tag is a or last seen < 3 days)", "((", "follows plan", `a is "b`, "a is one of b,", "not", "last seen < -1 days"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		cond, problems := audience.Parse(source.Pos{Line: 1, Col: 1}, src)
		for _, p := range problems {
			if p.Pos.Col < 1 || p.Pos.Col > len([]rune(src))+1 {
				t.Errorf("place %v is outside of %q", p.Pos, src)
			}
		}
		cond.Holds(amina(), audience.Rules{Now: now})
		cond.Check(audience.Env{})
		audience.Want(audience.Rules{}, cond)
	})
}

// told is the first problem in one line, and how many there are beyond it.
func told(ps source.Problems) string {
	var all []string
	for _, p := range ps {
		s := strings.TrimPrefix(p.Pos.String(), "b.yaml:")
		s = strings.TrimPrefix(s, ":") + " " + p.Message
		if p.Hint != "" {
			s += " | " + p.Hint
		}
		all = append(all, s)
	}
	return strings.Join(all, "; ")
}
