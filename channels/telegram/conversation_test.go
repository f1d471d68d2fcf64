package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"plaza/channels"
	"plaza/channels/telegram/telegramtest"
)

var yesNo = []channels.Button{{ID: "yes", Label: "Yes"}, {ID: "no", Label: "No"}}

// TestAConversation goes both ways: a deep link, a question, a tap.
func TestAConversation(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			n := newTown(t, way, telegramtest.Config{}, nil)
			ctx := deadline(t)
			ana := n.Person(4001)
			ana.Start("ogp-strategy")
			n.sink.Await(t, 1)
			receipt := n.send(t, channels.Outbound{To: "4001", Text: "Do you agree?", Buttons: yesNo})
			got, err := ana.Next(ctx)
			if err != nil || fmt.Sprint(got.ID) != receipt.Ref || !slices.Equal(got.Labels(), []string{"Yes", "No"}) {
				t.Fatalf("got %+v, %v, want the question with the ref %s and two buttons", got, err, receipt.Ref)
			}
			if err := ana.Tap("Yes"); err != nil {
				t.Fatal(err)
			}
			events := n.sink.Await(t, 2)
			if got := events[0]; got.From != "4001" || got.Text != "ogp-strategy" || got.Lang != "en" {
				t.Errorf("got %+v, want what the link carried", got)
			}
			if got := events[1]; got.From != "4001" || got.Tap != "yes" || got.Text != "Yes" {
				t.Errorf("got %+v, want the tap", got)
			}
			// The courtesies come after, by themselves.
			for _, method := range []string{"answerCallbackQuery", "editMessageReplyMarkup"} {
				if err := n.Await(ctx, method, 1); err != nil {
					t.Errorf("wait for %s: %v", method, err)
				}
			}
			if err := n.Settle(ctx); err != nil {
				t.Fatal(err)
			}
			if err := ana.Tap("No"); err == nil {
				t.Error("got a button under the answered question, want none")
			}
		})
	}
}

// TestATapCountsOnce: whoever taps twice, quickly, has answered one question.
func TestATapCountsOnce(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			n := newTown(t, way, telegramtest.Config{}, nil)
			ctx := deadline(t)
			ana := n.Person(4001)
			ana.Say("hi")
			n.sink.Await(t, 1)
			n.send(t, channels.Outbound{To: "4001", Text: "One?", Buttons: yesNo})
			first, err := ana.Next(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, label := range []string{"Yes", "No"} {
				if err := ana.TapOn(first, label); err != nil {
					t.Fatal(err)
				}
			}
			n.sink.Await(t, 2)
			n.send(t, channels.Outbound{To: "4001", Text: "Two?", Buttons: yesNo})
			if err := ana.TapOn(first, "No"); err != nil { // a phone that is slow
				t.Fatal(err)
			}
			ana.Say("end")
			if err := n.Await(ctx, "answerCallbackQuery", 3); err != nil {
				t.Error("want every tap answered, or the phone waits")
			}
			if err := n.Settle(ctx); err != nil {
				t.Fatal(err)
			}
			taps := 0
			for _, e := range n.sink.Await(t, 3) {
				if e.Tap != "" {
					taps++
				}
			}
			if taps != 1 {
				t.Errorf("got %d taps, want 1", taps)
			}
			if err := ana.Tap("Yes"); err != nil {
				t.Errorf("got %v, want the second question open still", err)
			}
		})
	}
}

// TestATapThatWasNotKeptComesAgain: a tap is not used up by a sink that failed.
func TestATapThatWasNotKeptComesAgain(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			n := newTown(t, way, telegramtest.Config{}, nil)
			ana := n.Person(4001)
			ana.Say("hi")
			n.sink.Await(t, 1)
			n.send(t, channels.Outbound{To: "4001", Text: "One?", Buttons: yesNo})
			n.sink.Fail(2)
			if err := ana.Tap("Yes"); err != nil {
				t.Fatal(err)
			}
			if got := n.sink.Await(t, 2)[1]; got.Tap != "yes" {
				t.Errorf("got %+v, want the tap", got)
			}
		})
	}
}

// TestATapAsTheNextQuestionArrives counts: nobody has answered before.
func TestATapAsTheNextQuestionArrives(t *testing.T) {
	n := newTown(t, "polled", telegramtest.Config{}, nil)
	ana := n.Person(4001)
	ana.Say("hi")
	n.sink.Await(t, 1)
	n.send(t, channels.Outbound{To: "4001", Text: "One?", Buttons: yesNo})
	seen := ana.Received()[0]
	n.send(t, channels.Outbound{To: "4001", Text: "Do not forget: one?", Buttons: yesNo})
	if err := ana.TapOn(seen, "Yes"); err != nil {
		t.Fatal(err)
	}
	if got := n.sink.Await(t, 2)[1]; got.Tap != "yes" {
		t.Errorf("got %+v, want the tap", got)
	}
}

// TestATypedAnswerLeavesTheButtons until the next ones are sent.
func TestATypedAnswerLeavesTheButtons(t *testing.T) {
	n := newTown(t, "polled", telegramtest.Config{}, nil)
	ctx := deadline(t)
	ana := n.Person(4001)
	ana.Say("hi")
	n.sink.Await(t, 1)
	n.send(t, channels.Outbound{To: "4001", Text: "One?", Buttons: yesNo})
	ana.Say("MY DATA")
	n.sink.Await(t, 2)
	n.send(t, channels.Outbound{To: "4001", Text: "We keep nothing."})
	if got := ana.Received()[0].Labels(); len(got) != 2 {
		t.Errorf("got %q, want the question open still", got)
	}
	n.send(t, channels.Outbound{To: "4001", Text: "Two?", Buttons: yesNo})
	if err := n.Await(ctx, "editMessageReplyMarkup", 1); err != nil {
		t.Fatal("want the older buttons taken away")
	}
	ana.Say("end")
	n.sink.Await(t, 3)
	got := ana.Received()
	if a, b := got[0].Labels(), got[2].Labels(); len(a) != 0 || len(b) != 2 {
		t.Errorf("got %q and %q, want only the newer buttons", a, b)
	}
}

// TestAnOptionWithALongID answers by its label.
func TestAnOptionWithALongID(t *testing.T) {
	n := newTown(t, "polled", telegramtest.Config{}, nil)
	ana := n.Person(4001)
	ana.Say("hi")
	n.sink.Await(t, 1)
	n.send(t, channels.Outbound{To: "4001", Text: "Where?", Buttons: []channels.Button{
		{ID: strings.Repeat("a", 65), Label: "Here"}, {ID: strings.Repeat("a", 64) + "b", Label: "There"}, {ID: "~x", Label: "Elsewhere"}, {ID: "", Label: "Nowhere"},
	}})
	if err := ana.Tap("There"); err != nil {
		t.Fatal(err)
	}
	if got := n.sink.Await(t, 2)[1]; got.Tap != "" || got.Text != "There" {
		t.Errorf("got %+v, want the label as the answer", got)
	}
}

// TestSharing asks for a number, then for a choice, then for nothing.
func TestSharing(t *testing.T) {
	n := newTown(t, "polled", telegramtest.Config{}, nil)
	ana := n.Person(4001)
	ana.Say("hi")
	n.sink.Await(t, 1)
	n.send(t, channels.Outbound{To: "4001", Text: "Your number?", Wants: "phone", Lang: "en"})
	ana.ShareContactOf(n.Person(4002))
	if got := n.sink.Await(t, 2)[1]; got.Text != "" || strings.Contains(fmt.Sprint(got), "2782") {
		t.Errorf("got %+v, want nothing of somebody else's number", got)
	}
	if err := ana.Press("Send my number"); err != nil {
		t.Fatal(err)
	}
	if got := n.sink.Await(t, 3)[2]; got.Text != "+"+ana.Number() {
		t.Errorf("got %+v, want the own number with its plus", got)
	}
	n.send(t, channels.Outbound{To: "4001", Text: "Sure?", Buttons: yesNo})
	if got := ana.Keys(); len(got) != 1 || got[0][0].AskNumber {
		t.Errorf("got the keys %+v, want the options in place of the key that shares", got)
	}
	if err := ana.Press("Yes"); err != nil {
		t.Fatal(err)
	}
	if got := n.sink.Await(t, 4)[3]; got.Text != "Yes" {
		t.Errorf("got %+v, want the label", got)
	}
	n.send(t, channels.Outbound{To: "4001", Text: "Thank you."})
	if got := ana.Keys(); got != nil {
		t.Errorf("got the keys %+v, want none", got)
	}
	n.send(t, channels.Outbound{To: "4001", Text: "And?", Buttons: yesNo})
	if got := ana.Received()[3].Labels(); len(got) != 2 {
		t.Errorf("got %q, want buttons under the message again", got)
	}
	n.send(t, channels.Outbound{To: "4001", Text: "Where?", Wants: "location", Lang: "es-MX"})
	if err := ana.Press("Enviar mi ubicación"); err != nil {
		t.Fatal(err)
	}
	if got := n.sink.Await(t, 5)[4]; got.Place != "-33.92584,18.42322" {
		t.Errorf("got %+v, want the place", got)
	}
}

// TestBlocking: who blocks the bot has said STOP, to Telegram or to us.
func TestBlocking(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			n := newTown(t, way, telegramtest.Config{}, nil)
			send := func() error {
				_, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: "4001", Text: "Hi"})
				return err
			}
			if err := send(); !errors.Is(err, channels.ErrDead) {
				t.Errorf("before they wrote: got %v, want ErrDead", err)
			}
			ana := n.Person(4001)
			ana.Say("hi")
			n.sink.Await(t, 1)
			ana.Block(true)
			if got := n.sink.Await(t, 2)[1]; got.Kind != channels.Stopped || got.From != "4001" {
				t.Errorf("got %+v, want Stopped", got)
			}
			if err := send(); !errors.Is(err, channels.ErrStopped) {
				t.Errorf("blocked: got %v, want ErrStopped", err)
			}
			ana.Block(false)
			events := n.sink.Await(t, 4)[2:]
			if i := slices.IndexFunc(events, func(e channels.Event) bool { return e.Kind == channels.Started }); i < 0 {
				t.Errorf("got %+v, want Started", events)
			}
			if err := send(); err != nil {
				t.Errorf("unblocked: got %v, want none", err)
			}
			ana.Leave()
			if err := send(); !errors.Is(err, channels.ErrDead) {
				t.Errorf("deleted: got %v, want ErrDead", err)
			}
		})
	}
}

// TestGroups are told once, in the language of who spoke, and nothing of theirs
// is handed over.
func TestGroups(t *testing.T) {
	n := newTown(t, "polled", telegramtest.Config{}, nil)
	ctx := deadline(t)
	ana := n.Person(4001)
	ana.Lang = "es"
	g := n.Group(-5001)
	g.Add(ana)
	if err := n.Await(ctx, "sendMessage", 1); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		g.Say(ana, "/start@plaza_test_bot")
	}
	g.Say(ana, "what we think of it")
	g.Upgrade(ana, -1001234567890)
	other := n.Group(-5002)
	other.Add(ana) // told after whatever else the first one was
	if err := n.Await(ctx, "sendMessage", 2); err != nil {
		t.Fatal(err)
	}
	ana.Say("hi")
	if got := n.sink.Await(t, 1); len(got) != 1 || got[0].Text != "hi" {
		t.Errorf("got %+v, want nothing of the groups", got)
	}
	for _, g := range []*telegramtest.Group{g, other} {
		if got := g.Received(); len(got) != 1 || got[0].Text != "Escríbame en privado." {
			t.Errorf("got %+v in group %d, want one sentence in Spanish", got, g.ID)
		}
	}
}

// TestNobodysNameIsHandedOver searches everything that comes of a person with a
// name for it.
func TestNobodysNameIsHandedOver(t *testing.T) {
	n := newTown(t, "polled", telegramtest.Config{}, nil)
	ana := n.Person(4001)
	ana.FirstName, ana.LastName, ana.Username = "Xochitl", "Zzyzx", "qwertz"
	ana.Start("")
	ana.Photo([]byte("jpeg"), "the well")
	ana.Document("Xochitl Zzyzx.pdf", "application/pdf", []byte("pdf"))
	ana.SharePlace(1, 2)
	ana.Block(true)
	for _, e := range n.sink.Await(t, 5) {
		for _, name := range []string{"Xochitl", "Zzyzx", "qwertz"} {
			if said := fmt.Sprintf("%+v", e); strings.Contains(said, name) {
				t.Errorf("got %s, want it without %s", said, name)
			}
		}
	}
}

// TestACrowd has two hundred people who answer by themselves; nobody's answers
// are lost or change places.
func TestACrowd(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			const people, each = 200, 3
			n := newTown(t, way, telegramtest.Config{Repeat: 2}, nil)
			var all sync.WaitGroup
			for i := range people {
				all.Go(func() {
					p := n.Person(int64(10_000 + i))
					for j := range each {
						p.Say(fmt.Sprint(j))
					}
				})
			}
			all.Wait()
			if err := n.Settle(deadline(t)); err != nil {
				t.Fatal(err)
			}
			said := map[channels.Address][]string{}
			seen := map[string]bool{}
			for _, e := range n.sink.Await(t, people*each) {
				if key := string(e.From) + e.Ref; !seen[key] {
					seen[key] = true
					said[e.From] = append(said[e.From], e.Text)
				}
			}
			for who, texts := range said {
				if !slices.Equal(texts, []string{"0", "1", "2"}) {
					t.Errorf("got %q of %s, want all in order", texts, who)
				}
			}
			if len(said) != people || len(n.Failures()) > 0 {
				t.Errorf("got %d people and the failures %v, want %d and none", len(said), n.Failures(), people)
			}
		})
	}
}

// TestAChoreThatFailsHarmsNobody: Telegram refuses every courtesy.
func TestAChoreThatFailsHarmsNobody(t *testing.T) {
	n := newTown(t, "called", telegramtest.Config{Answer: func(c telegramtest.Call) *telegramtest.Answer {
		if c.Method == "answerCallbackQuery" || c.Method == "editMessageReplyMarkup" {
			return &telegramtest.Answer{Hang: true}
		}
		return nil
	}}, nil)
	ctx, stop := context.WithCancel(deadline(t))
	defer stop()
	ana := n.Person(4001)
	ana.Say("hi")
	n.sink.Await(t, 1)
	for i := range 50 {
		n.send(t, channels.Outbound{To: "4001", Text: fmt.Sprint(i), Buttons: yesNo})
		if err := ana.Tap("Yes"); err != nil {
			t.Fatal(err)
		}
		n.sink.Await(t, i+2)
	}
	if err := n.Settle(ctx); err != nil {
		t.Errorf("got %v, want every tap thanked for while the courtesies hang", err)
	}
}
