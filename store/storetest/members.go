package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// membersOf reads a shard's people in chunks.
func membersOf(t testing.TB, s store.Store, shard, n int, w store.Wants) (all []store.Member) {
	t.Helper()
	for after := store.Contact(""); ; after = all[len(all)-1].Contact {
		var chunk []store.Member
		update(t, s, shard, func(ctx context.Context, tx store.Tx) (err error) {
			chunk, err = tx.Members(ctx, after, n, w)
			return err
		})
		if len(chunk) > n || len(all) > 100 {
			t.Fatalf("got %d people behind %d, want at most %d and an end", len(chunk), len(all), n)
		}
		if len(chunk) == 0 {
			return all
		}
		all = append(all, chunk...)
	}
}

// members is who people are, as far as somebody asks.
func members(t *testing.T, open func(testing.TB) store.Store) {
	everything := store.Wants{Facts: []string{"district", "updates"}, Answers: [][2]string{{"f", "q"}, {"g", "q"}},
		Except: []string{"replaced", "stopped"}, Purposes: [][2]string{{"", "updates"}, {"f", "contact_again"}},
		Now: noon.Add(time.Hour), Follows: true, Sealed: true}

	t.Run("OnlyWhatIsWanted", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		fill(t, s, c, address, "r1")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(tx.Join(ctx, c, "ana"), tx.PutFacts(ctx, []store.Fact{{Contact: c, Name: "other", Value: "v", At: noon}}),
				tx.AddConsents(ctx, []store.Consent{{Contact: c, Purpose: "updates", Yes: true, How: "reply", At: noon}}))
		})
		plain := store.Member{Contact: c, Channel: "town", Person: "ana", SeenAt: noon}
		for _, test := range []struct {
			name  string
			wants store.Wants
			add   func(*store.Member)
		}{
			{"Nothing", store.Wants{}, func(*store.Member) {}},
			{"Facts", store.Wants{Facts: []string{"district", "none"}}, func(m *store.Member) { m.Facts = map[string]string{"district": "grievance-fact"} }},
			{"Answers", store.Wants{Answers: [][2]string{{"f", "q"}, {"f", "none"}}}, func(m *store.Member) {
				m.Answers = map[[2]string]string{{"f", "q"}: "grievance-value"}
			}},
			{"OtherAnswers", store.Wants{Answers: [][2]string{{"f", "none"}, {"g", "q"}}}, func(*store.Member) {}},
			{"Purposes", store.Wants{Purposes: [][2]string{{"", "updates"}, {"f", "none"}}}, func(m *store.Member) {
				m.Granted = map[[2]string]time.Time{{"", "updates"}: {}}
			}},
			{"PurposesOfAnotherFlow", store.Wants{Purposes: [][2]string{{"", "take_part"}, {"f", "updates"}}}, func(*store.Member) {}},
			{"Follows", store.Wants{Follows: true}, func(m *store.Member) { m.Follows = []store.Follow{follow(c, "theme", "grievance-follow")} }},
			{"Address", store.Wants{Sealed: true}, func(m *store.Member) { m.Address = address }},
		} {
			want := plain
			test.add(&want)
			if diff := cmp.Diff([]store.Member{want}, membersOf(t, s, 0, 10, test.wants)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
		}
	})

	t.Run("WhatWasSentUnasked", func(t *testing.T) {
		s, c := addressee(t, open)
		other, address := somebody(s, 0, 1)
		greet(t, s, other, address, nil)
		at := func(key string, p store.Priority, after time.Duration) store.Message {
			m := ours(c, key, p)
			m.DueAt = noon.Add(after)
			return m
		}
		enqueue(t, s, at("old", store.Broadcast, -time.Hour), at("later", store.Broadcast, 2*time.Hour),
			at("soon", store.Reminder, time.Hour), at("reply", store.Reply, time.Hour), at("failed", store.Broadcast, time.Minute))
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			_, err := tx.Cancel(ctx, []store.Message{at("failed", store.Broadcast, 0)}, "not wanted")
			return err
		})
		for _, test := range []struct {
			since time.Time
			want  []time.Time
		}{
			{time.Time{}, nil},
			{noon, []time.Time{noon.Add(time.Hour), noon.Add(2 * time.Hour)}},
			{noon.Add(time.Hour), []time.Time{noon.Add(2 * time.Hour)}},
		} {
			for _, m := range membersOf(t, s, 0, 10, store.Wants{Unasked: test.since}) {
				want := test.want
				if m.Contact != c {
					want = nil
				}
				if diff := cmp.Diff(want, m.Unasked); diff != "" {
					t.Errorf("since %v (-want +got):\n%s", test.since, diff)
				}
			}
		}
	})

	t.Run("EverybodyOfTheShardInOrderAndOnce", func(t *testing.T) {
		s := open(t)
		var people []store.Contact
		for n := range 9 {
			c, address := somebody(s, 0, n)
			people = append(people, c)
			fill(t, s, c, address, "r")
		}
		elsewhere, address := somebody(s, 1, 0)
		fill(t, s, elsewhere, address, "r")
		stranger, _ := somebody(s, 0, 20) // of whom there is a fact and no conversation
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(tx.PutFacts(ctx, []store.Fact{{Contact: stranger, Name: "district", Value: "v", At: noon}}), tx.Erase(ctx, people[8], noon))
		})
		people = people[:8]
		slices.Sort(people)
		whole := membersOf(t, s, 0, 100, everything)
		var got []store.Contact
		for _, m := range whole {
			got = append(got, m.Contact)
			if len(m.Facts) != 1 || len(m.Answers) != 1 || len(m.Follows) != 1 || m.Address == "" {
				t.Errorf("got %+v, want everything of them", m)
			}
		}
		if !slices.Equal(got, people) {
			t.Errorf("got %v, want %v", got, people)
		}
		for _, n := range []int{1, 2, 3, 8} {
			if diff := cmp.Diff(whole, membersOf(t, s, 0, n, everything)); diff != "" {
				t.Errorf("in chunks of %d (-whole +chunks):\n%s", n, diff)
			}
		}
		var all []store.Member
		view(t, s, func(ctx context.Context, v store.View) error {
			err := v.EachMember(ctx, everything, func(m store.Member) error {
				all = append(all, m)
				return nil
			})
			n, err2 := v.People(ctx, "f")
			if n != 9 {
				t.Errorf("after it the view counts %d people, want 9", n)
			}
			return errors.Join(err, err2)
		})
		if diff := cmp.Diff(append(whole, membersOf(t, s, 1, 10, everything)...), all); diff != "" {
			t.Errorf("on all shards (-want +got):\n%s", diff)
		}
	})

	t.Run("AViewReadsOnBeyondAChunk", func(t *testing.T) {
		s := open(t)
		var crowd []*store.Conversation
		for n := 0; len(crowd) < store.MemberChunk+50; n++ {
			if c := s.Contact("sms", "", phone(n)); s.Shard(c) == 0 {
				crowd = append(crowd, &store.Conversation{Contact: c, Channel: "town", Address: phone(n), SeenAt: noon, New: true})
			}
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.PutConversations(ctx, crowd) })
		seen := map[store.Contact]int{}
		view(t, s, func(ctx context.Context, v store.View) error {
			return v.EachMember(ctx, store.Wants{}, func(m store.Member) error {
				if seen[m.Contact]++; seen[m.Contact] > 1 {
					return errors.New("somebody came twice")
				}
				return nil
			})
		})
		if len(seen) != len(crowd) {
			t.Errorf("got %d people, want %d", len(seen), len(crowd))
		}
	})

	t.Run("TheNewestWordCounts", func(t *testing.T) {
		s := open(t)
		updates := [2]string{"", "updates"}
		word := func(yes bool, until time.Time) store.Consent {
			return store.Consent{Purpose: "updates", How: "reply", Yes: yes, At: noon, Until: until}
		}
		whole := func(yes bool) store.Consent {
			return store.Consent{Purpose: "messages", How: "reply", Yes: yes, At: noon}
		}
		all := everything
		all.Over = "messages"
		var forever time.Time
		for n, test := range []struct {
			words []store.Consent
			want  bool
		}{
			{nil, false},
			{[]store.Consent{word(true, forever)}, true},
			{[]store.Consent{word(true, forever), word(false, forever)}, false},
			{[]store.Consent{word(false, forever), word(true, forever)}, true},
			{[]store.Consent{word(true, everything.Now)}, false},
			{[]store.Consent{word(true, everything.Now.Add(time.Microsecond))}, true},
			{[]store.Consent{word(true, forever), word(true, noon)}, false}, // the newest has run out
			{[]store.Consent{word(true, forever), whole(false)}, false},
			{[]store.Consent{word(true, forever), whole(false), whole(true)}, false}, // to come back is no yes to this
			{[]store.Consent{word(true, forever), whole(false), word(true, forever)}, true},
			{[]store.Consent{whole(true)}, false},
		} {
			c, address := somebody(s, 0, n)
			greet(t, s, c, address, nil)
			for i := range test.words {
				test.words[i].Contact = c
			}
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.AddConsents(ctx, test.words) })
			for _, m := range membersOf(t, s, 0, 2, all) {
				until, granted := m.Granted[updates]
				if m.Contact != c {
					continue
				}
				if granted != test.want || granted && !until.Equal(test.words[len(test.words)-1].Until) {
					t.Errorf("case %d: got %v, want %v", n, m.Granted, test.want)
				}
			}
		}
	})

	t.Run("TheNewestAnswerThatStands", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		ran := func(id, flow, outcome, value string) {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				r := store.Run{Contact: c, ID: id, Flow: flow, BeganAt: noon, Outcome: outcome}
				if outcome != "" {
					r.EndedAt = noon
				}
				return errors.Join(tx.PutRuns(ctx, []store.Run{r}),
					tx.PutAnswers(ctx, []store.Answer{{Contact: c, Run: id, Flow: flow, Name: "q", Value: value, At: noon}}))
			})
		}
		for _, step := range []struct{ id, flow, outcome, value, want string }{
			{"5", "f", "", "open", ""},
			{"4", "f", "done", "first", "first"},
			{"3", "f", "not_eligible", "second", "second"},
			{"2", "f", "stopped", "third", "second"},
			{"1", "f", "", "fourth", "second"},
			{"0", "h", "done", "fifth", "second"},
		} {
			ran(step.id, step.flow, step.outcome, step.value)
			got := membersOf(t, s, 0, 10, everything)[0].Answers[[2]string{"f", "q"}]
			if got != step.want {
				t.Errorf("after run %s: got %q, want %q", step.id, got, step.want)
			}
		}
	})

	t.Run("WhoMayNotBeWrittenToSaysSo", func(t *testing.T) {
		s := open(t)
		stopped, address := somebody(s, 1, 0)
		greet(t, s, stopped, address, func(c *store.Conversation) { c.Stopped, c.Lang = noon, "ha" })
		dead, address := somebody(s, 0, 0)
		greet(t, s, dead, address, nil)
		enqueue(t, s, ours(dead, "k", store.Reply))
		wantClaim(t, s, noon, "k")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.Finish(ctx, 1, []store.Outcome{{Contact: dead, Key: "k", State: store.Failed, Dead: true, At: noon}})
		})
		if got := membersOf(t, s, 1, 10, store.Wants{}); len(got) != 1 || !got[0].Stopped.Equal(noon) || got[0].Lang != "ha" {
			t.Errorf("got %+v, want who opted out", got)
		}
		if got := membersOf(t, s, 0, 10, store.Wants{}); len(got) != 1 || !got[0].Dead.Equal(noon) {
			t.Errorf("got %+v, want whose address is dead", got)
		}
	})
}

// ChunkRace lets one node read people in chunks while another one's new people
// come in between. Whoever was there from the beginning has their fact, at the
// end of a chunk as well.
func ChunkRace(t *testing.T, a, b store.Store) {
	const old, chunks = 200, 300
	ctx := context.Background()
	come := func(s store.Store, n int) error {
		c, address := s.Contact("sms", "", phone(n)), phone(n)
		return s.Update(ctx, s.Shard(c), func(tx store.Tx) error {
			return errors.Join(
				tx.PutConversations(ctx, []*store.Conversation{{Contact: c, Channel: "town", Address: address, SeenAt: noon, New: true}}),
				tx.PutFacts(ctx, []store.Fact{{Contact: c, Name: "district", Value: "d", At: noon}}))
		})
	}
	for n := range old {
		if err := come(a, n); err != nil {
			t.Fatal(err)
		}
	}
	read := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		for n := old; ; n++ {
			select {
			case <-read:
				return
			default:
			}
			if err := come(b, n); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range chunks {
		update(t, a, 0, func(ctx context.Context, tx store.Tx) error {
			people, err := tx.Members(ctx, "", 30, store.Wants{Facts: []string{"district"}})
			for i, m := range people {
				if m.Facts["district"] != "d" {
					t.Errorf("person %d of %d has the facts %v", i+1, len(people), m.Facts)
				}
			}
			return err
		})
	}
	close(read)
	group.Wait()
}
