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

func runs(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("ARunIsWrittenWhole", func(t *testing.T) {
		s := open(t)
		c, _ := somebody(s, 0, 0)
		want := []store.Run{{
			Contact: c, ID: "b", Flow: "one", Edition: 2, Part: "main", Subject: "milestone-7", Channel: "sms", Lang: "es",
			Helper: "h", Late: true, BeganAt: noon, State: []byte("aside"),
		}, {Contact: c, ID: "a", Flow: "two", Edition: 1, Part: "main", Channel: "sms", Lang: "es", BeganAt: noon}}
		for range 2 {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.PutRuns(ctx, want) })
		}
		want[0].EndedAt, want[0].Outcome, want[0].State, want[0].ForgetAt = noon.Add(time.Minute), "done", nil, noon.AddDate(2, 0, 0)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.PutRuns(ctx, want[:1]) })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			all, err := tx.Runs(ctx, c, "")
			if diff := cmp.Diff(want, all); diff != "" {
				t.Errorf("all runs (-want +got):\n%s", diff)
			}
			two, err2 := tx.Runs(ctx, c, "two")
			if diff := cmp.Diff(want[1:], two); diff != "" {
				t.Errorf("runs of two (-want +got):\n%s", diff)
			}
			return errors.Join(err, err2)
		})
	})

	t.Run("ALaterRunSupersedesEarlierOnesOfItsKind", func(t *testing.T) {
		s := open(t)
		c, _ := somebody(s, 0, 0)
		other, _ := somebody(s, 0, 1)
		at := func(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
		run := func(who store.Contact, id, part, subject string, minute int, outcome string) store.Run {
			r := store.Run{Contact: who, ID: id, Flow: "one", Edition: 1, Part: part, Subject: subject, Channel: "sms", Lang: "es", BeganAt: at(minute), Outcome: outcome}
			if outcome != "" {
				r.EndedAt = at(minute + 1)
			}
			return r
		}
		before := []store.Run{
			run(c, "done", "main", "", 0, "done"),
			run(c, "own-outcome", "main", "", 1, "praised"),
			run(c, "spared", "main", "", 2, "partial"),
			run(c, "open", "main", "", 3, ""),
			run(c, "other-part", "changed", "", 4, "done"),
			run(c, "other-subject", "main", "milestone-7", 5, "done"),
		}
		stranger := run(other, "stranger", "main", "", 6, "done")
		last := run(c, "last", "main", "", 7, "done")
		later := run(c, "later", "main", "", 8, "done")
		for _, r := range append(slices.Clone(before), stranger, last, later) {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.PutRuns(ctx, []store.Run{r}) })
		}
		for range 2 {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				return tx.Supersede(ctx, []store.Run{last}, []string{"partial"})
			})
		}
		want := map[string]string{
			"done": "replaced", "own-outcome": "replaced", "spared": "partial", "open": "", "other-part": "done",
			"other-subject": "done", "last": "done", "later": "done", "stranger": "done",
		}
		got := make(map[string]string)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			for _, who := range []store.Contact{c, other} {
				all, err := tx.Runs(ctx, who, "")
				if err != nil {
					return err
				}
				for _, r := range all {
					got[r.ID] = r.Outcome
				}
			}
			return nil
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("outcomes (-want +got):\n%s", diff)
		}
	})

	t.Run("AnswersKeepTheirOrderAndAreReplaced", func(t *testing.T) {
		s := open(t)
		c, _ := somebody(s, 0, 0)
		answer := func(run, name, value string) store.Answer {
			return store.Answer{Contact: c, Run: run, Flow: "f", Part: "main", Name: name, Kind: "choose", Status: "answered",
				Value: value, Raw: "raw " + value, Edition: 1, Wording: 2, Lang: "en", At: noon}
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(
				tx.PutAnswers(ctx, []store.Answer{answer("r", "z", "1"), answer("r", "a", "2"), answer("r2", "a", "9")}),
				tx.PutAnswers(ctx, []store.Answer{answer("r", "m", "3")}))
		})
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(
				tx.PutAnswers(ctx, []store.Answer{answer("r", "z", "4")}),
				tx.DropAnswers(ctx, c, "r", []string{"m", "none"}),
				tx.PutAnswers(ctx, []store.Answer{answer("r", "b", "5")}))
		})
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Answers(ctx, c, "r")
			want := []store.Answer{answer("r", "a", "2"), answer("r", "z", "4"), answer("r", "b", "5")}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
			return err
		})
	})

	t.Run("ATransactionReadsItsOwnWrites", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			_, convs, err := tx.Receive(ctx, []store.Inbound{said(c, address, "1", "hi", noon)})
			if err != nil {
				return err
			}
			err = errors.Join(
				tx.PutConversations(ctx, []*store.Conversation{convs[c]}),
				tx.PutAnswers(ctx, []store.Answer{{Contact: c, Run: "r", Name: "n", Value: "v", At: noon}}),
				tx.PutFacts(ctx, []store.Fact{{Contact: c, Name: "n", Value: "v", At: noon}}))
			got, err2 := tx.Answers(ctx, c, "r")
			facts, err3 := tx.Facts(ctx, c)
			if len(got) != 1 || len(facts) != 1 {
				t.Errorf("got %d answers and %d facts, want 1 and 1", len(got), len(facts))
			}
			return errors.Join(err, err2, err3)
		})
	})

	t.Run("ConsentsAreOnlyAdded", func(t *testing.T) {
		s := open(t)
		c, _ := somebody(s, 0, 0)
		yes := store.Consent{Contact: c, Flow: "f", Run: "r", Purpose: "take_part", Yes: true, How: "reply", Text: "May we?",
			Edition: 1, Wording: 1, Lang: "en", At: noon, Until: noon.AddDate(2, 0, 0)}
		no := yes
		no.Yes, no.How, no.At, no.Until = false, "stop", noon.Add(time.Hour), time.Time{}
		for range 2 {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.AddConsents(ctx, []store.Consent{yes, no}) })
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Consents(ctx, c)
			if diff := cmp.Diff([]store.Consent{yes, no, yes, no}, got); diff != "" {
				t.Errorf("consents (-want +got):\n%s", diff)
			}
			return err
		})
	})

	t.Run("FactsAreReplaced", func(t *testing.T) {
		s := open(t)
		c, _ := somebody(s, 0, 0)
		for _, value := range []string{"north", "south"} {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				return tx.PutFacts(ctx, []store.Fact{{Contact: c, Name: "district", Value: value, At: noon}})
			})
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Facts(ctx, c)
			want := []store.Fact{{Contact: c, Name: "district", Value: "south", At: noon}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			return err
		})
	})

	t.Run("OneFactOfManyPeople", func(t *testing.T) {
		s := open(t)
		ana, _ := somebody(s, 0, 0)
		bo, _ := somebody(s, 0, 1)
		cleo, _ := somebody(s, 0, 2)
		elsewhere, _ := somebody(s, 1, 0)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.PutFacts(ctx, []store.Fact{
				{Contact: ana, Name: "district", Value: "south", At: noon}, {Contact: ana, Name: "age", Value: "40", At: noon},
				{Contact: bo, Name: "age", Value: "20", At: noon}, {Contact: cleo, Name: "district", Value: "north", At: noon},
			})
		})
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.FactsOf(ctx, []store.Contact{ana, bo}, "district")
			if diff := cmp.Diff(map[store.Contact]string{ana: "south"}, got); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			if none, err := tx.FactsOf(ctx, nil, "district"); err != nil || len(none) > 0 {
				t.Errorf("of nobody: got %v, %v", none, err)
			}
			return err
		})
		err := s.Update(t.Context(), 0, func(tx store.Tx) error {
			_, err := tx.FactsOf(t.Context(), []store.Contact{elsewhere}, "district")
			return err
		})
		if err == nil {
			t.Error("a contact of another shard was taken")
		}
	})
}
