package broadcast_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/civic/broadcast"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func step(act broadcast.Act, by string) broadcast.Step {
	return broadcast.Step{Act: act, By: by, At: noon}
}

// proposed is a broadcast that asha has proposed.
func proposed(t *testing.T) *broadcast.Record {
	t.Helper()
	r := &broadcast.Record{}
	if err := r.Put(parse(t, good), step(broadcast.Propose, "asha")); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFromDraftToDone(t *testing.T) {
	r := proposed(t)
	hash := r.Hash()
	if err := r.Approve(step(broadcast.Approve, "ben"), hash, false); err != nil {
		t.Fatal(err)
	}
	r.Start = noon
	for _, act := range []broadcast.Act{broadcast.Schedule, broadcast.Begin, broadcast.Hold, broadcast.Resume, broadcast.Finish} {
		if err := r.Do(broadcast.Step{Act: act, By: "ben", Why: "because", At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	want := []broadcast.Entry{
		{At: noon, By: "asha", Act: broadcast.Propose, To: broadcast.Proposed, Text: hash},
		{At: noon, By: "ben", Act: broadcast.Approve, To: broadcast.Approved, Text: hash},
		{At: noon, By: "ben", Act: broadcast.Schedule, To: broadcast.Scheduled, Why: "because"},
		{At: noon, By: "ben", Act: broadcast.Begin, To: broadcast.Running, Why: "because"},
		{At: noon, By: "ben", Act: broadcast.Hold, To: broadcast.Paused, Why: "because"},
		{At: noon, By: "ben", Act: broadcast.Resume, To: broadcast.Running, Why: "because"},
		{At: noon, By: "ben", Act: broadcast.Finish, To: broadcast.Done, Why: "because"},
	}
	if diff := cmp.Diff(want, r.Log); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if !r.State.Over() || !r.Ends(parse(t, good)).Equal(noon.Add(48*time.Hour)) {
		t.Errorf("got %s until %v", r.State, r.Ends(parse(t, good)))
	}
}

func TestNobodyApprovesTheirOwnBroadcast(t *testing.T) {
	r := proposed(t)
	if err := r.Approve(step(broadcast.Approve, "asha"), r.Hash(), false); !errors.Is(err, broadcast.ErrSamePerson) || r.State != broadcast.Proposed {
		t.Errorf("got %v and %s, want ErrSamePerson and proposed", err, r.State)
	}
	if err := r.Approve(step(broadcast.Approve, "asha"), r.Hash(), true); err != nil {
		t.Errorf("there is nobody else: got %v", err)
	}
}

func TestNobodyApprovesWhatTheyHaveNotSeen(t *testing.T) {
	r := proposed(t)
	seen := r.Hash()
	if len(seen) < 32 {
		t.Errorf("%d letters of a hash: two texts with the same ones are found in an afternoon", len(seen))
	}
	other := parse(t, strings.Replace(good, "the tap in", "the pump in", 1))
	if err := r.Put(other, step(broadcast.Propose, "asha")); err != nil {
		t.Fatal(err)
	}
	if err := r.Approve(step(broadcast.Approve, "ben"), seen, false); !errors.Is(err, broadcast.ErrChanged) {
		t.Errorf("got %v, want ErrChanged", err)
	}
}

func TestANewTextIsApprovedAnew(t *testing.T) {
	r := proposed(t)
	if err := r.Approve(step(broadcast.Approve, "ben"), r.Hash(), false); err != nil {
		t.Fatal(err)
	}
	if err := r.Put(parse(t, good), step(broadcast.Propose, "ben")); err != nil {
		t.Fatal(err)
	}
	if r.State != broadcast.Proposed || r.Author != "ben" {
		t.Errorf("got %s by %s, want proposed by ben", r.State, r.Author)
	}
	if err := r.Approve(step(broadcast.Approve, "ben"), r.Hash(), false); !errors.Is(err, broadcast.ErrSamePerson) {
		t.Errorf("who changed the text approves it: got %v, want ErrSamePerson", err)
	}
}

// TestWhatMayFollow tries every act in every state.
func TestWhatMayFollow(t *testing.T) {
	all := []broadcast.Act{broadcast.Schedule, broadcast.Begin, broadcast.Hold, broadcast.Resume, broadcast.Finish, broadcast.Cancel}
	for state, want := range map[broadcast.State][]broadcast.Act{
		broadcast.Proposed:  {broadcast.Cancel},
		broadcast.Approved:  {broadcast.Schedule, broadcast.Cancel},
		broadcast.Scheduled: {broadcast.Schedule, broadcast.Begin, broadcast.Hold, broadcast.Cancel},
		broadcast.Running:   {broadcast.Hold, broadcast.Finish, broadcast.Cancel},
		broadcast.Paused:    {broadcast.Resume, broadcast.Finish, broadcast.Cancel},
		broadcast.Done:      nil,
		broadcast.Cancelled: nil,
	} {
		var got []broadcast.Act
		for _, act := range all {
			r := proposed(t)
			r.State = state
			switch err := r.Do(step(act, "ben")); {
			case err == nil:
				got = append(got, act)
			case !errors.Is(err, broadcast.ErrState) || len(r.Log) != 1 || r.State != state:
				t.Errorf("%s while %s: got %v, %s and a log of %d, want ErrState and nothing changed", act, state, err, r.State, len(r.Log))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", state, diff)
		}
		r := proposed(t)
		r.State = state
		if err := r.Put(parse(t, good), step(broadcast.Propose, "asha")); (err == nil) != (state == broadcast.Proposed || state == broadcast.Approved) {
			t.Errorf("propose while %s: got %v", state, err)
		}
		r.State = state
		if err := r.Approve(step(broadcast.Approve, "ben"), r.Hash(), false); (err == nil) != (state == broadcast.Proposed) {
			t.Errorf("approve while %s: got %v", state, err)
		}
	}
}

// TestWhatWasPausedBeforeItBeganBegins: it does not go on, because nothing of
// it was done.
func TestWhatWasPausedBeforeItBeganBegins(t *testing.T) {
	r := proposed(t)
	if err := r.Approve(step(broadcast.Approve, "ben"), r.Hash(), false); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		act  broadcast.Act
		want broadcast.State
	}{
		{broadcast.Schedule, broadcast.Scheduled}, {broadcast.Hold, broadcast.Paused}, {broadcast.Resume, broadcast.Scheduled},
		{broadcast.Begin, broadcast.Running}, {broadcast.Hold, broadcast.Paused}, {broadcast.Resume, broadcast.Running},
	} {
		if err := r.Do(step(c.act, "ben")); err != nil || r.State != c.want || r.Log[len(r.Log)-1].To != c.want {
			t.Fatalf("%s: got %s (%v), want %s", c.act, r.State, err, c.want)
		}
	}
}

func TestSomebodyDoesIt(t *testing.T) {
	r := proposed(t)
	if err := r.Do(step(broadcast.Cancel, "")); err == nil {
		t.Error("nobody cancelled it")
	}
	if err := r.Do(step(broadcast.Approve, "ben")); err == nil {
		t.Error("it was approved without a look")
	}
}

func TestPausePassed(t *testing.T) {
	p := broadcast.Pause{Share: 0.2, Least: 50}
	for _, c := range []struct {
		tried, failed int
		want          bool
	}{{0, 0, false}, {49, 49, false}, {50, 9, false}, {50, 10, true}, {1000, 199, false}, {1000, 200, true}} {
		if got := p.Passed(c.tried, c.failed); got != c.want {
			t.Errorf("%d of %d: got %v, want %v", c.failed, c.tried, got, c.want)
		}
	}
}
