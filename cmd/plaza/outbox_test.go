package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"plaza/store"
	"plaza/store/sqlite"
)

// fillOutbox is a command of the scripts: it leaves a forum's outbox as a bad
// day would. Each argument is a message, "key=state", all to one person.
func fillOutbox(ts *testscript.TestScript, _ bool, args []string) {
	key, err := os.ReadFile(ts.MkAbs("plaza-data/plaza.key"))
	ts.Check(err)
	keys, err := store.ParseKey(string(key))
	ts.Check(err)
	ctx := context.Background()
	db, err := sqlite.Open(ctx, ts.MkAbs("plaza-data/plaza.db"), sqlite.Options{Keys: keys})
	ts.Check(err)
	defer db.Close()
	c := db.Contact("sms", "", "+15005550001")
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	ts.Check(db.Update(ctx, db.Shard(c), func(tx store.Tx) error {
		_, convs, err := tx.Receive(ctx, []store.Inbound{{Contact: c, Channel: "sms", Address: "+15005550001", Ref: "1", Text: "hello", At: at}})
		if err != nil {
			return err
		}
		return tx.PutConversations(ctx, []*store.Conversation{convs[c]})
	}))
	_, err = db.Spend(ctx, "counter", 1_234_500, math.MaxInt64)
	ts.Check(err)
	for _, arg := range args {
		key, state, _ := strings.Cut(arg, "=")
		ts.Check(db.Update(ctx, db.Shard(c), func(tx store.Tx) error {
			m := store.Message{Contact: c, Key: key, ID: key, Channel: "sms", Priority: store.Broadcast, Text: "the secret text", Flow: "counter", At: at}
			if err := tx.Enqueue(ctx, []store.Message{m}); err != nil || state == "queued" {
				return err
			}
			if got, _, err := tx.Claim(ctx, "sms", 1, at, at.Add(time.Minute), 1); err != nil || len(got) != 1 {
				return errors.Join(err, fmt.Errorf("claimed %d", len(got)))
			}
			why := ""
			if state == "failed" {
				why = "no such\nnumber"
			}
			return tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: key, State: store.Delivery(state), Why: why, Cost: 7500, At: at}})
		}))
	}
}

func TestAmount(t *testing.T) {
	for millionths, want := range map[int64]string{
		0: "0.00", 7_900: "0.0079", 10_000: "0.01", 100_000: "0.10", 12_345_678: "12.345678", 1_000_000_000: "1000.00",
	} {
		if got := amount(millionths); got != want {
			t.Errorf("%d: got %s, want %s", millionths, got, want)
		}
	}
}
