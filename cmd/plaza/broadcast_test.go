package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"plaza/bot"
	"plaza/civic/broadcast"
	"plaza/locales"
	"plaza/store"
	"plaza/store/sqlite"
	"plaza/store/storetest"
)

// fillTown is a command of the scripts: it leaves so many people in a forum
// who wrote by SMS, of whom so many agreed to updates.
//
//	town PEOPLE AGREED
func fillTown(ts *testscript.TestScript, _ bool, args []string) {
	people, err := strconv.Atoi(args[0])
	ts.Check(err)
	agreed, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(settle(context.Background(), ts.MkAbs("plaza-data"), people, agreed, time.Now().Add(-time.Hour)))
}

// settle leaves people in a forum. Every third speaks Spanish; the first ones
// agreed to updates, and the very first has stopped all messages since.
func settle(ctx context.Context, data string, people, agreed int, at time.Time) error {
	key, err := os.ReadFile(filepath.Join(data, "plaza.key"))
	if err != nil {
		return err
	}
	keys, err := store.ParseKey(string(key))
	if err != nil {
		return err
	}
	db, err := sqlite.Open(ctx, filepath.Join(data, "plaza.db"), sqlite.Options{Keys: keys})
	if err != nil {
		return err
	}
	defer db.Close()
	for i := range people {
		address := fmt.Sprintf("+1500555%04d", i)
		c := db.Contact("sms", "", address)
		err := db.Update(ctx, db.Shard(c), func(tx store.Tx) error {
			_, convs, err := tx.Receive(ctx, []store.Inbound{{Contact: c, Channel: "sms", Address: address, Ref: "1", Text: "hello", At: at}})
			if err != nil {
				return err
			}
			conv := convs[c]
			conv.Channel, conv.Address, conv.SeenAt, conv.Waiting = "sms", address, at, 0
			if conv.Lang = "en"; i%3 == 2 {
				conv.Lang = "es"
			}
			if i == 0 {
				conv.Stopped = at
			}
			if err := tx.PutConversations(ctx, []*store.Conversation{conv}); err != nil || i >= agreed {
				return err
			}
			return tx.AddConsents(ctx, []store.Consent{{Contact: c, Purpose: "updates", Yes: true, How: "reply", Text: "You will be told.", Lang: conv.Lang, At: at}})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// TestBroadcastPage holds the preview that docs/broadcasts.md shows to what the
// command prints of the broadcast that stands above it.
func TestBroadcastPage(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"uruguay-3.yaml": pageBlock(t, "yaml broadcast"),
		"plaza.yaml": `public_url: https://plaza.example.org
data: ` + dir + `
forum: {language: en}
quiet: {from: '00:00', until: '00:00', zone: America/Montevideo}
channels:
  sms: {kind: twilio, account_sid: AC00000000000000000000000000000000, auth_token: none, from: '+15005550006', rate: 1}
prices: {currency: USD, channels: {sms: {per: segment, any: 0.05}}}
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2026, 3, 2, 13, 0, 0, 0, time.UTC)
	var out, said bytes.Buffer
	plaza := func(args ...string) {
		t.Helper()
		out.Reset()
		w := world{in: strings.NewReader(""), out: &out, err: &said, now: func() time.Time { return now }}
		if code := run(t.Context(), append([]string{"--config", filepath.Join(dir, "plaza.yaml")}, args...), w); code != 0 {
			t.Fatalf("exit code %d\n%s", code, &said)
		}
	}
	plaza("migrate")
	if err := settle(t.Context(), dir, 600, 540, now.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	plaza("broadcast", "preview", filepath.Join(dir, "uruguay-3.yaml"))
	if diff := cmp.Diff("$ plaza broadcast preview uruguay-3.yaml\n"+out.String(), pageBlock(t, "text preview")); diff != "" {
		t.Errorf("the page shows (-printed +page):\n%s\n%s", diff, &out)
	}
}

// TestLetGoIsRefused: between the approval and the schedule somebody else may
// act. That is an answer, and no crash.
func TestLetGoIsRefused(t *testing.T) {
	ctx := t.Context()
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "plaza.db"), sqlite.Options{Keys: storetest.Key(t), Migrate: true, Hurried: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	bundle, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New(bot.Config{Store: db, Locales: bundle, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	w := world{out: io.Discard, now: time.Now}
	err = letGo(ctx, w, ui{err: io.Discard}, &house{bot: b}, &broadcast.Record{ID: "wells"}, "joseph")
	if want := "there is no broadcast wells"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestRushed says of each channel what would leave at once, and what to do.
func TestRushed(t *testing.T) {
	var out strings.Builder
	code := ui{err: &out}.fail(rushed("wells", []bot.BroadcastRush{{Channel: "wa", Due: 3200, Tier: 1000}, {Channel: "wa-2", Due: 251, Tier: 250}}))
	const want = `plaza: wa has 3,200 messages due at once, and a tier of 1,000 people a day
plaza: wa-2 has 251 messages due at once, and a tier of 250 people a day
hint: --yes lets them leave; what the network refuses fails, and a day later goes once more by plaza outbox retry --flow broadcast/wells --state failed
hint: plaza broadcast cancel wells --yes ends it
`
	if got := out.String(); got != want || code != 2 {
		t.Errorf("got %d and\n%s, want 2 and\n%s", code, got, want)
	}
}
