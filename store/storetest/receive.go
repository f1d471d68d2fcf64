package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

func receive(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("AContactIsAlwaysTheSame", func(t *testing.T) {
		s := open(t)
		a := s.Contact("sms", "", phone(1))
		if b := s.Contact("sms", "", phone(1)); a != b {
			t.Errorf("got %s and %s for one address", a, b)
		}
		if shard := s.Shard(a); shard < 0 || shard >= s.Shards() {
			t.Errorf("got shard %d of %d", shard, s.Shards())
		}
	})

	t.Run("AMessageIsStoredOnce", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		other, otherAddress := somebody(s, 0, 1)
		in := []store.Inbound{
			said(c, address, "1", "hello", noon),
			said(other, otherAddress, "1", "hello", noon),
			said(c, address, "1", "hello", noon),
			said(c, address, "2", "again", noon),
		}
		for round, want := range [][]bool{{true, true, false, true}, {false, false, false, false}} {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				fresh, convs, err := tx.Receive(ctx, in)
				if err != nil {
					return err
				}
				if !slices.Equal(fresh, want) {
					t.Errorf("round %d: got fresh %v, want %v", round, fresh, want)
				}
				if len(convs) != 2 || convs[c] == nil || convs[other] == nil {
					t.Errorf("round %d: got conversations %v, want two", round, convs)
				}
				return nil
			})
		}
		view(t, s, func(ctx context.Context, v store.View) error {
			lines, err := v.Transcript(ctx, c, 10)
			want := []store.Line{{In: true, Text: "hello", At: noon}, {In: true, Text: "again", At: noon}}
			if diff := cmp.Diff(want, lines); diff != "" {
				t.Errorf("transcript (-want +got):\n%s", diff)
			}
			return err
		})
	})

	t.Run("NothingIsStoredWhenTheTransactionFails", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		stop := errors.New("stop")
		ctx := context.Background()
		err := s.Update(ctx, 0, func(tx store.Tx) error {
			_, convs, err := tx.Receive(ctx, []store.Inbound{said(c, address, "1", "hello", noon)})
			if err != nil {
				return err
			}
			if err := tx.PutConversations(ctx, []*store.Conversation{convs[c]}); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatalf("got %v, want the function's own error", err)
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			fresh, convs, err := tx.Receive(ctx, []store.Inbound{said(c, address, "1", "hello", noon)})
			if err == nil && (!fresh[0] || !convs[c].New) {
				t.Errorf("got fresh %v, new %v, want both", fresh[0], convs[c].New)
			}
			return err
		})
	})

	t.Run("ANewConversationKnowsItsAddress", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			_, convs, err := tx.Receive(ctx, []store.Inbound{said(c, address, "1", "hello", noon)})
			if err == nil && (convs[c].Address != address || !convs[c].New || convs[c].Contact != c) {
				t.Errorf("got %+v, want new with its address", convs[c])
			}
			return err
		})
	})

	t.Run("AnotherShardsContactIsRefused", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 1, 0)
		ctx := context.Background()
		err := s.Update(ctx, 0, func(tx store.Tx) error {
			_, _, err := tx.Receive(ctx, []store.Inbound{said(c, address, "1", "hello", noon)})
			return err
		})
		if err == nil {
			t.Error("got no error for a contact of another shard")
		}
	})

	t.Run("AnythingPeopleSendCanBeStored", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		m := said(c, address, "1", "a\x00b\xff🌍", noon)
		m.Tap, m.Place, m.Lang = "\x00", "\xfe", "e\x00n"
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Park(ctx, []store.Inbound{m}) })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			in, err := tx.Parked(ctx, c, 10)
			if err == nil && (len(in) != 1 || in[0].Text != "ab\uFFFD🌍" || in[0].Lang != "en") {
				t.Errorf("got %+v", in)
			}
			return err
		})
	})

	t.Run("EmptySlicesAreHarmless", func(t *testing.T) {
		s := open(t)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			_, _, err := tx.Receive(ctx, nil)
			_, err2 := tx.Conversations(ctx, nil)
			return errors.Join(err, err2, tx.PutConversations(ctx, nil), tx.Park(ctx, nil), tx.Settle(ctx, nil), tx.Tag(ctx, nil),
				tx.PutRuns(ctx, nil), tx.PutAnswers(ctx, nil), tx.DropAnswers(ctx, "", "", nil), tx.AddConsents(ctx, nil),
				tx.PutFacts(ctx, nil), tx.Enqueue(ctx, nil), tx.Finish(ctx, 1, nil), tx.Status(ctx, nil), tx.PutDue(ctx, nil))
		})
	})
}

func waiting(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("AParkedMessageWaitsWithItsTries", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		first, second := said(c, address, "1", "one", noon), said(c, address, "2", "two", noon)
		first.Media, first.Quiet, first.Run = []byte(`[{"kind":"photo"}]`), true, "r1"
		for range 2 {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Park(ctx, []store.Inbound{first}) })
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Park(ctx, []store.Inbound{second}) })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Parked(ctx, c, 10)
			if err != nil {
				return err
			}
			want := []store.Inbound{first, second}
			for i := range want {
				want[i].Address, want[i].Tries = "", 2-i
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("parked (-want +got):\n%s", diff)
			}
			fresh, convs, err := tx.Receive(ctx, []store.Inbound{first})
			if err == nil && (fresh[0] || convs[c].Waiting != 2 || convs[c].New || convs[c].Address != address) {
				t.Errorf("got fresh %v and %+v, want two waiting", fresh, convs[c])
			}
			return err
		})
		for tries, want := range map[int]int{1: 0, 2: 1, 5: 1} {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, err := tx.Waiting(ctx, tries, 10)
				if len(got) != want {
					t.Errorf("fewer than %d tries: got %v, want %d contacts", tries, got, want)
				}
				return err
			})
		}
	})

	t.Run("ASettledMessageWaitsNoMore", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		in := []store.Inbound{said(c, address, "1", "one", noon), said(c, address, "2", "two", noon)}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Park(ctx, in) })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Settle(ctx, in[:1]) })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Parked(ctx, c, 10)
			if err == nil && (len(got) != 1 || got[0].Ref != "2") {
				t.Errorf("got %+v, want the second only", got)
			}
			convs, err2 := tx.Conversations(ctx, []store.Contact{c})
			if err2 == nil && convs[c].Waiting != 1 {
				t.Errorf("got %d waiting, want 1", convs[c].Waiting)
			}
			return errors.Join(err, err2)
		})
	})

	t.Run("AMessageReceivedCanStillBeParked", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		m := said(c, address, "1", "one", noon)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			_, convs, err := tx.Receive(ctx, []store.Inbound{m})
			if err != nil {
				return err
			}
			return errors.Join(tx.PutConversations(ctx, []*store.Conversation{convs[c]}), tx.Park(ctx, []store.Inbound{m}))
		})
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Parked(ctx, c, 10)
			if err == nil && (len(got) != 1 || got[0].Ref != "1" || got[0].Tries != 1) {
				t.Errorf("got %+v, want it waiting", got)
			}
			return err
		})
	})
}

func conversations(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("WhatIsPutIsRead", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 1, 0)
		want := &store.Conversation{
			Contact: c, Channel: "town", Address: address, Lang: "es", Flow: "f", Edition: 3, Run: "r", State: []byte("state\x00\x01"),
			Aside: "stop?", Desk: "city", Due: noon.Add(time.Hour), Stopped: noon.Add(time.Minute), SeenAt: noon,
		}
		greet(t, s, c, address, func(conv *store.Conversation) { *conv = *want; conv.New = true })
		for _, change := range []func(){
			func() {},
			func() { want.Lang, want.State, want.Due, want.Stopped = "fr", []byte("s2"), time.Time{}, time.Time{} },
			func() { want.State, want.Run, want.Flow, want.Edition = nil, "", "", 0 },
		} {
			change()
			update(t, s, 1, func(ctx context.Context, tx store.Tx) error {
				return tx.PutConversations(ctx, []*store.Conversation{want})
			})
			update(t, s, 1, func(ctx context.Context, tx store.Tx) error {
				nobody, _ := somebody(s, 1, 5)
				got, err := tx.Conversations(ctx, []store.Contact{c, nobody})
				if diff := cmp.Diff(map[store.Contact]*store.Conversation{c: want}, got); diff != "" {
					t.Errorf("conversation (-want +got):\n%s", diff)
				}
				return err
			})
		}
	})

	t.Run("ErrConflictOnASecondInsert", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		ctx := context.Background()
		err := s.Update(ctx, 0, func(tx store.Tx) error {
			return tx.PutConversations(ctx, []*store.Conversation{{Contact: c, Address: address, New: true}})
		})
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
	})

	t.Run("ANewOneMayBePutTwiceInOneTransaction", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		other, otherAddress := somebody(s, 0, 1)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			conv := &store.Conversation{Contact: other, Address: otherAddress, Lang: "en", New: true}
			if err := tx.PutConversations(ctx, []*store.Conversation{conv}); err != nil {
				return err
			}
			conv.Lang = "sw"
			return tx.PutConversations(ctx, []*store.Conversation{conv})
		})
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Conversations(ctx, []store.Contact{other})
			if err == nil && got[other].Lang != "sw" {
				t.Errorf("got %q, want the second writing", got[other].Lang)
			}
			return err
		})
	})

	t.Run("ARunComesWhenItsClockIsDue", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, func(conv *store.Conversation) { conv.Due = noon.Add(time.Hour) })
		wantDue := func(at time.Time, want int) {
			t.Helper()
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, err := tx.DueRuns(ctx, at, 10)
				if len(got) != want {
					t.Errorf("at %v: got %d due, want %d", at.Sub(noon), len(got), want)
				}
				return err
			})
		}
		put := func(at time.Time) {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, err := tx.Conversations(ctx, []store.Contact{c})
				if err != nil {
					return err
				}
				got[c].Due = at
				return tx.PutConversations(ctx, []*store.Conversation{got[c]})
			})
		}
		wantDue(noon, 0)
		wantDue(noon.Add(time.Hour), 1)
		put(noon.Add(3 * time.Hour)) // put off
		wantDue(noon.Add(2*time.Hour), 0)
		wantDue(noon.Add(3*time.Hour), 1)
		put(noon.Add(time.Hour)) // brought forward
		wantDue(noon.Add(time.Hour), 1)
		put(time.Time{})
		wantDue(noon.Add(9*time.Hour), 0)
		put(noon.Add(4 * time.Hour))
		wantDue(noon.Add(4*time.Hour), 1)
	})
}
