package bot_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plaza/bot"
	"plaza/civic/plan"
	"plaza/civic/plan/library"
	"plaza/store"
)

// parsePlan reads a plan of testdata/plans, in which some words stand for others.
func parsePlan(t testing.TB, name string, change ...string) *plan.Plan {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", "plans", name))
	if err != nil {
		t.Fatal(err)
	}
	p, problems := plan.Parse(name, []byte(strings.NewReplacer(change...).Replace(string(src))))
	if problems.Err() != nil {
		t.Fatalf("read %s:\n%v", name, problems)
	}
	return p
}

// promise publishes a plan.
func (w *world) promise(p *plan.Plan) bot.PlanPublished {
	w.t.Helper()
	made, problems, err := w.PublishPlan(w.t.Context(), p, "an operator")
	if err != nil {
		w.t.Fatalf("publish the plan: %v\n%v", err, problems)
	}
	return made
}

// ships publishes plans that come with plaza; all of them without a name.
func (w *world) ships(names ...string) {
	w.t.Helper()
	if len(names) == 0 {
		names = library.Names()
	}
	for _, name := range names {
		p, err := library.Plan(name)
		if err != nil {
			w.t.Fatal(err)
		}
		w.promise(p)
	}
}

// riverbend opens a world where the plan of an invented town is published.
func riverbend(t testing.TB, yamls ...string) *world {
	t.Helper()
	w := newWorld(t, yamls...)
	w.promise(parsePlan(t, "riverbend.yaml"))
	return w
}

// later is one more update of the first commitment.
var later = []string{"        note: {en: The table is being made., es: Se prepara la tabla.}\n", `        note: {en: The table is being made., es: Se prepara la tabla.}
      - on: 2026-03-01
        by: Water office
        status: complete
        note: {en: The table is there., es: Ya está la tabla.}
`}

func TestPublishPlan(t *testing.T) {
	w := riverbend(t)
	if got := w.Plans().Revision("riverbend-1"); got != 1 {
		t.Fatalf("got revision %d, want 1", got)
	}
	t.Run("the same is the same revision", func(t *testing.T) {
		if made := w.promise(parsePlan(t, "riverbend.yaml", "# The town", "# This town")); !made.Same || made.Revision != 1 {
			t.Errorf("got %+v, want the same revision 1", made)
		}
	})
	t.Run("what is added is a revision", func(t *testing.T) {
		made := w.promise(parsePlan(t, "riverbend.yaml", later...))
		if made.Revision != 2 || made.Same {
			t.Errorf("got %+v, want revision 2", made)
		}
		all, err := w.store.PlanRevisions(t.Context(), "riverbend-1", 0)
		if err != nil || len(all) != 2 || all[1].By != "an operator" || all[1].Hash == all[0].Hash {
			t.Errorf("got %d revisions (%v), want 2 by an operator, of different content", len(all), err)
		}
	})
	for name, c := range map[string]struct {
		change []string
		want   string // of the findings
	}{
		"ErrTakenBack":   {nil, "2026-03-01"},
		"ErrOverdue":     {append(later[:2:2], "due: 2026-05-31", "due: 2026-02-28"), "slipped"},
		"ErrCodeOfOther": {append(later[:2:2], "riverbend-1", "riverbend-2"), "RVB0001 is a commitment of the plan riverbend-1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems, err := w.PublishPlan(t.Context(), parsePlan(t, "riverbend.yaml", c.change...), "an operator")
			if !errors.Is(err, bot.ErrNotPublished) || !strings.Contains(problems.Error(), c.want) {
				t.Errorf("got %v with\n%v\nwant it not published for %q", err, problems, c.want)
			}
		})
	}
	if got := w.Plans().Revision("riverbend-1"); got != 2 {
		t.Errorf("got revision %d, want 2: what is refused changes nothing", got)
	}
}

// What would never be shown is not published, and what was published before
// the configuration asked for more people keeps nothing else back.
func TestPublishPlanOfTooFewCitizens(t *testing.T) {
	w := newWorld(t)
	p := promises(2)
	p.Commitments[0].Assessments = []plan.Assessment{{On: plan.DayOf(w.clock), Kind: plan.CitizenPanel, Completion: plan.Limited, People: 15, Chosen: "followers", Source: plan.Source{Name: "Report"}}}
	w.promise(p)
	w.config.Fewest = 20
	w.restart()
	p.Commitments[1].Updates = []plan.Update{{On: plan.DayOf(w.clock), By: "Water office", Status: plan.Limited}}
	w.promise(p)
	p.Commitments[1].Assessments = p.Commitments[0].Assessments
	_, problems, err := w.PublishPlan(t.Context(), p, "an operator")
	if want := "RVB-2: assessment by citizen panel: people: 15; 20 are the fewest that are shown here"; !errors.Is(err, bot.ErrNotPublished) || !strings.Contains(problems.Error(), want) {
		t.Errorf("got %v with\n%v\nwant it not published for %q", err, problems, want)
	}
}

// Two operators publish at the same moment: the second is told so.
func TestPublishPlanAfterSomebodyElse(t *testing.T) {
	w := riverbend(t)
	p := parsePlan(t, "riverbend.yaml", later...)
	w.line.before = func() {
		w.line.before = nil
		if err := w.store.AddPlan(t.Context(), store.PlanRevision{Plan: p.ID, N: 2, Hash: "x", Body: p.YAML(), By: "another", At: w.clock}); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := w.PublishPlan(t.Context(), p, "an operator")
	if !errors.Is(err, store.ErrConflict) || !strings.Contains(err.Error(), "somebody else published it") {
		t.Errorf("got %v, want a conflict in words", err)
	}
}

func TestPlansReachAnotherNode(t *testing.T) {
	w := riverbend(t)
	there := w.node()
	if len(there.Plans().All()) != 0 {
		t.Fatal("got a plan that nobody loaded")
	}
	for _, want := range []int{1, 1, 2} {
		if want == 2 {
			w.promise(parsePlan(t, "riverbend.yaml", later...))
		}
		if err := there.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := there.Plans().Revision("riverbend-1"); got != want {
			t.Errorf("got revision %d, want %d", got, want)
		}
	}
	found, ok := there.Plans().Promise("rvb0002")
	if !ok || found.Number != 2 || found.Plan.ID != "riverbend-1" {
		t.Errorf("got %+v, want the second commitment", found)
	}
	if got := there.Plans().Numbered(4); len(got) != 1 || got[0].Code != "RVB0004" {
		t.Errorf("got %v, want RVB0004 by its number", got)
	}
}

// A revision that a newer program wrote, and this one cannot read, takes
// nothing away.
func TestAPlanThatDoesNotReadKeepsItsLastRevision(t *testing.T) {
	w := riverbend(t)
	err := w.store.AddPlan(t.Context(), store.PlanRevision{Plan: "riverbend-1", N: 2, Hash: "x", Body: []byte("plan: ["), By: "another", At: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.Plans().Revision("riverbend-1"); got != 1 {
		t.Errorf("got revision %d, want 1 as before", got)
	}
	w.Bot = w.node() // and nothing from one that begins now
	if err := w.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.Plans().Revision("riverbend-1"); got != 1 {
		t.Errorf("a new node has revision %d, want 1", got)
	}
	if made := w.promise(parsePlan(t, "riverbend.yaml", later...)); made.Revision != 3 {
		t.Errorf("got revision %d, want 3: the number of the other is taken", made.Revision)
	}
}
