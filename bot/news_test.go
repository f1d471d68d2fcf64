package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"plaza/bot"
	"plaza/channels"
	"plaza/civic/plan"
	"plaza/store"
)

// promises is a plan of n promises, each with one milestone. It is invented.
func promises(n int) *plan.Plan {
	p := &plan.Plan{
		ID: "riverbend-1", Languages: []string{"en"}, Title: plan.Text{"en": "Open Riverbend"}, Short: plan.Text{"en": "Riverbend"}, Synthetic: true,
		Start: plan.Day{Year: 2026, Month: 1, Day: 1}, End: plan.Day{Year: 2027, Month: 12, Day: 31},
	}
	for i := range n {
		p.Commitments = append(p.Commitments, plan.Commitment{
			Code: fmt.Sprintf("RVB-%d", i+1), Number: i + 1, Lead: "Water office",
			Title: plan.Text{"en": fmt.Sprintf("Promise %d", i+1)}, Short: plan.Text{"en": fmt.Sprintf("Promise %d", i+1)},
			Start: plan.Day{Year: 2026, Month: 1, Day: 1}, End: plan.Day{Year: 2027, Month: 12, Day: 31},
			Milestones: []plan.Milestone{{Number: 1, Title: plan.Text{"en": "Meters"}, Due: plan.Day{Year: 2026, Month: 9, Day: 30}}},
		})
	}
	return p
}

// reveals publishes a plan as it is now.
func (w *world) reveals(p *plan.Plan) {
	w.t.Helper()
	err := w.store.AddPlan(w.t.Context(), store.PlanRevision{
		Plan: p.ID, N: w.Plans().Revision(p.ID) + 1, Hash: "-", Body: p.YAML(), By: "amina", At: w.clock,
	})
	if err == nil {
		err = w.Reload(w.t.Context())
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// stands adds what the office says of a promise, and publishes it.
func (w *world) stands(p *plan.Plan, code string, u plan.Update) {
	w.t.Helper()
	u.On, u.By = plan.DayOf(w.clock), "Water office"
	c := p.Commitment(code)
	c.Updates = append(c.Updates, u)
	w.reveals(p)
}

// wants lets a person whom we know follow something, as of what is published now.
func (p *someone) wants(kind, target string) *someone {
	p.t.Helper()
	p.says("HELP").skips()
	p.change(func(ctx context.Context, tx store.Tx) error {
		return tx.AddFollows(ctx, []store.Follow{{
			Contact: p.contact(), Plan: "riverbend-1", Kind: kind, Target: target, Seen: p.Plans().Revision("riverbend-1"), At: p.clock,
		}})
	})
	return p
}

// at sets the rhythm of a person.
func (p *someone) at(rhythm string) *someone {
	p.t.Helper()
	p.change(func(ctx context.Context, tx store.Tx) error {
		return tx.PutFacts(ctx, []store.Fact{{Contact: p.contact(), Name: "updates", Value: rhythm, At: p.clock}})
	})
	return p
}

func (p *someone) change(fn func(context.Context, store.Tx) error) {
	p.t.Helper()
	err := p.store.Update(p.t.Context(), p.store.Shard(p.contact()), func(tx store.Tx) error { return fn(p.t.Context(), tx) })
	if err != nil {
		p.t.Fatal(err)
	}
}

var limited = plan.Update{Status: plan.Limited}

func TestNewsComesToWhoFollows(t *testing.T) {
	w := newWorld(t)
	p := promises(3)
	p.Commitments[1].Themes, p.Commitments[1].Places = []string{"water"}, []string{"North"}
	w.reveals(p)
	ana := w.person("+1").wants("commitment", "RVB-2").wants("plan", "riverbend-1")
	bo := w.person("+2").wants("theme", "water")
	cleo := w.person("+3").wants("place", "North")
	dan := w.person("+4").wants("commitment", "RVB-1")
	eve := w.person("+5").says("HELP").skips()
	w.stands(p, "RVB-2", limited)
	w.wait(time.Second)
	const news = "RVB-2 Promise 2: now limited."
	for _, who := range []*someone{ana, bo, cleo} {
		who.hears(news)
	}
	dan.hearsNothing()
	eve.hearsNothing()
	p.Commitment("RVB-1").Updates = []plan.Update{{On: plan.DayOf(w.clock), By: "Water office", Status: plan.Substantial}}
	w.stands(p, "RVB-3", limited)
	w.wait(time.Minute)
	dan.hears("RVB-1 Promise 1: now substantial.\n(Data")
	ana.skips()
	w.reveals(p) // nothing happened
	w.wait(time.Hour)
	ana.hearsNothing()
	if got := bo.runs(); len(got) != 0 {
		t.Errorf("got runs %v", got)
	}
}

func TestNewsSaysHowItStandsAndHowToEndIt(t *testing.T) {
	w := newWorld(t)
	p := promises(1)
	w.reveals(p)
	ana := w.person("+1").wants("commitment", "RVB-1")
	hears := func(want string) {
		t.Helper()
		w.wait(time.Minute)
		if got := w.net.to("+1"); got[len(got)-1] != want {
			t.Errorf("got:\n%s\nwant:\n%s", got[len(got)-1], want)
		}
		ana.skips()
	}
	w.stands(p, "RVB-1", plan.Update{Status: plan.Substantial, Note: plan.Text{"en": "Half of the wells have a meter"}, Source: plan.Source{Name: "Water report"}})
	hears("RVB-1 Promise 1: now substantial. Half of the wells have a meter.\n(Data of 2 March 2026, source: Water report)\nInvented example.\nUNFOLLOW ends such news.")
	w.wait(day)
	w.stands(p, "RVB-1", plan.Update{
		Status: plan.Limited, Milestone: 0, Due: plan.Day{Year: 2028, Month: 3, Day: 31},
		Slipped: plan.Text{"en": "The meters broke."}, Why: plan.Text{"en": "No spare parts"},
	})
	hears("RVB-1 Promise 1: now limited, before substantial. New date: 31 March 2028. Not done as promised: The meters broke. Why: No spare parts.\n" +
		"(Data of 3 March 2026, source: Water office)\nInvented example.\nUNFOLLOW ends such news.")
	w.stands(p, "RVB-1", plan.Update{Milestone: 1, Status: plan.NotStarted, Slipped: plan.Text{"en": "All of it"}, Why: plan.Text{"en": plan.NotSaidYet}})
	hears("RVB-1 Promise 1, Milestone 1: Meters: now not started. Not done as promised: All of it. The office has not said why.\n" +
		"(Data of 3 March 2026, source: Water office)\nInvented example.\nUNFOLLOW ends such news.")
	c := p.Commitment("RVB-1")
	c.Assessments = append(c.Assessments, plan.Assessment{
		On: plan.DayOf(w.clock), Kind: plan.IRM, By: "A researcher", Completion: plan.Limited, Source: plan.Source{Name: "IRM report"},
	})
	w.reveals(p)
	hears("RVB-1 Promise 1. Independent review: limited.\n(Data of 3 March 2026, source: IRM report)\nInvented example.\nUNFOLLOW ends such news.")
}

// What an office writes down late is news, and not how it stands now.
func TestNewsOfAnEarlierDayIsToldAsThat(t *testing.T) {
	w := newWorld(t)
	p := promises(1)
	w.reveals(p)
	ana := w.person("+1").wants("commitment", "RVB-1")
	bo := w.person("+2").wants("commitment", "RVB-1").at("weekly")
	w.stands(p, "RVB-1", plan.Update{Status: plan.Complete})
	w.wait(time.Minute)
	ana.hears("RVB-1 Promise 1: now complete.")
	c := p.Commitment("RVB-1")
	c.Updates = append(c.Updates, plan.Update{
		On: plan.Day{Year: 2026, Month: 2, Day: 1}, By: "Water office", Status: plan.Limited, Note: plan.Text{"en": "Half of it"},
	})
	w.reveals(p)
	w.wait(time.Minute)
	ana.hears("RVB-1 Promise 1. Government, 1 February 2026: limited. Half of it.\n(Data of 1 February 2026")
	w.wait(8 * day)
	bo.hears("RVB-1 Promise 1: now complete. Half of it.\n(Data of 2 March 2026")
}

// A source has whatever name it has.
func TestNewsIsShortWhateverItsSourceIsCalled(t *testing.T) {
	for _, name := range []string{strings.Repeat("Report of the water office ", 12), strings.Repeat("unspaced", 40)} {
		w := newWorld(t)
		p := promises(1)
		w.reveals(p)
		ana := w.person("+1").wants("commitment", "RVB-1")
		w.stands(p, "RVB-1", plan.Update{Status: plan.Complete, Source: plan.Source{Name: name}})
		w.wait(time.Minute)
		ana.hears("RVB-1 Promise 1: now complete.")
		all := w.net.to("+1")
		text := all[len(all)-1]
		if n, _ := channels.Segments(text); n > 2 || strings.Contains(text, "source: )") {
			t.Errorf("%d SMS: %s", n, text)
		}
	}
}

// What happens while somebody may not be written to is told at once, later.
func TestLateNewsIsMerged(t *testing.T) {
	w := newWorld(t)
	w.nightly()
	p := promises(2)
	w.reveals(p)
	ana := w.person("+1").wants("plan", "riverbend-1")
	w.clock = time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC)
	w.stands(p, "RVB-1", limited)
	w.wait(time.Minute)
	w.stands(p, "RVB-1", plan.Update{Status: plan.Substantial})
	w.wait(time.Hour)
	w.stands(p, "RVB-2", limited)
	w.wait(7*time.Hour + 58*time.Minute)
	ana.hearsNothing()
	w.wait(time.Minute)
	ana.hears("RVB-1 Promise 1: now substantial.\nRVB-2 Promise 2: now limited.\n")
	w.wait(day)
	ana.hearsNothing()
}

func TestNewsKeepsTheCap(t *testing.T) {
	w := newWorld(t)
	w.capped(1, 10*day)
	p := promises(3)
	w.reveals(p)
	ana := w.person("+1").wants("plan", "riverbend-1")
	for i := range 3 {
		w.stands(p, fmt.Sprintf("RVB-%d", i+1), limited)
		w.wait(time.Hour)
	}
	ana.hears("RVB-1 Promise 1: now limited.")
	w.wait(10*day - 2*time.Hour - time.Second)
	ana.hearsNothing()
	w.wait(time.Second)
	ana.hears("RVB-2 Promise 2: now limited.\nRVB-3 Promise 3: now limited.\n")
}

func TestDigestComesAtTheRhythmOfEach(t *testing.T) {
	w := newWorld(t) // it is Monday the 2nd, at nine
	p := promises(3)
	w.reveals(p)
	ana := w.person("+1").wants("plan", "riverbend-1").at("weekly")
	achieng := w.person("+254712345678").wants("plan", "riverbend-1").at("weekly")
	bo := w.person("+2").wants("plan", "riverbend-1").at("monthly")
	w.wait(2 * time.Hour)
	ana.hearsNothing() // nothing happened: no digest
	w.stands(p, "RVB-1", limited)
	w.wait(day)
	w.stands(p, "RVB-2", plan.Update{Status: plan.Substantial})
	w.wait(day)
	ana.hearsNothing()
	w.clock = time.Date(2026, 3, 9, 6, 59, 0, 0, time.UTC)
	w.wait(0)
	achieng.hearsNothing()
	w.wait(time.Minute) // ten in Nairobi
	achieng.hears("RVB-1 Promise 1: now limited.\nRVB-2 Promise 2: now substantial.\n")
	ana.hearsNothing()
	w.wait(3 * time.Hour)
	ana.hears("RVB-1")
	w.stands(p, "RVB-1", plan.Update{Status: plan.Complete})
	w.wait(0)
	w.clock = time.Date(2026, 4, 1, 9, 59, 0, 0, time.UTC)
	w.wait(0)
	bo.hearsNothing()
	ana.hears("RVB-1 Promise 1: now complete, before limited.")
	w.wait(time.Minute)
	bo.hears("RVB-1 Promise 1: now complete.\nRVB-2 Promise 2: now substantial.\n")
	w.wait(0)
	w.wait(60 * day)
	ana.hearsNothing()
	bo.hearsNothing()
}

func TestNewsIsShortAndSetbacksComeFirst(t *testing.T) {
	w := newWorld(t)
	p := promises(20)
	w.reveals(p)
	ana := w.person("+1").wants("plan", "riverbend-1").at("weekly")
	zuri := w.person("+2").says("LANGUAGE", "Kiswahili").skips().wants("plan", "riverbend-1").at("weekly")
	amal := w.person("+3").says("LANGUAGE", "العربية").skips().wants("plan", "riverbend-1").at("weekly")
	for i := range 20 {
		w.stands(p, fmt.Sprintf("RVB-%d", i+1), limited)
	}
	w.stands(p, "RVB-15", plan.Update{Status: plan.NotStarted, Slipped: plan.Text{"en": strings.Repeat("It all broke down. ", 30)}, Why: plan.Text{"en": "Rain"}})
	w.wait(0)
	w.wait(7 * day)
	ana.hears("RVB-15 Promise 15: now not started. Not done as promised: It all broke down. It all")
	zuri.hears("RVB-15 Promise 15: sasa haijaanza. Haikufanyika")
	amal.hears("RVB-15 Promise 15: الآن لم يبدأ. لم")
	for _, who := range []*someone{ana, zuri, amal} {
		all := w.net.to(who.number)
		text := all[len(all)-1]
		if n, ucs2 := channels.Segments(text); n > 2 && !ucs2 || n > 4 {
			t.Errorf("%d SMS: %s", n, text)
		}
	}
	if all := w.net.to("+1"); !strings.Contains(all[len(all)-1], "\nAnd 19 more: PLAN\nInvented example.\nUNFOLLOW ends such news.") {
		t.Errorf("got %s, want how many more", all[len(all)-1])
	}
}

func TestNewsLeavesThemAlone(t *testing.T) {
	w := newWorld(t, streets)
	p := promises(1)
	w.reveals(p)
	stopped := w.person("+1").wants("plan", "riverbend-1").says("STOP").skips()
	busy := w.person("+2").wants("plan", "riverbend-1").says("STREETS").skips()
	asked := w.person("+3").wants("plan", "riverbend-1").says("please stop writing").hears("Do you want to stop all")
	gone := w.person("+4").wants("plan", "riverbend-1").says("ERASE").skips()
	w.stands(p, "RVB-1", limited)
	w.wait(time.Minute)
	for _, who := range []*someone{stopped, busy, asked, gone} {
		who.hearsNothing()
	}
	w.wait(time.Hour)
	busy.hears("RVB-1 Promise 1: now limited.")
	asked.hearsNothing().says("no").skips()
	w.wait(2 * time.Hour)
	asked.hears("RVB-1 Promise 1: now limited.")
	w.wait(day)
	stopped.hearsNothing().says("START").skips()
	w.stands(p, "RVB-1", plan.Update{Status: plan.Complete})
	w.wait(time.Minute)
	stopped.hears("now complete.") // and what they missed is merged into it
	gone.hearsNothing()
}

// Who comes back hears at their rhythm what they missed, also when nothing
// happens any more.
func TestWhoComesBackCatchesUp(t *testing.T) {
	w := newWorld(t)
	p := promises(2)
	w.reveals(p)
	ana := w.person("+1").wants("plan", p.ID).says("STOP").skips()
	bo := w.person("+2").wants("plan", p.ID).at("weekly").says("STOP").skips()
	cleo := w.person("+3").wants("commitment", "RVB-2").says("STOP").skips()
	w.stands(p, "RVB-1", limited)
	w.wait(time.Minute)
	for _, who := range []*someone{ana, bo, cleo} {
		who.hearsNothing().says("START").skips()
	}
	w.wait(time.Minute)
	ana.hears("RVB-1 Promise 1: now limited.")
	bo.hearsNothing()
	w.wait(7 * day)
	bo.hears("RVB-1 Promise 1: now limited.")
	w.wait(7 * day)
	for _, who := range []*someone{ana, bo, cleo} {
		who.hearsNothing()
	}
}

// Who follows a promise in place of its theme still hears what waited for them.
func TestNewsWaitsWhenLessIsFollowed(t *testing.T) {
	w := newWorld(t)
	p := promises(3)
	p.Commitments[0].Themes, p.Commitments[1].Themes = []string{"water"}, []string{"water"}
	w.reveals(p)
	ana := w.person("+1").says("FOLLOW water", "UPDATES weekly").skips()
	for _, code := range []string{"RVB-1", "RVB-2", "RVB-3"} {
		w.stands(p, code, limited)
	}
	w.wait(time.Minute)
	ana.says("FOLLOW RVB-1", "FOLLOW RVB-3", "UNFOLLOW water").skips()
	w.wait(8 * day)
	ana.hears("RVB-1 Promise 1: now limited.\n(Data")
	w.wait(8 * day)
	ana.hearsNothing()
}

// A theme that is called otherwise with the news of it takes nobody's away.
func TestNewsReachesWhoFollowsTheThemeAsItWas(t *testing.T) {
	w := newWorld(t)
	p := promises(1)
	p.Commitments[0].Themes = []string{"water"}
	w.reveals(p)
	ana := w.person("+1").says("FOLLOW water").skips()
	p.Commitments[0].Themes = []string{"wells"}
	w.stands(p, "RVB-1", limited)
	w.wait(time.Minute)
	ana.hears("RVB-1 Promise 1: now limited.")
}

func TestTemplatesBringNewsWhereNothingElseMay(t *testing.T) {
	w := newWorld(t)
	n := &tight{network: w.net, clock: func() time.Time { return w.clock }}
	p := promises(1)
	w.reveals(p)
	ana := w.over(n).person("+1").wants("plan", p.ID)
	w.stands(p, "RVB-1", limited)
	w.wait(time.Minute)
	ana.hears("RVB-1 Promise 1: now limited.")
	w.wait(time.Hour)
	w.stands(p, "RVB-1", plan.Update{Status: plan.Complete})
	w.wait(time.Minute)
	ana.hears("template en plaza_news")
	names := map[string]bool{}
	for _, x := range bot.PlanTemplates(w.config.Locales) {
		names[x.Lang+" "+x.Name] = true
		if !strings.Contains(x.Body, " {{1}} ") || len(x.Samples) != 1 || strings.Contains(x.Body, "\n") {
			t.Errorf("%s in %s could not be approved: %q", x.Name, x.Lang, x.Body)
		}
	}
	if !names["en plaza_news"] || !names["ar plaza_nudge"] || len(names) != 12 {
		t.Errorf("got %v, want both texts in six languages", names)
	}
}

// What waits for somebody who changes their rhythm comes at the new one, once.
func TestWhatWaitsMovesWithTheRhythm(t *testing.T) {
	w := newWorld(t)
	w.nightly()
	p := promises(1)
	w.reveals(p)
	ana := w.person("+1").says("FOLLOW RVB-1").hears("You follow").says("UPDATES weekly").hears("once a week")
	bo := w.person("+2").says("FOLLOW RVB-1").hears("You follow")
	w.clock = time.Date(2026, 3, 3, 22, 0, 0, 0, time.UTC) // a Tuesday
	w.stands(p, "RVB-1", limited)
	w.wait(0)
	ana.says("UPDATES now").hears("as it happens")
	bo.says("UPDATES weekly").hears("once a week")
	w.wait(8 * time.Hour)
	ana.hearsNothing()
	w.wait(time.Hour) // the morning
	ana.hears("RVB-1 Promise 1: now limited.")
	bo.hearsNothing()
	w.clock = time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC) // Monday
	w.wait(0)
	ana.hearsNothing()
	bo.hears("RVB-1 Promise 1: now limited.")
	bo.says("UNFOLLOW").hears("You follow nothing any more")
	w.stands(p, "RVB-1", plan.Update{Status: plan.Complete})
	w.wait(0)
	w.wait(7 * day)
	bo.hearsNothing()
}
