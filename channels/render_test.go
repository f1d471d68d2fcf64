package channels_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/channels"
)

var update = flag.Bool("update", false, "write the golden files anew")

// button is a channel with few and short buttons, like most that have any.
var button = channels.Capabilities{Name: "button", MaxText: 640, Buttons: 3, ButtonText: 20}

func drawnOn(t *testing.T) []channels.Capabilities {
	t.Helper()
	all := []channels.Capabilities{button}
	for _, name := range []string{"sms", "terminal"} {
		c, ok := channels.Network(name)
		if !ok {
			t.Fatalf("no network called %s", name)
		}
		all = append(all, c)
	}
	return all
}

// TestRender holds every kind of message in every language to a file that a
// person can read.
func TestRender(t *testing.T) {
	for _, c := range drawnOn(t) {
		for _, lang := range languages {
			t.Run(c.Name+" "+lang, func(t *testing.T) {
				var b strings.Builder
				for _, kind := range kinds {
					show(&b, c, kind, channels.Render(c, say(kind, lang)))
				}
				golden(t, filepath.Join("testdata", "render", c.Name+"."+lang+".txt"), b.String())
			})
		}
	}
}

// show writes drawn messages as a reviewer reads them: marks of direction by
// name, buttons in brackets, and what each message costs.
func show(b *strings.Builder, c channels.Capabilities, kind string, drawn []channels.Rendered) {
	fmt.Fprintf(b, "=== %s\n", kind)
	for i, d := range drawn {
		fmt.Fprintf(b, "--- message %d of %d: %d units", i+1, len(drawn), channels.Units(d.Text))
		if n, ucs2 := channels.Segments(d.Text); c.Segments {
			fmt.Fprintf(b, ", %d SMS, %s", n, map[bool]string{true: "UCS-2", false: "GSM-7"}[ucs2])
		}
		marks := strings.NewReplacer("\u200e", "<LRM>", "\u200f", "<RLM>")
		fmt.Fprintf(b, "\n%s\n", marks.Replace(d.Text))
		for _, o := range d.Buttons {
			fmt.Fprintf(b, "[ %s ] -> %s\n", o.Label, o.ID)
		}
	}
	b.WriteByte('\n')
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test ./channels -update writes it)", err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", file, d)
	}
}

// TestNothingIsLost draws every message and puts it together again: all words
// are there, in order, and every piece is within the limit.
func TestNothingIsLost(t *testing.T) {
	for _, limit := range []int{40, 67, 153, 640, 1600} {
		c := channels.Capabilities{Name: "narrow", MaxText: limit, Segments: limit == 153}
		for _, lang := range languages {
			for _, kind := range kinds {
				s := say(kind, lang)
				var got strings.Builder
				for _, d := range channels.Render(c, s) {
					if n := channels.Units(d.Text); n > limit || n == 0 {
						t.Errorf("%s in %s at %d: a message of %d units", kind, lang, limit, n)
					}
					got.WriteString(d.Text)
				}
				want := s.Text
				for i, o := range s.Options {
					want += fmt.Sprintf("%d %s", i+1, o.Label)
				}
				if got, want := bare(got.String()), bare(want); got != want {
					t.Errorf("%s in %s at %d: got %q, want %q", kind, lang, limit, got, want)
				}
			}
		}
	}
}

// bare drops what cutting may drop or add: white space and marks of direction.
func bare(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u200e", "", "\u200f", "").Replace(s)), "")
}

func TestRenderCuts(t *testing.T) {
	family := "👨\u200d👩\u200d👧"
	for _, tt := range []struct {
		name string
		max  int
		text string
		want []string
	}{
		{"between sentences", 30, "First one is here. Second one. Third.", []string{"First one is here. Second one.", "Third."}},
		{"between words when a sentence is too long", 20, "no mark in this long line at all", []string{"no mark in this long", "line at all"}},
		{"not after a sentence of three letters", 20, "Oh. nothing else ends near here", []string{"Oh. nothing else", "ends near here"}},
		{"after a closing quote", 24, `He said "no." She left. It rained`, []string{`He said "no." She left.`, "It rained"}},
		{"after an Arabic question mark", 14, "هل انتهى؟ نعم انتهى", []string{"هل انتهى؟", "نعم انتهى"}},
		{"inside a word only where it must", 5, "abcdefgh", []string{"abcde", "fgh"}},
		{"never inside a surrogate pair", 3, "😀😀😀", []string{"😀", "😀", "😀"}},
		{"never inside a family", 9, "a" + family + family, []string{"a" + family, family}},
		{"never before an accent of its own", 4, "abcde\u0301", []string{"abcd", "e\u0301"}},
		{"even a cluster longer than the limit ends", 3, family, []string{"👨\u200d", "👩\u200d", "👧"}},
		{"a character longer than the limit", 1, "😀b", []string{"😀", "b"}},
		{"nothing to say", 10, "", []string{""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := channels.Capabilities{Name: "narrow", MaxText: tt.max}
			var got []string
			for _, d := range channels.Render(c, channels.Say{Text: tt.text, Lang: "en"}) {
				got = append(got, d.Text)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestRenderOptions(t *testing.T) {
	three := buttons([]string{"One", "Two", "No. 5 Market Road. It is far."})
	c := channels.Capabilities{Name: "narrow", MaxText: 34, Buttons: 3}
	for _, tt := range []struct {
		name string
		c    channels.Capabilities
		want []channels.Rendered
	}{
		{"buttons under the last message", c, []channels.Rendered{
			{Text: "First. And then the second one."}, {Text: "Which?", Buttons: three}}},
		{"one label too long and none is a button", func() channels.Capabilities { c := c; c.ButtonText = 10; return c }(), []channels.Rendered{
			{Text: "First. And then the second one."}, {Text: "Which?"},
			{Text: "1 One\n2 Two"}, {Text: "3 No. 5 Market Road. It is far."}}},
		{"more options than buttons", channels.Capabilities{Name: "wide", Buttons: 2}, []channels.Rendered{
			{Text: "First. And then the second one. Which?\n1 One\n2 Two\n3 No. 5 Market Road. It is far."}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := channels.Render(tt.c, channels.Say{Text: "First. And then the second one. Which?", Options: three, Lang: "en"})
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// Yes and no are worth a button and never a line: the question asks for them,
// and the accent of a "Sí" would make this one SMS two.
func TestRenderPlainOptions(t *testing.T) {
	sms, _ := channels.Network("sms")
	terminal, _ := channels.Network("terminal")
	yesNo := buttons([]string{"Sí", "No"})
	text := "¿Acepta que guardemos sus respuestas durante un año, sin su nombre?"
	for _, tt := range []struct {
		c    channels.Capabilities
		want []channels.Rendered
	}{
		{sms, []channels.Rendered{{Text: text}, {Text: "Gracias."}}},
		{terminal, []channels.Rendered{{Text: text}, {Text: "Gracias."}}},
		{button, []channels.Rendered{{Text: text, Buttons: yesNo}, {Text: "Gracias."}}},
	} {
		says := []channels.Say{{Text: text, Options: yesNo, Plain: true, Lang: "es"}, {Text: "Gracias.", Lang: "es"}}
		if d := cmp.Diff(tt.want, channels.Render(tt.c, says...)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.c.Name, d)
		}
	}
}

func TestRenderJoinsWhatSavesASegment(t *testing.T) {
	sms, _ := channels.Network("sms")
	wide, _ := channels.Network("terminal")
	thanks := channels.Say{Text: "Thank you.", Lang: "en"}
	ask := channels.Say{Text: "And where?", Options: buttons([]string{"Here", "There"}), Lang: "en"}
	long := channels.Say{Text: strings.Repeat("a", 155), Lang: "en"}
	greek := channels.Say{Text: "Ευχαριστώ.", Lang: "el"}
	for _, tt := range []struct {
		name string
		c    channels.Capabilities
		says []channels.Say
		want []string
	}{
		{"two short ones", sms, []channels.Say{thanks, ask}, []string{"Thank you.\nAnd where?\n1 Here\n2 There"}},
		{"three short ones", sms, []channels.Say{thanks, thanks, thanks}, []string{"Thank you.\nThank you.\nThank you."}},
		{"not after a question", sms, []channels.Say{ask, thanks}, []string{"And where?\n1 Here\n2 There", "Thank you."}},
		{"not when nothing is saved", sms, []channels.Say{long, thanks}, []string{long.Text, thanks.Text}},
		{"not across languages", sms, []channels.Say{thanks, greek}, []string{thanks.Text, greek.Text}},
		{"not where segments cost nothing", wide, []channels.Say{thanks, thanks}, []string{thanks.Text, thanks.Text}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, d := range channels.Render(tt.c, tt.says...) {
				got = append(got, d.Text)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestRenderCutsWhereItCostsLeast has two sentence ends to choose from: only
// the earlier one keeps the accents out of the first message.
func TestRenderCutsWhereItCostsLeast(t *testing.T) {
	plain := strings.Repeat("a", 900) + "."
	accents := strings.Repeat("í", 30) + "."
	rest := strings.Repeat("í", 700)
	sms, _ := channels.Network("sms")
	drawn := channels.Render(sms, channels.Say{Text: plain + " " + accents + " " + rest, Lang: "es"})
	if len(drawn) != 2 || drawn[0].Text != plain {
		t.Fatalf("got %d messages, the first of %d units, want 2 and %d", len(drawn), channels.Units(drawn[0].Text), len(plain))
	}
}

func TestRenderRespectsDirection(t *testing.T) {
	terminal, _ := channels.Network("terminal")
	for _, tt := range []struct{ name, lang, text, want string }{
		{"Arabic that begins in Latin", "ar", "OGP تسأل", "\u200fOGP تسأل"},
		{"Arabic", "ar", "تسأل OGP", "تسأل OGP"},
		{"a link in an Arabic text", "ar", "اقرأ\nhttps://example.org", "اقرأ\nhttps://example.org"},
		{"the author's own mark", "ar", "\u200eOGP تسأل", "\u200eOGP تسأل"},
		{"English that begins in Arabic", "en", "العربية is a language", "\u200eالعربية is a language"},
		{"English", "en", "OGP asks", "OGP asks"},
		{"Uzbek in Arabic letters", "uz-Arab", "OGP سورайди", "\u200fOGP سورайди"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			drawn := channels.Render(terminal, channels.Say{Text: tt.text, Lang: tt.lang})
			if got := drawn[0].Text; got != tt.want {
				t.Errorf("got %+q, want %+q", got, tt.want)
			}
		})
	}
	drawn := channels.Render(terminal, channels.Say{Text: "Language?", Lang: "en", Options: buttons([]string{"English", "العربية"})})
	if got, want := drawn[0].Text, "Language?\n1 English\n\u200e2 العربية"; got != want {
		t.Errorf("got %+q, want %+q", got, want)
	}
}

func BenchmarkRender(b *testing.B) {
	sms, _ := channels.Network("sms")
	for _, lang := range []string{"en", "es", "ar"} {
		b.Run(lang, func(b *testing.B) {
			says := []channels.Say{say("say", lang), say("long choice", lang)}
			b.ReportAllocs()
			for b.Loop() {
				channels.Render(sms, says...)
			}
		})
	}
}
