package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"plaza/store"
)

// secrets are what a person told us, as it must never be found again.
var secrets = []string{"grievance-inbound", "grievance-answer", "grievance-value", "grievance-state", "grievance-fact",
	"grievance-outbound", "grievance-consent", "grievance-due", "grievance-aside", "grievance-media", "grievance-follow", "grievance-copy"}

// fill gives a person one row in every table, in a run.
func fill(t testing.TB, s store.Store, c store.Contact, address, run string) {
	t.Helper()
	update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
		m := said(c, address, "ref-"+run, "grievance-inbound", noon)
		m.Run, m.Media = run, []byte("grievance-inbound")
		_, convs, err := tx.Receive(ctx, []store.Inbound{m})
		if err != nil {
			return err
		}
		conv := convs[c]
		conv.Channel, conv.Flow, conv.Run, conv.State, conv.SeenAt = "town", "f", run, []byte("grievance-state"), noon
		conv.Due = noon.Add(time.Hour)
		conv.Aside = "grievance-aside"
		parked := said(c, address, "parked-"+run, "grievance-inbound", noon)
		parked.Run = run
		message := ours(c, "in/"+run+"/0", store.Reply)
		message.Text, message.Run, message.Extras = "grievance-outbound", run, []byte("grievance-outbound")
		copied := ours(c, "cast/b7", store.Broadcast) // belongs to no run
		copied.Channel, copied.Flow, copied.Text = "village", store.BroadcastFlow("b7"), "grievance-copy"
		attached := picture(c, "ref-"+run, "media-"+run)
		attached.Type, attached.DueAt = "grievance-media", noon.Add(time.Hour) // what it is, and where, is sealed
		return errors.Join(
			tx.AddMedia(ctx, []store.Media{attached}),
			tx.PutConversations(ctx, []*store.Conversation{conv}),
			tx.Tag(ctx, []store.Inbound{m}),
			tx.Park(ctx, []store.Inbound{parked}),
			tx.PutRuns(ctx, []store.Run{{Contact: c, ID: run, Flow: "f", Edition: 1, Subject: "grievance-value", Lang: "en",
				Channel: "sms", BeganAt: noon, EndedAt: noon, Outcome: "done", State: []byte("grievance-state"), ForgetAt: noon.AddDate(1, 0, 0)}}),
			tx.PutAnswers(ctx, []store.Answer{{Contact: c, Run: run, Flow: "f", Name: "q", Status: "answered",
				Value: "grievance-value", Raw: "grievance-answer", At: noon}}),
			tx.AddConsents(ctx, []store.Consent{{Contact: c, Flow: "f", Run: run, Purpose: "take_part", Yes: true, How: "reply",
				Text: "grievance-consent", At: noon, Until: noon.AddDate(1, 0, 0)}}),
			tx.PutFacts(ctx, []store.Fact{{Contact: c, Name: "district", Value: "grievance-fact", At: noon}}),
			tx.Enqueue(ctx, []store.Message{message, copied}),
			tx.PutDue(ctx, []store.Due{{Contact: c, Kind: "part", Key: run, At: noon, Data: []byte("grievance-due")}}),
			tx.AddFollows(ctx, []store.Follow{follow(c, "theme", "grievance-follow")}),
			tx.PutHandover(ctx, store.Handover{Contact: c, Run: run, Desk: "city", OpenedAt: noon, Code: "AB12"}))
	})
}

// settle marks what waits as handled and takes what is due and the broadcast
// back, as the runtime would have; and the person follows nothing more.
func settle(t testing.TB, s store.Store, c store.Contact) {
	t.Helper()
	update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
		in, err := tx.Parked(ctx, c, 10)
		if err != nil {
			return err
		}
		_, err = tx.ClaimDue(ctx, noon.Add(time.Hour), 10)
		_, err2 := tx.DropFollows(ctx, []store.Follow{{Contact: c}})
		_, err3 := tx.CancelFlow(ctx, store.BroadcastFlow("b7"), "enough", 10)
		return errors.Join(err, err2, err3, tx.Settle(ctx, in))
	})
}

func forgetting(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("AfterAnErasureOnlyTheOptOutRemains", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		fill(t, s, c, address, "r1")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Erase(ctx, c, noon) })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			fresh, convs, err := tx.Receive(ctx, []store.Inbound{said(c, "", "ref-r1", "grievance-inbound", noon)})
			if err != nil {
				return err
			}
			if fresh[0] {
				t.Error("an echo of an erased message counts as new")
			}
			got := *convs[c]
			if want := (store.Conversation{Contact: c, Stopped: noon}); !equalConversation(got, want) {
				t.Errorf("got %+v, want the opt-out alone", got)
			}
			in, err1 := tx.Parked(ctx, c, 10)
			runs, err2 := tx.Runs(ctx, c, "")
			answers, err3 := tx.Answers(ctx, c, "r1")
			consents, err4 := tx.Consents(ctx, c)
			facts, err5 := tx.Facts(ctx, c)
			due, err6 := tx.ClaimDue(ctx, noon, 10)
			sent, _, err7 := tx.Claim(ctx, "town", 1, noon, noon.Add(time.Minute), 10)
			if n := len(in) + len(runs) + len(answers) + len(consents) + len(facts) + len(due) + len(sent); n != 0 {
				t.Errorf("got %v %v %v %v %v %v %v, want nothing", in, runs, answers, consents, facts, due, sent)
			}
			return errors.Join(err1, err2, err3, err4, err5, err6, err7)
		})
		view(t, s, func(ctx context.Context, v store.View) error {
			queue, err := v.Handovers(ctx, "")
			lines, err2 := v.Transcript(ctx, c, 100)
			for _, l := range lines {
				if l.Text != "" || !l.At.IsZero() {
					t.Errorf("transcript still holds %+v", l)
				}
			}
			if len(queue) != 0 {
				t.Errorf("the queue still holds %v", queue)
			}
			return errors.Join(err, err2)
		})
	})

	t.Run("TheWordThatSaysSoStillLeaves", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		fill(t, s, c, address, "r1")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			if err != nil {
				return err
			}
			last := ours(c, "in/erase/0", store.Reply)
			last.Last, last.Address = true, address
			return errors.Join(tx.Erase(ctx, c, noon), tx.Enqueue(ctx, []store.Message{last}),
				tx.PutConversations(ctx, []*store.Conversation{convs[c]})) // as the runtime does at each turn
		})
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, _, err := tx.Claim(ctx, "town", 1, noon, noon.Add(time.Minute), 10)
			if err == nil && (len(got) != 1 || got[0].Address != address) {
				t.Errorf("got %+v, want the last word with its address", got)
			}
			convs, err2 := tx.Conversations(ctx, []store.Contact{c})
			if err2 == nil && (convs[c].Address != "" || convs[c].State != nil || convs[c].Stopped.IsZero()) {
				t.Errorf("got %+v, want the opt-out alone", convs[c])
			}
			return errors.Join(err, err2)
		})
		finish(t, s, 1, c, "in/erase/0", store.Sent, time.Time{})
		if got := states(t, s, c); len(got) != 0 {
			t.Errorf("got %v, want it gone with its address", got)
		}
	})

	t.Run("WhoWritesAgainIsKnownAgain", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		fill(t, s, c, address, "r1")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Erase(ctx, c, noon) })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			_, convs, err := tx.Receive(ctx, []store.Inbound{said(c, address, "new", "yes", noon)})
			if err != nil {
				return err
			}
			convs[c].Stopped = time.Time{}
			return tx.PutConversations(ctx, []*store.Conversation{convs[c]})
		})
		enqueue(t, s, ours(c, "welcome", store.Reply))
		wantClaim(t, s, noon, "welcome")
	})

	t.Run("AnEarlierOptOutKeepsItsDay", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, func(conv *store.Conversation) { conv.Stopped = noon })
		for range 2 {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Erase(ctx, c, noon.Add(time.Hour)) })
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			if err == nil && !convs[c].Stopped.Equal(noon) {
				t.Errorf("got %v, want %v", convs[c].Stopped, noon)
			}
			return err
		})
	})

	t.Run("ARunForgottenIsACountWithoutThePerson", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		fill(t, s, c, address, "r1")
		fill(t, s, c, address, "r2")
		settle(t, s, c)
		for range 2 {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Forget(ctx, c, "r1") })
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			runs, err := tx.Runs(ctx, c, "")
			if len(runs) != 1 || runs[0].ID != "r2" {
				t.Errorf("got %+v, want r2 alone", runs)
			}
			one, err2 := tx.Answers(ctx, c, "r1")
			two, err3 := tx.Answers(ctx, c, "r2")
			if len(one) != 0 || len(two) != 1 {
				t.Errorf("got %d answers of r1 and %d of r2, want 0 and 1", len(one), len(two))
			}
			convs, err4 := tx.Conversations(ctx, []store.Contact{c})
			if err4 == nil && (convs[c].Address != address || convs[c].Run != "r2") {
				t.Errorf("got %+v, want the other run untouched", convs[c])
			}
			return errors.Join(err, err2, err3, err4)
		})
		var anonymous []store.Run
		view(t, s, func(ctx context.Context, v store.View) error {
			return v.EachRun(ctx, "f", func(r store.Run, _ []store.Answer) error {
				if r.Contact == "" {
					anonymous = append(anonymous, r)
				}
				return nil
			})
		})
		if len(anonymous) != 1 {
			t.Fatalf("got %+v, want one count", anonymous)
		}
		r, day := anonymous[0], noon.Truncate(24*time.Hour)
		if r.ID == "r1" || r.Outcome != "done" || !r.EndedAt.Equal(day) || !r.BeganAt.Equal(day) || r.Subject != "" || r.State != nil {
			t.Errorf("got %+v, want nothing that leads back", r)
		}
	})

	t.Run("TheLastRunTakesTheAddressAlong", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		fill(t, s, c, address, "r1")
		settle(t, s, c)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Forget(ctx, c, "r1") })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			facts, err2 := tx.Facts(ctx, c)
			if convs[c] != nil || len(facts) != 0 {
				t.Errorf("got %+v and %v, want nothing", convs[c], facts)
			}
			return errors.Join(err, err2)
		})
	})

	t.Run("AnOptOutOutlivesTheLastRun", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, func(conv *store.Conversation) { conv.Stopped = noon })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Forget(ctx, c, "r1") })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			if err == nil && (convs[c] == nil || !convs[c].Stopped.Equal(noon) || convs[c].Address != "") {
				t.Errorf("got %+v, want the opt-out alone", convs[c])
			}
			return err
		})
	})

	t.Run("AnAnonymousRunEndsAndTheTalkGoesOn", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, func(conv *store.Conversation) { conv.Flow, conv.Run, conv.State = "f", "r1", []byte("grievance-state") })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			m := said(c, address, "last", "grievance-inbound", noon)
			m.Run = "r1"
			_, convs, err := tx.Receive(ctx, []store.Inbound{m})
			if err != nil {
				return err
			}
			conv := convs[c]
			conv.Flow, conv.Run, conv.State = "", "", nil
			return errors.Join(tx.Tag(ctx, []store.Inbound{m}), tx.Forget(ctx, c, "r1"),
				tx.PutRuns(ctx, []store.Run{{ID: "x1", Flow: "f", EndedAt: noon.Truncate(24 * time.Hour)}}),
				tx.PutConversations(ctx, []*store.Conversation{conv}), tx.Enqueue(ctx, []store.Message{ours(c, "thanks", store.Reply)}))
		})
		wantClaim(t, s, noon, "thanks")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			fresh, _, err := tx.Receive(ctx, []store.Inbound{said(c, address, "last", "grievance-inbound", noon)})
			if err == nil && fresh[0] {
				t.Error("an echo of the last message counts as new")
			}
			return err
		})
	})

	t.Run("WhoAskedToBeContactedKeepsTheirAddress", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		fill(t, s, c, address, "r1")
		settle(t, s, c)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(tx.AddConsents(ctx, []store.Consent{{Contact: c, Flow: "f", Run: "r1", Purpose: "contact_again", Yes: true,
				How: "reply", At: noon, Until: noon.AddDate(5, 0, 0)}}), tx.Forget(ctx, c, "r1"))
		})
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			consents, err2 := tx.Consents(ctx, c)
			if convs[c] == nil || convs[c].Address != address || len(consents) != 1 {
				t.Errorf("got %+v and %+v", convs[c], consents)
			}
			return errors.Join(err, err2)
		})
	})

	t.Run("AWordTakenBackKeepsNobody", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		for _, step := range []struct {
			yes, kept bool
		}{{true, true}, {false, false}, {true, true}} {
			greet(t, s, c, address, func(conv *store.Conversation) { conv.Address = address })
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				return errors.Join(tx.AddConsents(ctx, []store.Consent{{Contact: c, Purpose: "updates", Yes: step.yes, How: "reply", At: noon}}),
					tx.Forget(ctx, c, "none"))
			})
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				convs, err := tx.Conversations(ctx, []store.Contact{c})
				if kept := convs[c] != nil; kept != step.kept {
					t.Errorf("after the word %v: got kept %v, want %v", step.yes, kept, step.kept)
				}
				return err
			})
		}
	})

	t.Run("ADigestOfNothingKeepsNobody", func(t *testing.T) {
		for _, kind := range []string{"digest", "part"} {
			s := open(t)
			c, address := somebody(s, 0, 0)
			greet(t, s, c, address, nil)
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				return errors.Join(tx.PutDue(ctx, []store.Due{{Contact: c, Kind: kind, Key: "k", At: noon}}), tx.Forget(ctx, c, "none"))
			})
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				convs, err := tx.Conversations(ctx, []store.Contact{c})
				if kept, want := convs[c] != nil, kind != "digest"; kept != want {
					t.Errorf("with a row of kind %s: got kept %v, want %v", kind, kept, want)
				}
				due, err2 := tx.ClaimDue(ctx, noon, 10)
				if left := len(due) > 0; left != (kind != "digest") {
					t.Errorf("of kind %s: got %v, want it to go with its person", kind, due)
				}
				return errors.Join(err, err2)
			})
		}
	})
}

func equalConversation(a, b store.Conversation) bool {
	return a.Contact == b.Contact && a.Channel == b.Channel && a.Address == b.Address && a.Lang == b.Lang && a.Flow == b.Flow &&
		a.Edition == b.Edition && a.Run == b.Run && bytes.Equal(a.State, b.State) && a.Aside == b.Aside && a.Desk == b.Desk &&
		a.Due.Equal(b.Due) && a.Stopped.Equal(b.Stopped) && a.Waiting == b.Waiting && a.SeenAt.Equal(b.SeenAt) && a.New == b.New
}
