package main

import (
	"context"
	"slices"
	"testing"
	"time"

	"plaza/channels/telegram/telegramtest"
)

// TestServeTelegram runs the real program with a bot, polled and called, at a
// Telegram that does not say who the bot is: serve starts all the same. A
// person opens the consultation by its link, and taps.
func TestServeTelegram(t *testing.T) {
	for way, setting := range map[string]string{"polled": "webhook: false", "called": "webhook: true"} {
		t.Run(way, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			telegram := telegramtest.New(telegramtest.Config{})
			defer telegram.Close()
			s := openSquare(t, "", "testdata/soak", 1,
				"  telegram:", "    kind: telegram", "    token: "+telegramtest.Token, "    "+setting, "    api_url: "+telegram.URL)
			if way == "called" {
				telegram.Connect("http://" + s.nodes[0].addr)
				if out, err := s.nodes[0].command("doctor", "telegram", "--mend").CombinedOutput(); err != nil {
					t.Fatalf("plaza doctor: %v\n%s", err, out)
				}
			}
			telegram.Answer(func(c telegramtest.Call) *telegramtest.Answer {
				if c.Method == "getMe" {
					return &telegramtest.Answer{Status: 502}
				}
				return nil
			})
			s.start(ctx, t)

			ana := telegram.Person(4001)
			ana.Start("soak")
			for _, label := range []string{"Yes", "Water pipes"} {
				until(ctx, t, ana, label)
				if err := ana.Tap(label); err != nil {
					t.Fatal(err)
				}
			}
			until(ctx, t, ana, "") // why that?
			ana.Say("/stop")
			if got := until(ctx, t, ana, ""); len(got.Labels()) > 0 {
				t.Errorf("got %+v, want a confirmation", got)
			}
			if err := telegram.Settle(ctx); err != nil {
				t.Errorf("got %v, want every update taken", err)
			}
		})
	}
}

// until reads messages to a person up to one with such a button, or the next
// when it is empty.
func until(ctx context.Context, t *testing.T, p *telegramtest.Person, label string) telegramtest.Message {
	t.Helper()
	for {
		m, err := p.Next(ctx)
		if err != nil {
			t.Fatalf("%v, which has had %+v", err, p.Received())
		}
		if label == "" || slices.Contains(m.Labels(), label) {
			return m
		}
	}
}
