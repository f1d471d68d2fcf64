package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// twice runs every producer two times: the second changes nothing.
func twice(t *testing.T, open func(testing.TB) store.Store) {
	s := open(t)
	c, address := somebody(s, 0, 0)
	greet(t, s, c, address, nil)
	produce := map[string]func(context.Context, store.Tx) error{
		"Receive": func(ctx context.Context, tx store.Tx) error {
			_, _, err := tx.Receive(ctx, []store.Inbound{said(c, address, "a", "one", noon)})
			return err
		},
		"Settle": func(ctx context.Context, tx store.Tx) error {
			return tx.Settle(ctx, []store.Inbound{said(c, address, "a", "one", noon)})
		},
		"Tag": func(ctx context.Context, tx store.Tx) error {
			return tx.Tag(ctx, []store.Inbound{{Contact: c, Ref: "a", Run: "r"}})
		},
		"PutConversations": func(ctx context.Context, tx store.Tx) error {
			return tx.PutConversations(ctx, []*store.Conversation{{Contact: c, Lang: "es", Address: address}})
		},
		"PutRuns": func(ctx context.Context, tx store.Tx) error {
			return tx.PutRuns(ctx, []store.Run{{Contact: c, ID: "r", Flow: "f", BeganAt: noon}, {ID: "x", Flow: "f"}})
		},
		"PutAnswers": func(ctx context.Context, tx store.Tx) error {
			return tx.PutAnswers(ctx, []store.Answer{{Contact: c, Run: "r", Name: "q", Value: "v", At: noon}, {Run: "x", Name: "q", Value: "v"}})
		},
		"PutFacts": func(ctx context.Context, tx store.Tx) error {
			return tx.PutFacts(ctx, []store.Fact{{Contact: c, Name: "n", Value: "v", At: noon}})
		},
		"Enqueue": func(ctx context.Context, tx store.Tx) error {
			return tx.Enqueue(ctx, []store.Message{ours(c, "k", store.Reply)})
		},
		"EnqueueInOne": func(ctx context.Context, tx store.Tx) error {
			return tx.Enqueue(ctx, []store.Message{ours(c, "l", store.Reply), ours(c, "l", store.Reply)})
		},
		"PutDue": func(ctx context.Context, tx store.Tx) error {
			return tx.PutDue(ctx, []store.Due{{Contact: c, Kind: "part", Key: "k", At: noon.AddDate(1, 0, 0)}})
		},
		"PutHandover": func(ctx context.Context, tx store.Tx) error {
			return tx.PutHandover(ctx, store.Handover{Contact: c, Desk: "city", OpenedAt: noon})
		},
		"AddFollows": func(ctx context.Context, tx store.Tx) error {
			return tx.AddFollows(ctx, []store.Follow{follow(c, "theme", "climate"), follow(c, "place", "zaria")})
		},
		"SetSeen": func(ctx context.Context, tx store.Tx) error {
			f := follow(c, "theme", "climate")
			f.Seen = 3
			return tx.SetSeen(ctx, []store.Follow{f, f})
		},
		"DropFollows": func(ctx context.Context, tx store.Tx) error {
			_, err := tx.DropFollows(ctx, []store.Follow{follow(c, "theme", "climate")})
			return err
		},
		"AddJobs": func(ctx context.Context, tx store.Tx) error {
			return tx.AddJobs(ctx, []store.Job{{Kind: "news", Key: "k", At: noon}, {Kind: "news", Key: "k", At: noon}})
		},
		"PutJobs": func(ctx context.Context, tx store.Tx) error {
			return tx.PutJobs(ctx, []store.Job{{Kind: "news", Key: "k", Data: []byte("done")}})
		},
		"DropAnswers": func(ctx context.Context, tx store.Tx) error { return tx.DropAnswers(ctx, c, "r", []string{"none"}) },
		"Halt":        func(ctx context.Context, tx store.Tx) error { return tx.Halt(ctx, c) },
		"Forget":      func(ctx context.Context, tx store.Tx) error { return tx.Forget(ctx, c, "r") },
		"Erase":       func(ctx context.Context, tx store.Tx) error { return tx.Erase(ctx, c, noon) },
	}
	for _, name := range []string{"Receive", "Settle", "Tag", "PutConversations", "PutRuns", "PutAnswers", "PutFacts",
		"Enqueue", "EnqueueInOne", "PutDue", "PutHandover", "AddFollows", "SetSeen", "DropFollows", "AddJobs", "PutJobs", "DropAnswers", "Halt", "Forget", "Erase"} {
		update(t, s, 0, produce[name])
		once := everything(t, s, c)
		update(t, s, 0, produce[name])
		if diff := cmp.Diff(once, everything(t, s, c)); diff != "" {
			t.Errorf("%s twice (-once +twice):\n%s", name, diff)
		}
	}
}

// everything is all that can be read of a contact, without changing it.
func everything(t testing.TB, s store.Store, c store.Contact) map[string]any {
	t.Helper()
	all := map[string]any{}
	update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
		convs, err := tx.Conversations(ctx, []store.Contact{c})
		all["conversation"] = convs
		runs, err2 := tx.Runs(ctx, c, "")
		all["runs"] = runs
		answers, err3 := tx.Answers(ctx, c, "r")
		all["answers"] = answers
		consents, err4 := tx.Consents(ctx, c)
		all["consents"] = consents
		facts, err5 := tx.Facts(ctx, c)
		all["facts"] = facts
		parked, err6 := tx.Parked(ctx, c, 10)
		all["parked"] = parked
		follows, err7 := tx.Follows(ctx, []store.Contact{c})
		all["follows"] = follows
		job, ok, err8 := tx.Job(ctx, "news", "k")
		all["job"], all["a job"] = job, ok
		return errors.Join(err, err2, err3, err4, err5, err6, err7, err8)
	})
	view(t, s, func(ctx context.Context, v store.View) error {
		lines, err := v.Transcript(ctx, c, 100)
		all["transcript"] = lines
		queue, err2 := v.Handovers(ctx, "")
		all["queue"] = queue
		inUse, err3 := v.InUse(ctx, "f")
		all["in use"] = inUse
		n := 0
		err4 := v.EachRun(ctx, "f", func(store.Run, []store.Answer) error { n++; return nil })
		all["runs in all"] = n
		return errors.Join(err, err2, err3, err4)
	})
	return all
}

// fresh puts rows said to be new: first they are, then a store that trusts
// the word fails whole, and one that does not takes them as any others.
func fresh(t *testing.T, open func(testing.TB) store.Store) {
	s := open(t)
	c, address := somebody(s, 0, 0)
	greet(t, s, c, address, nil)
	put := func(ctx context.Context, isNew bool, value string) error {
		m := ours(c, "k", store.Reply)
		m.New, m.Text = isNew, value
		return s.Update(ctx, s.Shard(c), func(tx store.Tx) error {
			return errors.Join(
				tx.PutFacts(ctx, []store.Fact{{Contact: c, Name: "n", Value: value, At: noon}}),
				tx.PutRuns(ctx, []store.Run{{Contact: c, ID: "r", Flow: "f", Subject: value, BeganAt: noon, New: isNew}}),
				tx.PutAnswers(ctx, []store.Answer{{Contact: c, Run: "r", Name: "q", Value: value, At: noon, New: isNew}}),
				tx.Enqueue(ctx, []store.Message{m}))
		})
	}
	has := func(value string) {
		t.Helper()
		all := everything(t, s, c)
		run, answer, fact := all["runs"].([]store.Run)[0], all["answers"].([]store.Answer)[0], all["facts"].([]store.Fact)[0]
		if run.Subject != value || answer.Value != value || fact.Value != value {
			t.Errorf("got the run of %q, the answer of %q and the fact of %q, want %q", run.Subject, answer.Value, fact.Value, value)
		}
		if lines := all["transcript"].([]store.Line); lines[len(lines)-1].Text != "one" {
			t.Errorf("got the message %q, want the first", lines[len(lines)-1].Text)
		}
	}
	if err := put(t.Context(), true, "one"); err != nil {
		t.Fatal(err)
	}
	has("one")
	switch err := put(t.Context(), true, "two"); {
	case err == nil:
		has("two")
	case errors.Is(err, store.ErrConflict):
		has("one")
	default:
		t.Fatalf("got %v, want nil or a conflict", err)
	}
	if err := put(t.Context(), false, "three"); err != nil {
		t.Fatal(err)
	}
	has("three")
}
