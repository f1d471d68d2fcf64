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

// finished is a run that ended, with one answer.
func finished(t testing.TB, s store.Store, shard int, c store.Contact, id, subject, value string) {
	t.Helper()
	update(t, s, shard, func(ctx context.Context, tx store.Tx) error {
		return errors.Join(
			tx.PutRuns(ctx, []store.Run{{Contact: c, ID: id, Flow: "f", Edition: 1, Subject: subject, BeganAt: noon, EndedAt: noon, Outcome: "done"}}),
			tx.PutAnswers(ctx, []store.Answer{{Contact: c, Run: id, Flow: "f", Name: "q", Status: "answered", Value: value, At: noon}}))
	})
}

func views(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("EveryRunOfAFlowOnAllShards", func(t *testing.T) {
		s := open(t)
		a, _ := somebody(s, 0, 0)
		b, _ := somebody(s, 1, 0)
		finished(t, s, 0, a, "ra", "", "yes")
		finished(t, s, 1, b, "rb", "", "no")
		finished(t, s, 1, "", "rx", "", "no")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.PutRuns(ctx, []store.Run{{Contact: a, ID: "open", Flow: "f", BeganAt: noon}, {Contact: a, ID: "other", Flow: "g", BeganAt: noon}})
		})
		var first []string
		for range 2 {
			var got []string
			view(t, s, func(ctx context.Context, v store.View) error {
				return v.EachRun(ctx, "f", func(r store.Run, answers []store.Answer) error {
					line := r.ID
					for _, a := range answers {
						line += " " + a.Name + "=" + a.Value
						if a.Contact != r.Contact || a.Run != r.ID {
							t.Errorf("run %s got an answer of %s", r.ID, a.Run)
						}
					}
					got = append(got, line)
					return nil
				})
			})
			if first == nil {
				first = slices.Clone(got)
			}
			if !slices.Equal(first, got) {
				t.Errorf("the order changed from %v to %v", first, got)
			}
			slices.Sort(got)
			if want := []string{"open", "ra q=yes", "rb q=no", "rx q=no"}; !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		}
	})

	t.Run("CountsArePeople", func(t *testing.T) {
		s := open(t)
		a, _ := somebody(s, 0, 0)
		b, _ := somebody(s, 1, 0)
		finished(t, s, 0, a, "1", "x", "yes")
		finished(t, s, 0, a, "2", "x", "yes") // the same person again
		finished(t, s, 1, b, "3", "y", "yes")
		finished(t, s, 0, "", "4", "x", "no")
		finished(t, s, 0, "", "5", "x", "no")
		finished(t, s, 0, "", "6", "x", "")
		for subject, want := range map[string]map[string]int{"": {"yes": 2, "no": 2}, "x": {"yes": 1, "no": 2}, "z": {}} {
			view(t, s, func(ctx context.Context, v store.View) error {
				got, err := v.Counts(ctx, "f", subject, "q", 1)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("subject %q (-want +got):\n%s", subject, diff)
				}
				return err
			})
		}
	})

	t.Run("CountsAreOfWholeGroupsOfPeople", func(t *testing.T) {
		s := open(t)
		answered := func(shard, who int, id, value string, after time.Duration) {
			c, _ := somebody(s, shard, who)
			update(t, s, shard, func(ctx context.Context, tx store.Tx) error {
				return errors.Join(
					tx.PutRuns(ctx, []store.Run{{Contact: c, ID: id, Flow: "f", Edition: 1, BeganAt: noon, EndedAt: noon.Add(after), Outcome: "done"}}),
					tx.PutAnswers(ctx, []store.Answer{{Contact: c, Run: id, Flow: "f", Name: "q", Status: "answered", Value: value, At: noon}}))
			})
		}
		answered(0, 1, "z", "yes", 0)
		answered(1, 2, "y", "no", time.Minute)
		answered(0, 3, "x", "yes", 2*time.Minute)
		answered(1, 4, "w", "yes", 3*time.Minute)
		for group, want := range map[int]map[string]int{0: {"yes": 3, "no": 1}, 1: {"yes": 3, "no": 1}, 3: {"yes": 2, "no": 1}, 4: {"yes": 3, "no": 1}, 5: {}} {
			view(t, s, func(ctx context.Context, v store.View) error {
				got, err := v.Counts(ctx, "f", "", "q", group)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("in groups of %d (-want +got):\n%s", group, diff)
				}
				return err
			})
		}
		answered(0, 1, "v", "no", time.Hour) // the first changes their mind
		view(t, s, func(ctx context.Context, v store.View) error {
			got, err := v.Counts(ctx, "f", "", "q", 4)
			if diff := cmp.Diff(map[string]int{"yes": 2, "no": 2}, got); diff != "" {
				t.Errorf("of a person who answered again (-want +got):\n%s", diff)
			}
			return err
		})
	})

	t.Run("TheQueueOfADesk", func(t *testing.T) {
		s := open(t)
		a, _ := somebody(s, 0, 0)
		b, _ := somebody(s, 1, 0)
		first := store.Handover{Contact: b, Run: "r", Desk: "city", Flow: "f", Lang: "en", OpenedAt: noon, Until: noon.Add(time.Hour), Code: "AB12"}
		second := store.Handover{Contact: a, Desk: "county", OpenedAt: noon.Add(time.Minute)}
		for _, h := range []store.Handover{second, first, first} {
			update(t, s, s.Shard(h.Contact), func(ctx context.Context, tx store.Tx) error { return tx.PutHandover(ctx, h) })
		}
		check := func(desk string, want ...store.Handover) {
			t.Helper()
			view(t, s, func(ctx context.Context, v store.View) error {
				got, err := v.Handovers(ctx, desk)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("desk %q (-want +got):\n%s", desk, diff)
				}
				return err
			})
		}
		check("", first, second)
		check("city", first)
		update(t, s, 1, func(ctx context.Context, tx store.Tx) error { return tx.DropHandover(ctx, b) })
		check("", second)
	})

	t.Run("ATranscriptIsTheLastLinesInOrder", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		enqueue(t, s, ours(c, "a", store.Reply))
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			_, _, err := tx.Receive(ctx, []store.Inbound{said(c, address, "2", "yes", noon)})
			return err
		})
		enqueue(t, s, ours(c, "b", store.Reply))
		view(t, s, func(ctx context.Context, v store.View) error {
			got, err := v.Transcript(ctx, c, 3)
			want := []store.Line{{Text: "text of a", At: noon, State: store.Queued}, {In: true, Text: "yes", At: noon},
				{Text: "text of b", At: noon, State: store.Queued}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("transcript (-want +got):\n%s", diff)
			}
			return err
		})
	})

	t.Run("MessagesAreCountedByChannelAndState", func(t *testing.T) {
		s := open(t)
		for shard := range 2 {
			c, address := somebody(s, shard, 0)
			greet(t, s, c, address, nil)
			enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply))
		}
		wantClaim(t, s, noon, "a")
		view(t, s, func(ctx context.Context, v store.View) error {
			got, err := v.Outbox(ctx)
			want := []store.Tally{{Channel: "town", State: store.Queued, N: 3, Oldest: noon}, {Channel: "town", State: store.Sending, N: 1}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("tally (-want +got):\n%s", diff)
			}
			return err
		})
	})

	t.Run("EditionsInUse", func(t *testing.T) {
		s := open(t)
		a, address := somebody(s, 0, 0)
		b, _ := somebody(s, 1, 0)
		greet(t, s, a, address, func(c *store.Conversation) { c.Flow, c.Edition, c.Run = "f", 3, "r" })
		finished(t, s, 1, b, "ended", "", "yes")
		update(t, s, 1, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(
				tx.PutRuns(ctx, []store.Run{{Contact: b, ID: "aside", Flow: "f", Edition: 2, BeganAt: noon, State: []byte("s")}}),
				tx.PutDue(ctx, []store.Due{{Contact: b, Kind: "part", Key: "p", At: noon, Flow: "f", Edition: 5}, {Contact: b, Kind: "x", Key: "p", At: noon}}))
		})
		view(t, s, func(ctx context.Context, v store.View) error {
			got, err := v.InUse(ctx, "f")
			if want := []int{2, 3, 5}; !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			return err
		})
	})

	t.Run("AViewIsOneMoment", func(t *testing.T) {
		s := open(t)
		a, _ := somebody(s, 0, 0)
		finished(t, s, 0, a, "1", "", "yes")
		view(t, s, func(ctx context.Context, v store.View) error {
			b, _ := somebody(s, 1, 0)
			finished(t, s, 1, b, "2", "", "yes")
			got, err := v.Counts(ctx, "f", "", "q", 1)
			if got["yes"] != 1 {
				t.Errorf("got %v, want what was there when the view began", got)
			}
			return err
		})
	})
}
