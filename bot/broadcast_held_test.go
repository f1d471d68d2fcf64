package bot_test

import (
	"fmt"
	"testing"

	"plaza/channels"
)

// TestItSaysWhyItWaits: a network that takes nothing now fails no message and
// pauses no broadcast; whoever watches is told why it stands still.
func TestItSaysWhyItWaits(t *testing.T) {
	w := newWorld(t)
	w.village(3)
	id := w.cast(news)
	if got := w.status(id).Held; got != "" {
		t.Errorf("before anything was tried: got %q, want nothing", got)
	}
	away := fmt.Errorf("send by net: %w: http 503", channels.ErrTemporary)
	w.net.fail = []error{away, away, away}
	w.dispatch()
	if got, want := w.status(id).Held, "it could not be sent and is tried again (http 503)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
