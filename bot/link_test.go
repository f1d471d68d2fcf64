package bot_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"plaza/store"
)

var eightDigits = regexp.MustCompile(`[0-9]{8}`)

// code asks for a code and returns it.
func (p *someone) code(word string) string {
	p.t.Helper()
	p.skips().says(word)
	all := strings.Join(p.net.to(p.number)[p.heard:], "\n")
	p.skips()
	code := eightDigits.FindString(all)
	if code == "" {
		p.t.Fatalf("got %q, want a code", all)
	}
	return code
}

func (p *someone) person() (person string) {
	p.t.Helper()
	err := p.store.Update(p.t.Context(), p.store.Shard(p.contact()), func(tx store.Tx) error {
		convs, err := tx.Conversations(context.Background(), []store.Contact{p.contact()})
		if conv := convs[p.contact()]; conv != nil {
			person = conv.Person
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return person
}

// together says whether these contacts are one person's.
func together(a, b *someone) bool { return a.person() != "" && a.person() == b.person() }

func (w *world) people(flow string) (n int) {
	w.t.Helper()
	if err := w.store.View(w.t.Context(), func(v store.View) (err error) {
		n, err = v.People(w.t.Context(), flow)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestTwoChannelsOfOnePersonAreJoined(t *testing.T) {
	w := newWorld(t, parks)
	ana, too := w.person("+1").says("PARKS", "yes", "3"), w.person("+2").says("PARKS", "yes", "4")
	if n := w.people("parks"); n != 2 {
		t.Errorf("got %d people, want two contacts", n)
	}
	code := ana.code("link")
	too.skips().says("Link " + code[:4] + " " + code[4:]).hears("both are yours")
	if !together(ana, too) || w.people("parks") != 1 {
		t.Errorf("got %q, %q and %d people, want one", ana.person(), too.person(), w.people("parks"))
	}
	ana.says("MY DATA").hears("We keep 1 answer", "2 of your phones and apps are joined")
	too.says("ERASE").hears("erased here", "keep what they hold")
	if too.person() != "" {
		t.Error("got a person after an erasure, want none")
	}
	ana.says("MY DATA").hears("We keep 1 answer").onRecord("parks/main done trees=3")
}

// A code is read in whatever language its word is: on the other channel nobody
// knows the person's yet. It may be the first that is ever heard from there.
func TestACodeFromAnotherLanguage(t *testing.T) {
	w := newWorld(t, streets)
	ana, too := w.person("+1").says("CALLES"), w.person("+2")
	digits := strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩")
	too.says("ربط " + digits.Replace(ana.code("vincular")))
	if !together(ana, too) {
		t.Errorf("got %q and %q, want one person: %q", ana.person(), too.person(), w.net.to("+2"))
	}
}

func TestAThirdChannelJoinsAndTwoGroupsDoNot(t *testing.T) {
	w := newWorld(t, parks)
	p := []*someone{w.person("+1"), w.person("+2"), w.person("+3"), w.person("+4")}
	p[1].says("LINK " + p[0].code("LINK"))
	p[2].says("LINK " + p[1].code("LINK"))
	if !together(p[0], p[1]) || !together(p[1], p[2]) {
		t.Errorf("got the persons %q %q %q, want one", p[0].person(), p[1].person(), p[2].person())
	}
	p[2].skips().says("LINK " + p[0].code("LINK")).hears("already")
	other := w.person("+5")
	other.says("LINK " + p[3].code("LINK"))
	other.skips().says("LINK " + p[0].code("LINK")).hears("joined with others")
	if together(p[0], other) || !together(p[3], other) {
		t.Error("two groups became one")
	}
	// Who asked for a code and was joined with nobody is free.
	single := w.person("+6")
	single.code("LINK")
	single.says("LINK " + p[0].code("LINK")).hears("both are yours")
}

func TestACodeThatDoesNotJoin(t *testing.T) {
	w := newWorld(t, parks)
	ana, too := w.person("+1"), w.person("+2")
	code := ana.code("LINK")
	ana.says("LINK " + code).hears("not from here")
	wrong := "12345678"
	if wrong == code {
		wrong = "87654321"
	}
	too.says("LINK " + wrong).hears("not right")
	w.wait(16 * time.Minute)
	too.says("LINK " + code).hears("too old")
	fresh := ana.code("LINK")
	for range store.CodeTries - 2 {
		too.says("LINK " + wrong)
		w.clock = w.clock.Add(time.Second)
	}
	too.skips().says("LINK " + wrong).hears("not right")
	too.says("LINK " + fresh).hears("wrong too often")
	if together(ana, too) {
		t.Error("joined by a code that was not right")
	}
	w.wait(16 * time.Minute)
	too.says("LINK " + ana.code("LINK")).hears("both are yours")
	third := w.person("+3")
	third.says("LINK " + fresh).hears("not right")
}

// Only a word and a code are a code: an answer that begins alike is an answer.
func TestAnAnswerIsNoCode(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes", "1").skips()
	ana.says("Link 5 of the chain is broken").hears("Thank you.").onRecord("streets/main done first=lamps why=Link 5 of the chain is broken")
}

func TestACodeIsAskedForInTheMiddle(t *testing.T) {
	w := newWorld(t, parks)
	ana := w.person("+1").says("PARKS", "yes").skips()
	ana.says("link").hears("within 15 minutes", "How many trees?")
	if got := ana.saysAtOnce("link", "ERASE").person(); got != "" {
		t.Errorf("got the person %q after an erasure in the same batch, want none", got)
	}
	ana.says("STOP").skips().says("link").hears("You had asked us to stop")
}
