package bot_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/bot"
)

// Who renames a theme is told how many people would hear nothing more.
func TestOrphansAreWhatPeopleFollowAndNoCommitmentHas(t *testing.T) {
	w := newWorld(t)
	p := promises(2)
	p.Commitments[0].Themes, p.Commitments[0].Places = []string{"water"}, []string{"North"}
	p.Commitments[1].Themes = []string{"water", "health"}
	w.reveals(p)
	for i := range 10 {
		w.person(fmt.Sprintf("+1%d", i)).wants("theme", "water").wants("commitment", "RVB-1")
	}
	w.person("+2").wants("place", "North").wants("theme", "health").wants("plan", p.ID)
	orphans := func(want ...bot.Orphan) {
		t.Helper()
		got, err := w.Orphans(t.Context(), p)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("orphans (-want +got): %v\n%s", err, diff)
		}
	}
	orphans()
	p.Commitments[0].Themes, p.Commitments[0].Places = []string{"wells"}, nil
	orphans(bot.Orphan{Kind: "place", Target: "North", Under: 10}) // the other still has the theme
	p.Commitments[1].Themes = []string{"wells", "health"}
	orphans(bot.Orphan{Kind: "theme", Target: "water", People: 10, Under: 10}, bot.Orphan{Kind: "place", Target: "North", Under: 10})
}
