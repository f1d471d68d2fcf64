package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"plaza/store"
	"plaza/store/sqlite"
)

// fillTown is a command of the scripts: it leaves so many people in a forum
// who wrote by SMS. Every third speaks Spanish; the first ones agreed to
// updates, and the very first has stopped all messages since.
//
//	town PEOPLE AGREED
func fillTown(ts *testscript.TestScript, _ bool, args []string) {
	people, err := strconv.Atoi(args[0])
	ts.Check(err)
	agreed, err := strconv.Atoi(args[1])
	ts.Check(err)
	key, err := os.ReadFile(ts.MkAbs("plaza-data/plaza.key"))
	ts.Check(err)
	keys, err := store.ParseKey(string(key))
	ts.Check(err)
	ctx := context.Background()
	db, err := sqlite.Open(ctx, ts.MkAbs("plaza-data/plaza.db"), sqlite.Options{Keys: keys})
	ts.Check(err)
	defer db.Close()
	at := time.Now().Add(-time.Hour)
	for i := range people {
		address := fmt.Sprintf("+1500555%04d", i)
		c := db.Contact("sms", "", address)
		ts.Check(db.Update(ctx, db.Shard(c), func(tx store.Tx) error {
			_, convs, err := tx.Receive(ctx, []store.Inbound{{Contact: c, Channel: "sms", Address: address, Ref: "1", Text: "hello", At: at}})
			if err != nil {
				return err
			}
			conv := convs[c]
			conv.Channel, conv.Address, conv.Lang, conv.SeenAt, conv.Waiting = "sms", address, "en", at, 0
			if i%3 == 2 {
				conv.Lang = "es"
			}
			if i == 0 {
				conv.Stopped = at
			}
			if err := tx.PutConversations(ctx, []*store.Conversation{conv}); err != nil || i >= agreed {
				return err
			}
			return tx.AddConsents(ctx, []store.Consent{{Contact: c, Purpose: "updates", Yes: true, How: "reply", Text: "You will be told.", Lang: conv.Lang, At: at}})
		}))
	}
}
