package bot_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"plaza/channels"
)

// TestManyPeopleAtOnce lets a hundred people write at the same time, each
// message three times at once, through the lanes of a running bot.
func TestManyPeopleAtOnce(t *testing.T) {
	w := newWorld(t, streets)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx) }()
	sink := w.Sink("sms")
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			for n, text := range []string{"STREETS", "yes", "1", fmt.Sprintf("House %d.", i)} {
				var copies sync.WaitGroup
				for range 3 {
					copies.Go(func() {
						err := sink(t.Context(), channels.Event{
							Kind: channels.Message, From: channels.Address(fmt.Sprintf("+%d", i)), Ref: fmt.Sprint(n), Text: text,
						})
						if err != nil {
							t.Errorf("%d: %v", i, err)
						}
					})
				}
				copies.Wait()
			}
		})
	}
	wg.Wait()
	stop()
	<-done
	if err := sink(t.Context(), channels.Event{Kind: channels.Message, From: "+1", Ref: "late", Text: "late"}); err == nil {
		t.Error("a bot that has stopped thanked for a message")
	}
	for i := range 100 {
		w.person(fmt.Sprintf("+%d", i)).onRecord(fmt.Sprintf("streets/main done first=lamps why=House %d.", i))
	}
}
