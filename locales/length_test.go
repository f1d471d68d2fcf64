package locales_test

import (
	"strings"
	"testing"

	"plaza/channels"
)

// What the software says by itself is paid for by somebody with each message:
// one SMS in English, two in a language whose letters need UCS-2, but for the
// few sentences that must say more.
func TestSentencesAreShort(t *testing.T) {
	longer := map[string]int{"erase_done": 3, "my_data": 3, "my_data_no_end": 3}
	b := load(t)
	typical := map[string]any{
		"title": "El futuro de OGP", "from": "1", "to": "5", "low": "nada", "high": "mucho", "date": "31/8/2026",
		"source": "Open data", "example": "3", "forum": "OGP Kaduna", "language": "Kiswahili", "n": 12,
		"titles": "El futuro de OGP", "list": "OGP: El futuro de OGP", "hours": "9-17", "link": "https://t.me/plaza",
		"max": 2, "min": 1, "code": "48291306", "number": 12, "who": "IRM, 31/3/2023", "status": "limitado", "milestone": "Portal",
		"text": "Portal", "was": "limitado", "what": "NGKD0003", "often": "once a week", "result": "major", "kind": "IRM",
		"chosen": "followers, locals, who wrote to us; no sample", "holds": 12, "partly": 12, "untrue": 12, "place": "North Bank", "word": "FOLLOW",
	}
	for _, lang := range b.Languages() {
		for _, key := range b.Keys() {
			text := b.Sentence(lang, key, typical)
			n, _ := channels.Segments(text)
			limit := 1
			if lang != "en" {
				limit = 2
			}
			if n > max(limit, longer[key]) {
				t.Errorf("%s: %s takes %d SMS, want %d: %q", lang, key, n, max(limit, longer[key]), text)
			}
			if strings.Contains(text, "{") {
				t.Errorf("%s: %s: got %q, want every name filled", lang, key, text)
			}
			if key == "list_open" && channels.Units(text) > 20 { // a button of WhatsApp's
				t.Errorf("%s: %s has %d characters, want 20 at most: %q", lang, key, channels.Units(text), text)
			}
			if odd := channels.OutsideGSM(text); lang == "en" && len(odd) > 0 {
				t.Errorf("en: %s needs UCS-2 for %q: %q", key, string(odd), text)
			}
		}
	}
}
