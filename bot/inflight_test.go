package bot_test

import (
	"errors"
	"testing"
	"time"

	"plaza/channels"
)

// meanwhile lets something happen once, while the next message is on its way.
func (w *world) meanwhile(happen func()) {
	w.net.before = func() {
		w.net.before = nil
		happen()
	}
}

func TestStopWhileAMessageIsOnItsWay(t *testing.T) {
	for _, tt := range []struct {
		name string
		fail error
		want []string
	}{
		{"ItLeaves", nil, []string{"May we keep", "no more messages"}},
		{"ItIsToBeTriedAgain", channels.ErrTemporary, []string{"no more messages"}},
		{"NobodyKnows", errors.New("cut off"), []string{"no more messages"}},
		{"TheyToldTheNetworkToo", channels.ErrStopped, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, streets)
			ana := w.person("+1")
			w.net.fail = []error{tt.fail}
			w.meanwhile(func() { w.receive(ana, "STOP") })
			ana.says("STREETS")
			w.wait(time.Hour)
			w.wait(time.Hour)
			ana.hears(tt.want...).onRecord("streets/main stopped")
		})
	}
}

func TestEraseWhileAMessageIsOnItsWay(t *testing.T) {
	for name, fail := range map[string]error{
		"ItLeaves": nil, "ItIsToBeTriedAgain": channels.ErrTemporary, "TheyToldTheNetworkToo": channels.ErrStopped,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, streets)
			ana := w.person("+1").says("STREETS")
			w.net.fail = []error{fail}
			w.meanwhile(func() { w.receive(ana, "ERASE") })
			ana.says("yes")
			w.wait(time.Hour)
			w.wait(time.Hour)
			ana.nothingOf("May we", "yes", "erased").onRecord()
			ana.skips().says("STREETS").hears("START")
		})
	}
}

// What a turn takes to be new may be there already; then it goes again without
// that belief, and nobody waits.
func TestWhatIsNotNewIsTakenOnce(t *testing.T) {
	w := newWorld(t, parks)
	w.line.strict = true
	w.person("+1").says("PARKS", "yes").skips().says("3").hears("Noted.").onRecord("parks/main done trees=3")
}
