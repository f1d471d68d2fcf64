package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/civic/plan"
	"plaza/store"
)

// follows is what a person follows, each as "plan/kind/target".
func (p *someone) follows() (lines []string) {
	p.t.Helper()
	err := p.store.Update(p.t.Context(), p.store.Shard(p.contact()), func(tx store.Tx) error {
		found, err := tx.Follows(p.t.Context(), []store.Contact{p.contact()})
		for _, f := range found[p.contact()] {
			lines = append(lines, f.Plan+"/"+f.Kind+"/"+f.Target)
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return lines
}

// onFollow holds what a person follows to be this.
func (p *someone) onFollow(want ...string) *someone {
	p.t.Helper()
	if got := p.follows(); !slices.Equal(got, want) {
		p.t.Errorf("%s follows %v, want %v", p.number, got, want)
	}
	return p
}

// news is the ledger about news: the last word, and the sentence it answers.
func (p *someone) news() (last store.Consent, n int) {
	p.t.Helper()
	err := p.store.Update(p.t.Context(), p.store.Shard(p.contact()), func(tx store.Tx) error {
		all, err := tx.Consents(p.t.Context(), p.contact())
		for _, c := range all {
			if c.Purpose == "updates" && c.Flow == "" {
				last, n = c, n+1
			}
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return last, n
}

func TestPlanLists(t *testing.T) {
	w := riverbend(t)
	w.person("+1").says("PLAN").hears("1 Data of wells\n2 Public answers\n4 Bins in every street")
	w.person("+2").says("plan water").hears("water. Send PLAN and a number:\n1 Data of wells")
	w.person("+3").says("plan anything else").hears("I did not find that. Send PLAN or FOLLOW and one of these:\nwater\n")
	w.person("+4").says("hello").hears("PLAN: Open Riverbend")
}

func TestPlanTells(t *testing.T) {
	w := riverbend(t)
	for _, text := range []string{"PLAN 1", "plan1", "plan one", "Plan rvb0001", "PLAN RVB-0001", "plan ١"} {
		ana := w.person("+" + text).says(text)
		said := strings.Join(w.net.to("+" + text)[ana.heard:], "\n")
		for _, want := range []string{
			"RVB0001 Data of wells",
			"Government, 10 February 2026: substantial. Independent review, September 2025: limited.", // side by side
			"News, 10 February 2026: The table is being made.",
			"Next, due 31 May 2026: Milestone 2 (title not in our source).",
			"(As of 10 February 2026. Source: Water office)",
			"Invented example.",
		} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: got %q, want it to say %q", text, said, want)
			}
		}
	}
	w.person("+1").says("PLAN 2").hears("Official status: not in our source.\nCitizens: nobody asked yet.")
	w.person("+2").says("PLAN 4").hears("News, 1 March 2026: Milestone 1: limited. Half of the bins have not come.")
	w.clock = w.clock.AddDate(0, 3, 0)
	w.person("+3").says("PLAN 4").hears("Late, due 1 May 2026: Milestone 1: Buy two hundred bins.")
}

// A note that lacks the first language is told in the same other one by PLAN,
// by MORE and by news.
func TestPlanAndNewsSpeakTheSameLanguage(t *testing.T) {
	w := newWorld(t)
	p := promises(1)
	p.Languages = []string{"en", "sw", "fr"}
	p.Short["sw"], p.Short["fr"], p.Commitments[0].Short["sw"], p.Commitments[0].Short["fr"] = "Mto", "Rive", "Ahadi 1", "Promesse 1"
	w.reveals(p)
	ana := w.person("+1").wants("commitment", "RVB-1")
	note := plan.Text{"fr": "Les compteurs sont en route", "sw": "Mita ziko njiani"}
	w.stands(p, "RVB-1", plan.Update{Status: plan.Limited, Note: note})
	w.wait(time.Second)
	ana.hears("RVB-1 Promise 1: now limited. Mita ziko njiani.")
	ana.says("PLAN 1").hears("News, 2 March 2026: Mita ziko njiani.").says("MORE").hears("Mita ziko njiani.")
}

// A day is over by the forum's clock, as it is for who publishes.
func TestPlanGoesByTheForumsDay(t *testing.T) {
	w := newWorld(t)
	w.config.Quiet.Zone = time.FixedZone("EAT", 3*60*60)
	w.Bot = w.node()
	w.promise(parsePlan(t, "riverbend.yaml"))
	w.clock = time.Date(2026, 5, 1, 20, 59, 0, 0, time.UTC)
	w.person("+1").says("PLAN 4").hears("Next, due 1 May 2026")
	w.clock = w.clock.Add(time.Minute)
	w.person("+2").says("PLAN 4").hears("Late, due 1 May 2026")
}

// A status that went down is never told without what slipped and why, also
// where the office gives no reason, and whatever was said of something else
// since.
func TestPlanTellsWhyItWentDown(t *testing.T) {
	w := newWorld(t)
	p := promises(1)
	w.reveals(p)
	w.stands(p, "RVB-1", plan.Update{Status: plan.Complete})
	w.stands(p, "RVB-1", plan.Update{Status: plan.Limited, Slipped: plan.Text{"en": "No well has a meter"}, Why: plan.Text{"en": plan.NotSaidYet}})
	const why = "No well has a meter. The office has not said why."
	w.person("+1").says("PLAN 1").hears("Government, 2 March 2026: limited.\nCitizens: nobody asked yet.\n" +
		"Next, due 30 September 2026: Milestone 1: Meters.\nNews, 2 March 2026: " + why)
	w.stands(p, "RVB-1", plan.Update{Milestone: 1, Note: plan.Text{"en": "Milestones are discussed"}})
	w.person("+2").says("PLAN 1").hears(why).says("MORE").hears(why + "\nMilestone 1. Milestones are discussed.")
	w.stands(p, "RVB-1", plan.Update{Status: plan.Complete, Note: plan.Text{"en": "All of it came"}})
	w.person("+3").says("PLAN 1").hears("News, 2 March 2026: All of it came.")
}

func TestMore(t *testing.T) {
	w := riverbend(t, streets)
	ana := w.person("+1").says("more").hears("That was all.")
	ana.says("PLAN 1").skips().says("MORE").hears("Every well is measured each month and the figures are published.")
	ana.says("more").hears("That was all.")
	t.Run("goes on after a restart", func(t *testing.T) {
		ana.says("PLAN 1").skips()
		w.Bot = w.node()
		w.clock = w.clock.Add(time.Minute) // what the node before held is free
		if err := w.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		ana.says("more").hears("Every well")
	})
	t.Run("is an answer where nothing more waits", func(t *testing.T) {
		ana.says("STREETS", "yes", "street").skips()
		ana.says("PLAN 1").skips()
		ana.says("more").hears("Every well", "Why?")
		ana.says("more").onRecord("streets/main done first=lamps why=more")
	})
}

// What waits behind MORE is no question: a yes is for the one that was asked.
func TestAYesAfterAPageAnswersTheQuestion(t *testing.T) {
	w := riverbend(t, streets)
	ana := w.person("+1").says("STREETS").skips()
	ana.says("PLAN 1").hears("RVB0001", "May we keep your answers?")
	ana.says("yes").hears("What comes first?")
}

// Of the milestones of NGKD0003 our source gives neither title nor day.
func TestWhatOurSourceDoesNotSay(t *testing.T) {
	w := newWorld(t)
	w.ships()
	ana := w.person("+1").says("PLAN NGKD0003")
	ana.hears("Local monitors, March 2023: limited.\nCitizens: nobody asked yet.\n3 milestones (titles and dates not in our source).")
	ana.says("MORE").hears("Milestone 1 (title not in our source)\nMilestone 2 (title not in our source)")
	ana.says("PLAN KAD0005").hears("Independent review: early results major.")
	ana.says("PLAN uruguay-3").hears("Independent review, End of term: complete 9, substantial 24, limited 4, not started 2.\nThe plan has 40")
}

func TestFollow(t *testing.T) {
	w := riverbend(t)
	ana := w.person("+1")
	ana.says("FOLLOW").hears("water\ntrust\nwaste\nNorth Bank\nsouth\n1 Data of wells").onFollow()
	ana.says("follow 4").hears("You follow RVB0004 Bins in every street. News comes as it happens.")
	ana.onFollow("riverbend-1/commitment/RVB0004")
	said := w.net.to("+1")[ana.heard-1]
	if c, n := ana.news(); n != 1 || !c.Yes || c.How != "reply" || c.Text != said {
		t.Errorf("got %d consents, the last %+v, want one yes with the sentence %q", n, c, said)
	}
	ana.says("FOLLOW rvb0004").hears("You follow RVB0004 Bins in every street already.")
	ana.says("follow North bank").hears("You follow North Bank.")
	ana.says("follow wather").hears("You follow water.") // a slip of the thumb
	ana.says("follow Riverbend").hears("You follow Open Riverbend.")
	ana.says("follow the moon").hears("I did not find that.")
	ana.onFollow("riverbend-1/commitment/RVB0004", "riverbend-1/place/north", "riverbend-1/plan/riverbend-1", "riverbend-1/theme/water")
}

// A theme or place may be one word of any length; no list of them is longer
// for it.
func TestListsHoldLongWords(t *testing.T) {
	w := newWorld(t)
	p := promises(1)
	place := strings.Repeat("unspaced", 40)
	p.Commitments[0].Themes, p.Commitments[0].Places = []string{strings.Repeat("theme", 50)}, []string{place}
	w.reveals(p)
	ana := w.person("+1").says("FOLLOW", "MORE", "MORE", "FOLLOW "+place, "PLAN "+place)
	for _, text := range w.net.to(ana.number) {
		if n, large := channels.Segments(text); n > 2 && !large || n > 4 {
			t.Errorf("%d SMS: %s", n, text)
		}
	}
}

func TestUnfollow(t *testing.T) {
	w := riverbend(t)
	ana := w.person("+1")
	ana.says("UNFOLLOW").hears("You follow nothing yet.")
	ana.says("follow 4", "follow water", "follow 2").skips()
	ana.says("unfollow 1").hears("You do not follow that. You follow: RVB0002 Public answers, RVB0004 Bins in every street, water.")
	ana.says("unfollow water").hears("You no longer follow water.").onFollow("riverbend-1/commitment/RVB0002", "riverbend-1/commitment/RVB0004")
	if c, _ := ana.news(); !c.Yes {
		t.Error("got a no to all news, want the yes to stand for the rest")
	}
	ana.says("unfollow all").hears("You follow nothing any more").onFollow()
	if c, _ := ana.news(); c.Yes || c.Text == "" {
		t.Errorf("got %+v, want a no with the sentence", c)
	}
	ana.says("follow 4").skips().says("unfollow 4").hears("You follow nothing any more").onFollow()
}

// Messages of one batch are read one after another, and written together.
func TestFollowsOfOneBatch(t *testing.T) {
	w := riverbend(t)
	ana := w.person("+1")
	ana.saysAtOnce("follow 4", "unfollow 4", "follow 2", "follow 1", "unfollow 1", "my data").onFollow("riverbend-1/commitment/RVB0002")
	if got := w.net.to("+1"); !strings.Contains(strings.Join(got, "\n"), "You follow 1 promise.") {
		t.Errorf("got %q, want it to count one promise", got)
	}
	ben := w.person("+2")
	ben.saysAtOnce("follow 4", "erase").onFollow()
}

func TestMyDataAndEraseOfFollows(t *testing.T) {
	w := riverbend(t)
	ana := w.person("+1").says("follow water", "follow 1", "follow 4").skips()
	ana.says("MY DATA").hears("We keep no answers of yours.", "You follow 2 promises. UNFOLLOW ends it.") // the wells are water
	ana.says("ERASE").skips().onFollow()
}

func TestUpdatesWord(t *testing.T) {
	w := riverbend(t)
	ana := w.person("+1")
	ana.says("UPDATES").hears("comes as it happens. To change it, send UPDATES and NOW, WEEKLY or MONTHLY.")
	ana.says("updates every month").hears("From now on, news of what you follow comes once a month.")
	ana.says("updates").hears("comes once a month")
	ana.says("updates never").hears("comes once a month. To change it")
	ana.says("follow 1").hears("News comes once a month.")
	ana.says("updates now").hears("as it happens")
	ana.says("updates weekly").skips()
	err := w.store.Update(t.Context(), w.store.Shard(ana.contact()), func(tx store.Tx) error {
		facts, err := tx.Facts(t.Context(), ana.contact())
		if len(facts) != 1 || facts[0].Name != "updates" || facts[0].Value != "weekly" {
			t.Errorf("got the facts %+v, want updates weekly", facts)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSeveralPlans(t *testing.T) {
	w := riverbend(t)
	w.promise(parsePlan(t, "riverbend.yaml", "riverbend-1", "hilltop-2", "RVB", "HLT", "Open Riverbend", "Open Hilltop", "place: Riverbend", "place: Hilltop"))
	ana := w.person("+1")
	ana.says("PLAN").hears("hilltop-2: Open Hilltop\nriverbend-1: Open Riverbend")
	ana.says("PLAN hilltop-2").hears("Open Hilltop. Send PLAN and a code:\nInvented example.\nHLT0001 Data of wells")
	ana.says("PLAN 4").hears("Number 4 is in several plans. Send PLAN and the code:\nHLT0004 Bins in every street\nRVB0004 Bins in every street")
	ana.says("FOLLOW 4").hears("Send FOLLOW and the code:").onFollow()
	ana.says("FOLLOW HLT0004").hears("You follow HLT0004")
	ana.says("unfollow 4").hears("You follow nothing any more").onFollow() // only one of them is theirs
	ana.says("follow water").skips().onFollow("hilltop-2/theme/water", "riverbend-1/theme/water")
	ana.says("follow all").skips().says("unfollow water").skips().onFollow("hilltop-2/plan/hilltop-2", "riverbend-1/plan/riverbend-1")
}

// What waits is asked again, and an answer that begins like a plan word is one.
func TestPlanWordsInAConversation(t *testing.T) {
	w := riverbend(t, streets)
	ana := w.person("+1").says("STREETS", "yes").skips()
	ana.says("PLAN 4").hears("RVB0004", "What comes first?")
	ana.says("follow 4").hears("You follow", "What comes first?")
	ana.says("street", "plan the streets better").skips()
	ana.onRecord("streets/main done first=lamps why=plan the streets better")
	ana.onFollow("riverbend-1/commitment/RVB0004")
}

// The label of an option is that option, whatever else it means.
func TestAnOptionCalledLikeAPlanWord(t *testing.T) {
	w := riverbend(t, `
flow: buses
title: Buses
languages: [en]
start: [BUSES]
record: anonymous
steps:
  - ask: how
    text: More or fewer buses?
    options: {more: More, fewer: Fewer, plan: Follow 4}
  - say: Noted.
`)
	ana := w.person("+1").says("BUSES", "PLAN 1").skips()
	ana.says("more").hears("Noted.")
	ana.says("BUSES").skips().says("follow 4").hears("Noted.").onFollow()
}

// Somebody of the desk reads what is no plan word as a whole.
func TestPlanWordsAtADesk(t *testing.T) {
	w := riverbend(t, desk)
	ana := w.person("+1").says("DESK", "yes").skips()
	ana.says("FOLLOW 4").hears("You follow RVB0004")
	ana.says("Follow it up, please").hearsNothing()
}

// Without a plan the words are words like others.
func TestPlanWordsWithoutAPlan(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("PLAN").hears("To take part")
	ana.says("STREETS", "yes", "street", "plan").onRecord("streets/main done first=lamps why=plan")
}

func TestWhoHasStoppedFollowsNothing(t *testing.T) {
	w := riverbend(t)
	w.person("+1").says("follow 4", "STOP").skips().says("FOLLOW 1").hears("You had asked us to stop").onFollow("riverbend-1/commitment/RVB0004")
}

func TestAPlanWordTakesAQuestionBetweenAway(t *testing.T) {
	w := riverbend(t, streets, parks)
	ana := w.person("+1").says("STREETS", "yes", "PARKS").skips() // leave it?
	ana.says("PLAN 2").hears("RVB0002", "What comes first?")
	ana.says("yes").skips().onRecord("streets/main ")
}

func TestPlanWordsInSixLanguages(t *testing.T) {
	w := riverbend(t)
	for _, c := range []struct{ plan, status, follow, followed, unfollow, ended string }{
		{"PLAN 1", "Government, 10 February 2026: substantial.", "FOLLOW water", "You follow water.", "UNFOLLOW", "You follow nothing any more"},
		{"NO SEGUIR", "Aún no sigue nada.", "Seguir Agua", "Usted sigue agua.", "DEJAR", "Ya no sigue nada"},
		{"nouvelles", "au fur et à mesure", "suivre l'eau", "Vous suivez eau.", "retirer eau", "Vous ne suivez plus rien"},
		{"Plano 1", "Governo, 10 de fevereiro de 2026: substancial.", "acompanhar água", "Você segue água.", "DEIXAR DE SEGUIR", "Você não segue mais nada"},
		{"mpango 1", "Serikali, 10 Februari 2026: kwa kiasi kikubwa.", "fuata maji", "Unafuata maji.", "usifuate maji", "Hufuati tena chochote"},
		{"خطة ١", "الحكومة، 10 فبراير 2026: كبير.", "متابعة الماء", "أنت تتابع الماء.", "إلغاء المتابعة", "لم تعد تتابع شيئا"},
	} {
		ana := w.person("+" + c.plan)
		ana.says(c.plan).hears(c.status)
		ana.says(c.follow).hears(c.followed).onFollow("riverbend-1/theme/water")
		ana.says(c.unfollow).hears(c.ended).onFollow()
	}
}

func TestPlanWordsOfAnExchange(t *testing.T) {
	d := newBooth(t, parks)
	d.promise(parsePlan(t, "riverbend.yaml"))
	d.says("PLAN", "1 Data of wells", "CON")
	d.says("PLAN 1", "RVB0001", "CON")
	d.says("MORE", "Every well", "CON")
	d.says("FOLLOW 1", "You follow RVB0001 Data of wells. News cannot come to you here: send FOLLOW by SMS", "CON")
	d.says("", "about parks", "CON")
	d.says("UPDATES weekly", "News cannot come to you here", "about parks", "CON")
}

// Who follows by a consultation is told, too, that no news comes where they
// are; where it comes, the consultation says so in its own words.
func TestFollowInAConsultationOfAnExchange(t *testing.T) {
	d := newBooth(t, parks)
	d.promise(parsePlan(t, "riverbend.yaml"))
	d.publish(watching)
	d.says("WATCH", "May we keep it?", "CON")
	d.says("yes", "Which promise?", "CON")
	d.says("1", "True?", "CON")
	d.says("yes", "May we write", "CON")
	d.says("yes", "News cannot come to you here: send FOLLOW by SMS", "END")
	w := watched(t)
	w.person("+1").says("WATCH", "yes", "1", "yes").skips().says("yes").hearsNothing().onFollow("riverbend-1/commitment/RVB0001")
}
