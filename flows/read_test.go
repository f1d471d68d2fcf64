package flows

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestRead prints two whole consultations and holds them against testdata/read.
func TestRead(t *testing.T) {
	for _, tc := range []struct{ name, dir, lang string }{
		{"baseline-es", "testdata/drafts/baseline", "es"},
		{"compare-en", "testdata/drafts/compare", "en"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			folder, err := ReadFolder(os.DirFS(tc.dir))
			if err != nil {
				t.Fatal(err)
			}
			flow, ps := Parse(folder)
			if ps.Err() != nil {
				t.Fatal(ps)
			}
			var out strings.Builder
			if err := Read(&out, flow, tc.lang); err != nil {
				t.Fatal(err)
			}
			golden := "testdata/read/" + tc.name + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(out.String()), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadMarksWhatIsNotTranslated(t *testing.T) {
	flow, _ := Parse(folderOf(FlowFile, poFlow, "fr.po", "msgctxt \"take_part\"\nmsgid \"Old?\"\nmsgstr \"Vieux ?\"\n"))
	var out strings.Builder
	if err := Read(&out, flow, "fr"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Vieux ? (to be looked at)\n", "Bye (not in fr)\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got\n%s\nwant in it %q", out.String(), want)
		}
	}
	if err := Read(&out, flow, "pt"); err == nil {
		t.Error("got no error for a language the flow has not")
	}
}

func TestReadSaysConditionsInWords(t *testing.T) {
	src := head + `  - ask: theme
    text: Which?
    options: {water: {en: Clean water, es: Agua}, light: Light}
  - ask: age
    text: How old?
    answer: number
  - when: (theme is water or theme is one of light, water) and age >= 18 and age is answered
    say: Hello
  - when: theme is water or age < 3 and theme is not light
    say: Bye
`
	flow, ps := Parse(folderOf(FlowFile, src))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	var out strings.Builder
	if err := Read(&out, flow, "en"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`If (theme is "Clean water" or theme is one of "Light", "Clean water") and age is at least 18 and age was answered:`,
		`If theme is "Clean water" or age is below 3 and theme is not "Light":`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got\n%s\nwant in it %s", out.String(), want)
		}
	}
}
