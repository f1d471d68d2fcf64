package docs_test

import (
	"strings"
	"testing"

	"plaza/channels/httpgate"
)

// TestProfilesAreRead reads every profile of the pages, and looks whether the
// shipped ones are listed as what they are.
func TestProfilesAreRead(t *testing.T) {
	texts, found := pages(t), 0
	for page, text := range texts {
		for _, b := range blocks(page, text) {
			if !b.is("yaml profile") {
				continue
			}
			found++
			if _, err := httpgate.Parse(page, []byte(b.text)); err != nil {
				t.Errorf("the profile on line %d of %s: %v", b.line, page, err)
			}
		}
	}
	if found == 0 {
		t.Error("got no profile in the pages, want one at least")
	}
	for _, name := range httpgate.Shipped() {
		p, err := httpgate.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		_, row, _ := strings.Cut(texts["sms-gateways.md"], "| `"+name+"` |")
		row, _, _ = strings.Cut(row, "\n")
		if row == "" || strings.Contains(row, "not tried with the provider") == p.Tried {
			t.Errorf("sms-gateways.md says of %s %q, and its file says tried: %v", name, row, p.Tried)
		}
	}
}
