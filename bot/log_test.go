package bot_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/store"
)

// Whatever goes wrong, the log says neither what people write nor who they are.
func TestLogHasNeitherTextNorAddress(t *testing.T) {
	w := newWorld(t, streets, parks, desk, anonymous)
	var log bytes.Buffer
	w.config.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.config.Node = w.Node
	w.Bot = w.node()
	if err := w.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	const number, secret = "+15005550006", "kangaroo"
	ana := w.person(number)
	ana.says("STREETS", "yes", "street", secret, "PARKS "+secret, "yes", secret, "3")
	w.net.fail = []error{channels.ErrTemporary, errors.New("cut off"), errors.New("cut off"), channels.ErrPermanent}
	ana.says("HELP", "STATUS", "MY DATA", secret)
	w.wait(time.Hour)
	ana.says("DESK", "yes", secret, "STOP", "START", "WHISPER", secret)
	w.dice.misses = 7
	ana.says(secret, "STREETS "+secret)
	for range 7 {
		w.wait(time.Second)
	}
	w.line.cuts = 2
	_ = w.Receive(t.Context(), "sms", channels.Event{Kind: channels.Message, From: number, Ref: "cut", Text: secret})
	ana.says("STOP", "START", "STREETS", "yes", "street")
	w.spoil(ana, func(c *store.Conversation) { c.State = append(c.State, "\nz"+secret...) })
	ana.says(secret)
	w.spoil(ana, func(c *store.Conversation) { c.Edition = 9 })
	ana.says(secret)
	for _, want := range []string{"and waits", "failed again", "one by one", "could not be read", "not published"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("nothing was logged of %q: the test has lost its way", want)
		}
	}
	for _, never := range []string{number, strings.TrimPrefix(number, "+1"), secret, secret[:6]} {
		if strings.Contains(log.String(), never) {
			t.Errorf("the log says %q:\n%s", never, log.String())
		}
	}
}

// spoil changes a conversation behind the runtime's back.
func (w *world) spoil(p *someone, change func(*store.Conversation)) {
	w.t.Helper()
	err := w.store.Update(w.t.Context(), w.store.Shard(p.contact()), func(tx store.Tx) error {
		convs, err := tx.Conversations(w.t.Context(), []store.Contact{p.contact()})
		if err != nil {
			return err
		}
		c := convs[p.contact()]
		change(c)
		return tx.PutConversations(w.t.Context(), []*store.Conversation{c})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
