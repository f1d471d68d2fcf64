package bot_test

import (
	"errors"
	"testing"

	"plaza/store"
)

// tagged says whether operators know a person by a tag.
func (p *someone) tagged(tag string) bool {
	p.t.Helper()
	value := ""
	err := p.store.Update(p.t.Context(), p.store.Shard(p.contact()), func(tx store.Tx) error {
		facts, err := tx.FactsOf(p.t.Context(), []store.Contact{p.contact()}, "tag:"+tag)
		value = facts[p.contact()]
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return value != ""
}

// A tag is kept of who wrote until it is taken away, and of nobody else.
func TestTag(t *testing.T) {
	w := newWorld(t, parks)
	ana, never, erased := w.person("+1").says("PARKS"), w.person("+2"), w.person("+3").says("PARKS", "yes", "3", "ERASE")
	for _, on := range []bool{true, false} {
		if err := w.Tag(t.Context(), ana.contact(), "observers", on); err != nil {
			t.Fatal(err)
		}
		if got := ana.tagged("observers"); got != on {
			t.Errorf("got tagged %v, want %v", got, on)
		}
	}
	for _, p := range []*someone{never, erased} {
		if err := w.Tag(t.Context(), p.contact(), "observers", true); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: got %v, want %v", p.number, err, store.ErrNotFound)
		}
		if p.tagged("observers") {
			t.Errorf("%s has a tag", p.number)
		}
	}
}
