// Package storetest holds every database to one contract. An implementation's
// test is ten lines: it says how to open an empty database and calls Run.
package storetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"plaza/store"
)

// Run holds a store to the contract. Open returns an empty database of its
// own at each call, with at least two shards, and closes it when the test ends.
func Run(t *testing.T, open func(testing.TB) store.Store) {
	for _, group := range []struct {
		name string
		run  func(*testing.T, func(testing.TB) store.Store)
	}{
		{"Receive", receive},
		{"Waiting", waiting},
		{"Conversations", conversations},
		{"Runs", runs},
		{"Outbox", outbox},
		{"Turns", turns},
		{"Barred", barred},
		{"Doubt", doubt},
		{"Receipts", receipts},
		{"Exchange", exchange},
		{"Join", join},
		{"Operator", operator},
		{"Unasked", unasked},
		{"Budgets", budgets},
		{"Due", due},
		{"Plans", plans},
		{"Follows", follows},
		{"Jobs", jobs},
		{"Broadcasts", broadcasts},
		{"Held", held},
		{"Copies", copies},
		{"Members", members},
		{"Views", views},
		{"Editions", editions},
		{"Forgetting", forgetting},
		{"Attachments", attachments},
		{"Twice", twice},
		{"Fresh", fresh},
	} {
		t.Run(group.name, func(t *testing.T) { group.run(t, open) })
	}
}

// Key is a fresh key, for tests that open a database.
func Key(t testing.TB) *store.Keys {
	t.Helper()
	keys, _ := KeyAndText(t)
	return keys
}

// KeyAndText is a fresh key, and how it is written outside the database.
func KeyAndText(t testing.TB) (*store.Keys, string) {
	t.Helper()
	text, err := store.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := store.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return keys, text
}

// noon is when every test begins.
var noon = time.Date(2022, 5, 11, 12, 0, 0, 123456000, time.UTC)

// phone is the address of a person who exists nowhere.
func phone(n int) string { return fmt.Sprintf("+1500555%04d", n) }

// somebody is a contact on a shard, and their address.
func somebody(s store.Store, shard, nth int) (store.Contact, string) {
	for n := range 100_000 {
		if c := s.Contact("sms", "", phone(n)); s.Shard(c) == shard {
			if nth == 0 {
				return c, phone(n)
			}
			nth--
		}
	}
	panic("no address lies on this shard")
}

// said is a person's message.
func said(c store.Contact, address, ref, text string, at time.Time) store.Inbound {
	return store.Inbound{Contact: c, Channel: "town", Address: address, Ref: ref, Text: text, At: at}
}

// update runs fn on a shard and fails the test when it fails.
func update(t testing.TB, s store.Store, shard int, fn func(context.Context, store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := s.Update(ctx, shard, func(tx store.Tx) error { return fn(ctx, tx) }); err != nil {
		t.Fatalf("update shard %d: %v", shard, err)
	}
}

// view runs fn on a snapshot and fails the test when it fails.
func view(t testing.TB, s store.Store, fn func(context.Context, store.View) error) {
	t.Helper()
	ctx := context.Background()
	if err := s.View(ctx, func(v store.View) error { return fn(ctx, v) }); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// greet stores a person's first message and a conversation for them.
func greet(t testing.TB, s store.Store, c store.Contact, address string, change func(*store.Conversation)) {
	t.Helper()
	update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
		_, convs, err := tx.Receive(ctx, []store.Inbound{said(c, address, "hello", "hello", noon)})
		if err != nil {
			return err
		}
		conv := convs[c]
		conv.Channel, conv.SeenAt = "town", noon
		if change != nil {
			change(conv)
		}
		return tx.PutConversations(ctx, []*store.Conversation{conv})
	})
}
