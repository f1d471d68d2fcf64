package bot_test

import (
	"testing"
	"time"

	"plaza/bot"
	"plaza/bot/schedule"
	"plaza/civic/plan"
)

// nudging lets this world remind the water office at nine on working days.
func (w *world) nudging(lang string) *someone {
	w.t.Helper()
	w.config.Nudges = bot.Nudges{
		At: w.inLagos("0 9 * * 1-5"), Before: []int{7, 30}, Weeks: 13,
		Offices: map[string]bot.Office{"Water office": {Channel: "sms", Address: "+2348000000", Lang: lang}},
	}
	w.restart()
	w.wait(0)
	return w.person("+2348000000")
}

// inLagos is a schedule by the clock there.
func (w *world) inLagos(expr string) schedule.Schedule {
	w.t.Helper()
	lagos, err := time.LoadLocation("Africa/Lagos")
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := schedule.Parse(expr, lagos)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// nine is nine in the morning in Lagos.
func nine(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 8, 0, 0, 0, time.UTC)
}

// goTo ticks every morning until a moment.
func (w *world) goTo(at time.Time) {
	w.t.Helper()
	for w.clock.Add(day).Before(at) {
		w.wait(day)
	}
	w.wait(at.Sub(w.clock))
}

func TestOfficesAreRemindedOnceOfEach(t *testing.T) {
	w := newWorld(t) // the 2nd of March, at ten in Lagos
	p := promises(2)
	p.Commitments[1].Lead, p.Commitments[1].Milestones[0].Office = "Parks office", "Parks office"
	w.reveals(p)
	office := w.nudging("en")
	w.goTo(nine(4, 1).Add(-time.Minute))
	office.hearsNothing()
	w.wait(time.Minute) // thirteen weeks since it began, on the 1st of January, were over on the 2nd of April
	office.hearsNothing()
	w.goTo(nine(4, 2))
	office.hears("RVB-1 Promise 1: no update for 13 weeks.\nInvented example.\nPlease publish how it stands. STOP ends these reminders.")
	w.stands(p, "RVB-1", plan.Update{Status: plan.Limited})
	w.goTo(nine(7, 1))
	office.hearsNothing()
	w.goTo(nine(8, 28))
	office.hears("no update for 13 weeks")
	w.goTo(nine(8, 31)) // a Monday: thirty days before the 30th of September
	office.hears("RVB-1 Promise 1, Milestone 1: Meters: due by 30 September 2026.")
	w.goTo(nine(9, 22))
	office.hearsNothing()
	w.goTo(nine(9, 23))
	office.hears("due by 30 September 2026")
	w.goTo(nine(9, 30))
	office.hearsNothing()
	w.stands(p, "RVB-1", plan.Update{Milestone: 1, Status: plan.Limited, Due: plan.Day{Year: 2026, Month: 10, Day: 15},
		Slipped: plan.Text{"en": "Meters"}, Why: plan.Text{"en": "Rain"}})
	w.goTo(nine(10, 8))
	office.hears("due by 15 October 2026", "due by 15 October 2026") // the new date is a date of its own
	w.goTo(nine(10, 15))
	office.hearsNothing()
	w.goTo(nine(10, 16))
	office.hears("RVB-1 Promise 1, Milestone 1: Meters: was due by 15 October 2026, and is not reported complete.")
	w.stands(p, "RVB-1", plan.Update{Milestone: 1, Status: plan.Complete})
	w.goTo(nine(11, 30))
	office.hearsNothing()
}

func TestAnOfficeIsWrittenToInItsLanguageUntilItSaysStop(t *testing.T) {
	w := newWorld(t)
	p := promises(1)
	w.reveals(p)
	office := w.nudging("es")
	w.goTo(nine(4, 2))
	office.hears("RVB-1 Promise 1: 13 semanas sin novedades.")
	office.says("BAJA").hears("No recibirá más mensajes")
	w.goTo(nine(10, 20))
	office.hearsNothing().says("ALTA").hears("Le damos la bienvenida")
	w.goTo(nine(10, 21))
	office.hears("no consta como completo") // what it still owes it is told now
}

// The time of the next reminder is kept, whichever node does it, and a changed
// schedule holds at once.
func TestRemindersOutliveTheirNodes(t *testing.T) {
	w := newWorld(t)
	p := promises(1)
	w.reveals(p)
	office := w.nudging("en")
	w.clock = nine(4, 2).Add(-2 * time.Hour)
	w.restart()
	w.wait(0)
	other := w.node()
	if err := other.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.clock = nine(4, 2)
	for _, b := range []*bot.Bot{other, w.Bot, other} {
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	w.dispatch()
	office.hears("no update for 13 weeks")
	w.clock = nine(8, 30)
	w.wait(0)
	office.skips()
	w.config.Nudges.At = w.inLagos("0 15 1 * *")
	w.restart()
	w.wait(0)
	w.clock = nine(8, 31) // thirty days before the 30th of September
	w.wait(0)
	office.hearsNothing()
	w.clock = time.Date(2026, 9, 1, 13, 59, 0, 0, time.UTC)
	w.wait(0)
	office.hearsNothing()
	w.wait(time.Minute)
	office.hears("due by 30 September 2026")
}

// A slot that was still to come under the old schedule keeps no new one from
// coming before it.
func TestRemindersComeMoreOftenAtOnce(t *testing.T) {
	w := newWorld(t)
	w.reveals(promises(1))
	office := w.nudging("en")
	w.config.Nudges.At = w.inLagos("0 9 1 1 *")
	w.restart()
	w.wait(0)
	w.config.Nudges.At = w.inLagos("0 9 * * 1-5")
	w.restart()
	w.goTo(nine(4, 2))
	office.hears("no update for 13 weeks")
}

// Of two offices that one person looks after, each is reminded.
func TestTwoOfficesAtOneNumberAreBothReminded(t *testing.T) {
	w := newWorld(t)
	p := promises(2)
	p.Commitments[1].Lead = "Parks office"
	w.reveals(p)
	office := w.nudging("en")
	w.config.Nudges.Offices["Parks office"] = w.config.Nudges.Offices["Water office"]
	w.restart()
	w.wait(0)
	w.goTo(nine(4, 2))
	office.hears("RVB-2 Promise 2: no update for 13 weeks.", "RVB-1 Promise 1: no update for 13 weeks.")
	w.goTo(nine(4, 3))
	office.hearsNothing()
}
