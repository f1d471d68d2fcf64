package bot_test

import (
	"strings"
	"testing"
	"time"

	"plaza/flows"
)

// watching is a consultation about a milestone of the invented town's plan, by
// which people follow it, or the whole plan.
const watching = `
flow: watch
title: {en: Watch, es: Mirar}
languages: [en, es]
start: {en: [WATCH], es: [MIRAR]}
about: milestone
tables:
  milestones: {plan: riverbend-1, missing: {en: not said, es: no se dice}}
  plan: {plan: riverbend-1}
given: {milestone: milestones}
steps:
  - consent: take_part
    required: yes
    keep: 12 months
    text: {en: "May we keep it?", es: "¿Lo guardamos?"}
  - ask: milestone
    text: {en: Which promise?, es: ¿Qué promesa?}
    answer: row
    table: milestones
    where: status is one of limited, complete
    sort: due
    show: 5
    each: {en: "{title} ({status}, {due})", es: "{title} ({status}, {due})"}
  - ask: true_here
    text: {en: "{milestone.title} is {milestone.status}, says {milestone.source}: {milestone.note} True?", es: "{milestone.title}: {milestone.status}, dice {milestone.source}: {milestone.note} ¿Es verdad?"}
    answer: yesno
  - consent: contact_again
    text: {en: May we write when that changes?, es: ¿Le escribimos si eso cambia?}
  - when: contact_again is yes and true_here is yes
    follow: milestone
  - when: contact_again is yes and true_here is no
    follow: plan
parts:
  moved:
    begins: milestone changed
    steps:
      - ask: still
        text: {en: "{milestone.title} is {milestone.status} now. {milestone.note} True?", es: "{milestone.title}: ahora {milestone.status}. {milestone.note} ¿Es verdad?"}
        answer: yesno
  news:
    begins: plan changed
    when: take_part is yes
    steps:
      - say: {en: "The plan moves. {plan.title}: {plan.status}.", es: "El plan se mueve. {plan.title}: {plan.status}."}
`

// fell is the news that the wells are no longer measured.
var fell = []string{later[0], later[0] + `      - on: 2026-03-02
        by: Water office
        milestone: 1
        status: limited
        note: {en: Six wells ran dry., es: Seis pozos se secaron.}
        slipped: {en: Six wells are not measured.}
        why: {en: They ran dry.}
`}

// watched opens a world with the plan and the consultation about it.
func watched(t testing.TB) *world {
	t.Helper()
	w := riverbend(t)
	w.publish(watching)
	return w
}

// hearsOf lets the plan change, and what comes of it come.
func (p *someone) hearsOf(change ...string) *someone {
	p.t.Helper()
	p.promise(parsePlan(p.t, "riverbend.yaml", change...))
	p.wait(0) // the news goes round
	p.wait(0) // and what it begins
	return p
}

func TestTableOfAPlan(t *testing.T) {
	w := watched(t)
	w.person("+1").says("WATCH", "yes").hears("May we keep it?",
		"Which promise?\n1 Measure the wells (complete, 30 June 2025)\n2 Buy two hundred bins (limited, 1 May 2026)").
		says("1").hears("Measure the wells is complete, says Water office: All 24 wells are measured. True?")
	t.Run("in the person's language, also where the source gives no title", func(t *testing.T) {
		w.promise(parsePlan(t, "riverbend.yaml", later[0], later[0]+"      - {on: 2026-03-02, by: Water office, milestone: 2, status: limited}\n"))
		w.person("+2").says("MIRAR", "sí").hears("¿Lo guardamos?",
			"¿Qué promesa?\n1 Medir los pozos (completo, 30 de junio de 2025)\n2 Buy two hundred bins (limitado, 1 de mayo de 2026)\n3 Hito 2 (sin título en nuestra fuente) (limitado, 31 de mayo de 2026)")
	})
}

func TestFollowFromAConsultation(t *testing.T) {
	t.Run("the commitment of a row, on the sentence they agreed to", func(t *testing.T) {
		w := watched(t)
		ana := w.person("+1").says("WATCH", "yes", "1", "yes", "yes").onFollow("riverbend-1/commitment/RVB0001")
		last, n := ana.news()
		if n != 1 || !last.Yes || last.Run == "" || last.How != "reply" || last.Text != "May we write when that changes?" || !last.Until.IsZero() {
			t.Errorf("got %d words in the ledger, the last %+v", n, last)
		}
		ana.says("UNFOLLOW").onFollow()
	})
	t.Run("the whole plan", func(t *testing.T) {
		watched(t).person("+1").says("WATCH", "yes", "1", "no", "yes").onFollow("riverbend-1/plan/riverbend-1")
	})
	t.Run("not who does not want to be written to", func(t *testing.T) {
		ana := watched(t).person("+1").says("WATCH", "yes", "1", "yes", "no").onFollow()
		if _, n := ana.news(); n != 0 {
			t.Errorf("got %d words in the ledger of who agreed to nothing", n)
		}
	})
	t.Run("it stays when the answers are forgotten", func(t *testing.T) {
		w := watched(t)
		ana := w.person("+1").says("WATCH", "yes", "1", "yes", "yes")
		w.wait(400 * day)
		ana.onFollow("riverbend-1/commitment/RVB0001").onRecord()
		if last, n := ana.news(); n != 1 || last.Text == "" {
			t.Errorf("got %d words in the ledger, the last %+v", n, last)
		}
	})
}

func TestPartBeginsWhenSomethingChanged(t *testing.T) {
	follower := func(t *testing.T, answers ...string) (*world, *someone) {
		w := watched(t)
		return w, w.person("+1").says("WATCH", "yes", "1").says(answers...).skips()
	}
	t.Run("for who follows by it, and no other news of it", func(t *testing.T) {
		_, ana := follower(t, "yes", "yes")
		ana.hearsOf(fell...).
			hears("Measure the wells is limited now. Six wells are not measured. They ran dry. Six wells ran dry. True?").says("no").
			onRecord("watch/main done milestone=RVB0001.1 true_here=yes", "watch/moved done still=no")
	})
	t.Run("for who follows the plan", func(t *testing.T) {
		_, ana := follower(t, "no", "yes")
		ana.hearsOf(fell...).hears("The plan moves. Measure the wells: limited.")
	})
	t.Run("of the plan with a commitment as a whole", func(t *testing.T) {
		_, ana := follower(t, "no", "yes")
		ana.hearsOf(later...).hears("The plan moves. Data of wells: complete.")
	})
	t.Run("for each thing of the plan that changed", func(t *testing.T) {
		_, ana := follower(t, "no", "yes")
		ana.hearsOf(later[0], later[1]+"      - {on: 2026-03-02, by: Water office, milestone: 2, status: substantial}\n").
			hears("The plan moves. Data of wells: complete.", "The plan moves. Milestone 2 (title not in our source): substantial.")
	})
	t.Run("with another milestone, or what is no status, comes the news that all get", func(t *testing.T) {
		_, ana := follower(t, "yes", "yes")
		ana.hearsOf(later...).hears("The table is there.")
		ana.hearsOf(later[0], later[1]+"      - {on: 2026-03-02, by: Water office, milestone: 1, note: {en: All well.}}\n").hears("All well.")
		ana.hearsOf(later[0], later[1]+"      - {on: 2026-03-02, by: Water office, milestone: 1, note: {en: All well.}}\n"+
			"      - {on: 2026-03-02, by: Water office, milestone: 1, status: complete, note: {en: Still.}}\n").hears("Still.")
	})
	t.Run("once, and as things stand then, when it came at night", func(t *testing.T) {
		w, ana := follower(t, "yes", "yes")
		w.config.Quiet.From, w.config.Quiet.To = 8*time.Hour, 18*time.Hour
		w.restart()
		ana.hearsOf(fell...)
		ana.hearsOf(later[0], fell[1]+"      - {on: 2026-03-02, by: Water office, milestone: 1, status: substantial, note: {en: Rain came.}}\n")
		ana.hearsNothing()
		w.wait(10 * time.Hour)
		w.wait(0)
		ana.hears("Measure the wells is substantial now. Rain came. True?")
	})
	t.Run("not in the middle of something else", func(t *testing.T) {
		w, ana := follower(t, "yes", "yes")
		w.publish(streets)
		ana.says("STREETS").skips().hearsOf(fell...).hearsNothing().says("no").skips()
		w.wait(2 * time.Hour)
		w.wait(0)
		ana.hears("Measure the wells is limited now.")
	})
	t.Run("at the rhythm of the person", func(t *testing.T) {
		w, ana := follower(t, "yes", "yes")
		ana.says("UPDATES weekly").skips().hearsOf(fell...).hearsNothing()
		w.wait(7 * day)
		w.wait(0)
		ana.hears("Measure the wells is limited now.")
	})
	for name, c := range map[string]struct {
		says []string
		news bool // they hear of it as all do
	}{
		"did not want to":   {[]string{"no"}, false},
		"unfollowed":        {[]string{"yes", "UNFOLLOW"}, false},
		"stopped":           {[]string{"yes", "STOP"}, false},
		"asked by a word":   {[]string{"no", "FOLLOW RVB0001"}, true},
		"asked anew by one": {[]string{"yes", "UNFOLLOW", "FOLLOW RVB0001"}, true},
	} {
		t.Run("not for who "+name, func(t *testing.T) {
			_, ana := follower(t, "yes")
			if ana.says(c.says...).skips().hearsOf(fell...); c.news {
				ana.hears("now limited, before complete").onRecord("watch/main done milestone=RVB0001.1 true_here=yes")
			}
			ana.hearsNothing()
		})
	}
}

func TestPublishGiven(t *testing.T) {
	w := riverbend(t)
	refused := func(yaml, want string) {
		t.Helper()
		_, problems, err := w.Publish(t.Context(), folder(yaml))
		if err == nil || !strings.Contains(problems.Error(), want) {
			t.Errorf("got %v with\n%v\nwant it not published: %s", err, problems, want)
		}
	}
	w.publish(watching)
	refused(strings.Replace(watching, "given: {milestone: milestones}", "given: {milestone: milestones, other: milestones}", 1), "nothing in it asks for other")
	refused(strings.ReplaceAll(watching, "riverbend-1", "riverbend-9"), "no plan here is called riverbend-9")
}

func folder(yaml string) *flows.Folder {
	return &flows.Folder{Files: map[string][]byte{"flow.yaml": []byte(yaml)}}
}
