package channeltest

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"plaza/channels"
)

// Thousand sends to a thousand people of a fake who answer by themselves. All
// of them must be heard, with two statuses each, and without goroutines that
// grow with their number.
//
// Ask lets the nth person answer, and is the message to them; its ID is their
// address. Settle returns when the fake has nothing more to bring, and answered
// says whether a message is what its sender was to answer.
func Thousand(t *testing.T, c channels.Channel, sink *Sink, settle func(), ask func(n int) channels.Outbound, answered func(channels.Event) bool) {
	t.Helper()
	const people = 1000
	var all sync.WaitGroup
	lane := make(chan struct{}, 32)
	for n := range people {
		m := ask(n)
		lane <- struct{}{}
		all.Go(func() {
			defer func() { <-lane }()
			if _, err := c.Send(context.Background(), m); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := runtime.NumGoroutine(); got > 500 {
		t.Errorf("got %d goroutines, want a number that does not grow with the crowd", got)
	}
	settle()
	answers, statuses := map[channels.Address]bool{}, 0
	for _, e := range sink.Events() {
		if e.Kind == channels.Message && answered(e) {
			answers[e.From] = true
		}
		if e.Kind == channels.Status && e.ID == string(e.From) {
			statuses++
		}
	}
	if len(answers) != people || statuses != 2*people {
		t.Errorf("got %d answers and %d statuses, want %d and %d", len(answers), statuses, people, 2*people)
	}
}
