package channeltest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"plaza/channels"
)

// Sink keeps the events that a channel hands over. The zero value is ready,
// and safe for concurrent use.
type Sink struct {
	mu    sync.Mutex
	kept  []channels.Event
	fails int
	more  chan struct{} // closed and forgotten when events come; nil while nobody waits
}

// Keep is a channels.Sink.
func (s *Sink) Keep(_ context.Context, events ...channels.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails > 0 {
		s.fails--
		return errors.New("the disk is full")
	}
	s.kept = append(s.kept, events...)
	if s.more != nil {
		close(s.more)
		s.more = nil
	}
	return nil
}

// Fail makes the next n calls of Keep fail; what they bring is not kept.
func (s *Sink) Fail(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = n
}

// Events lists what was kept, in the order in which it came.
func (s *Sink) Events() []channels.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.kept)
}

// Await waits until so many events are kept, and lists all that are.
func (s *Sink) Await(t testing.TB, n int) []channels.Event {
	t.Helper()
	late := time.After(patience)
	for {
		s.mu.Lock()
		kept := slices.Clone(s.kept)
		if s.more == nil {
			s.more = make(chan struct{})
		}
		more := s.more
		s.mu.Unlock()
		if len(kept) >= n {
			return kept
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("got %d events in %s, want %d: %+v", len(kept), patience, n, kept)
		}
	}
}
