package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// join holds a store to one person having several channels.
func join(t *testing.T, open func(testing.TB) store.Store) {
	start := func(t *testing.T) (s store.Store, a, b store.Contact) {
		s = open(t)
		a, phoneA := somebody(s, 0, 0)
		b, phoneB := somebody(s, 1, 0)
		greet(t, s, a, phoneA, nil)
		greet(t, s, b, phoneB, nil)
		return s, a, b
	}
	put := func(t *testing.T, s store.Store, code string, c store.Contact, person string, at time.Time) {
		t.Helper()
		update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
			return tx.PutCode(ctx, code, c, person, at, at.Add(15*time.Minute))
		})
	}
	take := func(t *testing.T, s store.Store, code string, by store.Contact, at time.Time, want store.CodeAnswer, whose string) {
		t.Helper()
		update(t, s, s.Shard(by), func(ctx context.Context, tx store.Tx) error {
			person, got, err := tx.TakeCode(ctx, code, by, at)
			if got != want || person != whose {
				t.Errorf("code %s: got %d of %q, want %d of %q", code, got, person, want, whose)
			}
			return err
		})
	}
	tie := func(t *testing.T, s store.Store, c store.Contact, person string) {
		t.Helper()
		update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error { return tx.Join(ctx, c, person) })
	}
	person := func(t *testing.T, s store.Store, c store.Contact) (p string) {
		t.Helper()
		update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			if convs[c] != nil {
				p = convs[c].Person
			}
			return err
		})
		return p
	}

	t.Run("ACodeIsUsedOnceAndByAnother", func(t *testing.T) {
		s, a, b := start(t)
		put(t, s, "48291306", a, "ana", noon)
		take(t, s, "48291306", a, noon, store.CodeOwn, "")
		take(t, s, "48291306", b, noon, store.CodeTaken, "ana")
		take(t, s, "48291306", b, noon, store.CodeWrong, "")
	})
	t.Run("ACodeGetsOld", func(t *testing.T) {
		s, a, b := start(t)
		put(t, s, "48291306", a, "ana", noon)
		take(t, s, "48291306", b, noon.Add(15*time.Minute), store.CodeWrong, "")
	})
	t.Run("ANewCodeTakesThePlaceOfTheLast", func(t *testing.T) {
		s, a, b := start(t)
		put(t, s, "11111111", a, "ana", noon)
		put(t, s, "22222222", a, "ana", noon)
		take(t, s, "11111111", b, noon, store.CodeWrong, "")
		take(t, s, "22222222", b, noon, store.CodeTaken, "ana")
	})
	t.Run("TwoCannotHoldOneCode", func(t *testing.T) {
		s, a, b := start(t)
		put(t, s, "11111111", a, "ana", noon)
		err := s.Update(t.Context(), s.Shard(b), func(tx store.Tx) error {
			return tx.PutCode(t.Context(), "11111111", b, "ben", noon, noon.Add(time.Minute))
		})
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
	})
	t.Run("GuessingEnds", func(t *testing.T) {
		s, a, b := start(t)
		put(t, s, "48291306", a, "ana", noon)
		for i := range store.CodeTries {
			take(t, s, fmt.Sprint(i), b, noon.Add(time.Duration(i)*time.Second), store.CodeWrong, "")
		}
		take(t, s, "48291306", b, noon.Add(time.Minute), store.CodeLater, "")
		put(t, s, "33333333", b, "ben", noon.Add(time.Minute)) // asking for a code forgets no guess
		take(t, s, "48291306", b, noon.Add(time.Minute), store.CodeLater, "")
		put(t, s, "48291307", a, "ana", noon.Add(20*time.Minute))
		take(t, s, "48291307", b, noon.Add(20*time.Minute), store.CodeTaken, "ana")
	})
	t.Run("OnlyJoinWritesThePerson", func(t *testing.T) {
		s, a, _ := start(t)
		tie(t, s, a, "ana")
		_, address := somebody(s, 0, 0)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			_, convs, err := tx.Receive(ctx, []store.Inbound{said(a, address, "m2", "hello", noon)})
			if err != nil {
				return err
			}
			convs[a].Person = "somebody else"
			return tx.PutConversations(ctx, []*store.Conversation{convs[a]})
		})
		if got := person(t, s, a); got != "ana" {
			t.Errorf("got the person %q, want ana", got)
		}
	})
	t.Run("ErasureTakesTheLinkAndTheCode", func(t *testing.T) {
		s, a, b := start(t)
		tie(t, s, a, "ana")
		tie(t, s, b, "ana")
		put(t, s, "48291306", a, "ana", noon)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Erase(ctx, a, noon) })
		take(t, s, "48291306", b, noon, store.CodeWrong, "")
		if got := person(t, s, a); got != "" {
			t.Errorf("got the person %q after an erasure, want none", got)
		}
		view(t, s, func(ctx context.Context, v store.View) error {
			got, err := v.Joined(ctx, "ana")
			if diff := cmp.Diff([]store.Contact{b}, got); diff != "" {
				t.Errorf("joined (-want +got):\n%s", diff)
			}
			return err
		})
	})
	t.Run("JoinedContactsCountOnce", func(t *testing.T) {
		s, a, b := start(t)
		c, _ := somebody(s, 0, 1)
		for i, who := range []store.Contact{a, b, c} {
			id := fmt.Sprint("r", i)
			update(t, s, s.Shard(who), func(ctx context.Context, tx store.Tx) error {
				err := tx.PutRuns(ctx, []store.Run{
					{Contact: who, ID: id, Flow: "f", Part: "main", BeganAt: noon, EndedAt: noon, Outcome: "done"},
					{Contact: who, ID: id + "b", Flow: "f", Part: "main", BeganAt: noon},
				})
				if err != nil {
					return err
				}
				return tx.PutAnswers(ctx, []store.Answer{{Contact: who, Run: id, Flow: "f", Part: "main", Name: "q", Status: "answered", Value: "yes", At: noon}})
			})
		}
		want := func(people int, persons map[store.Contact]string) {
			t.Helper()
			view(t, s, func(ctx context.Context, v store.View) error {
				n, err := v.People(ctx, "f")
				if err != nil {
					return err
				}
				counts, err := v.Counts(ctx, "f", "", "q", 1)
				if err != nil {
					return err
				}
				if n != people || counts["yes"] != people {
					t.Errorf("got %d people and %v, want %d in both", n, counts, people)
				}
				got, err := v.Persons(ctx)
				if diff := cmp.Diff(persons, got); diff != "" {
					t.Errorf("persons (-want +got):\n%s", diff)
				}
				none, err2 := v.Joined(ctx, "")
				if len(none) > 0 {
					t.Errorf("got %v joined to nobody, want none", none)
				}
				return errors.Join(err, err2)
			})
		}
		want(3, map[store.Contact]string{})
		tie(t, s, a, "ana")
		tie(t, s, b, "ana")
		want(2, map[store.Contact]string{a: "ana", b: "ana"})
	})
}
