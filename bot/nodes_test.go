package bot_test

import "testing"

// A node that has not heard yet of what another published must not lose the
// answer of somebody who is in it.
func TestAnswerReachesANodeThatHasNotReloaded(t *testing.T) {
	w := newWorld(t)
	here, there := w.Bot, w.node()
	w.publish(parks)
	ana := w.person("+1").says("PARKS", "yes").skips()
	w.Bot = there
	ana.says("3").onRecord("parks/main done trees=3")
	w.Bot = here // it drives the sender
	w.dispatch()
	ana.hears("Noted.")
}
