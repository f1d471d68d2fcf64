package bot

import (
	"crypto/rand"
	"regexp"
	"testing"
)

func TestIDs(t *testing.T) {
	b := &Bot{Config: Config{Rand: rand.Reader}}
	form := regexp.MustCompile(`^[a-hj-km-np-z02-9]{16}$`)
	seen := make(map[string]bool)
	for range 1000 {
		id := b.newID()
		if !form.MatchString(id) {
			t.Fatalf("got %q, want 16 letters without 1, i, l, o", id)
		}
		if seen[id] {
			t.Fatalf("%q came twice", id)
		}
		seen[id] = true
	}
}
