package ussd_test

import (
	"strings"
	"testing"

	"plaza/channels"
	"plaza/channels/ussd"
)

func TestScreens(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"short", "Which?\n1 Water", []string{"Which?\n1 Water"}},
		{"as long as one", strings.Repeat("a", 182), []string{strings.Repeat("a", 182)}},
		{"one character more", strings.Repeat("a", 183), []string{strings.Repeat("a", 175) + "\n0 More", strings.Repeat("a", 8)}},
		{"characters of two", strings.Repeat("{", 92), []string{strings.Repeat("{", 87) + "\n0 More", strings.Repeat("{", 5)}},
		{"as long as one in large letters", strings.Repeat("ш", 80), []string{strings.Repeat("ш", 80)}},
		{"one large letter more", strings.Repeat("ш", 81), []string{strings.Repeat("ш", 73) + "\n0 More", strings.Repeat("ш", 8)}},
		{"one large letter", strings.Repeat("a", 100) + "ш", []string{strings.Repeat("a", 100) + "\n0 More", "ш"}},
		{"between words", strings.Repeat("word ", 40), []string{strings.TrimSpace(strings.Repeat("word ", 35)) + "\n0 More", strings.TrimSpace(strings.Repeat("word ", 5))}},
		{"between lines", strings.Repeat("a line of words\n", 12), []string{
			strings.Repeat("a line of words\n", 11)[:175] + "\n0 More", "a line of words"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ussd.Screens(tt.text, "More")
			if strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzScreens holds that no screen is too long and that no letter is lost.
func FuzzScreens(f *testing.F) {
	f.Add("Which?\n1 Water\n2 Roads")
	f.Add(strings.Repeat("ш{ ", 100))
	f.Add(strings.Repeat("👍🏽", 100))
	f.Fuzz(func(t *testing.T, text string) {
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		all := ""
		got := ussd.Screens(text, "More")
		for i, s := range got {
			if n, gsm := channels.Septets(s); gsm && n > 182 || !gsm && channels.Units(s) > 80 {
				t.Errorf("got %q, want it to fit on a screen", s)
			}
			if i < len(got)-1 {
				s = strings.TrimSuffix(s, "\n0 More")
			}
			all += s
		}
		if bare(all) != bare(text) {
			t.Errorf("got %q of %q, want every letter", all, text)
		}
	})
}
