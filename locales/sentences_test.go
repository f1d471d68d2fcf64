package locales_test

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"plaza/flows"
)

// catalogue reads a language's messages as go-i18n does, by key.
func catalogue(t *testing.T, lang string) map[string]*i18n.Message {
	t.Helper()
	name := "active." + lang + ".yaml"
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := i18n.ParseMessageFileBytes(src, name, map[string]i18n.UnmarshalFunc{"yaml": yaml.Unmarshal})
	if err != nil {
		t.Fatal(err)
	}
	messages := map[string]*i18n.Message{}
	for _, m := range file.Messages {
		messages[m.ID] = m
	}
	return messages
}

func forms(m *i18n.Message) map[string]string {
	all := map[string]string{"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many, "other": m.Other}
	maps.DeleteFunc(all, func(_, text string) bool { return text == "" })
	return all
}

var placeholder = regexp.MustCompile(`\{([^}]*)\}`)

// names are the placeholders of a text, universal words aside.
func names(text string) []string {
	found := []string{}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(m[1], "word.") && !slices.Contains(found, m[1]) {
			found = append(found, m[1])
		}
	}
	slices.Sort(found)
	return found
}

func TestEveryLanguageSaysEverySentence(t *testing.T) {
	english := catalogue(t, "en")
	for _, lang := range load(t).Languages() {
		messages := catalogue(t, lang)
		for key, m := range english {
			got, ok := messages[key]
			if !ok {
				t.Errorf("%s: got no sentence %s, want one as in English", lang, key)
				continue
			}
			want := names(m.Other)
			for form, text := range forms(got) {
				have := names(text)
				if d := cmp.Diff(want, have); d != "" && !countsInWords(form, want, have) {
					t.Errorf("%s: %s (%s) has other placeholders than English:\n%s", lang, key, form, d)
				}
				if strings.TrimSpace(text) != text {
					t.Errorf("%s: %s (%s): got %q, want no space around it", lang, key, form, text)
				}
			}
		}
		for key := range messages {
			if english[key] == nil {
				t.Errorf("%s: got a sentence %s, want it in English first", lang, key)
			}
		}
	}
}

// countsInWords reports whether a form for none, one or two only leaves out
// the number, because it says it in words.
func countsInWords(form string, want, have []string) bool {
	missing := slices.DeleteFunc(slices.Clone(want), func(name string) bool { return slices.Contains(have, name) })
	return (form == "zero" || form == "one" || form == "two") && len(have)+1 == len(want) &&
		len(missing) == 1 && slices.Contains([]string{"n", "max", "min"}, missing[0])
}

func TestEverySentenceOfAConversationIsThere(t *testing.T) {
	english := catalogue(t, "en")
	for _, s := range flows.Sentences() {
		m := english[s.Key]
		if m == nil {
			t.Errorf("got no sentence %s, want one: %s", s.Key, s.When)
			continue
		}
		want := slices.Sorted(slices.Values(s.Args))
		if d := cmp.Diff(append([]string{}, want...), names(m.Other)); d != "" {
			t.Errorf("%s has other placeholders than flows fills:\n%s", s.Key, d)
		}
	}
}

// The plural forms are those go-i18n would choose, and none is missing or idle.
func TestPluralFormsAreTheLanguages(t *testing.T) {
	b := load(t)
	for _, lang := range b.Languages() {
		messages := catalogue(t, lang)
		reference := i18n.NewBundle(language.English)
		if err := reference.AddMessages(language.MustParse(lang), &i18n.Message{
			ID: "form", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other",
		}); err != nil {
			t.Fatal(err)
		}
		localizer := i18n.NewLocalizer(reference, lang)
		m := messages["my_data_no_end"]
		used := map[string]bool{"other": true}
		for n := range 250 {
			form, err := localizer.Localize(&i18n.LocalizeConfig{MessageID: "form", PluralCount: n})
			if err != nil {
				t.Fatal(err)
			}
			used[form] = true
			text, ok := forms(m)[form]
			if !ok {
				t.Errorf("%s: my_data_no_end has no form %s, wanted for %d", lang, form, n)
				break
			}
			want := strings.NewReplacer("{n}", fmt.Sprint(n), "{titles}", "T", "{word.erase}", b.Words(lang).Erase[0]).Replace(text)
			if got := b.Sentence(lang, "my_data_no_end", map[string]any{"n": n, "titles": "T"}); got != want {
				t.Errorf("%s: %d: got %q, want %q", lang, n, got, want)
			}
		}
		for key, m := range messages {
			for form := range forms(m) {
				if !used[form] {
					t.Errorf("%s: %s has a form %s, which the language never uses", lang, key, form)
				}
			}
		}
	}
}

func TestSentence(t *testing.T) {
	b := load(t)
	for _, c := range []struct {
		lang, key string
		args      map[string]any
		want      string
	}{
		{"en", "not_understood", nil, "Sorry, I did not understand that."},
		{"es", "yes", nil, "Sí"},
		{"es-MX", "no", nil, "No"},
		{"pt_BR", "yes", nil, "Sim"},
		{"xx", "yes", nil, "Yes"},
		{"es", "no_such_key", nil, "no_such_key"},
		{"es", "stop_done", nil, "No recibirá más mensajes nuestros. Para volver, envíe ALTA."},
		{"en", "too_many", map[string]any{"max": "2"}, "Please choose 2 at most."},
		{"ar", "too_many", map[string]any{"max": "2"}, "اختر جوابين على الأكثر."},
		{"en", "my_data_no_end", map[string]any{"n": 1, "titles": "OGP"}, "We keep 1 answer of yours: OGP. ERASE erases it."},
		{"en", "help", map[string]any{"forum": "Plaza"}, "Plaza. Send STOP to stop, BACK to correct, SKIP to skip, MY DATA for what we keep, ERASE to erase it."},
		{"en", "too_low", nil, "It must be {from} or more."},
	} {
		if got := b.Sentence(c.lang, c.key, c.args); got != c.want {
			t.Errorf("Sentence(%s, %s): got %q, want %q", c.lang, c.key, got, c.want)
		}
	}
	if got := b.Name("sw"); got != "Kiswahili" {
		t.Errorf("Name(sw): got %q, want Kiswahili", got)
	}
	if !b.RTL("ar") || b.RTL("en") {
		t.Errorf("RTL: got ar %v and en %v, want true and false", b.RTL("ar"), b.RTL("en"))
	}
}

func TestASentenceWithoutArgumentsTakesNoMemory(t *testing.T) {
	b := load(t)
	if got := testing.AllocsPerRun(100, func() { b.Sentence("es", "not_understood", nil) }); got != 0 {
		t.Errorf("got %v allocations, want 0", got)
	}
}

// The table in the package's comment tells the truth.
func TestTheDocListsEverySentence(t *testing.T) {
	f, err := os.Open("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	listed := map[string][]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		row, ok := strings.CutPrefix(lines.Text(), "//\t")
		if !ok || !strings.HasPrefix(row, "  ") {
			continue
		}
		if key, args, ok := strings.Cut(strings.TrimSpace(row), ":"); ok {
			listed[key] = slices.Sorted(slices.Values(strings.Fields(args)))
			continue
		}
		for _, key := range strings.Fields(row) {
			listed[key] = []string{}
		}
	}
	want := map[string][]string{}
	for key, m := range catalogue(t, "en") {
		want[key] = names(m.Other)
	}
	if d := cmp.Diff(want, listed); d != "" {
		t.Errorf("doc.go lists other sentences than the catalogue:\n%s", d)
	}
}
