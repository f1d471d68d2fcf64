package bot_test

import (
	"strings"
	"testing"

	"plaza/channels"
)

// Who does not know that there are plans learns it from HELP, in the two SMS,
// or four, that everything about plans keeps to.
func TestHelpNamesPlanWherePlansAre(t *testing.T) {
	for _, promised := range []bool{true, false} {
		w := newWorld(t)
		if promised {
			w = riverbend(t)
		}
		for lang, word := range map[string]string{"en": "HELP", "es": "AYUDA", "fr": "AIDE", "pt": "AJUDA", "sw": "MSAADA", "ar": "مساعدة"} {
			ana := w.person("+" + lang)
			ana.says("LANGUAGE", w.config.Locales.Name(lang)).skips()
			ana.says(word)
			said := w.net.to(ana.number)[ana.heard]
			plan := w.config.Locales.Words(lang).Plan[0]
			if strings.Contains(said, plan) != promised {
				t.Errorf("%s: got %q, want %s in it: %t", lang, said, plan, promised)
			}
			if !strings.HasSuffix(said, " forum@example.org") || strings.Contains(said, "  ") {
				t.Errorf("%s: got %q, want where we are reached at its end", lang, said)
			}
			if n, large := channels.Segments(said); n > 2 && !large || n > 4 {
				t.Errorf("%s: got %d SMS, want two or four: %q", lang, n, said)
			}
		}
	}
}
