package bot_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"plaza/channels"
	"plaza/locales"
)

// TestPlanRendering holds every answer about plans, in every language and on
// each kind of channel, to a file that a person can read, as TestRendering
// does for questions.
func TestPlanRendering(t *testing.T) {
	bundle, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sms", "whatsapp", "ussd"} {
		caps, ok := channels.Network(name)
		if !ok {
			t.Fatalf("no network called %s", name)
		}
		for _, lang := range bundle.Languages() {
			t.Run(name+" "+lang, func(t *testing.T) {
				golden(t, filepath.Join("testdata", "rendering", "plans."+name+"."+lang+".txt"), drawPlans(t, bundle.Words(lang), caps, lang))
			})
		}
	}
}

// drawPlans asks for everything once.
func drawPlans(t *testing.T, words locales.Words, caps channels.Capabilities, lang string) string {
	t.Helper()
	w := newWorld(t)
	e := &easel{caps: caps}
	w.config.Channels = map[string]channels.Channel{"sms": e}
	w.config.Rand = rand.NewChaCha8([32]byte{1})
	w.Bot = w.node()
	w.promise(parsePlan(t, "riverbend.yaml"))
	plan, follow, unfollow, updates, more := words.Plan[0], words.Follow[0], words.Unfollow[0], words.Updates[0], words.More[0]
	for i, text := range []string{
		plan, plan + " 1", more, more, plan + " 2", plan + " 4", more, plan + " 3",
		follow, unfollow, follow + " 1", follow + " 1", follow + " south", unfollow + " 2", "MY DATA",
		updates, updates + " " + words.Weekly[0], updates + " " + words.Monthly[0], updates + " " + words.Now[0],
		unfollow + " south", unfollow,
	} {
		fmt.Fprintf(&e.drawn, "\n> %s\n", text)
		event := channels.Event{From: "somebody", Ref: strconv.Itoa(i), Text: text, Lang: lang}
		if err := w.Receive(t.Context(), "sms", event); err != nil {
			t.Fatal(err)
		}
		w.dispatch()
	}
	return strings.TrimLeft(e.drawn.String(), "\n")
}
