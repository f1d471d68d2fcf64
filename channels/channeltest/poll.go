package channeltest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"plaza/channels"
)

// polls holds an adapter that calls its network to the contract.
func polls(t *testing.T, s Suite) {
	if s.Poll == nil {
		t.Fatal("this adapter calls its network; Suite.Poll is needed")
	}
	t.Run("rule: in order, each once", func(t *testing.T) {
		k := &keeper{}
		poll(t, s.Poll(t, "one", "two", "three"), 3, k.Keep)
		var texts, refs []string
		for _, e := range k.Events() {
			texts, refs = append(texts, e.Text), append(refs, e.Ref)
		}
		if want := []string{"one", "two", "three"}; !slices.Equal(texts, want) {
			t.Errorf("got %q, want %q", texts, want)
		}
		if slices.Sort(refs); len(slices.Compact(refs)) != 3 || refs[0] == "" {
			t.Errorf("got the refs %q, want three different ones", refs)
		}
	})
	t.Run("rule: what is not kept comes again", func(t *testing.T) {
		k := &keeper{}
		failed := ""
		sink := func(ctx context.Context, events ...channels.Event) error {
			if failed == "" {
				failed = describe(events[0])
				return errors.New("the disk is full")
			}
			return k.Keep(ctx, events...)
		}
		p := s.Poll(t, "one", "two")
		poll(t, p, 1, sink)   // may end at the error
		poll(t, p, 2, k.Keep) // and begins with the same again
		if got := k.events(); len(got) != 2 || got[0] != failed {
			t.Errorf("got %q, want %q first and two in all", got, failed)
		}
	})
}

// poll runs Poll until the sink has kept so many events, or Poll ends.
func poll(t *testing.T, p channels.PollReceiver, n int, sink channels.Sink) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	count := 0
	within(t, func() error {
		return p.Poll(ctx, func(ctx context.Context, events ...channels.Event) error {
			err := sink(ctx, events...)
			if err == nil {
				count += len(events)
			}
			if count >= n || err != nil {
				cancel()
			}
			return err
		})
	})
}
