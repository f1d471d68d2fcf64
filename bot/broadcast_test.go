package bot_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/bot"
	"plaza/channels"
	"plaza/civic/broadcast"
	"plaza/store"
)

// TestABroadcastReachesWhoAgreedAndNobodyElse: the preview says beforehand
// what is then done, and why somebody is left out.
func TestABroadcastReachesWhoAgreedAndNobodyElse(t *testing.T) {
	w := newWorld(t)
	w.capped(1, 30*day)
	past := w.clock.Add(-day)
	people := map[string]*someone{
		"ana":     w.settle("+11", resident{}),
		"bea":     w.settle("+12", resident{lang: "es"}),
		"cy":      w.settle("+13", resident{lang: "sw"}), // the broadcast has no Swahili
		"stopped": w.settle("+21", resident{stopped: true}),
		"silent":  w.settle("+22", resident{said: []store.Consent{}}),
		"revoked": w.settle("+23", resident{said: []store.Consent{updates(true), updates(false)}}),
		"run out": w.settle("+24", resident{said: []store.Consent{{Purpose: "updates", Yes: true, Until: past}}}),
		"other":   w.settle("+25", resident{said: []store.Consent{{Flow: "f", Purpose: "updates", Yes: true}}}),
		"dead":    w.settle("+26", resident{dead: true}),
		"gone":    w.settle("+27", resident{channel: "telegram"}),
		"tired":   w.settle("+28", resident{}),
		"tagged":  w.settle("+29", resident{facts: map[string]string{"tag:observers": "yes"}}),
		"again":   w.settle("+14", resident{said: []store.Consent{updates(false), updates(true)}}),
	}
	w.settle("+31", resident{person: "ida"})
	w.settle("+32", resident{person: "ida"})
	w.queue(people["tired"], "reminder", store.Reminder, "Remember?")
	w.dispatch()
	for _, p := range people {
		p.skips()
	}
	src := news + "without: tag is observers\n"

	p, err := w.Broadcasts().Preview(t.Context(), written(t, src), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	left := map[bot.LeftOut]int{bot.LeftStopped: 1, bot.LeftConsent: 4, bot.LeftDead: 1, bot.LeftChannel: 1, bot.LeftCap: 1, bot.LeftOther: 1}
	wantLeft(t, "preview", p.Left, left)
	if p.Meant != 14 || p.People != 5 {
		t.Errorf("preview: got %d of %d people, want 5 of 14", p.People, p.Meant)
	}

	id := w.cast(src)
	w.dispatch()
	people["ana"].hears("The well is done. STOP to leave.")
	people["bea"].hears("El pozo está listo. BAJA para salir.")
	people["cy"].hears("The well is done. STOP to leave.")
	people["again"].hears("The well is done.")
	for _, name := range []string{"stopped", "silent", "revoked", "run out", "other", "dead", "gone", "tired", "tagged"} {
		people[name].hearsNothing()
	}
	if n := len(w.net.to("+31")) + len(w.net.to("+32")); n != 1 {
		t.Errorf("a person with two channels got %d copies, want 1", n)
	}
	s := w.status(id)
	wantLeft(t, "status", s.Left, left)
	if s.Meant != 14 || s.People != 5 || s.Expanded != 1 || s.Waiting() != 0 || s.Total() != 5 {
		t.Errorf("status: got %+v", s)
	}
	w.wait(time.Minute)
	w.wantCast(id, broadcast.Done)
}

// TestATagThatNobodyHasIsTold: it is mistyped, as a rule, and would leave
// nobody out.
func TestATagThatNobodyHasIsTold(t *testing.T) {
	w := newWorld(t)
	w.village(3)
	w.settle("+11", resident{facts: map[string]string{"tag:observers": "yes", "tag:guests": ""}})
	p, err := w.Broadcasts().Preview(t.Context(), written(t, news+"without: tag is one of observers, obsrvers, guests\n"), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"obsrvers", "guests"}, p.Untagged); diff != "" {
		t.Errorf("tags that nobody has (-want +got):\n%s", diff)
	}
	for _, src := range []string{news, news + "without: tag is observers\n"} {
		if got, err := w.Broadcasts().Untagged(t.Context(), written(t, src)); err != nil || len(got) != 0 {
			t.Errorf("got %v (%v), want none", got, err)
		}
	}
}

func wantLeft(t *testing.T, where string, got, want map[bot.LeftOut]int) {
	t.Helper()
	some := map[bot.LeftOut]int{}
	for why, n := range got {
		if n > 0 {
			some[why] = n
		}
	}
	if diff := cmp.Diff(want, some); diff != "" {
		t.Errorf("%s: left out (-want +got):\n%s", where, diff)
	}
}

// again is a consultation that may write later.
const again = `flow: again
title: {en: Again}
languages: [en]
start: [AGAIN]
steps:
  - consent: take_part
    required: yes
    text: Do you agree?
  - consent: contact_again
    text: May we write again?
  - ask: theme
    text: Which one?
    options: {wells: Wells, pipes: Pipes}
  - ask: ward
    text: Where?
    answer: text
    remember: yes
`

func TestNobodySendsAlone(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	r, _, err := w.Broadcasts().Propose(ctx, written(t, news), "asha", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Broadcasts().Schedule(ctx, r.ID, "ben", time.Time{}); !errors.Is(err, broadcast.ErrState) {
		t.Errorf("it was scheduled unapproved: %v", err)
	}
	if _, err := w.Broadcasts().Approve(ctx, r.ID, "asha", r.Hash()); !errors.Is(err, broadcast.ErrSamePerson) {
		t.Errorf("got %v, want ErrSamePerson", err)
	}
	w.config.Alone = true
	w.restart()
	if _, err := w.Broadcasts().Approve(ctx, r.ID, "asha", r.Hash()); err != nil {
		t.Errorf("there is nobody else: got %v", err)
	}
	if _, err := w.Broadcasts().Approve(ctx, "nothing", "ben", ""); !errors.Is(err, bot.ErrNoBroadcast) {
		t.Errorf("got %v, want ErrNoBroadcast", err)
	}
}

// TestNobodyMovesWhatAnotherLooksAt: to let it go next week is not to let it go now.
func TestNobodyMovesWhatAnotherLooksAt(t *testing.T) {
	w := newWorld(t)
	propose := func(at time.Time) *broadcast.Record {
		r, _, err := w.Broadcasts().Propose(t.Context(), written(t, news), "asha", at)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	seen := propose(w.clock.Add(7 * day)).Hash()
	propose(time.Time{})
	if _, err := w.Broadcasts().Approve(t.Context(), "news", "ben", seen); !errors.Is(err, broadcast.ErrChanged) {
		t.Errorf("got %v, want ErrChanged", err)
	}
	propose(w.clock.Add(7 * day))
	if _, err := w.Broadcasts().Approve(t.Context(), "news", "ben", seen); err != nil {
		t.Errorf("what they saw: %v", err)
	}
}

func TestWhatTheCheckerRefusesIsNotProposed(t *testing.T) {
	w := newWorld(t)
	_, problems, err := w.Broadcasts().Propose(t.Context(), written(t, strings.Replace(news, "purpose: updates", "purpose: gossip", 1)), "asha", time.Time{})
	if !errors.Is(err, bot.ErrNotPublished) || problems.Err() == nil {
		t.Errorf("got %v and %v, want ErrNotPublished and why", err, problems)
	}
	all, err := w.Broadcasts().All(t.Context())
	if err != nil || len(all) != 0 {
		t.Errorf("got %d broadcasts (%v), want none", len(all), err)
	}
}

func (w *world) remember(p *someone, name, value string) {
	w.t.Helper()
	err := w.store.Update(w.t.Context(), w.store.Shard(p.contact()), func(tx store.Tx) error {
		return tx.PutFacts(w.t.Context(), []store.Fact{{Contact: p.contact(), Name: name, Value: value, At: w.clock}})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestABroadcastSaysTheWordsOfConsultations: whoever is told of a promise is
// told too how to hear less of it.
func TestABroadcastSaysTheWordsOfConsultations(t *testing.T) {
	w := newWorld(t)
	f := written(t, strings.Replace(news, "{word.stop} to leave.", "{word.stop} to leave, {word.unfollow} and {word.updates} for less, {word.plan} for more.", 1))
	if problems := w.Broadcasts().Check(f); len(problems) > 0 {
		t.Errorf("got %v, want no problem", problems)
	}
	p, err := w.Broadcasts().Preview(t.Context(), f, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.Rest[0].Text, "The well is done. STOP to leave, UNFOLLOW and UPDATES for less, PLAN for more."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnAnonymousRecordIsNeverUsed(t *testing.T) {
	w := newWorld(t, strings.NewReplacer("languages: [en]", "languages: [en]\nrecord: anonymous", "    remember: yes\n", "").Replace(again))
	src := strings.Replace(news, "audience: everyone", "audience: again.theme is wells", 1)
	_, problems, err := w.Broadcasts().Propose(t.Context(), written(t, src), "asha", time.Time{})
	if err == nil || !strings.Contains(problems.Error(), "keeps its answers without the person") {
		t.Errorf("got %v and %v, want it refused", err, problems)
	}
}

func TestToWhoAnsweredSo(t *testing.T) {
	w := newWorld(t, again)
	var wells, pipes []*someone
	for i := range 22 {
		p := w.settle("+1500555"+string(rune('a'+i)), resident{})
		p.says("AGAIN", "yes", "yes", []string{"1", "2"}[i%2], "K1").skips()
		if i%2 == 0 {
			wells = append(wells, p)
		} else {
			pipes = append(pipes, p)
		}
	}
	wells[0].says("AGAIN", "2").skips() // begun again: the finished one stands until this is finished
	w.cast(strings.Replace(news, "audience: everyone", "audience: again.theme is wells", 1))
	w.dispatch()
	for _, p := range wells {
		p.hears("The well is done.")
	}
	for _, p := range pipes {
		p.hearsNothing()
	}
}

func TestToWhoFollows(t *testing.T) {
	w := riverbend(t)
	ana, bo := w.person("+1").says("FOLLOW 4").skips(), w.person("+2").says("FOLLOW water").skips()
	w.cast(strings.Replace(news, "audience: everyone", "audience: follows RVB0004", 1))
	w.dispatch()
	ana.hears("The well is done.")
	bo.hearsNothing()
	for cond, want := range map[string]string{
		"follows water or follows plan riverbend-1": "",
		"follows wter": "did you mean water?",
	} {
		f := written(t, strings.Replace(news, "audience: everyone", "audience: "+cond, 1))
		if problems := w.Broadcasts().Check(f); len(problems) > 0 && problems[0].Hint != want || len(problems) == 0 && want != "" {
			t.Errorf("%s: got %v, want %q", cond, problems, want)
		}
	}
}

func TestATestSendGoesToOneselfAndCountsForNothing(t *testing.T) {
	w := newWorld(t)
	ana := w.settle("+11", resident{lang: "es", said: []store.Consent{}}) // an organiser need not follow anything
	bo := w.settle("+12", resident{})
	f := written(t, news)
	if n, err := w.Broadcasts().TestTo(t.Context(), f, ana.contact()); n != 1 || err != nil {
		t.Fatalf("got %d (%v)", n, err)
	}
	w.dispatch()
	ana.hears("El pozo está listo.")
	bo.hearsNothing()
	for _, nobody := range []*someone{w.person("+99"), w.settle("+13", resident{stopped: true})} {
		if _, err := w.Broadcasts().TestTo(t.Context(), f, nobody.contact()); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
	}
	id := w.cast(news)
	if s := w.status(id); s.Total() != 1 || s.Tried != 0 {
		t.Errorf("the test counts: got %+v", s)
	}
}

func TestATemplateOpensAConversation(t *testing.T) {
	w := newWorld(t)
	w.over(&approving{w})
	ana := w.settle("+11", resident{seen: 2 * day, facts: map[string]string{"name": "Ana"}})
	bo := w.settle("+12", resident{seen: time.Hour})
	src := strings.Replace(news, "audience: everyone", "audience: everyone\nfallback: {place: {en: your town, es: su pueblo}}", 1)
	src = strings.ReplaceAll(src, "The well", "In {place} the well")
	p, err := w.Broadcasts().Preview(t.Context(), written(t, src), time.Time{})
	if err != nil || p.People != 1 || p.Left[bot.LeftTemplate] != 1 {
		t.Errorf("without a template: got %+v (%v), want only who wrote lately", p, err)
	}
	src += "template: well_done\n"
	id := w.cast(src)
	w.dispatch()
	ana.hears(`[well_done en ["your town"]]`)
	bo.hears("In your town the well is done.")
	if s := w.status(id); s.Left[bot.LeftTemplate] != 0 || s.Total() != 2 {
		t.Errorf("got %+v", s)
	}
	texts, err := w.Broadcasts().Templates(t.Context())
	want := []channels.TemplateText{
		{Name: "well_done", Lang: "en", Body: "In {{1}} the well is done. STOP to leave.", Samples: []string{"your town"}},
		{Name: "well_done", Lang: "es", Body: "El pozo está listo. BAJA para salir."},
	}
	if diff := cmp.Diff(want, texts); diff != "" || err != nil {
		t.Errorf("templates (-want +got):\n%s%v", diff, err)
	}
}

// slipped changes the riverbend plan: a status went down.
func slipped() []string {
	return []string{later[0], strings.NewReplacer("status: complete",
		"status: not started\n        slipped: {en: The table, es: La tabla}\n        why: {en: The clerk left, es: Se fue la empleada}").Replace(later[1])}
}

// TestASetbackIsAnnouncedWithWhatSlippedAndWhy: the plan says it, and the
// broadcast about it must.
func TestASetbackIsAnnouncedWithWhatSlippedAndWhy(t *testing.T) {
	w := riverbend(t)
	src := news + "about: RVB0001\n"
	if problems := w.Broadcasts().Check(written(t, src)); problems.Err() != nil {
		t.Errorf("nothing went down: got %v", problems)
	}
	w.promise(parsePlan(t, "riverbend.yaml", slipped()...))
	problems := w.Broadcasts().Check(written(t, src))
	if problems.Err() == nil || problems[0].Code != "setback" || !strings.Contains(problems[0].Hint, "The table: The clerk left") {
		t.Errorf("got %v, want it to say what slipped", problems)
	}
	src += "setback: {en: \"The table slipped: the clerk left.\", es: \"La tabla se atrasa: se fue la empleada.\"}\n"
	if problems := w.Broadcasts().Check(written(t, src)); problems.Err() != nil {
		t.Errorf("it is said: got %v", problems)
	}
}
