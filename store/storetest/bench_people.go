package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"plaza/store"
)

// Chunks measures how a broadcast reads who people are: 20,000 of a shard with
// a fact, a word of consent and something they follow each, in chunks of 1,000.
func Chunks(b *testing.B, s store.Store) {
	const crowd, chunk = 20_000, 1000
	ctx := context.Background()
	for n, come := 0, 0; come < crowd; {
		var convs []*store.Conversation
		var facts []store.Fact
		var words []store.Consent
		var follows []store.Follow
		for ; len(convs) < chunk; n++ {
			address := fmt.Sprintf("+1500%07d", n)
			c := s.Contact("sms", "", address)
			if s.Shard(c) != 0 {
				continue
			}
			convs = append(convs, &store.Conversation{Contact: c, Channel: "town", Address: address, SeenAt: noon, New: true})
			facts = append(facts, store.Fact{Contact: c, Name: "district", Value: "d", At: noon})
			words = append(words, store.Consent{Contact: c, Purpose: "updates", Yes: true, How: "reply", At: noon})
			follows = append(follows, follow(c, "theme", "climate"))
		}
		come += len(convs)
		update(b, s, 0, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(tx.PutConversations(ctx, convs), tx.PutFacts(ctx, facts), tx.AddConsents(ctx, words), tx.AddFollows(ctx, follows))
		})
	}
	wants := store.Wants{Facts: []string{"district"}, Purposes: [][2]string{{"", "updates"}}, Now: noon, Follows: true, Sealed: true}
	after, read := store.Contact(""), 0
	for b.Loop() {
		err := s.Update(ctx, 0, func(tx store.Tx) error {
			people, err := tx.Members(ctx, after, chunk, wants)
			read += len(people)
			if after = ""; len(people) == chunk {
				after = people[chunk-1].Contact
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(max(1, read)), "ns/person")
}
